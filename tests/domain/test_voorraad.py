"""The free places by class, and how far is far."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity_service.domain.plaats import Soort, is_onbevestigd
from capacity_service.domain.voorraad import Vrij, distance_bands, split_named
from tests.domain.groepen import Plaats, group_by_klasse
from tests.domain.strategies import (
    NIJKERK,
    NU,
    REGELS,
    STREKEN,
    hold,
    make_plaats,
    make_stand,
    registers,
    streken,
)


@given(registers)
def test_every_free_place_is_in_the_one_class_that_describes_it(vrij: tuple[Plaats, ...]) -> None:
    groups = group_by_klasse(vrij, REGELS, NU)
    by_id = {plaats: group.klasse for group in groups for plaats in group.plaatsen}
    assert sum(group.aantal for group in groups) == len(by_id) == len(vrij)
    assert len({group.klasse for group in groups}) == len(groups)
    for plaats in vrij:
        klasse = by_id[plaats.id]
        assert (klasse.centrumgemeente, klasse.soort, klasse.personen_max, klasse.kenmerken, klasse.onbevestigd) == (
            plaats.centrumgemeente,
            plaats.soort,
            plaats.personen_max,
            plaats.kenmerken,
            is_onbevestigd(plaats.bevestigd_op, NU, REGELS),
        )


@given(registers, st.data())
def test_what_means_something_to_somebody_is_apart_and_nothing_is_lost(
    vrij: tuple[Plaats, ...], data: st.DataObject
) -> None:
    ids = [plaats.id for plaats in vrij]
    named = data.draw(st.frozensets(st.sampled_from(ids))) if ids else frozenset[UUID]()
    groups = split_named(group_by_klasse(vrij, REGELS, NU), named)
    assert sorted(plaats for group in groups for plaats in group.plaatsen) == sorted(ids)
    assert {plaats for group in groups if group.afzonderlijk for plaats in group.plaatsen} == named
    assert all(group.aantal == len(group.plaatsen) > 0 for group in groups)
    assert all(group.plaatsen == tuple(sorted(group.plaatsen)) for group in groups)


def test_what_is_apart_already_stays_apart() -> None:
    held = hold(make_plaats(1))
    assert set(split_named([held, *group_by_klasse([make_plaats(2)], REGELS, NU)], frozenset())) == {
        held,
        Vrij(held.klasse, 1, (UUID(int=2),)),
    }


def test_more_places_than_ids_are_still_counted() -> None:
    """The database gives of a class only the lowest ids, and how many there are."""
    (group,) = group_by_klasse([make_plaats(1), make_plaats(2)], REGELS, NU)
    together, apart = split_named([replace(group, aantal=9)], frozenset({UUID(int=1)}))
    assert (together.aantal, together.plaatsen, together.afzonderlijk) == (8, (UUID(int=2),), False)
    assert (apart.aantal, apart.plaatsen, apart.afzonderlijk) == (1, (UUID(int=1),), True)


def test_places_that_differ_in_what_the_ranking_sees_are_different_classes() -> None:
    same = make_plaats(1), make_plaats(2, bevestigd_op=NU - timedelta(hours=23))
    other = make_plaats(3, personen_max=5), make_plaats(4, bevestigd_op=NU - timedelta(hours=24))
    groups = group_by_klasse((*same, *other), REGELS, NU)
    assert sorted(group.aantal for group in groups) == [1, 1, 2]


def test_a_class_in_two_groups_holds_the_places_of_both() -> None:
    apart = group_by_klasse([make_plaats(2)], REGELS, NU) + group_by_klasse([make_plaats(1)], REGELS, NU)
    (group,) = split_named(apart, frozenset())
    assert (group.aantal, group.plaatsen) == (2, (UUID(int=1), UUID(int=2)))


def test_what_a_centrumgemeente_gave_is_told_beside_its_places_in_service() -> None:
    stand = make_stand((make_plaats(1), make_plaats(2, soort=Soort.opvangplaats)), gegeven={"GM0193": 7})
    assert stand.gaf("GM0193") == (7, 2)
    assert stand.gaf("GM9999") == (0, 0)


@pytest.mark.parametrize(
    ("van", "naar", "band"),
    [("GM0228", "GM0307", 0), ("GM0228", "GM0193", 1), ("GM0228", "GM0014", 2), ("GM0228", "GM0983", 1)],
)
def test_distance_is_told_in_bands_of_fifty_kilometres(van: str, naar: str, band: int) -> None:
    assert distance_bands(van, make_stand(()), REGELS)[naar] == band


@given(streken, streken)
def test_a_distance_is_the_same_there_and_back(van: str, naar: str) -> None:
    stand = make_stand(())
    assert distance_bands(van, stand, REGELS)[naar] == distance_bands(naar, stand, REGELS)[van]
    assert distance_bands(van, stand, REGELS)[van] == 0


@given(streken)
def test_from_a_gemeente_of_two_regions_the_nearest_one_counts(naar: str) -> None:
    stand = make_stand(())
    bands = [distance_bands(code, stand, REGELS)[naar] for code in ("GM0307", "GM0228")]
    assert distance_bands(NIJKERK, stand, REGELS)[naar] == min(bands)


def test_an_unknown_gemeente_is_near_everything() -> None:
    assert {distance_bands("GM9999", make_stand(()), REGELS)[code] for code in STREKEN} == {0}


def test_the_regions_of_gemeenten_are_those_of_each_together() -> None:
    stand = make_stand(())
    assert stand.streken_of(frozenset()) == frozenset()
    assert stand.streken_of(frozenset({NIJKERK, "GM0014"})) == {"GM0307", "GM0228", "GM0014"}
