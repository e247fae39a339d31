"""The rules in the database: what the domain holds, no more and no less, made by two people, for days still to come."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from capacity_service.domain.regels import SEED, Regel, make_regel
from capacity_service.domain.regelwijziging import first_day
from tests.schema.rows import NU, Rows

APPROVE = "UPDATE regel SET goedgekeurd_op = clock_timestamp(), goedgekeurd_door = $2 WHERE id = $1"
CHANGED: dict[str, Any] = {
    "id": uuid4(),
    "naam": "nachten_max",
    "waarde": 1,
    "geldig_vanaf": date(2029, 1, 1),
    "bron": "anders",
    "reden": "anders",
    "voorgesteld_op": NU + timedelta(days=1),
}


async def refused(rows: Rows, statement: str, *args: object) -> str | None:
    """With what the database refuses this; the transaction goes on."""
    with pytest.raises(asyncpg.PostgresError) as found:
        async with rows.connection.transaction():
            await rows.connection.execute(statement, *args)
    state: str | None = found.value.sqlstate
    return state


async def approved(rows: Rows, **changes: Any) -> UUID:
    regel = await rows.add("regel", **changes)
    await rows.connection.execute(APPROVE, regel, await rows.account(1))
    return regel


async def clock(rows: Rows) -> datetime:
    now: datetime = await rows.connection.fetchval("SELECT clock_timestamp()")
    return now


async def test_the_table_begins_as_the_domain_does(database: asyncpg.Connection) -> None:
    found = await database.fetch("SELECT * FROM regel")
    held = {make_regel(row["naam"], row["waarde"], row["geldig_vanaf"], row["bron"]) for row in found}
    assert (held, len(found)) == (set(SEED), len(SEED))
    assert {(row["reden"], row["voorgesteld_door"], row["geldig_tot"]) for row in found} == {
        ("bij de dienst geleverd", None, None)
    }
    assert all(row["goedgekeurd_op"] for row in found)


def allows(regel: Regel, waarde: int) -> bool:
    try:
        make_regel(regel.naam, waarde, regel.geldig_vanaf, regel.bron)
    except ValueError:
        return False
    return True


@pytest.mark.parametrize("regel", SEED, ids=lambda regel: regel.naam)
async def test_the_database_refuses_exactly_the_numbers_that_a_rule_refuses(rows: Rows, regel: Regel) -> None:
    edges = (regel.laagst, regel.hoogst)
    for waarde in sorted({edge + step for edge in edges for step in (-1000, -1, 0, 1, 1000)}):
        if allows(regel, waarde):
            await rows.add("regel", naam=regel.naam, waarde=waarde)
            continue
        with pytest.raises(asyncpg.CheckViolationError, match="regel_within_bounds"):
            async with rows.connection.transaction():
                await rows.add("regel", naam=regel.naam, waarde=waarde)


async def test_a_name_that_the_domain_does_not_know_is_refused(rows: Rows) -> None:
    with pytest.raises(asyncpg.CheckViolationError, match="regel_within_bounds"):
        await rows.add("regel", naam="verzonnen")


async def test_the_proposer_does_not_approve(rows: Rows) -> None:
    regel = await rows.add("regel")
    with pytest.raises(asyncpg.CheckViolationError, match="regel_two_people"):
        await rows.connection.execute(APPROVE, regel, await rows.account())


async def test_an_approval_names_who_gave_it(rows: Rows) -> None:
    regel = await rows.add("regel")
    with pytest.raises(asyncpg.CheckViolationError, match="regel_approved"):
        await rows.connection.execute(APPROVE, regel, None)


@pytest.mark.parametrize("changes", [{"voorgesteld_door": None}, {"goedgekeurd_op": NU}, {"approver": True}])
async def test_a_rule_begins_as_somebody_s_proposal(rows: Rows, changes: dict[str, Any]) -> None:
    values = {"goedgekeurd_door": await rows.account(1)} if "approver" in changes else changes
    with pytest.raises(asyncpg.PostgresError) as found:
        await rows.add("regel", **values)
    assert found.value.sqlstate == "CP003"


@pytest.mark.parametrize("holds", [False, True], ids=["voorstel", "goedgekeurd"])
@pytest.mark.parametrize("column", CHANGED)
async def test_nothing_of_a_rule_changes_also_not_before_it_was_approved(rows: Rows, column: str, holds: bool) -> None:
    regel = await approved(rows) if holds else await rows.add("regel")
    statement = f"UPDATE regel SET {column} = $2 WHERE id = $1"  # noqa: S608 - words of this file
    assert await refused(rows, statement, regel, CHANGED[column]) == "CP003"


async def test_nobody_takes_over_a_proposal(rows: Rows) -> None:
    regel = await rows.add("regel")
    takes = "UPDATE regel SET voorgesteld_door = $2 WHERE id = $1"
    assert await refused(rows, takes, regel, await rows.account(1)) == "CP003"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE regel SET goedgekeurd_op = NULL, goedgekeurd_door = NULL WHERE id = $1",
        "UPDATE regel SET goedgekeurd_op = goedgekeurd_op + interval '1 day' WHERE id = $1",
        "DELETE FROM regel WHERE id = $1",
    ],
)
async def test_an_approval_is_never_taken_back(rows: Rows, statement: str) -> None:
    assert await refused(rows, statement, await approved(rows)) == "CP003"


@pytest.mark.parametrize("statement", ["DELETE FROM regel", "TRUNCATE regel"])
async def test_rules_do_not_disappear(rows: Rows, statement: str) -> None:
    await rows.add("regel")
    assert await refused(rows, statement) == "CP003"


@pytest.mark.parametrize(("days", "may"), [(-400, False), (-2, False), (-1, False), (0, True), (1, True)])
async def test_an_approval_is_for_a_day_that_has_not_begun(rows: Rows, days: int, may: bool) -> None:
    regel = await rows.add("regel", geldig_vanaf=first_day(await clock(rows)) + timedelta(days=days))
    if may:
        assert await rows.connection.execute(APPROVE, regel, await rows.account(1)) == "UPDATE 1"
        return
    assert await refused(rows, APPROVE, regel, await rows.account(1)) == "CP004"


@pytest.mark.parametrize(("days", "may"), [(-1, False), (0, True), (30, True)])
async def test_a_rule_ends_on_a_day_that_has_not_begun(rows: Rows, days: int, may: bool) -> None:
    ends = "UPDATE regel SET geldig_tot = $1 WHERE naam = 'bevestigd_uren'"
    day = first_day(await clock(rows)) + timedelta(days=days)
    if may:
        assert await rows.connection.execute(ends, day) == "UPDATE 1"
        return
    assert await refused(rows, ends, day) == "CP004"


async def test_one_value_a_day(rows: Rows) -> None:
    await approved(rows)
    with pytest.raises(asyncpg.UniqueViolationError):
        await approved(rows, waarde=4)


async def test_without_the_wall_an_old_rule_changes_and_an_early_one_is_approved(rows: Rows) -> None:
    """So it is the wall that the tests above see, and nothing else."""
    await rows.connection.execute("ALTER TABLE regel DISABLE TRIGGER regel_stays_as_approved")
    await approved(rows, geldig_vanaf=date(2026, 2, 1))
    assert await rows.connection.execute("UPDATE regel SET waarde = 1 WHERE naam = 'bevestigd_uren'") == "UPDATE 1"
