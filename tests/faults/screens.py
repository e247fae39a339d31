"""Screens that lose their connection again and again, at moments and at bytes nobody chose, and come back with their number."""

import asyncio
import contextlib
import json
import random
from collections.abc import Callable
from dataclasses import dataclass, field

import httpx2
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidHandshake, InvalidMessage, WebSocketException
from websockets.typing import Subprotocol

from capacity_service.live.socket import SUBPROTOCOL
from capacity_service.live.streken import BEZETTING
from tests.land import NO_TLS, Json
from tests.live.client import GROUPS, Beeld

TRIES_S = 60
BROKEN = (OSError, EOFError, TimeoutError, WebSocketException, InvalidHandshake, InvalidMessage, httpx2.HTTPError)


@dataclass
class Oordeel:
    """What all screens together went through."""

    resumes: int = 0
    stands: int = 0
    rows: int = 0
    sums: int = 0
    reordered: int = 0
    doubled: int = 0
    partial: int = 0
    wrong: int = 0
    differ: list[str] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        """Nothing missed, nothing twice, nothing out of order."""
        return not (self.reordered or self.doubled or self.partial or self.wrong or self.differ)

    def __str__(self) -> str:
        return (
            f"{self.resumes} keer hervat en {self.stands} keer een stand, {self.rows} toestanden, {self.sums} sommen; "
            f"{self.wrong} sommen fout, {len(self.differ)} gemist, {self.reordered} verwisseld, {self.doubled} dubbel, "
            f"{self.partial} half"
        )


class Scherm:
    """One screen of one account; `find_url` says where to connect this time."""

    def __init__(self, token: str, find_url: Callable[[], str], oordeel: Oordeel, rng: random.Random) -> None:
        self.beeld = Beeld()
        self.cuts = 0
        self._heard = False
        self._find_url = find_url
        self._oordeel = oordeel
        self._rng = rng
        self._client = httpx2.AsyncClient(
            headers={"Authorization": f"Bearer {token}"}, timeout=10, trust_env=False, verify=NO_TLS
        )

    async def close(self) -> None:
        await self._client.aclose()

    async def follow(self, cuts: int, lasts_s: float) -> None:
        """Look for about `lasts_s` at a time, until the connection was lost so many times."""
        while self.cuts < cuts:
            await self.look(self._rng.uniform(0, 2 * lasts_s))

    async def look(self, lasts_s: float, until: int | None = None) -> None:
        """Connect (again), read for so long, and drop it without a word. With `until`, read up to that number."""
        self._heard = False
        try:
            async with asyncio.timeout(TRIES_S):
                socket = await self._connect()
        except BROKEN:
            await asyncio.sleep(0.1)
            return
        try:
            async with asyncio.timeout(lasts_s):
                await self._read(socket, until)
        except BROKEN:
            pass
        finally:
            socket.transport.abort()
            # Cut before it heard anything, it was not a connection yet.
            self.cuts += self._heard

    async def finish(self, number: int) -> None:
        """Come back once more and hear everything up to this number."""
        async with asyncio.timeout(TRIES_S):
            while (self.beeld.volgnummer or 0) < number or self.beeld.epoch is None:
                await self.look(10, until=number)

    async def _connect(self) -> ClientConnection:
        url = self._find_url()
        answer = await self._client.post(f"{url}/v1/live-tickets")
        answer.raise_for_status()
        socket = await connect(
            f"{url.replace('http', 'ws')}/v1/live",
            subprotocols=[Subprotocol(SUBPROTOCOL)],
            proxy=None,
            compression=None,
            max_size=None,
        )
        hello = {"ticket": answer.json()["ticket"], "epoch": self.beeld.epoch, "vanaf": self.beeld.volgnummer}
        with contextlib.suppress(*BROKEN):
            await socket.send(json.dumps({"soort": "hallo", **hello}))
        return socket

    async def _read(self, socket: ClientConnection, until: int | None) -> None:
        first, last = True, -1
        async for text in socket:
            frame = json.loads(text)
            if first:
                self._judge_first(frame)
            elif frame["soort"] in GROUPS.values():
                self._oordeel.rows += 1
                self._oordeel.reordered += frame["volgnummer"] <= last
                self._oordeel.doubled += frame["volgnummer"] <= (self.beeld.volgnummer or 0)
                last = frame["volgnummer"]
            self._heard, first = True, False
            self._apply(frame)
            if until is not None and frame["soort"] in {"stand", "hartslag"} and frame["volgnummer"] >= until:
                return

    def _judge_first(self, frame: Json) -> None:
        if frame["soort"] == "stand":
            self._oordeel.stands += 1
            return
        resumed = (frame["soort"], frame["epoch"], frame["volgnummer"])
        self._oordeel.partial += resumed != ("hersteld", self.beeld.epoch, self.beeld.volgnummer)
        self._oordeel.resumes += 1

    def _apply(self, frame: Json) -> None:
        self._oordeel.sums += "hash" in frame
        try:
            self.beeld.apply(frame)
        except AssertionError:
            self._oordeel.wrong += 1


def compare(beeld: Beeld, fresh: Beeld) -> list[str]:
    """Which rows differ."""
    keys = sorted(beeld.things.keys() | fresh.things.keys())
    return [f"{key}" for key in keys if beeld.things.get(key) != fresh.things.get(key)]


def read_figures(beeld: Beeld) -> dict[str, Json]:
    """The counts on a screen, without the audience's own revisies, by code."""
    return {key: row | {"revisie": 0} for (soort, key), row in beeld.things.items() if soort == BEZETTING}
