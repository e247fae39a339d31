"""What is told of each level is what was measured, and never less than it gives away."""

from dataclasses import replace

import pytest

from capacity_service.domain.onthulling import GEMETEN, GEMETEN_OP, VLUCHTEN, describe_onthulling, find_onthulling
from capacity_service.domain.openheid import Openheid
from capacity_service.domain.regels import Regels
from tests.domain.strategies import REGELS


def regels_of(niveau: Openheid, minuten: int = 15) -> Regels:
    return replace(REGELS, openheid=tuple(Openheid).index(niveau), openheid_tik_minuten=minuten)


def test_a_longer_tick_and_a_stricter_level_give_away_less() -> None:
    order = [(tuple(Openheid).index(one.niveau), one.minuten) for one in GEMETEN]
    assert order == sorted(order)
    assert [one.voordeel for one in GEMETEN] == sorted((one.voordeel for one in GEMETEN), reverse=True)
    assert GEMETEN[-1].voordeel + GEMETEN[-1].marge <= 0.02


@pytest.mark.parametrize(
    ("minuten", "measured"), [(15, 15), (59, 15), (60, 60), (239, 60), (240, 240), (1439, 240), (1440, 1440)]
)
def test_between_two_ticks_the_shorter_one_is_told(minuten: int, measured: int) -> None:
    one = find_onthulling(regels_of(Openheid.getikt, minuten))
    assert (one.niveau, one.minuten) == (Openheid.getikt, measured)
    told = describe_onthulling(regels_of(Openheid.getikt, minuten))
    assert told.startswith(f"getikt, elke {minuten} minuten. ")
    assert ("gemeten bij" in told) is (minuten != measured)


@pytest.mark.parametrize("niveau", [Openheid.volledig, Openheid.landelijk])
def test_every_level_is_told_with_when_it_was_measured(niveau: Openheid) -> None:
    told, one = describe_onthulling(regels_of(niveau)), find_onthulling(regels_of(niveau))
    assert told.startswith(f"{niveau}. ")
    assert f"in {100 * one.met:.0f} van de 100 keer" in told
    assert f"{GEMETEN_OP:%d-%m-%Y} over {VLUCHTEN} vluchten" in told
