from tests.actions.scene import confirm, pass_term, post, refused, reserve
from tests.land import Dienst, expect, in_hours


async def test_what_the_coordinator_confirms_never_lapses(dienst: Dienst) -> None:
    await dienst.add_plaatsen({})
    reserved = await reserve(dienst)
    confirmed = await confirm(reserved)
    assert (confirmed["status"], confirmed["verlooptOp"]) == ("bevestigd", None)
    (claim,) = await dienst.sql("SELECT soort, isfinite(verloopt_op) AS ends FROM claim")
    assert (claim.soort, claim.ends) == ("plaatsing", False)
    assert await dienst.sql("SELECT 1 FROM termijn WHERE soort = 'reservering_vervalt'") == []
    assert (await reserved.again())["status"] == "bevestigd"


async def test_a_reservering_whose_term_is_over_cannot_be_confirmed_any_more(dienst: Dienst) -> None:
    await dienst.add_plaatsen({})
    reserved = await reserve(dienst)
    await pass_term(dienst, reserved.plaatsing)
    answer = await post(reserved.coordinator, reserved.plaatsing, "bevestiging", verwachteAankomstOp=in_hours(3))
    assert "verlopen" in refused(answer, 409, "overgang")["detail"]


async def test_confirming_twice_is_refused_the_second_time(dienst: Dienst) -> None:
    await dienst.add_plaatsen({})
    reserved = await reserve(dienst)
    await confirm(reserved)
    answer = await post(reserved.coordinator, reserved.plaatsing, "bevestiging", verwachteAankomstOp=in_hours(3))
    refused(answer, 409, "overgang")


async def test_nobody_confirms_for_another_organisatie(dienst: Dienst) -> None:
    await dienst.add_plaatsen({})
    reserved = await reserve(dienst)
    other = await dienst.as_rol("coordinator", nth=1)
    refused(await post(other, reserved.plaatsing, "bevestiging", verwachteAankomstOp=in_hours(3)), 404, "niet_gevonden")
    assert (await reserved.again())["status"] == "gereserveerd"


async def test_a_house_that_accepted_first_stays_accepted(dienst: Dienst) -> None:
    await dienst.add_plaatsen({})
    reserved = await reserve(dienst)
    expect(await post(reserved.opvang, reserved.plaatsing, "acceptatie"), 200)
    assert (await confirm(reserved))["geaccepteerdOp"] is not None
