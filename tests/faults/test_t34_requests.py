"""T34: everything around the body that can be wrong: paths, ids, queries, methods, headers. A 4xx problem, never a 500."""

import asyncio
from typing import Any

import pytest

from capacity_service.api import guard
from capacity_service.store.toegang import COOKIE
from tests.faults.bad_input import Operation, Scene, check_problem, make_scene, read_digest, unknown_id
from tests.faults.figures import report
from tests.faults.wire import Answer, ask, exchange, port_of
from tests.land import Dienst

pytestmark = pytest.mark.faults

NO_IDS = [
    "1",
    "geen-id",
    "%00",
    "%ff",
    "%ed%a0%80",
    "..%2f..%2fetc",
    "a" * 3000,
    "%F0%9F%98%80",
    "'%20OR%201=1--",
    "%2e%2e",
]
BY_NUMBER, COUNTED = {"list_logboek", "list_inzagelog", "list_steekproef"}, {"cursor"}
"""Lists of which a cursor is a number of own lines, so that 1 is one."""
METHODS = ["GET", "HEAD", "OPTIONS", "TRACE", "POST", "PUT", "PATCH", "DELETE", "PROPFIND", "GETT"]
IF_MATCH: list[str | bytes] = [
    "",
    "*",
    "abc",
    '"abc"',
    "-1",
    'W/"1"',
    '"1", "2"',
    "1e3",
    '"9999999999999999999999"',
    '"1.0"',
    "٣".encode(),
    '"',
]
KEYS: list[str | bytes] = ["", "x" * 129, "sleutel\u00e9".encode("latin-1"), b"sl\xff\xfe", "sleutel\tsleutel"]
SECRETS: list[str | bytes] = [
    "Bearer",
    "Bearer \u00ff".encode("latin-1"),
    "Bearer onzin",
    "Basic eDp5",
    "onzin",
    "Bearer " + "x" * 5000,
]
ORIGINS = [
    "null",
    "http://[",
    "http://[::1",
    "http://evil-dienst.test",
    "http://dienst.test.evil",
    "//",
    "x",
    "http://dienst.test@evil",
]
HOSTS: list[str | bytes] = ["[", "[::1", "a b", "", "x:99999999", "x:y", "\u00e9".encode("latin-1"), "a/b?c#d", "\x01"]


def bearer(scene: Scene, rol: str | None) -> dict[str, str]:
    sent = scene.clients[rol].headers.get("authorization")
    return {"Authorization": sent} if sent else {}


async def send_raw(scene: Scene, operation: Operation, path: str | bytes, headers: dict[str, Any]) -> Answer:
    scene.sent += 1
    given = bearer(scene, operation.rol) | scene.headers(operation) | headers
    answer = await ask(port_of(scene.dienst.url), operation.method, path, given)
    assert answer is not None, (operation.name, path, headers)
    return answer


def judge_raw(scene: Scene, what: str, answer: Answer, *statuses: int) -> None:
    """As `Scene.judge`; where the path is part of what is wrong, `instance` is what was made of it."""
    try:
        check_problem(answer.status, answer.headers, answer.body, answer.json()["instance"], *statuses)
    except (AssertionError, ValueError, KeyError) as wrong:
        scene.failures.append(f"{what}: {answer.status} {answer.body[:200]!r} {wrong!s:.100}")


async def test_ids_that_are_none_or_nobody_knows(dienst: Dienst) -> None:
    scene = await make_scene(dienst)
    before = await read_digest(dienst)
    for operation in scene.operations():
        name = operation.path.partition("{")[2].partition("}")[0]
        for wrong in [*NO_IDS, unknown_id()] if name else ():
            path = "/v1" + operation.path.replace(f"{{{name}}}", wrong)
            answer = await send_raw(scene, operation, path, {})
            judge_raw(scene, f"{operation.method} {path:.80}", answer, 400, 404)
    scene.assert_sound()
    assert await read_digest(dienst) == before
    report(f"T34 ids: {scene.sent} verzoeken, 0 keer 5xx")


async def test_queries_nobody_knows_and_cursors_that_are_none(dienst: Dienst) -> None:
    scene = await make_scene(dienst)
    for operation in scene.operations():
        if operation.name in guard.OPEN_QUESTIONS:
            continue  # What a provider sends along is not refused; test_aanmelden says what becomes of it.
        wrong = ["onzin=1", "%00=1", "%ff", "onzin", "=", "a=1&a=2"]
        for name in operation.query:
            wrong += [f"{name}={value}" for value in ("%00", "", "x" * 70, "%ff%fe%00", "a&" + name + "=b")]
            known = COUNTED if operation.name in BY_NUMBER else set()
            wrong += [f"{name}={one}" for one in NO_IDS[:2] if name in {"cursor", "soort", "centrumgemeente"} - known]
            wrong.append(f"{name.upper()}=x")
        for query in wrong:
            path = f"/v1{scene.fill(operation.path)}?{query}"
            judge_raw(scene, f"{operation.method} {path:.90}", await send_raw(scene, operation, path, {}), 400)
    scene.assert_sound()
    report(f"T34 vragen: {scene.sent} verzoeken, 0 keer 5xx")


async def test_methods_and_paths_that_are_not_there(dienst: Dienst) -> None:
    scene = await make_scene(dienst)
    before = await read_digest(dienst)
    port = port_of(dienst.url)
    for path, item in scene.document["paths"].items():
        filled = f"/v1{scene.fill(path)}"
        for method in METHODS:
            if method.lower() in item or (path == "/plaatsen/import" and method in {"PATCH", "DELETE", "GET"}):
                continue
            scene.sent += 1
            answer = await ask(port, method, filled, bearer(scene, "opvang"))
            # What is no method of HTTP is refused before there is a request.
            if method == "GETT" and answer is not None and answer.status == 400:
                continue
            assert answer is not None, (method, path)
            if method == "HEAD":
                assert (answer.status, answer.body) == (405, b""), (path, answer)
            else:
                judge_raw(scene, f"{method} {path}", answer, 405)
    for path in (
        "/v1/onzin",
        "/v1/",
        "/v1//aanvragen",
        "/v1/aanvragen/",
        "/v1/%00",
        "/v1/../v1/onzin",
        "/v1/aanvragen/%2f",
        "/v1/AANVRAGEN",
    ):
        scene.sent += 1
        answer = await ask(port, "GET", path, bearer(scene, "coordinator"))
        assert answer is not None, path
        judge_raw(scene, path, answer, 400, 404)
    scene.assert_sound()
    assert await read_digest(dienst) == before
    report(f"T34 methoden en paden: {scene.sent} verzoeken, 0 keer 5xx")


async def test_headers_that_mean_nothing(dienst: Dienst) -> None:
    scene = await make_scene(dienst)
    before = await read_digest(dienst)
    gate = asyncio.Semaphore(8)

    async def send(operation: Operation, name: str, value: str | bytes, status: int) -> None:
        body = None if operation.schema is None else scene.example(operation.name)
        async with gate:
            answer = await scene.send(operation, json=body, headers={name: value})
        scene.judge(f"{name} {value!r:.40}", answer, status)

    async with asyncio.TaskGroup() as group:
        for operation in scene.operations():
            keyed = operation.keyed and operation.name != "import_plaatsen"
            wrong: list[tuple[str, str | bytes, int]]
            wrong = [("If-Match", value, 412) for value in IF_MATCH if operation.matched]
            wrong += [("Idempotency-Key", value, 400) for value in KEYS if keyed]
            wrong += [("Authorization", value, 401) for value in SECRETS if operation.rol is not None]
            for name, value, status in wrong:
                group.create_task(send(operation, name, value, status))
    for operation in scene.operations():
        if operation.matched:
            body = None if operation.schema is None else scene.example(operation.name)
            client = scene.clients[operation.rol]
            answer = await client.request(operation.method, scene.fill(operation.path), json=body)
            scene.judge("zonder If-Match", answer, 428)
    scene.assert_sound()
    assert await read_digest(dienst) == before
    report(f"T34 koppen: {scene.sent} verzoeken, 0 keer 5xx, 0 opgeslagen")


async def test_origins_and_hosts_that_are_not_ours(dienst: Dienst) -> None:
    scene = await make_scene(dienst)
    before = await read_digest(dienst)
    token, _ = await dienst.token("opvang")
    port = port_of(dienst.url)
    for operation in scene.operations():
        path = f"/v1{scene.fill(operation.path)}"
        for origin in ORIGINS if operation.method not in guard.SAFE else ():
            scene.sent += 1
            answer = await ask(port, operation.method, path, {"Cookie": f"{COOKIE}={token}", "Origin": origin})
            assert answer is not None, origin
            judge_raw(scene, f"{operation.method} {path} Origin {origin}", answer, 403)
        for cookie in (
            COOKIE,
            f"{COOKIE}=",
            f"{COOKIE}=onzin",
            f"{COOKIE}=\xff",
            f"{COOKIE}={'x' * 4000}",
            "=;;=" * 100,
        ):
            scene.sent += 1
            answer = await ask(port, operation.method, path, {"Cookie": cookie})
            assert answer is not None, cookie
            if operation.rol is not None:
                judge_raw(scene, f"{operation.method} {path} Cookie {cookie:.40}", answer, 401)
    for host in HOSTS:
        answer = await ask(port, "GET", "/v1/onzin", {"Host": host})
        assert answer is None or 400 <= answer.status < 500, (host, answer)
        answer = await ask(port, "GET", "/v1/gemeenten?onzin=1", {"Host": host} | bearer(scene, "opvang"))
        assert answer is None or 400 <= answer.status < 500, (host, answer)
    scene.assert_sound()
    assert await read_digest(dienst) == before
    report(f"T34 afzenders: {scene.sent} verzoeken, 0 keer 5xx, 0 opgeslagen")


async def test_what_is_no_http_at_all_ends_and_the_next_is_served(dienst: Dienst) -> None:
    scene = await make_scene(dienst)
    port = port_of(dienst.url)
    head = b"POST /v1/aanvragen HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
    attempts = [
        b"\x00\x01\x02\r\n\r\n",
        b"GET\r\n\r\n",
        b"GET /v1/gemeenten HTTP/9.9\r\n\r\n",
        b"GET /v1/\x00 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        b"GET /v1/\xff\xfe HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        b"GET /v1/gemeenten?naam=\xff\xfe HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        b"GET /v1/gemeenten HTTP/1.1\r\nHost: x\r\nNaam\r\n\r\n",
        head + b"Content-Length: -1\r\n\r\n",
        head + b"Content-Length: 1e3\r\n\r\n",
        head + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcde",
        head + b"Content-Length: 99999999999999999999999\r\n\r\n",
        head + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        head + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nab\r\n0\r\n\r\n",
        b"GET /v1/gemeenten?naam=" + b"x" * 1_000_000 + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        head + b"Transfer-Encoding: gzip, onzin\r\n\r\n0\r\n\r\n",
    ]
    for attempt in attempts:
        async with asyncio.timeout(15):
            received = await exchange(port, attempt)
        status = int(received.split(b" ", 2)[1]) if received.startswith(b"HTTP/") else None
        assert status is None or 400 <= status < 500, (attempt[:80], received[:300])
        assert b"Traceback" not in received
        good = await scene.clients["coordinator"].get("/gemeenten")
        assert good.status_code == 200
    report(f"T34 geen HTTP: {len(attempts)} pogingen, 0 keer 5xx")


async def test_a_request_that_is_all_headers_is_too_large(dienst: Dienst) -> None:
    scene = await make_scene(dienst)
    before = await read_digest(dienst)
    for operation in scene.operations():
        for headers in (
            {"X-Lang": "x" * 1_000_000},
            {f"X-{number}": "x" * 8_000 for number in range(20)},
            {f"X-{number}": "x" for number in range(10_000)},
            {"Idempotency-Key": "x" * 70_000},
            {"If-Match": "1" * 70_000},
        ):
            path = f"/v1{scene.fill(operation.path)}"
            judge_raw(
                scene, f"{operation.name} {next(iter(headers))}", await send_raw(scene, operation, path, headers), 413
            )
    scene.assert_sound()
    assert await read_digest(dienst) == before
    report(f"T34 grote koppen: {scene.sent} verzoeken, 0 keer 5xx, 0 opgeslagen")
