"""Several places of one huis for who fits in none (R7): against every way to combine them, with the others placed as well as can be."""

from dataclasses import replace
from datetime import timedelta
from itertools import product
from random import Random
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from capacity_service.domain.aanvraag import Aanvraag, Behoefte, Huishouden
from capacity_service.domain.certificaat import check_certificaat
from capacity_service.domain.combinatie import LOOKS_MAX, Combinatie, Zoektocht, fits_nowhere, list_options
from capacity_service.domain.matching import Afweging, decide
from capacity_service.domain.plaats import Kenmerk, Plaats, Soort
from capacity_service.domain.rangorde import TREDEN, Kosten, Opgave, Vrager, cost_of_none, make_vragers, spread_band
from capacity_service.domain.voorraad import Stand
from tests.domain.gevallen import NIETS, find_least_cost, plus, total_cost
from tests.domain.strategies import NU, OVERDAG, REGELS, hold, make_aanvraag, make_plaats, make_stand
from tests.faults.figures import LONG

CODES = ("GM0193", "GM0014", "GM0983")


def make_large_case(random: Random) -> tuple[list[Aanvraag], tuple[Plaats, ...], Stand]:
    """At most six households and six places in two or three houses, some households larger than any place."""
    vrij = tuple(
        make_plaats(
            number,
            huis=UUID(int=100 + huis),
            centrumgemeente=CODES[huis],
            personen_max=random.randint(2, 3),
            soort=random.choice([Soort.crisisplaats, Soort.crisisplaats, Soort.opvangplaats, Soort.reserveplaats]),
            kenmerken=frozenset(random.sample(list(Kenmerk), random.choice([0, 0, 1]))),
            bevestigd_op=NU - timedelta(hours=random.choice([1, 1, 1, 30])),
        )
        for number in range(1, random.randint(2, 7))
        for huis in [random.randrange(3)]
    )
    reeks = [
        make_aanvraag(
            10 + number,
            vastgesteld_op=NU - timedelta(minutes=random.randint(0, 600)),
            huishouden=Huishouden(1, (4,) * random.choice([1, 2, 3, 4, 5]), frozenset({random.choice(list(Behoefte))})),
            uitsluitingen=frozenset(random.sample(CODES, random.choice([0, 0, 1]))),
            teruggemeld=frozenset(plaats.id for plaats in vrij if random.random() < 0.1),
        )
        for number in range(random.randint(1, 6))
    ]
    huizen: dict[UUID, tuple[UUID, ...]] = {}
    for plaats in vrij:
        huizen[plaats.huis] = (*huizen.get(plaats.huis, ()), plaats.id)
    gegeven = {code: random.randint(0, 40) for code in CODES}
    return reeks, vrij, replace(make_stand(vrij, gegeven=gegeven), huizen=huizen)


def find_least_together(reeks: list[Aanvraag], vrij: tuple[Plaats, ...], stand: Stand) -> Kosten:
    """The least that any combination of places and any assignment of the others costs, the lot left out."""
    vragers = make_vragers(reeks, stand, REGELS)
    large = [vrager for vrager in vragers if fits_nowhere(vrager, [hold(plaats) for plaats in vrij])]
    small = tuple(vrager for vrager in vragers if vrager not in large)
    ways = [[None, *options_of(vrager, vrij, stand)] for vrager in large]
    totals = []
    for chosen in product(*ways):
        taken = [plaats for way in chosen if way for plaats in way.ids]
        if len(set(taken)) < len(taken):
            continue
        total = find_least_cost(opgave_without(small, taken, vrij, stand))
        for vrager, way in zip(large, chosen, strict=True):
            total = plus(total, way.kosten if way else cost_of_none(vrager))
        totals.append(total[:-1])
    return min(totals)


def opgave_without(small: tuple[Vrager, ...], taken: list[UUID], vrij: tuple[Plaats, ...], stand: Stand) -> Opgave:
    """What is left for the others; who took places has come to the centrumgemeente before them."""
    come = {plaats.huis: plaats.centrumgemeente for plaats in vrij if plaats.id in taken}
    gaf = {
        code: (stand.gaf(code)[0] + REGELS.nachten_max * list(come.values()).count(code), stand.gaf(code)[1])
        for code in CODES
    }
    klassen = tuple(hold(plaats) for plaats in vrij if plaats.id not in taken)
    return Opgave(small, klassen, CODES, gaf, OVERDAG, REGELS)


def options_of(vrager: Vrager, vrij: tuple[Plaats, ...], stand: Stand) -> list[Combinatie]:
    huizen = {huis: [hold(plaats) for plaats in vrij if plaats.huis == huis] for huis in stand.huizen}
    return list_options(vrager, huizen, OVERDAG, lambda code: spread_band(stand.gaf(code), 0, REGELS)[0])


def cost_together(afweging: Afweging) -> Kosten:
    total = total_cost(afweging.opgave, afweging.certificaat.toegewezen)
    for samen in afweging.samen:
        total = plus(total, samen.kosten)
    for vrager in afweging.te_groot:
        total = plus(total, cost_of_none(vrager))
    return total[:-1]


@settings(max_examples=5_000 if LONG else 80)
@given(st.integers(0, 2**32 - 1).map(Random))
def test_no_way_to_combine_places_is_better(random: Random) -> None:
    reeks, vrij, stand = make_large_case(random)
    afweging = decide(reeks, stand, REGELS, OVERDAG)
    assert afweging.bewezen
    assert cost_together(afweging) == find_least_together(reeks, vrij, stand)
    assert check_certificaat(afweging.opgave, afweging.certificaat) == []
    assert afweging.grens[:-1] <= cost_together(afweging)


@given(st.integers(0, 2**32 - 1).map(Random))
def test_nobody_shares_a_place_and_nobody_is_split_over_houses(random: Random) -> None:
    reeks, vrij, stand = make_large_case(random)
    by_id, by_aanvraag = {plaats.id: plaats for plaats in vrij}, {aanvraag.id: aanvraag for aanvraag in reeks}
    given_away: list[UUID] = []
    for uitkomst in decide(reeks, stand, REGELS, OVERDAG).uitkomsten:
        aanvraag = by_aanvraag[uitkomst.aanvraag]
        for voorstel in uitkomst.voorstellen:
            places = [by_id[plaats] for plaats in voorstel.plaatsen]
            assert len(places) <= 3
            assert len({plaats.huis for plaats in places}) == 1
            assert sum(plaats.personen_max for plaats in places) >= aanvraag.huishouden.personen
            assert aanvraag.teruggemeld.isdisjoint(voorstel.plaatsen)
        given_away += uitkomst.voorstellen[0].plaatsen if uitkomst.voorstellen else ()
    assert len(set(given_away)) == len(given_away)


def options(personen: int, *vrij: Plaats, **changes: object) -> list[tuple[int, ...]]:
    """The numbers of the places of every way, best first; all in one huis."""
    aanvraag = make_aanvraag(1, huishouden=Huishouden(1, (3,) * (personen - 1)), **changes)
    (vrager,) = make_vragers([aanvraag], make_stand(()), REGELS)
    ways = list_options(vrager, {UUID(int=0): [hold(plaats) for plaats in vrij]}, OVERDAG, lambda _: 0)
    return [tuple(plaats.int for plaats in way.ids) for way in ways]


def test_two_or_three_places_and_none_that_could_stay_free() -> None:
    rooms = [make_plaats(number, personen_max=2) for number in (1, 2, 3)]
    assert options(4, *rooms) == [(1, 2), (1, 3), (2, 3)]
    assert options(5, *rooms) == [(1, 2, 3)]
    assert options(7, *rooms) == []
    assert options(9, *rooms, make_plaats(4, personen_max=2), make_plaats(5, personen_max=2)) == []


def test_least_room_is_wasted_first() -> None:
    assert options(5, *(make_plaats(number, personen_max=number) for number in (2, 3, 4)))[0] == (2, 3)


@pytest.mark.parametrize(
    ("plaats", "changes"),
    [
        pytest.param({"bevestigd_op": NU - timedelta(hours=30)}, {}, id="nobody confirmed it"),
        pytest.param({}, {"teruggemeld": frozenset({UUID(int=2)})}, id="the house said no"),
    ],
)
def test_a_place_that_is_not_sure_is_no_part_of_it(plaats: dict[str, object], changes: dict[str, object]) -> None:
    assert options(8, make_plaats(1), make_plaats(2, **plaats), **changes) == []
    assert options(8, make_plaats(1), make_plaats(2, **plaats), make_plaats(3), **changes) == [(1, 3)]


def test_a_huis_where_it_is_not_safe_is_no_option() -> None:
    assert options(8, make_plaats(1), make_plaats(2), uitsluitingen=frozenset({"GM0193"})) == []


def test_what_counts_against_one_place_counts_against_all_and_what_one_has_all_have() -> None:
    needs = Huishouden(1, (3,) * 7, frozenset({Behoefte.huisdier}))
    (vrager,) = make_vragers([make_aanvraag(huishouden=needs)], make_stand(()), REGELS)
    reserve = hold(make_plaats(1, soort=Soort.reserveplaats, kenmerken=frozenset({Kenmerk.huisdier})))
    plain = hold(make_plaats(2, soort=Soort.opvangplaats, kenmerken=frozenset({Kenmerk.mannen})))
    (way,) = list_options(vrager, {UUID(int=0): [reserve, plain]}, OVERDAG, lambda _: 4)
    assert way.soort is Soort.reserveplaats
    found = dict(zip(TREDEN, way.kosten, strict=True))
    assert {trede: cost for trede, cost in found.items() if cost} == {
        "reserve": 1,
        "kenmerken": 1,
        "spreiding": 4,
        "afstand": 1,
    }


def test_places_that_somebody_else_needs_are_not_combined() -> None:
    """One large household or two small ones: two are placed."""
    vrij = make_plaats(1, personen_max=2), make_plaats(2, personen_max=2)
    stand = replace(make_stand(vrij), huizen={UUID(int=0): (UUID(int=1), UUID(int=2))})
    large = make_aanvraag(1, huishouden=Huishouden(1, (1, 2, 3)), vastgesteld_op=NU - timedelta(hours=20))
    small = [make_aanvraag(number) for number in (2, 3)]
    uitkomsten = {u.aanvraag: u for u in decide([large, *small], stand, REGELS, OVERDAG).uitkomsten}
    assert [len(uitkomsten[aanvraag.id].voorstellen) for aanvraag in (large, *small)] == [0, 1, 1]
    knelpunt = uitkomsten[large.id].knelpunt
    assert knelpunt is not None
    assert knelpunt.code == "te_groot"
    wide = decide([large, *small], replace(stand, grootste=6), REGELS, OVERDAG).uitkomsten[0]
    assert wide.knelpunt is not None
    assert wide.knelpunt.code == "niets_vrij"
    one_small = {u.aanvraag: u for u in decide([large, small[0]], stand, REGELS, OVERDAG).uitkomsten}
    assert one_small[large.id].gekozen is not None


@pytest.mark.parametrize(("first", "proven"), [(0, True), (1, False)])
def test_the_search_stops_in_time_and_says_what_it_did_not_prove(first: int, proven: bool) -> None:
    """Of so many ways not all are looked at, unless the first found is as good as the bound."""
    vrij = tuple(make_plaats(number, personen_max=2) for number in range(1, 13))
    (vrager,) = make_vragers([make_aanvraag(huishouden=Huishouden(1, (1, 2, 3)))], make_stand(()), REGELS)
    ways = list_options(vrager, {UUID(int=0): [hold(plaats) for plaats in vrij]}, OVERDAG, lambda _: 0)
    looks: list[int] = []

    def others(taken: tuple[Combinatie, ...]) -> Kosten:
        looks.append(len(taken))
        return (*NIETS[:-2], first + looks.count(4) - 1 if len(taken) == 4 else 0, 0)

    search = Zoektocht([vrager] * 4, [ways] * 4, others)
    assert search.proven == proven
    assert len(looks) <= LOOKS_MAX + 1
    assert search.best is not None
    assert len({plaats for way in search.best[1] if way for plaats in way.ids}) == 8
    assert (search.best[0] == search.grens) == proven
