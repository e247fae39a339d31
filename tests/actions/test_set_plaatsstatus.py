import pytest

from capacity_service.actions.fire_termijnen import fire_termijnen
from tests.actions.scene import (
    AMSTERDAM,
    arrive,
    confirm,
    leave,
    put_status,
    read_plaats,
    refused,
    reserve,
)
from tests.land import Dienst, Json, expect, in_hours, make_aanvraag, now

PLAN = {"status": "buiten_gebruik", "reden": "onderhoud"}
FEIT = {"status": "buiten_gebruik", "reden": "brand", "feit": True}


async def _places(dienst: Dienst, count: int) -> list[str]:
    return [plaats["id"] for plaats in await dienst.add_plaatsen(*[{}] * count)]


@pytest.mark.parametrize(("places", "status"), [(2, 409), (3, 200)], ids=["of two", "of three"])
async def test_a_plan_leaves_two_crisisplaatsen_in_service(dienst: Dienst, places: int, status: int) -> None:
    first, *_ = await _places(dienst, places)
    opvang = await dienst.as_rol("opvang")
    answer = await put_status(opvang, first, **PLAN)
    expect(answer, status)
    assert status == 200 or "R1" in refused(answer, 409, "minimum_plaatsen")["detail"]
    assert (await read_plaats(opvang, first))["status"] == ("buiten_gebruik" if status == 200 else "vrij")


async def test_a_fact_is_accepted_whatever_it_leaves(dienst: Dienst) -> None:
    first, second = await _places(dienst, 2)
    opvang = await dienst.as_rol("opvang")
    for plaats in (first, second):
        assert expect(await put_status(opvang, plaats, **FEIT), 200)["status"] == "buiten_gebruik"
    rows = expect(await opvang.get("/bezetting"), 200)["centrumgemeenten"]
    (zwolle,) = [row for row in rows if row["code"] == "GM0193"]
    assert (zwolle["inzetbaar"], zwolle["onderMinimum"], zwolle["geenVrij"]) == (0, True, True)


async def test_a_plan_for_a_later_date_counts_from_today(dienst: Dienst) -> None:
    first, second, _ = await _places(dienst, 3)
    opvang = await dienst.as_rol("opvang")
    planned = expect(await put_status(opvang, first, **PLAN, vanafOp=in_hours(200)), 200)
    assert (planned["status"], planned["uitname"]["feit"]) == ("vrij", False)
    refused(await put_status(opvang, second, **PLAN, vanafOp=in_hours(300)), 409, "minimum_plaatsen")
    refused(await put_status(opvang, second, **PLAN), 409, "minimum_plaatsen")


async def test_saying_vrij_takes_a_plan_back(dienst: Dienst) -> None:
    first, *_ = await _places(dienst, 3)
    opvang = await dienst.as_rol("opvang")
    expect(await put_status(opvang, first, **PLAN, vanafOp=in_hours(200)), 200)
    assert expect(await put_status(opvang, first, status="vrij"), 200)["uitname"] is None
    assert await dienst.sql("SELECT 1 FROM termijn WHERE soort = 'uitname_begint'") == []


async def test_a_swap_keeps_the_minimum(dienst: Dienst) -> None:
    first, _, spare = await _places(dienst, 3)
    opvang = await dienst.as_rol("opvang")
    expect(await put_status(opvang, spare, **PLAN), 200)
    refused(await put_status(opvang, first, **PLAN), 409, "minimum_plaatsen")
    expect(await put_status(opvang, first, **PLAN, vervangenDoor=spare), 200)
    assert (await read_plaats(opvang, first))["status"] == "buiten_gebruik"
    assert (await read_plaats(opvang, spare))["status"] == "vrij"


async def test_a_swap_for_a_later_date_happens_on_that_date(dienst: Dienst) -> None:
    first, _, spare = await _places(dienst, 3)
    opvang = await dienst.as_rol("opvang")
    expect(await put_status(opvang, spare, **PLAN), 200)
    planned = expect(await put_status(opvang, first, **PLAN, vervangenDoor=spare, vanafOp=in_hours(100)), 200)
    assert planned["uitname"]["vervangenDoor"] == spare
    assert (await read_plaats(opvang, spare))["status"] == "buiten_gebruik"
    await dienst.sql("UPDATE uitname SET vanaf_op = clock_timestamp() - interval '1 second'")
    await dienst.sql("UPDATE termijn SET op = clock_timestamp() - interval '1 second' WHERE soort = 'uitname_begint'")
    assert await fire_termijnen(dienst.database) == 1
    assert [(await read_plaats(opvang, p))["status"] for p in (first, spare)] == ["buiten_gebruik", "vrij"]


async def test_a_swap_waits_until_whoever_is_there_has_left(dienst: Dienst) -> None:
    _, _, spare = await _places(dienst, 3)
    opvang = await dienst.as_rol("opvang")
    expect(await put_status(opvang, spare, **PLAN), 200)
    reserved = await reserve(dienst)
    await arrive(reserved)
    expect(await put_status(opvang, reserved.plaats, **PLAN, vervangenDoor=spare), 200)
    assert (await read_plaats(opvang, reserved.plaats))["status"] == "bezet"
    await leave(reserved)
    assert [(await read_plaats(opvang, p))["status"] for p in (reserved.plaats, spare)] == ["buiten_gebruik", "vrij"]


async def test_a_place_replaces_only_its_like(dienst: Dienst) -> None:
    first, second, _ = await _places(dienst, 3)
    opvang = await dienst.as_rol("opvang")
    problem = refused(await put_status(opvang, first, **PLAN, vervangenDoor=second), 400, "ongeldige_invoer")
    assert [fault["veld"] for fault in problem["fouten"]] == ["vervangenDoor"]


async def test_a_place_lost_with_people_inside_goes_out_when_they_leave(dienst: Dienst) -> None:
    await _places(dienst, 1)
    reserved = await reserve(dienst)
    await arrive(reserved)
    lost = expect(await put_status(reserved.opvang, reserved.plaats, **FEIT), 200)
    assert (lost["status"], lost["uitname"]["reden"]) == ("bezet", "brand")
    await leave(reserved)
    left = await read_plaats(reserved.opvang, reserved.plaats)
    assert (left["status"], left["reden"], left["uitname"]) == ("buiten_gebruik", "brand", None)


async def test_leaving_is_never_refused_because_of_a_plan_that_events_overtook(dienst: Dienst) -> None:
    await _places(dienst, 3)
    reserved = await reserve(dienst)
    await arrive(reserved)
    expect(await put_status(reserved.opvang, reserved.plaats, **PLAN), 200)
    free = await dienst.sql("SELECT CAST(id AS text) AS id FROM plaats WHERE id <> :id", id=reserved.plaats)
    expect(await put_status(reserved.opvang, free[0].id, **FEIT), 200)
    await leave(reserved)
    assert (await read_plaats(reserved.opvang, reserved.plaats))["status"] == "buiten_gebruik"


@pytest.mark.parametrize("confirmed", [False, True], ids=["reserved", "confirmed"])
async def test_a_promised_place_that_is_lost_sends_the_household_on(dienst: Dienst, *, confirmed: bool) -> None:
    await dienst.add_plaatsen({}, {"centrumgemeente": AMSTERDAM, "personenMax": 6})
    reserved = await reserve(dienst)
    if confirmed:
        await confirm(reserved)
    expect(await put_status(reserved.opvang, reserved.plaats, **FEIT), 200)
    aanvraag = await reserved.again()
    assert aanvraag["status"] == ("zonder_plaats" if confirmed else "gereserveerd")
    assert [v["centrumgemeente"] for v in aanvraag["voorstellen"]] == [AMSTERDAM]


async def test_a_promised_place_that_is_planned_out_keeps_its_promise(dienst: Dienst) -> None:
    await _places(dienst, 3)
    reserved = await reserve(dienst)
    planned = expect(await put_status(reserved.opvang, reserved.plaats, **PLAN), 200)
    assert (planned["status"], planned["uitname"]["reden"]) == ("gereserveerd", "onderhoud")
    assert (await reserved.again())["plaatsing"]["id"] == reserved.plaatsing["id"]


async def test_bezet_without_an_aanvraag_runs_a_stay_of_its_own(dienst: Dienst) -> None:
    (plaats,) = await _places(dienst, 1)
    opvang = await dienst.as_rol("opvang")
    expect(await put_status(opvang, plaats, status="bezet", sindsOp=in_hours(-3)), 200)
    corrected = expect(await put_status(opvang, plaats, status="bezet", sindsOp=in_hours(-5)), 200)
    assert (corrected["status"], corrected["plaatsing"]) == ("bezet", None)
    (verblijf,) = await dienst.sql("SELECT tot FROM verblijf")
    assert verblijf.tot is None
    expect(await put_status(opvang, plaats, status="vrij"), 200)
    (verblijf,) = await dienst.sql("SELECT tot FROM verblijf")
    assert verblijf.tot is not None


async def test_a_place_that_comes_back_goes_to_who_waits(dienst: Dienst) -> None:
    (plaats,) = await _places(dienst, 1)
    opvang, coordinator = await dienst.as_rol("opvang"), await dienst.as_rol("coordinator")
    expect(await put_status(opvang, plaats, **FEIT), 200)
    waiting = expect(await coordinator.post("/aanvragen", json=make_aanvraag()), 201)
    back = expect(await put_status(opvang, plaats, status="vrij"), 200)
    found = expect(await coordinator.get(f"/aanvragen/{waiting['id']}"), 200)
    assert (back["status"], found["plaatsing"]["plaatsen"]) == ("gereserveerd", [plaats])


@pytest.mark.parametrize(
    "melding", [{"status": "vrij"}, {"status": "bezet", "sindsOp": in_hours(-0.1)}], ids=["vrij", "bezet"]
)
async def test_whoever_came_through_an_aanvraag_is_not_put_out_by_a_status(dienst: Dienst, melding: Json) -> None:
    await _places(dienst, 1)
    reserved = await reserve(dienst)
    await arrive(reserved)
    refused(await put_status(reserved.opvang, reserved.plaats, **melding), 409, "overgang")
    assert (await reserved.again())["status"] == "aangekomen"


async def test_a_place_of_another_organisatie_does_not_exist(dienst: Dienst) -> None:
    (plaats,) = await _places(dienst, 1)
    other = await dienst.as_rol("opvang", nth=1)
    body = {"status": "vrij", "waargenomenOp": now().isoformat()}
    answer = await other.put(f"/plaatsen/{plaats}/status", json=body, headers={"If-Match": '"1"'})
    refused(answer, 404, "niet_gevonden")


async def test_a_status_of_an_older_revisie_is_refused(dienst: Dienst) -> None:
    (plaats,) = await _places(dienst, 1)
    opvang = await dienst.as_rol("opvang")
    expect(await put_status(opvang, plaats, status="vrij"), 200)
    body = {"status": "vrij", "waargenomenOp": now().isoformat()}
    answer = await opvang.put(f"/plaatsen/{plaats}/status", json=body, headers={"If-Match": '"1"'})
    refused(answer, 412, "revisie_verouderd")


async def test_saying_vrij_brings_back_a_place_that_is_out_and_has_a_plan_that_is_due(dienst: Dienst) -> None:
    plaats, *_ = await _places(dienst, 3)
    opvang = await dienst.as_rol("opvang")
    expect(await put_status(opvang, plaats, **FEIT), 200)
    await dienst.sql(
        "INSERT INTO uitname (plaats_id, vanaf_op, feit, reden)"
        " VALUES (:id, clock_timestamp() - interval '1 hour', false, 'onderhoud')",
        id=plaats,
    )
    expect(await put_status(opvang, plaats, status="vrij"), 200)
    assert (await read_plaats(opvang, plaats))["status"] == "vrij"
