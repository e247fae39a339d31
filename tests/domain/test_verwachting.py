"""What is known to become free, and that it never tells when a single household leaves."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity_service.domain.inzage import Actor, Rol
from capacity_service.domain.openheid import Openheid
from capacity_service.domain.plaats import ClaimSoort
from capacity_service.domain.tijd import AMSTERDAM
from capacity_service.domain.verwachting import (
    HUISHOUDENS_MIN,
    Plekken,
    Vooruitblik,
    find_vensters,
    find_visible,
    look_ahead,
)
from tests.domain.strategies import REGELS

NOW = datetime(2026, 12, 1, 3, 20, tzinfo=UTC)
NOONS = find_vensters(NOW, REGELS)
EIGEN = "GM0363"
VERBLIJF = Plekken("GM0193", 1, 1, ClaimSoort.verblijf, vertrekt_op=NOONS[1])


def told(*groups: Plekken) -> list[tuple[int, int, int, int]]:
    return [(v.vertrek, v.terug, v.uit, v.vrij) for v in look_ahead(groups, NOW, NOONS).vensters]


def test_there_are_three_noons_by_the_clock_on_the_wall_also_when_it_is_moved() -> None:
    assert [op.astimezone(AMSTERDAM).strftime("%d %H:%M") for op in NOONS] == ["01 12:00", "02 12:00", "03 12:00"]
    noon = datetime(2027, 3, 27, 12, tzinfo=AMSTERDAM)
    spring = find_vensters(noon, REGELS)
    assert [op.astimezone(AMSTERDAM).strftime("%d %H:%M") for op in spring] == ["28 12:00", "29 12:00", "30 12:00"]
    assert spring[0] - noon == timedelta(hours=23)


def test_a_promised_stay_ends_at_its_noon_and_the_place_is_free_from_then_on() -> None:
    vrij = Plekken("GM0193", 2, 0, None)
    assert told(vrij, VERBLIJF) == [(0, 0, 0, 2), (1, 0, 0, 3), (0, 0, 0, 3)]


def test_who_is_still_there_after_the_promised_nights_is_not_expected_to_leave() -> None:
    overdue = replace(VERBLIJF, vertrekt_op=NOW - timedelta(hours=1))
    assert told(overdue) == [(0, 0, 0, 0)] * 3
    assert told(replace(VERBLIJF, vertrekt_op=None)) == [(0, 0, 0, 0)] * 3


def test_a_place_that_goes_out_of_service_when_its_people_leave_does_not_become_free() -> None:
    assert told(replace(VERBLIJF, uit_op=NOW - timedelta(hours=5))) == [(0, 0, 0, 0)] * 3
    later = replace(VERBLIJF, uit_op=NOONS[1] + timedelta(hours=2))
    assert told(later) == [(0, 0, 0, 0), (1, 0, 0, 1), (0, 0, 1, 0)]


def test_what_is_planned_out_goes_and_what_is_out_comes_back() -> None:
    planned = Plekken("GM0193", 3, 0, None, uit_op=NOW + timedelta(hours=2))
    back = Plekken("GM0193", 1, 0, ClaimSoort.buiten_gebruik, terug_op=NOONS[0] + timedelta(minutes=1))
    assert told(planned, back) == [(0, 0, 3, 0), (0, 1, 0, 1), (0, 0, 0, 1)]


def test_who_is_on_the_way_frees_nothing() -> None:
    assert told(Plekken("GM0193", 1, 0, ClaimSoort.plaatsing, vertrekt_op=NOONS[0])) == [(0, 0, 0, 0)] * 3


def blik(huishoudens: int) -> Vooruitblik:
    return Vooruitblik(0, huishoudens, ())


def actor(rol: Rol) -> Actor:
    return Actor(uuid4(), "Iemand", rol, uuid4(), EIGEN if rol is Rol.gemeente else None)


def visible(rol: Rol, niveau: Openheid, huishoudens: dict[str, int]) -> set[str]:
    blikken = {code: blik(n) for code, n in huishoudens.items()}
    return find_visible(actor(rol), niveau, blikken, blik(sum(huishoudens.values())))


def test_a_town_with_one_household_is_not_told_of_and_one_with_many_is() -> None:
    towns = {"GM0193": 1, EIGEN: 9, "GM0518": 4, "GM0599": 20}
    assert visible(Rol.landelijk, Openheid.volledig, towns) == {EIGEN, "GM0599"}


@pytest.mark.parametrize("niveau", [Openheid.getikt, Openheid.landelijk])
def test_below_volledig_a_gemeente_is_told_of_its_own_only(niveau: Openheid) -> None:
    towns = {EIGEN: 9, "GM0599": 20}
    assert visible(Rol.gemeente, niveau, towns) == {EIGEN}
    assert visible(Rol.gemeente, Openheid.volledig, towns) == {EIGEN, "GM0599"}


def test_one_household_is_not_found_by_taking_the_others_from_the_country() -> None:
    towns = {EIGEN: 9, "GM0193": 1, "GM0599": 20}
    assert visible(Rol.landelijk, Openheid.volledig, towns) == {"GM0599"}


@given(
    st.dictionaries(st.sampled_from([EIGEN, "GM0193", "GM0518", "GM0599", "GM0034"]), st.integers(0, 12)),
    st.sampled_from([Rol.coordinator, Rol.opvang, Rol.gemeente, Rol.landelijk]),
    st.sampled_from(list(Openheid)),
)
def test_no_cell_and_no_difference_of_cells_is_of_one_to_four_households(
    towns: dict[str, int], rol: Rol, niveau: Openheid
) -> None:
    seen = visible(rol, niveau, towns)
    total = sum(towns.values())
    left = total - sum(towns[code] for code in seen)
    few = range(1, HUISHOUDENS_MIN)
    assert not [code for code in seen if towns[code] in few]
    assert left not in few or total in few, "the country itself is not told then"
