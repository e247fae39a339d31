from datetime import timedelta
from typing import Any

from capacity_service.domain.inzage import Rol
from capacity_service.domain.sessieduur import SESSIEDUUR
from capacity_service.store import toegang
from capacity_service.store.database import Database
from tests.store.scene import find_actor_of

EXPIRE = {
    "sessie": "UPDATE sessie SET verloopt_op = clock_timestamp() - interval '1 second'",
    "live_ticket": "UPDATE live_ticket SET verloopt_op = clock_timestamp() - interval '1 second'",
}


async def _log_in(database: Database, rol: Rol = Rol.opvang) -> str:
    actor = await find_actor_of(database, rol)
    async with database.transaction(None) as tx:
        return await toegang.start_sessie(tx, actor.account)


async def _run(database: Database, statement: str, **params: Any) -> None:
    async with database.transaction(None) as tx:
        await tx.sql(statement, **params)


async def test_a_session_tells_who_asks_and_its_secret_is_stored_nowhere(app: Database) -> None:
    sleutel = await _log_in(app, Rol.gemeente)
    present = await toegang.find_actor(app, toegang.hash_sleutel(sleutel))
    assert present is not None
    assert present.actor == await find_actor_of(app, Rol.gemeente)
    assert present.actor.centrumgemeente is not None
    async with app.transaction(None) as tx:
        assert present.op <= tx.now
        assert sleutel not in str(await tx.sql("SELECT * FROM sessie"))


async def test_a_session_ends_when_it_is_ended_over_or_revoked(app: Database, owner: Database) -> None:
    endings: list[str] = [
        "DELETE FROM sessie WHERE sleutel_hash = :hash",
        EXPIRE["sessie"],
        "UPDATE account SET ingetrokken_op = now() WHERE id IN (SELECT account_id FROM sessie WHERE sleutel_hash = :hash)",
    ]
    for ending in endings:
        secret = toegang.hash_sleutel(await _log_in(app))
        assert await toegang.find_actor(app, secret) is not None
        await _run(owner, ending, **({"hash": secret} if ":hash" in ending else {}))
        assert await toegang.find_actor(app, secret) is None


async def test_whoever_logs_out_loses_the_tickets_too(app: Database) -> None:
    secret = toegang.hash_sleutel(await _log_in(app))
    async with app.transaction(None) as tx:
        ticket = await toegang.make_ticket(tx, secret)
        await toegang.end_sessie(tx, secret)
    async with app.transaction(None) as tx:
        assert await toegang.use_ticket(tx, ticket) is None


async def test_a_ticket_is_good_for_one_use(app: Database) -> None:
    secret = toegang.hash_sleutel(await _log_in(app))
    async with app.transaction(None) as tx:
        ticket = await toegang.make_ticket(tx, secret)
        assert await toegang.use_ticket(tx, ticket) == secret
        assert await toegang.use_ticket(tx, ticket) is None
        assert await toegang.use_ticket(tx, "verzonnen") is None


async def test_a_ticket_is_good_for_half_a_minute(app: Database) -> None:
    secret = toegang.hash_sleutel(await _log_in(app))
    async with app.transaction(None) as tx:
        ticket = await toegang.make_ticket(tx, secret)
        (row,) = await tx.sql("SELECT verloopt_op - :now AS left FROM live_ticket", now=tx.now)
        await tx.sql(EXPIRE["live_ticket"])
    assert row.left.total_seconds() == toegang.TICKET_SECONDEN == 30
    async with app.transaction(None) as tx:
        assert await toegang.use_ticket(tx, ticket) is None


async def test_what_is_over_is_forgotten_and_what_holds_stays(app: Database) -> None:
    await _log_in(app)
    await _run(app, EXPIRE["sessie"])
    secret = toegang.hash_sleutel(await _log_in(app))
    async with app.transaction(None) as tx:
        await toegang.forget_expired(tx)
        assert len(await tx.sql("SELECT 1 FROM sessie")) == 1
    assert await toegang.find_actor(app, secret) is not None


async def test_which_of_many_sessions_hold_is_asked_at_once(app: Database) -> None:
    held, gone = [toegang.hash_sleutel(await _log_in(app)) for _ in range(2)]
    await _run(app, "DELETE FROM sessie WHERE sleutel_hash = :hash", hash=gone)
    async with app.transaction(None) as tx:
        assert set(await toegang.read_live(tx, [held, gone])) == {held}


async def read_rest(database: Database) -> timedelta:
    async with database.transaction(None) as tx:
        (row,) = await tx.sql("SELECT verloopt_op - clock_timestamp() AS rest FROM sessie")
    found: timedelta = row.rest
    return found


async def test_a_session_that_is_used_lasts_longer_written_once_a_minute(app: Database) -> None:
    duur = SESSIEDUUR[Rol.opvang]
    secret = toegang.hash_sleutel(await _log_in(app))
    assert duur.stil - timedelta(seconds=5) < await read_rest(app) <= duur.stil
    await _run(app, "UPDATE sessie SET verloopt_op = verloopt_op - interval '50 seconds'")
    await toegang.find_actor(app, secret)
    assert await read_rest(app) < duur.stil - timedelta(seconds=45), "not yet a minute"
    await _run(app, "UPDATE sessie SET verloopt_op = verloopt_op - interval '20 seconds'")
    async with app.transaction(None) as tx:
        before = await toegang.read_rechten(tx)
    await toegang.find_actor(app, secret)
    assert await read_rest(app) > duur.stil - timedelta(seconds=5)
    async with app.transaction(None) as tx:
        assert await toegang.read_rechten(tx) == before, "who lasts longer wakes nobody"


async def test_no_use_takes_a_session_past_its_end(app: Database) -> None:
    secret = toegang.hash_sleutel(await _log_in(app))
    await _run(
        app,
        "UPDATE sessie SET uiterlijk_op = clock_timestamp() + interval '3 minutes', verloopt_op = clock_timestamp() + interval '1 minute'",
    )
    await toegang.find_actor(app, secret)
    assert timedelta(minutes=2.9) < await read_rest(app) <= timedelta(minutes=3)
    await _run(app, "UPDATE sessie SET uiterlijk_op = clock_timestamp(), verloopt_op = clock_timestamp()")
    assert await toegang.find_actor(app, secret) is None


async def test_a_session_that_ends_earlier_is_told_to_whoever_watches(app: Database) -> None:
    await _log_in(app)
    for statement in (EXPIRE["sessie"], "DELETE FROM sessie"):
        async with app.transaction(None) as tx:
            before = await toegang.read_rechten(tx)
        await _run(app, statement)
        async with app.transaction(None) as tx:
            assert await toegang.read_rechten(tx) == before + 1


async def test_every_role_has_its_own_limits(app: Database) -> None:
    for rol in (Rol.opvang, Rol.landelijk, Rol.gemeente):
        await _run(app, "DELETE FROM sessie")
        await _log_in(app, rol)
        async with app.transaction(None) as tx:
            (row,) = await tx.sql("SELECT uiterlijk_op - begonnen_op AS whole, stil FROM sessie")
        assert (row.whole, row.stil) == (SESSIEDUUR[rol].uiterlijk, SESSIEDUUR[rol].stil)
