"""The database keeps a household together: its places are of one huis and all held, until a fact says otherwise."""

import runpy
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from capacity_service.store.migrate import MIGRATIONS
from tests.schema.rows import NU, Rows

JUDGE = "SET CONSTRAINTS ALL IMMEDIATE"
WALLS = {
    "plaatsing_keeps_together": "plaatsing",
    "claim_keeps_together": "claim",
    "claim_stays_together": "claim",
    "plaats_keeps_together": "plaats",
}


async def add_huis(rows: Rows, number: int) -> list[UUID]:
    huis = await rows.add("huis")
    return [await rows.add("plaats", huis_id=huis) for _ in range(number)]


async def add_plaatsing(rows: Rows, plaatsen: list[UUID], held: list[UUID], **changes: Any) -> UUID:
    """A plaatsing of these places that holds some of them, not judged yet."""
    plaatsing = uuid4()
    for plaats in held:
        await rows.add("claim", plaats_id=plaats, soort="plaatsing", plaatsing_id=plaatsing)
    await rows.add("plaatsing", **({"id": plaatsing, "plaatsen": plaatsen, "status": "bevestigd"} | changes))
    return plaatsing


async def is_refused(rows: Rows) -> bool:
    """Whether the commit would be refused by this wall; the transaction goes on."""
    try:
        async with rows.connection.transaction():
            await rows.connection.execute(JUDGE)
            await rows.connection.execute("SET CONSTRAINTS ALL DEFERRED")
    except asyncpg.PostgresError as error:
        if error.sqlstate != "CP005":
            raise
        return True
    return False


async def in_two_houses(rows: Rows) -> None:
    plaatsen = [*await add_huis(rows, 1), *await add_huis(rows, 1)]
    await add_plaatsing(rows, plaatsen, plaatsen)


async def one_of_them_twice(rows: Rows) -> None:
    (plaats,) = await add_huis(rows, 1)
    await add_plaatsing(rows, [plaats, plaats], [plaats])


async def somewhere_else(rows: Rows) -> None:
    plaatsen = await add_huis(rows, 2)
    await add_plaatsing(rows, plaatsen, plaatsen, centrumgemeente="GM0363")


async def one_of_them_free(rows: Rows) -> None:
    plaatsen = await add_huis(rows, 3)
    await add_plaatsing(rows, plaatsen, plaatsen[:2])


async def one_of_them_promised_to_others(rows: Rows) -> None:
    plaatsen = await add_huis(rows, 2)
    await add_plaatsing(rows, plaatsen, plaatsen[:1])
    await rows.add("claim", plaats_id=plaatsen[1], soort="plaatsing", plaatsing_id=uuid4())


async def one_of_them_let_go_later(rows: Rows) -> None:
    plaatsen = await add_huis(rows, 2)
    await add_plaatsing(rows, plaatsen, plaatsen)
    assert not await is_refused(rows)
    await rows.connection.execute("DELETE FROM claim WHERE plaats_id = $1", plaatsen[0])


async def one_of_them_taken_over_later(rows: Rows) -> None:
    plaatsen = await add_huis(rows, 2)
    await add_plaatsing(rows, plaatsen, plaatsen)
    assert not await is_refused(rows)
    await rows.connection.execute("ALTER TABLE claim DISABLE TRIGGER claim_refuses_takeover")
    await rows.connection.execute("UPDATE claim SET plaatsing_id = $2 WHERE plaats_id = $1", plaatsen[0], uuid4())


async def one_of_them_moved_later(rows: Rows) -> None:
    plaatsen = await add_huis(rows, 2)
    await add_plaatsing(rows, plaatsen, plaatsen)
    assert not await is_refused(rows)
    huis = await rows.add("huis")
    await rows.connection.execute("UPDATE plaats SET huis_id = $2 WHERE id = $1", plaatsen[0], huis)


APART: list[Callable[[Rows], Awaitable[None]]] = [
    in_two_houses,
    one_of_them_twice,
    somewhere_else,
    one_of_them_free,
    one_of_them_promised_to_others,
    one_of_them_let_go_later,
    one_of_them_taken_over_later,
    one_of_them_moved_later,
]


@pytest.mark.parametrize("apart", APART)
async def test_no_household_is_taken_apart(rows: Rows, apart: Callable[[Rows], Awaitable[None]]) -> None:
    await apart(rows)
    assert await is_refused(rows)


@pytest.mark.parametrize("apart", APART)
async def test_without_the_wall_it_would_be(rows: Rows, apart: Callable[[Rows], Awaitable[None]]) -> None:
    for wall, table in WALLS.items():
        await rows.connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER {wall}")
    await apart(rows)
    assert not await is_refused(rows)


async def test_the_wall_sees_what_whoever_writes_may_not(rows: Rows) -> None:
    plaatsen = await add_huis(rows, 2)
    await add_plaatsing(rows, plaatsen, plaatsen)
    assert not await is_refused(rows)
    await rows.connection.execute("SET LOCAL ROLE capaciteit_app")
    await rows.connection.execute("SELECT set_config('capaciteit.context', 'eigen', true)")
    assert await rows.connection.fetchval("SELECT count(*) FROM plaatsing") == 0
    await rows.connection.execute("DELETE FROM claim WHERE plaats_id = $1", plaatsen[0])
    assert await is_refused(rows)


async def test_looking_as_the_service_ends_with_the_look(rows: Rows) -> None:
    plaatsen = await add_huis(rows, 2)
    await rows.connection.execute("SELECT set_config('capaciteit.context', 'eigen', true)")
    await add_plaatsing(rows, plaatsen, plaatsen)
    assert not await is_refused(rows)
    assert await rows.connection.fetchval("SELECT current_setting('capaciteit.context')") == "eigen"


LOST: dict[str, dict[str, Any]] = {
    "somebody inside": {"soort": "bezet"},
    "unusable": {"soort": "buiten_gebruik", "reden": "brand", "feit": True},
}


@pytest.mark.parametrize("lost", LOST)
async def test_a_place_that_is_lost_as_a_fact_is_recorded(rows: Rows, lost: str) -> None:
    plaatsen = await add_huis(rows, 2)
    await add_plaatsing(rows, plaatsen, plaatsen[:1])
    await rows.add("claim", plaats_id=plaatsen[1], **LOST[lost])
    assert not await is_refused(rows)


@pytest.mark.parametrize("status", ["vervallen", "vervangen", "teruggemeld", "ingetrokken", "beeindigd"])
async def test_what_is_over_holds_nothing(rows: Rows, status: str) -> None:
    plaatsen = [*await add_huis(rows, 1), *await add_huis(rows, 1)]
    await add_plaatsing(rows, plaatsen, [], status=status)
    assert not await is_refused(rows)


async def test_a_reservering_past_its_term_holds_nothing_by_definition(rows: Rows) -> None:
    plaatsen = await add_huis(rows, 2)
    await add_plaatsing(rows, plaatsen, [], status="gereserveerd", verloopt_op=NU - timedelta(days=9))
    assert not await is_refused(rows)


async def test_only_places_of_the_plaatsing_are_reported_back(rows: Rows) -> None:
    plaatsen = await add_huis(rows, 2)
    await add_plaatsing(rows, plaatsen, [], status="teruggemeld", teruggemeld=plaatsen[1:])
    with pytest.raises(asyncpg.CheckViolationError):
        await add_plaatsing(rows, plaatsen, [], status="teruggemeld", teruggemeld=[uuid4()])


async def test_what_was_reported_back_before_was_about_all_places(rows: Rows) -> None:
    """The owner of the tables sees no household by itself: the migration looks as the service does."""
    plaatsen = await add_huis(rows, 2)
    back = await add_plaatsing(rows, plaatsen, [], status="teruggemeld")
    other = await add_plaatsing(rows, plaatsen, [], status="vervallen")
    await rows.connection.execute(JUDGE)
    await rows.connection.execute("ALTER TABLE plaatsing DROP COLUMN teruggemeld")
    migration = runpy.run_path(str(MIGRATIONS / "versions" / "0008_several_plaatsen.py"))
    await rows.connection.execute("SET LOCAL ROLE capaciteit_migrator")
    await rows.connection.execute(migration["TERUGGEMELD"])
    await rows.connection.execute("RESET ROLE")
    known = {
        row["id"]: row["teruggemeld"] for row in await rows.connection.fetch("SELECT id, teruggemeld FROM plaatsing")
    }
    assert (known[back], known[other]) == (plaatsen, None)
