from uuid import uuid4

from tests.actions.scene import AMSTERDAM, ZWOLLE, Reserved, arrive, confirm, post, read_plaats, refused, reserve
from tests.land import Dienst, expect, make_aanvraag


async def _two(dienst: Dienst) -> tuple[Reserved, str]:
    await dienst.add_plaatsen({"centrumgemeente": ZWOLLE}, {"centrumgemeente": AMSTERDAM, "personenMax": 5})
    reserved = await reserve(dienst)
    (other,) = [v["plaatsen"][0] for v in reserved.aanvraag["voorstellen"] if v["plaatsen"] != [reserved.plaats]]
    return reserved, other


async def test_the_coordinator_takes_another_voorstel_and_lets_go_of_the_first(dienst: Dienst) -> None:
    reserved, other = await _two(dienst)
    chosen = expect(await post(reserved.coordinator, reserved.plaatsing, "ander-voorstel", plaatsen=[other]), 200)
    assert (chosen["status"], chosen["plaatsen"]) == ("gereserveerd", [other])
    assert (await reserved.again())["plaatsing"]["id"] == chosen["id"]
    assert (await read_plaats(reserved.opvang, reserved.plaats))["status"] == "vrij"
    old = expect(await reserved.coordinator.get(f"/plaatsingen/{reserved.plaatsing['id']}"), 200)
    assert old["status"] == "vervangen"


async def test_also_after_confirmation(dienst: Dienst) -> None:
    reserved, other = await _two(dienst)
    await confirm(reserved)
    chosen = expect(await post(reserved.coordinator, reserved.plaatsing, "ander-voorstel", plaatsen=[other]), 200)
    assert chosen["status"] == "gereserveerd"


async def test_a_place_that_somebody_took_meanwhile_leaves_all_as_it_was(dienst: Dienst) -> None:
    reserved, other = await _two(dienst)
    taker = expect(await reserved.coordinator.post("/aanvragen", json=make_aanvraag()), 201)
    assert taker["plaatsing"]["plaatsen"] == [other]
    answer = await post(reserved.coordinator, reserved.plaatsing, "ander-voorstel", plaatsen=[other])
    assert "niet veranderd" in refused(answer, 409, "plaats_niet_vrij")["detail"]
    assert (await reserved.again())["plaatsing"]["id"] == reserved.plaatsing["id"]


async def test_only_what_was_proposed_can_be_taken_and_a_refusal_tells_no_place_from_none(dienst: Dienst) -> None:
    """T43: a place that is there and was never proposed, and one that never was, get the same answer to the byte."""
    reserved, _ = await _two(dienst)
    (there,) = await dienst.add_plaatsen({"personenMax": 1})
    answers = [
        await post(reserved.coordinator, reserved.plaatsing, "ander-voorstel", plaatsen=[plaats])
        for plaats in (there["id"], str(uuid4()))
    ]
    assert {refused(answer, 409, "plaats_niet_vrij")["detail"] for answer in answers} == {answers[0].json()["detail"]}
    assert answers[0].content == answers[1].content


async def test_a_voorstel_that_was_weighed_again_names_what_is_still_free(dienst: Dienst) -> None:
    """The screen showed it a moment ago: that is no bad input."""
    reserved, other = await _two(dienst)
    again = await reserved.again()
    url, match = f"/aanvragen/{again['id']}", {"If-Match": f'"{again["revisie"]}"'}
    expect(await reserved.coordinator.patch(url, json={"uitsluitingen": [AMSTERDAM]}, headers=match), 200)
    answer = await post(reserved.coordinator, reserved.plaatsing, "ander-voorstel", plaatsen=[other])
    problem = refused(answer, 409, "plaats_niet_vrij")
    assert "opnieuw gewogen" in problem["detail"]
    assert "niet veranderd" in problem["detail"]
    assert (await reserved.again())["plaatsing"]["id"] == reserved.plaatsing["id"]


async def test_once_inside_there_is_nothing_to_choose(dienst: Dienst) -> None:
    reserved, other = await _two(dienst)
    await arrive(reserved)
    refused(await post(reserved.coordinator, reserved.plaatsing, "ander-voorstel", plaatsen=[other]), 409, "overgang")
