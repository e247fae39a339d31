import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import asyncpg
import pytest
from sqlalchemy import make_url

from capacity_service.actions.settle import settle
from capacity_service.live import feed as live_feed
from capacity_service.live import hub as live_hub
from capacity_service.live import versheid as live_versheid
from capacity_service.live.feed import Feed
from capacity_service.store.database import Database
from capacity_service.store.embedded import Cluster
from tests.land import Dienst, Json, expect, in_hours
from tests.live.client import Beeld, Kijker, Niemand, dial, fresh, recorded, watch
from tests.live.moves import make_land

ROLLEN = ("opvang", "coordinator", "landelijk", "gemeente")
OURS = "datname = $1 AND pid <> pg_backend_pid()"
Admin = Any
"""A superuser's connection beside the service; asyncpg has no types."""


@pytest.fixture
async def admin(cluster: Cluster) -> AsyncIterator[Admin]:
    connection = await asyncpg.connect(cluster.url(cluster.superuser, cluster.password, "postgres"), ssl=False)
    yield connection
    await connection.close()


def _naam(dienst: Dienst) -> str:
    return str(make_url(dienst.database.url).database)


async def _eventually(holds: Callable[[], Awaitable[bool]], within: float = 10) -> None:
    async with asyncio.timeout(within):
        while not await holds():  # noqa: ASYNC110 - the database has no event
            await asyncio.sleep(0.02)


def _differences(one: dict[tuple[str, str], Json], other: dict[tuple[str, str], Json]) -> list[str]:
    """Which fields of which things differ, in words that fit in a failure."""
    found = [f"{key} is only in one of the two" for key in sorted(one.keys() ^ other.keys())]
    for key in sorted(one.keys() & other.keys()):
        ours, theirs = one[key], other[key]
        fields = sorted(naam for naam in ours.keys() | theirs.keys() if ours.get(naam) != theirs.get(naam))
        found += [f"{key[0]}.{naam} ({ours.get('status')}): {ours.get(naam)}, {theirs.get(naam)}" for naam in fields]
    return found


@contextlib.asynccontextmanager
async def _own_feed(database: Database) -> AsyncIterator[Feed]:
    feed = Feed(database, Niemand())
    await feed.start()
    try:
        yield feed
    finally:
        await feed.stop()


@pytest.mark.parametrize("seed", range(3))
async def test_whoever_is_cut_and_comes_back_sees_what_a_fresh_screen_sees(
    dienst: Dienst, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """I5: random changes, every screen cut and resumed at random, sometimes in the middle of its resume."""
    monkeypatch.setattr(live_hub, "HEARTBEAT_S", 0.1)
    land = await make_land(dienst, seed)
    chance = land.chance
    beelden = {rol: Beeld() for rol in ROLLEN}
    for _ in range(8):
        for _ in range(chance.randint(1, 5)):
            await land.move()
        for rol in chance.sample(ROLLEN, 3):
            async with watch(dienst, rol, beeld=beelden[rol], max_queue=1_000) as kijker:
                await kijker.receive()
                if chance.random() < 0.5:
                    await land.move()
                    await kijker.reach(await recorded(dienst, rol))
    for rol, beeld in beelden.items():
        async with watch(dienst, rol, beeld=beeld, max_queue=1_000) as kijker:
            await kijker.reach(await recorded(dienst, rol))
        assert _differences(beeld.things, (await fresh(dienst, rol)).things) == []
    assert sum(land.done.values()) >= 15


@pytest.mark.parametrize("seed", range(2))
async def test_the_stand_that_was_followed_is_the_stand_that_is_read_anew(dienst: Dienst, seed: int) -> None:
    """A node that starts now and a node that has followed every fact hold the same, field by field."""
    async with _own_feed(dienst.database) as followed:
        land = await make_land(dienst, 100 + seed)
        for _ in range(30):
            await land.move()
        reached = (await dienst.sql("SELECT volgnummer FROM sequencer"))[0].volgnummer
        await followed.publieken.reach(reached)
        async with _own_feed(dienst.database) as anew:
            assert _differences(followed.publieken.land.things, anew.publieken.land.things) == []
            assert anew.publieken.land.stempel.volgnummer == reached


async def test_what_commits_first_is_told_first_and_nothing_is_skipped(dienst: Dienst) -> None:
    """T22: the first transaction holds the sequencer, the second waits for it; both are told, in the order of numbers."""
    one, other = await dienst.add_plaatsen({}, {"centrumgemeente": "GM0363"})
    async with watch(dienst, "opvang") as kijker:
        await kijker.receive()
        opvang = await dienst.as_rol("opvang")
        seen = {"status": "vrij", "waargenomenOp": in_hours(0)}
        async with dienst.database.transaction(None) as tx:
            await tx.sql("UPDATE plaats SET revisie = revisie + 1 WHERE id = :id", id=one["id"])
            tx.changes.gebeurtenis = "proef"
            tx.changes.plaatsen.add(one["id"])
            await settle(tx)
            second = asyncio.create_task(opvang.post(f"/plaatsen/{other['id']}/bevestiging", json=seen))
            assert await asyncio.wait({second}, timeout=0.5) == (set(), {second})
        expect(await second, 200)
        told = [await kijker.until(lambda frame: frame["soort"] == "plaats") for _ in range(2)]
    assert [frame["id"] for frame in told] == [one["id"], other["id"]]
    assert told[0]["volgnummer"] < told[1]["volgnummer"]


LISTENER = f"SELECT pid FROM pg_stat_activity WHERE {OURS} AND query ILIKE 'LISTEN%'"  # noqa: S608


async def _until_it_listens(dienst: Dienst, admin: Admin) -> int:
    """The backend that tells the feed of commits: the service answers before it is there."""
    found: list[int] = []

    async def listens() -> bool:
        pid = await admin.fetchval(LISTENER, _naam(dienst))
        found[:] = [] if pid is None else [pid]
        return bool(found)

    await _eventually(listens)
    return found[0]


async def test_without_any_notify_the_poll_tells_within_about_a_second(
    dienst: Dienst, admin: Admin, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refused(_: Database) -> None:
        raise OSError

    await _until_it_listens(dienst, admin)
    monkeypatch.setattr(Database, "connect", refused)
    ended = await admin.fetchval(
        f"SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE {OURS} AND query ILIKE 'LISTEN%'",  # noqa: S608
        _naam(dienst),
    )
    assert ended == 1
    async with watch(dienst, "opvang") as kijker:
        await kijker.receive()
        for _ in range(3):
            await dienst.add_plaatsen({})
            await kijker.until(lambda frame: frame["soort"] == "plaats", within=live_feed.POLL_S + 1)


async def test_the_feed_listens_again_after_its_connection_was_ended(dienst: Dienst, admin: Admin) -> None:
    first = await _until_it_listens(dienst, admin)
    await admin.execute("SELECT pg_terminate_backend($1)", first)

    async def listens_again() -> bool:
        return await admin.fetchval(LISTENER, _naam(dienst)) not in {None, first}

    await _eventually(listens_again)


async def test_the_feed_outlives_the_end_of_every_connection(dienst: Dienst, admin: Admin) -> None:
    async with watch(dienst, "opvang") as kijker:
        await kijker.receive()
        for _ in range(3):
            await admin.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {OURS}", _naam(dienst))  # noqa: S608
            (plaats,) = await _add_when_possible(dienst)
            told = await kijker.until(lambda frame: frame["soort"] == "plaats")
            assert told["id"] == plaats


async def _add_when_possible(dienst: Dienst) -> list[str]:
    """Add a place; while connections are being replaced the service says `even_niet` and nothing is half done."""
    async with asyncio.timeout(10):
        while True:
            with contextlib.suppress(AssertionError, Exception):
                return [plaats["id"] for plaats in await dienst.add_plaatsen({})]
            await asyncio.sleep(0.05)


async def test_without_the_database_no_hartslag_comes_and_with_it_again_it_does(
    dienst: Dienst, admin: Admin, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_hub, "HEARTBEAT_S", 0.1)
    monkeypatch.setattr(live_versheid, "FRESH_S", 1.5)
    naam = _naam(dienst)
    async with watch(dienst, "gemeente") as kijker:
        await kijker.until(lambda frame: frame["soort"] == "hartslag")
        await admin.execute(f"ALTER DATABASE {naam} CONNECTION LIMIT 0")
        await admin.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {OURS}", naam)  # noqa: S608
        await _fall_silent(kijker)
        async with dial(dienst) as socket, Kijker(socket, Beeld()) as late:
            await late.say({"soort": "hallo", "ticket": "een", "epoch": None, "vanaf": None})
            assert await late.closed() == 1013
        await admin.execute(f"ALTER DATABASE {naam} CONNECTION LIMIT -1")
        await kijker.until(lambda frame: frame["soort"] == "hartslag")


async def _fall_silent(kijker: Kijker) -> None:
    """Until nothing has come for a second, ten times as long as between two of its heartbeats."""
    async with asyncio.timeout(10):
        while await _one(kijker):
            pass


async def _one(kijker: Kijker) -> bool:
    try:
        await kijker.receive(within=1)
    except TimeoutError:
        return False
    return True


async def test_after_a_restore_everybody_gets_the_stand_of_the_new_epoch(dienst: Dienst) -> None:
    await dienst.add_plaatsen({})
    async with watch(dienst, "opvang") as kijker:
        stand = await kijker.receive()
        await dienst.sql("UPDATE installatie SET epoch = gen_random_uuid()")
        assert await kijker.closed() == 4008
    beeld = kijker.beeld
    async with watch(dienst, "opvang", beeld=beeld) as again:
        frame = await again.receive()
    assert frame["soort"] == "stand"
    assert frame["epoch"] != stand["epoch"]
