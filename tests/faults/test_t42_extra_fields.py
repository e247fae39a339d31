"""T42: fields that nobody asked for, on every write, at every depth; and the same answer beside each other for every rol."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from capacity_service.domain.inzage import Rol
from capacity_service.domain.inzagevelden import SOORTEN, TOONBAAR
from tests.api.toonbaar import check_toonbaar
from tests.faults.bad_input import Operation, Scene, make_scene, read_digest
from tests.faults.figures import report
from tests.faults.mutations import resolve
from tests.land import Dienst, Json, expect

pytestmark = pytest.mark.faults

WANTED: dict[str, Any] = {
    "id": "0192a000-0000-7000-8000-000000000000",
    "organisatie": "0192a000-0000-7000-8000-000000000000",
    "aanvraagOrganisatie": "0192a000-0000-7000-8000-000000000000",
    "opvangOrganisatie": "0192a000-0000-7000-8000-000000000000",
    "organisatie_id": "0192a000-0000-7000-8000-000000000000",
    "account": "0192a000-0000-7000-8000-000000000000",
    "rol": "landelijk",
    "status": "bevestigd",
    "revisie": 99,
    "adres": "Dorpsstraat 1",
    "naam": "Verzonnen",
    "referentie": "AAAA-AAAA",
    "plaatsing": "0192a000-0000-7000-8000-000000000000",
    "telefoonnummer": "+31612345678",
    "goedgekeurdOp": "2026-01-01T00:00:00Z",
    "verlooptOp": "2099-01-01T00:00:00Z",
    "context": "dienst",
    "__proto__": {"rol": "landelijk"},
}


def spots(body: Any, schema: Json, document: Json, path: tuple[str | int, ...] = ()) -> Iterator[tuple[Any, set[str]]]:
    """Every object inside a good body: where it is, and the fields that it really has."""
    real, _ = resolve(schema, document)
    if isinstance(body, dict):
        yield path, set(real.get("properties", {}))
        for name, value in body.items():
            yield from spots(value, real["properties"][name], document, (*path, name))
    elif isinstance(body, list) and body:
        yield from spots(body[0], real["items"], document, (*path, 0))


def put(body: Json, path: tuple[str | int, ...], name: str, value: Any) -> Json:
    changed = json.loads(json.dumps(body))
    node = changed
    for step in path:
        node = node[step]
    node[name] = value
    return dict(changed)


async def _send_each(scene: Scene, operation: Operation) -> int:
    """Each unwanted field alone, at each depth. Good input otherwise."""
    example, schema, sent = scene.example(operation.name), operation.schema or {}, 0
    for path, own in spots(example, schema, scene.document):
        for name, value in WANTED.items():
            if name in own:
                continue
            answer = await scene.send(operation, json=put(example, path, name, value))
            veld = ".".join(map(str, (*path, name)))
            scene.judge(f"met {veld}", answer, 400)
            if answer.status_code == 400 and veld not in {one["veld"] for one in answer.json()["fouten"]}:
                scene.failures.append(f"{operation.name}: {veld} staat niet in {answer.text[:200]}")
            sent += 1
    return sent


async def test_a_field_that_nobody_asked_for_is_named_and_refused_and_nothing_is_stored(dienst: Dienst) -> None:
    scene = await make_scene(dienst)
    before = await read_digest(dienst)
    writes = [operation for operation in scene.operations() if operation.schema is not None]
    sent = sum([await _send_each(scene, operation) for operation in writes])
    scene.assert_sound()
    assert await read_digest(dienst) == before
    assert sent >= 400
    report(f"T42: {len(WANTED)} velden op {len(writes)} handelingen, {sent} verzoeken, 0 aangenomen")


async def test_a_call_that_takes_no_body_takes_none_of_these_either(dienst: Dienst) -> None:
    scene = await make_scene(dienst)
    before = await read_digest(dienst)
    bare = [one for one in scene.operations() if one.method != "GET" and one.schema is None and one.rol is not None]
    for operation in bare:
        if operation.name not in {"import_plaatsen", "end_sessie", "end_other_sessies"}:
            scene.judge("met rol", await scene.send(operation, json={"rol": "landelijk"}), 400)
    scene.assert_sound()
    assert await read_digest(dienst) == before


async def test_the_same_thing_beside_each_other_for_every_rol_differs_as_the_table_says(dienst: Dienst) -> None:
    """One aanvraag and one plaats: each rol's answer has exactly the fields of the table, and null where it says so."""
    scene = await make_scene(dienst)
    seen: dict[tuple[str, str], Json] = {}
    for rol in ("coordinator", "opvang", "landelijk"):
        for kind in ("aanvragen", "plaatsen", "plaatsingen"):
            key = scene.ids[{"aanvragen": "aanvraag_id", "plaatsen": "plaats_id", "plaatsingen": "plaatsing_id"}[kind]]
            answer = await scene.clients[rol].get(f"/{kind}/{key}")
            if answer.status_code == 200:
                check_toonbaar(Rol(rol), answer)
                seen[rol, kind] = answer.json()
    seen.pop(("coordinator", "plaatsen"), None)  # as long as it is proposed
    assert set(seen) == {
        ("coordinator", "aanvragen"),
        ("coordinator", "plaatsingen"),
        ("opvang", "plaatsen"),
        ("opvang", "plaatsingen"),
        ("landelijk", "aanvragen"),
        ("landelijk", "plaatsen"),
    }
    hidden = {
        (rol, kind): {
            name for name, value in body.items() if value is None and seen["coordinator", kind][name] is not None
        }
        for (rol, kind), body in seen.items()
        if ("coordinator", kind) in seen
    }
    assert hidden["landelijk", "aanvragen"] == {"plaatsing", "voorstellen"}
    assert hidden["opvang", "plaatsingen"] == {"aanvraag"}


async def test_the_check_sees_a_field_that_is_shown_to_who_may_not(
    dienst: Dienst, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the table: what reads null for landelijk is there, and the check says so. The database still gives it no voorstel."""
    scene = await make_scene(dienst)
    url = f"/aanvragen/{scene.ids['aanvraag_id']}"
    check_toonbaar(Rol.landelijk, await scene.clients["landelijk"].get(url))
    whole = dict(SOORTEN) | {"aanvraag": type(TOONBAAR["Aanvraag"])(TOONBAAR["Aanvraag"].velden)}
    monkeypatch.setattr("capacity_service.domain.inzagevelden.SOORTEN", whole)
    leaking = await scene.clients["landelijk"].get(url)
    assert expect(leaking, 200)["voorstellen"] == []
    with pytest.raises(AssertionError, match="voorstellen is niet leeg voor landelijk"):
        check_toonbaar(Rol.landelijk, leaking)
