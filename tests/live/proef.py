"""An application that takes connections over, run alone on the service's own kind of connection."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from capacity_service.live.direct import EXTENSION, LIJN, DirectProtocol
from capacity_service.rand.deuren import listen
from tests.land import Server

Event = dict[str, Any]


@dataclass
class Proef:
    """An application that takes every connection over, and what it heard."""

    lines: list[DirectProtocol] = field(default_factory=list)
    heard: list[Event] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    open: asyncio.Event = field(default_factory=asyncio.Event)
    before: Callable[[DirectProtocol], Awaitable[None]] | None = None
    url: str = ""

    async def __call__(self, scope: Event, receive: Any, send: Any) -> None:
        assert (await receive())["type"] == "websocket.connect"
        await send({"type": "websocket.accept"})
        line: DirectProtocol = scope["extensions"][EXTENSION][LIJN]
        line.open_for(self)
        if self.before is not None:
            await self.before(line)
        self.lines.append(line)
        line.take_over(self._hear)
        self.open.set()

    def _hear(self, event: MutableMapping[str, Any]) -> None:
        self.heard.append(dict(event))

    def pause(self) -> None:
        self.said.append("pause")

    def resume(self) -> None:
        self.said.append("resume")


@asynccontextmanager
async def run(proef: Proef, **options: Any) -> AsyncIterator[Proef]:
    listener = listen("127.0.0.1", 0)
    config = uvicorn.Config(
        proef,
        ws=DirectProtocol,
        ws_max_size=65536,
        ws_per_message_deflate=False,
        lifespan="off",
        log_config=None,
        **options,
    )
    server = Server(config)
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    proef.url = f"ws://127.0.0.1:{listener.getsockname()[1]}"
    try:
        yield proef
    finally:
        server.stop()
        await serving
        listener.close()


@asynccontextmanager
async def opened(proef: Proef) -> AsyncIterator[tuple[ClientConnection, DirectProtocol]]:
    async with connect(proef.url, compression=None, proxy=None, ping_interval=None) as client:
        await proef.open.wait()
        yield client, proef.lines[-1]


async def eventually(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not holds():  # noqa: ASYNC110 - a connection has no event for this
            await asyncio.sleep(0.005)


async def code_of(client: ClientConnection) -> int:
    async with asyncio.timeout(10):
        try:
            while True:
                await client.recv()
        except ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else 1006
