"""Files hold what the asker's screen holds, at every level of openheid, and nothing beside it."""

import csv
import io
from datetime import UTC, datetime, timedelta

import httpx2
import pytest
from python_calamine import CalamineWorkbook

from capacity_service.actions.record_tik import record_tik
from capacity_service.api.bestanden import TELLING
from capacity_service.domain.openheid import Openheid
from tests.actions.scene import put_status, refused
from tests.klok import Klok
from tests.land import Dienst, Json, expect, in_hours
from tests.openheid import AMSTERDAM, ZWOLLE, find_gemeente, put_in_force, row_of

PATHS = ["/bezetting.csv", "/bezetting.ods", "/bezetting/overzicht.csv", "/historie/overzicht.ods"]


def rows_of(answer: httpx2.Response) -> dict[str, dict[str, str]]:
    assert answer.status_code == 200, answer.text
    text = answer.content.decode("utf-8-sig")
    return {row["Code"]: row for row in csv.DictReader(io.StringIO(text, newline=""), delimiter=";")}


def agrees(row: dict[str, str], told: Json) -> None:
    for naam, kop in TELLING.items():
        assert row.get(kop, "") == ("" if told.get(naam) is None else str(told[naam])), kop


@pytest.mark.parametrize("path", PATHS)
async def test_files_are_for_whoever_sees_counts(dienst: Dienst, path: str) -> None:
    for rol in ("coordinator", "opvang", "gemeente", "landelijk"):
        answer = await (await dienst.as_rol(rol)).get(path)
        assert answer.status_code == 200, rol
        assert answer.headers["content-disposition"].startswith('attachment; filename="')
    for rol in ("auditor", "systeembeheerder"):
        refused(await (await dienst.as_rol(rol)).get(path), 403, "geen_recht")


async def test_a_file_comes_as_what_it_is_and_as_nothing_else(dienst: Dienst) -> None:
    client = await dienst.as_rol("landelijk")
    for accept in ("text/csv", "text/*", "*/*", "text/html,application/xml;q=0.9,*/*;q=0.8"):
        answer = await client.get("/bezetting/overzicht.csv", headers={"Accept": accept})
        assert (answer.status_code, answer.headers["content-type"]) == (200, "text/csv; charset=utf-8"), accept
    refused(await client.get("/bezetting/overzicht.csv", headers={"Accept": "application/json"}), 406, "formaat")
    refused(await client.get("/bezetting", headers={"Accept": "text/csv"}), 406, "formaat")
    refused(await client.get("/bezetting.xlsx"), 404, "niet_gevonden")
    refused(await client.get("/bezetting.csv", params={"van": "x"}), 400, "ongeldige_invoer")
    refused(await client.get("/historie/overzicht.csv", params={"van": "x"}), 400, "ongeldige_invoer")


@pytest.mark.parametrize("rol", ["landelijk", "gemeente", "coordinator", "opvang"])
async def test_a_file_has_the_figures_of_the_screen_with_the_country_below_them(dienst: Dienst, rol: str) -> None:
    opvang = await dienst.as_rol("opvang")
    plaats, *_ = await dienst.add_plaatsen({}, {}, {"soort": "opvangplaats"}, opvang=opvang)
    expect(await put_status(opvang, plaats["id"], status="bezet", sindsOp=in_hours(-1)), 200)
    client = await dienst.as_rol(rol)
    told = expect(await client.get("/bezetting"), 200)
    answer = await client.get("/bezetting.csv")
    rows = rows_of(answer)
    assert list(rows) == [*(row["code"] for row in told["centrumgemeenten"]), "NL"]
    for code, row in rows.items():
        agrees(row, told["totaal"] if code == "NL" else row_of(told, code))
    assert ("Gereserveerd" in rows[ZWOLLE]) is (rol != "gemeente")
    book = CalamineWorkbook.from_filelike(io.BytesIO((await client.get("/bezetting.ods")).content))
    sheet = book.get_sheet_by_name("Bezetting").to_python()
    assert [str(cel) for cel in sheet[0]] == list(rows[ZWOLLE])
    assert len(sheet) == len(rows) + 1


@pytest.mark.parametrize("niveau", [Openheid.getikt, Openheid.landelijk])
async def test_below_volledig_a_file_is_no_way_round_the_rule(klok: Klok, dienst: Dienst, niveau: Openheid) -> None:
    begin = datetime.now(UTC) + timedelta(hours=2)
    await klok.move_to(begin)
    plaats, *_ = await dienst.add_plaatsen({}, {}, {"centrumgemeente": AMSTERDAM})
    await put_in_force(dienst, niveau, 1440)
    await klok.move_to(begin + timedelta(minutes=1))
    assert await record_tik(dienst.database)
    gemeente = await dienst.as_rol("gemeente", await find_gemeente(dienst))
    before = rows_of(await gemeente.get("/bezetting.csv"))
    opvang, moment = await dienst.as_rol("opvang"), (await klok.now()).isoformat()
    expect(await put_status(opvang, plaats["id"], status="bezet", sindsOp=moment, waargenomenOp=moment), 200)
    told = expect(await gemeente.get("/bezetting"), 200)
    after = rows_of(await gemeente.get("/bezetting.csv"))
    assert after[ZWOLLE] == before[ZWOLLE]
    assert after["NL"]["Vrij"] != before["NL"]["Vrij"]
    for code, row in after.items():
        agrees(row, told["totaal"] if code == "NL" else row_of(told, code))
    assert after[ZWOLLE]["Stand van"] != after[AMSTERDAM]["Stand van"], "each row says of which moment it is"


async def test_the_past_is_a_row_for_each_point(dienst: Dienst) -> None:
    await dienst.add_plaatsen({}, {})
    client = await dienst.as_rol("landelijk")
    points = expect(await client.get("/historie", params={"centrumgemeente": ZWOLLE}), 200)["punten"]
    text = (await client.get("/historie/overzicht.csv", params={"centrumgemeente": ZWOLLE})).content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))
    assert [row["Van (UTC)"] for row in rows] == [point["vanOp"] for point in points]
    assert [row["Minst vrij"] for row in rows] == [str(point["vrijLaagst"]) for point in points]
    assert all("." not in row["Vrij"] for row in rows)
