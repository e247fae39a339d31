from datetime import UTC, datetime

import pytest

from capacity_service.domain.aanvraag import Behoefte
from capacity_service.domain.plaats import Plaatsstatus, Uitvalreden
from capacity_service.pagina import woorden
from capacity_service.pagina.woorden import make_vertaler, say_clock, say_gezelschap, say_moment, say_span

NU = datetime(2026, 11, 21, 22, 30, tzinfo=UTC)
NL, EN = make_vertaler("nl"), make_vertaler("en")


@pytest.mark.parametrize(
    ("instant", "dutch", "english"),
    [
        ("2026-11-21T22:59:00Z", "vandaag 23:59", "today 23:59"),
        ("2026-11-21T23:00:00Z", "morgen 00:00", "tomorrow 00:00"),
        ("2026-11-20T12:00:00Z", "gisteren 13:00", "yesterday 13:00"),
        ("2026-11-24T11:00:00Z", "di 24 nov 12:00", "Tue 24 Nov 12:00"),
    ],
)
def test_a_moment_is_that_of_amsterdam_and_names_the_days_nearby(instant: str, dutch: str, english: str) -> None:
    assert say_moment(instant, NU, NL) == dutch
    assert say_moment(instant, NU, EN) == english


def test_a_clock_says_what_is_left_or_how_late_it_is() -> None:
    assert say_span(23 * 3600 + 41 * 60 + 59, NL) == "23 uur en 41 min"
    assert say_clock("2026-11-21T22:50:30Z", NU, NL) == "Nog 20 min"
    assert say_clock("2026-11-21T20:25:00Z", NU, NL) == "2 uur en 5 min te laat"
    assert say_clock("2026-11-21T20:25:00Z", NU, EN) == "2 h and 5 min too late"


@pytest.mark.parametrize(
    ("volwassenen", "ages", "said"),
    [
        (2, [], "2 volwassenen"),
        (1, [4], "1 volwassene en 1 kind (4 jaar)"),
        (1, [4, 11], "1 volwassene en 2 kinderen (4 en 11 jaar)"),
        (1, [0, 4, 11], "1 volwassene en 3 kinderen (0, 4 en 11 jaar)"),
    ],
)
def test_a_household_is_read_in_words(volwassenen: int, ages: list[int], said: str) -> None:
    kinderen = [{"leeftijd": age} for age in ages]
    assert say_gezelschap({"volwassenen": volwassenen, "kinderen": kinderen}, NL) == said


def test_every_code_of_the_wire_has_a_word() -> None:
    assert set(woorden.STATUS) == set(Plaatsstatus)
    assert set(woorden.REDEN) == set(Uitvalreden)
    assert set(woorden.BEHOEFTE) == set(Behoefte)
