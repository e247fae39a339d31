import asyncio

from capacity_service.actions.fire_termijnen import fire_termijnen
from tests.actions.scene import pass_term, put_status, read_facts, read_plaats, reserve
from tests.land import Dienst, expect, in_hours

DUE = "UPDATE termijn SET op = clock_timestamp() - interval '3 hours' WHERE soort = :soort"


async def test_a_place_that_nobody_saw_for_a_day_turns_grey_as_a_fact(dienst: Dienst) -> None:
    (plaats,) = await dienst.add_plaatsen({})
    await dienst.sql("UPDATE plaats SET bevestigd_op = bevestigd_op - interval '25 hours'")
    await dienst.sql(DUE, soort="plaats_onbevestigd")
    assert await fire_termijnen(dienst.database) == 1
    opvang = await dienst.as_rol("opvang")
    assert (await read_plaats(opvang, plaats["id"]))["onbevestigd"] is True
    totals = expect(await opvang.get("/bezetting"), 200)["totaal"]
    assert (totals["vrij"], totals["onbevestigd"]) == (1, 1)
    assert [f["onbevestigd"] for f in await read_facts(dienst, "plaats_onbevestigd", "plaats")] == [True]


async def test_a_place_that_was_seen_meanwhile_stays_sure(dienst: Dienst) -> None:
    (plaats,) = await dienst.add_plaatsen({})
    await dienst.sql(DUE, soort="plaats_onbevestigd")
    await fire_termijnen(dienst.database)
    assert (await read_plaats(await dienst.as_rol("opvang"), plaats["id"]))["onbevestigd"] is False
    assert await read_facts(dienst, "plaats_onbevestigd", "plaats") == []


async def test_a_planned_uitname_begins_on_its_date(dienst: Dienst) -> None:
    first, *_ = await dienst.add_plaatsen({}, {}, {})
    opvang = await dienst.as_rol("opvang")
    plan = {"status": "buiten_gebruik", "reden": "verbouwing", "vanafOp": in_hours(100)}
    expect(await put_status(opvang, first["id"], **plan), 200)
    assert await fire_termijnen(dienst.database) == 0
    await dienst.sql(DUE, soort="uitname_begint")
    assert await fire_termijnen(dienst.database) == 1
    out = await read_plaats(opvang, first["id"])
    assert (out["status"], out["reden"], out["uitname"]) == ("buiten_gebruik", "verbouwing", None)


async def test_a_planned_uitname_begins_also_when_a_fact_took_another_place_meanwhile(dienst: Dienst) -> None:
    first, second, _ = await dienst.add_plaatsen({}, {}, {})
    opvang = await dienst.as_rol("opvang")
    plan = {"status": "buiten_gebruik", "reden": "verbouwing", "vanafOp": in_hours(100)}
    expect(await put_status(opvang, first["id"], **plan), 200)
    expect(await put_status(opvang, second["id"], status="buiten_gebruik", reden="brand", feit=True), 200)
    await dienst.sql(DUE, soort="uitname_begint")
    assert await fire_termijnen(dienst.database) == 1
    assert (await read_plaats(opvang, first["id"]))["status"] == "buiten_gebruik"


async def test_what_is_due_happens_once_however_many_clocks_tick(dienst: Dienst) -> None:
    await dienst.add_plaatsen({}, {"centrumgemeente": "GM0363"}, {"centrumgemeente": "GM0034"})
    reserved = [await reserve(dienst) for _ in range(3)]
    for one in reserved:
        await pass_term(dienst, one.plaatsing)
    fired = await asyncio.gather(*(fire_termijnen(dienst.database) for _ in range(4)))
    assert sum(fired) == 3
    rows = await dienst.sql("SELECT status FROM plaatsing WHERE status = 'vervallen'")
    assert len(rows) == 3


async def test_what_is_late_still_happens(dienst: Dienst) -> None:
    await dienst.add_plaatsen({})
    await reserve(dienst)
    await dienst.sql("UPDATE claim SET verloopt_op = clock_timestamp() - interval '2 days'")
    await dienst.sql(
        "UPDATE termijn SET op = clock_timestamp() - interval '2 days' WHERE soort = 'reservering_vervalt'"
    )
    assert await fire_termijnen(dienst.database) == 1
