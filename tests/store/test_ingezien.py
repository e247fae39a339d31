"""A screen that refreshes is one look; another thing, another outcome or another account is another."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from capacity_service.domain.inzagelog import Inzage
from capacity_service.store import ingezien
from capacity_service.store.ingezien import Ingezien

NU = datetime(2026, 11, 21, 2, 13, tzinfo=UTC)
TOT = NU + timedelta(minutes=15)
WIE = UUID(int=1)
LOOK = Inzage("read_plaatsing", "plaatsing", UUID(int=7), "getoond")


def test_the_same_look_is_known_until_its_time_is_over() -> None:
    memory = Ingezien()
    assert not memory.knows(WIE, LOOK, NU)
    memory.keep(WIE, LOOK, TOT)
    assert memory.knows(WIE, LOOK, NU)
    assert memory.knows(WIE, replace(LOOK, aantal=9, in_uur=4), TOT - timedelta(seconds=1))
    assert not memory.knows(WIE, LOOK, TOT)


@pytest.mark.parametrize(
    "other",
    [
        replace(LOOK, handeling="list_registraties"),
        replace(LOOK, onderwerp=UUID(int=8)),
        replace(LOOK, uitkomst="geweigerd"),
    ],
)
def test_another_look_is_not_known(other: Inzage) -> None:
    memory = Ingezien()
    memory.keep(WIE, LOOK, TOT)
    assert not memory.knows(WIE, other, NU)
    assert not memory.knows(UUID(int=2), LOOK, NU)


def test_what_is_remembered_has_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ingezien, "REMEMBER_MAX", 3)
    memory = Ingezien()
    for n in range(4):
        memory.keep(WIE, replace(LOOK, onderwerp=UUID(int=n)), TOT)
    assert memory.knows(WIE, replace(LOOK, onderwerp=UUID(int=3)), NU)
    assert not memory.knows(WIE, replace(LOOK, onderwerp=UUID(int=0)), NU)
