from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import event

from capacity_service.actions.approve_regel import approve_regel
from capacity_service.actions.propose_regel import Regelvoorstel, propose_regel
from capacity_service.domain.inzage import Rol
from capacity_service.domain.regels import SEED, Regels
from capacity_service.domain.tijd import local_date
from capacity_service.store.database import Database
from capacity_service.store.regelboek import Regelboek, read_approved
from tests.land import now
from tests.store.scene import find_actor_of, perform

TODAY = local_date(now())
LATER = """
INSERT INTO regel (id, naam, waarde, geldig_vanaf, bron, reden, voorgesteld_op, goedgekeurd_op, revisie)
VALUES (gen_random_uuid(), 'van_later', 1, '2026-01-01', 'proef', 'proef', now(), now(), 1)
"""


async def approve(app: Database, naam: str, waarde: int, vanaf: date) -> UUID:
    """A rule as two people make it."""
    one, two = await find_actor_of(app, Rol.systeembeheerder), await find_actor_of(app, Rol.systeembeheerder, 1)
    voorstel = Regelvoorstel(naam, waarde, vanaf, "proef", "proef")
    regel_id = UUID((await perform(app, one, lambda tx: propose_regel(tx, voorstel)))["id"])
    await perform(app, two, lambda tx: approve_regel(tx, two, regel_id))
    return regel_id


@asynccontextmanager
async def counted(database: Database) -> AsyncIterator[list[str]]:
    """Every statement that goes to the database meanwhile."""
    said: list[str] = []

    def hear(_connection: object, _cursor: object, statement: str, *_rest: Any) -> None:
        said.append(statement)

    event.listen(database.engine.sync_engine, "before_cursor_execute", hear)
    yield said
    event.remove(database.engine.sync_engine, "before_cursor_execute", hear)


async def enter(database: Database) -> Regels:
    async with database.transaction(None) as tx:
        return tx.regels


async def test_a_new_installation_has_the_rules_that_the_service_came_with(app: Database) -> None:
    async with app.transaction(None) as tx:
        assert set(await read_approved(tx.session)) == set(SEED)
    assert await enter(app) == Regels.op(TODAY)


async def test_a_transaction_asks_once_and_reads_the_rules_only_when_they_changed(app: Database) -> None:
    first = await enter(app)
    async with counted(app) as said:
        assert await enter(app) is first
    assert len(said) == 1
    assert "FROM regel" not in said[0]
    await approve(app, "minimum_plaatsen", 4, TODAY + timedelta(days=2))
    async with counted(app) as said:
        again = await enter(app)
        assert await enter(app) is again
    assert [statement for statement in said if "FROM regel" in statement] == said[1:2]
    assert len(said) == 3
    assert again == first


async def test_another_process_hears_of_a_new_rule_by_its_revisie(app: Database, kaal: Any) -> None:
    other = Database(kaal.app, size=1)
    await enter(other)
    await approve(app, "minimum_plaatsen", 4, TODAY + timedelta(days=2))
    async with other.transaction(None) as tx:
        (row,) = await tx.sql("SELECT regels_revisie AS n FROM installatie")
        later = await other.regelboek.read(tx.session, row.n, TODAY + timedelta(days=2))
    await other.close()
    assert (later.minimum_plaatsen, dict(later.sinds)["minimum_plaatsen"]) == (4, TODAY + timedelta(days=2))


async def test_a_rule_holds_from_its_day_on(app: Database) -> None:
    await approve(app, "bevestigd_uren", 12, TODAY + timedelta(days=2))
    await approve(app, "bevestigd_uren", 6, TODAY + timedelta(days=4))
    book = Regelboek()
    async with app.transaction(None) as tx:
        values = [(await book.read(tx.session, 2, TODAY + timedelta(days=n))).bevestigd_uren for n in range(6)]
    assert values == [24, 24, 12, 12, 6, 6]


async def test_two_databases_of_one_process_have_each_their_own_rules(app: Database, owner: Database) -> None:
    assert app.regelboek is not owner.regelboek
    assert await enter(app) == await enter(owner)


async def test_a_name_that_only_a_later_version_knows_is_passed_over(app: Database, owner: Database) -> None:
    for statement in (
        "ALTER TABLE regel DROP CONSTRAINT regel_within_bounds",
        "ALTER TABLE regel DISABLE TRIGGER regel_stays_as_approved",
        LATER,
        "UPDATE installatie SET regels_revisie = regels_revisie + 1",
    ):
        async with owner.transaction(None) as tx:
            await tx.sql(statement)
    assert await enter(app) == Regels.op(TODAY)
