import asyncio
import contextlib
from random import Random
from uuid import UUID

import pytest
from sqlalchemy.exc import DBAPIError

from capacity_service.domain.errors import EvenNiet, MinimumPlaatsen
from capacity_service.domain.inzage import Actor, Rol
from capacity_service.store.database import TRIES_MAX, Database, asyncpg_url
from capacity_service.store.weigeringen import Deadlock
from tests.conftest import Urls
from tests.store.scene import add_places, find_actor_of, submit

CONTEXT = (
    "SELECT current_setting('capaciteit.context', true) AS context,"
    " current_setting('capaciteit.organisatie', true) AS organisatie,"
    " (SELECT count(*) FROM aanvraag) AS aanvragen"
)
HOUSEHOLD = ("aanvraag", "huishoudgegevens", "voorstel", "plaatsing", "logboek_gegevens")


async def _count(database: Database, actor: Actor | None) -> dict[str, int]:
    async with database.transaction(actor) as tx:
        return {name: (await tx.sql(f"SELECT count(*) AS n FROM {name}"))[0].n for name in HOUSEHOLD}  # noqa: S608


async def test_without_any_filter_an_organisatie_sees_its_own_rows_only(app: Database) -> None:
    await add_places(app, 2, nth=0)
    await submit(app, nth=0)
    await submit(app, nth=1)
    both = {"aanvraag": 2, "huishoudgegevens": 2, "voorstel": 2, "plaatsing": 2}
    mine = {"aanvraag": 1, "huishoudgegevens": 1, "voorstel": 1, "plaatsing": 1, "logboek_gegevens": 0}
    everything = await _count(app, None)
    assert everything.pop("logboek_gegevens") > 4
    assert everything == both
    assert await _count(app, await find_actor_of(app, Rol.coordinator, 0)) == mine
    assert await _count(app, await find_actor_of(app, Rol.coordinator, 5)) == dict.fromkeys(HOUSEHOLD, 0)


async def test_the_house_sees_who_comes_and_no_aanvraag(app: Database) -> None:
    await add_places(app, 1, nth=2)
    await submit(app, nth=0)
    house, other = await find_actor_of(app, Rol.opvang, 2), await find_actor_of(app, Rol.opvang, 3)
    nothing = dict.fromkeys(HOUSEHOLD, 0)
    assert await _count(app, house) == nothing | {"plaatsing": 1}
    assert await _count(app, other) == nothing


async def test_landelijk_sees_aanvragen_and_not_where_they_lead(app: Database) -> None:
    await add_places(app)
    await submit(app)
    seen = await _count(app, await find_actor_of(app, Rol.landelijk))
    assert seen == {"aanvraag": 1, "huishoudgegevens": 1, "voorstel": 0, "plaatsing": 0, "logboek_gegevens": 0}


async def test_nobody_writes_in_the_name_of_another(app: Database) -> None:
    aanvraag = await submit(app, nth=0)
    other = await find_actor_of(app, Rol.coordinator, 5)
    async with app.transaction(other) as tx:
        changed = await tx.sql("UPDATE aanvraag SET reden = 'x' RETURNING id")
        assert changed == []
    with pytest.raises(DBAPIError, match="row-level security"):
        async with app.transaction(other) as tx:
            await tx.sql(
                "INSERT INTO huishoudgegevens SELECT :id, 99, organisatie_id, '{}' FROM account"
                " JOIN organisatie o ON o.id = organisatie_id WHERE account.organisatie_id <> :own LIMIT 1",
                id=UUID(aanvraag["id"]),
                own=other.organisatie,
            )


async def test_who_asked_last_is_forgotten_on_the_same_connection(kaal: Urls) -> None:
    """T52 in short: one connection, 500 turns, errors and cancellations in between, and nobody sees another's rows."""
    database = Database(kaal.app, size=1)
    rng, wrong, turns = Random(52), [], 500
    actors = [await find_actor_of(database, Rol.coordinator, nth) for nth in (0, 1)]
    for nth in (0, 1, 1):
        await submit(database, nth=nth)
    for turn in range(turns):
        actor, seen = actors[turn % 2], 1 + turn % 2
        how = rng.choice(("good", "error", "cancel", "refused"))
        with contextlib.suppress(ZeroDivisionError, DBAPIError, TimeoutError, EvenNiet):
            async with asyncio.timeout(0.002 if how == "cancel" else 10), database.transaction(actor) as tx:
                (row,) = await tx.sql(CONTEXT)
                if (row.organisatie, row.aanvragen, row.context) != (str(actor.organisatie), seen, "eigen"):
                    wrong.append((turn, row))
                if how == "error":
                    raise ZeroDivisionError
                if how == "refused":
                    await tx.sql("SELECT 1 / 0")
                if how == "cancel":
                    await tx.sql("SELECT pg_sleep(0.05)")
        if turn % 50 == 0:
            async with database.engine.connect() as bare:
                (left,) = (await bare.exec_driver_sql(CONTEXT)).all()
            if left.aanvragen or left.organisatie:
                wrong.append((turn, left))
    await database.close()
    assert wrong == []


async def test_what_fails_halfway_leaves_nothing(app: Database) -> None:
    (plaats,) = await add_places(app)
    with contextlib.suppress(ZeroDivisionError):
        async with app.transaction(None) as tx:
            await tx.sql("UPDATE plaats SET revisie = 99 WHERE id = :id", id=plaats)
            raise ZeroDivisionError
    async with app.transaction(None) as tx:
        assert (await tx.sql("SELECT revisie FROM plaats"))[0].revisie == 1


async def test_a_snapshot_shows_one_moment_and_may_only_read(app: Database) -> None:
    async with app.transaction(None, snapshot=True) as reading:
        assert (await reading.sql("SELECT count(*) AS n FROM plaats"))[0].n == 0
        await add_places(app)
        assert (await reading.sql("SELECT count(*) AS n FROM plaats"))[0].n == 0
    with pytest.raises(DBAPIError, match="read-only"):
        async with app.transaction(None, snapshot=True) as tx:
            await tx.sql("DELETE FROM termijn")


async def test_the_refusal_of_a_wall_is_told_in_words_of_the_field(app: Database) -> None:
    await add_places(app)
    with pytest.raises(MinimumPlaatsen, match="R1"):
        async with app.transaction(None) as tx:
            await tx.sql("UPDATE plaats SET soort = 'opvangplaats'")


async def test_waiting_for_a_connection_ends(kaal: Urls) -> None:
    database = Database(kaal.app, size=1)
    try:
        async with database.transaction(None):
            with pytest.raises(EvenNiet):
                async with database.transaction(None):
                    pass
    finally:
        await database.close()


async def test_a_deadlock_is_tried_again_and_not_for_ever(app: Database) -> None:
    tries = 0

    async def work(deadlocks: int) -> int:
        nonlocal tries
        tries += 1
        if tries <= deadlocks:
            raise Deadlock
        return tries

    assert await app.retry(lambda: work(2)) == 3
    tries = 0
    with pytest.raises(EvenNiet):
        await app.retry(lambda: work(100))
    assert tries == TRIES_MAX


async def test_a_real_deadlock_is_one_of_those(app: Database) -> None:
    first, second = await add_places(app, 2)
    ready = [asyncio.Event(), asyncio.Event()]
    lock = "SELECT id FROM plaats WHERE id = :id FOR UPDATE"

    async def take(mine: int, ids: tuple[UUID, UUID]) -> str:
        try:
            async with app.transaction(None) as tx:
                await tx.sql(lock, id=ids[0])
                ready[mine].set()
                await ready[1 - mine].wait()
                await tx.sql(lock, id=ids[1])
        except Deadlock:
            return "undone"
        return "done"

    assert sorted(await asyncio.gather(take(0, (first, second)), take(1, (second, first)))) == ["done", "undone"]


def test_an_address_for_everybody_becomes_one_for_asyncpg() -> None:
    url = asyncpg_url("postgresql://naam:geheim@machine:5433/db?sslmode=require")
    assert url == "postgresql+asyncpg://naam:geheim@machine:5433/db?ssl=require"
