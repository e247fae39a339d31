"""T26: a replica that stands still says that it is in sync, and serves old rows. A node that reads one never calls it fresh.

The service itself reads no replica for what is live: here its feed is pointed at one, so that there is something to find out.
"""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx2
import pytest

from capacity_service import main
from capacity_service.live import hub as live_hub
from capacity_service.live.feed import Feed
from capacity_service.live.versheid import FRESH_S, Versheid
from capacity_service.store.database import Database
from capacity_service.store.embedded import RunningCluster, start_cluster
from capacity_service.store.migrate import ROLES
from capacity_service.store.stand import read_stempel
from tests.faults.figures import LONG, report
from tests.faults.ground import OPTIONS, Ground, administer, make_ground, make_url
from tests.faults.schermen import Scherm, until, watch_together
from tests.land import Dienst, serve

pytestmark = pytest.mark.faults

ROUNDS = 10 if LONG else 1
STILL_S = 20.0 if LONG else 8.0
SCREENS = 10
BEAT_S = 0.2
NAME = "oud"
WELL, UNWELL = 200, 503
OWN = "SELECT count(*) AS n FROM plaats WHERE organisatie_id = :organisatie AND verwijderd_op IS NULL"
SLOW = (
    "ALTER SYSTEM SET checkpoint_completion_target = 1",
    "ALTER SYSTEM SET checkpoint_timeout = '1h'",
    "SELECT pg_reload_conf()",
)


@dataclass
class Plaats:
    """A service whose feed reads the replica, screens on it, and what they were told that was not so."""

    primary: Ground
    replica: RunningCluster
    dienst: Dienst
    feeds: list[Feed]
    schermen: list[Scherm]
    opvang: httpx2.AsyncClient
    organisatie: UUID
    stamps: int = 0
    stale: int = 0
    detected_s: list[float] = field(default_factory=list)

    async def stand_still(self, freeze: Callable[[], Awaitable[None]], thaw: Callable[[], Awaitable[None]]) -> None:
        """Freeze, record something, look what is still called fresh, and thaw."""
        await until(lambda: self.feeds[0].is_fresh, 20)
        await freeze()
        await self.dienst.add_plaatsen({}, opvang=self.opvang)
        recorded_at = time.monotonic()
        last_fresh = recorded_at
        while time.monotonic() < recorded_at + STILL_S:
            if self.feeds[0].is_fresh:
                last_fresh = time.monotonic()
            await asyncio.sleep(0.02)
        ended_at = time.monotonic()
        told = [at for scherm in self.schermen for at, _ in scherm.heard if recorded_at < at < ended_at]
        self.stamps += sum(at < recorded_at + FRESH_S for at in told)
        self.stale += sum(at >= recorded_at + FRESH_S for at in told)
        self.detected_s.append(max([last_fresh, *told]) - recorded_at)
        assert await self.how_it_is() == (WELL if self.feeds[0].is_fresh else UNWELL)
        await thaw()

    async def how_it_is(self) -> int:
        """What a proxy is told."""
        return (await self.dienst.ask_operator("/readyz")).status_code


@asynccontextmanager
async def make_replica(primary: Ground, folder: Path) -> AsyncIterator[RunningCluster]:
    primary.copy_to(folder, following=True)
    with start_cluster(folder, options=OPTIONS, say=lambda _: None) as replica:
        yield replica


@asynccontextmanager
async def read_from_a_replica(folder: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Plaats]:
    monkeypatch.setattr(live_hub, "HEARTBEAT_S", BEAT_S)
    feeds: list[Feed] = []
    async with make_ground(folder / "primary", NAME) as primary, make_replica(primary, folder / "replica") as replica:
        behind = Database(make_url("127.0.0.1", replica.cluster.port, ROLES[1], NAME))

        def follow(database: Database, listeners: Any) -> Feed:
            feeds.append(Feed(behind, listeners, Versheid(database)))
            # Where the numbers of an audience stood is written down, and that nobody does on a replica.
            feeds[0].publieken._database = database  # noqa: SLF001 - no node of the service reads in one and writes in another
            return feeds[0]

        monkeypatch.setattr(main, "Feed", follow)
        async with serve(primary.url(ROLES[1], NAME), primary.url(ROLES[0], NAME)) as dienst:
            sessions = [await dienst.token("opvang") for _ in range(SCREENS)]
            schermen = [Scherm(dienst.url, token, lambda _: 0.2) for token, _ in sessions]
            opvang = await dienst.as_rol("opvang")
            plaats = Plaats(primary, replica, dienst, feeds, schermen, opvang, sessions[0][1])
            async with watch_together(schermen):
                yield plaats
        await behind.close()


async def pause(plaats: Plaats) -> None:
    """Replay paused: everything arrives, nothing is applied."""
    await administer(plaats.replica.cluster, "SELECT pg_wal_replay_pause()")


async def resume(plaats: Plaats) -> None:
    await administer(plaats.replica.cluster, "SELECT pg_wal_replay_resume()")


async def find_receiver(plaats: Plaats) -> int:
    return int(str(await administer(plaats.replica.cluster, "SELECT pid FROM pg_stat_wal_receiver")))


async def run(plaats: Plaats) -> None:
    """Each way of standing still, and after each the screens are told again, of what is true now."""
    for _ in range(ROUNDS):
        await plaats.stand_still(lambda: pause(plaats), lambda: resume(plaats))
        await _all_true_again(plaats)
        receiver = await find_receiver(plaats)
        stop, go = partial(_send, receiver, signal.SIGSTOP), partial(_send, receiver, signal.SIGCONT)
        await plaats.stand_still(stop, go)
        await _all_true_again(plaats)


async def _send(pid: int, number: signal.Signals) -> None:
    os.kill(pid, number)


async def _all_true_again(plaats: Plaats) -> None:
    thawed = time.monotonic()
    (row,) = await plaats.dienst.sql(OWN, organisatie=plaats.organisatie)
    await until(
        lambda: all(
            scherm.sure_since(thawed) and len(scherm.beeld.of("plaats")) == row.n for scherm in plaats.schermen
        ),
        30,
    )


async def test_a_replica_that_stands_still_is_never_called_fresh(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with read_from_a_replica(tmp_path, monkeypatch) as plaats:
        await run(plaats)
    report(
        f"T26 {2 * ROUNDS} keer {STILL_S:.0f} s een replica die stilstaat (toepassen gestopt, ontvanger stilgezet), "
        f"{SCREENS} schermen: {plaats.stale} keer oud als vers, {plaats.stamps} keer vers binnen de {FRESH_S:.0f} s; "
        f"gemerkt na hoogstens {max(plaats.detected_s):.1f} s"
    )
    assert plaats.stale == 0
    assert plaats.stamps, "while it can still be true, it is said"
    assert max(plaats.detected_s) <= FRESH_S + BEAT_S


async def test_by_having_heard_the_database_the_same_replica_is_called_fresh(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The wall removed: fresh is whatever was read just now, whatever it holds."""

    def hear(versheid: Versheid, _: int) -> None:
        versheid._as_of = time.monotonic()  # noqa: SLF001 - the wall that is taken out

    monkeypatch.setattr(Versheid, "note_view", hear)
    async with read_from_a_replica(tmp_path, monkeypatch) as plaats:
        await plaats.stand_still(lambda: pause(plaats), lambda: resume(plaats))
    report(f"T26 naar wanneer de gegevensbank voor het laatst is gehoord: {plaats.stale} keer oud als vers")
    assert plaats.stale


async def test_a_replica_that_was_promoted_is_another_epoch_before_its_first_checkpoint(tmp_path: Path) -> None:
    """The control file still tells the timeline of before."""
    async with (
        make_ground(tmp_path / "primary", NAME) as primary,
        make_replica(primary, tmp_path / "replica") as replica,
    ):
        databases = [Database(primary.url(ROLES[1], NAME), size=1)]
        databases.append(Database(make_url("127.0.0.1", replica.cluster.port, ROLES[1], NAME), size=1))
        before, following = [await _epoch(database) for database in databases]
        await _make_work(primary, replica)
        await administer(replica.cluster, "SELECT pg_promote()")
        told = await administer(replica.cluster, "SELECT timeline_id FROM pg_control_checkpoint()")
        after = await _epoch(databases[1])
        for database in databases:
            await database.close()
    report(f"T26 na de promotie: tijdlijn {after.split('.')[1]}; de laatste checkpoint zegt nog {told}")
    assert following == before
    assert told == 1
    assert after.split(".")[1] == "2"
    assert after != before


async def _make_work(primary: Ground, replica: RunningCluster) -> None:
    """So many changed pages on the replica that its first checkpoint takes minutes."""
    fill = "CREATE TABLE vol AS SELECT n, repeat('x', 500) FROM generate_series(1, 40000) n"
    reached = await administer(primary.running.cluster, fill, "SELECT pg_current_wal_lsn()::text")
    await administer(replica.cluster, *SLOW)
    behind = f"SELECT pg_last_wal_replay_lsn() < '{reached}'"
    async with asyncio.timeout(30):
        while await administer(replica.cluster, behind):  # noqa: ASYNC110 - the replica has no event
            await asyncio.sleep(0.05)


async def _epoch(database: Database) -> str:
    async with database.transaction(None) as tx:
        return (await read_stempel(tx)).epoch
