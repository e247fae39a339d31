"""Which reserveringen may move: nobody confirmed them, they hold one place, and it stays in service."""

from datetime import timedelta
from uuid import UUID

from capacity_service.store.verschuifbaar import are_free, read_movable
from tests.actions.scene import ZWOLLE, confirm, pass_term, reserve
from tests.land import Dienst


async def movable(dienst: Dienst) -> list[tuple[str, str]]:
    """Their aanvragen and places."""
    async with dienst.owner.transaction(None, "dienst") as tx:
        found = await read_movable(tx, tx.now + timedelta(days=4))
    return [(str(one.weegbaar.aanvraag.id), str(one.vrij.plaatsen[0])) for one in found]


async def test_a_reservering_that_nobody_confirmed_with_the_place_it_has(dienst: Dienst) -> None:
    await dienst.add_plaatsen({"centrumgemeente": ZWOLLE})
    reserved = await reserve(dienst)
    assert await movable(dienst) == [(reserved.aanvraag["id"], reserved.plaats)]


async def test_a_confirmed_one_does_not_move(dienst: Dienst) -> None:
    await dienst.add_plaatsen({"centrumgemeente": ZWOLLE})
    await confirm(await reserve(dienst))
    assert await movable(dienst) == []


async def test_one_whose_term_is_over_holds_nothing_any_more(dienst: Dienst) -> None:
    await dienst.add_plaatsen({"centrumgemeente": ZWOLLE})
    reserved = await reserve(dienst)
    await pass_term(dienst, reserved.plaatsing)
    assert await movable(dienst) == []


async def test_a_place_is_free_until_somebody_holds_it(dienst: Dienst) -> None:
    places = await dienst.add_plaatsen({"centrumgemeente": ZWOLLE}, {"centrumgemeente": ZWOLLE})
    taken = UUID((await reserve(dienst)).plaats)
    (other,) = {UUID(place["id"]) for place in places} - {taken}
    async with dienst.owner.transaction(None, "dienst") as tx:
        assert await are_free(tx, [other])
        assert not await are_free(tx, [other, taken])
        assert await are_free(tx, [])
