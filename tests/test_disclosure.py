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


def attack(maanden: Maanden, naam: str, *, learn: int = LEARN, months: int = MONTHS) -> Uitslag:
    (niveau,) = [one for one in (*NIVEAUS, WITHOUT_WALL) if one.naam == naam]
    learned, tried = maanden
    return measure(niveau, learned[:learn], tried[:months], Ervaring(learned), SEED)


@pytest.fixture(scope="module")
def landelijk(maanden: Maanden) -> Uitslag:
    return attack(maanden, "landelijk")


def check_told(naam: str, uitslag: Uitslag) -> None:
    """What an operator is told of this level is what is measured here, within both intervals."""
    (niveau,) = [one for one in NIVEAUS if one.naam == naam]
    told, (low, high) = told_of(niveau), uitslag.interval
    assert low - told.marge - ROOM <= told.voordeel <= high + told.marge + ROOM


def told_of(niveau: Niveau) -> Onthulling:
    minuten = niveau.minuten if niveau.openheid is Openheid.getikt else 0
    (found,) = [one for one in GEMETEN if (one.niveau, one.minuten) == (niveau.openheid, minuten)]
    return found


def test_landelijk_helps_an_attacker_with_no_more_than_two_departures_in_a_hundred(landelijk: Uitslag) -> None:
    assert landelijk.n >= LEAST_DEPARTURES
    assert landelijk.advantage <= LANDELIJK_MAX
    check_told("landelijk", landelijk)


def test_without_the_wall_the_same_attacker_finds_nearly_everybody(maanden: Maanden) -> None:
    assert attack(maanden, WITHOUT_WALL.naam, learn=1, months=2).advantage > 0.5


@pytest.mark.parametrize("naam", ["volledig", "getikt_4h"])
def test_the_other_levels_give_away_what_an_operator_is_told(maanden: Maanden, naam: str) -> None:
    uitslag = attack(maanden, naam, learn=2, months=3)
    assert uitslag.advantage > 5 * LANDELIJK_MAX
    check_told(naam, uitslag)


def test_every_measured_level_and_tick_has_its_figure() -> None:
    assert [told_of(niveau) for niveau in NIVEAUS] == list(GEMETEN)
