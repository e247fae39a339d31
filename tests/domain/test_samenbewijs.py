"""The bound of the search is held against what was made, and what was made against the plain order: nothing wrong goes unseen."""

from collections.abc import Callable
from dataclasses import replace
from random import Random
from uuid import UUID

import pytest

from capacity_service.domain.combinatie import Combinatie
from capacity_service.domain.matching import Afweging, decide
from capacity_service.domain.samenbewijs import Samenbewijs, check_grens, check_samen
from capacity_service.domain.voorraad import Stand
from tests.domain.grote_huishoudens import make_alike_case, make_large_case
from tests.domain.strategies import OVERDAG, REGELS, hold, make_plaats

CASES = 120


def check(afweging: Afweging, bewijs: Samenbewijs, stand: Stand) -> list[str]:
    grens = check_grens(afweging.ondergrens, bewijs) if afweging.ondergrens else []
    return grens + check_samen(afweging.opgave, afweging.certificaat.toegewezen, bewijs, stand.huizen)


def with_first(bewijs: Samenbewijs, first: Combinatie) -> Samenbewijs:
    return replace(bewijs, samen=(first, *bewijs.samen[1:]))


def move(bewijs: Samenbewijs, trede: int, by: int) -> Samenbewijs:
    grens = list(bewijs.grens)
    grens[trede] += by
    return replace(bewijs, grens=tuple(grens))


def higher(_: Afweging, bewijs: Samenbewijs, random: Random) -> Samenbewijs:
    """The bound is more than what was made."""
    return replace(move(bewijs, random.randrange(13), random.randint(1, 5)), bewezen=random.choice([True, False]))


def lower(_: Afweging, bewijs: Samenbewijs, random: Random) -> Samenbewijs:
    """The bound is less, and yet nothing better would exist."""
    return move(bewijs, random.randrange(13), -random.randint(1, 5))


def forgotten(_: Afweging, bewijs: Samenbewijs, __: Random) -> Samenbewijs | None:
    """Who was left over is not told."""
    return replace(bewijs, te_groot=()) if bewijs.te_groot else None


def dissolved(_: Afweging, bewijs: Samenbewijs, __: Random) -> Samenbewijs | None:
    """Who was placed would be left over."""
    if not bewijs.samen:
        return None
    return replace(bewijs, samen=bewijs.samen[1:], te_groot=(*bewijs.te_groot, bewijs.samen[0].vrager))


def shared(_: Afweging, bewijs: Samenbewijs, __: Random) -> Samenbewijs | None:
    """Two households have the same places."""
    return replace(bewijs, samen=(*bewijs.samen, bewijs.samen[0])) if bewijs.samen else None


def taken(afweging: Afweging, bewijs: Samenbewijs, random: Random) -> Samenbewijs | None:
    """A place of it is among those of the others too."""
    if not bewijs.samen or not afweging.opgave.klassen:
        return None
    first, other = bewijs.samen[0], random.choice(afweging.opgave.klassen)
    return with_first(bewijs, replace(first, plaatsen=(*first.plaatsen[1:], other)))


def small(_: Afweging, bewijs: Samenbewijs, __: Random) -> Samenbewijs | None:
    """One place less: not enough, or alone."""
    if not bewijs.samen:
        return None
    return with_first(bewijs, replace(bewijs.samen[0], plaatsen=bewijs.samen[0].plaatsen[1:]))


def elsewhere(_: Afweging, bewijs: Samenbewijs, __: Random) -> Samenbewijs | None:
    """One of the places is of no huis of the others."""
    if not bewijs.samen:
        return None
    first, strange = bewijs.samen[0], hold(make_plaats(99, personen_max=9))
    return with_first(bewijs, replace(first, plaatsen=(*first.plaatsen[1:], strange)))


def unsafe(_: Afweging, bewijs: Samenbewijs, __: Random) -> Samenbewijs | None:
    """The household must not be there."""
    if not bewijs.samen:
        return None
    first = bewijs.samen[0]
    verboden = frozenset({first.plaatsen[0].klasse.centrumgemeente})
    return with_first(bewijs, replace(first, vrager=replace(first.vrager, verboden=verboden)))


WRONG = [higher, lower, forgotten, dissolved, shared, taken, small, elsewhere, unsafe]
Change = Callable[[Afweging, Samenbewijs, Random], Samenbewijs | None]


@pytest.mark.parametrize("change", WRONG, ids=lambda change: change.__name__)
def test_what_is_made_is_accepted_and_what_is_changed_is_not(change: Change) -> None:
    random, tried = Random(7), 0
    while tried < CASES:
        make = random.choice([make_large_case, make_alike_case])
        reeks, _, stand = make(random)
        afweging = decide(reeks, stand, REGELS, OVERDAG)
        bewijs = afweging.samenbewijs
        assert check(afweging, bewijs, stand) == []
        worse = change(afweging, bewijs, random) if bewijs.nodig else None
        if worse is not None:
            tried += 1
            assert check(afweging, worse, stand), (change, worse)


def test_a_bound_that_is_not_proven_may_be_lower_and_never_higher() -> None:
    random = Random(8)
    bewijs = Samenbewijs((), (), (), bewezen=True)
    while not bewijs.nodig:
        reeks, _, stand = make_large_case(random)
        afweging = decide(reeks, stand, REGELS, OVERDAG)
        bewijs = replace(afweging.samenbewijs, bewezen=False)
    toegewezen, huizen = afweging.certificaat.toegewezen, stand.huizen
    assert check_samen(afweging.opgave, toegewezen, move(bewijs, 2, -1), huizen) == []
    (fault,) = check_samen(afweging.opgave, toegewezen, move(bewijs, 2, 1), huizen)
    assert "minder dan de grens" in fault


def test_a_bound_below_what_is_certain_without_search_is_not_believed() -> None:
    random, tried = Random(10), 0
    while tried < CASES:
        reeks, _, stand = make_alike_case(random)
        afweging = decide(reeks, stand, REGELS, OVERDAG)
        onder = afweging.ondergrens
        if onder is None or not onder.certificaat.woorden or set(onder.certificaat.toegewezen) == {None}:
            continue
        tried += 1
        assert check_grens(onder, afweging.samenbewijs) == []
        certain = replace(afweging.samenbewijs, grens=onder.kosten)
        assert check_grens(onder, certain) == []
        assert "zonder zoeken al zeker" in check_grens(onder, move(certain, random.randrange(13), -1))[0]
        nobody = replace(onder.certificaat, toegewezen=(None,) * len(onder.certificaat.toegewezen))
        assert check_grens(replace(onder, certificaat=nobody), afweging.samenbewijs)[0].startswith("Ondergrens: ")


def test_what_it_says_names_the_place_and_the_aanvraag() -> None:
    random = Random(9)
    samen: tuple[Combinatie, ...] = ()
    while not samen:
        reeks, _, stand = make_large_case(random)
        afweging = decide(reeks, stand, REGELS, OVERDAG)
        samen = afweging.samen
    twice = check(afweging, replace(afweging.samenbewijs, samen=(*samen, samen[0])), stand)
    assert f"Plaats {min(samen[0].ids)} is 2 keer gegeven." in twice
    nowhere = check_samen(afweging.opgave, afweging.certificaat.toegewezen, afweging.samenbewijs, {UUID(int=1): ()})
    assert f"Aanvraag {samen[0].vrager.id}: deze {len(samen[0].ids)} plaatsen mogen niet samen." in nowhere
