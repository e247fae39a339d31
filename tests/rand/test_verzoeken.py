"""The outermost layer, around applications that do as they are told."""

import asyncio
from typing import Any

import httpx2
import pytest
import structlog
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from capacity_service.rand.koppen import ALTIJD, make_koppen
from capacity_service.rand.verzoeken import GONE, Verzoeken
from capacity_service.spoor import find_spoor

CANARY = "kanarie-06-12345678"
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


class Rand:
    """The layer around an application, and what it noted."""

    def __init__(self, app: ASGIApp, *, quiet: bool = False) -> None:
        self.noted: list[tuple[str, int]] = []
        note = None if quiet else lambda handeling, status, _: self.noted.append((handeling, status))
        self.app = Verzoeken(app, make_koppen(https=True), note)

    async def ask(self, path: str = "/v1/x", method: str = "GET", **options: Any) -> httpx2.Response:
        transport = httpx2.ASGITransport(self.app, client=("192.0.2.7", 1), raise_app_exceptions=True)
        async with httpx2.AsyncClient(transport=transport, base_url="http://dienst.test") as client:
            return await client.request(method, path, **options)


def answering(status: int, handeling: str = "", rol: str = "") -> ASGIApp:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        spoor = find_spoor(scope)
        spoor.handeling, spoor.rol = handeling, rol
        await PlainTextResponse("x", status)(scope, receive, send)

    return app


async def broken(_scope: Scope, _receive: Receive, _send: Send) -> None:
    raise RuntimeError(CANARY)


async def half(_scope: Scope, _receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    raise RuntimeError(CANARY)


async def test_each_request_is_one_event_without_its_address_or_its_body() -> None:
    rand = Rand(answering(201, "submit_aanvraag", "coordinator"))
    with structlog.testing.capture_logs() as logs:
        await rand.ask(f"/v1/aanvragen/{CANARY}?vraag={CANARY}", "POST", content=CANARY, headers={"user-agent": CANARY})
    (event,) = logs
    assert event.pop("ms") >= 0
    assert event == {
        "event": "verzoek",
        "log_level": "info",
        "handeling": "submit_aanvraag",
        "methode": "POST",
        "status": 201,
        "rol": "coordinator",
    }
    assert rand.noted == [("submit_aanvraag", 201)]


@pytest.mark.parametrize(
    ("path", "handeling"),
    [
        ("/v1/nergens", "onbekend"),
        ("/v1", "onbekend"),
        ("/v1/openapi.json", "document"),
        ("/zonder-javascript/", "zonder_javascript"),
        ("/assets/a-1.js", "bestand"),
        (f"/plaatsen/{CANARY}", "pagina"),
    ],
)
async def test_what_is_no_operation_is_told_by_its_kind(path: str, handeling: str) -> None:
    rand = Rand(answering(404))
    await rand.ask(path)
    assert rand.noted == [(handeling, 404)]


@pytest.mark.parametrize(
    ("status", "level", "net"),
    [
        (200, "info", False),
        (401, "info", False),
        (404, "info", False),
        (403, "warning", True),
        (413, "warning", True),
        (421, "warning", True),
        (429, "warning", True),
        (500, "error", False),
        (503, "error", False),
    ],
)
async def test_what_says_something_of_who_asks_is_a_warning_with_the_network(
    status: int, level: str, net: bool
) -> None:
    with structlog.testing.capture_logs() as logs:
        await Rand(answering(status)).ask()
    (event,) = logs
    assert (event["log_level"], event.get("net")) == (level, "192.0.2.7" if net else None)


async def test_a_method_that_does_not_exist_is_no_word_in_the_log() -> None:
    with structlog.testing.capture_logs() as logs:
        await Rand(answering(405)).ask(method="KANARIE")
    assert logs[0]["methode"] == "ANDERS"


async def test_a_fault_becomes_a_problem_without_its_text_and_one_event_of_its_own() -> None:
    rand = Rand(broken)
    with structlog.testing.capture_logs() as logs:
        answer = await rand.ask()
    assert (answer.status_code, answer.json()["type"]) == (500, "/v1/problemen/onverwacht")
    assert CANARY not in answer.text
    assert [event["event"] for event in logs] == ["onverwachte fout", "verzoek"]
    assert {name: answer.headers.get(name) for name in ALTIJD} == ALTIJD
    assert "strict-transport-security" in answer.headers


async def test_a_fault_that_was_told_already_is_not_told_again() -> None:
    async def told(scope: Scope, _receive: Receive, _send: Send) -> None:
        find_spoor(scope).gemeld = True
        raise RuntimeError(CANARY)

    with structlog.testing.capture_logs() as logs:
        await Rand(told).ask()
    assert [event["event"] for event in logs] == ["verzoek"]


async def test_a_fault_half_way_an_answer_is_told_and_gets_no_second_answer() -> None:
    rand, sent = Rand(half), []

    async def send(message: Any) -> None:
        sent.append(message["type"])

    async def receive() -> Any:
        return {"type": "http.request"}

    with structlog.testing.capture_logs() as logs:
        await rand.app({"type": "http", "method": "GET", "path": "/v1/x", "headers": []}, receive, send)
    assert sent == ["http.response.start"]
    assert [event["event"] for event in logs] == ["onverwachte fout", "verzoek"]
    assert rand.noted == [("onbekend", 200)]


async def test_who_is_gone_before_the_answer_is_noted_as_that() -> None:
    async def hang(_scope: Scope, _receive: Receive, _send: Send) -> None:
        await asyncio.Event().wait()

    rand = Rand(hang)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await rand.ask()
    assert rand.noted == [("onbekend", GONE)]


async def test_everything_that_happens_inside_carries_the_trace_of_the_caller() -> None:
    seen: list[str] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(structlog.contextvars.get_contextvars()["trace"])
        await PlainTextResponse("x")(scope, receive, send)

    await asyncio.create_task(Rand(app).ask(headers={"traceparent": f"00-{TRACE}-00f067aa0ba902b7-01"}))
    assert seen == [TRACE]


async def test_the_operators_door_is_quiet_and_has_the_headers_too() -> None:
    with structlog.testing.capture_logs() as logs:
        answer = await Rand(answering(200), quiet=True).ask()
    assert logs == []
    assert {name: answer.headers.get(name) for name in ALTIJD} == ALTIJD


@pytest.mark.parametrize(
    ("messages", "status"),
    [
        ([{"type": "websocket.accept"}], 101),
        ([{"type": "websocket.close", "code": 1008}], 403),
        ([{"type": "websocket.accept"}, {"type": "websocket.close", "code": 4001}], 101),
    ],
)
async def test_a_socket_is_one_event_by_how_its_handshake_ended(messages: list[dict[str, Any]], status: int) -> None:
    async def app(_scope: Scope, _receive: Receive, send: Send) -> None:
        for message in messages:
            await send(message)

    rand, sent = Rand(app), []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        return {"type": "websocket.connect"}

    with structlog.testing.capture_logs() as logs:
        await rand.app({"type": "websocket", "path": "/v1/live", "headers": []}, receive, send)
    assert (rand.noted, sent) == ([("live", status)], messages)
    assert len(logs) == 1


async def test_a_socket_whose_handshake_breaks_is_closed() -> None:
    sent = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        return {"type": "websocket.connect"}

    await Rand(broken).app({"type": "websocket", "path": "/v1/live", "headers": []}, receive, send)
    assert sent == [{"type": "websocket.close", "code": 1011}]
