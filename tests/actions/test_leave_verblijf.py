"""Inside elsewhere: the stay that was left ends in the same transaction, so that no household has two."""

import asyncio
from typing import Any

import httpx2
import pytest

from capacity_service.domain.tijd import local_date
from tests.actions.scene import AMSTERDAM, EDE, ZWOLLE, Reserved, leave, post, read_plaats, refused
from tests.actions.test_relocate_verblijf import add_elsewhere, find_moving, inside, own_coordinator, relocate
from tests.land import Dienst, Json, expect, in_hours, make_aanvraag, now


async def _arrive(opvang: httpx2.AsyncClient, moving: Json, nachten: int = 2) -> httpx2.Response:
    return await post(opvang, moving["plaatsing"], "aankomst", aangekomenOp=in_hours(0), nachten=nachten)


async def _moving(dienst: Dienst, reden: str = "verlies", **changes: Any) -> tuple[Reserved, httpx2.AsyncClient, Json]:
    """Inside in Zwolle, with a reservering in Amsterdam: the household, the other house, the aanvraag."""
    reserved = await inside(dienst, **changes)
    other = await add_elsewhere(dienst, AMSTERDAM)
    return reserved, other, await find_moving(dienst, await relocate(reserved, reden))


async def _running(dienst: Dienst) -> int:
    return len(await dienst.sql("SELECT 1 FROM verblijf WHERE tot IS NULL"))


@pytest.mark.parametrize("reden", ["gevaar", "verlies"])
async def test_the_old_stay_ends_when_the_household_is_inside_elsewhere(dienst: Dienst, reden: str) -> None:
    reserved, other, moving = await _moving(dienst, reden)
    arrived = expect(await _arrive(other, moving), 200)
    assert arrived["status"] == "aangekomen"
    old = expect(await reserved.opvang.get(f"/plaatsingen/{reserved.plaatsing['id']}"), 200)
    assert (old["status"], old["reden"]) == ("beeindigd", "verplaatsing")
    assert (await reserved.again())["status"] == "beeindigd"
    assert (await read_plaats(reserved.opvang, reserved.plaats))["status"] == "vrij"
    rows = await dienst.sql("SELECT naar, tot IS NULL AS binnen FROM verblijf ORDER BY van")
    assert [(row.naar, row.binnen) for row in rows] == [("verplaatsing", False), (None, True)]
    events = await dienst.sql(
        "SELECT DISTINCT l.gebeurtenis FROM logboek l JOIN logboek_gegevens g USING (volgnummer)"
        " WHERE l.soort = 'plaatsing' AND g.waarde LIKE '%\"reden\":\"verplaatsing\"%'"
    )
    assert [row.gebeurtenis for row in events] == ["aangekomen"]


async def test_neither_house_learns_of_the_other(dienst: Dienst) -> None:
    """R19."""
    reserved, other, moving = await _moving(dienst)
    arrived = expect(await _arrive(other, moving), 200)
    old = expect(await reserved.opvang.get(f"/plaatsingen/{reserved.plaatsing['id']}"), 200)
    assert ZWOLLE not in str(arrived)
    assert AMSTERDAM not in str(old)
    assert AMSTERDAM not in str(await reserved.again())


async def test_whoever_waits_gets_the_place_that_came_free(dienst: Dienst) -> None:
    reserved, other, moving = await _moving(dienst)
    waiting = expect(await reserved.coordinator.post("/aanvragen", json=make_aanvraag()), 201)
    expect(await _arrive(other, moving), 200)
    placed = expect(await reserved.coordinator.get(f"/aanvragen/{waiting['id']}"), 200)
    assert placed["plaatsing"]["plaatsen"] == [reserved.plaats]


async def test_after_a_loss_the_nights_at_the_old_house_count_along(dienst: Dienst) -> None:
    """R11: counted until they were inside, not until somebody reported the loss."""
    _, other, moving = await _moving(dienst)
    await dienst.sql("UPDATE plaatsing SET eerste_nacht = eerste_nacht - 2, vertrek = vertrek - 2")
    expect(await _arrive(other, moving), 200)
    (row,) = await dienst.sql("SELECT nachten_geteld FROM aanvraag WHERE id = :id", id=moving["id"])
    assert row.nachten_geteld == 2


async def test_after_danger_they_do_not(dienst: Dienst) -> None:
    _, other, moving = await _moving(dienst, "gevaar")
    await dienst.sql("UPDATE plaatsing SET eerste_nacht = eerste_nacht - 2, vertrek = vertrek - 2")
    expect(await _arrive(other, moving), 200)
    (row,) = await dienst.sql("SELECT nachten_geteld FROM aanvraag WHERE id = :id", id=moving["id"])
    assert row.nachten_geteld == 0


async def test_a_house_can_report_that_they_left_before_they_are_inside_elsewhere(dienst: Dienst) -> None:
    """The place is lost: they had to go, and are under way."""
    reserved, other, moving = await _moving(dienst)
    body = {"naar": "verplaatsing", "opDatum": local_date(now()).isoformat()}
    await leave(reserved, "verplaatsing")
    assert await _running(dienst) == 0
    expect(await _arrive(other, moving), 200)
    assert await _running(dienst) == 1
    refused(await post(reserved.opvang, reserved.plaatsing, "einde", **body), 409, "overgang")


async def test_nobody_leaves_for_a_verplaatsing_that_does_not_run(dienst: Dienst) -> None:
    reserved = await inside(dienst)
    body = {"naar": "verplaatsing", "opDatum": local_date(now()).isoformat()}
    problem = refused(await post(reserved.opvang, reserved.plaatsing, "einde", **body), 409, "overgang")
    assert "Meld eerst de verplaatsing" in problem["detail"]
    assert await _running(dienst) == 1


async def test_leaving_and_arriving_at_once_ends_in_one_stay(dienst: Dienst) -> None:
    reserved, other, moving = await _moving(dienst)
    body = {"naar": "netwerk", "opDatum": local_date(now()).isoformat()}
    ended, arrived = await asyncio.gather(
        post(reserved.opvang, reserved.plaatsing, "einde", **body), _arrive(other, moving)
    )
    assert arrived.status_code == 200
    assert ended.status_code in {200, 409}
    assert await _running(dienst) == 1
    old = expect(await reserved.opvang.get(f"/plaatsingen/{reserved.plaatsing['id']}"), 200)
    assert old["reden"] == ("netwerk" if ended.status_code == 200 else "verplaatsing")


async def test_withdrawing_and_arriving_at_once_leaves_one_stay(dienst: Dienst) -> None:
    reserved, other, moving = await _moving(dienst)
    own = await own_coordinator(dienst)
    withdrawn, arrived = await asyncio.gather(
        own.post(f"/aanvragen/{moving['id']}/intrekking", json={"reden": "zelf_opgelost"}), _arrive(other, moving)
    )
    assert sorted((withdrawn.status_code, arrived.status_code)) == [200, 409]
    assert await _running(dienst) == 1
    went = "beeindigd" if arrived.status_code == 200 else "aangekomen"
    assert (await reserved.again())["status"] == went


async def test_extending_and_arriving_at_once_is_no_deadlock(dienst: Dienst) -> None:
    reserved, other, moving = await _moving(dienst)
    extended, arrived = await asyncio.gather(
        post(reserved.opvang, reserved.plaatsing, "verlenging", nachten=3), _arrive(other, moving)
    )
    assert arrived.status_code == 200
    assert extended.status_code in {200, 409}
    assert await _running(dienst) == 1


async def test_moved_a_second_time_it_still_avoids_where_it_fled_from_first(dienst: Dienst) -> None:
    """R12: and the second house knows no more than its own part."""
    reserved, other, moving = await _moving(dienst, "gevaar", uitsluitingen=["GM0344"])
    expect(await _arrive(other, moving), 200)
    third = await dienst.as_rol("opvang", nth=2)
    await dienst.add_plaatsen(*({"centrumgemeente": code} for code in (EDE, "GM0344", ZWOLLE, AMSTERDAM)), opvang=third)
    again = Reserved(reserved.coordinator, other, moving)
    await relocate(again, "gevaar")
    (row,) = await dienst.sql(
        "SELECT a.status, g.gegevens FROM aanvraag a JOIN huishoudgegevens g ON g.aanvraag_id = a.id"
        " WHERE a.verplaatst_van = :id",
        id=moving["plaatsing"]["id"],
    )
    assert row.status == "zonder_plaats"
    assert row.gegevens["huishouden"]["verhuisbewegingen"] == 2
    assert row.gegevens["uitsluitingen"] == [AMSTERDAM]
