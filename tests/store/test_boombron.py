from dataclasses import replace
from uuid import UUID

import asyncpg
import pytest

from capacity_service.domain.blad import Groep, Regelsleutel
from capacity_service.domain.controlepunt import Boom
from capacity_service.domain.inzage import Rol
from capacity_service.domain.inzagelog import Inzage
from capacity_service.store.boom import Tegenspraak
from capacity_service.store.boombron import check_regels, hash_toestand, name_belangen, read_kop, read_regels, read_some
from capacity_service.store.check import INZAGELOG, START
from capacity_service.store.database import Database
from tests.store.boomscene import look
from tests.store.scene import add_places, find_actor_of, submit

CONTACT = Inzage("read_contact", "plaatsing", UUID(int=7), "getoond")
SLEUTEL = Regelsleutel(bytes(32))


async def test_a_line_of_the_logboek_is_its_kop_and_the_state_that_was_recorded(app: Database) -> None:
    await add_places(app)
    await submit(app)
    async with app.transaction(None) as tx:
        head, schakel = await read_kop(tx, Boom.logboek)
        regels = await read_regels(tx, Boom.logboek, 0, head)
        assert await read_some(tx, Boom.logboek, {head, 1}) == [regels[0], regels[-1]]
        assert await read_regels(tx, Boom.logboek, 1, 2) == regels[1:2]
    assert [regel.volgnummer for regel in regels] == list(range(1, head + 1))
    assert regels[-1].schakel == schakel
    check_regels(Boom.logboek, regels, 0, head, START)
    plaats = next(regel for regel in regels if regel.kop["soort"] == "plaats")
    assert plaats.kop.keys() == {"op", "soort", "gebeurtenis"}
    assert plaats.kop["op"].endswith("Z")
    assert "." not in plaats.kop["op"]
    assert plaats.toestand is not None
    assert plaats.toestand["status"] == "vrij"
    plaatsing = next(regel for regel in regels if regel.kop["soort"] == "plaatsing")
    assert plaatsing.kop.keys() == {"op", "soort", "gebeurtenis", "toezegging"}
    assert plaatsing.toestand is not None
    assert plaatsing.toestand["status"] == "gereserveerd"


async def test_a_line_of_the_inzagelog_is_its_columns_and_those_without_a_value_are_none(app: Database) -> None:
    actor = await find_actor_of(app, Rol.opvang)
    await look(app, actor, CONTACT)
    async with app.transaction(None) as tx:
        (regel,) = await read_regels(tx, Boom.inzagelog, 0, 1)
    check_regels(Boom.inzagelog, [regel], 0, 1, INZAGELOG.start)
    assert regel.kop.keys() == {"op"}
    assert regel.toestand is not None
    known = {"accountId", "organisatieId", "rol", "handeling", "onderwerpSoort", "onderwerp", "uitkomst"}
    assert known <= regel.toestand.keys()
    assert regel.toestand["organisatieId"] == str(actor.organisatie)
    more = replace(regel, toestand=regel.toestand | {"laterErbij": None})
    assert hash_toestand(SLEUTEL, regel) == hash_toestand(SLEUTEL, more)
    assert list(regel.toestand.keys() & {"volgnummer", "hash", "op"}) == []


async def test_of_a_state_that_was_erased_only_the_kop_is_left(
    app: Database, superuser: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    await submit(app)
    await superuser.execute("DELETE FROM logboek_gegevens")
    async with app.transaction(None) as tx:
        regels = await read_regels(tx, Boom.logboek, 0, 10**9)
    sealed = [regel for regel in regels if "toezegging" in regel.kop]
    assert sealed
    assert all(regel.toestand is None for regel in sealed)
    assert {hash_toestand(SLEUTEL, regel) for regel in sealed} == {SLEUTEL.hash_groep(Groep.toestand, {})}
    assert list(name_belangen(bytes(32), Boom.logboek, sealed)) == []


async def test_lines_that_are_missing_changed_or_cut_off_contradict_the_chain(app: Database) -> None:
    await add_places(app, 3)
    async with app.transaction(None) as tx:
        head, _ = await read_kop(tx, Boom.logboek)
        regels = await read_regels(tx, Boom.logboek, 0, head)
    for changed, what in (
        (regels[:2] + regels[3:], "Feit 3 ontbreekt"),
        (regels[:-1], f"eindigt bij {head - 1}"),
        ([replace(regels[0], keten="anders"), *regels[1:]], "Feit 1 is niet"),
        ([regels[0], replace(regels[1], schakel=bytes(32)), *regels[2:]], "Feit 2 is niet"),
    ):
        with pytest.raises(Tegenspraak, match=what):
            check_regels(Boom.logboek, changed, 0, head, START)


@pytest.mark.parametrize("feit", ["geen json", "[]", '"tekst"'])
async def test_what_was_never_written_like_that_is_a_contradiction(
    app: Database, superuser: "asyncpg.Connection[asyncpg.Record]", feit: str
) -> None:
    await add_places(app)
    await superuser.execute("UPDATE logboek SET feit = $1 WHERE volgnummer = 1", feit)
    async with app.transaction(None) as tx:
        with pytest.raises(Tegenspraak, match="niet te lezen"):
            await read_regels(tx, Boom.logboek, 0, 1)
