"""The cable between a browser and the service: freeze it and nothing comes through, pull it and nothing connects.

Deafen it and what is asked arrives, but no answer comes back.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

CHUNK = 65536


class Cable:
    """Hands bytes on both ways. `url` is where the browser goes."""

    def __init__(self, target: str) -> None:
        self._target = urlsplit(target)
        self._flows = asyncio.Event()
        self._flows.set()
        self._pulled = False
        self._deaf = False
        self._ends: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self.url = ""

    def freeze(self) -> None:
        """Both sides keep their connection and hear nothing, as behind a dead access point."""
        self._flows.clear()

    def pull(self) -> None:
        """Every connection breaks off, and no new one is made."""
        self._pulled = True
        for end in self._ends:
            end.transport.abort()

    def deafen(self) -> None:
        """What is asked arrives; at the first byte of an answer the connection breaks off."""
        self._deaf = True

    def mend(self) -> None:
        self._pulled = self._deaf = False
        self._flows.set()

    async def connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._pulled:
            writer.transport.abort()
            return
        there, back = await asyncio.open_connection(self._target.hostname, self._target.port)
        self._ends |= {writer, back}
        for source, sink, answers in ((reader, back, False), (there, writer, True)):
            task = asyncio.create_task(self._carry(source, sink, answers=answers))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        self.pull()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _carry(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, *, answers: bool) -> None:
        with contextlib.suppress(ConnectionError):
            while data := await source.read(CHUNK):
                await self._flows.wait()
                if answers and self._deaf:
                    sink.transport.abort()
                    break
                sink.write(data)
                await sink.drain()
        self._ends.discard(sink)
        sink.close()


@contextlib.asynccontextmanager
async def lay_cable(target: str) -> AsyncIterator[Cable]:
    """A cable to the service at `target`, on a free port."""
    cable = Cable(target)
    server = await asyncio.start_server(cable.connect, "127.0.0.1", 0)
    cable.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield cable
    finally:
        server.close()
        await cable.close()
        await server.wait_closed()
