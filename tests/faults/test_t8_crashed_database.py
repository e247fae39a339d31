"""T8: PostgreSQL gone at once under load. What was acknowledged is there, and the app recovers by itself."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from capacity_service.store import database as database_module
from capacity_service.store.migrate import ROLES
from tests.faults.figures import LONG, report
from tests.faults.ground import Ground, make_ground
from tests.faults.ledger import Ledger, Verdict
from tests.faults.load import Caller, Record, work
from tests.land import Dienst, serve

pytestmark = pytest.mark.faults

CRASHES = 50 if LONG else 3
CALLERS = 4
BETWEEN = 10
ROUNDS_MAX = 3

# Nothing but a commit may bring the log to the disk, so that what the wall removed loses is lost every time.
LAZY = {
    "synchronous_commit": "off",
    "wal_writer_delay": "10s",
    "wal_writer_flush_after": "1GB",
    "bgwriter_lru_maxpages": "0",
    "autovacuum": "off",
}


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(tmp_path_factory.mktemp("crash"))


@asynccontextmanager
async def load_on(dienst: Dienst, ledger: Ledger, record: Record) -> AsyncIterator[None]:
    """Coordinators at work until the block ends; then until each knows what became of its last question."""
    stop = asyncio.Event()
    tokens = [(await dienst.token("coordinator", nth=n))[0] for n in range(CALLERS)]
    callers = [Caller(token, lambda: [dienst.url], record) for token in tokens]
    try:
        async with asyncio.TaskGroup() as group:
            for caller in callers:
                group.create_task(work(caller, ledger, stop))
            yield
            stop.set()
    finally:
        for caller in callers:
            await caller.close()


async def test_what_was_acknowledged_before_a_crash_is_there_after_it(folder: Path) -> None:
    ledger, record = Ledger(), Record()
    async with make_ground(folder) as ground:
        app, owner = ground.url(ROLES[1], "crash"), ground.url(ROLES[0], "crash")
        async with serve(app, owner) as dienst, load_on(dienst, ledger, record):
            for number in range(CRASHES):
                await record.until_more(BETWEEN, dienst.url)
                await ground.crash(hard=number % 2 == 1)
                await record.until_more(1, dienst.url)
                ground.recoveries_s.append(time.monotonic() - ground.crashed_at)
        verdict = await ground.check(ledger, "crash")
    ranked = sorted(ground.recoveries_s)
    report(
        f"T8 {CRASHES} keer is PostgreSQL onder de dienst verdwenen: {verdict}; {record.unknown} onbekende uitkomsten "
        f"opgelost; weer antwoord na {ranked[len(ranked) // 2]:.1f} s (mediaan), {ranked[-1]:.1f} s (hoogste)"
    )
    assert verdict.sound, verdict
    assert verdict.acknowledged >= CRASHES * BETWEEN / 2
    assert not record.surprises


async def lose_a_round(ground: Ground, number: int) -> Verdict:
    """Acknowledge for a while, crash, and check what is left."""
    ledger, record, name = Ledger(), Record(), f"lazy_{number}"
    await ground.make_database(name)
    async with serve(ground.url(ROLES[1], name), ground.url(ROLES[0], name)) as dienst:
        async with load_on(dienst, ledger, record):
            await record.until_more(BETWEEN, dienst.url)
        await ground.crash(hard=True)
    return await ground.check(ledger, name)


async def test_with_synchronous_commit_off_the_same_check_finds_what_is_lost(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The wall removed: the setting smuggled in, and the look at each new connection taken out."""
    monkeypatch.setattr(database_module, "DURABLE", {})
    async with make_ground(folder) as ground:
        lazy = [f"ALTER SYSTEM SET {name} = '{value}'" for name, value in LAZY.items()]
        await ground.administer(*lazy, "SELECT pg_reload_conf()")
        for number in range(ROUNDS_MAX):
            verdict = await lose_a_round(ground, number)
            if verdict.lost:
                break
    report(f"T8 met synchronous_commit=off, ronde {number + 1}: {verdict}")
    assert verdict.lost
