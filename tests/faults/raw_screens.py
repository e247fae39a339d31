"""Screens that cost a test little: hundreds in one process, as slow or as rude as asked; and a look at who listens."""

import asyncio
import contextlib
import json
import socket
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from uuid import uuid4

import pytest
from websockets.frames import Frame, Opcode

from capacity_service.live.abonnee import Abonnee
from capacity_service.live.hub import SOCKETS_PER_ACCOUNT_MAX, Hartslag, Hub
from capacity_service.live.socket import SUBPROTOCOL
from capacity_service.store.toegang import COOKIE, start_sessie
from tests.land import Dienst

ACCOUNT = """
INSERT INTO account (id, naam, rol, organisatie_id)
VALUES (:id, 'scherm', 'landelijk', (SELECT organisatie_id FROM account WHERE rol = 'landelijk' LIMIT 1))
"""
HELLO = json.dumps({"soort": "hallo"})
OPEN_S = 60


def mask(opcode: Opcode, data: bytes, *, fin: bool = True) -> bytes:
    """A frame as a client sends it."""
    return Frame(opcode, data, fin).serialize(mask=True, extensions=())


async def make_heads(dienst: Dienst, number: int, *, accounts: int | None = None) -> list[bytes]:
    """Requests that open so many sockets, from as many accounts as that takes, or from so many."""
    heads, host = [], dienst.url.removeprefix("http://")
    for _ in range(accounts or -(-number // SOCKETS_PER_ACCOUNT_MAX)):
        account = uuid4()
        async with dienst.owner.transaction(None) as tx:
            await tx.sql(ACCOUNT, id=account)
            cookie = f"{COOKIE}={await start_sessie(tx, account)}"
        heads.append(
            f"GET /v1/live HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\nOrigin: {dienst.url}\r\n"
            f"Sec-WebSocket-Protocol: {SUBPROTOCOL}\r\nCookie: {cookie}\r\n\r\n".encode()
        )
    return [heads[n % len(heads)] for n in range(number)]


class Screen(asyncio.Protocol):
    """One socket. Keeps when each text came, answers pings, and knows with which code it was closed."""

    def __init__(self, head: bytes) -> None:
        self._head = head
        self._buffer = bytearray()
        self._upgraded = False
        self.transport: asyncio.Transport
        self.came: list[tuple[bytes, float]] = []
        self.greeted = asyncio.Event()
        self.ended = asyncio.Event()
        self.code = 1006

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.write(self._head)

    def data_received(self, data: bytes) -> None:
        at = time.monotonic()
        self._buffer += data
        if not self._upgraded:
            head, found, rest = bytes(self._buffer).partition(b"\r\n\r\n")
            if not found:
                return
            assert b" 101 " in head, head
            self._upgraded, self._buffer = True, bytearray(rest)
            self.transport.write(mask(Opcode.TEXT, HELLO.encode()))
        for opcode, payload in self._frames():
            if opcode == Opcode.TEXT:
                self.came.append((payload, at))
                self.greeted.set()
            elif opcode == Opcode.PING:
                self.transport.write(mask(Opcode.PONG, payload))
            elif opcode == Opcode.CLOSE:
                self.code = int.from_bytes(payload[:2], "big")

    def _frames(self) -> Iterator[tuple[int, bytes]]:
        buffer, at = self._buffer, 0
        while len(buffer) - at >= 2:
            size, begin = buffer[at + 1], at + 2
            if size >= 126:
                wide = 2 if size == 126 else 8
                size, begin = int.from_bytes(buffer[begin : begin + wide], "big"), begin + wide
            if len(buffer) < begin + size:
                break
            yield buffer[at] & 15, bytes(buffer[begin : begin + size])
            at = begin + size
        del buffer[:at]

    def connection_lost(self, _: Exception | None) -> None:
        self.greeted.set()
        self.ended.set()

    async def wait_closed(self, within: float) -> int:
        """With which code the service closed; 1006 when it just went."""
        async with asyncio.timeout(within):
            await self.ended.wait()
        return self.code


@asynccontextmanager
async def screens(dienst: Dienst, heads: list[bytes], *, port: int | None = None) -> AsyncIterator[list[Screen]]:
    """So many sockets, greeted; `port` when something stands between."""
    host, _, own = dienst.url.removeprefix("http://").rpartition(":")
    loop, opened = asyncio.get_running_loop(), []
    try:
        for head in heads:
            _, screen = await loop.create_connection(lambda head=head: Screen(head), host, port or int(own))  # type: ignore[misc]
            opened.append(screen)
        async with asyncio.timeout(OPEN_S):
            for screen in opened:
                await screen.greeted.wait()
        yield opened
    finally:
        for screen in opened:
            screen.transport.abort()


@asynccontextmanager
async def slow_screens(dienst: Dienst, heads: list[bytes]) -> AsyncIterator[list[socket.socket]]:
    """Sockets that read one byte a second once their hello is sent, with as little room as a socket can have."""
    loop, opened = asyncio.get_running_loop(), []
    host, _, port = dienst.url.removeprefix("http://").rpartition(":")

    async def sip(one: socket.socket) -> None:
        while await loop.sock_recv(one, 1):  # noqa: ASYNC110 - a byte a second is what it does
            await asyncio.sleep(1)

    for head in heads:
        one = socket.socket()
        one.setblocking(False)
        one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
        await loop.sock_connect(one, (host, int(port)))
        await loop.sock_sendall(one, head)
        await loop.sock_recv(one, 12)
        await loop.sock_sendall(one, mask(Opcode.TEXT, HELLO.encode()))
        opened.append(one)
    tasks = [asyncio.create_task(sip(one)) for one in opened]
    try:
        yield opened
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for one in opened:
            one.close()


class Kijkgat:
    """Who listens at the service of this process, and with which codes sockets were closed."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.hub: Hub
        self.codes: list[int] = []
        start, remove = Hub.start, Hub.remove

        async def remember(hub: Hub, hartslag: Hartslag) -> None:
            self.hub = hub
            await start(hub, hartslag)

        def count(hub: Hub, abonnee: Abonnee) -> None:
            if abonnee in hub._all():  # noqa: SLF001 - who listens is told nowhere
                self.codes.append(abonnee.close_code or 0)
            remove(hub, abonnee)

        monkeypatch.setattr(Hub, "start", remember)
        monkeypatch.setattr(Hub, "remove", count)

    @property
    def listening(self) -> int:
        return len(self.hub._all())  # noqa: SLF001 - idem

    def tell(self, texts: list[str]) -> None:
        """Tell every audience."""
        for publiek in self.hub.publieken():
            self.hub.publish(publiek, texts)

    async def until(self, listening: int, within: float) -> None:
        """Until so many listen."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(within):
                while self.listening != listening:  # noqa: ASYNC110 - a hub has no event for this
                    await asyncio.sleep(0.02)
