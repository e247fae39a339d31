import httpx2
import pytest

from tests.actions.scene import AMSTERDAM, put_status, read_plaats, refused, reserve
from tests.land import Dienst, Json, expect, in_hours, make_aanvraag

AWAY: list[Json] = [{"soort": "opvangplaats"}, {"centrumgemeente": AMSTERDAM}]


async def _ask(opvang: httpx2.AsyncClient, method: str, plaats: str, body: Json | None = None) -> httpx2.Response:
    revisie = (await read_plaats(opvang, plaats))["revisie"]
    return await opvang.request(method, f"/plaatsen/{plaats}", json=body, headers={"If-Match": f'"{revisie}"'})


@pytest.mark.parametrize("change", AWAY, ids=["another soort", "another centrumgemeente"])
async def test_changing_a_crisisplaats_away_is_a_plan(dienst: Dienst, change: Json) -> None:
    first, second, _ = await dienst.add_plaatsen({}, {}, {})
    opvang = await dienst.as_rol("opvang")
    expect(await _ask(opvang, "PATCH", first["id"], change), 200)
    problem = refused(await _ask(opvang, "PATCH", second["id"], change), 409, "minimum_plaatsen")
    assert "R1" in problem["detail"]
    assert (await read_plaats(opvang, second["id"]))["soort"] == "crisisplaats"


async def test_deleting_one_is_a_plan_too(dienst: Dienst) -> None:
    first, second, _ = await dienst.add_plaatsen({}, {}, {})
    opvang = await dienst.as_rol("opvang")
    expect(await _ask(opvang, "DELETE", first["id"]), 204)
    refused(await _ask(opvang, "DELETE", second["id"]), 409, "minimum_plaatsen")
    refused(await opvang.get(f"/plaatsen/{first['id']}"), 404, "niet_gevonden")
    (row,) = await dienst.sql("SELECT verwijderd_op FROM plaats WHERE id = :id", id=first["id"])
    assert row.verwijderd_op is not None


async def test_a_place_that_moves_counts_where_it_went_and_gets_a_house_there(dienst: Dienst) -> None:
    first, *_ = await dienst.add_plaatsen({}, {}, {})
    opvang = await dienst.as_rol("opvang")
    moved = expect(await _ask(opvang, "PATCH", first["id"], {"centrumgemeente": AMSTERDAM}), 200)
    assert moved["centrumgemeente"] == AMSTERDAM
    assert moved["huis"]["id"] != first["huis"]["id"]
    rows = {row["code"]: row for row in expect(await opvang.get("/bezetting"), 200)["centrumgemeenten"]}
    assert (rows["GM0193"]["inzetbaar"], rows[AMSTERDAM]["inzetbaar"]) == (2, 1)
    told = await dienst.sql(
        "SELECT DISTINCT feit::jsonb ->> 'code' AS code FROM logboek"
        " WHERE soort = 'bezetting' AND gebeurtenis = 'plaats_gewijzigd' ORDER BY 1"
    )
    assert [row.code for row in told] == ["GM0193", AMSTERDAM]


@pytest.mark.parametrize("change", AWAY, ids=["another soort", "another centrumgemeente"])
async def test_a_place_that_is_held_stays_what_and_where_it_is(dienst: Dienst, change: Json) -> None:
    await dienst.add_plaatsen({}, {}, {})
    reserved = await reserve(dienst)
    refused(await _ask(reserved.opvang, "PATCH", reserved.plaats, change), 409, "overgang")
    refused(await _ask(reserved.opvang, "DELETE", reserved.plaats), 409, "overgang")


async def test_kenmerken_and_size_may_be_corrected_any_time(dienst: Dienst) -> None:
    await dienst.add_plaatsen({})
    reserved = await reserve(dienst)
    change = {"personenMax": 6, "kenmerken": ["rolstoel", "huisdier"]}
    changed = expect(await _ask(reserved.opvang, "PATCH", reserved.plaats, change), 200)
    assert (changed["personenMax"], changed["kenmerken"]) == (6, ["huisdier", "rolstoel"])
    assert changed["status"] == "gereserveerd"


async def test_a_place_that_grew_may_be_what_somebody_waits_for(dienst: Dienst) -> None:
    (plaats,) = await dienst.add_plaatsen({"personenMax": 1})
    coordinator, opvang = await dienst.as_rol("coordinator"), await dienst.as_rol("opvang")
    waiting = expect(await coordinator.post("/aanvragen", json=make_aanvraag()), 201)
    assert waiting["knelpunt"]["code"] == "te_groot"
    expect(await _ask(opvang, "PATCH", plaats["id"], {"personenMax": 2}), 200)
    found = expect(await coordinator.get(f"/aanvragen/{waiting['id']}"), 200)
    assert found["plaatsing"]["plaatsen"] == [plaats["id"]]


async def test_a_reserveplaats_says_how_soon_it_is_ready(dienst: Dienst) -> None:
    first, *_ = await dienst.add_plaatsen({}, {}, {})
    opvang = await dienst.as_rol("opvang")
    problem = refused(await _ask(opvang, "PATCH", first["id"], {"soort": "reserveplaats"}), 400, "ongeldige_invoer")
    assert [fault["veld"] for fault in problem["fouten"]] == ["gereedBinnenMinuten"]


async def test_a_place_out_of_service_can_be_deleted_with_its_plan(dienst: Dienst) -> None:
    first, *_ = await dienst.add_plaatsen({}, {}, {})
    opvang = await dienst.as_rol("opvang")
    expect(await put_status(opvang, first["id"], status="buiten_gebruik", reden="overig", vanafOp=in_hours(99)), 200)
    expect(await _ask(opvang, "DELETE", first["id"]), 204)
    assert await dienst.sql("SELECT 1 FROM uitname") == []
    assert await dienst.sql("SELECT 1 FROM termijn WHERE sleutel = :id", id=first["id"]) == []
