"""T17: every change of the clock from 2026 to 2030. A deadline is 24 elapsed hours away, a nacht is a nacht.

Typed in any zone, on a machine in any zone, over a connection in any zone: the same instants and the same dates.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise, product
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import asyncpg
import pytest
from sqlalchemy import make_url

from capacity_service.domain.tijd import AMSTERDAM, compute_deadline, end_of_nights, local_date, night_of
from capacity_service.domain.verblijf import Toezegging
from capacity_service.store import termijnen
from capacity_service.store.database import Database, Transactie
from tests.conftest import Urls
from tests.domain.strategies import REGELS
from tests.faults.figures import LONG, report
from tests.land import Dienst, Json, expect, make_aanvraag, now, serve

pytestmark = pytest.mark.faults

QUARTER, HOUR, DAY = timedelta(minutes=15), timedelta(hours=1), timedelta(days=1)
TYPED_IN = (UTC, AMSTERDAM, ZoneInfo("America/New_York"))
SESSIONS = ("UTC", "Europe/Amsterdam")
ROUND_THE_CLOCK = range(-96, 97)
"""Quarters of an hour before and after a change: a day on either side."""


def find_changes(first: datetime, last: datetime) -> list[datetime]:
    """The instants at which the clocks of Amsterdam jump, found by looking at every hour."""
    hours = [first + n * HOUR for n in range((last - first) // HOUR + 1)]
    return [
        later
        for earlier, later in pairwise(hours)
        if earlier.astimezone(AMSTERDAM).utcoffset() != later.astimezone(AMSTERDAM).utcoffset()
    ]


CHANGES = find_changes(datetime(2026, 1, 1, tzinfo=UTC), datetime(2031, 1, 1, tzinfo=UTC))
STARTS = [change + n * QUARTER for change in CHANGES for n in ROUND_THE_CLOCK]
SPOILED = 5 * (92 + 96)
"""Starts within a day before a change. In spring an hour of them falls, a day on, where there is no clock to read."""
TODAY = datetime.combine(now().date(), time(), tzinfo=UTC)
PAST = find_changes(TODAY - 360 * DAY, TODAY - 2 * DAY)
"""What the service itself can be told about: what has been, and no more than a year ago."""

ARRIVALS = [
    *((time(23, 59), 0, 0), (time(0, 30), 0, -1), (time(2, 30), 0, -1)),
    *((time(2, 30), 1, -1), (time(5, 59), 0, -1), (time(6, 0), 0, 0)),
]
"""Clock in Amsterdam, first or second time round, and whose nacht it is: that of the day itself, or the one before."""


def arrivals_round(change: datetime) -> Iterator[tuple[datetime, date]]:
    """When somebody comes in on the day of a change, the day before and the day after, and the nacht that it is."""
    for days, (klok, fold, offset) in product((-1, 0, 1), ARRIVALS):
        day = change.astimezone(AMSTERDAM).date() + days * DAY
        yield datetime.combine(day, klok.replace(fold=fold), tzinfo=AMSTERDAM).astimezone(UTC), day + offset * DAY


def wrong_deadlines(deadline: Callable[[datetime], datetime]) -> list[datetime]:
    """The starts of which the deadline is not exactly 24:00:00 later, in whatever zone they were typed."""
    return [
        start
        for start in STARTS
        for zone in TYPED_IN
        if deadline(start.astimezone(zone)).astimezone(UTC) - start != timedelta(hours=24)
    ]


def wrong_nights(night: Callable[[datetime], date]) -> list[tuple[datetime, int]]:
    """The arrivals and numbers of nights of which the first night, the leaving or the end is not by the written rule."""
    found = []
    for change in CHANGES:
        for (arrival, first), nachten in product(arrivals_round(change), (1, 2, 3)):
            toezegging = Toezegging.make(night(arrival), nachten, REGELS)
            end = end_of_nights(toezegging.vertrek, REGELS).astimezone(AMSTERDAM)
            right = (toezegging.eerste_nacht, end.date(), end.time()) == (first, first + nachten * DAY, time(12))
            if not right or not timedelta(hours=5) <= end.astimezone(UTC) - arrival <= nachten * DAY + 7 * HOUR:
                found.append((arrival, nachten))
    return found


def test_t17_there_are_ten_changes_and_each_is_looked_at_all_round_the_clock() -> None:
    assert [change.month for change in CHANGES] == [3, 10] * 5
    assert {change.hour for change in CHANGES} == {1}
    assert len(STARTS) == 10 * 193


def test_t17_a_deadline_is_twenty_four_elapsed_hours_away(machine_in: str) -> None:
    wrong = wrong_deadlines(lambda start: compute_deadline(start, REGELS))
    report(f"T17 termijn ({machine_in}): {len(STARTS) * len(TYPED_IN)} starts, {len(wrong)} fout")
    assert wrong == []


def test_t17_a_nacht_is_a_nacht(machine_in: str) -> None:
    wrong = wrong_nights(lambda arrival: night_of(arrival, REGELS))
    tried = len(CHANGES) * 3 * len(ARRIVALS) * 3
    report(f"T17 nachten ({machine_in}): {tried} toezeggingen, {len(wrong)} fout")
    assert wrong == []


def test_t17_sees_an_addition_by_the_clock_on_the_wall() -> None:
    """The wall removed: local time plus 24 hours, and the hour of an arrival read as it was sent."""
    on_the_wall = timedelta(hours=24)
    wrong = wrong_deadlines(lambda start: start.astimezone(AMSTERDAM) + on_the_wall)
    by_utc = wrong_nights(lambda arrival: arrival.date() - (DAY if arrival.hour < 6 else 0 * DAY))
    report(f"T17 zonder muur: {len(wrong)} termijnen en {len(by_utc)} toezeggingen fout")
    assert len(wrong) == SPOILED * len(TYPED_IN)
    assert by_utc


async def in_session(tx: Transactie, zone: str) -> None:
    await tx.sql(f"SET LOCAL TIME ZONE '{zone}'")
    assert (await tx.sql("SHOW timezone"))[0].TimeZone == zone


async def repeated(tx: Transactie, starts: Iterable[datetime], every: timedelta, after: datetime) -> list[datetime]:
    """What the database makes of a deadline at each start that is to come again, by the order of the starts."""
    keys: dict[UUID, datetime] = {uuid4(): start for start in starts}
    for key, start in keys.items():
        await termijnen.arm(tx, termijnen.UITNAME_BEGINT, [key], start)
    await termijnen.repeat(replace(tx, now=after), termijnen.UITNAME_BEGINT, keys, every)
    rows = await tx.sql("SELECT sleutel, op FROM termijn WHERE sleutel = ANY(CAST(:keys AS uuid[]))", keys=list(keys))
    found = {row.sleutel: row.op for row in rows}
    return [found[key] for key in keys]


@pytest.mark.parametrize("zone", SESSIONS)
async def test_t17_the_database_counts_elapsed_hours_in_any_session(kaal: Urls, zone: str) -> None:
    database, wrong, tried = Database(kaal.app, size=1), 0, 0
    async with database.transaction(None) as tx:
        await in_session(tx, zone)
        for change, hours in product(CHANGES, (12, 24, 48)):
            starts, every, after = [change + n * QUARTER for n in ROUND_THE_CLOCK], timedelta(hours=hours), change + DAY
            expected = [start + ((after - start) // every + 1) * every for start in starts]
            made = await repeated(tx, starts, every, after)
            wrong += sum(a != b for a, b in zip(expected, made, strict=True))
            tried += len(starts)
    await database.close()
    report(f"T17 gegevensbank ({zone}): {tried} herhalingen, {wrong} fout")
    assert wrong == 0


@pytest.mark.parametrize(("zone", "fails"), [("UTC", False), ("Europe/Amsterdam", True)])
async def test_t17_sees_days_added_by_the_clock_of_the_session(kaal: Urls, zone: str, fails: bool) -> None:
    """The wall removed: PostgreSQL adds a *day* by the clock of the session, and a driver makes days of 24 hours."""
    database = Database(kaal.app, size=1)
    async with database.transaction(None) as tx:
        await in_session(tx, zone)
        rows = await tx.sql(
            "SELECT s + CAST(:term AS interval) - s <> interval '24 hours' AS wrong"
            " FROM unnest(CAST(:starts AS timestamptz[])) AS s",
            term=timedelta(hours=24),
            starts=STARTS,
        )
    await database.close()
    wrong = sum(row.wrong for row in rows)
    report(f"T17 zonder muur ({zone}): {wrong} van {len(rows)} fout")
    assert wrong == (SPOILED if fails else 0)


async def live_abroad(urls: Urls) -> None:
    """Give the database itself the clock of the wall; the service asks for UTC on each connection."""
    connection = await asyncpg.connect(urls.migrator, ssl=False)
    await connection.execute(f"ALTER DATABASE {make_url(urls.app).database} SET timezone = 'Europe/Amsterdam'")
    await connection.close()
    other = await asyncpg.connect(urls.app, ssl=False)
    assert await other.fetchval("SHOW timezone") == "Europe/Amsterdam"
    await other.close()


async def test_t17_the_service_keeps_the_rule_on_a_database_that_lives_by_the_wall(kaal: Urls) -> None:
    await live_abroad(kaal)
    starts = [change + n * QUARTER for change in PAST for n in ROUND_THE_CLOCK[:: 1 if LONG else 16]]
    wrong = 0
    async with serve(kaal.app, kaal.migrator, ticking=False) as dienst:
        coordinator = await dienst.as_rol("coordinator")
        for start in starts:
            body = make_aanvraag(vastgesteldOp=start.astimezone(AMSTERDAM).isoformat())
            aanvraag = expect(await coordinator.post("/aanvragen", json=body), 201)
            wrong += datetime.fromisoformat(aanvraag["deadlineOp"]) - start != timedelta(hours=24)
            expect(await coordinator.post(f"/aanvragen/{aanvraag['id']}/intrekking", json={"reden": "dubbel"}), 200)
        rows = await dienst.sql(
            "SELECT count(*) AS n FROM aanvraag WHERE deadline_op - vastgesteld_op <> interval '24 hours'"
        )
    report(f"T17 dienst: {len(starts)} aanvragen over {len(PAST)} klokwisselingen, {wrong + rows[0].n} fout")
    assert (wrong, rows[0].n) == (0, 0)
    assert PAST


async def test_t17_the_service_gives_an_arrival_its_nacht_on_such_a_database(kaal: Urls) -> None:
    await live_abroad(kaal)
    cases = [
        (arrival, first, nachten)
        for change in PAST
        for (arrival, first), nachten in product(arrivals_round(change), (1, 2, 3))
        if LONG or (local_date(arrival) == local_date(change) and nachten == 3)
    ]
    wrong = []
    async with serve(kaal.app, kaal.migrator, ticking=False) as dienst:
        for arrival, first, nachten in cases:
            told = await _arrive(dienst, arrival, nachten)
            if told != {"eersteNachtDatum": str(first), "vertrekDatum": str(first + nachten * DAY)}:
                wrong.append((arrival, nachten, told))
    report(f"T17 aankomsten in de dienst: {len(cases)}, {len(wrong)} fout")
    assert wrong == []


async def _arrive(dienst: Dienst, arrival: datetime, nachten: int) -> Json:
    opvang, coordinator = await dienst.as_rol("opvang"), await dienst.as_rol("coordinator")
    await dienst.add_plaatsen({}, opvang=opvang)
    body = make_aanvraag(vastgesteldOp=(arrival - HOUR).isoformat())
    plaatsing = expect(await coordinator.post("/aanvragen", json=body), 201)["plaatsing"]
    told = {"aangekomenOp": arrival.astimezone(AMSTERDAM).isoformat(), "nachten": nachten}
    arrived = expect(await opvang.post(f"/plaatsingen/{plaatsing['id']}/aankomst", json=told), 200)
    return {name: arrived[name] for name in ("eersteNachtDatum", "vertrekDatum")}
