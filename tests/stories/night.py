"""A night at ten times the national rate: what everybody does, in order, as fast as the service answers.

The database's clock is the real one; the 24 hours are an agenda whose appointments are worked off a quarter of an hour
at a time, all of one quarter together.
"""

import asyncio
import heapq
import itertools
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any
from uuid import uuid4

import httpx2

from capacity_service.demo.invent import AANVRAGEN_PER_DAG, count_events, drukte, make_aanvraag
from capacity_service.domain.tijd import local_date
from tests.land import Dienst, Json, expect, in_hours, now

SEED = 2026
TIMES = 10
MINUTES = 24 * 60
QUARTER = 15
TOGETHER = 6
FILLED = {"crisisplaats": 0.8, "opvangplaats": 0.6}
EVENING_HOUR = 18
REFUSALS = {"overgang", "plaats_niet_vrij", "minimum_plaatsen", "revisie_verouderd"}
"""What may be answered to somebody who comes second, or asks for what R1 forbids."""

Step = Callable[[float, Any], Awaitable[None]]


def batched(clients: list[httpx2.AsyncClient], size: int) -> list[list[httpx2.AsyncClient]]:
    """So many at once as a country asks at its busiest; more would only wait for each other."""
    return [clients[start : start + size] for start in range(0, len(clients), size)]


@dataclass
class Gezin:
    """One household on its way: whose aanvraag it is, and the dice of its night."""

    id: str
    coordinator: httpx2.AsyncClient
    rng: Random
    steps: int = 0


@dataclass
class Night:
    """Everybody's appointments; `counted` says what was done and what was refused."""

    dienst: Dienst
    rng: Random = field(default_factory=lambda: Random(SEED))
    opvang: dict[str, httpx2.AsyncClient] = field(default_factory=dict)
    coordinators: list[tuple[httpx2.AsyncClient, str]] = field(default_factory=list)
    owners: dict[str, str] = field(default_factory=dict)
    gemeenten: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    confirmed: set[str] = field(default_factory=set)
    counted: Counter[str] = field(default_factory=Counter)
    statuses: Counter[int] = field(default_factory=Counter)
    _agenda: list[tuple[float, int, Step, Any]] = field(default_factory=list)
    _order: Any = field(default_factory=itertools.count)

    async def prepare(self) -> None:
        """Everybody logs in, and the country fills to where it is on an ordinary evening."""
        first = await self._as_rol("coordinator", None)
        self.gemeenten = [g["code"] for g in expect(await first.get("/gemeenten"), 200)["gemeenten"]]
        for organisatie in expect(await first.get("/organisaties"), 200)["organisaties"]:
            if organisatie["soort"] == "opvangorganisatie":
                self.opvang[organisatie["id"]] = await self._as_rol("opvang", organisatie["id"])
            if organisatie["soort"] in {"opvangorganisatie", "veilig_thuis", "politie", "lec_egg"}:
                client = await self._as_rol("coordinator", organisatie["id"])
                self.coordinators.append((client, organisatie["soort"]))
        for clients in batched(list(self.opvang.values()), TOGETHER):
            await asyncio.gather(*(self._fill(client) for client in clients))

    async def live(self) -> None:
        """24 hours, a quarter at a time."""
        for minute in range(0, MINUTES, QUARTER):
            busy = drukte((EVENING_HOUR + minute // 60) % 24)
            for _ in range(count_events(self.rng, TIMES * AANVRAGEN_PER_DAG * busy * QUARTER / MINUTES)):
                self.at(minute + self.rng.uniform(0, QUARTER), self.submit, next(self._order))
            self.at(minute, self.look_round, self.rng.choice(list(self.opvang.values())))
        gate = asyncio.Semaphore(TOGETHER)

        async def run(at: float, step: Step, what: object) -> None:
            async with gate:
                await step(at, what)

        for until in range(QUARTER, MINUTES + 1, QUARTER):
            due = []
            while self._agenda and self._agenda[0][0] < until:
                at, _, step, what = heapq.heappop(self._agenda)
                due.append(run(at, step, what))
            await asyncio.gather(*due)

    def at(self, minute: float, step: Step, what: object) -> None:
        heapq.heappush(self._agenda, (minute, next(self._order), step, what))

    async def submit(self, at: float, number: int) -> None:
        """A coordinator asks; one in ten loses the answer and asks again under the same key."""
        rng = Random(SEED * 100_000 + number)
        coordinator, soort = rng.choice(self.coordinators)
        body, key = make_aanvraag(rng, self.gemeenten, soort), {"Idempotency-Key": str(uuid4())}
        if rng.random() < 0.02:
            # More than any place holds: real people are never bad input.
            body["huishouden"]["kinderen"] = [{"leeftijd": age} for age in range(12)]
        aanvraag = expect(await coordinator.post("/aanvragen", json=body, headers=key), 201)
        if rng.random() < 0.1:
            again = await coordinator.post("/aanvragen", json=body, headers=key)
            assert expect(again, 201) == aanvraag
            self.counted["herhaald"] += 1
        self.counted["aanvraag"] += 1
        self.counted["zonder_plaats"] += aanvraag["status"] == "zonder_plaats"
        self.ids.append(aanvraag["id"])
        self.at(at + rng.uniform(3, 40), self.follow, Gezin(aanvraag["id"], coordinator, rng))

    async def follow(self, at: float, gezin: Gezin) -> None:
        """The next thing that happens to a household, whatever state it is in."""
        aanvraag = expect(await gezin.coordinator.get(f"/aanvragen/{gezin.id}"), 200)
        step = getattr(self, f"_when_{aanvraag['status']}", None)
        gezin.steps += 1
        if step is not None:
            await step(gezin, aanvraag)
            pause = (120, 600) if aanvraag["status"] == "aangekomen" else (40, 300)
            self.at(at + gezin.rng.uniform(*pause), self.follow, gezin)

    async def look_round(self, _: float, opvang: httpx2.AsyncClient) -> None:
        """A house walks round: still free, a boiler down, the plumber next week, back again, somebody at the door."""
        rng, plaatsen = self.rng, expect(await opvang.get("/plaatsen"), 200)["plaatsen"]
        for plaats in rng.sample(plaatsen, min(4, len(plaatsen))):
            seen = {"waargenomenOp": now().isoformat()}
            if plaats["status"] == "vrij":
                report: Json = rng.choice(
                    (
                        {"status": "vrij"},
                        {"status": "bezet", "sindsOp": in_hours(-0.1)},
                        {"status": "buiten_gebruik", "reden": "onderhoud"},
                        {"status": "buiten_gebruik", "reden": "onderhoud", "vanafOp": in_hours(100)},
                        {"status": "buiten_gebruik", "reden": "verwarming", "feit": True},
                    )
                )
            elif plaats["status"] == "gereserveerd" or plaats["plaatsing"] or rng.random() < 0.7:
                continue
            else:
                report = {"status": "vrij"}
            await self._put_status(opvang, plaats, report | seen)

    async def _when_zonder_plaats(self, gezin: Gezin, aanvraag: Json) -> None:
        plaatsing = aanvraag["plaatsing"]
        if plaatsing is not None and plaatsing["status"] == "teruggemeld" and aanvraag["voorstellen"]:
            body = {"plaatsen": aanvraag["voorstellen"][0]["plaatsen"]}
            await self._post(gezin.coordinator, "ander_na_terugmelding", plaatsing, "ander-voorstel", body)

    async def _when_gereserveerd(self, gezin: Gezin, aanvraag: Json) -> None:
        plaatsing, dice = aanvraag["plaatsing"], gezin.rng.random()
        house = self.opvang[self.owners[plaatsing["plaatsen"][0]]]
        if dice < 0.1:
            await self._post(house, "terugmelding", plaatsing, "terugmelding", self._terugmelding(gezin.rng))
        elif dice < 0.16 and len(aanvraag["voorstellen"]) > 1:
            body = {"plaatsen": aanvraag["voorstellen"][1]["plaatsen"]}
            await self._post(gezin.coordinator, "ander_voorstel", plaatsing, "ander-voorstel", body)
        elif dice < 0.19:
            await self._withdraw(gezin)
        elif dice < 0.24:
            await self._let_lapse(plaatsing)
        else:
            if dice < 0.9:
                await self._post(house, "acceptatie", plaatsing, "acceptatie", {})
            body = {"verwachteAankomstOp": in_hours(gezin.rng.uniform(0.5, 6))}
            if await self._post(gezin.coordinator, "bevestiging", plaatsing, "bevestiging", body):
                self.confirmed.add(plaatsing["id"])

    async def _when_bevestigd(self, gezin: Gezin, aanvraag: Json) -> None:
        plaatsing, dice = aanvraag["plaatsing"], gezin.rng.random()
        house = self.opvang[self.owners[plaatsing["plaatsen"][0]]]
        if dice < 0.04:
            body = self._terugmelding(gezin.rng)
            await self._post(house, "terugmelding_na_bevestiging", plaatsing, "terugmelding", body)
        elif dice < 0.08:
            await self._post(house, "niet_verschenen", plaatsing, "niet-verschenen", {})
        else:
            await self._arrive(house, plaatsing, gezin.rng)

    async def _when_niet_verschenen(self, gezin: Gezin, aanvraag: Json) -> None:
        plaatsing = aanvraag["plaatsing"]
        if gezin.rng.random() < 0.5:
            await self._arrive(self.opvang[self.owners[plaatsing["plaatsen"][0]]], plaatsing, gezin.rng)
        else:
            await self._withdraw(gezin)

    async def _when_aangekomen(self, gezin: Gezin, aanvraag: Json) -> None:
        plaatsing, dice = aanvraag["plaatsing"], gezin.rng.random()
        house = self.opvang[self.owners[plaatsing["plaatsen"][0]]]
        if dice < 0.3 and plaatsing["nachten"] < 3:
            await self._post(house, "verlenging", plaatsing, "verlenging", {"nachten": plaatsing["nachten"] + 1})
        elif dice < 0.8:
            today = local_date(now()).isoformat()
            naar, how = gezin.rng.choice(
                (("netwerk", "einde"), ("opvangplaats_zelfde_huis", "doorplaatsing"), ("eigen_woning", "einde"))
            )
            await self._post(house, how, plaatsing, how, {"naar": naar, "opDatum": today})

    async def _arrive(self, house: httpx2.AsyncClient, plaatsing: Json, rng: Random) -> None:
        body = {"aangekomenOp": now().isoformat(), "nachten": rng.randint(1, 3)}
        await self._post(house, "aankomst", plaatsing, "aankomst", body)

    async def _withdraw(self, gezin: Gezin) -> None:
        reden = {"reden": gezin.rng.choice(("zelf_opgelost", "regionaal_geplaatst", "wil_niet"))}
        self._note("intrekking", await gezin.coordinator.post(f"/aanvragen/{gezin.id}/intrekking", json=reden))

    async def _let_lapse(self, plaatsing: Json) -> None:
        """Nobody confirms in time: its term is over since a moment, and the ticking clock will find it."""
        rows = await self.dienst.sql(
            "UPDATE plaatsing SET verloopt_op = clock_timestamp() WHERE id = :id AND status = 'gereserveerd' RETURNING id",
            id=plaatsing["id"],
        )
        await self.dienst.sql(
            "UPDATE claim SET verloopt_op = clock_timestamp() WHERE plaatsing_id = :id AND soort = 'reservering'",
            id=plaatsing["id"],
        )
        await self.dienst.sql("UPDATE termijn SET op = clock_timestamp() WHERE sleutel = :id", id=plaatsing["id"])
        self.counted["verlopen"] += len(rows)

    def _terugmelding(self, rng: Random) -> Json:
        choices: tuple[Json, ...] = (
            {"reden": "plaats_onbruikbaar", "uitval": "water"},
            {"reden": "al_bezet", "sindsOp": in_hours(-0.2)},
            {"reden": "onveilig_voor_huishouden"},
            {"reden": "niet_geschikt_te_maken", "ontbreekt": ["begane_grond"]},
        )
        return rng.choice(choices)

    async def _fill(self, opvang: httpx2.AsyncClient) -> None:
        plaatsen = expect(await opvang.get("/plaatsen"), 200)["plaatsen"]
        for plaats in plaatsen:
            self.owners[plaats["id"]] = plaats["organisatie"]
            if Random(plaats["id"]).random() < FILLED.get(plaats["soort"], 0):
                report = {"status": "bezet", "sindsOp": in_hours(-5), "waargenomenOp": now().isoformat()}
                await self._put_status(opvang, plaats, report)

    async def _put_status(self, opvang: httpx2.AsyncClient, plaats: Json, report: Json) -> None:
        headers = {"If-Match": f'"{plaats["revisie"]}"'}
        answer = await opvang.put(f"/plaatsen/{plaats['id']}/status", json=report, headers=headers)
        self._note(f"plaats_{report['status']}", answer)

    async def _post(self, client: httpx2.AsyncClient, what: str, plaatsing: Json, path: str, body: Json) -> bool:
        key = {"Idempotency-Key": str(uuid4())}
        return self._note(what, await client.post(f"/plaatsingen/{plaatsing['id']}/{path}", json=body, headers=key))

    def _note(self, what: str, answer: httpx2.Response) -> bool:
        """Count it; a refusal must be one of those that a person can do something with."""
        if answer.is_success:
            self.counted[what] += 1
            return True
        code = answer.json()["type"].rsplit("/", 1)[-1]
        # A voorstel that was weighed again between looking and choosing is no voorstel any more.
        allowed = REFUSALS | ({"ongeldige_invoer"} if what.startswith("ander_") else set())
        assert code in allowed, f"{what}: {answer.text}"
        self.counted[f"geweigerd: {code}"] += 1
        return False

    async def _as_rol(self, rol: str, organisatie: str | None) -> httpx2.AsyncClient:
        client = await self.dienst.as_rol(rol, organisatie)

        async def count(response: httpx2.Response) -> None:
            self.statuses[response.status_code] += 1

        client.event_hooks["response"] = [count]
        return client
