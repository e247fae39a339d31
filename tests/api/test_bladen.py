"""Files that a Dutch spreadsheet reads, in which nothing becomes a formula; the ODS is read back by another program (calamine)."""

import csv
import io
import re
import zipfile
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from capacity_service.api import bladen
from capacity_service.api.bladen import BOM, ODS_TYPE, Blad, write_csv, write_ods

OP = datetime(2026, 12, 1, 3, 5, tzinfo=UTC)
BLAD = Blad(
    "Proef",
    ("Naam", "Vrij", "Gemiddeld", "Van"),
    [("'s-Hertogenbosch", 3, 1.5, OP), ('Súdwest; "Fryslân" & <co>', 0, None, None)],
    ["Een zin.", "Nog een."],
)
DANGEROUS = ["=1+1", "+1", "-2", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x.test")']


def read_csv(blad: Blad) -> list[list[str]]:
    text = write_csv(blad).decode()
    assert text.startswith(BOM)
    return list(csv.reader(io.StringIO(text.removeprefix(BOM), newline=""), delimiter=";"))


def read_ods(blad: Blad) -> CalamineWorkbook:
    return CalamineWorkbook.from_filelike(io.BytesIO(write_ods(blad)))


def test_a_csv_is_dutch() -> None:
    assert read_csv(BLAD) == [
        ["Naam", "Vrij", "Gemiddeld", "Van"],
        ["'s-Hertogenbosch", "3", "1,5", "1-12-2026 04:05"],
        ['Súdwest; "Fryslân" & <co>', "0", "", ""],
    ]
    assert write_csv(BLAD).count(b"\r\n") == write_csv(BLAD).count(b"\n") == 3


def test_an_ods_is_read_by_another_program_with_numbers_as_numbers_and_instants_as_instants() -> None:
    book = read_ods(BLAD)
    assert book.sheet_names == ["Proef", "Toelichting"]
    rows = book.get_sheet_by_name("Proef").to_python()
    assert rows[0] == ["Naam", "Vrij", "Gemiddeld", "Van"]
    assert rows[1] == ["'s-Hertogenbosch", 3.0, 1.5, datetime(2026, 12, 1, 4, 5)]  # noqa: DTZ001 - a sheet has no zones
    assert rows[2][0] == 'Súdwest; "Fryslân" & <co>'
    assert book.get_sheet_by_name("Toelichting").to_python() == [["Een zin."], ["Nog een."]]


def test_the_kind_of_an_ods_comes_first_and_plain_and_the_same_table_is_the_same_file() -> None:
    package = zipfile.ZipFile(io.BytesIO(write_ods(BLAD)))
    first = package.infolist()[0]
    assert (first.filename, first.compress_type, package.read(first).decode()) == (
        "mimetype",
        zipfile.ZIP_STORED,
        ODS_TYPE,
    )
    assert write_ods(BLAD) == write_ods(BLAD)


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_text_becomes_a_formula(text: str) -> None:
    blad = Blad("Proef", [text], [[text]])
    for row in read_csv(blad):
        assert row == [f"'{text}"]
    content = zipfile.ZipFile(io.BytesIO(write_ods(blad))).read("content.xml").decode()
    assert "table:formula" not in content
    assert content.count('office:value-type="string"') == 2


def test_without_the_quote_a_csv_would_hold_formulas(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same with the wall removed."""
    monkeypatch.setattr(bladen, "BEGINS_A_FORMULA", re.compile("(?!)"))
    assert read_csv(Blad("Proef", ["Kop"], [["=1+1"]]))[1] == ["=1+1"]


@given(st.lists(st.text(st.characters(codec="utf-8")), min_size=1, max_size=3))
def test_whatever_a_text_holds_the_files_can_be_read(texts: list[str]) -> None:
    blad = Blad("Proef", ["Kop"] * len(texts), [texts])
    assert len(read_ods(blad).get_sheet_by_name("Proef").to_python()[0]) == len(texts)
    for cel in read_csv(blad)[1]:
        assert not cel.startswith(("=", "+", "-", "@", "\t", "\r"))


def test_the_hour_that_comes_twice_in_autumn_is_written_as_the_clock_says() -> None:
    begin = datetime.combine(date(2026, 10, 25), datetime.min.time(), tzinfo=UTC)
    rows = read_csv(Blad("Proef", ["Van"], [[begin], [begin + timedelta(hours=1)]]))
    assert rows[1:] == [["25-10-2026 02:00"], ["25-10-2026 02:00"]]
