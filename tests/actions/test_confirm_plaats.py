from datetime import datetime

import httpx2

from tests.actions.scene import read_plaats, refused, reserve
from tests.land import Dienst, expect, in_hours


async def _grey(dienst: Dienst) -> tuple[httpx2.AsyncClient, str]:
    """A place that nobody has seen for thirty hours."""
    (plaats,) = await dienst.add_plaatsen({})
    await dienst.sql("UPDATE plaats SET bevestigd_op = bevestigd_op - interval '30 hours', onbevestigd = true")
    return await dienst.as_rol("opvang"), plaats["id"]


async def _tap(opvang: httpx2.AsyncClient, plaats: str, hours: float, status: str = "vrij") -> httpx2.Response:
    body = {"status": status, "waargenomenOp": in_hours(hours)}
    return await opvang.post(f"/plaatsen/{plaats}/bevestiging", json=body)


async def test_one_tap_makes_a_place_sure_again_for_a_day(dienst: Dienst) -> None:
    opvang, plaats = await _grey(dienst)
    assert (await read_plaats(opvang, plaats))["onbevestigd"] is True
    seen = expect(await _tap(opvang, plaats, 0), 200)
    assert seen["onbevestigd"] is False
    (row,) = await dienst.sql(
        "SELECT t.op - p.bevestigd_op = interval '24 hours' AS a_day FROM termijn t JOIN plaats p ON p.id = t.sleutel"
    )
    assert row.a_day


async def test_a_tap_from_a_pocket_makes_nothing_fresh(dienst: Dienst) -> None:
    opvang, plaats = await _grey(dienst)
    seen = expect(await _tap(opvang, plaats, -26), 200)
    assert seen["onbevestigd"] is True


async def test_a_tap_that_comes_late_does_not_make_a_sure_place_less_sure(dienst: Dienst) -> None:
    (plaats,) = await dienst.add_plaatsen({})
    opvang = await dienst.as_rol("opvang")
    before = await read_plaats(opvang, plaats["id"])
    (armed,) = await dienst.sql("SELECT op FROM termijn")
    seen = expect(await _tap(opvang, plaats["id"], -3), 200)
    assert datetime.fromisoformat(seen["bevestigdOp"]) == datetime.fromisoformat(before["bevestigdOp"])
    assert await dienst.sql("SELECT op FROM termijn") == [armed]


async def test_a_tap_on_what_is_not_so_is_refused(dienst: Dienst) -> None:
    await dienst.add_plaatsen({})
    reserved = await reserve(dienst)
    problem = refused(await _tap(reserved.opvang, reserved.plaats, 0), 409, "overgang")
    assert "gereserveerd" in problem["detail"]
    expect(await _tap(reserved.opvang, reserved.plaats, 0, "gereserveerd"), 200)


async def test_a_house_taps_its_own_places_only(dienst: Dienst) -> None:
    (plaats,) = await dienst.add_plaatsen({})
    other = await dienst.as_rol("opvang", nth=1)
    refused(await _tap(other, plaats["id"], 0), 404, "niet_gevonden")
