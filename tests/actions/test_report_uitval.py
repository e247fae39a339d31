"""Two places burn down: the whole house out at once, a fact (R1, R14)."""

import asyncio
from typing import Any

import httpx2

from tests.actions.scene import AMSTERDAM, ZWOLLE, Reserved, arrive, confirm, put_status, read_plaats, refused, reserve
from tests.land import Dienst, Json, expect, in_hours, make_aanvraag


async def _house(dienst: Dienst, count: int) -> tuple[httpx2.AsyncClient, list[Json]]:
    """One house in Zwolle with so many places, of the first opvangorganisatie."""
    opvang = await dienst.as_rol("opvang")
    (first,) = await dienst.add_plaatsen({"centrumgemeente": ZWOLLE}, opvang=opvang)
    more = [{"centrumgemeente": ZWOLLE, "huis": first["huis"]["id"]}] * (count - 1)
    return opvang, [first, *await dienst.add_plaatsen(*more, opvang=opvang)]


async def _report(opvang: httpx2.AsyncClient, plaats: Json, **said: Any) -> Json:
    answer = await opvang.post(f"/huizen/{plaats['huis']['id']}/uitval", json={"reden": "brand"} | said)
    found: Json = expect(answer, 200)
    return found


async def _full_house(dienst: Dienst) -> tuple[httpx2.AsyncClient, list[Json], list[Reserved]]:
    """Inside, inside without an aanvraag, confirmed, reserved, out for maintenance, and free."""
    opvang, plaatsen = await _house(dienst, 6)
    inside, confirmed, reserved = [await reserve(dienst) for _ in range(3)]
    await arrive(inside)
    await confirm(confirmed)
    taken = {one.plaats for one in (inside, confirmed, reserved)}
    free = [plaats["id"] for plaats in plaatsen if plaats["id"] not in taken]
    expect(await put_status(opvang, free[0], status="bezet", sindsOp=in_hours(-2)), 200)
    expect(await put_status(opvang, free[1], status="buiten_gebruik", reden="onderhoud", feit=True), 200)
    return opvang, plaatsen, [inside, confirmed, reserved]


async def test_every_place_goes_out_and_the_answer_says_who_needs_what(dienst: Dienst) -> None:
    opvang, plaatsen, (inside, _, _) = await _full_house(dienst)
    told = await _report(opvang, plaatsen[0], verwachtTotOp=in_hours(48))
    counts = (told["buitenGebruik"], told["warenBuitenGebruik"], told["teruggemeld"], told["bezet"])
    assert counts == (3, 1, 2, 2)
    assert told["verplaatsen"] == [
        {
            "plaatsing": inside.plaatsing["id"],
            "referentie": inside.aanvraag["referentie"],
            "plaatsen": inside.plaatsing["plaatsen"],
        }
    ]
    now = [await read_plaats(opvang, plaats["id"]) for plaats in plaatsen]
    assert sorted(plaats["status"] for plaats in now) == ["bezet"] * 2 + ["buiten_gebruik"] * 4
    (without,) = told["bezetZonderAanvraag"]
    assert (await read_plaats(opvang, without))["plaatsing"] is None
    assert [p["uitname"]["feit"] for p in now if p["status"] == "bezet"] == [True, True]
    assert sorted(p["reden"] for p in now if p["status"] == "buiten_gebruik") == ["brand"] * 3 + ["onderhoud"]


async def test_who_was_promised_a_place_looks_on_and_who_is_inside_stays(dienst: Dienst) -> None:
    """R6: reserved moves at once, confirmed is shown to a person. R11: nobody is put out."""
    opvang, plaatsen, (inside, confirmed, reserved) = await _full_house(dienst)
    other = await dienst.as_rol("opvang", nth=1)
    elsewhere = await dienst.add_plaatsen(*[{"centrumgemeente": AMSTERDAM}] * 2, opvang=other)
    await _report(opvang, plaatsen[0])
    assert (await inside.again())["status"] == "aangekomen"
    moved, shown = await reserved.again(), await confirmed.again()
    assert moved["plaatsing"]["plaatsen"][0] in {plaats["id"] for plaats in elsewhere}
    assert (shown["status"], bool(shown["voorstellen"])) == ("zonder_plaats", True)
    old = expect(await opvang.get(f"/plaatsingen/{confirmed.plaatsing['id']}"), 200)
    assert (old["status"], old["reden"]) == ("teruggemeld", "plaats_onbruikbaar")


async def test_a_place_with_people_goes_out_when_they_have_moved_on(dienst: Dienst) -> None:
    opvang, (plaats,) = await _house(dienst, 1)
    inside = await reserve(dienst)
    await arrive(inside)
    other = await dienst.as_rol("opvang", nth=1)
    await dienst.add_plaatsen({"centrumgemeente": AMSTERDAM}, opvang=other)
    (needs,) = (await _report(opvang, plaats))["verplaatsen"]
    body = {"reden": "verlies", "vastgesteldOp": in_hours(0)}
    expect(await opvang.post(f"/plaatsingen/{needs['plaatsing']}/verplaatsing", json=body), 201)
    (row,) = await dienst.sql("SELECT id FROM plaatsing WHERE centrumgemeente = :code", code=AMSTERDAM)
    arrival = {"aangekomenOp": in_hours(0), "nachten": 2}
    expect(await other.post(f"/plaatsingen/{row.id}/aankomst", json=arrival), 200)
    after = await read_plaats(opvang, plaats["id"])
    assert (after["status"], after["reden"]) == ("buiten_gebruik", "brand")


async def test_no_minimum_stops_a_fact_and_a_plan_gives_way_to_it(dienst: Dienst) -> None:
    """R1, R14."""
    opvang, plaatsen = await _house(dienst, 3)
    plan = {"status": "buiten_gebruik", "reden": "verbouwing", "vanafOp": in_hours(24)}
    expect(await put_status(opvang, plaatsen[0]["id"], **plan), 200)
    assert (await _report(opvang, plaatsen[0]))["buitenGebruik"] == 3
    assert await dienst.sql("SELECT 1 FROM uitname") == []
    assert await dienst.sql("SELECT 1 FROM termijn WHERE soort = 'uitname_begint'") == []


async def test_reported_again_nothing_more_goes_out(dienst: Dienst) -> None:
    opvang, plaatsen = await _house(dienst, 2)
    await _report(opvang, plaatsen[0])
    again = await _report(opvang, plaatsen[0], reden="water")
    assert (again["buitenGebruik"], again["warenBuitenGebruik"]) == (0, 2)


async def test_the_house_of_another_organisatie_is_not_there(dienst: Dienst) -> None:
    opvang, plaatsen = await _house(dienst, 2)
    other = await dienst.as_rol("opvang", nth=2)
    answer = await other.post(f"/huizen/{plaatsen[0]['huis']['id']}/uitval", json={"reden": "brand"})
    refused(answer, 404, "niet_gevonden")
    assert (await read_plaats(opvang, plaatsen[0]["id"]))["status"] == "vrij"


async def test_asking_confirming_and_burning_at_once_leave_nobody_in_a_lost_place(dienst: Dienst) -> None:
    opvang, plaatsen = await _house(dienst, 4)
    reserved = [await reserve(dienst) for _ in range(2)]
    coordinator = reserved[0].coordinator
    url, fire = f"/huizen/{plaatsen[0]['huis']['id']}/uitval", {"reden": "brand"}
    answers = await asyncio.gather(
        opvang.post(url, json=fire),
        *(confirm_or_refuse(one) for one in reserved),
        *(coordinator.post("/aanvragen", json=make_aanvraag()) for _ in range(3)),
        opvang.post(url, json=fire),
    )
    assert {answer.status_code for answer in answers} <= {200, 201, 409}
    assert [answers[0].status_code, answers[-1].status_code] == [200, 200]
    rows = await dienst.sql("SELECT soort, count(*) AS aantal FROM claim GROUP BY soort")
    assert [(row.soort, row.aantal) for row in rows] == [("buiten_gebruik", 4)]
    waiting = await dienst.sql("SELECT 1 FROM aanvraag WHERE status = 'zonder_plaats'")
    assert len(waiting) == 5


async def confirm_or_refuse(one: Reserved) -> httpx2.Response:
    body = {"verwachteAankomstOp": in_hours(3)}
    return await one.coordinator.post(f"/plaatsingen/{one.plaatsing['id']}/bevestiging", json=body)
