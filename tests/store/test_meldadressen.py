from uuid import UUID, uuid4

import pytest

from capacity_service.domain.errors import NietGevonden
from capacity_service.domain.inzage import Rol
from capacity_service.store.bezorgingen import enqueue
from capacity_service.store.database import Database
from capacity_service.store.meldadressen import (
    find_meldadres,
    lock_bezorging,
    read_bezorgingen,
    read_meldadressen,
)
from tests.store.meldscene import add_meldadres, add_melding
from tests.store.scene import find_actor_of


async def test_the_state_of_a_meldadres_never_holds_its_secret(app: Database) -> None:
    opvang = await find_actor_of(app, Rol.opvang)
    key = await add_meldadres(app, opvang, soort="webhook", adres="https://organisatie.example", geheim="hoogstgeheim")
    async with app.transaction(opvang) as tx:
        (state,) = await read_meldadressen(tx, [key])
    assert "hoogstgeheim" not in str(state)
    assert state["adres"] == "https://organisatie.example"


async def test_only_its_own_organisatie_and_rol_find_a_meldadres(app: Database) -> None:
    opvang, other = await find_actor_of(app, Rol.opvang), await find_actor_of(app, Rol.opvang, 1)
    key = await add_meldadres(app, opvang)
    async with app.transaction(opvang) as tx:
        assert (await find_meldadres(tx, opvang, key, lock=True)).id == key
    for stranger, wanted in ((other, key), (opvang, uuid4())):
        async with app.transaction(stranger) as tx:
            with pytest.raises(NietGevonden):
                await find_meldadres(tx, stranger, wanted)


async def test_row_level_security_hides_it_from_a_query_that_forgets_to_ask_whose_it_is(app: Database) -> None:
    opvang, other = await find_actor_of(app, Rol.opvang), await find_actor_of(app, Rol.opvang, 1)
    key = await add_meldadres(app, opvang)
    async with app.transaction(None) as tx:
        await enqueue(tx, [await add_melding(app, opvang)])
    async with app.transaction(other) as tx:
        assert await read_meldadressen(tx, [key]) == []
        assert await tx.sql("SELECT 1 FROM bezorging") == []


async def test_a_bezorging_tells_what_was_said_and_where(app: Database) -> None:
    opvang, other = await find_actor_of(app, Rol.opvang), await find_actor_of(app, Rol.opvang, 1)
    await add_meldadres(app, opvang)
    melding = await add_melding(app, opvang)
    async with app.transaction(None) as tx:
        await enqueue(tx, [melding])
        (row,) = await tx.sql("SELECT id FROM bezorging")
    async with app.transaction(opvang) as tx:
        (state,) = await read_bezorgingen(tx, [row.id])
        assert (await lock_bezorging(tx, opvang, row.id)).melding_id == melding
    assert UUID(state["melding"]) == melding
    assert (state["titel"], state["adres"], state["status"]) == (
        "Er is iets te doen",
        "wacht@voorbeeld.test",
        "wachtend",
    )
    assert state["volgendeOp"] is not None
    async with app.transaction(other) as tx:
        with pytest.raises(NietGevonden):
            await lock_bezorging(tx, other, row.id)
