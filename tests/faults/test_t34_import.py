"""T34: files that cannot be imported. Every bad row is named, nothing is stored, whatever the bytes are."""

import random
from collections.abc import Iterator

import pytest

from tests.faults.bad_input import make_scene, read_digest
from tests.faults.figures import LONG, report
from tests.faults.wire import ask, port_of
from tests.land import Dienst, expect

pytestmark = pytest.mark.faults

KOP = "soort;centrumgemeente;organisatie;huis;personenMax;kenmerken;gereedBinnenMinuten;veiligheidstoetsDoor"
GOOD = "crisisplaats;GM0193;;H07;4;rolstoel;;"
CSV = {"Content-Type": "text/csv"}
FILE_MAX = 2_000_000
SEED = 34
RANDOM_FILES = 400 if LONG else 60

BAD_ROWS = {
    "bed;GM0193;;H07;4;;;": "soort",
    "crisisplaats;GM9999;;H07;4;;;": "centrumgemeente",
    "crisisplaats;Atlantis;;H07;4;;;": "centrumgemeente",
    "crisisplaats;GM0193;Niemand;H07;4;;;": "organisatie",
    "crisisplaats;GM0193;00000000-0000-0000-0000-000000000000;H07;4;;;": "organisatie",
    "crisisplaats;GM0193;;Dorpsstraat 1;4;;;": "huis",
    "crisisplaats;GM0193;;;4;;;": "huis",
    "crisisplaats;GM0193;;H07;0;;;": "personenMax",
    "crisisplaats;GM0193;;H07;26;;;": "personenMax",
    "crisisplaats;GM0193;;H07;9223372036854775808;;;": "personenMax",
    "crisisplaats;GM0193;;H07;4,0;;;": "personenMax",
    "crisisplaats;GM0193;;H07;٤;;;": "personenMax",
    "crisisplaats;GM0193;;H07;4;zwembad;;": "kenmerken",
    "crisisplaats;GM0193;;H07;4;rolstoel|rolstoel;;": "kenmerken",
    "reserveplaats;GM0193;;H07;4;;;": "gereedBinnenMinuten",
    "reserveplaats;GM0193;;H07;4;;0;": "gereedBinnenMinuten",
    "reserveplaats;GM0193;;H07;4;;1441;": "gereedBinnenMinuten",
    "alternatief;GM0193;;H07;4;;;": "veiligheidstoetsDoor",
    "alternatief;GM0193;;H07;4;;;=cmd()": "veiligheidstoetsDoor",
    "alternatief;GM0193;;H07;4;;;wacht 0612345678": "veiligheidstoetsDoor",
    "alternatief;GM0193;;H07;4;;;wacht\u202e": "veiligheidstoetsDoor",
    "alternatief;GM0193;;H07;4;;;wa\u200bcht": "veiligheidstoetsDoor",
    "crisis\x00plaats;GM0193;;H07;4;;;": "soort",
    "crisisplaats;GM0193;;H\x0007;4;;;": "huis",
}


def make_file(*rows: str) -> bytes:
    return "\r\n".join([KOP, *rows, ""]).encode()


def bad_files() -> Iterator[tuple[str, bytes]]:
    good = make_file(GOOD)
    yield "leeg", b""
    yield "alleen een kop", make_file()
    yield "geen kop", GOOD.encode()
    yield "onbekende kolom", good.replace(b"huis", b"adres", 1)
    yield "dubbele kolom", good.replace(b"kenmerken", b"soort", 1)
    yield "UTF-16", good.decode().encode("utf-16")
    yield "UTF-16 zonder BOM", good.decode().encode("utf-16-le")
    yield "UTF-32", good.decode().encode("utf-32")
    yield "BOM en geen UTF-8", b"\xef\xbb\xbf" + good.replace(b"rolstoel", b"rolst\xffel")
    yield "onbekend in Windows-1252", good.replace(b"rolstoel", b"rolst\x81el")
    yield "NUL", good.replace(b"rolstoel", b"rol\x00stoel")
    yield "een los aanhalingsteken", good.replace(b"H07", b'"H07')
    yield "te veel cellen", good.replace(b"rolstoel;;", b"rolstoel;;;;;x")
    yield "een lange regel", make_file(GOOD + "x" * 3000)
    yield "te veel regels", make_file(*[GOOD] * 5001)
    yield "een zip", b"PK\x03\x04" + bytes(range(256)) * 20
    yield "JSON", b'{"soort": "crisisplaats"}'
    yield "HTML", b"<table><tr><td>crisisplaats</td></tr></table>"


async def test_a_bad_row_is_named_and_no_row_is_stored(dienst: Dienst) -> None:
    scene = await make_scene(dienst)
    before = await read_digest(dienst)
    opvang = scene.clients["opvang"]
    for row, kolom in BAD_ROWS.items():
        answer = await opvang.post("/plaatsen/import", content=make_file(GOOD, row, GOOD), headers=CSV)
        scene.judge(row, answer, 400)
        if answer.status_code == 400:
            assert [fault["veld"] for fault in answer.json()["fouten"]] == [f"regel 3, {kolom}"], answer.text
    scene.assert_sound()
    assert await read_digest(dienst) == before


async def test_every_bad_row_of_one_file_is_named_together(dienst: Dienst) -> None:
    opvang = await dienst.as_rol("opvang")
    # What points nowhere is looked up once the file itself can be read.
    rows = {row: kolom for row, kolom in BAD_ROWS.items() if kolom not in {"centrumgemeente", "organisatie"}}
    problem = expect(await opvang.post("/plaatsen/import", content=make_file(*rows), headers=CSV), 400)
    named = [fault["veld"] for fault in problem["fouten"]]
    assert named == [f"regel {line}, {kolom}" for line, kolom in enumerate(rows.values(), start=2)]


async def test_files_that_are_no_register_are_refused(dienst: Dienst) -> None:
    scene = await make_scene(dienst)
    before = await read_digest(dienst)
    for what, file in bad_files():
        scene.judge(what, await scene.clients["opvang"].post("/plaatsen/import", content=file, headers=CSV), 400)
    for sent in ("", "application/json", "text/plain", "application/vnd.ms-excel", "multipart/form-data; boundary=x"):
        headers = {"Content-Type": sent} if sent else {}
        answer = await scene.clients["opvang"].post("/plaatsen/import", content=make_file(GOOD), headers=headers)
        scene.judge(sent or "zonder type", answer, 415)
    scene.assert_sound()
    assert await read_digest(dienst) == before


async def test_a_file_that_is_too_large_is_refused(dienst: Dienst) -> None:
    scene = await make_scene(dienst)
    before = await read_digest(dienst)
    authorization = scene.clients["opvang"].headers["authorization"]
    file = b"x" * (FILE_MAX + 1)
    chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(file), file)
    for headers, body in (({}, file), ({"Transfer-Encoding": "chunked"}, chunked)):
        given = CSV | {"Authorization": authorization} | headers
        answer = await ask(port_of(dienst.url), "POST", "/v1/plaatsen/import", given, body)
        assert answer is not None
        assert answer.status == 413
        assert answer.headers["content-type"] == "application/problem+json"
    assert await read_digest(dienst) == before


async def test_a_good_file_with_random_damage_is_read_whole_or_not_at_all(dienst: Dienst) -> None:
    """Bytes changed, dropped and doubled at random: 201 with every row that stands in it, or 400 and nothing."""
    rng = random.Random(SEED)
    scene = await make_scene(dienst)
    before = len(await dienst.sql("SELECT 1 FROM plaats"))
    added = 0
    for number in range(RANDOM_FILES):
        file = bytearray(make_file(*[f"crisisplaats;GM0193;;H{number}x{n};4;rolstoel;;" for n in range(3)]))
        for _ in range(rng.randrange(1, 6)):
            where = rng.randrange(len(file))
            file[where : where + rng.randrange(3)] = rng.randbytes(rng.randrange(3))
        answer = await scene.clients["opvang"].post("/plaatsen/import", content=bytes(file), headers=CSV)
        if answer.status_code == 201:
            added += answer.json()["toegevoegd"]
        else:
            scene.judge(repr(bytes(file)[-60:]), answer, 400)
    scene.assert_sound()
    assert len(await dienst.sql("SELECT 1 FROM plaats")) == before + added
    report(f"T34 import: {RANDOM_FILES} beschadigde bestanden (seed {SEED}), 0 keer 5xx, 0 half ingelezen")
