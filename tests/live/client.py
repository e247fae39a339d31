"""A socket as a screen uses it, and the tiny reducer with which a screen keeps its stand."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

import httpx2
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from capacity_service.live.publiek import Publiek
from capacity_service.live.socket import SUBPROTOCOL
from capacity_service.live.som import canonical, show_som, weigh
from capacity_service.live.streken import BEZETTING
from capacity_service.live.zicht import GROUPS as ALL_GROUPS
from capacity_service.store.database import Transactie
from tests.land import Dienst, Json, expect

GROUPS = {name: soort for soort, name in ALL_GROUPS.items()}
ENVELOPE = {"soort", "volgnummer", "hash"}
WITHIN_S = 10.0
"""How long a test waits for what must come; a test about speed gives its own, shorter time."""


def read_group(stand: Json, group: str) -> list[Json]:
    """The rows of one group of a stand; those of bezetting come in blocks that say the names of their fields once."""
    if group != BEZETTING:
        rows: list[Json] = stand[group]
        return rows
    return [_put_back(blok["velden"], rij) for blok in stand[group] for rij in blok["rijen"]]


def _put_back(velden: list[str], rij: list[object]) -> Json:
    row: Json = {}
    for naam, waarde in zip(velden, rij, strict=True):
        buiten, punt, binnen = naam.partition(".")
        if punt:
            row.setdefault(buiten, {})[binnen] = waarde
        else:
            row[naam] = waarde
    return row


@dataclass
class Beeld:
    """What a screen holds: the latest state of each thing, where to resume from, and the sum over all of it.

    `checked` counts the sums that were told and were right; one that is not right fails at once.
    """

    epoch: str | None = None
    volgnummer: int | None = None
    things: dict[tuple[str, str], Json] = field(default_factory=dict)
    som: int = 0
    checked: int = 0

    def apply(self, frame: Json) -> None:
        """One frame: a stand replaces everything, a state the one with the same key."""
        soort = frame["soort"]
        if soort == "stand":
            self.epoch, self.volgnummer, self.things, self.som = frame["epoch"], frame["volgnummer"], {}, 0
            for group, one in GROUPS.items():
                for state in read_group(frame, group):
                    self._put(one, state)
        else:
            self.volgnummer = max(self.volgnummer or 0, frame["volgnummer"])
        if soort in GROUPS.values():
            self._put(soort, {name: value for name, value in frame.items() if name not in ENVELOPE})
        if "hash" in frame:
            assert frame["hash"] == show_som(self.som), (
                f"{soort} {frame['volgnummer']}: the sum is not that of the rows"
            )
            self.checked += 1

    def _put(self, soort: str, state: Json) -> None:
        key = soort, state.get("id") or state["code"]
        known = self.things.pop(key, None)
        if known is not None:
            assert state["revisie"] >= known["revisie"], f"{key} goes back"
            self.som -= weigh(canonical(known))
        if not state.get("verwijderd"):
            self.things[key] = state
            self.som += weigh(canonical(state))

    def of(self, soort: str) -> dict[str, Json]:
        return {key: state for (one, key), state in self.things.items() if one == soort}


class Kijker:
    """One open socket with its `beeld`."""

    def __init__(self, socket: ClientConnection, beeld: Beeld) -> None:
        self.socket = socket
        self.beeld = beeld

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.socket.close()

    async def say(self, message: object) -> None:
        await self.socket.send(message if isinstance(message, str | bytes) else json.dumps(message))

    async def receive(self, within: float = WITHIN_S) -> Json:
        """The next frame, applied."""
        async with asyncio.timeout(within):
            frame: Json = json.loads(await self.socket.recv())
        self.beeld.apply(frame)
        return frame

    async def until(self, holds: Callable[[Json], bool], within: float = WITHIN_S) -> Json:
        """The first frame for which this holds; everything before it is applied too."""
        async with asyncio.timeout(within):
            while True:
                frame = await self.receive()
                if holds(frame):
                    return frame

    async def reach(self, volgnummer: int) -> None:
        """Until everything up to this number is here (frames or a hartslag say so)."""
        async with asyncio.timeout(WITHIN_S):
            while (self.beeld.volgnummer or 0) < volgnummer:
                await self.receive()

    async def closed(self, within: float = WITHIN_S, told: list[Json] | None = None) -> int:
        """The code with which the service closes; whatever comes before it is in `told`, if somebody asks for it."""
        async with asyncio.timeout(within):
            try:
                while True:
                    frame = json.loads(await self.socket.recv())
                    if told is not None:
                        told.append(frame)
            except ConnectionClosed as closed:
                return closed.rcvd.code if closed.rcvd else 1006


async def make_ticket(dienst: Dienst, rol: str, *, nth: int = 0) -> str:
    client = await dienst.as_rol(rol, nth=nth)
    return str(expect(await client.post("/live-tickets"), 201)["ticket"])


def dial(dienst: Dienst, *, subprotocol: str = SUBPROTOCOL, **options: object) -> connect:
    """A socket to the service, not yet open."""
    url = f"{dienst.url.replace('http', 'ws')}/v1/live"
    return connect(url, subprotocols=[Subprotocol(subprotocol)], proxy=None, compression=None, **options)  # type: ignore[arg-type]


@asynccontextmanager
async def watch(
    dienst: Dienst, rol: str, *, nth: int = 0, beeld: Beeld | None = None, max_queue: int = 16
) -> AsyncIterator[Kijker]:
    """Look as a role, from where this beeld was; the first frame has not been read yet."""
    ticket, own = await make_ticket(dienst, rol, nth=nth), beeld or Beeld()
    async with dial(dienst, max_queue=max_queue) as socket, Kijker(socket, own) as kijker:
        await kijker.say({"soort": "hallo", "ticket": ticket, "epoch": own.epoch, "vanaf": own.volgnummer})
        yield kijker


async def fresh(dienst: Dienst, rol: str, *, nth: int = 0) -> Beeld:
    """The stand as a screen that opens now gets it, with all that is recorded by now."""
    reached = await recorded(dienst, rol, nth=nth)
    async with watch(dienst, rol, nth=nth) as kijker:
        stand = await kijker.until(lambda frame: frame["soort"] == "stand")
        assert stand["volgnummer"] >= reached
        return kijker.beeld


async def recorded(dienst: Dienst, rol: str, *, nth: int = 0) -> int:
    """The audience's own number at which all that is recorded by now has been told to it."""
    return await read_number(await dienst.as_rol(rol, nth=nth))


async def read_number(client: httpx2.AsyncClient) -> int:
    """The number of the audience of whoever asks."""
    return int(expect(await client.get("/bezetting"), 200)["stand"]["volgnummer"])


class Niemand:
    """Nobody listens."""

    def publieken(self) -> list[Publiek]:
        return []

    def publish(self, publiek: Publiek, frames: Sequence[str]) -> None:
        pass

    def reload(self, publiek: Publiek) -> None:
        raise AssertionError(publiek)

    async def check_rights(self, tx: Transactie) -> None:
        pass
