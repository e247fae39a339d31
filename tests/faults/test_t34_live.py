"""T34: the live connection given nonsense. It closes with the right code, and the next one is served."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus, NegotiationError
from websockets.frames import Close
from websockets.typing import Origin, Subprotocol

from capacity_service.live.socket import SUBPROTOCOL
from capacity_service.store.toegang import COOKIE
from tests.faults.bad_input import read_digest
from tests.faults.figures import report
from tests.faults.wire import ask, port_of
from tests.land import Dienst, expect

pytestmark = pytest.mark.faults

CLOSED_S = 15
POLICY, TOO_BIG, NOT_LOGGED_IN, NO_RIGHTS = 1008, 1009, 4001, 4003
NOT_TEXT = {1003, 1007, 1008}
TEN_MIB = 10 * 1024 * 1024


@contextlib.asynccontextmanager
async def open_live(
    dienst: Dienst, *, cookie: str | None = None, origin: str | None = None, protocol: str | None = SUBPROTOCOL
) -> AsyncIterator[ClientConnection]:
    """A connection as a browser (with a cookie) or a program (without) would open it."""
    headers = {"Cookie": f"{COOKIE}={cookie}"} if cookie else {}
    async with connect(
        f"{dienst.url.replace('http', 'ws')}/v1/live",
        subprotocols=[Subprotocol(protocol)] if protocol else None,
        origin=Origin(origin) if origin is not None else None,
        additional_headers=headers,
        compression=None,
        max_size=None,
        proxy=None,
    ) as socket:
        yield socket


async def read_close(socket: ClientConnection) -> int:
    """Whatever comes until the other side closes; with which code it did."""
    try:
        async with asyncio.timeout(CLOSED_S):
            while True:
                await socket.recv()
    except ConnectionClosed as closed:
        return (closed.rcvd or Close(1006, "")).code


async def make_ticket(dienst: Dienst, rol: str = "coordinator") -> str:
    client = await dienst.as_rol(rol)
    ticket: str = expect(await client.post("/live-tickets"), 201)["ticket"]
    return ticket


def hallo(ticket: Any = None, **more: Any) -> str:
    return json.dumps({"soort": "hallo", "ticket": ticket, "epoch": None, "vanaf": None} | more)


async def assert_served(dienst: Dienst) -> None:
    """After whatever came before, an ordinary client gets its stand."""
    async with open_live(dienst) as socket:
        await socket.send(hallo(await make_ticket(dienst)))
        assert json.loads(await socket.recv())["soort"] == "stand"


def origins(dienst: Dienst) -> list[str]:
    port = port_of(dienst.url)
    return [
        "null",
        "http://evil-dienst.test",
        f"http://127.0.0.1.evil.test:{port}",
        f"http://evil.test/127.0.0.1:{port}",
        f"http://127.0.0.1:{port}.evil.test",
        f"http://127.0.0.1:{port + 1}",
        "http://127.0.0.1",
        f"http://localhost:{port}",
        f"file://127.0.0.1:{port}",
        f"http://x@127.0.0.1:{port}",
        "http://[",
        "",
    ]


async def test_a_page_from_elsewhere_gets_no_connection(dienst: Dienst) -> None:
    token, _ = await dienst.token("coordinator")
    for origin in origins(dienst):
        with pytest.raises(InvalidStatus) as refused:
            async with open_live(dienst, cookie=token, origin=origin):
                pass
        assert refused.value.response.status_code == 403, origin
    with pytest.raises(InvalidStatus):
        async with open_live(dienst, cookie=token):
            pass
    async with open_live(dienst, cookie=token, origin=dienst.url) as socket:
        await socket.send(hallo())
        assert json.loads(await socket.recv())["soort"] == "stand"
    report(f"T34 live: {len(origins(dienst)) + 1} vreemde herkomsten, 0 verbindingen")


async def test_without_the_subprotocol_there_is_no_connection(dienst: Dienst) -> None:
    for protocol in (None, "onzin", "capaciteit.v2"):
        with pytest.raises((InvalidStatus, NegotiationError)):
            async with open_live(dienst, protocol=protocol):
                pass
    for method in ("GET", "POST"):
        answer = await ask(port_of(dienst.url), method, "/v1/live", {})
        assert answer is not None
        assert 400 <= answer.status < 500
    await assert_served(dienst)


FIRST_WORDS: list[tuple[str | bytes, set[int]]] = [
    ("", {POLICY}),
    ("onzin", {POLICY}),
    ("null", {POLICY}),
    ("[]", {POLICY}),
    ('"hallo"', {POLICY}),
    ("{}", {POLICY}),
    ('{"soort": "hallo", "adres": 1}', {POLICY}),
    ('{"soort": ["hallo"]}', {POLICY}),
    ('{"soort": {"hallo": 1}}', {POLICY}),
    ("[" * 4000, {POLICY}),
    ('{"soort":' * 400, {POLICY}),
    ("[" * 60_000, {POLICY}),
    (hallo("x" * 5000), {POLICY}),
    (hallo(None), {NOT_LOGGED_IN}),
    (hallo("onzin"), {NOT_LOGGED_IN}),
    (hallo(7), {NOT_LOGGED_IN}),
    (hallo({"a": 1}), {NOT_LOGGED_IN}),
    (hallo("a\x00b"), {NOT_LOGGED_IN, POLICY}),
    (hallo("\ud800"), {NOT_LOGGED_IN, POLICY}),
    (hallo("😀\u202e"), {NOT_LOGGED_IN}),
    (b"\x00\xff", NOT_TEXT),
    (hallo("x").encode(), NOT_TEXT),
    ("x" * TEN_MIB, {TOO_BIG}),
    (b"x" * TEN_MIB, {TOO_BIG}),
    ("x" * 65_537, {TOO_BIG}),
]


async def test_first_words_that_mean_nothing_close_the_connection(dienst: Dienst) -> None:
    before = await read_digest(dienst)
    for words, codes in FIRST_WORDS:
        async with open_live(dienst) as socket:
            with contextlib.suppress(ConnectionClosed):
                await socket.send(words)
            code = await read_close(socket)
        assert code in codes, (words[:60], code)
    assert await read_digest(dienst) == before
    await assert_served(dienst)
    report(f"T34 live: {len(FIRST_WORDS)} keer onzin als eerste woord, 0 keer gevallen")


async def test_later_words_that_mean_nothing_close_the_connection(dienst: Dienst) -> None:
    later: list[tuple[str | bytes, set[int]]] = [
        *[(words, codes) for words, codes in FIRST_WORDS if codes not in ({NOT_LOGGED_IN}, {NOT_LOGGED_IN, POLICY})],
        (hallo(None), {POLICY}),
        ('{"soort": "opnieuw", "nu": true}', {POLICY}),
        ('{"soort": "weg"}', {POLICY}),
    ]
    for words, codes in later:
        async with open_live(dienst) as socket:
            await socket.send(hallo(await make_ticket(dienst)))
            assert json.loads(await socket.recv())["soort"] == "stand"
            with contextlib.suppress(ConnectionClosed):
                await socket.send(words)
            code = await read_close(socket)
        assert code in codes, (words[:60], code)
    await assert_served(dienst)


async def test_a_number_nobody_gave_gets_a_fresh_stand(dienst: Dienst) -> None:
    (row,) = await dienst.sql("SELECT epoch FROM installatie")
    numbers: list[Any] = [-1, 2**63, 10**30, 1.5, True, "1", [], {}]
    epochs: list[Any] = [str(row.epoch), "onzin", 7, []]
    for vanaf in numbers:
        for epoch in epochs:
            async with open_live(dienst) as socket:
                await socket.send(hallo(await make_ticket(dienst), epoch=epoch, vanaf=vanaf))
                assert json.loads(await socket.recv())["soort"] == "stand"


async def test_a_ticket_works_once_and_for_half_a_minute(dienst: Dienst) -> None:
    used, old = await make_ticket(dienst), await make_ticket(dienst)
    async with open_live(dienst) as first, open_live(dienst) as second:
        await first.send(hallo(used))
        assert json.loads(await first.recv())["soort"] == "stand"
        await second.send(hallo(used))
        assert await read_close(second) == NOT_LOGGED_IN
    await dienst.sql("UPDATE live_ticket SET verloopt_op = clock_timestamp() - interval '1 second'")
    async with open_live(dienst) as late:
        await late.send(hallo(old))
        assert await read_close(late) == NOT_LOGGED_IN


async def test_a_session_that_ended_and_a_role_that_may_not_listen(dienst: Dienst) -> None:
    token, _ = await dienst.token("coordinator")
    ticket = await make_ticket(dienst)
    await dienst.sql("DELETE FROM live_ticket")
    await dienst.sql("DELETE FROM sessie")
    async with open_live(dienst, cookie=token, origin=dienst.url) as socket:
        await socket.send(hallo())
        assert await read_close(socket) == NOT_LOGGED_IN
    async with open_live(dienst) as socket:
        await socket.send(hallo(ticket))
        assert await read_close(socket) == NOT_LOGGED_IN
    auditor, _ = await dienst.token("gemeente")
    await dienst.sql("UPDATE account SET rol = 'auditor' WHERE id = (SELECT account_id FROM sessie)")
    async with open_live(dienst, cookie=auditor, origin=dienst.url) as socket:
        await socket.send(hallo())
        assert await read_close(socket) == NO_RIGHTS


async def test_a_client_that_says_nothing_or_leaves_half_way_is_let_go(dienst: Dienst) -> None:
    """Gone before a word, gone in the middle of a frame, gone while the stand is being sent."""
    for _ in range(5):
        async with open_live(dienst) as socket:
            socket.transport.abort()
        async with open_live(dienst) as socket:
            socket.transport.write(b"\x81\xfe\x10\x00abcd")
            socket.transport.abort()
        async with open_live(dienst) as socket:
            await socket.send(hallo(await make_ticket(dienst)))
            socket.transport.abort()
    await assert_served(dienst)
