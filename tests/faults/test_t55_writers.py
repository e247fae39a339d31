"""T55: eight write in both records at once while three nodes let the trees grow: one chain each, without a fork or a gap."""

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy.exc import DBAPIError

from capacity_service.domain.controlepunt import Boom
from capacity_service.domain.inzage import Rol
from capacity_service.domain.inzagelog import Inzage
from capacity_service.store.boomverslag import verify_boom
from capacity_service.store.check import KETENS, verify_chain
from capacity_service.store.database import Database
from capacity_service.store.embedded import Cluster
from capacity_service.timers.keep_bomen import Boomwacht
from tests.conftest import Urls
from tests.faults.figures import LONG, report
from tests.store.boomscene import Bomen, connect_superuser, look
from tests.store.scene import find_actor_of

pytestmark = pytest.mark.faults

WRITERS, NODES = 8, 3
LINES = 1_250 if LONG else 12
"""Of each writer in each record."""
CONTACT = Inzage("read_contact", "plaatsing", UUID(int=7), "getoond")
FACT = "SELECT append_logboek('proef', '{tik}', ARRAY[CAST(:feit AS text)], '{null}', '{null}')"
FORKING = """
DO $$
DECLARE naam regprocedure;
BEGIN
    FOR naam IN SELECT oid::regprocedure FROM pg_proc WHERE proname IN ('append_logboek', 'append_inzage') LOOP
        EXECUTE replace(pg_get_functiondef(naam), ' FOR UPDATE', '');
    END LOOP;
END $$;
ALTER TABLE inzagelog DROP CONSTRAINT inzagelog_pkey CASCADE; ALTER TABLE logboek DROP CONSTRAINT logboek_pkey CASCADE
"""
"""The wall removed: who writes reads the head without holding it, and a number may be there twice."""


@pytest.fixture
async def writers(kaal: Urls) -> AsyncIterator[list[Database]]:
    databases = [Database(kaal.app, size=2) for _ in range(WRITERS)]
    yield databases
    for one in databases:
        await one.close()


async def write(databases: list[Database]) -> float:
    """Everybody through the door at once; how long it took, in seconds."""
    actor = await find_actor_of(databases[0], Rol.opvang)
    ready = asyncio.Barrier(len(databases))

    async def work(database: Database) -> None:
        async with database.transaction(actor):
            await ready.wait()
        for n in range(LINES):
            await look(database, actor, CONTACT)
            async with database.transaction(None) as tx:
                await tx.sql(FACT, feit=f'{{"id":"tik","n":{n}}}')

    begun = time.monotonic()
    await asyncio.gather(*map(work, databases))
    return time.monotonic() - begun


async def test_eight_writers_and_three_nodes_make_one_chain_and_one_tree(
    kaal: Urls, writers: list[Database], tmp_path: Path
) -> None:
    bomen = Bomen(writers[0], tmp_path / "punten")
    nodes = [Database(kaal.app, size=2) for _ in range(NODES)]
    done = asyncio.Event()

    async def keep(node: Database) -> None:
        wacht = Boomwacht(bomen.middelen)
        while not done.is_set():
            await wacht.stop(node)
            await asyncio.sleep(1 if LONG else 0.02)

    keeping = [asyncio.create_task(keep(node)) for node in nodes]
    seconds = await write(writers)
    done.set()
    await asyncio.gather(*keeping)
    await Boomwacht(bomen.middelen).stop(nodes[0])
    for node in nodes:
        await node.close()
    for keten in KETENS:
        faults, count = await verify_chain(kaal.app, keten)
        assert faults == []
        assert count >= WRITERS * LINES
    for boom in Boom:
        verslag = await verify_boom(kaal.app, boom, bomen.middelen)
        assert verslag.fout is None
        assert verslag.regels >= WRITERS * LINES
    lines = 2 * WRITERS * LINES
    report(f"T55: {WRITERS} writers, {lines} lines in two records, {lines / seconds:.0f} lines/s: 0 forks, 0 gaps")


async def test_with_a_head_that_nobody_holds_the_chain_forks(
    kaal: Urls, cluster: Cluster, writers: list[Database]
) -> None:
    """The wall removed: found."""
    superuser = await connect_superuser(cluster, kaal)
    await superuser.execute(FORKING)
    await superuser.close()
    try:
        await write(writers)
    except DBAPIError as error:
        raise AssertionError("the chain did not fork: something else refused") from error
    found = [await verify_chain(kaal.app, keten) for keten in KETENS]
    assert all(faults for faults, _ in found)
    report(
        f"T55 control: without the lock on the head {sum(len(faults) for faults, _ in found)} lines forked or missing"
    )
