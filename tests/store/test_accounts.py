import asyncio
import hashlib
from uuid import UUID, uuid4

import pytest
from sqlalchemy.exc import DBAPIError

from capacity_service.domain.inzage import Rol
from capacity_service.store import accounts, toegang
from capacity_service.store.accounts import (
    admit_account,
    end_sessies_of,
    find_client,
    find_organisatie,
    withdraw_account,
)
from capacity_service.store.database import Database

WIE = hashlib.sha256(b"iemand").digest()


async def organisatie(database: Database, soort: str, nth: int = 0) -> UUID:
    async with database.transaction(None) as tx:
        rows = await tx.sql(
            "SELECT id FROM organisatie WHERE soort = :soort ORDER BY naam OFFSET :n LIMIT 1", soort=soort, n=nth
        )
    found: UUID = rows[0].id
    return found


async def admit(database: Database, rol: Rol, voor: UUID, wie: bytes = WIE) -> UUID | None:
    async with database.transaction(None) as tx:
        return await admit_account(tx, wie, rol, voor)


async def test_a_subject_has_one_account_however_many_windows_log_in_at_once(app: Database) -> None:
    voor = await organisatie(app, "opvangorganisatie")
    found = await asyncio.gather(*(admit(app, Rol.opvang, voor) for _ in range(10)))
    assert len(set(found)) == 1
    assert found[0] is not None
    assert await admit(app, Rol.opvang, voor, hashlib.sha256(b"ander").digest()) not in found


async def test_an_account_is_named_after_what_it_is_for_and_no_person(app: Database) -> None:
    await admit(app, Rol.opvang, await organisatie(app, "opvangorganisatie"))
    async with app.transaction(None) as tx:
        (row,) = await tx.sql("SELECT naam, rol FROM account WHERE onderwerp_hash = :wie", wie=WIE)
    assert row.naam.startswith("opvang ")
    assert len(row.naam) == len("opvang K7QF-2M9D")


async def test_another_role_at_the_provider_is_another_role_here_and_ends_what_went_before(app: Database) -> None:
    account = await admit(app, Rol.opvang, await organisatie(app, "opvangorganisatie"))
    assert account is not None
    async with app.transaction(None) as tx:
        before = await toegang.read_rechten(tx)
    again = await admit(app, Rol.opvang, await organisatie(app, "opvangorganisatie"))
    async with app.transaction(None) as tx:
        assert await toegang.read_rechten(tx) == before, "logging in changes nobody's rights"
    assert await admit(app, Rol.landelijk, await organisatie(app, "landelijk")) == again == account
    async with app.transaction(None) as tx:
        assert await toegang.read_rechten(tx) == before + 1
        (row,) = await tx.sql("SELECT rol FROM account WHERE id = :id", id=account)
    assert row.rol == "landelijk"


async def test_a_withdrawn_account_stays_withdrawn(app: Database, owner: Database) -> None:
    voor = await organisatie(app, "opvangorganisatie")
    account = await admit(app, Rol.opvang, voor)
    assert account is not None
    async with app.transaction(None) as tx:
        sleutel = await toegang.start_sessie(tx, account)
        await toegang.make_ticket(tx, toegang.hash_sleutel(sleutel))
    async with owner.transaction(None) as tx:
        assert await withdraw_account(tx, account)
        assert not await withdraw_account(tx, account)
        assert not await withdraw_account(tx, uuid4())
    assert await admit(app, Rol.opvang, voor) is None
    async with app.transaction(None) as tx:
        assert await tx.sql("SELECT 1 FROM sessie") == await tx.sql("SELECT 1 FROM live_ticket") == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE account SET rol = 'landelijk'",
        "UPDATE account SET ingetrokken_op = NULL",
        "INSERT INTO api_client VALUES (gen_random_uuid(), (SELECT id FROM account LIMIT 1), '', NULL, now())",
        "UPDATE api_client SET ingetrokken_op = NULL",
    ],
)
async def test_the_service_itself_can_change_no_account_and_make_no_client(app: Database, statement: str) -> None:
    with pytest.raises(DBAPIError, match="permission denied"):
        async with app.transaction(None) as tx:
            await tx.sql(statement)


async def test_an_account_without_a_subject_is_never_taken_over(app: Database) -> None:
    """Demo accounts and those of programs have none, and none is equal to nothing."""
    async with app.transaction(None) as tx:
        before = await tx.sql("SELECT id, rol FROM account ORDER BY id")
    await admit(app, Rol.landelijk, await organisatie(app, "landelijk"))
    async with app.transaction(None) as tx:
        after = await tx.sql("SELECT id, rol FROM account WHERE onderwerp_hash IS NULL ORDER BY id")
    assert [tuple(row) for row in after] == [tuple(row) for row in before]


@pytest.mark.parametrize(
    ("rol", "soort", "fits"),
    [
        (Rol.opvang, "opvangorganisatie", True),
        (Rol.opvang, "gemeente", False),
        (Rol.gemeente, "gemeente", True),
        (Rol.gemeente, "opvangorganisatie", False),
        (Rol.landelijk, "landelijk", True),
        (Rol.landelijk, "gemeente", False),
        (Rol.coordinator, "opvangorganisatie", True),
    ],
)
async def test_a_role_is_of_organisaties_that_have_it(app: Database, rol: Rol, soort: str, *, fits: bool) -> None:
    async with app.transaction(None) as tx:
        row = (
            await tx.sql("SELECT id, naam FROM organisatie WHERE soort = :soort ORDER BY naam LIMIT 1", soort=soort)
        )[0]
        found = {await find_organisatie(tx, name, rol) for name in (str(row.id), row.naam)}
        assert found == ({row.id} if fits else {None})
        assert await find_organisatie(tx, "er niet", rol) is None


async def test_a_logout_at_the_provider_ends_what_it_names_and_nothing_else(app: Database) -> None:
    voor = await organisatie(app, "opvangorganisatie")
    mine = await admit(app, Rol.opvang, voor)
    other = await admit(app, Rol.opvang, voor, hashlib.sha256(b"ander").digest())
    assert mine is not None
    assert other is not None
    sid, elsewhere = b"1" * 32, b"2" * 32

    async def begin() -> None:
        async with app.transaction(None) as tx:
            await tx.sql("DELETE FROM sessie")
            for account, one in ((mine, sid), (mine, elsewhere), (other, sid), (other, None)):
                await toegang.start_sessie(tx, account, aanbieder="proef", sid_hash=one)

    for who, session, ended in ((WIE, None, 2), (WIE, sid, 1), (None, sid, 2), (None, None, 0), (b"x" * 32, None, 0)):
        await begin()
        async with app.transaction(None) as tx:
            assert await end_sessies_of(tx, who, session) == ended
            assert len(await tx.sql("SELECT 1 FROM sessie")) == 4 - ended


async def test_a_client_has_a_secret_that_is_not_stored_and_what_is_not_there_compares_with_nothing(
    owner: Database,
) -> None:
    async with owner.transaction(None) as tx:
        made = await accounts.make_client(
            tx, Rol.opvang, await organisatie(owner, "opvangorganisatie"), ["read_bezetting"]
        )
    async with owner.transaction(None) as tx:
        account, wanted = await find_client(tx, made.id)
        assert account is not None
        assert wanted == toegang.hash_sleutel(made.geheim)
        assert made.geheim not in str(await tx.sql("SELECT * FROM api_client"))
        assert await find_client(tx, uuid4()) == await find_client(tx, None) == (None, accounts.NERGENS)
        assert await accounts.withdraw_client(tx, made.id)
        assert not await accounts.withdraw_client(tx, made.id)
        assert await find_client(tx, made.id) == (None, accounts.NERGENS)


async def test_a_list_names_every_account_and_how_many_sessions_hold(app: Database) -> None:
    account = await admit(app, Rol.opvang, await organisatie(app, "opvangorganisatie"))
    assert account is not None
    async with app.transaction(None) as tx:
        await toegang.start_sessie(tx, account)
        found = {one.id: one for one in await accounts.list_accounts(tx)}
    assert (found[account].rol, found[account].sessies, found[account].ingetrokken_op) == ("opvang", 1, None)
    assert len(found) > 5
