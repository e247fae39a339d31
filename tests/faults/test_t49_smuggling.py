"""T49: one request hidden in another, past our proxy and at a node alone."""

import contextlib
from collections.abc import AsyncIterator
from typing import Any

import pytest
import structlog

from capacity_service.nodes import klant as nodes_klant
from capacity_service.nodes.koppen import forward_request
from tests.conftest import MakeDatabase
from tests.faults.edges import serve_publicly
from tests.faults.figures import report
from tests.faults.wire import exchange, port_of
from tests.land import Dienst
from tests.nodes.invallers import Invaller, proxy

pytestmark = pytest.mark.faults


@pytest.fixture(scope="module")
async def dienst(make_database: MakeDatabase, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Dienst]:
    async with serve_publicly(make_database, tmp_path_factory.mktemp("dist")) as running:
        yield running


SMUGGLED = b"GET /v1/gesmokkeld HTTP/1.1\r\nHost: plaatsen.example\r\n\r\n"
HEAD = b"POST /v1/aanmelding HTTP/1.1\r\nHost: plaatsen.example\r\n"


def smuggle(*headers: bytes, body: bytes) -> bytes:
    return HEAD + b"".join(header + b"\r\n" for header in headers) + b"\r\n" + body


CHUNK = b"0\r\n\r\n" + SMUGGLED
TRIES = {
    "CL.TE": smuggle(b"Content-Length: %d" % len(CHUNK), b"Transfer-Encoding: chunked", body=CHUNK),
    "TE.CL": smuggle(
        b"Content-Length: 4",
        b"Transfer-Encoding: chunked",
        body=b"%x\r\n" % len(SMUGGLED) + SMUGGLED + b"\r\n0\r\n\r\n",
    ),
    "two lengths": smuggle(b"Content-Length: 0", b"Content-Length: %d" % len(SMUGGLED), body=SMUGGLED),
    "two lengths in one": smuggle(b"Content-Length: 0, %d" % len(SMUGGLED), body=SMUGGLED),
    "a length with a plus": smuggle(b"Content-Length: +%d" % len(SMUGGLED), body=SMUGGLED),
    "a length below zero": smuggle(b"Content-Length: -1", body=SMUGGLED),
    "a length in hex": smuggle(b"Content-Length: 0x10", body=SMUGGLED),
    "a length with a space": smuggle(b"Content-Length: 1 0", body=SMUGGLED),
    "a space before the colon": smuggle(b"Content-Length : %d" % len(SMUGGLED), body=SMUGGLED),
    "TE with a space before the colon": smuggle(b"Transfer-Encoding : chunked", b"Content-Length: 0", body=CHUNK),
    "TE with a tab": smuggle(b"Transfer-Encoding:\tchunked", b"Content-Length: 4", body=CHUNK),
    "TE with something else": smuggle(b"Transfer-Encoding: xchunked", b"Content-Length: 4", body=CHUNK),
    "TE identity": smuggle(b"Transfer-Encoding: identity", b"Content-Length: %d" % len(SMUGGLED), body=SMUGGLED),
    "TE twice": smuggle(b"Transfer-Encoding: chunked", b"Transfer-Encoding: identity", body=CHUNK),
    "TE with more": smuggle(b"Transfer-Encoding: chunked, identity", body=CHUNK),
    "TE in quotes": smuggle(b'Transfer-Encoding: "chunked"', b"Content-Length: 4", body=CHUNK),
    "TE on a folded line": smuggle(b"Transfer-Encoding:\r\n chunked", b"Content-Length: 4", body=CHUNK),
    "a bare LF before TE": smuggle(b"X: y\nTransfer-Encoding: chunked", b"Content-Length: 4", body=CHUNK),
    "a bare CR before TE": smuggle(b"X: y\rTransfer-Encoding: chunked", b"Content-Length: 4", body=CHUNK),
    "a NUL in TE": smuggle(b"Transfer-Encoding: chun\x00ked", b"Content-Length: 4", body=CHUNK),
    "a chunk size too large": smuggle(b"Transfer-Encoding: chunked", body=b"ffffffffffffffff1\r\n" + SMUGGLED),
    "a chunk size below zero": smuggle(b"Transfer-Encoding: chunked", body=b"-1\r\n" + SMUGGLED),
    "a chunk without an end": smuggle(b"Transfer-Encoding: chunked", body=b"1\r\nZQ\r\n" + CHUNK),
    "a chunk extension with LF": smuggle(b"Transfer-Encoding: chunked", body=b"5;x\nabcde\r\n0\r\n\r\n" + SMUGGLED),
    "a body on a GET": b"GET /v1/aanmelding HTTP/1.1\r\nHost: plaatsen.example\r\nContent-Length: %d\r\n\r\n"
    % len(SMUGGLED)
    + SMUGGLED,
    "Expect and a body at once": smuggle(b"Expect: 100-continue", b"Content-Length: %d" % len(SMUGGLED), body=SMUGGLED),
    "HTTP/1.0 with TE": smuggle(b"Transfer-Encoding: chunked", body=CHUNK).replace(b"HTTP/1.1", b"HTTP/1.0", 1),
    "an upgrade that is none": smuggle(
        b"Connection: Upgrade", b"Upgrade: h2c", b"Content-Length: %d" % len(SMUGGLED), body=SMUGGLED
    ),
}
"""Requests of which a careless reader sees two. A pair that everybody would read as two is not among them."""


class Geteld:
    """How many requests the proxy read, and how many the service answered."""

    def __init__(self) -> None:
        self.read = 0

    def forward(self, request: Any, adres: str) -> Any:
        self.read += 1
        return forward_request(request, adres)


def close_after(request: bytes) -> bytes:
    """The same, for a connection of its own."""
    return request.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n", 1)


def count_served(logs: list[Any]) -> int:
    """What the service answered; a look whether it is ready is no page either, and not counted."""
    return sum(event["event"] == "verzoek" and event["handeling"] != "pagina" for event in logs)


async def test_no_request_is_smuggled_past_the_proxy(dienst: Dienst, monkeypatch: pytest.MonkeyPatch) -> None:
    smuggled = []
    for name, request in TRIES.items():
        geteld = Geteld()
        monkeypatch.setattr(nodes_klant, "forward_request", geteld.forward)
        with structlog.testing.capture_logs() as logs:
            async with proxy(port_of(dienst.url)) as port:
                received = await exchange(port, close_after(request), patience_s=8)
        if (
            count_served(logs) > geteld.read
            or b"gesmokkeld" in received
            or received.count(b"HTTP/1.1 ") > geteld.read + 1
        ):
            smuggled.append((name, geteld.read, logs, received))
    report(f"T49 smuggling: {len(TRIES)} ways through the proxy, {len(smuggled)} past it")
    assert smuggled == []


async def test_a_node_alone_is_not_misled_either(dienst: Dienst) -> None:
    """The second wall: whatever stands before it."""
    seen = []
    for name, request in TRIES.items():
        with structlog.testing.capture_logs() as logs:
            received = await exchange(port_of(dienst.url), close_after(request), patience_s=8)
        if count_served(logs) > 1 or b"gesmokkeld" in received:
            seen.append((name, logs, received))
    report(f"T49 smuggling: {len(TRIES)} ways at a node alone, {len(seen)} into it")
    assert seen == []


async def test_a_careless_node_gets_one_request_for_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first wall: the proxy frames anew, so a node that reads lengths as it likes sees what the proxy saw."""
    for name, request in TRIES.items():
        geteld = Geteld()
        monkeypatch.setattr(nodes_klant, "forward_request", geteld.forward)
        async with Invaller() as node, proxy(node.port) as port:
            with contextlib.suppress(TimeoutError):
                await exchange(port, close_after(request), patience_s=0.2)
        assert len(node.asked) <= geteld.read, name
        heads = [head.lower() for head in node.asked]
        assert not [head for head in heads if b"transfer-encoding" in head and b"content-length" in head], name


async def test_the_wall_removed_a_careless_node_sees_two() -> None:
    """What stands between is plain bytes: whoever reads the other length finds the second request."""
    served = 0
    async with Invaller() as node:
        for name in ("CL.TE", "TE.CL"):
            before = len(node.asked)
            with contextlib.suppress(TimeoutError):
                await exchange(node.port, TRIES[name], patience_s=0.2)
            served = max(served, len(node.asked) - before)
    assert served >= 2
