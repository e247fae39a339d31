"""A screen that stays open all night: it reads what it is told as it comes, loses its connection, and resumes."""

import asyncio
import contextlib
import json
from collections import Counter
from dataclasses import dataclass, field

from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from tests.land import Dienst
from tests.live.client import Beeld, dial, make_ticket

WITHIN_S = 15


@dataclass
class Listener:
    """The `nth` account of a role; `soorten` counts the frames it was sent by kind."""

    dienst: Dienst
    rol: str
    nth: int = 0
    beeld: Beeld = field(default_factory=Beeld)
    soorten: Counter[str] = field(default_factory=Counter)
    _socket: ClientConnection | None = None
    _reading: asyncio.Task[None] | None = None
    _heard: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def connect(self) -> None:
        """Say hello with the last number seen, so the service tells what was missed."""
        ticket = await make_ticket(self.dienst, self.rol, nth=self.nth)
        self._socket = await dial(self.dienst, max_size=None)
        self._reading = asyncio.create_task(self._read(self._socket))
        hello = {"soort": "hallo", "ticket": ticket, "epoch": self.beeld.epoch, "vanaf": self.beeld.volgnummer}
        await self._socket.send(json.dumps(hello))

    async def cut(self) -> None:
        """Lose the connection without a word, as a telephone in a tunnel does."""
        if self._socket is not None:
            self._socket.transport.abort()
            await self._socket.wait_closed()
        if self._reading is not None:
            await self._reading
        self._socket = self._reading = None

    async def compare(self, fresh: Beeld) -> list[str]:
        """Where this screen still differs, thing by thing, from one that opened just now."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(WITHIN_S), self._heard:
                await self._heard.wait_for(lambda: self.beeld.things == fresh.things)
        mine, theirs = self.beeld.things, fresh.things
        return [
            f"{key}: {mine.get(key)} / {theirs.get(key)}"
            for key in sorted(mine.keys() | theirs.keys())
            if mine.get(key) != theirs.get(key)
        ]

    async def _read(self, socket: ClientConnection) -> None:
        with contextlib.suppress(ConnectionClosed):
            async for text in socket:
                frame = json.loads(text)
                async with self._heard:
                    self.beeld.apply(frame)
                    self.soorten[frame["soort"]] += 1
                    self._heard.notify_all()
