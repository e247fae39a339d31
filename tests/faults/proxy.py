"""A TCP proxy that breaks what passes through it: cuts, resets, delays, swallows. One per address that must stay."""

import asyncio
import contextlib
import socket
import struct
from dataclasses import dataclass
from typing import Self

CHUNK = 65_536
RESET = struct.pack("ii", 1, 0)


@dataclass(frozen=True)
class Toxic:
    """What happens to a connection opened under it.

    After `request_bytes` towards the target, or `answer_bytes` back, the client is cut; the target has then had all
    that was let through. `reset` cuts with a reset instead of an end. `latency_s` delays every piece, both ways.
    `black_hole` takes everything and passes nothing on.
    """

    request_bytes: int | None = None
    answer_bytes: int | None = None
    latency_s: float = 0.0
    black_hole: bool = False
    reset: bool = False


HEALTHY = Toxic()


class Proxy:
    """Listens on a free port and passes on to `target` (a port on loopback, which may change while it runs)."""

    def __init__(self, target: int) -> None:
        self.target = target
        self.toxic = HEALTHY
        self.port = 0
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._take, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._server is not None:
            self._server.close()
        await self.cut_all()

    async def cut_all(self) -> None:
        """End every connection that is open now."""
        tasks = list(self._open)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is None:
            raise RuntimeError("a connection is taken by a task")
        self._open.add(task)
        try:
            await self._pass(reader, writer, self.toxic)
        except OSError:
            return
        finally:
            self._open.discard(task)
            writer.transport.abort()

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, toxic: Toxic) -> None:
        if toxic.black_hole:
            while await reader.read(CHUNK):
                pass
            return
        upstream, towards = await asyncio.open_connection("127.0.0.1", self.target)
        up = asyncio.create_task(_pump(reader, towards, toxic.request_bytes, toxic.latency_s))
        down = asyncio.create_task(_pump(upstream, writer, toxic.answer_bytes, toxic.latency_s))
        try:
            await asyncio.wait({up, down}, return_when=asyncio.FIRST_COMPLETED)
            if toxic.reset:
                sock: socket.socket = writer.get_extra_info("socket")
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        finally:
            for task in (up, down):
                task.cancel()
            await asyncio.gather(up, down, return_exceptions=True)
            writer.close()
            with contextlib.suppress(OSError):
                towards.close()


async def _pump(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, limit: int | None, latency_s: float
) -> None:
    """Pass on until the end, or until `limit` bytes have been passed on (of 0: until something would be)."""
    left = limit
    while piece := await reader.read(CHUNK):
        if latency_s:
            await asyncio.sleep(latency_s)
        writer.write(piece[:left])
        await writer.drain()
        if left is not None:
            left -= len(piece)
            if left <= 0:
                return
