from datetime import timedelta

import pytest

from capacity_service.actions.fire_termijnen import fire_termijnen
from capacity_service.domain.tijd import local_date
from tests.actions.scene import (
    AMSTERDAM,
    ZWOLLE,
    Reserved,
    arrive,
    confirm,
    leave,
    pass_term,
    post,
    put_status,
    read_plaats,
    refused,
    reserve,
)
from tests.land import Dienst, Json, expect, in_hours, make_aanvraag, now


async def _overtaken(dienst: Dienst) -> tuple[Reserved, Reserved]:
    """A household whose reservering lapsed, and one in greater haste that got the place since."""
    await dienst.add_plaatsen({})
    first = await reserve(dienst)
    waiting = expect(await first.coordinator.post("/aanvragen", json=make_aanvraag(vastgesteldOp=in_hours(-5))), 201)
    await pass_term(dienst, first.plaatsing)
    await fire_termijnen(dienst.database)
    second = Reserved(first.coordinator, first.opvang, waiting)
    second.aanvraag = await second.again()
    assert second.plaats == first.plaats
    return first, second


async def test_arrival_makes_a_stay_and_a_promise_counted_in_nights(dienst: Dienst) -> None:
    await dienst.add_plaatsen({})
    reserved = await reserve(dienst)
    await confirm(reserved)
    arrived = await arrive(reserved, nachten=2)
    assert (arrived["status"], arrived["nachten"], arrived["verlooptOp"]) == ("aangekomen", 2, None)
    (row,) = await dienst.sql("SELECT eerste_nacht, vertrek FROM plaatsing")
    assert row.vertrek - row.eerste_nacht == timedelta(days=2)
    assert row.eerste_nacht in {local_date(now()), local_date(now()) - timedelta(days=1)}
    (verblijf,) = await dienst.sql("SELECT tot, dubbel FROM verblijf")
    assert (verblijf.tot, verblijf.dubbel) == (None, False)
    assert (await read_plaats(reserved.opvang, reserved.plaats))["status"] == "bezet"


async def test_somebody_may_arrive_before_anybody_confirmed(dienst: Dienst) -> None:
    await dienst.add_plaatsen({})
    reserved = await reserve(dienst)
    await arrive(reserved)
    assert (await reserved.again())["status"] == "aangekomen"
    assert await dienst.sql("SELECT 1 FROM termijn WHERE soort = 'reservering_vervalt'") == []


@pytest.mark.parametrize(
    "body",
    [
        {"aangekomenOp": in_hours(2), "nachten": 1},
        {"aangekomenOp": in_hours(-9), "nachten": 1},
        {"aangekomenOp": in_hours(-0.1), "nachten": 0},
        {"aangekomenOp": in_hours(-0.1), "nachten": 4},
    ],
    ids=["in the future", "before rood was established", "0 nights", "4 nights"],
)
async def test_what_cannot_be_is_refused(dienst: Dienst, body: Json) -> None:
    await dienst.add_plaatsen({})
    reserved = await reserve(dienst)
    assert 400 <= (await post(reserved.opvang, reserved.plaatsing, "aankomst", **body)).status_code < 500
    assert await dienst.sql("SELECT 1 FROM verblijf") == []


async def test_arrival_wins_from_a_reservering_made_after_the_lapse(dienst: Dienst) -> None:
    first, second = await _overtaken(dienst)
    arrived = await arrive(first)
    assert arrived["status"] == "aangekomen"
    displaced = await second.again()
    assert (displaced["status"], displaced["plaatsing"]) == ("zonder_plaats", None)
    (claim,) = await dienst.sql("SELECT CAST(plaatsing_id AS text) AS id FROM claim")
    assert claim.id == first.plaatsing["id"]


async def test_whoever_is_displaced_before_confirmation_gets_the_next_place_at_once(dienst: Dienst) -> None:
    first, second = await _overtaken(dienst)
    path = f"/aanvragen/{first.aanvraag['id']}"
    await dienst.add_plaatsen({"centrumgemeente": AMSTERDAM})
    assert expect(await first.coordinator.get(path), 200)["plaatsing"]["centrumgemeente"] == AMSTERDAM
    await arrive(first)
    moved = await second.again()
    assert (moved["status"], moved["plaatsing"]["centrumgemeente"]) == ("gereserveerd", AMSTERDAM)


async def test_whoever_is_displaced_after_confirmation_is_asked_first(dienst: Dienst) -> None:
    first, second = await _overtaken(dienst)
    await confirm(second)
    await arrive(first)
    await dienst.add_plaatsen({"centrumgemeente": AMSTERDAM})
    waiting = await second.again()
    assert (waiting["status"], waiting["plaatsing"]) == ("zonder_plaats", None)
    assert [v["centrumgemeente"] for v in waiting["voorstellen"]] == [AMSTERDAM]


async def test_what_was_reserved_instead_of_a_lapsed_place_is_let_go_on_arrival(dienst: Dienst) -> None:
    await dienst.add_plaatsen({"centrumgemeente": ZWOLLE}, {"centrumgemeente": AMSTERDAM})
    reserved = await reserve(dienst)
    await pass_term(dienst, reserved.plaatsing)
    other = await reserve(dienst)
    again = await reserved.again()
    assert again["plaatsing"]["id"] not in {reserved.plaatsing["id"], other.plaatsing["id"]}
    await arrive(reserved)
    found = await reserved.again()
    assert (found["status"], found["plaatsing"]["id"]) == ("aangekomen", reserved.plaatsing["id"])
    assert len(await dienst.sql("SELECT 1 FROM claim WHERE soort = 'verblijf'")) == 1


async def test_two_households_inside_one_place_are_two_stays_and_the_second_is_marked(dienst: Dienst) -> None:
    first, second = await _overtaken(dienst)
    await arrive(second)
    await arrive(first)
    rows = await dienst.sql("SELECT dubbel, tot FROM verblijf ORDER BY id")
    assert [(row.dubbel, row.tot) for row in rows] == [(False, None), (True, None)]


async def test_the_place_stays_held_by_whoever_is_still_inside(dienst: Dienst) -> None:
    first, _ = await _overtaken(dienst)
    expect(await put_status(first.opvang, first.plaats, status="bezet", sindsOp=in_hours(-0.2)), 200)
    await arrive(first)
    plaats = expect(await put_status(first.opvang, first.plaats, status="vrij"), 200)
    assert (plaats["status"], plaats["plaatsing"]) == ("bezet", first.plaatsing["id"])


async def test_a_place_out_of_service_with_somebody_inside_goes_out_when_they_leave(dienst: Dienst) -> None:
    first, _ = await _overtaken(dienst)
    out = {"status": "buiten_gebruik", "reden": "water", "feit": True}
    expect(await put_status(first.opvang, first.plaats, **out), 200)
    await arrive(first)
    inside = await read_plaats(first.opvang, first.plaats)
    assert (inside["status"], inside["uitname"]["reden"]) == ("bezet", "water")
    await leave(first)
    left = await read_plaats(first.opvang, first.plaats)
    assert (left["status"], left["reden"], left["uitname"]) == ("buiten_gebruik", "water", None)


async def _begun(dienst: Dienst) -> tuple[Reserved, str]:
    """Somebody whose reservering lapsed and whose place is out for work since, as planned; and another place there."""
    plaatsen = await dienst.add_plaatsen({}, {}, {})
    reserved = await reserve(dienst)
    await dienst.add_plaatsen({"centrumgemeente": AMSTERDAM, "personenMax": 3})
    await pass_term(dienst, reserved.plaatsing)
    await fire_termijnen(dienst.database)
    expect(await put_status(reserved.opvang, reserved.plaats, status="buiten_gebruik", reden="schoonmaak"), 200)
    other, _ = (plaats["id"] for plaats in plaatsen if plaats["id"] != reserved.plaats)
    return reserved, other


async def test_what_was_planned_is_not_unforeseen_when_somebody_comes_in_all_the_same(dienst: Dienst) -> None:
    """Nor does the minimum, which a fire broke since, keep them out (R1, R14)."""
    reserved, other = await _begun(dienst)
    expect(await put_status(reserved.opvang, other, status="buiten_gebruik", reden="brand", feit=True), 200)
    await arrive(reserved)
    inside = await read_plaats(reserved.opvang, reserved.plaats)
    assert (inside["status"], inside["uitname"]["reden"], inside["uitname"]["feit"]) == ("bezet", "schoonmaak", False)
    await leave(reserved)
    assert (await read_plaats(reserved.opvang, reserved.plaats))["reden"] == "schoonmaak"
    signals = await dienst.sql("SELECT onderwerp FROM normsignaal WHERE norm = 'onvoorziene_uitval'")
    assert [row.onderwerp for row in signals] == [other]


async def test_a_later_plan_does_not_bring_back_a_place_that_is_out_now(dienst: Dienst) -> None:
    reserved, _ = await _begun(dienst)
    plan = {"status": "buiten_gebruik", "reden": "verbouwing", "vanafOp": in_hours(99)}
    expect(await put_status(reserved.opvang, reserved.plaats, **plan), 200)
    await arrive(reserved)
    assert (await read_plaats(reserved.opvang, reserved.plaats))["uitname"]["reden"] == "schoonmaak"
    assert await dienst.sql("SELECT 1 FROM termijn WHERE soort = 'uitname_begint'") == []
    await leave(reserved)
    left = await read_plaats(reserved.opvang, reserved.plaats)
    assert (left["status"], left["reden"], left["uitname"]) == ("buiten_gebruik", "schoonmaak", None)


async def test_an_arrival_reported_from_before_the_last_household_left_is_marked(dienst: Dienst) -> None:
    await dienst.add_plaatsen({})
    first = await reserve(dienst)
    await arrive(first)
    await leave(first)
    await arrive(await reserve(dienst), hours_ago=0.1)
    rows = await dienst.sql("SELECT dubbel FROM verblijf ORDER BY id")
    assert [row.dubbel for row in rows] == [False, True]


async def test_whoever_was_given_up_by_a_person_does_not_arrive_on_that_plaatsing(dienst: Dienst) -> None:
    await dienst.add_plaatsen({})
    reserved = await reserve(dienst)
    withdrawn = f"/aanvragen/{reserved.aanvraag['id']}/intrekking"
    expect(await reserved.coordinator.post(withdrawn, json={"reden": "wil_niet"}), 200)
    answer = await post(reserved.opvang, reserved.plaatsing, "aankomst", aangekomenOp=in_hours(-0.1), nachten=1)
    assert "bel" in refused(answer, 409, "overgang")["detail"]


async def test_a_household_arrives_in_one_house_only(dienst: Dienst) -> None:
    await dienst.add_plaatsen({"centrumgemeente": ZWOLLE}, {"centrumgemeente": AMSTERDAM})
    reserved = await reserve(dienst)
    await pass_term(dienst, reserved.plaatsing)
    filler = expect(await reserved.coordinator.post("/aanvragen", json=make_aanvraag()), 201)
    assert filler["plaatsing"] is not None
    second = (await reserved.again())["plaatsing"]
    expect(await post(reserved.opvang, second, "aankomst", aangekomenOp=in_hours(-0.1), nachten=1), 200)
    answer = await post(reserved.opvang, reserved.plaatsing, "aankomst", aangekomenOp=in_hours(-0.1), nachten=1)
    refused(answer, 409, "overgang")
