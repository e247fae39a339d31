"""Who competes for too few places: against every group that there is, on cases small enough to try them all."""

from dataclasses import replace
from itertools import combinations
from random import Random

import pytest

from capacity_service.domain.gedrang import find_gedrang
from capacity_service.domain.matching import Afweging, decide
from capacity_service.domain.rangorde import Opgave, fits
from tests.domain.gevallen import make_geval
from tests.domain.groepen import Plaats
from tests.domain.strategies import (
    NU,
    OVERDAG,
    REGELS,
    STREKEN,
    make_aanvraag,
    make_plaats,
    make_stand,
)


def is_too_few(opgave: Opgave, vragers: tuple[int, ...]) -> bool:
    """Whether more households than places that any of them may have."""
    may = [vrij for vrij in opgave.klassen if any(fits(opgave.vragers[vrager], vrij) for vrager in vragers)]
    return sum(vrij.aantal for vrij in may) < len(vragers)


def left_over(afweging: Afweging) -> list[int]:
    return [rij for rij, klasse in enumerate(afweging.certificaat.toegewezen) if klasse is None]


@pytest.mark.parametrize("seed", range(30))
def test_the_group_holds_who_is_left_over_and_is_one_place_short_and_nothing_smaller_is(seed: int) -> None:
    random = Random(seed)
    afweging = make_geval(random, random.randint(3, 8), random.randint(2, 6)).decide()
    opgave = afweging.opgave
    for wie in left_over(afweging):
        gedrang = find_gedrang(opgave, afweging.certificaat.toegewezen, wie)
        assert wie in gedrang.vragers
        assert gedrang.plaatsen == len(gedrang.vragers) - 1
        assert is_too_few(opgave, gedrang.vragers)
        for size in range(1, len(gedrang.vragers)):
            assert not any(is_too_few(opgave, smaller) for smaller in combinations(gedrang.vragers, size))


@pytest.mark.parametrize("seed", range(30))
def test_somebody_is_left_over_exactly_when_some_group_is_short_of_places(seed: int) -> None:
    random = Random(seed)
    afweging = make_geval(random, random.randint(2, 7), random.randint(2, 7)).decide()
    opgave = afweging.opgave
    everybody = range(len(opgave.vragers))
    groups = [group for size in range(1, len(everybody) + 1) for group in combinations(everybody, size)]
    assert bool(left_over(afweging)) == any(is_too_few(opgave, group) for group in groups)


@pytest.mark.parametrize("seed", range(25))
def test_one_more_place_for_anybody_of_the_group_places_one_more(seed: int) -> None:
    random = Random(seed)
    geval = make_geval(random, random.randint(3, 7), random.randint(1, 5))
    afweging = geval.decide()
    for wie in left_over(afweging)[:2]:
        for vrager in find_gedrang(afweging.opgave, afweging.certificaat.toegewezen, wie).vragers:
            extra = place_for(afweging.opgave, vrager)
            if extra is None:
                continue
            wider = make_stand((*geval.vrij, extra), vastgehouden=geval.vastgehouden)
            assert decide(geval.aanvragen, wider, REGELS, geval.omstandigheid).over == afweging.over - 1


def place_for(opgave: Opgave, rij: int) -> Plaats | None:
    """A new place that this household may have, or None when nowhere is safe for it."""
    vrager = opgave.vragers[rij]
    safe = sorted(STREKEN.keys() - vrager.verboden)
    return make_plaats(9_999, centrumgemeente=safe[0], personen_max=vrager.personen) if safe else None


def test_who_may_have_nothing_competes_with_nobody() -> None:
    aanvragen = [make_aanvraag(1, uitsluitingen=frozenset(STREKEN)), make_aanvraag(2)]
    afweging = decide(aanvragen, make_stand((make_plaats(),)), REGELS, OVERDAG)
    gedrang = find_gedrang(afweging.opgave, afweging.certificaat.toegewezen, 0)
    assert (gedrang.vragers, gedrang.klassen, gedrang.plaatsen) == ((0,), (), 0)


def test_who_competes_with_others_is_not_counted() -> None:
    """Two for one place in Zwolle; a third who cannot go there has nothing to do with it."""
    vrij = make_plaats(1), make_plaats(2, centrumgemeente="GM0363")
    only_zwolle = frozenset({"GM0363"})
    reeks = [
        make_aanvraag(1, uitsluitingen=only_zwolle),
        make_aanvraag(2, uitsluitingen=only_zwolle, vastgesteld_op=NU),
        make_aanvraag(3, uitsluitingen=frozenset({"GM0193"})),
    ]
    afweging = decide(reeks, make_stand(vrij), REGELS, OVERDAG)
    (wie,) = left_over(afweging)
    gedrang = find_gedrang(afweging.opgave, afweging.certificaat.toegewezen, wie)
    members = {afweging.opgave.vragers[vrager].id for vrager in gedrang.vragers}
    assert members == {reeks[0].id, reeks[1].id}
    assert gedrang.plaatsen == 1


def test_a_reservering_that_may_move_belongs_to_the_group_of_its_place() -> None:
    own = make_plaats(1)
    holder = replace(make_aanvraag(1), heeft=frozenset({own.id}))
    afweging = decide([holder, make_aanvraag(2)], make_stand((), vastgehouden=(own,)), REGELS, OVERDAG)
    (wie,) = left_over(afweging)
    assert afweging.opgave.vragers[wie].id == make_aanvraag(2).id
    assert len(find_gedrang(afweging.opgave, afweging.certificaat.toegewezen, wie).vragers) == 2
