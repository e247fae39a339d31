from datetime import date, timedelta

import pytest

from capacity_service.domain.tijd import local_date
from tests.actions.scene import arrive, leave, post, read_plaats, refused, reserve
from tests.land import Dienst, expect, make_aanvraag, now


def today() -> date:
    return local_date(now())


@pytest.mark.parametrize(("how", "naar"), [("einde", "eigen_woning"), ("doorplaatsing", "opvang_regio_van_herkomst")])
async def test_leaving_frees_the_place_at_once_and_it_counts_as_seen(dienst: Dienst, how: str, naar: str) -> None:
    await dienst.add_plaatsen({})
    reserved = await reserve(dienst)
    await arrive(reserved)
    await dienst.sql("UPDATE plaats SET bevestigd_op = bevestigd_op - interval '30 hours'")
    ended = expect(await post(reserved.opvang, reserved.plaatsing, how, naar=naar, opDatum=today().isoformat()), 200)
    assert ended["status"] == "beeindigd"
    plaats = await read_plaats(reserved.opvang, reserved.plaats)
    assert (plaats["status"], plaats["onbevestigd"], plaats["plaatsing"]) == ("vrij", False, None)
    (verblijf,) = await dienst.sql("SELECT naar, tot FROM verblijf")
    assert verblijf.naar == naar
    assert verblijf.tot is not None
    assert (await reserved.again())["status"] == "beeindigd"


async def test_whoever_waits_is_placed_in_the_same_transaction(dienst: Dienst) -> None:
    await dienst.add_plaatsen({})
    reserved = await reserve(dienst)
    await arrive(reserved)
    waiting = expect(await reserved.coordinator.post("/aanvragen", json=make_aanvraag()), 201)
    await leave(reserved)
    found = expect(await reserved.coordinator.get(f"/aanvragen/{waiting['id']}"), 200)
    assert found["plaatsing"]["plaatsen"] == [reserved.plaats]
    facts = await dienst.sql(
        "SELECT DISTINCT gebeurtenis FROM logboek WHERE soort = 'aanvraag' AND volgnummer >"
        " (SELECT min(volgnummer) FROM logboek WHERE gebeurtenis = 'verblijf_beeindigd')"
    )
    assert [row.gebeurtenis for row in facts] == ["verblijf_beeindigd"]


@pytest.mark.parametrize("days", [1, -2], ids=["tomorrow", "before the arrival"])
async def test_a_stay_ends_between_arrival_and_today(dienst: Dienst, days: int) -> None:
    await dienst.add_plaatsen({})
    reserved = await reserve(dienst)
    await arrive(reserved)
    day = (today() + timedelta(days=days)).isoformat()
    problem = refused(
        await post(reserved.opvang, reserved.plaatsing, "einde", naar="netwerk", opDatum=day), 400, "ongeldige_invoer"
    )
    assert [fault["veld"] for fault in problem["fouten"]] == ["opDatum"]
    assert (await reserved.again())["status"] == "aangekomen"


async def test_a_departure_reported_late_ends_at_noon_of_its_day(dienst: Dienst) -> None:
    await dienst.add_plaatsen({})
    reserved = await reserve(dienst)
    await arrive(reserved)
    await dienst.sql("UPDATE verblijf SET van = van - interval '3 days'")
    yesterday = today() - timedelta(days=1)
    body = {"naar": "netwerk", "opDatum": yesterday.isoformat()}
    expect(await post(reserved.opvang, reserved.plaatsing, "einde", **body), 200)
    (verblijf,) = await dienst.sql("SELECT tot AT TIME ZONE 'Europe/Amsterdam' AS tot FROM verblijf")
    assert (verblijf.tot.date(), verblijf.tot.hour) == (yesterday, 12)


async def test_nobody_leaves_who_has_not_come(dienst: Dienst) -> None:
    await dienst.add_plaatsen({})
    reserved = await reserve(dienst)
    body = {"naar": "netwerk", "opDatum": today().isoformat()}
    refused(await post(reserved.opvang, reserved.plaatsing, "einde", **body), 409, "overgang")


async def test_a_second_household_inside_keeps_the_place(dienst: Dienst) -> None:
    await dienst.add_plaatsen({})
    reserved = await reserve(dienst)
    await arrive(reserved)
    (row,) = await dienst.sql("SELECT plaats_id, organisatie_id FROM verblijf")
    await dienst.sql(
        "INSERT INTO verblijf (id, plaats_id, organisatie_id, van, dubbel)"
        " VALUES (gen_random_uuid(), :plaats, :organisatie, clock_timestamp(), true)",
        plaats=row.plaats_id,
        organisatie=row.organisatie_id,
    )
    await leave(reserved)
    plaats = await read_plaats(reserved.opvang, reserved.plaats)
    assert (plaats["status"], plaats["plaatsing"]) == ("bezet", None)
