"""T18: the ticker through the hour that comes twice in autumn, and the one that is skipped in spring: it never stops.

The clock of the ticker is ours. It is put exactly as far ahead as the ticker says it wants to sleep, so a wait that is an
hour too long shows as a gap of an hour between two ticks.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta, tzinfo
from importlib.metadata import version
from itertools import pairwise
from math import ceil
from typing import Any, Self

import pytest
from apscheduler.executors import base as executors
from apscheduler.schedulers import base as schedulers
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers import interval
from apscheduler.triggers.interval import IntervalTrigger

from capacity_service.domain.tijd import AMSTERDAM
from capacity_service.domain.uitweg import Uitweg
from capacity_service.store.database import Database
from capacity_service.timers import schedule
from capacity_service.timers.deliver import Bezorger
from tests.faults.figures import LONG, report
from tests.faults.test_t17_dst import CHANGES

pytestmark = pytest.mark.faults

NEEDED = (3, 11, 2)
"""What the project asks for. In local time the version history of 3.11.3 names one more stall, in the hour spring skips."""
ROUND = timedelta(minutes=75 if LONG else 61)
"""Before and after the change: the whole repeated hour and more."""
LOOKED_AT = CHANGES if LONG else [change for change in CHANGES if change.month == 10][:1]
LEAST = timedelta(milliseconds=1)


class Clock:
    """What time it is, for the ticker alone."""

    def __init__(self, start: datetime) -> None:
        self.now = start

    def hang(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Let everything in APScheduler that asks for the time look here."""
        clock = self

        class Shown(datetime):
            @classmethod
            def now(cls, tz: tzinfo | None = None) -> Self:
                return cls.fromtimestamp(clock.now.timestamp(), tz)

        for module in (schedulers, interval, executors):
            monkeypatch.setattr(module, "datetime", Shown)


class Ticks(Bezorger):
    """Notes when each job of the service was run, and does nothing."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(Uitweg())
        self.clock = clock
        self.seen: dict[str, list[datetime]] = {"termijnen": [], "bezorgingen": []}

    async def fire(self, _: Database) -> None:
        self.seen["termijnen"].append(self.clock.now)

    async def start_due(self, _: Database) -> None:
        self.seen["bezorgingen"].append(self.clock.now)

    def gaps(self) -> list[timedelta]:
        """The longest wait between two runs, of each job."""
        return [max(later - earlier for earlier, later in pairwise(s)) for s in self.seen.values()]


@asynccontextmanager
async def started(
    monkeypatch: pytest.MonkeyPatch, clock: Clock, ticks: Ticks, zone: tzinfo
) -> AsyncIterator[AsyncIOScheduler]:
    """The scheduler of the service, with its clock hung and its alarm off: we wake it."""
    clock.hang(monkeypatch)
    monkeypatch.setattr(schedule, "UTC", zone)
    monkeypatch.setattr(schedule, "fire_termijnen", ticks.fire)
    monkeypatch.setattr(AsyncIOScheduler, "_start_timer", lambda *_: None)
    database = Database("postgresql://nobody@127.0.0.1:1/nothing")
    scheduler = schedule.make_scheduler(database, ticks)
    scheduler.start()
    try:
        yield scheduler
    finally:
        scheduler.shutdown(wait=False)
        await asyncio.sleep(0)
        await database.close()


async def run_through(scheduler: AsyncIOScheduler, clock: Clock, until: datetime) -> None:
    """Wake the ticker whenever it asked to be woken, and let what it started run to its end."""
    while clock.now < until:
        wait: float | None = scheduler._process_jobs()  # noqa: SLF001 - what its own alarm calls
        assert wait is not None, "the ticker asked never to be woken again"
        await asyncio.gather(*scheduler._lookup_executor("default")._pending_futures)  # noqa: SLF001
        clock.now += max(timedelta(seconds=wait), LEAST)


async def measure(monkeypatch: pytest.MonkeyPatch, change: datetime, zone: tzinfo = UTC) -> tuple[int, timedelta]:
    """How many ticks there were round this change, and the longest wait between two."""
    clock = Clock(change - ROUND)
    ticks = Ticks(clock)
    async with started(monkeypatch, clock, ticks, zone) as scheduler:
        await run_through(scheduler, clock, change + ROUND)
    count = min(map(len, ticks.seen.values()))
    return count, max(ticks.gaps())


def test_t18_the_ticker_is_a_version_that_counts_elapsed_time() -> None:
    found = tuple(map(int, version("apscheduler").split(".")))
    assert found >= NEEDED
    report(f"T18 APScheduler {version('apscheduler')}, nodig {'.'.join(map(str, NEEDED))} of nieuwer")


@pytest.mark.parametrize("change", LOOKED_AT, ids=lambda change: f"{change:%Y-%m-%d}")
async def test_t18_the_ticker_never_stops(monkeypatch: pytest.MonkeyPatch, machine_in: str, change: datetime) -> None:
    count, gap = await measure(monkeypatch, change)
    report(f"T18 {change:%Y-%m-%d} ({machine_in}): {count} tikken, langste wachttijd {gap.total_seconds():.3f} s")
    assert gap <= timedelta(seconds=schedule.TICK_S) + LEAST
    assert count >= 2 * ROUND / timedelta(seconds=schedule.TICK_S) - 2


@pytest.mark.parametrize("change", CHANGES[:2], ids=["lente", "herfst"])
async def test_t18_also_a_ticker_that_lives_by_the_wall_goes_on(
    monkeypatch: pytest.MonkeyPatch, change: datetime
) -> None:
    """The service asks for UTC; should that be lost, the version is the second wall."""
    count, gap = await measure(monkeypatch, change, AMSTERDAM)
    report(f"T18 {change:%Y-%m-%d} in lokale tijd: {count} tikken, langste wachttijd {gap.total_seconds():.3f} s")
    assert gap <= timedelta(seconds=schedule.TICK_S) + LEAST


def next_on_the_wall(trigger: Any, previous: datetime | None, now: datetime) -> datetime:
    """The next tick as local times add and subtract: without looking which of the two hours it is."""
    wall = now.replace(tzinfo=None)
    start = trigger.start_date.replace(tzinfo=None)
    steps = max(0, ceil((wall - start) / trigger.interval))
    found: datetime = start + steps * trigger.interval
    if previous is not None:
        found = previous.replace(tzinfo=None) + trigger.interval
    return found.replace(tzinfo=trigger.timezone)


@pytest.mark.parametrize(("zone", "hour"), [(AMSTERDAM, True), (UTC, False)], ids=["wall", "UTC"])
async def test_t18_sees_a_ticker_that_subtracts_local_times_sleep_for_an_hour(
    monkeypatch: pytest.MonkeyPatch, zone: tzinfo, hour: bool
) -> None:
    """Both walls removed: local time, and sums on the clock of the wall. In UTC the same sums do no harm."""
    naive: Callable[..., datetime] = next_on_the_wall
    monkeypatch.setattr(IntervalTrigger, "get_next_fire_time", naive)
    change = next(change for change in CHANGES if change.month == 10)
    _, gap = await measure(monkeypatch, change, zone)
    report(f"T18 zonder muur ({zone}): langste wachttijd {gap.total_seconds():.0f} s")
    assert (gap > timedelta(minutes=59)) == hour
