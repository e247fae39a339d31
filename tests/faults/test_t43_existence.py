"""T43: whether something of B is there cannot be read from a refusal, a count, a number, a size or a key that is taken."""

import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import httpx2
import pytest

from tests.api.document import CSV, make_body
from tests.conftest import MakeDatabase
from tests.faults.attack import read_all
from tests.faults.figures import report
from tests.faults.foreign_land import Land, make_land
from tests.land import expect, make_aanvraag, make_plaats, serve

pytestmark = pytest.mark.faults

UUID_TEXT = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z")
CODE = re.compile(r'"(referentie|code|geheim|geheugen)": ?"[^"]+"')


@pytest.fixture
async def land(make_database: MakeDatabase) -> AsyncIterator[Land]:
    async with make_database("kaal") as urls, serve(urls.app, urls.migrator, ticking=False) as dienst:
        yield await make_land(dienst)


def shape(answer: httpx2.Response) -> tuple[int, tuple[tuple[str, str], ...], str]:
    """An answer without what is new in every answer: ids, moments, codes made by chance."""
    headers = {name: UUID_TEXT.sub("ID", value) for name, value in answer.headers.items() if name != "date"}
    text = CODE.sub("CODE", MOMENT.sub("TOEN", UUID_TEXT.sub("ID", answer.text)))
    headers["content-length"] = str(len(text))
    return answer.status_code, tuple(sorted(headers.items())), text


async def test_a_key_that_b_has_taken_is_free_to_a(land: Land) -> None:
    """The address, the code of a house, the key of a request and the file that B used, beside ones nobody did."""
    opvang, coordinator = land.a["opvang"], land.a["coordinator"]
    theirs = expect(await land.b["opvang"].get("/meldadressen"), 200)["meldadressen"][0]["adres"]
    huis = expect(await land.b["opvang"].get("/huizen"), 200)["huizen"][0]["code"]
    sent = {"Idempotency-Key": "taken"}
    expect(await land.b["coordinator"].post("/aanvragen", json=make_aanvraag(), headers=sent), 201)
    expect(await land.b["opvang"].post("/plaatsen", json=make_plaats(personenMax=1), headers=sent), 201)

    def add_adres(adres: str) -> Callable[[], Awaitable[httpx2.Response]]:
        return lambda: opvang.post("/meldadressen", json={"soort": "webhook", "adres": adres})

    def add_file(code: str) -> Callable[[], Awaitable[httpx2.Response]]:
        row = f"opvangplaats;GM0193;;{code};1;\r\n".encode()
        content = CSV.split(b"\r\n", maxsplit=1)[0] + b"\r\n" + row
        return lambda: opvang.post("/plaatsen/import", content=content, headers={"Content-Type": "text/csv"})

    def add_plaats(key: str) -> Callable[[], Awaitable[httpx2.Response]]:
        body = make_plaats(personenMax=1, soort="opvangplaats", centrumgemeente="GM0363")
        return lambda: opvang.post("/plaatsen", json=body, headers={"Idempotency-Key": key})

    def ask(key: str) -> Callable[[], Awaitable[httpx2.Response]]:
        body = make_aanvraag(huishouden={"volwassenen": 25}, vastgesteldOp="2026-01-01T00:00:00Z")
        headers = {"Idempotency-Key": key}
        return lambda: coordinator.post("/aanvragen", json=body | {"vastgesteldOp": _now()}, headers=headers)

    free = "x" * len(theirs.rpartition("/")[2])
    pairs = {
        "meldadres": (add_adres(theirs), add_adres(theirs.rpartition("/")[0] + "/" + free)),
        "huiscode": (add_file(huis), add_file("Q" * len(huis))),
        "sleutel van een plaats": (add_plaats("taken"), add_plaats("nobody")),
        "sleutel van een aanvraag": (ask("taken"), ask("nobody")),
    }
    for naam, (taken, nobody) in pairs.items():
        one, other = await taken(), await nobody()
        assert one.status_code in {200, 201}, f"{naam}: {one.text}"
        if "meldadres" in naam:
            assert one.status_code == other.status_code, naam
            assert one.json().keys() == other.json().keys(), naam
        else:
            assert shape(one) == shape(other), naam
    report(f"T43 sleutels: {len(pairs)} soorten die B al had, geen anders dan vrij")


def _now() -> str:
    from tests.land import in_hours  # noqa: PLC0415

    return in_hours(-1)


async def _look(land: Land) -> dict[tuple[str, str], Any]:
    """Everything that every rol of A reads without an id, with its headers; without the second it was asked."""
    found = {}
    async for rol, path, answer in read_all(land):
        if path in {"/historie", "/historie/overzicht.csv", "/historie/overzicht.ods", "/bezetting/overzicht.ods"}:
            continue
        headers = {name: value for name, value in answer.headers.items() if name not in {"date", "content-length"}}
        text = answer.text
        if "json" in answer.headers.get("content-type", ""):
            text = json.dumps(_still(answer.json()))
        elif "csv" in answer.headers.get("content-type", ""):
            text = re.sub(r"\d{1,2}-\d{1,2}-\d{4}[ T]\d{2}:\d{2}(:\d{2})?", "TOEN", text)
            headers.pop("content-disposition", None)
        found[rol, path] = (answer.status_code, headers, text)
    return found


def _still(node: Any) -> Any:
    """Without the moment of asking."""
    if isinstance(node, dict):
        return {name: _still(value) for name, value in node.items() if name not in {"tijdstipOp", "volgendeTikOp"}}
    if isinstance(node, list):
        return [_still(one) for one in node]
    return node


async def test_what_b_does_without_a_count_that_changes_moves_no_byte_of_a(land: Land) -> None:
    """Whose number is set, what is recorded, seen, told and refused at B: no answer to A is another, no number moves."""
    opvang, coordinator = land.b["opvang"], land.b["coordinator"]
    before = await _look(land)
    again = await _look(land)
    assert again == before, "the country does not stand still"
    acted = 0
    for key in land.van_b["huis_id"]:
        body = {"telefoonnummer": "06 12340099"}
        expect(await opvang.put(f"/huizen/{key}/contact", json=body, headers={"If-Match": '"1"'}), 200)
        acted += 1
    for key in land.van_b["plaatsing_id"]:
        made = await opvang.post(f"/plaatsingen/{key}/registraties", json=make_body("record_registratie"))
        acted += made.status_code == 201
        await coordinator.get(f"/plaatsingen/{key}/contact")
    for key in land.van_b["melding_id"]:
        acted += (await opvang.post(f"/meldingen/{key}/gezien", json={})).status_code == 200
    for client in (opvang, coordinator):
        expect(await client.post("/meldadressen", json=make_body("add_meldadres")), 201)
    after = await _look(land)
    changed = {where for where, told in after.items() if told != before[where]}
    # Who has seen what, and whether something recorded was due, is landelijk's and the episodes' business.
    assert {where for where in changed if where[0] != "landelijk"} == set(), changed
    assert acted > 20
    report(f"T43 stil: {acted} handelingen van B, {len(after)} antwoorden aan A, {len(changed)} anders (landelijk)")
