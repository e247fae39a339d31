"""A live client as a screen is one: it keeps the stand it was given true with what it is told, and resumes from a number."""

import asyncio
import contextlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx2
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from tests.land import Json, expect

GROUPS = {"bezetting": "bezetting", "plaats": "plaatsen", "plaatsing": "plaatsingen", "aanvraag": "aanvragen"}
OVER = {"beeindigd", "ingetrokken", "vervallen", "vervangen"}
Stand = dict[str, dict[str, Json]]


@dataclass
class Listener:
    """`stand` holds per kind the last state of each thing; `soorten` counts the frames by kind."""

    url: str
    http: httpx2.AsyncClient
    stand: Stand = field(default_factory=dict)
    epoch: str | None = None
    volgnummer: int | None = None
    soorten: dict[str, int] = field(default_factory=dict)
    older: int = 0
    _socket: ClientConnection | None = None
    _reading: asyncio.Task[None] | None = None
    _heard: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def connect(self) -> None:
        """Say hello with the last number seen, so the service tells what was missed."""
        ticket = expect(await self.http.post("/live-tickets"), 201)["ticket"]
        socket = await connect(
            f"{self.url.replace('http', 'ws', 1)}/v1/live",
            subprotocols=["capaciteit.v1"],  # type: ignore[list-item]
            compression=None,
            max_size=None,
            proxy=None,
        )
        self._socket, self._reading = socket, asyncio.create_task(self._read(socket))
        hello = {"soort": "hallo", "ticket": ticket, "epoch": self.epoch, "vanaf": self.volgnummer}
        await socket.send(json.dumps(hello))

    async def cut(self) -> None:
        """Lose the connection without a word, as a telephone in a tunnel does."""
        if self._socket is not None and self._reading is not None:
            self._socket.transport.abort()
            await asyncio.gather(self._reading, return_exceptions=True)
            await self._socket.wait_closed()
        self._socket = self._reading = None

    async def until(self, holds: Callable[["Listener"], bool], seconds: float = 10) -> bool:
        """Wait until this holds, looking at every frame; False when it takes too long."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds), self._heard:
                await self._heard.wait_for(lambda: holds(self))
                return True
        return False

    async def _read(self, socket: ClientConnection) -> None:
        with contextlib.suppress(ConnectionClosed):
            async for text in socket:
                async with self._heard:
                    self._take(json.loads(text))
                    self._heard.notify_all()

    def _take(self, frame: dict[str, Any]) -> None:
        soort, number = frame.pop("soort"), frame.pop("volgnummer")
        self.soorten[soort] = self.soorten.get(soort, 0) + 1
        if soort == "stand":
            self.epoch = frame["epoch"]
            self.stand = {
                name: {key_of(state): state for state in frame[group] if not is_over(name, state)}
                for name, group in GROUPS.items()
            }
        elif soort in GROUPS:
            self._apply(soort, frame)
        if soort != "hersteld":
            self.volgnummer = number

    def _apply(self, soort: str, state: Json) -> None:
        known = self.stand[soort].get(key_of(state))
        if known is not None and known["revisie"] > state["revisie"]:
            self.older += 1
            return
        if is_over(soort, state):
            self.stand[soort].pop(key_of(state), None)
        else:
            self.stand[soort][key_of(state)] = state


def key_of(state: Json) -> str:
    key: str = state.get("id") or state["code"]
    return key


def is_over(soort: str, state: Json) -> bool:
    return bool(state.get("verwijderd")) or (soort in {"plaatsing", "aanvraag"} and state["status"] in OVER)


async def read_fresh(listener: Listener) -> Listener:
    """A new screen of the same account: the stand as the service gives it now."""
    fresh = Listener(listener.url, listener.http)
    await fresh.connect()
    assert await fresh.until(lambda new: bool(new.stand)), "geen stand binnen 10 seconden"
    await fresh.cut()
    return fresh


def differences(kept: Stand, fresh: Stand) -> list[str]:
    """Where two stands differ, thing by thing."""
    return [
        f"{soort} {key}: {kept[soort].get(key)} / {fresh[soort].get(key)}"
        for soort in GROUPS
        for key in sorted(kept[soort].keys() | fresh[soort].keys())
        if kept[soort].get(key) != fresh[soort].get(key)
    ]
