"""Whoever is on duty somewhere: what they say through the public interface, and what is on their screen."""

import json
from dataclasses import dataclass
from typing import Any

import httpx2

from tests.land import Dienst, Json, expect
from tests.live.client import Beeld, Kijker, dial, read_number


@dataclass(frozen=True)
class Scherm:
    """What somebody has on the screen who opens it now."""

    stand: Json

    @property
    def meldingen(self) -> list[str]:
        """The titles that nobody there has seen yet, oldest first."""
        return [melding["titel"] for melding in self._sorted]

    @property
    def geluid(self) -> list[str]:
        """Those of them that ring."""
        return [melding["titel"] for melding in self._sorted if melding["dringend"]]

    @property
    def normsignalen(self) -> list[str]:
        """The norms that are not met, as far as it is their business."""
        return sorted(signaal["norm"] for signaal in self.stand["normsignalen"])

    def signaal(self, norm: str) -> Json:
        """The one open episode of this norm."""
        (found,) = (signaal for signaal in self.stand["normsignalen"] if signaal["norm"] == norm)
        return dict(found)

    def melding(self, titel: str) -> Json:
        """The last melding with this title."""
        return dict([melding for melding in self._sorted if melding["titel"] == titel][-1])

    @property
    def told(self) -> str:
        """Everything that rings or is not met, as it was sent."""
        return json.dumps([self.stand["meldingen"], self.stand["normsignalen"]])

    def says(self, word: str) -> bool:
        """Whether this word (a code, an id, a kenmerk) is anywhere on it, the counts of the country left out."""
        return word in json.dumps({name: value for name, value in self.stand.items() if name != "bezetting"})

    @property
    def _sorted(self) -> list[Json]:
        return sorted(self.stand["meldingen"], key=lambda melding: str(melding["id"]))


@dataclass(frozen=True)
class Mens:
    """Whoever is on duty in one role at one organisatie; each word goes over HTTP under a login of this moment."""

    dienst: Dienst
    rol: str
    organisatie: str | None

    async def says(self, path: str, *, answer: int = 200, method: str = "POST", **body: Any) -> Any:
        """One word to the service, with the answer to it."""
        client = await self._log_in()
        headers = {}
        if method != "POST":
            headers["If-Match"] = f'"{expect(await client.get(path.removesuffix("/status")), 200)["revisie"]}"'
        return expect(await client.request(method, path, json=body, headers=headers), answer)

    async def reads(self, path: str, *, answer: int = 200) -> Any:
        """What the service tells."""
        return expect(await (await self._log_in()).get(path), answer)

    async def reports(self, plaats: str, status: str, *, answer: int = 200, **facts: Any) -> Json:
        """How an own place is, seen now."""
        told = facts | {"status": status, "waargenomenOp": await self._now()}
        found: Json = await self.says(f"/plaatsen/{plaats}/status", method="PUT", answer=answer, **told)
        return found

    async def looks(self) -> Scherm:
        """Open the screen: the stand as the live stream gives it, once all that was recorded is in it."""
        client = await self._log_in()
        reached = await read_number(client)
        while True:
            ticket = expect(await client.post("/live-tickets"), 201)["ticket"]
            async with dial(self.dienst, max_size=None) as socket, Kijker(socket, Beeld()) as kijker:
                await kijker.say({"soort": "hallo", "ticket": ticket, "epoch": None, "vanaf": None})
                stand = await kijker.until(lambda frame: frame["soort"] == "stand")
            if stand["volgnummer"] >= reached:
                return Scherm(stand)

    async def _log_in(self) -> httpx2.AsyncClient:
        return await self.dienst.as_rol(self.rol, self.organisatie)

    async def _now(self) -> str:
        (row,) = await self.dienst.sql("SELECT clock_timestamp() AS now")
        return str(row.now.isoformat())
