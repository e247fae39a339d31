"""A crowd of screens that do as the dashboard does: keep a beeld, and come back after a loss with its patience and its chance."""

import asyncio
import contextlib
import json
import random
import re
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus
from websockets.typing import Origin, Subprotocol

from capacity_service.live.socket import SUBPROTOCOL
from capacity_service.store.toegang import COOKIE
from tests.land import Json
from tests.live.client import Beeld

DASHBOARD = Path(__file__).resolve().parents[2] / "dashboard" / "src" / "live" / "verbinding.ts"
SURE = frozenset({"stand", "hartslag"})
"""After one of these a screen knows up to where it is true."""


def read_constant(name: str) -> float:
    """A number of milliseconds in the dashboard's own source, in seconds."""
    found = re.search(rf"const {name} = ([\d_]+);", DASHBOARD.read_text(encoding="utf-8"))
    assert found is not None, f"{name} is no longer in {DASHBOARD.name}: the crowd would not do as the dashboard does"
    return float(found[1].replace("_", "")) / 1000


KORTST_S, WACHT_MIN_S, WACHT_MAX_S = map(read_constant, ("WACHT_KORTST_MS", "WACHT_MIN_MS", "WACHT_MAX_MS"))


def wachttijd(poging: int, chance: random.Random) -> float:
    """`wachttijd` of verbinding.ts, in seconds."""
    top = min(WACHT_MAX_S, WACHT_MIN_S * 2.0**poging)
    return KORTST_S + (top - KORTST_S) * chance.random()


@dataclass
class Scherm:
    """One screen of a logged-in person; `wait` says how long before each attempt."""

    url: str
    cookie: str
    wait: Callable[[int], float]
    beeld: Beeld = field(default_factory=Beeld)
    heard: list[tuple[float, str]] = field(default_factory=list)
    tried: list[float] = field(default_factory=list)
    losses: list[tuple[float, int | None]] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    stands: int = 0

    async def run(self) -> None:
        """Stay connected until cancelled."""
        poging = 0
        while True:
            before = len(self.heard)
            self.tried.append(time.monotonic())
            code: int | None = None
            try:
                async with self._dial() as socket:
                    try:
                        await self._listen(socket)
                    finally:
                        code = socket.close_code
            except InvalidStatus as refused:
                self.statuses.append(refused.response.status_code)
            except (OSError, TimeoutError, InvalidHandshake, ConnectionClosed):
                pass
            self.losses.append((time.monotonic(), code))
            poging = 1 if len(self.heard) > before else poging + 1
            await asyncio.sleep(self.wait(poging - 1))

    def sure_since(self, moment: float) -> float | None:
        """When it first knew again how true it is, after this moment."""
        return next((at for at, soort in self.heard if at > moment and soort in SURE), None)

    def heard_since(self, moment: float, *soorten: str) -> bool:
        """Whether one of these came after this moment."""
        return any(at > moment and soort in soorten for at, soort in self.heard)

    def _dial(self) -> connect:
        return connect(
            f"{self.url.replace('http', 'ws')}/v1/live",
            subprotocols=[Subprotocol(SUBPROTOCOL)],
            origin=Origin(self.url),
            additional_headers={"Cookie": f"{COOKIE}={self.cookie}"},
            compression=None,
            max_size=None,
            ping_interval=None,
            proxy=None,
        )

    async def _listen(self, socket: ClientConnection) -> None:
        own = self.beeld
        await socket.send(json.dumps({"soort": "hallo", "epoch": own.epoch, "vanaf": own.volgnummer}))
        async for text in socket:
            frame: Json = json.loads(text)
            if frame["soort"] == "hersteld" and frame["epoch"] != own.epoch:
                await socket.send(json.dumps({"soort": "opnieuw"}))
                continue
            own.apply(frame)
            self.stands += frame["soort"] == "stand"
            self.heard.append((time.monotonic(), frame["soort"]))


@asynccontextmanager
async def watch_together(schermen: list[Scherm], within: float = 60) -> AsyncIterator[None]:
    """All of them connected, and sure, for as long as the block lasts."""
    tasks = [asyncio.create_task(scherm.run()) for scherm in schermen]
    try:
        await until(lambda: all(scherm.heard for scherm in schermen), within)
        yield
    finally:
        for task in tasks:
            task.cancel()
        for task in tasks:
            with contextlib.suppress(asyncio.CancelledError):
                await task


async def until(holds: Callable[[], bool], within: float) -> None:
    """Look until this holds. Raises TimeoutError."""
    async with asyncio.timeout(within):
        while not holds():  # noqa: ASYNC110 - a crowd has no event
            await asyncio.sleep(0.02)


def count_losses(schermen: Iterable[Scherm], since: float) -> Counter[int | None]:
    """How often a socket was lost since then, by close code."""
    return Counter(code for scherm in schermen for at, code in scherm.losses if at > since)


def find_peak(moments: Iterable[float], window_s: float) -> int:
    """The most of these within one window."""
    ranked, most, first = sorted(moments), 0, 0
    for last, moment in enumerate(ranked):
        while moment - ranked[first] > window_s:
            first += 1
        most = max(most, last - first + 1)
    return most
