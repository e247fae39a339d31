from datetime import datetime

import pytest

from tests.actions.scene import AMSTERDAM, ZWOLLE, Reserved, confirm, post, read_plaats, refused, reserve
from tests.land import Dienst, Json, expect, in_hours, make_aanvraag

ONBRUIKBAAR = {"reden": "plaats_onbruikbaar", "uitval": "brand"}
BEZET = {"reden": "al_bezet", "sindsOp": in_hours(-5)}
ONVEILIG = {"reden": "onveilig_voor_huishouden"}
ONGESCHIKT = {"reden": "niet_geschikt_te_maken", "ontbreekt": ["rolstoel"]}


async def _two_streken(dienst: Dienst, **changes: object) -> Reserved:
    await dienst.add_plaatsen(
        {"centrumgemeente": ZWOLLE, "kenmerken": ["rolstoel", "babybed"]},
        {"centrumgemeente": AMSTERDAM, "personenMax": 7},
    )
    reserved = await reserve(dienst, **changes)
    assert reserved.plaatsing["centrumgemeente"] == ZWOLLE
    return reserved


async def _report(reserved: Reserved, melding: Json) -> Json:
    state: Json = expect(await post(reserved.opvang, reserved.plaatsing, "terugmelding", **melding), 200)
    assert state["status"] == "teruggemeld"
    return state


async def _needs_rolstoel(dienst: Dienst) -> Reserved:
    return await _two_streken(dienst, huishouden={"volwassenen": 1, "kinderen": [], "behoeften": ["rolstoel"]})


@pytest.mark.parametrize("melding", [ONBRUIKBAAR, BEZET, ONVEILIG], ids=lambda melding: str(melding["reden"]))
async def test_before_confirmation_the_next_place_is_reserved_in_the_same_transaction(
    dienst: Dienst, melding: Json
) -> None:
    reserved = await _two_streken(dienst)
    await _report(reserved, melding)
    aanvraag = await reserved.again()
    assert (aanvraag["status"], aanvraag["plaatsing"]["centrumgemeente"]) == ("gereserveerd", AMSTERDAM)


@pytest.mark.parametrize("melding", [ONBRUIKBAAR, BEZET, ONVEILIG], ids=lambda melding: str(melding["reden"]))
async def test_after_confirmation_it_is_only_proposed_and_a_person_picks(dienst: Dienst, melding: Json) -> None:
    reserved = await _two_streken(dienst)
    await confirm(reserved)
    await _report(reserved, melding)
    aanvraag = await reserved.again()
    assert (aanvraag["status"], aanvraag["plaatsing"]["status"]) == ("zonder_plaats", "teruggemeld")
    (voorstel,) = aanvraag["voorstellen"]
    assert voorstel["centrumgemeente"] == AMSTERDAM
    answer = await post(reserved.coordinator, reserved.plaatsing, "ander-voorstel", plaatsen=voorstel["plaatsen"])
    assert expect(answer, 200)["status"] == "gereserveerd"


async def test_a_place_that_is_unusable_goes_out_as_a_fact_even_below_the_minimum(dienst: Dienst) -> None:
    reserved = await _two_streken(dienst)
    await _report(reserved, ONBRUIKBAAR | {"verwachtTotOp": in_hours(48)})
    plaats = await read_plaats(reserved.opvang, reserved.plaats)
    assert (plaats["status"], plaats["reden"]) == ("buiten_gebruik", "brand")
    assert plaats["verwachtTotOp"] is not None


async def test_a_place_that_was_taken_already_is_corrected_since_when(dienst: Dienst) -> None:
    reserved = await _two_streken(dienst)
    await _report(reserved, BEZET)
    plaats = await read_plaats(reserved.opvang, reserved.plaats)
    assert (plaats["status"], plaats["plaatsing"]) == ("bezet", None)
    assert datetime.fromisoformat(plaats["sindsOp"]) == datetime.fromisoformat(BEZET["sindsOp"])
    (verblijf,) = await dienst.sql("SELECT van, tot, plaatsing_id FROM verblijf")
    assert (verblijf.tot, verblijf.plaatsing_id) == (None, None)
    assert verblijf.van.isoformat() == BEZET["sindsOp"]


async def test_a_house_that_is_unsafe_for_them_is_never_proposed_to_them_again(dienst: Dienst) -> None:
    reserved = await _two_streken(dienst)
    await _report(reserved, ONVEILIG)
    aanvraag = await reserved.again()
    assert aanvraag["uitsluitingen"] == [ZWOLLE]
    assert {v["centrumgemeente"] for v in aanvraag["voorstellen"]} == {AMSTERDAM}


async def test_what_a_place_lacks_is_corrected_and_this_household_is_not_sent_there_again(dienst: Dienst) -> None:
    reserved = await _needs_rolstoel(dienst)
    await _report(reserved, ONGESCHIKT)
    assert (await read_plaats(reserved.opvang, reserved.plaats))["kenmerken"] == ["babybed"]
    aanvraag = await reserved.again()
    assert aanvraag["plaatsing"]["centrumgemeente"] == AMSTERDAM
    assert reserved.plaats not in [p for v in aanvraag["voorstellen"] for p in v["plaatsen"]]


async def test_the_same_after_confirmation_is_proposed(dienst: Dienst) -> None:
    reserved = await _needs_rolstoel(dienst)
    await confirm(reserved)
    await _report(reserved, ONGESCHIKT)
    assert (await reserved.again())["status"] == "zonder_plaats"


async def test_the_house_that_declined_never_learns_where_they_went(dienst: Dienst) -> None:
    reserved = await _two_streken(dienst)
    told = await _report(reserved, ONVEILIG)
    assert (told["aanvraag"], told["centrumgemeente"]) == (None, ZWOLLE)
    shown = expect(await reserved.opvang.get(f"/plaatsingen/{reserved.plaatsing['id']}"), 200)
    assert shown == told


async def test_a_house_turns_nobody_away_for_another_reason(dienst: Dienst) -> None:
    reserved = await _two_streken(dienst)
    answer = await post(reserved.opvang, reserved.plaatsing, "terugmelding", reden="te_druk")
    assert "5.1c" in refused(answer, 409, "terugmelding_onbekend")["detail"]
    assert (await reserved.again())["plaatsing"]["id"] == reserved.plaatsing["id"]


async def test_whoever_is_inside_is_not_reported_back(dienst: Dienst) -> None:
    reserved = await _two_streken(dienst)
    body = {"aangekomenOp": in_hours(-0.1), "nachten": 1}
    expect(await post(reserved.opvang, reserved.plaatsing, "aankomst", **body), 200)
    refused(await post(reserved.opvang, reserved.plaatsing, "terugmelding", **ONVEILIG), 409, "overgang")


async def test_the_place_that_comes_free_goes_to_who_waits(dienst: Dienst) -> None:
    await dienst.add_plaatsen({})
    reserved = await reserve(dienst)
    waiting = expect(await reserved.coordinator.post("/aanvragen", json=make_aanvraag()), 201)
    assert waiting["status"] == "zonder_plaats"
    await _report(reserved, ONVEILIG)
    found = expect(await reserved.coordinator.get(f"/aanvragen/{waiting['id']}"), 200)
    assert found["plaatsing"]["plaatsen"] == [reserved.plaats]
