from tests.actions.scene import AMSTERDAM, confirm, put_status, read_facts, reserve
from tests.land import Dienst, expect, in_hours

BEZET = {"status": "bezet", "sindsOp": in_hours(-0.5)}


async def test_whoever_loses_a_place_leaves_it_free_of_them(dienst: Dienst) -> None:
    await dienst.add_plaatsen({})
    reserved = await reserve(dienst)
    expect(await put_status(reserved.opvang, reserved.plaats, **BEZET), 200)
    (plaatsing,) = await dienst.sql("SELECT status, reden, verloopt_op, beeindigd_op FROM plaatsing")
    assert (plaatsing.status, plaatsing.reden, plaatsing.verloopt_op) == ("teruggemeld", "al_bezet", None)
    assert plaatsing.beeindigd_op is not None
    assert await dienst.sql("SELECT 1 FROM claim WHERE plaatsing_id IS NOT NULL") == []
    assert await dienst.sql("SELECT 1 FROM termijn WHERE soort = 'reservering_vervalt'") == []


async def test_both_sides_of_it_are_told_in_the_same_event(dienst: Dienst) -> None:
    await dienst.add_plaatsen({})
    reserved = await reserve(dienst)
    expect(await put_status(reserved.opvang, reserved.plaats, **BEZET), 200)
    told = {soort: await read_facts(dienst, "plaats_bezet", soort) for soort in ("plaatsing", "aanvraag", "plaats")}
    assert [fact["status"] for fact in told["plaatsing"]] == ["teruggemeld"]
    assert [fact["status"] for fact in told["aanvraag"]] == ["zonder_plaats"]
    assert [fact["status"] for fact in told["plaats"]] == ["bezet"]


async def test_before_confirmation_another_place_is_taken_and_after_it_only_proposed(dienst: Dienst) -> None:
    await dienst.add_plaatsen({}, {})
    unconfirmed, confirmed = await reserve(dienst), await reserve(dienst)
    await confirm(confirmed)
    await dienst.add_plaatsen(*[{"centrumgemeente": AMSTERDAM}] * 2)
    for one in (unconfirmed, confirmed):
        expect(await put_status(one.opvang, one.plaats, **BEZET), 200)
    assert [(await one.again())["status"] for one in (unconfirmed, confirmed)] == ["gereserveerd", "zonder_plaats"]
    assert len((await confirmed.again())["voorstellen"]) == 1
