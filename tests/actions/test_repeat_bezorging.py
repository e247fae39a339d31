import httpx2

from tests.actions.scene import refused
from tests.actions.test_add_meldadres import add
from tests.land import Dienst, Json, expect


async def queue(dienst: Dienst, **state: object) -> tuple[httpx2.AsyncClient, Json]:
    """A bezorging of the first opvangorganisatie that stands like this."""
    opvang = await dienst.as_rol("opvang")
    added = await add(opvang)
    queued = expect(await opvang.post(f"/meldadressen/{added['id']}/proef"), 202)
    values = {"status": "wachtend", "pogingen": 3, "fout": "Het adres weigerde het bericht (500)."} | state
    await dienst.sql(
        "UPDATE bezorging SET status = :status, pogingen = :pogingen, fout = :fout,"
        " volgende_op = clock_timestamp() + interval '4 hours'",
        **values,
    )
    return opvang, queued


async def test_what_was_given_up_is_tried_again_from_the_start_under_the_same_id(dienst: Dienst) -> None:
    opvang, queued = await queue(dienst, status="onbestelbaar", pogingen=9)
    (dead,) = expect(await opvang.get("/bezorgingen", params={"status": "onbestelbaar"}), 200)["bezorgingen"]
    again = expect(await opvang.post(f"/bezorgingen/{dead['id']}/herhaling"), 202)
    assert again["id"] == queued["id"]
    assert (again["status"], again["pogingen"], again["fout"]) == ("wachtend", 0, None)
    assert await dienst.sql("SELECT 1 FROM bezorging WHERE volgende_op <= clock_timestamp()")
    assert expect(await opvang.get("/bezorgingen", params={"status": "onbestelbaar"}), 200)["bezorgingen"] == []


async def test_what_waits_for_hours_is_tried_now(dienst: Dienst) -> None:
    opvang, queued = await queue(dienst)
    expect(await opvang.post(f"/bezorgingen/{queued['id']}/herhaling"), 202)
    assert await dienst.sql("SELECT 1 FROM bezorging WHERE volgende_op <= clock_timestamp()")


async def test_what_arrived_is_not_sent_again(dienst: Dienst) -> None:
    opvang, queued = await queue(dienst, status="bezorgd", fout=None)
    refused(await opvang.post(f"/bezorgingen/{queued['id']}/herhaling"), 409, "overgang")


async def test_nobody_sees_or_repeats_what_was_told_to_another(dienst: Dienst) -> None:
    _, queued = await queue(dienst, status="onbestelbaar")
    _, organisatie = await dienst.token("opvang")
    for stranger in (await dienst.as_rol("opvang", nth=1), await dienst.as_rol("coordinator", str(organisatie))):
        assert expect(await stranger.get("/bezorgingen"), 200)["bezorgingen"] == []
        refused(await stranger.post(f"/bezorgingen/{queued['id']}/herhaling"), 404, "niet_gevonden")
