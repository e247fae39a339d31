from tests.actions.scene import reserve
from tests.land import Dienst, expect


async def test_whom_to_call_is_never_kept_by_a_browser_and_has_no_revisie(dienst: Dienst) -> None:
    await dienst.add_plaatsen({})
    reserved = await reserve(dienst, terugbelnummer="+32 470 00 00 00")
    answer = await reserved.opvang.get(f"/plaatsingen/{reserved.plaatsing['id']}/contact")
    assert expect(answer, 200) == {"telefoonnummer": "+32470000000", "uitleg": None}
    assert answer.headers["cache-control"] == "no-store"
    assert "etag" not in answer.headers


async def test_an_id_that_is_none_is_a_fault_and_no_look(dienst: Dienst) -> None:
    opvang = await dienst.as_rol("opvang")
    expect(await opvang.get("/plaatsingen/geen-id/contact"), 400)
    assert await dienst.sql("SELECT 1 FROM inzagelog") == []
