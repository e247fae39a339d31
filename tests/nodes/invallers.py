"""Nodes that do as they are told, behind the real proxy: what they were asked is kept."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Self

from capacity_service.nodes.verdeler import Verdeler

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nja"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: x-own\r\nX-Own: 1\r\n\r\n2\r\nja\r\n0\r\n\r\n"
HALF = b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nja"
SWITCH = b"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nhallo"


@dataclass
class Invaller:
    """Answers each request with `answer` (nothing: hangs up instead; None: never), and each health check with `health`."""

    answer: bytes | None = OK
    health: bytes | None = OK
    port: int = 0
    asked: list[bytes] = field(default_factory=list)
    writers: list[asyncio.StreamWriter] = field(default_factory=list)
    _server: asyncio.Server | None = None

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._take, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self.hang_up()
        if self._server is not None:
            self._server.close()

    def hang_up(self) -> None:
        """End every connection."""
        for writer in self.writers:
            writer.transport.abort()

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.writers.append(writer)
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                answer = self.health if b" /readyz " in head else self.answer
                if b" /readyz " not in head:
                    self.asked.append(head + await _read_body(reader, head))
                if answer is None:
                    await reader.read()
                writer.write(answer or b"")
                await writer.drain()
                if answer == SWITCH:
                    while data := await reader.read(100):
                        writer.write(data.upper())
                if answer in {b"", HALF}:
                    break
        writer.close()


async def _read_body(reader: asyncio.StreamReader, head: bytes) -> bytes:
    if b"transfer-encoding" in head.lower():
        return await reader.readuntil(b"0\r\n\r\n")
    for line in head.lower().splitlines():
        if line.startswith(b"content-length:"):
            return await reader.readexactly(int(line.split(b":")[1]))
    return b""


@asynccontextmanager
async def proxy(*ports: int) -> AsyncIterator[int]:
    """The proxy before these; gives its port."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        verdeler = Verdeler(listener)
        verdeler.knopen.set_ports((port, port) for port in ports)
        await verdeler.start()
        try:
            yield listener.getsockname()[1]
        finally:
            await verdeler.stop()


@dataclass
class Vrager:
    """A raw connection to the proxy."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def ask(self, request: bytes) -> bytes:
        """The answer as it came: head and as much body as it says."""
        self.writer.write(request)
        return await self.hear()

    async def hear(self) -> bytes:
        async with asyncio.timeout(10):
            head = await self.reader.readuntil(b"\r\n\r\n")
            return head + await _read_body(self.reader, head)

    async def rest(self) -> bytes:
        """Everything until the end."""
        async with asyncio.timeout(10):
            return await self.reader.read()


@asynccontextmanager
async def dial(port: int) -> AsyncIterator[Vrager]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        yield Vrager(reader, writer)
    finally:
        writer.transport.abort()


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port
