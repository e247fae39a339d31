"""Danger or loss: the household stays where it is until it is inside elsewhere (docs/decisions/0012)."""

import asyncio
from typing import Any

import httpx2
import pytest

from tests.actions.scene import AMSTERDAM, EDE, ZWOLLE, Reserved, arrive, post, read_plaats, refused, reserve
from tests.land import Dienst, Json, expect, in_hours, make_aanvraag

UTRECHT = "GM0344"
ROOD = {"kleur": "rood", "instrument": "arij", "door": "opvangorganisatie"}


async def inside(dienst: Dienst, **changes: Any) -> Reserved:
    """A household from Ede that arrived in Zwolle, at the first opvangorganisatie."""
    await dienst.add_plaatsen({"centrumgemeente": ZWOLLE})
    reserved = await reserve(dienst, **changes)
    await arrive(reserved)
    return reserved


async def add_elsewhere(dienst: Dienst, *streken: str) -> httpx2.AsyncClient:
    """A place of the second opvangorganisatie in each of these; gives its opvang."""
    other = await dienst.as_rol("opvang", nth=1)
    await dienst.add_plaatsen(*({"centrumgemeente": streek} for streek in streken), opvang=other)
    return other


async def own_coordinator(dienst: Dienst) -> httpx2.AsyncClient:
    """A coordinator of the organisatie whose house it is."""
    _, organisatie = await dienst.token("opvang")
    rows = await dienst.sql("SELECT 1 FROM account WHERE rol = 'coordinator' AND organisatie_id = :id", id=organisatie)
    if not rows:
        await dienst.sql(
            "INSERT INTO account (id, naam, rol, organisatie_id) VALUES (gen_random_uuid(), 'Verzonnen', 'coordinator', :id)",
            id=organisatie,
        )
    return await dienst.as_rol("coordinator", str(organisatie))


async def relocate(reserved: Reserved, reden: str = "verlies", **said: Any) -> Json:
    body = {"reden": reden, "vastgesteldOp": in_hours(0)} | ({"veiligheid": ROOD} if reden == "gevaar" else {}) | said
    found: Json = expect(await post(reserved.opvang, reserved.plaatsing, "verplaatsing", **body), 201)
    return found


async def find_moving(dienst: Dienst, told: Json) -> Json:
    """The aanvraag that moves it on, as the coordinators of the house see it."""
    listed = expect(await (await own_coordinator(dienst)).get("/aanvragen"), 200)["aanvragen"]
    (found,) = [aanvraag for aanvraag in listed if aanvraag["referentie"] == told["referentie"]]
    return dict(found)


async def test_nobody_is_put_out_while_another_place_is_looked_for(dienst: Dienst) -> None:
    reserved = await inside(dienst)
    told = await relocate(reserved)
    assert (told["plaatsing"], told["status"]) == (reserved.plaatsing["id"], "zonder_plaats")
    assert (await read_plaats(reserved.opvang, reserved.plaats))["status"] == "bezet"
    assert (await reserved.again())["status"] == "aangekomen"
    assert await dienst.sql("SELECT 1 FROM verblijf WHERE tot IS NOT NULL") == []


async def test_the_coordinators_of_the_house_get_it_with_a_clock_of_its_own(dienst: Dienst) -> None:
    reserved = await inside(dienst)
    await add_elsewhere(dienst, AMSTERDAM)
    told = await relocate(reserved, "gevaar")
    moving = await find_moving(dienst, told)
    assert moving["status"] == told["status"] == "gereserveerd"
    assert moving["plaatsing"]["centrumgemeente"] == AMSTERDAM
    assert moving["deadlineOp"] == told["deadlineOp"] > reserved.aanvraag["deadlineOp"]
    assert (moving["verplaatsing"], moving["veiligheid"]["instrument"]) == ("gevaar", "arij")
    assert moving["huishouden"] | {"verhuisbewegingen": 0} == reserved.aanvraag["huishouden"]
    assert moving["huishouden"]["verhuisbewegingen"] == 1
    assert (await reserved.coordinator.get(f"/aanvragen/{moving['id']}")).status_code == 404


async def test_neither_where_it_fled_from_nor_where_it_is_now_is_proposed_after_danger(dienst: Dienst) -> None:
    reserved = await inside(dienst, uitsluitingen=[AMSTERDAM])
    await add_elsewhere(dienst, EDE, AMSTERDAM, ZWOLLE)
    told = await relocate(reserved, "gevaar", uitsluitingen=[UTRECHT])
    moving = await find_moving(dienst, told)
    assert (moving["status"], moving["knelpunt"]["code"]) == ("zonder_plaats", "alleen_onveilig")
    await add_elsewhere(dienst, UTRECHT, "GM0518")
    moving = await find_moving(dienst, told)
    assert moving["plaatsing"]["centrumgemeente"] == "GM0518"


async def test_the_house_never_learns_where_the_household_came_from(dienst: Dienst) -> None:
    """R19: neither in the aanvraag of its own coordinators nor in any row that they could read."""
    reserved = await inside(dienst, gemeente="GM0289", uitsluitingen=[AMSTERDAM], voorkeuren=[UTRECHT])
    await add_elsewhere(dienst, EDE, AMSTERDAM)
    moving = await find_moving(dienst, await relocate(reserved, "gevaar"))
    assert (moving["gemeente"], moving["uitsluitingen"], moving["voorkeuren"]) == (ZWOLLE, [ZWOLLE], [])
    for trace in ("GM0289", EDE, AMSTERDAM, UTRECHT, "Ede", "Amsterdam"):
        assert trace not in str(moving), trace
    (row,) = await dienst.sql("SELECT gegevens FROM huishoudgegevens WHERE aanvraag_id = :id", id=moving["id"])
    assert "GM0289" not in str(row.gegevens)


async def test_landelijk_does_not_learn_where_the_household_is(dienst: Dienst) -> None:
    """R19: it knew where they came from."""
    reserved = await inside(dienst)
    told = await relocate(reserved, "gevaar")
    listed = expect(await (await dienst.as_rol("landelijk")).get("/aanvragen"), 200)["aanvragen"]
    (seen,) = [aanvraag for aanvraag in listed if aanvraag["referentie"] == told["referentie"]]
    assert (seen["gemeente"], seen["uitsluitingen"], seen["plaatsing"]) == (None, None, None)
    assert ZWOLLE not in str(seen)
    assert "Zwolle" not in str(seen)


async def test_after_a_loss_another_house_in_the_same_region_will_do(dienst: Dienst) -> None:
    reserved = await inside(dienst)
    await add_elsewhere(dienst, EDE, ZWOLLE)
    moving = await find_moving(dienst, await relocate(reserved, "verlies"))
    assert moving["plaatsing"]["centrumgemeente"] == ZWOLLE
    assert moving["veiligheid"]["instrument"] == reserved.aanvraag["veiligheid"]["instrument"]


@pytest.mark.parametrize(("reden", "geteld", "nachten"), [("gevaar", 0, 3), ("verlies", 2, 1)])
async def test_only_new_danger_starts_new_nights(dienst: Dienst, reden: str, geteld: int, nachten: int) -> None:
    """R11."""
    reserved = await inside(dienst)
    await dienst.sql("UPDATE plaatsing SET eerste_nacht = eerste_nacht - 2, vertrek = vertrek - 2")
    told = await relocate(reserved, reden)
    (row,) = await dienst.sql("SELECT * FROM aanvraag WHERE verplaatst_van = :id", id=reserved.plaatsing["id"])
    assert (row.nachten_geteld, row.nachten, told["nachten"]) == (geteld, nachten, nachten)
    assert (await find_moving(dienst, told))["huishouden"]["nachtenEerder"] == 2


async def test_danger_comes_with_its_assessment_and_only_rood_leaves_the_region(dienst: Dienst) -> None:
    """R4."""
    reserved = await inside(dienst)
    body = {"reden": "gevaar", "vastgesteldOp": in_hours(0)}
    refused(await post(reserved.opvang, reserved.plaatsing, "verplaatsing", **body), 400, "ongeldige_invoer")
    oranje = body | {"veiligheid": ROOD | {"kleur": "oranje"}}
    refused(await post(reserved.opvang, reserved.plaatsing, "verplaatsing", **oranje), 409, "code_rood_vereist")
    early = {"reden": "verlies", "vastgesteldOp": in_hours(-5)}
    problem = refused(await post(reserved.opvang, reserved.plaatsing, "verplaatsing", **early), 400, "ongeldige_invoer")
    assert [fault["veld"] for fault in problem["fouten"]] == ["vastgesteldOp"]
    assert await dienst.sql("SELECT 1 FROM aanvraag WHERE verplaatst_van IS NOT NULL") == []


async def test_only_who_is_inside_moves_on(dienst: Dienst) -> None:
    await dienst.add_plaatsen({})
    reserved = await reserve(dienst)
    body = {"reden": "verlies", "vastgesteldOp": in_hours(0)}
    problem = refused(await post(reserved.opvang, reserved.plaatsing, "verplaatsing", **body), 409, "overgang")
    assert "terugmelding" in problem["detail"]


async def test_of_two_who_report_it_at_once_one_starts_the_search(dienst: Dienst) -> None:
    reserved = await inside(dienst)
    body = {"reden": "verlies", "vastgesteldOp": in_hours(0)}
    answers = await asyncio.gather(
        *(post(reserved.opvang, reserved.plaatsing, "verplaatsing", **body) for _ in range(4))
    )
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
    assert len(await dienst.sql("SELECT 1 FROM aanvraag WHERE verplaatst_van IS NOT NULL")) == 1


async def test_withdrawn_the_stay_goes_on_and_it_can_be_asked_again(dienst: Dienst) -> None:
    reserved = await inside(dienst)
    await add_elsewhere(dienst, AMSTERDAM)
    moving = await find_moving(dienst, await relocate(reserved))
    own = await own_coordinator(dienst)
    expect(await own.post(f"/aanvragen/{moving['id']}/intrekking", json={"reden": "zelf_opgelost"}), 200)
    assert (await reserved.again())["status"] == "aangekomen"
    assert (await read_plaats(reserved.opvang, reserved.plaats))["status"] == "bezet"
    await relocate(reserved)


async def test_a_place_of_the_lost_house_goes_to_nobody_because_of_this(dienst: Dienst) -> None:
    """The claim of who is inside stays: whoever waits gets nothing by it."""
    reserved = await inside(dienst)
    waiting = expect(await reserved.coordinator.post("/aanvragen", json=make_aanvraag()), 201)
    await relocate(reserved)
    assert expect(await reserved.coordinator.get(f"/aanvragen/{waiting['id']}"), 200)["status"] == "zonder_plaats"


async def test_a_house_where_it_was_dangerous_is_never_proposed_again_whatever_was_changed_since(
    dienst: Dienst,
) -> None:
    reserved = await inside(dienst)
    other = await add_elsewhere(dienst, AMSTERDAM)
    moving = await find_moving(dienst, await relocate(reserved, "gevaar"))
    coordinator = await own_coordinator(dienst)
    match = {"If-Match": f'"{moving["revisie"]}"'}
    changed = await coordinator.patch(f"/aanvragen/{moving['id']}", json={"uitsluitingen": []}, headers=match)
    plaatsing = expect(changed, 200)["plaatsing"]
    assert plaatsing["centrumgemeente"] == AMSTERDAM
    expect(await post(other, plaatsing, "aankomst", aangekomenOp=in_hours(0), nachten=1), 200)
    body = {"reden": "verlies", "vastgesteldOp": in_hours(0)}
    told = expect(await post(other, plaatsing, "verplaatsing", **body), 201)
    # Zwolle is free again, and it is not safe there.
    assert told["status"] == "zonder_plaats"
