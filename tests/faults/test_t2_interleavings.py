"""T2: the orders of events in which something promised, planned or true could get lost, one by one."""

from typing import Any

import httpx2
import pytest

from capacity_service.actions.fire_termijnen import _mark_onbevestigd, fire_termijnen
from capacity_service.domain.tijd import local_date
from tests.conftest import Urls
from tests.faults.invariants import check_facts, check_invariants
from tests.land import Dienst, Json, expect, in_hours, make_aanvraag, now

pytestmark = pytest.mark.faults

ZWOLLE, AMSTERDAM, EDE = "GM0193", "GM0363", "GM0228"


async def put_status(opvang: httpx2.AsyncClient, plaats: str, status: str, **facts: Any) -> httpx2.Response:
    """Say how a place is, on the revisie it has now."""
    revisie = expect(await opvang.get(f"/plaatsen/{plaats}"), 200)["revisie"]
    body = {"status": status, "waargenomenOp": in_hours(0)} | facts
    return await opvang.put(f"/plaatsen/{plaats}/status", json=body, headers={"If-Match": f'"{revisie}"'})


async def place(dienst: Dienst, **changes: Any) -> tuple[httpx2.AsyncClient, Json]:
    """An aanvraag that got a place, with whom it is from."""
    coordinator = await dienst.as_rol("coordinator")
    aanvraag = expect(await coordinator.post("/aanvragen", json=make_aanvraag(**changes)), 201)
    assert aanvraag["status"] == "gereserveerd"
    return coordinator, aanvraag


async def move_in(dienst: Dienst) -> tuple[httpx2.AsyncClient, Json]:
    """A household that is inside the first place it was given, with whom houses it."""
    _, aanvraag = await place(dienst)
    opvang = await dienst.as_rol("opvang")
    body = {"aangekomenOp": in_hours(0), "nachten": 1}
    return opvang, expect(await opvang.post(f"/plaatsingen/{aanvraag['plaatsing']['id']}/aankomst", json=body), 200)


def make_einde() -> Json:
    return {"naar": "netwerk", "opDatum": local_date(now()).isoformat()}


@pytest.mark.parametrize(
    "change", [{"centrumgemeente": EDE}, {"personenMax": 1}], ids=["into the own region", "too small"]
)
async def test_a_place_that_changed_since_it_was_proposed_is_not_taken(dienst: Dienst, change: Json) -> None:
    _, other, *_ = await dienst.add_plaatsen(
        {"personenMax": 2}, {"centrumgemeente": AMSTERDAM}, *[{"centrumgemeente": AMSTERDAM, "personenMax": 9}] * 2
    )
    opvang, (coordinator, aanvraag) = await dienst.as_rol("opvang"), await place(dienst)
    expect(await opvang.patch(f"/plaatsen/{other['id']}", json=change, headers={"If-Match": '"1"'}), 200)
    answer = await coordinator.post(
        f"/plaatsingen/{aanvraag['plaatsing']['id']}/ander-voorstel", json={"plaatsen": [other["id"]]}
    )
    assert expect(answer, 409)["type"].endswith("plaats_niet_vrij")


async def test_a_place_that_goes_out_before_the_nights_are_over_is_not_taken(dienst: Dienst) -> None:
    await dienst.add_plaatsen({"personenMax": 2}, *[{"centrumgemeente": AMSTERDAM}] * 3)
    opvang, (coordinator, aanvraag) = await dienst.as_rol("opvang"), await place(dienst)
    voorstel = aanvraag["voorstellen"][1]["plaatsen"]
    expect(await put_status(opvang, voorstel[0], "buiten_gebruik", reden="onderhoud", vanafOp=in_hours(24)), 200)
    answer = await coordinator.post(
        f"/plaatsingen/{aanvraag['plaatsing']['id']}/ander-voorstel", json={"plaatsen": voorstel}
    )
    assert expect(answer, 409)["type"].endswith("plaats_niet_vrij")


async def test_a_household_can_leave_a_place_whose_plan_a_fire_elsewhere_overtook(dienst: Dienst, kaal: Urls) -> None:
    await dienst.add_plaatsen({}, {}, {})
    opvang, inside = await move_in(dienst)
    (held,) = inside["plaatsen"]
    expect(await put_status(opvang, held, "buiten_gebruik", reden="onderhoud"), 200)
    burnt = next(p["id"] for p in expect(await opvang.get("/plaatsen"), 200)["plaatsen"] if p["id"] != held)
    expect(await put_status(opvang, burnt, "buiten_gebruik", reden="brand", feit=True), 200)
    expect(await opvang.post(f"/plaatsingen/{inside['id']}/einde", json=make_einde()), 200)
    assert expect(await opvang.get(f"/plaatsen/{held}"), 200)["status"] == "buiten_gebruik"
    assert await check_invariants(kaal.migrator) + await check_facts(kaal.migrator) == []


async def test_a_replacement_comes_in_when_the_household_has_left(dienst: Dienst, kaal: Urls) -> None:
    await dienst.add_plaatsen({}, {}, {})
    opvang, inside = await move_in(dienst)
    (held,) = inside["plaatsen"]
    spare = next(p["id"] for p in expect(await opvang.get("/plaatsen"), 200)["plaatsen"] if p["id"] != held)
    expect(await put_status(opvang, spare, "buiten_gebruik", reden="onderhoud"), 200)
    expect(await put_status(opvang, held, "buiten_gebruik", reden="verbouwing", vervangenDoor=spare), 200)
    expect(await opvang.post(f"/plaatsingen/{inside['id']}/einde", json=make_einde()), 200)
    after = {p["id"]: p["status"] for p in expect(await opvang.get("/plaatsen"), 200)["plaatsen"]}
    assert (after[held], after[spare]) == ("buiten_gebruik", "vrij")
    assert await check_invariants(kaal.migrator) + await check_facts(kaal.migrator) == []


async def test_a_plan_that_a_fire_overtook_still_begins_and_blocks_no_other(dienst: Dienst, kaal: Urls) -> None:
    ids = [plaats["id"] for plaats in await dienst.add_plaatsen({}, {}, {}, *[{"centrumgemeente": AMSTERDAM}] * 3)]
    opvang = await dienst.as_rol("opvang")
    for plaats in (ids[0], ids[3]):
        expect(await put_status(opvang, plaats, "buiten_gebruik", reden="onderhoud", vanafOp=in_hours(2)), 200)
    expect(await put_status(opvang, ids[1], "buiten_gebruik", reden="brand", feit=True), 200)
    await dienst.sql("UPDATE termijn SET op = clock_timestamp() WHERE soort = 'uitname_begint'")
    await fire_termijnen(dienst.database)
    for plaats in (ids[0], ids[3]):
        assert expect(await opvang.get(f"/plaatsen/{plaats}"), 200)["status"] == "buiten_gebruik"
    assert await check_invariants(kaal.migrator) + await check_facts(kaal.migrator) == []


async def test_a_tap_from_a_pocket_does_not_keep_a_place_fresh(dienst: Dienst) -> None:
    (plaats,) = await dienst.add_plaatsen({})
    opvang = await dienst.as_rol("opvang")
    tap = {"status": "vrij", "waargenomenOp": in_hours(-5)}
    expect(await opvang.post(f"/plaatsen/{plaats['id']}/bevestiging", json=tap), 200)
    (armed,) = await dienst.sql("SELECT t.op, p.bevestigd_op FROM termijn t JOIN plaats p ON p.id = t.sleutel")
    assert (armed.op - armed.bevestigd_op).total_seconds() == 24 * 3600


async def test_an_arrival_before_the_last_household_had_left_is_a_second_verblijf(dienst: Dienst, kaal: Urls) -> None:
    await dienst.add_plaatsen({})
    opvang, first = await move_in(dienst)
    expect(await opvang.post(f"/plaatsingen/{first['id']}/einde", json=make_einde()), 200)
    _, second = await place(dienst)
    body = {"aangekomenOp": in_hours(-0.5), "nachten": 1}
    expect(await opvang.post(f"/plaatsingen/{second['plaatsing']['id']}/aankomst", json=body), 200)
    assert [row.dubbel for row in await dienst.sql("SELECT dubbel FROM verblijf ORDER BY id")] == [False, True]
    assert await check_invariants(kaal.migrator) == []


async def test_every_step_of_a_placement_is_told_as_it_is(dienst: Dienst, kaal: Urls) -> None:
    await dienst.add_plaatsen({}, {"centrumgemeente": AMSTERDAM})
    coordinator, aanvraag = await place(dienst)
    opvang, plaatsing = await dienst.as_rol("opvang"), aanvraag["plaatsing"]["id"]
    steps: list[tuple[httpx2.AsyncClient, str, Json]] = [
        (coordinator, "bevestiging", {"verwachteAankomstOp": in_hours(1)}),
        (opvang, "acceptatie", {}),
        (opvang, "niet-verschenen", {}),
        (opvang, "aankomst", {"aangekomenOp": in_hours(0), "nachten": 1}),
        (opvang, "verlenging", {"nachten": 3}),
        (opvang, "einde", make_einde()),
    ]
    for client, step, body in steps:
        expect(await client.post(f"/plaatsingen/{plaatsing}/{step}", json=body), 200)
        assert await check_invariants(kaal.migrator) + await check_facts(kaal.migrator) == [], step


async def test_whoever_lapsed_and_arrives_all_the_same_keeps_the_door(dienst: Dienst, kaal: Urls) -> None:
    await dienst.add_plaatsen({})
    _, late = await place(dienst)
    plaatsing = late["plaatsing"]["id"]
    await lapse(dienst, plaatsing)
    opvang = await dienst.as_rol("opvang")
    coordinator = await dienst.as_rol("coordinator", nth=1)
    newer = expect(await coordinator.post("/aanvragen", json=make_aanvraag(vastgesteldOp=in_hours(-2))), 201)
    body = {"aangekomenOp": in_hours(0), "nachten": 2}
    expect(await opvang.post(f"/plaatsingen/{plaatsing}/aankomst", json=body), 200)
    again = expect(await coordinator.get(f"/aanvragen/{newer['id']}"), 200)
    assert again["status"] == "zonder_plaats"
    assert await check_invariants(kaal.migrator) == []


async def lapse(dienst: Dienst, plaatsing: str) -> None:
    """Let a reservering be over by the database's clock, without anybody recording it yet."""
    await dienst.sql(
        "UPDATE claim SET verloopt_op = clock_timestamp() WHERE plaatsing_id = :id AND soort = 'reservering'",
        id=plaatsing,
    )
    await dienst.sql("UPDATE termijn SET op = clock_timestamp() WHERE sleutel = :id", id=plaatsing)


async def test_a_lapsed_reservering_cannot_be_confirmed_before_the_lapse_is_recorded(
    dienst: Dienst, kaal: Urls
) -> None:
    await dienst.add_plaatsen({})
    coordinator, aanvraag = await place(dienst)
    plaatsing = aanvraag["plaatsing"]["id"]
    await lapse(dienst, plaatsing)
    body = {"verwachteAankomstOp": in_hours(1)}
    answer = await coordinator.post(f"/plaatsingen/{plaatsing}/bevestiging", json=body)
    assert expect(answer, 409)["type"].endswith("overgang")
    await fire_termijnen(dienst.database)
    assert expect(await coordinator.get(f"/plaatsingen/{plaatsing}"), 200)["status"] == "vervallen"
    assert await check_invariants(kaal.migrator) == []


async def test_a_lapse_that_a_fire_overtook_keeps_nobody_else_from_asking(dienst: Dienst, kaal: Urls) -> None:
    await dienst.add_plaatsen({}, {}, {})
    _, aanvraag = await place(dienst)
    opvang, (held,) = await dienst.as_rol("opvang"), aanvraag["plaatsing"]["plaatsen"]
    expect(await put_status(opvang, held, "buiten_gebruik", reden="onderhoud"), 200)
    burnt = next(p["id"] for p in expect(await opvang.get("/plaatsen"), 200)["plaatsen"] if p["id"] != held)
    expect(await put_status(opvang, burnt, "buiten_gebruik", reden="brand", feit=True), 200)
    await lapse(dienst, aanvraag["plaatsing"]["id"])
    coordinator = await dienst.as_rol("coordinator", nth=1)
    expect(await coordinator.post("/aanvragen", json=make_aanvraag()), 201)
    assert expect(await opvang.get(f"/plaatsen/{held}"), 200)["status"] == "buiten_gebruik"
    assert await check_invariants(kaal.migrator) == []


async def test_whoever_has_a_place_has_no_knelpunt_after_a_change(dienst: Dienst) -> None:
    await dienst.add_plaatsen({})
    coordinator, aanvraag = await place(dienst)
    path, headers = f"/aanvragen/{aanvraag['id']}", {"If-Match": f'"{aanvraag["revisie"]}"'}
    changed = expect(await coordinator.patch(path, json={"voorkeuren": [AMSTERDAM]}, headers=headers), 200)
    assert (changed["status"], changed["knelpunt"]) == ("gereserveerd", None)


async def test_a_place_that_turns_out_smaller_than_who_is_promised_it_is_not_silently_kept(dienst: Dienst) -> None:
    (plaats,) = await dienst.add_plaatsen({"soort": "opvangplaats"})
    coordinator, aanvraag = await place(dienst)
    opvang = await dienst.as_rol("opvang")
    revisie = expect(await opvang.get(f"/plaatsen/{plaats['id']}"), 200)["revisie"]
    answer = await opvang.patch(
        f"/plaatsen/{plaats['id']}", json={"personenMax": 1}, headers={"If-Match": f'"{revisie}"'}
    )
    now = expect(await coordinator.get(f"/aanvragen/{aanvraag['id']}"), 200)
    assert answer.status_code == 409 or now["status"] == "zonder_plaats"


async def test_a_place_that_becomes_due_while_the_clock_fires_turns_grey_all_the_same(dienst: Dienst) -> None:
    await dienst.add_plaatsen({})
    async with dienst.database.transaction(None) as tx:
        await tx.sql("UPDATE termijn SET op = clock_timestamp()")
        await tx.sql("UPDATE plaats SET bevestigd_op = (SELECT op FROM termijn) - interval '24 hours'")
        assert await _mark_onbevestigd(tx) == 1
    assert [row.onbevestigd for row in await dienst.sql("SELECT onbevestigd FROM plaats")] == [True]
