"""The short version of `make bench NAME=disclosure`: what the feed of a gemeente tells somebody who wants to find a person.

Months with the real weighing, counts and projection; the attacker learns on three and is tried on four others.
"""

import pytest

from capacity_service.domain.onthulling import GEMETEN, Onthulling
from capacity_service.domain.openheid import Openheid
from load_tests.aanvaller import Ervaring
from load_tests.disclosure import LANDELIJK_MAX, Uitslag, make_months, measure
from load_tests.maand import Maand
from load_tests.niveaus import NIVEAUS, WITHOUT_WALL, Niveau

SEED, LEARN, MONTHS = 7, 3, 4
LEAST_DEPARTURES = 2_000
ROOM = 0.04
"""Beyond both intervals: a short run learns less than the long one."""

Maanden = tuple[list[Maand], list[Maand]]


@pytest.fixture(scope="module")
def maanden() -> Maanden:
    return make_months(SEED, LEARN, MONTHS)


def attack(maanden: Maanden, naam: str, *, months: int = MONTHS) -> Uitslag:
    (niveau,) = [one for one in (*NIVEAUS, WITHOUT_WALL) if one.naam == naam]
    learned, tried = maanden
    return measure(niveau, learned, tried[:months], Ervaring(learned), SEED)


def told_of(niveau: Niveau) -> Onthulling:
    minuten = niveau.minuten if niveau.openheid is Openheid.getikt else 0
    (found,) = [one for one in GEMETEN if (one.niveau, one.minuten) == (niveau.openheid, minuten)]
    return found


def test_landelijk_helps_an_attacker_with_no_more_than_two_departures_in_a_hundred(maanden: Maanden) -> None:
    uitslag = attack(maanden, "landelijk")
    assert uitslag.n >= LEAST_DEPARTURES
    assert uitslag.advantage <= LANDELIJK_MAX


def test_without_the_wall_the_same_attacker_finds_nearly_everybody(maanden: Maanden) -> None:
    assert attack(maanden, "landelijk_without_wall", months=2).advantage > 0.5


@pytest.mark.parametrize("naam", ["volledig", "getikt_4h", "landelijk"])
def test_what_an_operator_is_told_of_a_level_is_what_is_measured(maanden: Maanden, naam: str) -> None:
    (niveau,) = [one for one in NIVEAUS if one.naam == naam]
    uitslag, told = attack(maanden, naam, months=3), told_of(niveau)
    low, high = uitslag.interval
    assert low - told.marge - ROOM <= told.voordeel <= high + told.marge + ROOM


def test_every_measured_level_and_tick_has_its_figure() -> None:
    assert [told_of(niveau) for niveau in NIVEAUS] == list(GEMETEN)
