"""T41: every id of B, by every rol of A, on every address, in bodies, files, cursors and headers: as if it were not there."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import text

from capacity_service.api import plaatsingen
from capacity_service.domain.inzage import Rol
from capacity_service.store import database
from tests.api.document import CSV, DOCUMENT, Operation, make_body, operations
from tests.api.toonbaar import check_toonbaar
from tests.faults import attack as attacks
from tests.faults.attack import Uitslag, attack, faceless, find_secrets, list_proeven, read_all
from tests.faults.figures import LONG, report
from tests.faults.foreign_land import TELEFOON_TERUG, Land, neighbour
from tests.faults.mutations import resolve
from tests.land import Json, expect

pytestmark = pytest.mark.faults


async def test_an_id_of_another_organisatie_is_no_different_from_none(land: Land) -> None:
    uitslag = Uitslag()
    for proef in list_proeven(land, ids=None if LONG else 2, all_kinds=LONG):
        await attack(land, proef, uitslag)
    assert not uitslag.leaks, "\n".join(uitslag.leaks[:20])
    assert uitslag.statuses.get(404, 0) > 60, uitslag.statuses
    report(f"T41 ids: {uitslag.tried} keer een id van B naast een van niets, {uitslag.statuses}, 0 verschillen")


def id_fields(schema: Json, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], bool]]:
    """Where in a body an id can stand, and whether it stands in a list there."""
    real, _ = resolve(schema, DOCUMENT)
    if real.get("format") == "uuid":
        yield path, False
    for name, part in real.get("properties", {}).items():
        yield from id_fields(part, (*path, name))
    if real.get("type") == "array":
        yield from ((path, True) for _ in id_fields(real["items"]))


def with_ids() -> list[tuple[Operation, tuple[str | int, ...], bool]]:
    found = []
    for operation in operations():
        content = operation.told.get("requestBody", {}).get("content", {}).get("application/json", {})
        if "schema" in content and operation.naam != "start_demo_sessie":
            found += [(operation, path, many) for path, many in id_fields(content["schema"])]
    return found


def put(body: Json, path: tuple[str | int, ...], value: Any) -> Json:
    """A copy with this value there."""
    changed: Json = json.loads(json.dumps(body))
    node: Any = changed
    for step in path[:-1]:
        node = node[step]
    node[path[-1]] = value
    return changed


async def test_an_id_of_another_organisatie_in_a_body_is_no_different_from_none(land: Land) -> None:
    """On a thing of A's own, so that the body is really looked at."""
    tried = 0
    for operation, path, many in with_ids():
        kind = attacks.kind_of(operation)
        for rol in ("coordinator", "opvang", "landelijk"):
            for key in (land.van_b["plaats_id"][0], land.van_b["huis_id"][0], land.van_b["organisatie_id"][0]):
                answers = []
                for one in (key, neighbour(key)):
                    body = put(make_body(operation.naam) or {}, path, [one] if many else one)
                    if operation.naam == "set_plaatsstatus":
                        body |= {"status": "buiten_gebruik", "reden": "onderhoud"}
                    own = land.eigen.get(kind or "")
                    headers = {"If-Match": '"1"'} if operation.needs_match else {}
                    url = operation.url(own)
                    sent = await land.a[rol].request(operation.method.upper(), url, json=body, headers=headers)
                    answers.append(faceless(sent, one))
                assert answers[0] == answers[1], f"{operation.naam} {path} {rol}"
                assert answers[0][0] in {400, 403, 404, 409, 412}, f"{operation.naam} {path} {rol}: {answers[0]}"
                tried += 1
    assert tried >= 40
    report(f"T41 in het bericht: {len(with_ids())} velden, {tried} keer, 0 verschillen")


async def test_a_house_or_an_organisatie_of_another_in_a_file_is_no_different_from_none(land: Land) -> None:
    head = CSV.split(b"\r\n", maxsplit=1)[0] + b"\r\n"
    rows = {"huis_id": "crisisplaats;GM0193;;{};4;", "organisatie_id": "crisisplaats;GM0193;{};H-9;4;"}
    for kind, row in rows.items():
        answers = []
        for one in (land.van_b[kind][0], neighbour(land.van_b[kind][0])):
            content = head + row.format(one).encode() + b"\r\n"
            sent = await land.a["opvang"].post(
                "/plaatsen/import", content=content, headers={"Content-Type": "text/csv"}
            )
            answers.append(faceless(sent, one))
        assert answers[0] == answers[1], kind
        assert answers[0][0] == 400, kind


async def test_nothing_that_a_reads_without_an_id_holds_anything_of_b(land: Land) -> None:
    read = 0
    async for rol, path, answer in read_all(land):
        if answer.status_code == 200:
            check_toonbaar(Rol(rol), answer)
        found = find_secrets(land, rol, answer.text)
        assert not found, f"{rol} {path}: {sorted(found)[:5]}"
        read += 1
    assert read >= 100
    (own,) = {find for find in [TELEFOON_TERUG] if find in json.dumps(await _read_b(land))}
    report(f"T41 lijsten: {read} antwoorden, {len(land.geheim)} woorden van B, 0 gevonden (B zelf ziet {own})")


async def _read_b(land: Land) -> list[Any]:
    """The same look finds what is there: B itself is shown the number to call back."""
    found = []
    for key in land.van_b["plaatsing_id"]:
        answer = await land.b["opvang"].get(f"/plaatsingen/{key}/contact")
        found.append(answer.json())
    return found


async def test_a_cursor_of_another_organisatie_is_no_different_from_none(land: Land) -> None:
    """A cursor is a moment; the page after it is one's own."""
    tried = 0
    for operation in operations():
        if not any(p["name"] == "cursor" for p in operation.told.get("parameters", [])) or "{" in operation.path:
            continue
        for rol, client in land.a.items():
            # To landelijk the places and aanvragen of B are part of the page, so where it begins is seen.
            for keys in land.van_b.values() if rol != "landelijk" else ():
                # The last bits say nothing of the moment.
                pages = [
                    await client.get(operation.path, params={"cursor": key}) for key in (keys[0], neighbour(keys[0]))
                ]
                assert faceless(pages[0], keys[0]) == faceless(pages[1], neighbour(keys[0])), (operation.naam, rol)
                assert not find_secrets(land, rol, pages[0].text)
                tried += 1
    assert tried >= 150
    report(f"T41 cursors: {tried}, 0 verschillen")


async def test_no_revisie_tells_of_a_thing_of_another(land: Land) -> None:
    """The right one, a wrong one and none, each on a thing of B and on nothing."""
    tried = 0
    for operation in operations():
        kind = attacks.kind_of(operation)
        if not operation.needs_match or kind is None:
            continue
        for rol, client in land.a.items():
            for key in land.van_b[kind] if LONG else land.van_b[kind][:1]:
                for match in ('"0"', '"1"', '"2"', '"999"', "*", None):
                    headers = {} if match is None else {"If-Match": match}
                    answers = []
                    for one in (key, neighbour(key)):
                        sent = await client.request(
                            operation.method.upper(),
                            operation.url(one),
                            json=make_body(operation.naam),
                            headers=headers,
                        )
                        answers.append(faceless(sent, one))
                    assert answers[0] == answers[1], (operation.naam, rol, match)
                    tried += 1
    report(f"T41 If-Match: {tried}, 0 verschillen")


async def test_what_b_sent_under_a_key_is_not_told_to_a_under_the_same_key(land: Land) -> None:
    aanvraag = land.van_b["aanvraag_id"][0]
    key, body = {"Idempotency-Key": "sleutel-van-b"}, {"telefoonnummer": "06 12340009"}
    huis = land.van_b["huis_id"][0]
    headers = key | {"If-Match": '"1"'}
    kept = await land.b["opvang"].put(f"/huizen/{huis}/contact", json=body, headers=headers)
    expect(kept, 200)
    for path in (f"/huizen/{huis}/contact", f"/huizen/{neighbour(huis)}/contact"):
        asked = await land.a["opvang"].put(path, json=body, headers=headers)
        again = await land.a["opvang"].put(path, json=body, headers=headers)
        assert expect(asked, 404)["type"] == "/v1/problemen/niet_gevonden"
        assert asked.content == again.content
    other = await land.a["coordinator"].post(f"/aanvragen/{aanvraag}/intrekking", json={"reden": "dubbel"}, headers=key)
    expect(other, 404)


async def test_the_same_attack_finds_a_service_that_shows_everybody_everything(
    land: Land, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With both walls away: the look in the tables sees all, and what is found is told."""
    monkeypatch.setattr(plaatsingen, "concerns", lambda *_: True)
    monkeypatch.setattr(plaatsingen, "_readable", lambda _: "SELECT id FROM plaatsing")
    everything = str(database.ENTER).replace(":context", "'dienst' || left(:context, 0)")
    monkeypatch.setattr(database, "ENTER", text(everything))
    uitslag = Uitslag()
    for proef in list_proeven(land):
        if proef.operation.naam == "read_plaatsing":
            await attack(land, proef, uitslag)
    assert len(uitslag.leaks) == 2, uitslag.leaks
