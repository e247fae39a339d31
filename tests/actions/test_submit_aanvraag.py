import asyncio
from uuid import uuid4

import pytest

from tests.actions.scene import AMSTERDAM, EDE, ZWOLLE, pass_term, refused, reserve
from tests.land import Dienst, expect, in_hours, make_aanvraag


async def test_code_rood_is_recorded_weighed_and_reserved_at_once(dienst: Dienst) -> None:
    (plaats,) = await dienst.add_plaatsen({})
    coordinator = await dienst.as_rol("coordinator")
    aanvraag = expect(await coordinator.post("/aanvragen", json=make_aanvraag()), 201)
    assert aanvraag["status"] == "gereserveerd"
    assert aanvraag["plaatsing"]["plaatsen"] == [plaats["id"]]
    assert aanvraag["voorstellen"][0]["redenen"]


async def test_without_a_place_the_aanvraag_is_recorded_with_its_knelpunt(dienst: Dienst) -> None:
    coordinator = await dienst.as_rol("coordinator")
    aanvraag = expect(await coordinator.post("/aanvragen", json=make_aanvraag()), 201)
    assert (aanvraag["status"], aanvraag["plaatsing"]) == ("zonder_plaats", None)
    assert aanvraag["knelpunt"]["code"] in {"te_groot", "niets_vrij"}


async def test_whoever_waits_is_placed_as_soon_as_a_place_is_added(dienst: Dienst) -> None:
    coordinator = await dienst.as_rol("coordinator")
    waiting = expect(await coordinator.post("/aanvragen", json=make_aanvraag()), 201)
    await dienst.add_plaatsen({})
    found = expect(await coordinator.get(f"/aanvragen/{waiting['id']}"), 200)
    assert found["status"] == "gereserveerd"
    assert found["knelpunt"] is None


async def test_the_own_region_and_what_is_unsafe_is_never_proposed(dienst: Dienst) -> None:
    await dienst.add_plaatsen({"centrumgemeente": ZWOLLE}, {"centrumgemeente": AMSTERDAM}, {"centrumgemeente": EDE})
    coordinator = await dienst.as_rol("coordinator")
    body = make_aanvraag(gemeente=EDE, uitsluitingen=[ZWOLLE])
    aanvraag = expect(await coordinator.post("/aanvragen", json=body), 201)
    assert {v["centrumgemeente"] for v in aanvraag["voorstellen"]} == {AMSTERDAM}


@pytest.mark.parametrize("kleur", ["oranje", "groen"])
async def test_only_rood_leaves_the_region(dienst: Dienst, kleur: str) -> None:
    coordinator = await dienst.as_rol("coordinator")
    veiligheid = {"kleur": kleur, "instrument": "verwey_jonker", "door": "opvangorganisatie"}
    answer = await coordinator.post("/aanvragen", json=make_aanvraag(veiligheid=veiligheid))
    assert "R4" in refused(answer, 409, "code_rood_vereist")["detail"]
    assert await dienst.sql("SELECT 1 FROM aanvraag") == []


async def test_an_acute_threat_stands_in_for_a_risicotaxatie(dienst: Dienst) -> None:
    await dienst.add_plaatsen({})
    reserved = await reserve(dienst, veiligheid={"dreiging": "wurging", "door": "politie"})
    assert reserved.aanvraag["veiligheid"]["kleur"] is None


async def test_the_clock_starts_when_rood_was_established(dienst: Dienst) -> None:
    coordinator = await dienst.as_rol("coordinator")
    expect(await coordinator.post("/aanvragen", json=make_aanvraag(vastgesteldOp=in_hours(-20))), 201)
    (row,) = await dienst.sql("SELECT deadline_op - vastgesteld_op = interval '24 hours' AS a_day FROM aanvraag")
    assert row.a_day


async def test_aanvragen_that_come_together_never_get_the_same_place(dienst: Dienst) -> None:
    await dienst.add_plaatsen(*[{}] * 3, *[{"centrumgemeente": AMSTERDAM}] * 2)
    coordinator = await dienst.as_rol("coordinator")
    answers = await asyncio.gather(*(coordinator.post("/aanvragen", json=make_aanvraag()) for _ in range(12)))
    states = [expect(answer, 201) for answer in answers]
    held = [state["plaatsing"]["plaatsen"][0] for state in states if state["plaatsing"]]
    assert len(held) == len(set(held)) == 5
    assert [state["status"] for state in states].count("zonder_plaats") == 7


async def test_the_same_aanvraag_under_one_key_is_one_household(dienst: Dienst) -> None:
    await dienst.add_plaatsen({}, {})
    coordinator, key, body = await dienst.as_rol("coordinator"), {"Idempotency-Key": str(uuid4())}, make_aanvraag()
    first = await coordinator.post("/aanvragen", json=body, headers=key)
    again = await coordinator.post("/aanvragen", json=body, headers=key)
    assert expect(first, 201) == expect(again, 201)
    other = await coordinator.post("/aanvragen", json=body | {"nachten": 1}, headers=key)
    assert other.json()["type"] == "/v1/problemen/idempotentie_anders"
    assert len(await dienst.sql("SELECT 1 FROM aanvraag")) == 1


async def test_who_comes_in_sees_a_lapse_before_the_clock_does(dienst: Dienst) -> None:
    await dienst.add_plaatsen({})
    reserved = await reserve(dienst)
    await pass_term(dienst, reserved.plaatsing)
    expect(await reserved.coordinator.post("/aanvragen", json=make_aanvraag()), 201)
    (row,) = await dienst.sql("SELECT status FROM plaatsing WHERE id = :id", id=reserved.plaatsing["id"])
    assert row.status == "vervallen"


async def test_who_comes_in_longer_in_danger_goes_before_who_let_a_reservering_lapse(dienst: Dienst) -> None:
    await dienst.add_plaatsen({})
    reserved = await reserve(dienst)
    await pass_term(dienst, reserved.plaatsing)
    older = make_aanvraag(vastgesteldOp=in_hours(-6))
    aanvraag = expect(await reserved.coordinator.post("/aanvragen", json=older), 201)
    assert aanvraag["status"] == "gereserveerd"
    assert (await reserved.again())["status"] == "zonder_plaats"
