from tests.actions.scene import refused
from tests.actions.test_add_meldadres import add
from tests.land import Dienst, expect

AT_1 = {"If-Match": '"1"'}


async def test_a_withdrawn_meldadres_is_gone_and_may_come_back(dienst: Dienst) -> None:
    opvang = await dienst.as_rol("opvang")
    added = await add(opvang)
    url = f"/meldadressen/{added['id']}"
    refused(await opvang.delete(url), 428, "revisie_vereist")
    refused(await opvang.delete(url, headers={"If-Match": '"2"'}), 412, "revisie_verouderd")
    expect(await opvang.delete(url, headers=AT_1), 204)
    refused(await opvang.delete(url, headers=AT_1), 404, "niet_gevonden")
    assert expect(await opvang.get("/meldadressen"), 200)["meldadressen"] == []
    again = await add(opvang)
    assert again["geheim"] != added["geheim"]


async def test_what_was_on_its_way_ends_where_a_person_sees_it(dienst: Dienst) -> None:
    opvang = await dienst.as_rol("opvang")
    added = await add(opvang)
    expect(await opvang.post(f"/meldadressen/{added['id']}/proef"), 202)
    expect(await opvang.delete(f"/meldadressen/{added['id']}", headers=AT_1), 204)
    (one,) = expect(await opvang.get("/bezorgingen", params={"status": "onbestelbaar"}), 200)["bezorgingen"]
    assert (one["fout"], one["volgendeOp"]) == ("Het meldadres is weggehaald.", None)
    refused(await opvang.post(f"/bezorgingen/{one['id']}/herhaling"), 409, "overgang")


async def test_another_organisatie_withdraws_nothing(dienst: Dienst) -> None:
    added = await add(await dienst.as_rol("opvang"))
    other = await dienst.as_rol("opvang", nth=1)
    refused(await other.delete(f"/meldadressen/{added['id']}", headers=AT_1), 404, "niet_gevonden")
