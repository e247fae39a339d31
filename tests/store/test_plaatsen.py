from datetime import timedelta
from uuid import uuid4

import pytest

from capacity_service.domain.errors import NietGevonden, RevisieVerouderd
from capacity_service.domain.inzage import Rol
from capacity_service.domain.plaats import ClaimSoort, Kenmerk
from capacity_service.store import claims
from capacity_service.store.database import Database
from capacity_service.store.plaatsen import (
    bump,
    find_own,
    keep_uitval,
    lock_own,
    mark_seen,
    read_stand,
    remove_kenmerken,
)
from tests.store.scene import add_places, find_actor_of


async def _free(database: Database) -> int:
    """How many there are; these tests write around the logboek, which a memory would not notice."""
    database.plaatsen.forget()
    async with database.transaction(None) as tx:
        stand = await read_stand(tx, 10)
        return sum(vrij.aantal for vrij in stand.vrij)


async def test_the_stand_holds_what_is_free_now(app: Database) -> None:
    one, two, three, *_ = await add_places(app, 5)
    assert await _free(app) == 5
    async with app.transaction(None) as tx:
        await claims.take(tx, [(one, uuid4())], tx.now + timedelta(hours=1))
        await claims.take(tx, [(two, uuid4())], tx.now - timedelta(seconds=1))
        await tx.sql("UPDATE plaats SET verwijderd_op = :now WHERE id = :id", now=tx.now, id=three)
    assert await _free(app) == 3


@pytest.mark.parametrize(("days", "free"), [(2, 2), (6, 3)], ids=["within the promise", "after it"])
async def test_a_place_that_goes_out_within_the_promise_is_not_free(app: Database, days: int, free: int) -> None:
    plaats, *_ = await add_places(app, 3)
    async with app.transaction(None) as tx:
        await tx.sql(
            "INSERT INTO uitname (plaats_id, vanaf_op, feit, reden) VALUES (:plaats, :op, true, 'overig')",
            plaats=plaats,
            op=tx.now + timedelta(days=days),
        )
    assert await _free(app) == free


async def test_the_stand_counts_what_is_in_service_and_the_largest_of_it(app: Database) -> None:
    plaats, *_ = await add_places(app, 3)
    async with app.transaction(None) as tx:
        await tx.sql("UPDATE plaats SET personen_max = 9 WHERE id = :id", id=plaats)
        await bump(tx, [plaats])
        stand = await read_stand(tx, 1)
        assert (stand.inzetbaar["GM0193"], stand.grootste) == (3, 9)
        await claims.hold(tx, plaats, ClaimSoort.buiten_gebruik, tx.now, reden="brand", feit=True)
        stand = await read_stand(tx, 1)
        assert (stand.inzetbaar["GM0193"], stand.grootste) == (2, 4)


async def test_one_s_own_place_is_found_and_anything_else_is_not_there(app: Database) -> None:
    (plaats,) = await add_places(app, nth=0)
    mine, other = await find_actor_of(app, Rol.opvang, 0), await find_actor_of(app, Rol.opvang, 1)
    async with app.transaction(mine) as tx:
        assert (await find_own(tx, plaats)).id == plaats
        assert (await lock_own(tx, plaats, 1)).revisie == 1
        with pytest.raises(RevisieVerouderd):
            await lock_own(tx, plaats, 2)
        with pytest.raises(NietGevonden):
            await find_own(tx, uuid4())
    async with app.transaction(other) as tx:
        with pytest.raises(NietGevonden):
            await lock_own(tx, plaats, 1)


async def test_a_revisie_rises_once_in_a_transaction_however_often_it_is_touched(app: Database) -> None:
    one, two = await add_places(app, 2)
    async with app.transaction(None) as tx:
        owners = await bump(tx, [one])
        assert set(await bump(tx, [one, two])) == {one, two}
        (row,) = await tx.sql("SELECT organisatie_id FROM plaats WHERE id = :id", id=one)
        assert owners == {one: row.organisatie_id}
        assert [row.revisie for row in await tx.sql("SELECT revisie FROM plaats")] == [2, 2]
        assert tx.changes.plaatsen == {one, two}


async def test_being_seen_never_goes_back_in_time(app: Database) -> None:
    (plaats,) = await add_places(app)
    async with app.transaction(None) as tx:
        await tx.sql("UPDATE plaats SET bevestigd_op = :op", op=tx.now - timedelta(hours=30))
        for seen, known, onbevestigd in ((-29, -29, True), (-1, -1, False), (-20, -1, False)):
            await mark_seen(tx, [plaats], tx.now + timedelta(hours=seen))
            (row,) = await tx.sql("SELECT bevestigd_op - :now AS ago, onbevestigd FROM plaats", now=tx.now)
            assert (row.ago, row.onbevestigd) == (timedelta(hours=known), onbevestigd)
        (armed,) = await tx.sql("SELECT op - :now AS ahead FROM termijn WHERE sleutel = :id", now=tx.now, id=plaats)
        assert armed.ahead == timedelta(hours=23)


async def test_what_a_place_lacks_is_taken_off_it(app: Database) -> None:
    (plaats,) = await add_places(app)
    async with app.transaction(None) as tx:
        await tx.sql("UPDATE plaats SET kenmerken = ARRAY['babybed', 'rolstoel']")
        await remove_kenmerken(tx, plaats, [Kenmerk.rolstoel, Kenmerk.huisdier])
        assert (await tx.sql("SELECT kenmerken FROM plaats"))[0].kenmerken == ["babybed"]


async def test_who_enters_a_place_out_of_service_leaves_it_out_of_service(app: Database) -> None:
    (plaats,) = await add_places(app)
    async with app.transaction(None) as tx:
        await claims.hold(tx, plaats, ClaimSoort.buiten_gebruik, tx.now, reden="water", feit=True)
        await keep_uitval(tx, plaats)
        assert await claims.lock_claim(tx, plaats) is None
        (row,) = await tx.sql("SELECT reden, feit FROM uitname")
        assert (row.reden, row.feit) == ("water", True)
