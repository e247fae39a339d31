"""The way out of a socket through plain ASGI messages: correct on any server, and slower than `direct`."""

import asyncio
import contextlib

from fastapi import WebSocket, WebSocketDisconnect

from capacity_service.live.direct import Hear
from capacity_service.live.frames import Bundel, Schrijver

FULL = 64
"""From how many texts that wait on the line is full."""
CLOSE_S = 5.0


class Omweg:
    """A `Uitgang` with a queue and a task. Its server sends pings by itself."""

    pour = None
    ping_interval: float | None = None
    ping_timeout: float | None = None

    def __init__(self, socket: WebSocket) -> None:
        self._socket = socket
        self._waiting: asyncio.Queue[str | None] = asyncio.Queue()
        self._schrijver: Schrijver | None = None
        self._ended = asyncio.Event()
        self._code = 1000

    def open_for(self, schrijver: Schrijver) -> None:
        """From now on it writes here, and hears when the line is full."""
        self._schrijver = schrijver

    def write(self, bundel: Bundel) -> None:
        """Texts to the queue."""
        if self._ended.is_set():
            return
        for text in bundel.texts:
            self._waiting.put_nowait(text)
        if self._schrijver is not None and self._waiting.qsize() > FULL:
            self._schrijver.pause()

    def ping(self) -> None:
        """Nothing: the server does."""

    def expect_answer(self, since: float) -> None:
        """Nothing: the server does."""

    def end(self, code: int) -> None:
        """Close, after what the server already has."""
        if not self._ended.is_set():
            self._code = code
            self._ended.set()
            while not self._waiting.empty():
                self._waiting.get_nowait()
            self._waiting.put_nowait(None)

    async def relay(self, hear: Hear) -> None:
        """Send and receive until either side ends it."""
        sending = asyncio.create_task(self._send())
        receiving = asyncio.create_task(self._receive(hear))
        try:
            await asyncio.wait(
                {sending, receiving, asyncio.create_task(self._ended.wait())}, return_when="FIRST_COMPLETED"
            )
            if self._ended.is_set():
                await asyncio.wait({sending}, timeout=CLOSE_S)
        finally:
            self._ended.set()
            for task in (sending, receiving):
                task.cancel()
            await asyncio.gather(sending, receiving, return_exceptions=True)

    async def _receive(self, hear: Hear) -> None:
        while True:
            message = await self._socket.receive()
            hear(message)
            if message["type"] == "websocket.disconnect":
                return

    async def _send(self) -> None:
        with contextlib.suppress(RuntimeError, WebSocketDisconnect):
            while (text := await self._waiting.get()) is not None:
                await self._socket.send_text(text)
                if self._schrijver is not None and self._waiting.empty():
                    self._schrijver.resume()
            await self._socket.close(self._code)
