"""The ticker: one tick at a time, missed ones made up once, and nothing that goes wrong stops it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from importlib.metadata import version
from uuid import uuid4

import pytest
import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from capacity_service.actions.fire_termijnen import fire_termijnen
from capacity_service.domain.inzage import Rol
from capacity_service.domain.klokken import Termijnsoort
from capacity_service.domain.uitweg import Uitweg
from capacity_service.store import termijnen
from capacity_service.store.bezorgingen import enqueue
from capacity_service.store.database import Database
from capacity_service.timers import schedule
from capacity_service.timers.deliver import Bezorger
from tests.conftest import Urls
from tests.klok import Klok
from tests.land import expect, make_aanvraag, run_sql, serve
from tests.store.meldscene import add_meldadres, add_melding
from tests.store.scene import find_actor_of

WITHIN_S = 20
Job = Callable[[Database], Awaitable[object]]


class Silent(Bezorger):
    async def start_due(self, _: Database) -> None:
        """Nothing waits to be told outside."""


@pytest.fixture
async def nowhere() -> AsyncIterator[Database]:
    """A database that nobody asks anything."""
    database = Database("postgresql://nobody@127.0.0.1:1/nothing")
    yield database
    await database.close()


async def _rest(_: Database) -> None:
    """Nothing is to be done at the start, nor at a boundary."""


@asynccontextmanager
async def ticking(monkeypatch: pytest.MonkeyPatch, job: Job, database: Database) -> AsyncIterator[AsyncIOScheduler]:
    """The scheduler of the service with this job as its fast one, ticking every 20 ms."""
    monkeypatch.setattr(schedule, "TICK_S", 0.02)
    monkeypatch.setattr(schedule, "fire_termijnen", job)
    monkeypatch.setattr(schedule, "wind_clocks", _rest)
    monkeypatch.setattr(schedule, "record_tik", _rest)
    scheduler = schedule.make_scheduler(database, Silent(Uitweg()))
    scheduler.start()
    try:
        yield scheduler
    finally:
        scheduler.shutdown(wait=False)


def test_the_installed_ticker_is_one_that_keeps_ticking_after_a_clock_change() -> None:
    assert (3, 11, 2) <= tuple(map(int, version("apscheduler").split("."))) < (4,)


async def test_every_tick_is_made_up_once_and_never_runs_beside_itself(nowhere: Database) -> None:
    scheduler = schedule.make_scheduler(nowhere, Bezorger(Uitweg()))
    scheduler.start(paused=True)
    jobs = scheduler.get_jobs()
    scheduler.shutdown(wait=False)
    assert {job.id for job in jobs} == {
        "termijnen",
        "bezorgingen",
        "wacht",
        "tikken",
        "historie",
        "sleutels",
        "start",
        "klokken",
        "opruimen",
        "wissen",
        "land",
        "meldingen",
    }
    for job in jobs:
        assert (job.max_instances, job.coalesce, job.misfire_grace_time) == (1, True, None)


async def test_deadlines_are_looked_at_every_second_and_cleaning_up_is_every_hour(nowhere: Database) -> None:
    scheduler = schedule.make_scheduler(nowhere, Bezorger(Uitweg()))
    scheduler.start(paused=True)
    seconds = {job.id: job.trigger.interval.total_seconds() for job in scheduler.get_jobs() if job.id != "start"}
    scheduler.shutdown(wait=False)
    hourly = dict.fromkeys(("klokken", "opruimen", "wissen", "land", "meldingen"), 3600)
    assert (
        seconds == {"termijnen": 1, "bezorgingen": 1, "tikken": 5, "wacht": 10, "historie": 60, "sleutels": 60} | hourly
    )


async def test_what_has_no_clock_gets_one_when_the_service_starts(klok: Klok, kaal: Urls) -> None:
    async with serve(kaal.app, kaal.migrator, ticking=False) as dienst:
        coordinator = await dienst.as_rol("coordinator")
        body = make_aanvraag(vastgesteldOp=(await klok.now()).isoformat())
        expect(await coordinator.post("/aanvragen", json=body), 201)
        await dienst.sql("DELETE FROM termijn")
    async with serve(kaal.app, kaal.migrator) as dienst, asyncio.timeout(WITHIN_S):
        while not await dienst.sql("SELECT 1 FROM termijn WHERE soort = 'rood_landelijk'"):  # noqa: ASYNC110 - a row has no event
            await asyncio.sleep(0.05)


async def test_a_tick_that_takes_longer_than_a_second_is_waited_for(
    monkeypatch: pytest.MonkeyPatch, nowhere: Database
) -> None:
    running, most, runs, enough = 0, 0, 0, asyncio.Event()

    async def slow(_: Database) -> None:
        nonlocal running, most, runs
        running += 1
        most = max(most, running)
        await asyncio.sleep(0.1)  # five ticks long
        running -= 1
        runs += 1
        if runs == 4:
            enough.set()

    async with ticking(monkeypatch, slow, nowhere), asyncio.timeout(WITHIN_S):
        await enough.wait()
    assert most == 1


async def test_ticks_missed_in_a_blocked_process_are_made_up_by_one(
    monkeypatch: pytest.MonkeyPatch, nowhere: Database
) -> None:
    runs: list[float] = []
    loop, first, later = asyncio.get_running_loop(), asyncio.Event(), asyncio.Event()

    async def note(_: Database) -> None:
        runs.append(loop.time())
        first.set()
        if len(runs) > 4:
            later.set()

    async with ticking(monkeypatch, note, nowhere), asyncio.timeout(WITHIN_S):
        await first.wait()
        until = loop.time() + 0.5
        while loop.time() < until:
            pass  # nothing else runs meanwhile: twenty-five ticks are missed
        await later.wait()
    made_up = [moment for moment in runs if until <= moment < until + 0.01]
    assert len(made_up) <= 2


async def test_a_failing_tick_does_not_stop_the_ticker(monkeypatch: pytest.MonkeyPatch, nowhere: Database) -> None:
    runs, again = 0, asyncio.Event()

    async def fail_first(_: Database) -> None:
        nonlocal runs
        runs += 1
        if runs == 1:
            raise ConnectionResetError("the address of the database is secret")
        again.set()

    with structlog.testing.capture_logs() as told:
        async with ticking(monkeypatch, fail_first, nowhere), asyncio.timeout(WITHIN_S):
            await again.wait()
    assert told == [
        {"event": "tik mislukt", "log_level": "warning", "taak": "fail_first", "reden": "ConnectionResetError"}
    ]


async def test_a_hanging_tick_ends_and_the_next_one_looks_again(
    monkeypatch: pytest.MonkeyPatch, nowhere: Database
) -> None:
    runs, again = 0, asyncio.Event()

    async def hang_first(_: Database) -> None:
        nonlocal runs
        runs += 1
        if runs == 1:
            await asyncio.Event().wait()
        again.set()

    monkeypatch.setattr(schedule, "TICK_TIMEOUT_S", 0.05)
    with structlog.testing.capture_logs() as told:
        async with ticking(monkeypatch, hang_first, nowhere), asyncio.timeout(WITHIN_S):
            await again.wait()
    failed = [line for line in told if line["event"] == "tik mislukt"]
    assert [(line["taak"], line["reden"]) for line in failed] == [("hang_first", "TimeoutError")]


async def test_a_tick_that_runs_when_the_service_ends_is_told_to_nobody_as_a_failure(
    monkeypatch: pytest.MonkeyPatch, nowhere: Database, caplog: pytest.LogCaptureFixture
) -> None:
    running, ended = asyncio.Event(), asyncio.Event()

    async def hang(_: Database) -> None:
        running.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    async with ticking(monkeypatch, hang, nowhere), asyncio.timeout(WITHIN_S):
        await running.wait()
    async with asyncio.timeout(WITHIN_S):
        await ended.wait()
    await asyncio.sleep(0)
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


async def test_a_database_that_cannot_be_had_does_not_stop_the_ticker(
    monkeypatch: pytest.MonkeyPatch, nowhere: Database
) -> None:
    runs, again = 0, asyncio.Event()

    async def fire_and_count(database: Database) -> None:
        nonlocal runs
        runs += 1
        if runs == 2:
            again.set()
        await fire_termijnen(database)

    with structlog.testing.capture_logs() as told:
        async with ticking(monkeypatch, fire_and_count, nowhere), asyncio.timeout(WITHIN_S):
            await again.wait()
    assert told[0]["event"] == "tik mislukt"


async def test_what_is_due_happens_in_a_running_service_without_anybody_asking(kaal: Urls) -> None:
    async with serve(kaal.app, kaal.migrator) as dienst:
        (plaats,) = await dienst.add_plaatsen({})
        await dienst.sql("UPDATE plaats SET bevestigd_op = bevestigd_op - interval '25 hours'")
        await run_sql(dienst.owner, "UPDATE termijn SET op = clock_timestamp() WHERE soort = 'plaats_onbevestigd'")
        opvang = await dienst.as_rol("opvang")
        async with asyncio.timeout(WITHIN_S):
            while not plaats["onbevestigd"]:
                plaats = expect(await opvang.get(f"/plaatsen/{plaats['id']}"), 200)
        assert await dienst.sql("SELECT 1 FROM termijn WHERE soort = 'plaats_onbevestigd'") == []


async def test_deadlines_that_nobody_fires_are_an_alarm_in_the_log(kaal: Urls) -> None:
    database = Database(kaal.app, size=1)
    async with database.transaction(None) as tx:
        for soort, seconds in ((Termijnsoort.rood_landelijk, 40), (Termijnsoort.rood_landelijk, 35)):
            await termijnen.arm(tx, soort, [uuid4()], tx.now - timedelta(seconds=seconds))
        await termijnen.arm(tx, Termijnsoort.niet_gezien, [uuid4()], tx.now - timedelta(seconds=20))
    with structlog.testing.capture_logs() as told:
        await schedule.watch(database)
    assert [(line["event"], line["log_level"], line["termijnsoort"], line["aantal"]) for line in told] == [
        ("termijnen lopen achter", "error", "rood_landelijk", 2)
    ]
    await database.close()


async def test_cleaning_up_forgets_what_is_over_and_keeps_the_rest(kaal: Urls) -> None:
    database = Database(kaal.app, size=1)
    opvang = await find_actor_of(database, Rol.opvang)
    await add_meldadres(database, opvang)
    melding = await add_melding(database, opvang)
    async with database.transaction(None) as tx:
        await enqueue(tx, [melding])
        await tx.sql("UPDATE bezorging SET status = 'bezorgd', bezorgd_op = clock_timestamp() - interval '8 days'")
        (account,) = [row.id for row in await tx.sql("SELECT id FROM account ORDER BY id LIMIT 1")]
        for age, key in (("13 hours", b"over"), ("-1 hours", b"open")):
            await tx.sql(
                "INSERT INTO sessie SELECT :key, :account, op, op, op, interval '1 hour'"
                " FROM (SELECT clock_timestamp() - CAST(:age AS text)::interval AS op) AS over",
                key=key,
                account=account,
                age=age,
            )
        for days, name in ((8, "oud"), (6, "nieuw")):
            await tx.sql(
                "INSERT INTO idempotentie VALUES (:account, 'POST', '/v1/plaatsen', :name, '\\x01', 201, '{}', '\\x01',"
                " clock_timestamp() - make_interval(days => :days))",
                account=uuid4(),
                name=name,
                days=days,
            )
    await schedule.clean_up(database)
    async with database.transaction(None) as tx:
        assert [row.sleutel_hash for row in await tx.sql("SELECT sleutel_hash FROM sessie")] == [b"open"]
        assert [row.sleutel for row in await tx.sql("SELECT sleutel FROM idempotentie")] == ["nieuw"]
        assert await tx.sql("SELECT 1 FROM bezorging") == []
    await database.close()
