"""Several places of one huis for who fits in none (R7): against every way to combine them, with the others placed as well as can be."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from itertools import combinations
from random import Random
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from capacity_service.domain.aanvraag import Behoefte, Huishouden
from capacity_service.domain.certificaat import check_certificaat
from capacity_service.domain.combinatie import (
    LOOKS_MAX,
    Combinatie,
    Zoektocht,
    group_alike,
    list_options,
)
from capacity_service.domain.matching import decide
from capacity_service.domain.plaats import Kenmerk, Soort
from capacity_service.domain.rangorde import TREDEN, Kosten, make_vragers
from tests.domain.gevallen import NIETS
from tests.domain.groepen import Plaats
from tests.domain.grote_huishoudens import (
    MakeCase,
    cost_together,
    find_least_together,
    make_alike_case,
    make_large_case,
    options_of,
    take,
    ways_of,
)
from tests.domain.strategies import NU, OVERDAG, REGELS, hold, make_aanvraag, make_plaats, make_stand
from tests.faults.figures import LONG


@settings(max_examples=5_000 if LONG else 80)
@given(st.integers(0, 2**32 - 1).map(Random), st.sampled_from([make_large_case, make_alike_case]))
def test_no_way_to_combine_places_is_better(random: Random, make: MakeCase) -> None:
    reeks, vrij, stand = make(random)
    afweging = decide(reeks, stand, REGELS, OVERDAG)
    assert afweging.bewezen
    assert cost_together(afweging) == find_least_together(reeks, vrij, stand)
    assert check_certificaat(afweging.opgave, afweging.certificaat) == []
    assert afweging.grens[:-1] == cost_together(afweging)
    if afweging.ondergrens is not None:
        assert afweging.ondergrens.kosten[:-1] <= cost_together(afweging)


@given(st.integers(0, 2**32 - 1).map(Random), st.sampled_from([make_large_case, make_alike_case]))
def test_every_two_or_three_places_are_a_way_or_the_same_as_one(random: Random, make: MakeCase) -> None:
    reeks, vrij, stand = make(random)
    huizen = {plaats.id: plaats.huis for plaats in vrij}
    named = frozenset(plaats.id for plaats in vrij if random.random() < 0.2)
    for vrager in make_vragers(reeks, stand, REGELS):
        told = named | vrager.teruggemeld
        sure = [p for p in vrij if p.bevestigd_op > NU - timedelta(hours=24) and p.id not in vrager.teruggemeld]
        safe = [plaats for plaats in sure if plaats.centrumgemeente not in vrager.verboden]
        possible = {
            tuple(sorted(plaats.id for plaats in places))
            for number in (2, 3)
            for places in combinations(safe, number)
            if len({plaats.huis for plaats in places}) == 1
            and vrager.personen <= sum(p.personen_max for p in places)
            and all(sum(p.personen_max for p in places if p is not one) < vrager.personen for one in places)
        }
        one_by_one = options_of(vrager, vrij, stand)
        assert {way.ids for way in one_by_one} == possible
        assert len(one_by_one) == len(possible)
        ways = ways_of(vrager, vrij, stand, told)
        same = {kind_of(way, huizen, told): way.kosten for way in one_by_one}
        assert {kind_of(take(way), huizen, told): way.kosten for way in ways} == same
        assert len(ways) == len(same)
        assert [way.kosten for way in ways] == sorted(way.kosten for way in ways)


def kind_of(way: Combinatie, huizen: dict[UUID, UUID], named: frozenset[UUID]) -> tuple[object, ...]:
    """What others can tell of it: of each place its huis and class, and which one it is when somebody means it by name."""
    (huis,) = {huizen[plaats] for plaats in way.ids}
    places = Counter((vrij.klasse, named.intersection(vrij.plaatsen)) for vrij in way.plaatsen)
    return huis, frozenset(places.items())


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
    named = vrager.teruggemeld | vrager.gevraagd
    huizen = {UUID(int=0): group_alike([hold(plaats) for plaats in vrij], named)}
    ways = list_options(vrager, huizen, OVERDAG, lambda _: 0)
    return [tuple(plaats.int for plaats in take(way).ids) for way in ways]


def test_two_or_three_places_and_none_that_could_stay_free() -> None:
    rooms = [make_plaats(number, personen_max=2) for number in (1, 2, 3)]
    assert options(4, *rooms) == [(1, 2)]
    assert options(5, *rooms) == [(1, 2, 3)]
    assert options(7, *rooms) == []
    assert options(9, *rooms, make_plaats(4, personen_max=2), make_plaats(5, personen_max=2)) == []


def test_places_that_are_the_same_for_everybody_are_one_choice() -> None:
    """Forty of each of two kinds: a place of each, two or three of one, or two of one and one of the other."""
    rooms = [make_plaats(number, personen_max=8 + number % 2) for number in range(80)]
    assert options(20, *rooms) == [(0, 2, 4), (0, 1, 2), (0, 1, 3), (1, 3, 5)]


def test_a_place_that_somebody_means_by_name_is_a_choice_of_its_own() -> None:
    vrij = [hold(make_plaats(number, personen_max=2)) for number in (3, 1, 2)]
    alike = group_alike(vrij, frozenset({UUID(int=2)}))
    assert [[one.plaatsen[0].int for one in gelijken] for gelijken in alike] == [[1, 3], [2]]


def test_the_lowest_places_that_are_still_free_are_taken() -> None:
    vrij = [hold(make_plaats(number, personen_max=2)) for number in range(1, 6)]
    (vrager,) = make_vragers([make_aanvraag(huishouden=Huishouden(1, (1, 2, 3)))], make_stand(()), REGELS)
    (way,) = list_options(vrager, {UUID(int=0): group_alike(vrij, frozenset())}, OVERDAG, lambda _: 0)
    gone = {UUID(int=1), UUID(int=3)}
    found = way.take(lambda plaats: plaats not in gone)
    assert found is not None
    assert [plaats.int for plaats in found.ids] == [2, 4]
    assert way.take(lambda plaats: plaats == UUID(int=5)) is None


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
    (way,) = list_options(vrager, {UUID(int=0): group_alike([reserve, plain], frozenset())}, OVERDAG, lambda _: 4)
    assert take(way).soort is Soort.reserveplaats
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
    apart = group_alike([hold(plaats) for plaats in vrij], frozenset(plaats.id for plaats in vrij))
    ways = list_options(vrager, {UUID(int=0): apart}, OVERDAG, lambda _: 0)
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
