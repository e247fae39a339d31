"""T34: bytes that are no message, for every operation with a body: a 4xx problem, nothing stored, never a 500."""

import asyncio
import json
from collections.abc import Iterator
from typing import Any
from unittest.mock import Mock

import pytest

from capacity_service.api import app, fields, guard
from tests.faults.bad_input import Operation, Scene, check_problem, make_scene, read_digest
from tests.faults.figures import report
from tests.faults.wire import Answer, ask, port_of
from tests.land import Dienst, make_plaats

pytestmark = pytest.mark.faults

JSON = {"Content-Type": "application/json"}
DEEP = 10_000
LIMIT = 64 * 1024
TEN_MB = 10 * 1024 * 1024
TYPES = [
    "",
    "text/plain",
    "text/json",
    "application/jsonx",
    "application/xml",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "application/merge-patch+json",
    "*/*",
    "ı",
    "application/json" * 500,
]


def bad_bytes(good: bytes) -> Iterator[tuple[str, bytes]]:
    """What is wrong, and the bytes, given a good body."""
    yield "NUL geschreven", good[:-1] + b', "adres": "a\\u0000b"}'
    yield "NUL in een naam", good[:-1] + b', "a\\u0000b": 1}'
    yield "NUL rauw", good[:-1] + b', "adres": "a\x00b"}'
    for half in (rb"\ud800", rb"\udfff", rb"\ud800\ud800", rb"a\udc00b"):
        yield f"half teken {half!r}", good[:-1] + b', "adres": "' + half + b'"}'
        yield f"half teken {half!r} in een naam", good[:-1] + b', "' + half + b'": 1}'
    yield "geen UTF-8", good[:-1] + b', "adres": "\xff\xfe"}'
    yield "half teken in UTF-8", good[:-1] + b', "adres": "\xed\xa0\x80"}'
    yield "te lang UTF-8", good[:-1] + b', "adres": "\xc0\x80"}'
    yield "UTF-16", good.decode().encode("utf-16")
    yield "BOM", b"\xef\xbb\xbf" + good
    yield "diepe lijst", b"[" * DEEP + b"]" * DEEP
    yield "diepe lijst zonder eind", b"[" * LIMIT
    yield "diep object", b'{"a":' * DEEP + b"1" + b"}" * DEEP
    yield "diep in een veld", good[:-1] + b', "adres": ' + b"[" * DEEP + b"]" * DEEP + b"}"
    yield "net te diep", good[:-1] + b', "adres": ' + b"[" * 40 + b"]" * 40 + b"}"
    for number in (b"NaN", b"Infinity", b"-Infinity", b"1e999", b"-1e999", b"9" * 5000, b"1" + b"0" * 60_000):
        yield f"getal {number[:12]!r}", good[:-1] + b', "nachten": ' + number + b"}"
    yield "dubbele naam", b'{"reden": "x", ' + good[1:-1] + b', "reden": "dubbel", "reden": "dubbel"}'
    yield "halve tekst", good[: len(good) // 2] + b'"'
    yield "twee berichten", good + good
    yield "staart", good + b";"
    yield "enkele aanhalingstekens", good.replace(b'"', b"'") + b"'"
    yield "commentaar", b"/* x */" + good
    yield "alleen witruimte", b" \r\n\t"
    yield "gzip", b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xab\xae\x05\x00"
    yield "een tekst", b'"aanvraag"'
    yield "een lijst", b"[" + good + b"]"


def with_body(scene: Scene) -> list[Operation]:
    return [operation for operation in scene.operations() if operation.schema is not None]


async def test_bytes_that_are_no_message_are_refused(dienst: Dienst) -> None:
    scene = await make_scene(dienst)
    before = await read_digest(dienst)
    gate = asyncio.Semaphore(8)

    async def send(operation: Operation, what: str, body: bytes) -> None:
        async with gate:
            scene.judge(what, await scene.send(operation, content=body, headers=JSON), 400)

    async with asyncio.TaskGroup() as group:
        for operation in with_body(scene):
            example = json.dumps(scene.example(operation.name) or {"reden": "dubbel"}).encode()
            for what, body in bad_bytes(example):
                group.create_task(send(operation, what, body))
    scene.assert_sound()
    assert await read_digest(dienst) == before
    report(f"T34 bytes: {scene.sent} verzoeken naar {len(with_body(scene))} handelingen, 0 keer 5xx, 0 opgeslagen")


async def test_only_json_is_read_and_only_json_is_given(dienst: Dienst) -> None:
    scene = await make_scene(dienst)
    before = await read_digest(dienst)
    gate = asyncio.Semaphore(8)

    async def send(operation: Operation, what: str, status: int, **request: Any) -> None:
        async with gate:
            scene.judge(f"{what:.40}", await scene.send(operation, **request), status)

    async with asyncio.TaskGroup() as group:
        for operation in scene.operations():
            body = json.dumps(scene.example(operation.name) or {}).encode() if operation.schema else b""
            for sent in TYPES if body else ():
                headers = {"Content-Type": sent.encode()} if sent else {}
                group.create_task(send(operation, sent, 415, content=body, headers=headers))
            for accept in ("text/html", "image/png, application/xml;q=0.9", "application/jsonx", "nonsens"):
                group.create_task(send(operation, accept, 406, headers={"Accept": accept}))
    scene.assert_sound()
    assert await read_digest(dienst) == before


async def send_by_hand(scene: Scene, operation: Operation, headers: dict[str, str], body: bytes) -> Answer | None:
    scene.sent += 1
    authorization = scene.clients[operation.rol].headers.get("authorization", "")
    given = JSON | scene.headers(operation) | headers | ({"Authorization": authorization} if authorization else {})
    return await ask(port_of(scene.dienst.url), operation.method, f"/v1{scene.fill(operation.path)}", given, body)


async def test_a_body_that_is_too_large_is_refused_without_being_kept(dienst: Dienst) -> None:
    """With its length told, without (chunked), with a length that is not true; just over the limit and far over it."""
    scene = await make_scene(dienst)
    before = await read_digest(dienst)
    for operation in with_body(scene):
        for size in (LIMIT + 1, TEN_MB if operation.name in {"submit_aanvraag", "set_plaatsstatus"} else 2 * LIMIT):
            body = b'{"adres": "' + b"x" * (size - 13) + b'"}'
            chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
            for headers, sent in (({}, body), ({"Transfer-Encoding": "chunked"}, chunked)):
                answer = await send_by_hand(scene, operation, headers, sent)
                assert answer is not None, (operation, size, headers)
                instance = f"/v1{scene.fill(operation.path)}"
                check_problem(answer.status, answer.headers, answer.body, instance, 413)
    fits = b'{"adres": "' + b"x" * (LIMIT - 13) + b'"}'
    assert len(fits) == LIMIT
    for operation in with_body(scene):
        scene.judge("precies 64 KiB", await scene.send(operation, content=fits, headers=JSON), 400)
    scene.assert_sound()
    assert await read_digest(dienst) == before
    report(f"T34 te groot: {scene.sent} verzoeken, 0 keer 5xx, 0 opgeslagen")


async def test_text_that_deceives_the_eye_is_not_kept(dienst: Dienst) -> None:
    """The one field with words of the sender's own names a function: no name, number, formula or unseen sign."""
    scene = await make_scene(dienst)
    before = await read_digest(dienst)
    deceiving = [
        "achter\u202ewacht",
        "achter\u200bwacht",
        "achterwacht\u2066",
        "achterwacht 😀",
        "\ufeffachterwacht",
        "achterwacht\t",
        "achter\nwacht",
        "=cmd()",
        "+31 6 12345678",
        "@achterwacht",
        "＝cmd",
        "achterwacht 0612345678",
        "a@example.org",
        " ",
        "x" * 81,
        "e\u0301" * 5,
    ]
    for words in deceiving:
        body = make_plaats(soort="alternatief", veiligheidstoetsDoor=words)
        scene.judge(ascii(words), await scene.clients["opvang"].post("/plaatsen", json=body), 400)
        change = next(operation for operation in scene.operations() if operation.name == "change_plaats")
        scene.judge(ascii(words), await scene.send(change, json={"veiligheidstoetsDoor": words}), 400)
    scene.assert_sound()
    assert await read_digest(dienst) == before


async def test_with_plain_json_the_same_check_finds_it(dienst: Dienst, monkeypatch: pytest.MonkeyPatch) -> None:
    """The wall removed: bodies are read by the standard library alone, and words are taken as they come."""
    scene = await make_scene(dienst)
    before = await read_digest(dienst)
    monkeypatch.setattr(guard, "parse_json", json.loads)
    monkeypatch.setattr(fields, "parse_functie", str)
    monkeypatch.setattr(app, "log", Mock())
    add = next(operation for operation in scene.operations() if operation.name == "add_plaats")
    good = json.dumps(make_plaats(soort="alternatief", veiligheidstoetsDoor="wacht")).encode()
    for what, body in (
        ("NUL", good.replace(b"wacht", rb"a\u0000b")),
        ("BOM", b"\xef\xbb\xbf" + good),
        ("twee keer", b'{"personenMax": 7, ' + good[1:]),
    ):
        scene.judge(what, await scene.send(add, content=body, headers=JSON), 400)
    found = "\n".join(scene.failures)
    report(f"T34 met gewone JSON: {len(scene.failures)} van {scene.sent} gevonden")
    assert "NUL: 500" in found
    assert "BOM: 201" in found
    assert "twee keer: 201" in found
    assert await read_digest(dienst) != before
