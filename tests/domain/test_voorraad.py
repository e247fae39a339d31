"""The free places by class, and how far is far."""

from datetime import timedelta

import pytest
from hypothesis import given

from capacity_service.domain.aanvraag import Aanvraag
from capacity_service.domain.plaats import Plaats, Soort, is_onbevestigd
from capacity_service.domain.voorraad import Voorraad, distance_band, group_by_klasse
from tests.domain.strategies import (
    NIJKERK,
    NU,
    REGELS,
    STREKEN,
    aanvragen,
    make_aanvraag,
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


@given(registers, aanvragen)
def test_what_is_picked_is_the_lowest_id_and_gone_once_taken(vrij: tuple[Plaats, ...], aanvraag: Aanvraag) -> None:
    voorraad = Voorraad(make_stand(vrij))
    for klasse, ids in list(voorraad.plaatsen.items()):
        for expected in sorted(ids):
            assert voorraad.pick(klasse, aanvraag) == expected
            voorraad.take(klasse, expected)
        assert voorraad.pick(klasse, aanvraag) is None
        assert voorraad.aantal[klasse] == 0


@given(registers)
def test_the_share_to_spare_falls_with_each_crisisplaats_taken_and_with_nothing_else(vrij: tuple[Plaats, ...]) -> None:
    voorraad = Voorraad(make_stand(vrij))
    for klasse, ids in list(voorraad.plaatsen.items()):
        before = voorraad.spare(klasse.centrumgemeente)
        assert 0 <= before <= 1
        voorraad.take(klasse, ids[0])
        after = voorraad.spare(klasse.centrumgemeente)
        assert after < before if klasse.soort is Soort.crisisplaats else after == before


def test_places_that_differ_in_what_the_ranking_sees_are_different_classes() -> None:
    same = make_plaats(1), make_plaats(2, bevestigd_op=NU - timedelta(hours=23))
    other = make_plaats(3, personen_max=5), make_plaats(4, bevestigd_op=NU - timedelta(hours=24))
    groups = group_by_klasse((*same, *other), REGELS, NU)
    assert sorted(group.aantal for group in groups) == [1, 1, 2]


def test_a_class_in_two_groups_holds_the_places_of_both() -> None:
    first, second = make_plaats(1), make_plaats(2)
    stand = make_stand(())
    apart = group_by_klasse([second], REGELS, NU) + group_by_klasse([first], REGELS, NU)
    voorraad = Voorraad(type(stand)(apart, stand.streken, stand.regio, {"GM0193": 2}, 4))
    (klasse,) = voorraad.plaatsen
    assert voorraad.plaatsen[klasse] == [first.id, second.id]
    assert (voorraad.aantal[klasse], voorraad.spare("GM0193")) == (2, 1)


def test_a_place_whose_house_said_no_is_passed_over() -> None:
    first, second = make_plaats(1), make_plaats(2)
    voorraad = Voorraad(make_stand((first, second)))
    (klasse,) = voorraad.plaatsen
    assert voorraad.pick(klasse, make_aanvraag(teruggemeld=frozenset({first.id}))) == second.id
    assert voorraad.pick(klasse, make_aanvraag(teruggemeld=frozenset({first.id, second.id}))) is None


@pytest.mark.parametrize(
    ("van", "naar", "band"),
    [("GM0228", "GM0307", 0), ("GM0228", "GM0193", 1), ("GM0228", "GM0014", 2), ("GM0228", "GM0983", 1)],
)
def test_distance_is_told_in_bands_of_fifty_kilometres(van: str, naar: str, band: int) -> None:
    assert distance_band(van, naar, make_stand(()), REGELS) == band


@given(streken, streken)
def test_a_distance_is_the_same_there_and_back(van: str, naar: str) -> None:
    stand = make_stand(())
    assert distance_band(van, naar, stand, REGELS) == distance_band(naar, van, stand, REGELS)
    assert distance_band(van, van, stand, REGELS) == 0


@given(streken)
def test_from_a_gemeente_of_two_regions_the_nearest_one_counts(naar: str) -> None:
    stand = make_stand(())
    bands = [distance_band(code, naar, stand, REGELS) for code in ("GM0307", "GM0228")]
    assert distance_band(NIJKERK, naar, stand, REGELS) == min(bands)


def test_an_unknown_gemeente_is_near_everything() -> None:
    assert {distance_band("GM9999", code, make_stand(()), REGELS) for code in STREKEN} == {0}


def test_the_regions_of_gemeenten_are_those_of_each_together() -> None:
    stand = make_stand(())
    assert stand.streken_of(frozenset()) == frozenset()
    assert stand.streken_of(frozenset({NIJKERK, "GM0014"})) == {"GM0307", "GM0228", "GM0014"}
