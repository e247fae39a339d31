import pytest

from tests.actions.scene import arrive, confirm, read_plaats, refused, reserve
from tests.land import Dienst, expect, make_aanvraag


@pytest.mark.parametrize("confirmed", [False, True], ids=["reserved", "confirmed"])
async def test_what_it_held_goes_to_who_waits_in_the_same_transaction(dienst: Dienst, *, confirmed: bool) -> None:
    await dienst.add_plaatsen({})
    reserved = await reserve(dienst)
    if confirmed:
        await confirm(reserved)
    waiting = expect(await reserved.coordinator.post("/aanvragen", json=make_aanvraag()), 201)
    path = f"/aanvragen/{reserved.aanvraag['id']}/intrekking"
    withdrawn = expect(await reserved.coordinator.post(path, json={"reden": "zelf_opgelost"}), 200)
    assert (withdrawn["status"], withdrawn["plaatsing"]) == ("ingetrokken", None)
    found = expect(await reserved.coordinator.get(f"/aanvragen/{waiting['id']}"), 200)
    assert found["plaatsing"]["plaatsen"] == [reserved.plaats]


async def test_an_aanvraag_without_a_place_can_be_withdrawn(dienst: Dienst) -> None:
    coordinator = await dienst.as_rol("coordinator")
    aanvraag = expect(await coordinator.post("/aanvragen", json=make_aanvraag()), 201)
    path = f"/aanvragen/{aanvraag['id']}/intrekking"
    withdrawn = expect(await coordinator.post(path, json={"reden": "regionaal_geplaatst"}), 200)
    assert (withdrawn["status"], withdrawn["knelpunt"]) == ("ingetrokken", None)
    refused(await coordinator.post(path, json={"reden": "regionaal_geplaatst"}), 409, "overgang")


async def test_whoever_is_inside_leaves_by_the_house(dienst: Dienst) -> None:
    await dienst.add_plaatsen({})
    reserved = await reserve(dienst)
    await arrive(reserved)
    path = f"/aanvragen/{reserved.aanvraag['id']}/intrekking"
    refused(await reserved.coordinator.post(path, json={"reden": "wil_niet"}), 409, "overgang")
    assert (await read_plaats(reserved.opvang, reserved.plaats))["status"] == "bezet"


async def test_nobody_withdraws_the_aanvraag_of_another(dienst: Dienst) -> None:
    await dienst.add_plaatsen({})
    reserved = await reserve(dienst)
    other = await dienst.as_rol("coordinator", nth=1)
    path = f"/aanvragen/{reserved.aanvraag['id']}/intrekking"
    refused(await other.post(path, json={"reden": "dubbel"}), 404, "niet_gevonden")
    assert (await reserved.again())["status"] == "gereserveerd"
