"""Nights in Amsterdam and elapsed hours, over every change of the clock from 2026 to 2030."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity_service.domain.tijd import (
    AMSTERDAM,
    compute_deadline,
    compute_verloopt_op,
    end_of_nights,
    is_kantoortijd,
    is_werkdag,
    local_date,
    night_of,
)
from tests.domain.strategies import REGELS, momenten

ZONES = [UTC, AMSTERDAM, ZoneInfo("America/New_York")]
QUARTER = timedelta(minutes=15)


def last_sunday(year: int, month: int) -> date:
    end = date(year, month, 31)
    return end - timedelta(days=(end.weekday() + 1) % 7)


SUMMER = [last_sunday(year, 3) for year in range(2026, 2031)]
WINTER = [last_sunday(year, 10) for year in range(2026, 2031)]
CHANGES = [datetime.combine(day, time(1), tzinfo=UTC) for day in SUMMER + WINTER]
"""The clock changes at 01:00 UTC, in spring and in autumn."""


def elapsed(start: datetime, end: datetime) -> timedelta:
    return end.astimezone(UTC) - start.astimezone(UTC)


@pytest.mark.parametrize("zone", ZONES, ids=str)
@pytest.mark.parametrize("change", CHANGES, ids=lambda change: f"{change:%Y-%m-%d}")
def test_a_deadline_is_twenty_four_elapsed_hours_away_over_every_clock_change(change: datetime, zone: ZoneInfo) -> None:
    starts = [change + n * QUARTER for n in range(-4 * 48, 4 * 48 + 1)]
    assert {elapsed(start, compute_deadline(start.astimezone(zone), REGELS)) for start in starts} == {
        timedelta(hours=24)
    }


@given(momenten, st.sampled_from(ZONES))
def test_a_deadline_is_the_same_instant_in_whatever_zone_it_was_typed(moment: datetime, zone: ZoneInfo) -> None:
    assert compute_deadline(moment.astimezone(zone), REGELS) == moment + timedelta(hours=24)


@pytest.mark.parametrize("zone", ZONES, ids=str)
@pytest.mark.parametrize("change", CHANGES, ids=lambda change: f"{change:%Y-%m-%d}")
def test_a_reservering_lasts_four_elapsed_hours_at_night_and_two_by_day(change: datetime, zone: ZoneInfo) -> None:
    for n in range(-4 * 24, 4 * 24 + 1):
        start = change + n * QUARTER
        night = start.astimezone(AMSTERDAM).hour >= 22 or start.astimezone(AMSTERDAM).hour < 7
        assert elapsed(start, compute_verloopt_op(start.astimezone(zone), REGELS)) == timedelta(hours=4 if night else 2)


@pytest.mark.parametrize(
    ("klok", "fold", "nacht_ervoor"),
    [
        (time(23, 59), 0, False),
        (time(0, 30), 0, True),
        (time(2, 30), 0, True),
        (time(2, 30), 1, True),
        (time(5, 59), 0, True),
        (time(6, 0), 0, False),
    ],
)
@pytest.mark.parametrize("day", SUMMER + WINTER, ids=str)
def test_an_arrival_before_six_counts_as_the_night_before(day: date, klok: time, fold: int, nacht_ervoor: bool) -> None:
    arrival = datetime.combine(day, klok.replace(fold=fold), tzinfo=AMSTERDAM).astimezone(UTC)
    assert night_of(arrival, REGELS) == (day - timedelta(days=1) if nacht_ervoor else day)


@pytest.mark.parametrize("day", WINTER, ids=str)
def test_half_past_two_happens_twice_in_autumn_and_is_the_same_night(day: date) -> None:
    first, second = (datetime.combine(day, time(2, 30, fold=fold), tzinfo=AMSTERDAM).astimezone(UTC) for fold in (0, 1))
    assert second - first == timedelta(hours=1)
    assert night_of(first, REGELS) == night_of(second, REGELS)


@given(momenten, st.sampled_from(ZONES))
def test_a_night_is_the_amsterdam_date_or_the_one_before(moment: datetime, zone: ZoneInfo) -> None:
    nacht = night_of(moment.astimezone(zone), REGELS)
    assert nacht == night_of(moment, REGELS)
    assert local_date(moment) - nacht in {timedelta(0), timedelta(days=1)}
    assert nacht == local_date(moment.astimezone(zone)) or moment.astimezone(AMSTERDAM).hour < 6


@given(momenten)
def test_nights_follow_each_other_without_a_gap(moment: datetime) -> None:
    later = night_of(moment + timedelta(hours=1), REGELS)
    assert later - night_of(moment, REGELS) in {timedelta(0), timedelta(days=1)}


@given(st.dates(date(2026, 1, 1), date(2030, 12, 31)))
def test_the_nights_end_at_noon_in_amsterdam(vertrek: date) -> None:
    end = end_of_nights(vertrek, REGELS)
    assert (end.astimezone(AMSTERDAM).date(), end.astimezone(AMSTERDAM).time()) == (vertrek, time(12))
    assert night_of(end, REGELS) == local_date(end) == vertrek


@pytest.mark.parametrize(("day", "hours"), [*((day, 23) for day in SUMMER), *((day, 25) for day in WINTER)])
def test_a_night_over_a_clock_change_is_one_night_of_another_length(day: date, hours: int) -> None:
    before = end_of_nights(day - timedelta(days=1), REGELS)
    assert elapsed(before, end_of_nights(day, REGELS)) == timedelta(hours=hours)


def in_amsterdam(day: date, klok: time) -> datetime:
    return datetime.combine(day, klok, tzinfo=AMSTERDAM).astimezone(UTC)


@pytest.mark.parametrize(
    ("klok", "open_"),
    [
        (time(8, 59, 59, 999_999), False),
        (time(9), True),
        (time(12, 30), True),
        (time(16, 59, 59, 999_999), True),
        (time(17), False),
        (time(0), False),
        (time(23, 59), False),
    ],
)
def test_office_hours_begin_at_nine_and_end_at_five(klok: time, open_: bool) -> None:
    """R10; on a Monday."""
    assert is_kantoortijd(in_amsterdam(date(2026, 11, 23), klok), REGELS) == open_


@pytest.mark.parametrize(
    "day",
    [
        pytest.param(date(2026, 11, 21), id="a Saturday"),
        pytest.param(date(2026, 11, 22), id="a Sunday"),
        pytest.param(date(2026, 12, 25), id="Christmas on a Friday"),
        pytest.param(date(2026, 4, 27), id="the king's birthday on a Monday"),
        pytest.param(date(2027, 5, 5), id="Liberation Day on a Wednesday"),
        pytest.param(date(2026, 5, 15), id="the Friday after Ascension Day"),
    ],
)
def test_there_are_no_office_hours_on_a_day_that_is_no_working_day(day: date) -> None:
    assert not any(is_kantoortijd(in_amsterdam(day, time(hour)), REGELS) for hour in range(24))


@pytest.mark.parametrize("day", SUMMER + WINTER, ids=str)
@pytest.mark.parametrize("zone", ZONES, ids=str)
def test_office_hours_follow_the_clock_on_the_wall_over_a_clock_change(day: date, zone: ZoneInfo) -> None:
    """The Friday before and the Monday after have the same eight hours, an hour of the world apart."""
    for working in (day - timedelta(days=2), day + timedelta(days=1)):
        quarters = [in_amsterdam(working, time()) + n * QUARTER for n in range(4 * 24)]
        inside = [moment for moment in quarters if is_kantoortijd(moment.astimezone(zone), REGELS)]
        expected = 32 if is_werkdag(working) else 0
        assert len(inside) == expected
        assert {moment.astimezone(AMSTERDAM).hour for moment in inside} == (set(range(9, 17)) if expected else set())


@given(momenten, st.integers(0, 23), st.integers(1, 24))
def test_office_hours_are_a_rule_and_may_last_until_midnight(moment: datetime, vanaf: int, tot: int) -> None:
    regels = replace(REGELS, kantoor_vanaf_uur=vanaf, kantoor_tot_uur=tot)
    local = moment.astimezone(AMSTERDAM)
    assert is_kantoortijd(moment, regels) == (is_werkdag(local.date()) and local.hour in range(vanaf, tot))
