import asyncio
from dataclasses import replace
from uuid import UUID

import asyncpg
import pytest
import structlog
from sqlalchemy.exc import DBAPIError

from capacity_service.domain.errors import EvenNiet, NietGevonden
from capacity_service.domain.inzage import Actor, Rol
from capacity_service.domain.inzagelog import BLADZIJDE, Inzage, Toegangsweg
from capacity_service.store.check import INZAGELOG, verify_chain
from capacity_service.store.database import Database
from capacity_service.store.inzagelog import complete, record_inzage
from tests.conftest import Urls
from tests.regels import set_rule
from tests.store.scene import find_actor_of

WRITERS, LINES = 8, 25
BOUND = 20
"""The least that `inzage_rem_aantal` can be."""
CONTACT = Inzage("read_contact", "plaatsing", UUID(int=7), "getoond")


async def _look(database: Database, actor: Actor, inzage: Inzage = CONTACT) -> int:
    async with database.transaction(actor) as tx:
        return await record_inzage(tx, actor, inzage)


async def test_a_line_says_who_looked_at_what_and_what_came_of_it(app: Database) -> None:
    actor = await find_actor_of(app, Rol.opvang)
    assert await _look(app, actor, Inzage("read_contact", "plaatsing", UUID(int=8), "geweigerd")) == 1
    async with app.transaction(actor) as tx:
        (row,) = await tx.sql("SELECT * FROM inzagelog")
        (name,) = await tx.sql("SELECT * FROM schuilnaam")
    assert (row.account_id, row.organisatie_id, row.rol) == (actor.account, actor.organisatie, "opvang")
    assert (row.handeling, row.onderwerp, row.uitkomst) == ("read_contact", str(name.schuilnaam), "geweigerd")
    assert (name.organisatie_id, name.onderwerp) == (actor.organisatie, str(UUID(int=8)))


async def test_one_thing_has_one_name_for_an_organisatie_and_another_for_another(app: Database) -> None:
    actors = [await find_actor_of(app, Rol.opvang), await find_actor_of(app, Rol.coordinator)]
    for actor in (*actors, *actors):
        await _look(app, actor)
    async with app.transaction(None) as tx:
        rows = await tx.sql("SELECT organisatie_id, onderwerp FROM inzagelog")
    assert len(rows) == 4
    assert len({row.onderwerp for row in rows}) == len({(row.organisatie_id, row.onderwerp) for row in rows}) == 2


async def test_an_organisatie_reads_its_own_names_only_and_nobody_writes_one(app: Database) -> None:
    actor, other = await find_actor_of(app, Rol.opvang), await find_actor_of(app, Rol.coordinator)
    await _look(app, actor)
    async with app.transaction(other) as tx:
        assert await tx.sql("SELECT 1 FROM schuilnaam") == []
    for statement in ("UPDATE schuilnaam SET onderwerp = 'x'", "DELETE FROM schuilnaam"):
        with pytest.raises(DBAPIError, match="permission denied"):
            async with app.transaction(actor) as tx:
                await tx.sql(statement)


async def test_a_line_says_what_nen_7513_asks_besides(app: Database) -> None:
    actor = replace(await find_actor_of(app, Rol.landelijk), weg=Toegangsweg("0123" * 4, "4" * 32))
    await _look(
        app, actor, Inzage("read_noodinzage", "noodinzage", UUID(int=8), "getoond", "vermist", zaak=True, in_uur=3)
    )
    async with app.transaction(None) as tx:
        (row,) = await tx.sql("SELECT * FROM inzagelog")
    assert (row.oorsprong, row.spoor, row.reden) == ("0123" * 4, "4" * 32, "vermist")
    assert (row.zaak, row.aantal, row.in_uur) == (True, 1, 3)


async def test_what_somebody_looks_at_in_an_hour_is_counted_by_thing_and_by_page(app: Database) -> None:
    actor = await find_actor_of(app, Rol.opvang)
    one, two = (replace(CONTACT, onderwerp=UUID(int=n)) for n in (1, 2))
    page = Inzage("list_plaatsingen", BLADZIJDE, UUID(int=3), "getoond", aantal=100)
    refused = replace(one, onderwerp=UUID(int=4), uitkomst="geweigerd", aantal=0)
    screen = Inzage("live", "scherm", actor.organisatie, "getoond")
    counted = []
    for look in (one, two, one, page, page, refused, screen, one):
        async with app.transaction(actor) as tx:
            found = await complete(tx, actor, look)
            await record_inzage(tx, actor, found)
            counted.append(found.in_uur)
    assert counted == [1, 2, 2, 102, 102, 103, None, 103]


async def test_who_reached_the_bound_looks_at_nothing_new_and_still_at_what_was_open(app: Database, kaal: Urls) -> None:
    await set_rule(kaal, "inzage_rem_aantal", BOUND)
    actor = await find_actor_of(app, Rol.opvang)
    outcomes = []
    for n in (*range(BOUND), BOUND, 2, BOUND + 1):
        async with app.transaction(actor) as tx:
            found = await complete(tx, actor, replace(CONTACT, onderwerp=UUID(int=n)))
            await record_inzage(tx, actor, found)
            outcomes.append((found.uitkomst, found.in_uur))
    assert outcomes[:BOUND] == [("getoond", n + 1) for n in range(BOUND)]
    assert outcomes[BOUND:] == [("geremd", BOUND), ("getoond", BOUND), ("geremd", BOUND)]


async def test_two_looks_at_once_do_not_both_find_room(kaal: Urls) -> None:
    """Real connections at a barrier; without the lock both count what was before them."""
    await set_rule(kaal, "inzage_rem_aantal", BOUND)
    databases = [Database(kaal.app, size=2) for _ in range(WRITERS)]
    actor = await find_actor_of(databases[0], Rol.opvang)
    outcomes: list[str] = []

    async def look(nth: int) -> None:
        for n in range(5):
            async with databases[nth].transaction(actor) as tx:
                found = await complete(tx, actor, replace(CONTACT, onderwerp=UUID(int=100 * nth + n)))
                await record_inzage(tx, actor, found)
                outcomes.append(found.uitkomst)

    await asyncio.gather(*map(look, range(WRITERS)))
    for database in databases:
        await database.close()
    assert (outcomes.count("getoond"), outcomes.count("geremd")) == (BOUND, WRITERS * 5 - BOUND)


async def test_an_organisatie_sees_its_own_lines_and_no_others(app: Database) -> None:
    ours, theirs = await find_actor_of(app, Rol.opvang), await find_actor_of(app, Rol.opvang, 1)
    await _look(app, ours)
    for actor, lines in ((ours, 1), (theirs, 0)):
        async with app.transaction(actor) as tx:
            assert len(await tx.sql("SELECT 1 FROM inzagelog")) == lines


async def test_eight_who_look_at_once_make_one_chain_without_a_gap_or_a_fork(kaal: Urls) -> None:
    """Real connections, all through the door at once."""
    databases = [Database(kaal.app, size=2) for _ in range(WRITERS)]
    actor = await find_actor_of(databases[0], Rol.coordinator)
    ready = asyncio.Barrier(WRITERS)

    async def write(database: Database) -> list[int]:
        async with database.transaction(actor):
            await ready.wait()
        return [await _look(database, actor) for _ in range(LINES)]

    numbers = await asyncio.gather(*map(write, databases))
    for database in databases:
        await database.close()
    assert sorted(number for own in numbers for number in own) == list(range(1, WRITERS * LINES + 1))
    assert all(own == sorted(own) for own in numbers)
    assert await verify_chain(kaal.app, INZAGELOG) == ([], WRITERS * LINES)


async def test_a_look_that_is_undone_leaves_no_gap(app: Database, kaal: Urls) -> None:
    actor = await find_actor_of(app, Rol.opvang)

    async def look_in_vain() -> None:
        async with app.transaction(actor) as tx:
            await record_inzage(tx, actor, CONTACT)
            raise NietGevonden

    with pytest.raises(NietGevonden):
        await look_in_vain()
    assert await _look(app, actor) == 1
    assert await verify_chain(kaal.app, INZAGELOG) == ([], 1)


async def test_nobody_looks_when_the_line_cannot_be_written(app: Database, kaal: Urls) -> None:
    actor = await find_actor_of(app, Rol.opvang)
    connection = await asyncpg.connect(kaal.migrator, ssl=False)
    await connection.execute("SET ROLE capaciteit_schrijver; REVOKE EXECUTE ON FUNCTION append_inzage FROM PUBLIC")
    await connection.execute("REVOKE EXECUTE ON FUNCTION append_inzage(jsonb) FROM capaciteit_app")
    await connection.close()
    with pytest.raises(EvenNiet), structlog.testing.capture_logs() as told:
        await _look(app, actor)
    assert [(line["event"], line["sqlstate"]) for line in told] == [("inzage niet vast te leggen", "42501")]
