import asyncio
import time

import asyncpg

from capacity_service.actions.fire_termijnen import fire_termijnen
from capacity_service.store.database import connect_to
from tests.actions.scene import AMSTERDAM, ZWOLLE, pass_term, read_facts, reserve
from tests.land import Dienst, expect, make_aanvraag


async def test_a_lapsed_reservering_is_free_by_definition_for_the_next_who_asks(dienst: Dienst) -> None:
    (plaats,) = await dienst.add_plaatsen({})
    reserved = await reserve(dienst)
    await pass_term(dienst, reserved.plaatsing)
    earlier = make_aanvraag(vastgesteldOp=reserved.aanvraag["vastgesteldOp"][:10] + "T00:00:00Z")
    coordinator = await dienst.as_rol("coordinator", nth=1)
    taker = expect(await coordinator.post("/aanvragen", json=earlier), 201)
    states = [taker["plaatsing"], (await reserved.again())["plaatsing"]]
    held = [state for state in states if state is not None and state["status"] == "gereserveerd"]
    assert [state["plaatsen"] for state in held] == [[plaats["id"]]]
    assert held[0]["id"] != reserved.plaatsing["id"]


async def test_its_lapse_is_recorded_as_a_fact_of_its_own(dienst: Dienst) -> None:
    await dienst.add_plaatsen({})
    reserved = await reserve(dienst)
    await pass_term(dienst, reserved.plaatsing)
    assert await fire_termijnen(dienst.database) == 1
    facts = await read_facts(dienst, "reservering_vervallen", "plaatsing")
    assert (reserved.plaatsing["id"], "vervallen") in [(fact["id"], fact["status"]) for fact in facts]
    assert await fire_termijnen(dienst.database) == 0


async def test_the_household_is_weighed_again_at_once(dienst: Dienst) -> None:
    await dienst.add_plaatsen({}, {"centrumgemeente": AMSTERDAM})
    reserved = await reserve(dienst)
    await pass_term(dienst, reserved.plaatsing)
    await fire_termijnen(dienst.database)
    aanvraag = await reserved.again()
    assert aanvraag["status"] == "gereserveerd"
    assert aanvraag["plaatsing"]["id"] != reserved.plaatsing["id"]


async def test_the_ticking_clock_records_a_lapse_within_moments(vol_land: Dienst) -> None:
    coordinator = await vol_land.as_rol("coordinator")
    aanvraag = expect(await coordinator.post("/aanvragen", json=make_aanvraag()), 201)
    await pass_term(vol_land, aanvraag["plaatsing"])
    started = time.monotonic()
    while not await read_facts(vol_land, "reservering_vervallen", "plaatsing"):
        assert time.monotonic() - started < 5, "geen verval vastgelegd binnen 5 seconden"
        await asyncio.sleep(0.05)
    (row,) = await vol_land.sql("SELECT status FROM plaatsing WHERE id = :id", id=aanvraag["plaatsing"]["id"])
    assert row.status == "vervallen"


async def test_a_lapse_in_a_centrumgemeente_that_somebody_holds_waits_and_the_others_do_not(dienst: Dienst) -> None:
    """T19."""
    await dienst.add_plaatsen({"personenMax": 1}, {"centrumgemeente": AMSTERDAM, "personenMax": 3})
    alone, family = [
        await reserve(dienst, huishouden={"volwassenen": volwassenen, "kinderen": [], "behoeften": []})
        for volwassenen in (1, 3)
    ]
    assert (alone.plaatsing["centrumgemeente"], family.plaatsing["centrumgemeente"]) == (ZWOLLE, AMSTERDAM)
    for one in (alone, family):
        await pass_term(dienst, one.plaatsing)
    holder = await asyncpg.connect(**connect_to(dienst.owner.url))
    async with holder.transaction():
        await holder.execute("SELECT 1 FROM centrumgemeente WHERE code = $1 FOR UPDATE", ZWOLLE)
        assert await fire_termijnen(dienst.database) == 1
    await holder.close()
    ended = await read_facts(dienst, "reservering_vervallen", "plaatsing")
    assert [fact["id"] for fact in ended if fact["status"] == "vervallen"] == [family.plaatsing["id"]]
    assert await fire_termijnen(dienst.database) == 1
    assert (await alone.again())["plaatsing"]["id"] != alone.plaatsing["id"]
