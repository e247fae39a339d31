from dataclasses import replace
from uuid import UUID

import pytest
from sqlalchemy.exc import DBAPIError

from capacity_service.domain.inzage import Rol
from capacity_service.store import versleuteling
from capacity_service.store.contacten import find_vak, keep_terugbelnummer, read_telefoonnummer
from capacity_service.store.database import Database
from capacity_service.store.idempotentie import Antwoord, Sleutel, find_answers, keep
from capacity_service.store.kluis import Kluis, Onleesbaar
from capacity_service.store.meldadressen import read_meldadressen
from capacity_service.store.versleuteling import Verzegeld, check_sealed, count_sealed, keep_sealed, seal_plain
from tests.conftest import Urls
from tests.sleutelbos import EERSTE, TWEEDE, make_kluis
from tests.store.meldscene import add_meldadres
from tests.store.scene import find_actor_of

NUMMER, ADRES = "+31612345678", "wacht@voorbeeld.test"
KEY = Sleutel(UUID(int=1), "PUT", "/v1/huizen/1/contact", "een", b"\x01 begint als een verzegelde")
ANSWER = Antwoord(200, {}, b'{"telefoonnummer":"+31612345678"}')
OPENED = tuple(f"DROP TRIGGER {table}_stays_sealed ON {table}" for table in ("contact", "meldadres", "idempotentie"))


async def _fill(app: Database, numbers: int = 1) -> UUID:
    """Numbers, a webhook and an answer, sealed; gives the id of the webhook."""
    actor = await find_actor_of(app, Rol.coordinator)
    async with app.transaction(None) as tx:
        for one in range(1, numbers + 1):
            await keep_terugbelnummer(tx, UUID(int=one), actor.organisatie, NUMMER)
        await keep(tx, [(KEY, ANSWER)])
    return await add_meldadres(app, actor, soort="webhook", adres=ADRES, geheim="zeg het niemand")


async def _lay_open(app: Database, owner: Database) -> None:
    """As a database was before there were keys."""
    async with owner.transaction(None) as tx:
        for statement in OPENED:
            await tx.sql(statement)
    async with app.transaction(None) as tx:
        await tx.sql("UPDATE contact SET telefoonnummer = :n", n=NUMMER.encode())
        await tx.sql("UPDATE meldadres SET adres = :a, geheim = :g", a=ADRES.encode(), g=b"zeg het niemand")
        await tx.sql("UPDATE idempotentie SET vingerafdruk = :v, antwoord = :a", v=KEY.vingerafdruk, a=ANSWER.inhoud)


async def _count(app: Database) -> Verzegeld:
    async with app.transaction(None) as tx:
        return await count_sealed(tx)


async def _reads(app: Database, meldadres: UUID) -> None:
    async with app.transaction(None) as tx:
        assert await read_telefoonnummer(tx, UUID(int=1), "aanvraag") == NUMMER
        assert [one["adres"] for one in await read_meldadressen(tx, [meldadres])] == [ADRES]
        assert await find_answers(tx, [KEY]) == {KEY.naam: ANSWER}


async def test_what_stood_in_the_open_is_sealed_and_reads_as_before(
    app: Database, owner: Database, kaal: Urls, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(versleuteling, "AT_ONCE", 2)
    meldadres = await _fill(app, numbers=5)
    await _lay_open(app, owner)
    assert await _count(app) == Verzegeld(8, 0, 0)
    assert "8 waarden staan nog leesbaar" in (await check_sealed(kaal.app, app.kluis) or "")
    assert await seal_plain(app) == 8
    assert await seal_plain(app) == 0
    assert await _count(app) == Verzegeld(0, 0, 0)
    assert await check_sealed(kaal.app, app.kluis) is None
    await _reads(app, meldadres)


@pytest.mark.parametrize(
    ("table", "column"),
    [("contact", "telefoonnummer"), ("meldadres", "adres"), ("meldadres", "geheim"), ("idempotentie", "antwoord")],
)
async def test_the_database_takes_nothing_in_the_open(app: Database, table: str, column: str) -> None:
    await _fill(app)
    with pytest.raises(DBAPIError, match=f"wat in {table} staat"):
        async with app.transaction(None) as tx:
            await tx.sql(f"UPDATE {table} SET {column} = :value", value=NUMMER.encode())  # noqa: S608


async def test_after_a_new_key_everything_is_sealed_with_it_and_reads_as_before(
    app: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(versleuteling, "AT_ONCE", 2)
    meldadres = await _fill(app, numbers=5)
    app.kluis = make_kluis(EERSTE, file=(EERSTE, TWEEDE))
    assert await keep_sealed(app) == 7
    assert await keep_sealed(app) == 0
    assert await _count(app) == Verzegeld(0, 0, 0)
    await _reads(app, meldadres)
    # The answer of before is not sealed again: it is gone in a week, and its key is still there.
    app.kluis = make_kluis(TWEEDE)
    async with app.transaction(None) as tx:
        assert await read_telefoonnummer(tx, UUID(int=1), "aanvraag") == NUMMER


async def test_a_lost_key_is_told_and_what_it_sealed_is_left_as_it_is(app: Database, kaal: Urls) -> None:
    meldadres = await _fill(app)
    app.kluis = make_kluis(TWEEDE)
    assert await _count(app) == Verzegeld(0, 3, 3)
    assert "3 waarden zijn met geen sleutel te lezen" in (await check_sealed(kaal.app, app.kluis) or "")
    assert await keep_sealed(app) == 0
    async with app.transaction(None) as tx:
        with pytest.raises(Onleesbaar):
            await read_telefoonnummer(tx, UUID(int=1), "aanvraag")
    app.kluis = make_kluis(EERSTE)
    await _reads(app, meldadres)


async def test_a_request_whose_answer_cannot_be_read_is_not_done_again(app: Database) -> None:
    await _fill(app)
    app.kluis = make_kluis(TWEEDE)
    async with app.transaction(None) as tx:
        (found,) = (await find_answers(tx, [KEY])).values()
    assert getattr(found, "code", None) == "even_niet"


async def test_another_request_under_the_same_key_is_still_known(app: Database) -> None:
    await _fill(app)
    async with app.transaction(None) as tx:
        (found,) = (await find_answers(tx, [replace(KEY, vingerafdruk=b"iets anders")])).values()
    assert getattr(found, "code", None) == "idempotentie_anders"


async def test_a_number_moved_to_another_row_is_nobodys(app: Database) -> None:
    """Who can write in the tables cannot make a house answer with the number of another."""
    await _fill(app, numbers=2)
    async with app.transaction(None) as tx:
        await tx.sql(
            "UPDATE contact SET telefoonnummer = (SELECT telefoonnummer FROM contact WHERE onderwerp = :other)"
            " WHERE onderwerp = :one",
            one=UUID(int=1),
            other=UUID(int=2),
        )
        with pytest.raises(Onleesbaar):
            await read_telefoonnummer(tx, UUID(int=1), "aanvraag")


async def test_with_the_wall_removed_the_number_stands_in_the_tables(
    app: Database, owner: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control of the test above and of T48: a seal that does nothing is seen."""
    async with owner.transaction(None) as tx:
        for statement in OPENED:
            await tx.sql(statement)
    monkeypatch.setattr(Kluis, "seal", lambda _, value, __: value)
    await _fill(app)
    async with app.transaction(None) as tx:
        (row,) = await tx.sql("SELECT telefoonnummer FROM contact")
    assert bytes(row.telefoonnummer) == NUMMER.encode()
    assert find_vak(UUID(int=1), UUID(int=2)) != find_vak(UUID(int=2), UUID(int=1))
