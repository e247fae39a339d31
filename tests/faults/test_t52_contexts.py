"""T52: whose rows a transaction sees ends with it: small pools, everybody in turns, errors, savepoints, cancellations, clocks."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random
from uuid import UUID

import pytest
from sqlalchemy import text

from capacity_service.domain.errors import EvenNiet
from capacity_service.domain.inzage import Actor, Rol
from capacity_service.store import database as module
from capacity_service.store.database import Database, Transactie
from capacity_service.store.tabelsoorten import WALLED
from tests.conftest import MakeDatabase, Urls
from tests.faults.figures import LONG, report

pytestmark = pytest.mark.faults

SEED = 52
REQUESTS = 10_000 if LONG else 1_000
POOLS = (1, 2, 3, 4, 5)
ORGS = 8
AT_ONCE = 6
GIVEN_UP_S = 0.004
FILL = """
INSERT INTO melding (id, soort, rol, organisatie_id, onderwerp_soort, onderwerp, titel, tekst, dringend, op, laat, revisie)
SELECT gen_random_uuid(), 'proef', 'opvang', o.id, 'organisatie', o.id::text, 'Proef', 'Proef.', false, clock_timestamp(),
       false, 1
FROM organisatie o, generate_series(1, 3) WHERE o.soort = 'opvangorganisatie'
"""
SETTING = "SELECT coalesce(current_setting('capaciteit.' || n, true), '') AS v FROM unnest(ARRAY['context', 'organisatie', 'account']) n"
WAYS = (
    "plain",
    "error",
    "refused by the database",
    "savepoint",
    "savepoint undone",
    "given up",
    "a clock",
    "somebody's key",
)


@dataclass
class Uitslag:
    """What was done, and what was seen that was not one's own."""

    done: Counter[str] = field(default_factory=Counter)
    foreign: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
async def urls(make_database: MakeDatabase) -> AsyncIterator[Urls]:
    async with make_database("kaal") as found:
        owner = Database(found.migrator, size=1)
        async with owner.transaction(None) as tx:
            await tx.sql(FILL)
        await owner.close()
        yield found


async def find_actors(urls: Urls) -> list[Actor]:
    owner = Database(urls.migrator, size=1)
    async with owner.transaction(None) as tx:
        rows = await tx.sql(
            "SELECT a.id, a.organisatie_id FROM account a JOIN organisatie o ON o.id = a.organisatie_id"
            " WHERE a.rol = 'opvang' ORDER BY o.naam LIMIT :n",
            n=ORGS,
        )
    await owner.close()
    return [Actor(row.id, "", Rol.opvang, row.organisatie_id) for row in rows]


class Bedoeld(Exception):
    """An error of the action itself."""


async def see(tx: Transactie, actor: Actor, uitslag: Uitslag, way: str) -> None:
    """Only own meldingen, and all three of them."""
    rows = await tx.sql("SELECT organisatie_id FROM melding")
    if {row.organisatie_id for row in rows} != {actor.organisatie} or len(rows) != 3:
        uitslag.foreign.append(f"{way}: {len(rows)} rijen")


async def ask(database: Database, actor: Actor, way: str, uitslag: Uitslag) -> None:
    """One request, in one of the ways in which one can end."""
    try:
        if way == "a clock":
            async with database.transaction(None) as tx:
                (row,) = await tx.sql("SELECT count(*) AS n FROM melding")
                if row.n < 3 * ORGS:
                    uitslag.foreign.append(f"{way}: {row.n} rijen")
            return
        async with database.transaction(actor) as tx:
            await see(tx, actor, uitslag, way)
            await _end(tx, actor, way, uitslag)
    except (Bedoeld, EvenNiet):
        pass
    except Exception as error:  # noqa: BLE001 - what the database refused is one of the ways
        if way != "refused by the database":
            uitslag.foreign.append(f"{way}: {error!r}")


async def _end(tx: Transactie, actor: Actor, way: str, uitslag: Uitslag) -> None:
    if way == "error":
        raise Bedoeld
    if way == "refused by the database":
        await tx.sql("SELECT 1 / 0")
    if way == "given up":
        await tx.sql("SELECT pg_sleep(0.02)")
    if way == "savepoint":
        async with tx.session.begin_nested():
            await tx.session.connection()
            await see(tx, actor, uitslag, way)
    if way == "savepoint undone":
        context = tx.context
        with suppress(Bedoeld):
            await _see_all_and_fail(tx)
        tx.context = context
        await see(tx, actor, uitslag, way)
    if way == "somebody's key":
        rows = await tx.sql("SELECT account_id FROM idempotentie")
        if {row.account_id for row in rows} - {actor.account}:
            uitslag.foreign.append(way)


async def _see_all_and_fail(tx: Transactie) -> None:
    async with tx.session.begin_nested():
        await tx.session.connection()
        await tx.enter("dienst")
        raise Bedoeld


async def run(database: Database, actors: Sequence[Actor], rng: Random, requests: int, uitslag: Uitslag) -> None:
    """Everybody in turns, several at once; who gives up does so half way."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def one() -> None:
        actor, way = rng.choice(actors), rng.choice(WAYS)
        async with gate:
            asking = asyncio.create_task(ask(database, actor, way, uitslag))
            if way == "given up":
                await asyncio.sleep(GIVEN_UP_S * rng.random())
                asking.cancel()
            await asyncio.wait([asking])
            if not asking.cancelled():
                asking.result()
            uitslag.done[way] += 1

    await asyncio.gather(*(one() for _ in range(requests)))


async def look_at_pool(database: Database, uitslag: Uitslag) -> None:
    """Every connection that went back: nothing is set on it, and nobody is seen through it."""
    pools = [database.engine, database.own_engine]
    for engine in pools:
        held = [await engine.connect() for _ in range(engine.pool.checkedin())]  # type: ignore[attr-defined]
        for connection in held:
            values = [row.v for row in await connection.execute(text(SETTING))]
            seen = (await connection.execute(text("SELECT count(*) FROM melding"))).scalar_one()
            if any(values) or seen:
                uitslag.left.append(f"{values} {seen}")
            await connection.rollback()
            await connection.close()


async def test_each_sees_own_rows_only_and_nothing_stays_on_a_connection(urls: Urls) -> None:
    actors, uitslag = await find_actors(urls), Uitslag()
    assert "melding" in WALLED
    for size in POOLS:
        database, rng = Database(urls.app, size=size), Random(SEED + size)
        await run(database, actors, rng, REQUESTS // len(POOLS), uitslag)
        await look_at_pool(database, uitslag)
        await database.close()
    assert uitslag.foreign == []
    assert uitslag.left == []
    assert set(uitslag.done) == set(WAYS)
    report(
        f"T52: {uitslag.done.total()} verzoeken op {POOLS} verbindingen, seed {SEED}: 0 rijen van een ander, niets bleef staan"
    )


async def test_a_context_that_is_set_on_the_session_stays_and_is_found(
    urls: Urls, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same with `SET` instead of `SET LOCAL` (P8): what one left behind, the next connection still says."""
    monkeypatch.setattr(module, "ENTER", text(str(module.ENTER).replace(", true)", ", false)")))
    actors, uitslag = await find_actors(urls), Uitslag()
    database = Database(urls.app, size=2)
    await run(database, actors, Random(SEED), 60, uitslag)
    await look_at_pool(database, uitslag)
    await database.close()
    assert uitslag.left
    report(f"T52 zonder SET LOCAL: op {len(uitslag.left)} verbindingen bleef staan wie er was")


async def test_whoever_is_nobody_sees_nothing(urls: Urls) -> None:
    database = Database(urls.app, size=1)
    async with database.transaction(Actor(UUID(int=1), "", Rol.opvang, UUID(int=2))) as tx:
        for tabel in WALLED:
            if tabel != "plaats":
                assert await tx.sql(f"SELECT 1 FROM {tabel} LIMIT 1") == [], tabel  # noqa: S608 - a name of the catalog
    await database.close()
