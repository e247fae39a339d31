from datetime import datetime

from tests.actions.scene import arrive, leave, put_status, reserve
from tests.land import Dienst, expect, in_hours, now


async def test_a_household_outside_an_aanvraag_has_a_stay_since_when_the_house_says(dienst: Dienst) -> None:
    (plaats,) = await dienst.add_plaatsen({})
    opvang, sinds = await dienst.as_rol("opvang"), in_hours(-7)
    state = expect(await put_status(opvang, plaats["id"], status="bezet", sindsOp=sinds), 200)
    assert datetime.fromisoformat(state["sindsOp"]) == datetime.fromisoformat(sinds)
    (verblijf,) = await dienst.sql("SELECT van, dubbel, plaatsing_id FROM verblijf")
    assert (verblijf.van.isoformat(), verblijf.dubbel, verblijf.plaatsing_id) == (sinds, False, None)


async def test_one_that_overlaps_who_was_there_by_the_record_is_marked(dienst: Dienst) -> None:
    await dienst.add_plaatsen({})
    reserved = await reserve(dienst)
    await arrive(reserved)
    await leave(reserved)
    overlapping = {"status": "bezet", "sindsOp": in_hours(-0.05)}
    expect(await put_status(reserved.opvang, reserved.plaats, **overlapping), 200)
    rows = await dienst.sql("SELECT dubbel FROM verblijf ORDER BY id")
    assert [row.dubbel for row in rows] == [False, True]


async def test_correcting_since_when_corrects_the_mark(dienst: Dienst) -> None:
    await dienst.add_plaatsen({})
    reserved = await reserve(dienst)
    await arrive(reserved)
    await leave(reserved)
    for sinds in (in_hours(-0.05), now().isoformat()):
        expect(await put_status(reserved.opvang, reserved.plaats, status="bezet", sindsOp=sinds), 200)
    rows = await dienst.sql("SELECT dubbel, tot FROM verblijf ORDER BY id")
    assert [(row.dubbel, row.tot is None) for row in rows] == [(False, False), (False, True)]


async def test_when_they_leave_only_their_own_stay_ends(dienst: Dienst) -> None:
    (first, second) = await dienst.add_plaatsen({}, {})
    opvang = await dienst.as_rol("opvang")
    for plaats in (first, second):
        expect(await put_status(opvang, plaats["id"], status="bezet", sindsOp=in_hours(-2)), 200)
    expect(await put_status(opvang, first["id"], status="vrij"), 200)
    rows = await dienst.sql("SELECT CAST(plaats_id AS text) AS plaats FROM verblijf WHERE tot IS NULL")
    assert [row.plaats for row in rows] == [second["id"]]
