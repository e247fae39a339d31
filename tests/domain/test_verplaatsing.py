from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity_service.domain.verplaatsing import (
    Verplaatsing,
    Verplaatsingreden,
    count_along,
    count_nachten,
    make_gegevens,
)
from tests.domain.strategies import NU, REGELS
from tests.land import Json

GEVAAR, VERLIES = Verplaatsingreden.gevaar, Verplaatsingreden.verlies
EERSTE = date(2026, 11, 20)
EERDER: Json = {
    "gemeente": "GM0228",
    "veiligheid": {"kleur": "rood", "instrument": "verwey_jonker", "dreiging": None, "door": "politie"},
    "huishouden": {
        "volwassenen": 1,
        "kinderen": [{"leeftijd": 4}],
        "behoeften": ["tolk"],
        "verhuisbewegingen": 1,
        "nachtenEerder": 2,
    },
    "uitsluitingen": ["GM0599"],
    "voorkeuren": ["GM0518"],
}


def amsterdam(day: int, hour: int) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=ZoneInfo("Europe/Amsterdam"))


@pytest.mark.parametrize(
    ("moment", "nachten"),
    [
        (amsterdam(20, 23), 0),
        (amsterdam(21, 3), 0),
        (amsterdam(21, 9), 1),
        (amsterdam(23, 5), 2),
        (amsterdam(23, 6), 3),
        (amsterdam(19, 12), 0),
    ],
)
def test_a_night_counts_when_it_is_over(moment: datetime, nachten: int) -> None:
    assert count_nachten(EERSTE, moment, REGELS) == nachten


def test_a_new_danger_starts_new_nights_and_a_loss_does_not() -> None:
    """R11."""
    assert (count_along(GEVAAR, 1, 2), count_along(VERLIES, 1, 2)) == (0, 3)


@given(st.sampled_from(Verplaatsingreden), st.frozensets(st.sampled_from(["GM0363", "GM0344"])))
def test_nothing_of_where_it_came_from_goes_along(reden: Verplaatsingreden, extra: frozenset[str]) -> None:
    """R19: this is read by the coordinators of the house."""
    gegevens = make_gegevens(EERDER, "GM0193", 1, Verplaatsing(reden, NU, None, extra))
    assert not {"GM0228", "GM0599", "GM0518"} & {
        gegevens["gemeente"],
        *gegevens["uitsluitingen"],
        *gegevens["voorkeuren"],
    }
    assert set(gegevens["uitsluitingen"]) == extra | ({"GM0193"} if reden is GEVAAR else set())


def test_the_same_household_is_one_move_and_some_nights_further() -> None:
    """R12: no identity links them, so the aanvraag says what went before."""
    gegevens = make_gegevens(EERDER, "GM0193", 3, Verplaatsing(VERLIES, NU))
    assert gegevens["huishouden"] == EERDER["huishouden"] | {"verhuisbewegingen": 2, "nachtenEerder": 5}
    assert gegevens["veiligheid"] == EERDER["veiligheid"]
    assert EERDER["huishouden"]["verhuisbewegingen"] == 1


def test_a_new_assessment_is_the_one_that_holds() -> None:
    assessed = {"kleur": "rood", "instrument": "arij", "dreiging": None, "door": "opvangorganisatie"}
    assert make_gegevens(EERDER, "GM0193", 0, Verplaatsing(GEVAAR, NU, assessed))["veiligheid"] == assessed
