"""A country in which anything happens in any order: random moves over HTTP, from a seed."""

import random
from dataclasses import dataclass, field
from typing import Any

import httpx2

from capacity_service.actions.fire_termijnen import fire_termijnen
from capacity_service.domain.tijd import local_date
from tests.land import Dienst, Json, in_hours, make_aanvraag, make_plaats, now

STREKEN = ("GM0193", "GM0363", "GM0518")
ALLOWED = {200, 201, 204, 404, 409, 412}
LAPSE = """
UPDATE termijn SET op = clock_timestamp() - interval '1 second' WHERE soort = 'reservering_vervalt';
UPDATE claim SET verloopt_op = clock_timestamp() - interval '1 second' WHERE soort = 'reservering';
UPDATE plaatsing SET verloopt_op = clock_timestamp() - interval '1 second' WHERE status = 'gereserveerd'
"""
GREY = """
UPDATE plaats SET bevestigd_op = bevestigd_op - interval '25 hours'
 WHERE NOT onbevestigd AND id IN (SELECT sleutel FROM termijn WHERE soort = 'plaats_onbevestigd');
UPDATE termijn SET op = clock_timestamp() - interval '1 second' WHERE soort = 'plaats_onbevestigd'
"""


@dataclass
class Land:
    """One shelter and one coordinator who do what they please; `done` counts what was allowed."""

    dienst: Dienst
    opvang: httpx2.AsyncClient
    coordinator: httpx2.AsyncClient
    chance: random.Random
    done: dict[str, int] = field(default_factory=dict)

    async def move(self) -> None:
        """One random thing happens, or is refused by a rule."""
        naam = self.chance.choice(
            [
                "vraag",
                "vraag",
                "plaats",
                "status",
                "status",
                "gezien",
                "plaatsing",
                "plaatsing",
                "plaatsing",
                "wijzig",
                "klok",
            ]
        )
        answer: httpx2.Response | None = await getattr(self, f"_{naam}")()
        if answer is not None:
            assert answer.status_code in ALLOWED, answer.text
        if answer is None or answer.is_success:
            self.done[naam] = self.done.get(naam, 0) + 1

    async def _pick(self, client: httpx2.AsyncClient, kind: str) -> Json | None:
        found: list[Json] = (await client.get(f"/{kind}")).json()[kind]
        return self.chance.choice(found) if found else None

    async def _vraag(self) -> httpx2.Response:
        body = make_aanvraag(
            gemeente="GM0228", huishouden={"volwassenen": self.chance.randint(1, 5)}, nachten=self.chance.randint(1, 3)
        )
        return await self.coordinator.post("/aanvragen", json=body)

    async def _plaats(self) -> httpx2.Response | None:
        if self.chance.random() < 0.7:
            kind = self.chance.choice(["crisisplaats", "opvangplaats"])
            body = make_plaats(soort=kind, centrumgemeente=self.chance.choice(STREKEN))
            return await self.opvang.post("/plaatsen", json=body)
        plaats = await self._pick(self.opvang, "plaatsen")
        return await self.opvang.delete(f"/plaatsen/{plaats['id']}", headers=_match(plaats)) if plaats else None

    async def _status(self) -> httpx2.Response | None:
        plaats = await self._pick(self.opvang, "plaatsen")
        body: Json = self.chance.choice(
            [
                {"status": "vrij"},
                {"status": "bezet", "sindsOp": in_hours(-5)},
                {"status": "buiten_gebruik", "reden": "brand", "feit": True},
                {"status": "buiten_gebruik", "reden": "onderhoud", "vanafOp": in_hours(30)},
            ]
        )
        told = body | {"waargenomenOp": in_hours(0)}
        if plaats is None:
            return None
        return await self.opvang.put(f"/plaatsen/{plaats['id']}/status", json=told, headers=_match(plaats))

    async def _gezien(self) -> httpx2.Response | None:
        plaats = await self._pick(self.opvang, "plaatsen")
        if plaats is None:
            return None
        body = {"status": plaats["status"], "waargenomenOp": in_hours(0)}
        return await self.opvang.post(f"/plaatsen/{plaats['id']}/bevestiging", json=body)

    async def _plaatsing(self) -> httpx2.Response | None:
        plaatsing = await self._pick(self.opvang, "plaatsingen")
        ways: list[tuple[httpx2.AsyncClient, str, Json]] = [
            (self.coordinator, "bevestiging", {"verwachteAankomstOp": in_hours(2)}),
            (self.coordinator, "bevestiging", {"verwachteAankomstOp": in_hours(3)}),
            (self.opvang, "acceptatie", {}),
            (self.opvang, "aankomst", {"aangekomenOp": in_hours(0), "nachten": 2}),
            (self.opvang, "verlenging", {"nachten": 3}),
            (self.opvang, "niet-verschenen", {}),
            (self.opvang, "einde", {"naar": "netwerk", "opDatum": local_date(now()).isoformat()}),
            (self.opvang, "terugmelding", {"reden": "onveilig_voor_huishouden"}),
            (self.opvang, "terugmelding", {"reden": "al_bezet", "sindsOp": in_hours(-2)}),
        ]
        client, way, body = self.chance.choice(ways)
        if plaatsing is None:
            return None
        return await client.post(f"/plaatsingen/{plaatsing['id']}/{way}", json=body)

    async def _wijzig(self) -> httpx2.Response | None:
        aanvraag = await self._pick(self.coordinator, "aanvragen")
        if aanvraag is None:
            return None
        url = f"/aanvragen/{aanvraag['id']}"
        if self.chance.random() < 0.4:
            return await self.coordinator.post(f"{url}/intrekking", json={"reden": "wil_niet"})
        body: Json = {"uitsluitingen": [self.chance.choice(STREKEN)]}
        return await self.coordinator.patch(url, json=body, headers=_match(aanvraag))

    async def _klok(self) -> None:
        for statement in self.chance.choice([LAPSE, GREY]).split(";"):
            await self.dienst.sql(statement)
        await fire_termijnen(self.dienst.database)


def _match(thing: dict[str, Any]) -> dict[str, str]:
    return {"If-Match": f'"{thing["revisie"]}"'}


async def make_land(dienst: Dienst, seed: int) -> Land:
    """A country with a few places to begin with."""
    opvang, coordinator = await dienst.as_rol("opvang"), await dienst.as_rol("coordinator")
    await dienst.add_plaatsen(*[{"centrumgemeente": code} for code in STREKEN for _ in range(3)], opvang=opvang)
    return Land(dienst, opvang, coordinator, random.Random(seed))
