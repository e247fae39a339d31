"""When somebody is left over, reserveringen that nobody confirmed make way, if that places one more (R6)."""

import asyncio

from tests.actions.scene import AMSTERDAM, ZWOLLE, Reserved, confirm, reserve
from tests.land import Dienst, expect, make_aanvraag


async def reserve_the_only_large_one(dienst: Dienst) -> tuple[Reserved, str, str]:
    """One person with the only place for four, because the small one was not there yet; gives both places."""
    (large,) = await dienst.add_plaatsen({"personenMax": 4, "centrumgemeente": ZWOLLE})
    reserved = await reserve(dienst, huishouden={"volwassenen": 1})
    (small,) = await dienst.add_plaatsen({"personenMax": 1, "centrumgemeente": ZWOLLE})
    return reserved, large["id"], small["id"]


async def ask_for_four(dienst: Dienst) -> dict[str, object]:
    coordinator = await dienst.as_rol("coordinator", nth=1)
    huishouden = {"volwassenen": 1, "kinderen": [{"leeftijd": 3}, {"leeftijd": 5}, {"leeftijd": 8}]}
    found: dict[str, object] = expect(
        await coordinator.post("/aanvragen", json=make_aanvraag(huishouden=huishouden)), 201
    )
    return found


async def test_an_unconfirmed_reservering_moves_when_that_places_one_more(dienst: Dienst) -> None:
    reserved, large, small = await reserve_the_only_large_one(dienst)
    family = await ask_for_four(dienst)
    moved = await reserved.again()
    assert (family["status"], family["plaatsing"]["plaatsen"]) == ("gereserveerd", [large])  # type: ignore[index]
    assert (moved["status"], moved["plaatsing"]["plaatsen"]) == ("gereserveerd", [small])
    assert moved["plaatsing"]["id"] != reserved.plaatsing["id"]
    ended = await dienst.sql("SELECT status FROM plaatsing WHERE id = :id", id=reserved.plaatsing["id"])
    assert [row.status for row in ended] == ["vervangen"]
    told = await dienst.sql("SELECT rol FROM melding WHERE soort = 'reservering_verschoven'")
    assert [row.rol for row in told] == ["coordinator"]


async def test_a_confirmed_plaatsing_never_moves(dienst: Dienst) -> None:
    reserved, large, _ = await reserve_the_only_large_one(dienst)
    await confirm(reserved)
    family = await ask_for_four(dienst)
    assert (family["status"], (await reserved.again())["plaatsing"]["plaatsen"]) == ("zonder_plaats", [large])


async def test_nobody_moves_when_everybody_has_a_place_without_it(dienst: Dienst) -> None:
    reserved, large, _ = await reserve_the_only_large_one(dienst)
    await dienst.add_plaatsen({"personenMax": 4, "centrumgemeente": AMSTERDAM})
    family = await ask_for_four(dienst)
    assert family["status"] == "gereserveerd"
    assert (await reserved.again())["plaatsing"]["plaatsen"] == [large]


async def test_nobody_loses_a_reservering_to_an_older_danger(dienst: Dienst) -> None:
    (only,) = await dienst.add_plaatsen({"centrumgemeente": ZWOLLE})
    reserved = await reserve(dienst)
    coordinator = await dienst.as_rol("coordinator", nth=1)
    older = expect(await coordinator.post("/aanvragen", json=make_aanvraag()), 201)
    assert (older["status"], (await reserved.again())["plaatsing"]["plaatsen"]) == ("zonder_plaats", [only["id"]])


async def test_who_confirms_at_the_moment_that_it_would_move_keeps_it_or_has_moved(dienst: Dienst) -> None:
    reserved, large, small = await reserve_the_only_large_one(dienst)
    confirmed, family = await asyncio.gather(confirm(reserved), ask_for_four(dienst), return_exceptions=True)
    assert not isinstance(family, BaseException)
    now = (await reserved.again())["plaatsing"]
    kept = ("bevestigd", [large], "zonder_plaats")
    moved = ("gereserveerd", [small], "gereserveerd")
    assert (now["status"], now["plaatsen"], family["status"]) == (
        moved if isinstance(confirmed, BaseException) else kept
    )
