"""Which nodes there are, which of them are well, and which one gets the next connection."""

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import h11

from capacity_service.nodes.draad import Draad

CONNECT_S = 2.0
CHECK_EVERY_S = 1.0
CHECK_S = 2.0
MISSES_MAX = 3
"""So many checks in a row without any answer, and its connections are cut: whoever hangs on them must go elsewhere."""
READY_PATH = "/readyz"
WELL = 200


@dataclass(eq=False)
class Knoop:
    """One node on loopback: `fit` when it says it is, `alive` when it says anything at all.

    How it is, is asked at its operator's port.
    """

    port: int
    operator_port: int
    fit: bool = True
    misses: int = 0
    draden: set[Draad] = field(default_factory=set)
    coming: int = 0
    """Connections that are being made: a crowd that comes at once is not to see the same node as the quietest."""

    @property
    def load(self) -> int:
        """How many connections it has, or is about to have."""
        return len(self.draden) + self.coming

    @property
    def alive(self) -> bool:
        """Whether it answered one of the last checks."""
        return self.misses < MISSES_MAX

    @asynccontextmanager
    async def connect(self) -> AsyncIterator[Draad]:
        """A connection that counts as its load. Raises OSError or TimeoutError, and then nothing was sent."""
        self.coming += 1
        try:
            async with asyncio.timeout(CONNECT_S):
                reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        finally:
            self.coming -= 1
        draad = Draad(h11.CLIENT, reader, writer)
        self.draden.add(draad)
        try:
            yield draad
        finally:
            self.draden.discard(draad)
            draad.close()

    def cut(self) -> None:
        """End every connection to it."""
        for draad in list(self.draden):
            draad.abort()

    async def check(self) -> None:
        """Ask how it is."""
        try:
            async with asyncio.timeout(CHECK_S):
                status = await _ask(self.operator_port)
        except (OSError, TimeoutError, h11.ProtocolError):
            self.fit = False
            self.misses += 1
            if self.misses == MISSES_MAX:
                self.cut()
        else:
            self.fit, self.misses = status == WELL, 0


async def _ask(port: int) -> int:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    draad = Draad(h11.CLIENT, reader, writer)
    try:
        await draad.send(h11.Request(method="GET", target=READY_PATH, headers=[("Host", "localhost")]))
        await draad.send(h11.EndOfMessage())
        event = await draad.receive()
    finally:
        draad.close()
    return event.status_code if isinstance(event, h11.Response) else 0


class Knopen:
    """All nodes that are told of, each looked at every second."""

    def __init__(self) -> None:
        self._checks: dict[Knoop, asyncio.Task[None]] = {}

    def set_ports(self, ports: Iterable[tuple[int, int]]) -> None:
        """From now on these, each with its operator's port; connections to others end."""
        wanted = set(ports)
        for knoop in [knoop for knoop in self._checks if (knoop.port, knoop.operator_port) not in wanted]:
            self._checks.pop(knoop).cancel()
            knoop.cut()
        for port, operator_port in wanted - {(knoop.port, knoop.operator_port) for knoop in self._checks}:
            knoop = Knoop(port, operator_port)
            self._checks[knoop] = asyncio.create_task(self._look_after(knoop))

    def choose(self, tried: set[Knoop]) -> Knoop | None:
        """The node with the fewest connections among those that are well, or at least alive; None when all were tried."""
        there = [knoop for knoop in self._checks if knoop.alive and knoop not in tried]
        well = [knoop for knoop in there if knoop.fit] or there
        return min(well, key=lambda knoop: (knoop.load, random.random()), default=None)  # noqa: S311 - a draw

    async def stop(self) -> None:
        """Look no more, and end every connection."""
        checks, knopen = list(self._checks.values()), list(self._checks)
        for check in checks:
            check.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.gather(*checks, return_exceptions=True)
        for knoop in knopen:
            knoop.cut()

    @staticmethod
    async def _look_after(knoop: Knoop) -> None:
        while True:
            await asyncio.sleep(CHECK_EVERY_S)
            await knoop.check()
