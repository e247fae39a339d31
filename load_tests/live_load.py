"""A small WebSocket client that costs little: it opens sockets one after another and listens until each has caught up."""

import asyncio
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from capacity_service.store.toegang import COOKIE
from load_tests.ground import stopwatch

HEAD = (
    "GET /v1/live HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nOrigin: http://{host}\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Protocol: capaciteit.v1\r\nCookie: {cookie}\r\n\r\n"
)
GOODBYE = b"\x88\x82\0\0\0\0\x03\xe8"
ROOM = 64 * 1024 * 1024
TEXT, CLOSE = 1, 8
MOMENT = re.compile(rb'"epoch":"([^"]+)","volgnummer":(\d+)')


@dataclass(frozen=True)
class Scherm:
    """Who opens a socket, and what it has: nothing, or all up to a number of its audience."""

    token: str
    epoch: str | None = None
    vanaf: int | None = None

    @property
    def hello(self) -> bytes:
        """Its first words, as one masked frame (with a mask of zeroes)."""
        text = json.dumps({"soort": "hallo", "epoch": self.epoch, "vanaf": self.vanaf}).encode()
        return bytes([0x80 | TEXT, 0x80 | len(text)]) + bytes(4) + text


@dataclass
class Gehoord:
    """What sockets heard: seconds until each had caught up, bytes, and in which way; and where each is now."""

    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    ways: dict[str, int] = field(default_factory=dict)
    reached: dict[str, Scherm] = field(default_factory=dict)

    @property
    def rate(self) -> float:
        """Sockets that caught up, per second."""
        return len(self.latencies) / self.seconds


async def open_screens(url: str, schermen: Iterable[Scherm], together: int) -> Gehoord:
    """Open them, `together` at a time; each is closed once it has a stand, or the hartslag after all that it missed."""
    heard, waiting = Gehoord(), iter(list(schermen))
    start = stopwatch()
    await asyncio.gather(*(_open_each(url, waiting, heard) for _ in range(together)))
    heard.seconds = stopwatch() - start
    return heard


async def _open_each(url: str, waiting: Iterator[Scherm], heard: Gehoord) -> None:
    parts = urlsplit(url)
    for scherm in waiting:
        start = stopwatch()
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port, limit=ROOM)
        writer.write(HEAD.format(host=parts.netloc, cookie=f"{COOKIE}={scherm.token}").encode())
        answer = await reader.readuntil(b"\r\n\r\n")
        assert answer.startswith(b"HTTP/1.1 101"), answer
        writer.write(scherm.hello)
        first = last = await read_text(reader)
        size = len(first)
        while not (last.startswith((b'{"soort":"stand"', b'{"soort":"hartslag"'))):
            last = await read_text(reader)
            size += len(last)
        heard.latencies.append(stopwatch() - start)
        heard.sizes.append(size)
        way = first.partition(b'":"')[2].partition(b'"')[0].decode()
        heard.ways[way] = heard.ways.get(way, 0) + 1
        if found := MOMENT.search(last[:400]):
            heard.reached[scherm.token] = Scherm(scherm.token, found[1].decode(), int(found[2]))
        writer.write(GOODBYE)
        writer.close()


async def read_text(reader: asyncio.StreamReader) -> bytes:
    """The next text frame."""
    while True:
        opcode, size = await reader.readexactly(2)
        if size >= 126:
            size = int.from_bytes(await reader.readexactly(2 if size == 126 else 8))
        text = await reader.readexactly(size)
        if opcode & 15 == CLOSE:
            raise ConnectionError(f"closed with {int.from_bytes(text[:2])}")
        if opcode & 15 == TEXT:
            return text
