"""Which looks a privacy officer should see, and why."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity_service.domain.steekproef import Bekeken, Waarom, draw, find_redenen, is_night
from tests.domain.strategies import REGELS

NEVER = next(hash_ for n in range(999) if draw(hash_ := hashlib.sha256(bytes([n % 256, n // 256])).digest()) >= 50)
ALWAYS = next(hash_ for n in range(9999) if draw(hash_ := hashlib.sha256(n.to_bytes(2)).digest()) == 0)
PLAIN = Bekeken(datetime(2026, 11, 21, 12, tzinfo=UTC), "read_plaatsing", "getoond", True, 1, 20, NEVER)
AT_THREE = datetime(2026, 11, 21, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("changes", "waarom"),
    [
        ({}, ()),
        ({"zaak": None}, ()),
        ({"zaak": False}, (Waarom.zonder_zaak,)),
        ({"uitkomst": "geweigerd", "zaak": False}, (Waarom.geweigerd, Waarom.zonder_zaak)),
        ({"hoogste_in_uur": REGELS.inzage_bulk_aantal}, ()),
        ({"hoogste_in_uur": REGELS.inzage_bulk_aantal + 1}, (Waarom.veel,)),
        ({"uitkomst": "geremd"}, (Waarom.geweigerd, Waarom.veel)),
        ({"op": AT_THREE, "dagen": REGELS.inzage_uur_dagen - 1}, (Waarom.vreemd_uur,)),
        ({"op": AT_THREE, "dagen": REGELS.inzage_uur_dagen}, ()),
        ({"dagen": 0}, ()),
        ({"handeling": "read_noodinzage"}, (Waarom.noodinzage,)),
        ({"hash": ALWAYS}, (Waarom.toeval,)),
    ],
)
def test_each_reason_stands_for_itself(changes: dict[str, object], waarom: tuple[Waarom, ...]) -> None:
    assert find_redenen(replace(PLAIN, **changes), REGELS) == waarom  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("uur", "night"),
    [(5, True), (6, False), (20, False), (21, True), (23, True)],
    ids=["06:00 in Amsterdam", "07:00", "21:00", "22:00", "00:00"],
)
def test_the_night_is_that_of_amsterdam(uur: int, night: bool) -> None:
    assert is_night(datetime(2026, 11, 21, uur, tzinfo=UTC), REGELS) is night


@given(st.binary(min_size=32, max_size=32))
def test_chance_is_a_hundredth_of_the_chain(hash_: bytes) -> None:
    assert 0 <= draw(hash_) < 100


def test_chance_draws_about_as_many_as_it_is_told() -> None:
    drawn = sum(draw(hashlib.sha256(n.to_bytes(4)).digest()) < 5 for n in range(20_000))
    assert 850 <= drawn <= 1150
