"""Working days by the Algemene termijnenwet, on real dates: Easter, Ascension, King's Day, 5 May, Christmas, New Year."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity_service.domain.tijd import AMSTERDAM, GELIJKGESTELD, add_werkdagen, is_werkdag, local_date
from tests.domain.strategies import momenten

DAY = timedelta(days=1)
FREE = {
    date(2026, 1, 1): "Nieuwjaarsdag",
    date(2026, 1, 2): "gelijkgesteld: vrijdag na Nieuwjaarsdag",
    date(2026, 4, 3): "Goede Vrijdag",
    date(2026, 4, 6): "tweede paasdag",
    date(2026, 4, 27): "Koningsdag",
    date(2026, 5, 5): "vijfde mei, geen lustrum",
    date(2026, 5, 14): "Hemelvaartsdag",
    date(2026, 5, 15): "gelijkgesteld: vrijdag na Hemelvaartsdag",
    date(2026, 5, 25): "tweede pinksterdag",
    date(2026, 12, 25): "eerste kerstdag",
    date(2027, 3, 26): "Goede Vrijdag",
    date(2027, 3, 29): "tweede paasdag",
    date(2027, 5, 5): "vijfde mei",
    date(2027, 5, 6): "Hemelvaartsdag",
    date(2027, 5, 7): "gelijkgesteld: vrijdag na Hemelvaartsdag",
    date(2028, 4, 14): "Goede Vrijdag",
    date(2028, 4, 27): "Koningsdag",
    date(2028, 4, 28): "gelijkgesteld: vrijdag na Koningsdag",
    date(2028, 5, 26): "gelijkgesteld: vrijdag na Hemelvaartsdag",
    date(2028, 12, 25): "eerste kerstdag",
    date(2028, 12, 26): "tweede kerstdag",
    date(2029, 5, 10): "Hemelvaartsdag",
    date(2029, 5, 21): "tweede pinksterdag",
    date(2030, 4, 19): "Goede Vrijdag",
    date(2030, 4, 22): "tweede paasdag",
    date(2030, 5, 30): "Hemelvaartsdag",
    date(2030, 6, 10): "tweede pinksterdag",
}
"""Days of Monday to Friday."""
WORK = {
    date(2026, 4, 2): "Witte Donderdag",
    date(2026, 5, 4): "dodenherdenking",
    date(2026, 12, 24): "kerstavond",
    date(2026, 12, 28): "maandag na tweede kerstdag op zaterdag",
    date(2026, 12, 31): "oudejaarsdag",
    date(2027, 12, 27): "maandag na kerst in een weekend",
    date(2028, 1, 3): "maandag na Nieuwjaarsdag op zaterdag",
    date(2025, 4, 28): "maandag na Koningsdag, gevierd op zaterdag 26 april",
    date(2031, 4, 28): "maandag na Koningsdag, gevierd op zaterdag 26 april",
    date(2030, 4, 26): "vrijdag voor Koningsdag op zaterdag",
    date(2026, 7, 1): "Keti Koti",
}
numbers = st.integers(1, 5)


@pytest.mark.parametrize("dag", FREE, ids=lambda dag: f"{dag} {FREE[dag]}")
def test_a_feestdag_or_what_equals_one_is_no_working_day(dag: date) -> None:
    assert dag.isoweekday() <= 5
    assert not is_werkdag(dag)


@pytest.mark.parametrize("dag", WORK, ids=lambda dag: f"{dag} {WORK[dag]}")
def test_a_day_that_only_feels_like_one_is_a_working_day(dag: date) -> None:
    assert is_werkdag(dag)


@pytest.mark.parametrize("year", range(2026, 2031))
def test_no_year_has_another_number_of_free_weekdays_than_the_law_gives(year: int) -> None:
    days = [date(year, 1, 1) + n * DAY for n in range(366 if year % 4 == 0 else 365)]
    weekdays = [dag for dag in days if dag.isoweekday() <= 5]
    free = [dag for dag in weekdays if not is_werkdag(dag)]
    named = [dag for dag in weekdays if (dag.month, dag.day) in {(1, 1), (4, 27), (5, 5), (12, 25), (12, 26)}]
    decreed = [dag for dag in GELIJKGESTELD if dag.year == year]
    # Good Friday, Easter Monday, Ascension Day and Whit Monday are never in a weekend.
    assert len(free) == len(named) + 4 + len(decreed)


ENDS = [
    (datetime(2026, 11, 20, 9, tzinfo=UTC), 1, datetime(2026, 11, 23, 23, tzinfo=UTC), "vrijdag: tot en met maandag"),
    (datetime(2026, 11, 22, 2, tzinfo=UTC), 1, datetime(2026, 11, 23, 23, tzinfo=UTC), "zondagnacht 03:00"),
    (
        datetime(2026, 11, 22, 23, 30, tzinfo=UTC),
        1,
        datetime(2026, 11, 24, 23, tzinfo=UTC),
        "maandag 00:30 in Amsterdam",
    ),
    (datetime(2026, 4, 2, 10, tzinfo=UTC), 1, datetime(2026, 4, 7, 22, tzinfo=UTC), "voor Pasen: tot en met dinsdag"),
    (datetime(2026, 5, 13, 10, tzinfo=UTC), 1, datetime(2026, 5, 18, 22, tzinfo=UTC), "voor Hemelvaart: maandag"),
    (datetime(2025, 12, 31, 20, tzinfo=UTC), 1, datetime(2026, 1, 5, 23, tzinfo=UTC), "oudejaarsavond: maandag"),
    (datetime(2026, 3, 27, 20, tzinfo=UTC), 1, datetime(2026, 3, 30, 22, tzinfo=UTC), "over de zomertijd"),
    (datetime(2026, 10, 23, 20, tzinfo=UTC), 1, datetime(2026, 10, 26, 23, tzinfo=UTC), "over de wintertijd"),
    (datetime(2026, 12, 23, 20, tzinfo=UTC), 2, datetime(2026, 12, 28, 23, tzinfo=UTC), "kerst: donderdag en maandag"),
]


@pytest.mark.parametrize(("moment", "n", "end"), [case[:3] for case in ENDS], ids=[case[3] for case in ENDS])
def test_a_term_in_working_days_ends_with_the_last_of_them(moment: datetime, n: int, end: datetime) -> None:
    assert add_werkdagen(moment, n) == end
    assert add_werkdagen(moment.astimezone(AMSTERDAM), n) == end


@given(momenten, numbers)
def test_the_end_is_midnight_in_amsterdam_after_so_many_working_days_and_no_more(moment: datetime, n: int) -> None:
    end = add_werkdagen(moment, n)
    assert end.tzinfo is UTC
    assert end.astimezone(AMSTERDAM).time() == time()
    last = local_date(end) - DAY
    between = [local_date(moment) + k * DAY for k in range(1, (last - local_date(moment)).days + 1)]
    assert is_werkdag(last)
    assert sum(map(is_werkdag, between)) == n


@given(momenten, momenten, numbers)
def test_who_comes_later_never_has_to_be_ready_sooner(one: datetime, other: datetime, n: int) -> None:
    earlier, later = sorted((one, other))
    assert add_werkdagen(earlier, n) <= add_werkdagen(later, n)


@given(momenten, st.integers(1, 4))
def test_one_working_day_more_ends_a_working_day_later(moment: datetime, n: int) -> None:
    sooner, later = add_werkdagen(moment, n), add_werkdagen(moment, n + 1)
    assert sooner < later
    assert add_werkdagen(sooner - timedelta(seconds=1), 1) == later
