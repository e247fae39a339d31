from tests.actions.scene import confirm, pass_term, post, refused, reserve
from tests.land import Dienst, expect


async def test_acceptatie_says_yes_and_changes_no_claim(dienst: Dienst) -> None:
    await dienst.add_plaatsen({})
    reserved = await reserve(dienst)
    before = await dienst.sql("SELECT * FROM claim")
    accepted = expect(await post(reserved.opvang, reserved.plaatsing, "acceptatie"), 200)
    assert accepted["geaccepteerdOp"] is not None
    assert accepted["status"] == "gereserveerd"
    assert accepted["aanvraag"] is None
    assert await dienst.sql("SELECT * FROM claim") == before


async def test_accepting_again_changes_nothing(dienst: Dienst) -> None:
    await dienst.add_plaatsen({})
    reserved = await reserve(dienst)
    first = expect(await post(reserved.opvang, reserved.plaatsing, "acceptatie"), 200)
    assert expect(await post(reserved.opvang, reserved.plaatsing, "acceptatie"), 200) == first


async def test_a_house_may_accept_after_the_coordinator_confirmed(dienst: Dienst) -> None:
    await dienst.add_plaatsen({})
    reserved = await reserve(dienst)
    await confirm(reserved)
    assert expect(await post(reserved.opvang, reserved.plaatsing, "acceptatie"), 200)["status"] == "bevestigd"


async def test_there_is_nothing_to_accept_once_the_term_is_over(dienst: Dienst) -> None:
    await dienst.add_plaatsen({})
    reserved = await reserve(dienst)
    await pass_term(dienst, reserved.plaatsing)
    refused(await post(reserved.opvang, reserved.plaatsing, "acceptatie"), 409, "overgang")


async def test_another_house_does_not_know_of_it(dienst: Dienst) -> None:
    await dienst.add_plaatsen({})
    reserved = await reserve(dienst)
    other = await dienst.as_rol("opvang", nth=1)
    refused(await post(other, reserved.plaatsing, "acceptatie"), 404, "niet_gevonden")
