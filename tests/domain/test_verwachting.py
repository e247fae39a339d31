"""What is known to become free, and that it never tells when a single household leaves, nor when it arrived."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity_service.domain import verwachting
from capacity_service.domain.inzage import Actor, Rol
from capacity_service.domain.plaats import ClaimSoort
from capacity_service.domain.tijd import AMSTERDAM
from capacity_service.domain.verwachting import BELOOFD, VOORUIT, Plekken, expect, find_noons, look_ahead, sum_up
from tests.domain.strategies import REGELS

NOW = datetime(2026, 12, 1, 3, 20, tzinfo=UTC)
NOONS = find_noons(NOW, REGELS, VOORUIT)
TOT = find_noons(NOW, REGELS, BELOOFD)[-1]
EIGEN, ANDER = "GM0363", "GM0193"
VRIJ = Plekken(ANDER, 2, 0, None)
VERBLIJF = Plekken(ANDER, 1, 1, ClaimSoort.verblijf, vertrekt_op=NOONS[1])
ROLLEN = [Rol.coordinator, Rol.opvang, Rol.gemeente, Rol.landelijk]


def told(*groups: Plekken) -> list[tuple[int, int, int, int]]:
    return [(v.vertrek, v.terug, v.uit, v.vrij) for v in look_ahead(groups, NOW, NOONS).vensters]


def summed(*groups: Plekken) -> tuple[int, int, int, int]:
    (v,) = sum_up(groups, NOW, TOT).vensters
    return v.vertrek, v.terug, v.uit, v.vrij


def actor(rol: Rol) -> Actor:
    return Actor(uuid4(), "Iemand", rol, uuid4(), EIGEN if rol is Rol.gemeente else None)


def days(noons: list[datetime]) -> list[str]:
    return [op.astimezone(AMSTERDAM).strftime("%d %H:%M") for op in noons]


def test_noons_are_by_the_clock_on_the_wall_also_when_it_is_moved() -> None:
    assert days(NOONS) == ["01 12:00", "02 12:00", "03 12:00", "04 12:00"]
    noon = datetime(2027, 3, 27, 12, tzinfo=AMSTERDAM)
    spring = find_noons(noon, REGELS, VOORUIT)
    assert days(spring) == ["28 12:00", "29 12:00", "30 12:00", "31 12:00"]
    assert spring[0] - noon.astimezone(UTC) == timedelta(hours=23)


def test_a_promised_stay_ends_at_its_noon_and_the_place_is_free_from_then_on() -> None:
    assert told(VRIJ, VERBLIJF) == [(0, 0, 0, 2), (1, 0, 0, 3), (0, 0, 0, 3), (0, 0, 0, 3)]
    assert summed(VRIJ, VERBLIJF) == (1, 0, 0, 3)


def test_who_is_still_there_or_still_on_the_way_is_not_expected_to_leave_at_a_noon() -> None:
    overdue = replace(VERBLIJF, vertrekt_op=NOW - timedelta(hours=1))
    coming = Plekken(ANDER, 1, 0, ClaimSoort.plaatsing)
    for group in (overdue, coming, replace(VERBLIJF, claim=ClaimSoort.bezet)):
        assert told(group) == [(0, 0, 0, 0)] * 4


def test_a_place_that_goes_out_of_service_does_not_become_free() -> None:
    for moment in (NOW - timedelta(hours=5), NOONS[1] + timedelta(hours=2)):
        out = replace(VERBLIJF, uit_op=moment)
        assert told(out) == [(0, 0, 0, 0)] * 4
        assert summed(out) == (0, 0, 0, 0)


def test_what_is_planned_out_goes_and_what_is_out_comes_back() -> None:
    planned = Plekken(ANDER, 3, 0, None, uit_op=NOW + timedelta(hours=2))
    lost = Plekken(ANDER, 1, 0, None, uit_op=NOW - timedelta(hours=2))
    back = Plekken(ANDER, 1, 0, ClaimSoort.buiten_gebruik, terug_op=NOONS[0] + timedelta(minutes=1))
    late = replace(back, terug_op=NOW - timedelta(hours=1))
    assert told(planned, lost, back, late) == [(0, 0, 4, 0), (0, 1, 0, 1), (0, 0, 0, 1), (0, 0, 0, 1)]
    assert summed(planned, lost, back, late) == (0, 1, 4, 1)


@pytest.mark.parametrize("nachten", [1, 2, 3])
def test_a_sum_does_not_move_from_the_reservering_until_they_leave_whatever_was_promised(nachten: int) -> None:
    """Reserved, confirmed, arrived, extended and overdue look alike, at every hour of it."""
    begin = datetime(2027, 3, 26, 23, tzinfo=UTC)
    seen = set()
    for hour, claim in product(range(0, 120, 5), [ClaimSoort.reservering, ClaimSoort.plaatsing, ClaimSoort.verblijf]):
        now = begin + timedelta(hours=hour)
        end = begin + timedelta(days=nachten) if claim is ClaimSoort.verblijf else None
        tot = find_noons(now, REGELS, BELOOFD)[-1]
        (venster,) = sum_up([VRIJ, Plekken(ANDER, 1, 1, claim, vertrekt_op=end)], now, tot).vensters
        seen.add((venster.vertrek, venster.vrij))
    assert seen == {(1, 3)}


def test_by_the_noon_it_would_show_for_how_many_nights() -> None:
    """The same with the wall removed."""
    short, long = (replace(VERBLIJF, vertrekt_op=NOONS[n]) for n in (0, 2))
    assert told(short) != told(long)
    assert summed(short) == summed(long)


many = st.integers(0, 12)


@given(many, many, st.sampled_from(ROLLEN))
def test_only_landelijk_is_told_noons_and_only_of_the_country_with_enough_households(
    eigen: int, ander: int, rol: Rol
) -> None:
    plekken = {
        code: [replace(VERBLIJF, code=code, aantal=n, huishoudens=n)] for code, n in ((EIGEN, eigen), (ANDER, ander))
    }
    found = expect(actor(rol), plekken, NOW, REGELS)
    by_noon = rol is Rol.landelijk and eigen + ander >= verwachting.HUISHOUDENS_MIN
    assert len(found.land.vensters) == (len(NOONS) if by_noon else 1)
    assert {len(blik.vensters) for blik in found.streken.values()} <= {1}
    wanted = {Rol.gemeente: {EIGEN}, Rol.landelijk: {EIGEN, ANDER}}
    assert set(found.streken) == wanted.get(rol, set())
