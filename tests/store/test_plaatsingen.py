from uuid import UUID, uuid4

import pytest

from capacity_service.domain.errors import NietGevonden
from capacity_service.domain.inzage import Rol
from capacity_service.store.database import Database
from capacity_service.store.plaatsingen import find_own, lock_pair, touch
from tests.store.scene import add_places, find_actor_of, submit


async def test_each_side_finds_it_in_its_own_role_and_nobody_else_does(app: Database) -> None:
    await add_places(app, nth=2)
    plaatsing = UUID((await submit(app, nth=1))["plaatsing"]["id"])
    finding = [(Rol.coordinator, 1, True), (Rol.opvang, 2, True), (Rol.coordinator, 0, False), (Rol.opvang, 1, False)]
    for rol, nth, found in finding:
        async with app.transaction(await find_actor_of(app, rol, nth)) as tx:
            if found:
                assert (await find_own(tx, plaatsing)).id == plaatsing
                continue
            with pytest.raises(NietGevonden):
                await find_own(tx, plaatsing)


async def test_one_that_is_not_there_looks_the_same_as_one_that_is_hidden(app: Database) -> None:
    async with app.transaction(await find_actor_of(app, Rol.opvang)) as tx:
        with pytest.raises(NietGevonden):
            await find_own(tx, uuid4())


async def test_both_are_read_again_after_the_lock_and_touched_together(app: Database) -> None:
    await add_places(app)
    state = await submit(app)
    aanvraag, plaatsing = UUID(state["id"]), UUID(state["plaatsing"]["id"])
    async with app.transaction(None) as tx:
        stale = await lock_pair(tx, plaatsing, aanvraag, {"GM0193"})
        await tx.sql("UPDATE plaatsing SET revisie = 40")
        gebonden = await lock_pair(tx, plaatsing, aanvraag, set())
        assert gebonden.plaatsing is stale.plaatsing
        touch(tx, gebonden)
        await tx.session.flush()
        assert (await tx.sql("SELECT revisie FROM plaatsing"))[0].revisie == 41
        assert (await tx.sql("SELECT revisie FROM aanvraag"))[0].revisie == state["revisie"] + 1
        assert (tx.changes.aanvragen, tx.changes.plaatsingen) == ({aanvraag}, {plaatsing})
