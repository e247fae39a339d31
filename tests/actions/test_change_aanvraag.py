import httpx2
import pytest

from capacity_service.store.contacten import open_telefoonnummer
from tests.actions.scene import AMSTERDAM, ZWOLLE, Reserved, arrive, confirm, pass_term, refused, reserve
from tests.land import Dienst, Json, expect, in_hours, make_aanvraag

GEZIN = {"volwassenen": 2, "kinderen": [{"leeftijd": 1}, {"leeftijd": 3}, {"leeftijd": 9}], "behoeften": []}


async def _change(reserved: Reserved, revisie: int | None = None, **body: object) -> httpx2.Response:
    number = (await reserved.again())["revisie"] if revisie is None else revisie
    headers = {"If-Match": f'"{number}"'}
    return await reserved.coordinator.patch(f"/aanvragen/{reserved.aanvraag['id']}", json=body, headers=headers)


async def _small_and_large(dienst: Dienst) -> Reserved:
    await dienst.add_plaatsen(
        {"centrumgemeente": ZWOLLE, "personenMax": 3}, {"centrumgemeente": AMSTERDAM, "personenMax": 6}
    )
    reserved = await reserve(dienst)
    assert reserved.plaatsing["centrumgemeente"] == ZWOLLE
    return reserved


async def test_a_reservering_that_no_longer_fits_moves_at_once(dienst: Dienst) -> None:
    reserved = await _small_and_large(dienst)
    changed: Json = expect(await _change(reserved, huishouden=GEZIN), 200)
    assert (changed["status"], changed["plaatsing"]["centrumgemeente"]) == ("gereserveerd", AMSTERDAM)
    assert changed["huishouden"]["volwassenen"] == 2
    (row,) = await dienst.sql("SELECT status FROM plaatsing WHERE id = :id", id=reserved.plaatsing["id"])
    assert row.status == "vervangen"


async def test_a_gemeente_that_turns_out_unsafe_moves_it_too(dienst: Dienst) -> None:
    reserved = await _small_and_large(dienst)
    changed = expect(await _change(reserved, uitsluitingen=[ZWOLLE]), 200)
    assert changed["plaatsing"]["centrumgemeente"] == AMSTERDAM


async def test_after_confirmation_it_stays_until_a_person_picks_another(dienst: Dienst) -> None:
    reserved = await _small_and_large(dienst)
    await confirm(reserved)
    changed = expect(await _change(reserved, huishouden=GEZIN), 200)
    assert (changed["status"], changed["plaatsing"]["id"]) == ("bevestigd", reserved.plaatsing["id"])
    assert [v["centrumgemeente"] for v in changed["voorstellen"]] == [AMSTERDAM]


async def test_the_house_sees_the_household_as_it_is_now(dienst: Dienst) -> None:
    await dienst.add_plaatsen({"personenMax": 7})
    reserved = await reserve(dienst)
    expect(await _change(reserved, huishouden=GEZIN), 200)
    seen = expect(await reserved.opvang.get(f"/plaatsingen/{reserved.plaatsing['id']}"), 200)
    assert seen["huishouden"] == GEZIN


async def test_a_new_danger_moves_the_deadline(dienst: Dienst) -> None:
    await dienst.add_plaatsen({})
    reserved = await reserve(dienst)
    changed = expect(await _change(reserved, vastgesteldOp=in_hours(-0.5)), 200)
    assert changed["deadlineOp"] > reserved.aanvraag["deadlineOp"]
    assert changed["plaatsing"]["deadlineOp"] == changed["deadlineOp"]


async def test_what_was_left_out_stays_as_it_was(dienst: Dienst) -> None:
    await dienst.add_plaatsen({})
    reserved = await reserve(dienst, voorkeuren=[ZWOLLE])
    changed = expect(await _change(reserved, uitsluitingen=[AMSTERDAM]), 200)
    assert (changed["voorkeuren"], changed["huishouden"]) == ([ZWOLLE], reserved.aanvraag["huishouden"])
    rows = await dienst.sql("SELECT gegevens FROM huishoudgegevens ORDER BY revisie")
    assert [row.gegevens["uitsluitingen"] for row in rows] == [[], [AMSTERDAM]]


async def test_a_change_of_what_somebody_else_changed_is_refused(dienst: Dienst) -> None:
    await dienst.add_plaatsen({})
    reserved = await reserve(dienst)
    before = reserved.aanvraag["revisie"]
    expect(await _change(reserved, voorkeuren=[AMSTERDAM]), 200)
    refused(await _change(reserved, before, voorkeuren=[ZWOLLE]), 412, "revisie_verouderd")
    assert (await reserved.again())["voorkeuren"] == [AMSTERDAM]


async def test_once_inside_nothing_changes_any_more(dienst: Dienst) -> None:
    await dienst.add_plaatsen({})
    reserved = await reserve(dienst)
    await arrive(reserved)
    refused(await _change(reserved, voorkeuren=[AMSTERDAM]), 409, "overgang")


async def test_a_household_that_is_no_longer_in_danger_stays_in_its_own_region(dienst: Dienst) -> None:
    await dienst.add_plaatsen({})
    reserved = await reserve(dienst)
    groen = {"kleur": "groen", "instrument": "verwey_jonker", "door": "opvangorganisatie"}
    refused(await _change(reserved, veiligheid=groen), 409, "code_rood_vereist")


async def test_another_number_to_call_back_is_kept_until_the_end_and_weighs_nothing(dienst: Dienst) -> None:
    await dienst.add_plaatsen({})
    reserved = await reserve(dienst)
    await arrive(reserved)
    before = await reserved.again()
    url, match = f"/aanvragen/{before['id']}", {"If-Match": f'"{before["revisie"]}"'}
    after = expect(await reserved.coordinator.patch(url, json={"terugbelnummer": "06 87654321"}, headers=match), 200)
    assert after["revisie"] == before["revisie"] + 1
    assert after | {"revisie": 0} == before | {"revisie": 0}
    contact = await reserved.opvang.get(f"/plaatsingen/{reserved.plaatsing['id']}/contact")
    assert expect(contact, 200)["telefoonnummer"] == "+31687654321"
    both = {"terugbelnummer": "06 12345678", "voorkeuren": []}
    match = {"If-Match": f'"{after["revisie"]}"'}
    refused(await reserved.coordinator.patch(url, json=both, headers=match), 409, "overgang")
    (row,) = await dienst.sql("SELECT onderwerp, organisatie_id, telefoonnummer FROM contact")
    sealed = bytes(row.telefoonnummer)
    assert open_telefoonnummer(dienst.database.kluis, row.onderwerp, row.organisatie_id, sealed) == "+31687654321"


@pytest.mark.parametrize("change", [{"voorkeuren": [AMSTERDAM]}, {"terugbelnummer": "0600000001"}])
async def test_a_place_that_a_lapse_frees_goes_to_the_oldest_danger_and_not_to_whoever_changes(
    dienst: Dienst, change: Json
) -> None:
    await dienst.add_plaatsen({})
    first = await reserve(dienst)
    oldest, newest = [
        Reserved(first.coordinator, first.opvang, await _wait(first, vastgesteldOp=in_hours(-hours)))
        for hours in (9, 0.5)
    ]
    await pass_term(dienst, first.plaatsing)
    expect(await _change(newest, **change), 200)
    assert [(await one.again())["status"] for one in (first, oldest, newest)] == [
        "zonder_plaats",
        "gereserveerd",
        "zonder_plaats",
    ]


async def _wait(other: Reserved, **changes: object) -> Json:
    waiting: Json = expect(await other.coordinator.post("/aanvragen", json=make_aanvraag(**changes)), 201)
    return waiting
