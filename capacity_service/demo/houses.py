"""What opvang does: accept, receive, extend, let go, and keep the own places true."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random

from capacity_service.demo.clock import Klok
from capacity_service.demo.duties import answer_vragen, record_aankomst, record_vertrek, see_meldingen
from capacity_service.demo.invent import happens
from capacity_service.demo.line import Json, Line
from capacity_service.domain.tijd import local_date

TERUGMELDING = 0.05
NIET_VERSCHENEN = 0.02
TWIJFEL_UREN = 3.0
VERLENGING = 0.3
FEIT = 0.3
NACHTEN_MAX = 3
VERVOLG = (
    ("einde", "eigen_woning"),
    ("einde", "netwerk"),
    ("einde", "elders"),
    ("doorplaatsing", "opvangplaats_zelfde_organisatie"),
    ("doorplaatsing", "opvang_regio_van_herkomst"),
)
UITVAL_PER_PLAATS_PER_DAG = 0.006
UITVALREDENEN = ("onderhoud", "schoonmaak", "besmetting", "verwarming", "personeel")
BEZET_DEEL = {"crisisplaats": 0.6, "opvangplaats": 0.85}
"""The share that is held on average; crisisplaatsen serve the own region too (R16)."""
BEZET_NACHTEN = {"crisisplaats": (1.0, 3.0), "opvangplaats": (20.0, 60.0)}
BUITEN_UREN = (4.0, 30.0)
MELDINGEN_MAX = 4
"""Reports of one organisatie in one visit: a country fills up in minutes, not in one stampede."""


@dataclass
class Huizen:
    """The houses of one opvangorganisatie and who answers for them."""

    line: Line
    klok: Klok
    rng: Random
    _seen_at: float = field(default_factory=time.monotonic)

    async def visit(self) -> None:
        """One round: who is coming, who is there, how the places are."""
        days, self._seen_at = self.klok.days_since(self._seen_at), time.monotonic()
        await answer_vragen(self.line, self.rng)
        page = await self.line.ask("GET", "/plaatsingen")
        for plaatsing in (page or {}).get("plaatsingen", []):
            await self._answer(plaatsing, Random(plaatsing["id"]))  # noqa: S311 - the same mood at every visit
        plaatsen = [plaats async for plaats in self.line.pages("/plaatsen", "plaatsen")]
        await self._report(plaatsen, days)
        await see_meldingen(self.line)

    async def _answer(self, plaatsing: Json, mood: Random) -> None:
        troubled, late = mood.random() < TERUGMELDING, mood.random() < NIET_VERSCHENEN
        status, path = plaatsing["status"], f"/plaatsingen/{plaatsing['id']}"
        if status in {"gereserveerd", "bevestigd"} and plaatsing["geaccepteerdOp"] is None:
            if troubled:
                await self.line.ask("POST", f"{path}/terugmelding", self._make_terugmelding(mood))
            else:
                await self.line.ask("POST", f"{path}/acceptatie", {})
        elif status == "bevestigd" and self.klok.passed(plaatsing["verwachteAankomstOp"], TWIJFEL_UREN * late):
            if late:
                await self.line.ask("POST", f"{path}/niet-verschenen", {})
            else:
                body = {"aangekomenOp": _now(), "nachten": min(plaatsing["nachten"], mood.choice((2, NACHTEN_MAX)))}
                if await self.line.ask("POST", f"{path}/aankomst", body) is not None:
                    await record_aankomst(self.line, plaatsing, mood)
        elif status == "aangekomen":
            await self._look_after(plaatsing, mood, path)

    async def _look_after(self, plaatsing: Json, mood: Random, path: str) -> None:
        nachten, extends = plaatsing["nachten"], mood.random() < VERLENGING
        stays = 24 * nachten * mood.uniform(0.6, 1.0)
        if not self.klok.passed(plaatsing["aangekomenOp"], stays):
            return
        if extends and nachten < NACHTEN_MAX:
            await self.line.ask("POST", f"{path}/verlenging", {"nachten": nachten + 1})
            return
        hoe, naar = mood.choice(VERVOLG)
        vandaag = local_date(datetime.now(UTC)).isoformat()
        if await self.line.ask("POST", f"{path}/{hoe}", {"naar": naar, "opDatum": vandaag}) is not None:
            await record_vertrek(self.line, plaatsing, mood)

    def _make_terugmelding(self, mood: Random) -> Json:
        tot, sinds = self.klok.after(12).isoformat(), (datetime.now(UTC) - timedelta(minutes=20)).isoformat()
        choices: tuple[Json, ...] = (
            {"reden": "plaats_onbruikbaar", "uitval": "verwarming", "verwachtTotOp": tot},
            {"reden": "al_bezet", "sindsOp": sinds},
            {"reden": "onveilig_voor_huishouden"},
            {"reden": "niet_geschikt_te_maken", "ontbreekt": ["begane_grond"]},
        )
        return mood.choice(choices)

    async def _report(self, plaatsen: Sequence[Json], days: float) -> None:
        short = {soort: self._count_short(plaatsen, soort) for soort in BEZET_DEEL}
        reports = 0
        for plaats in self.rng.sample(plaatsen, len(plaatsen)):
            if reports == MELDINGEN_MAX:
                return
            body = self._look_at(plaats, days, short)
            if body is not None:
                await self._say(plaats, body)
                reports += 1

    def _count_short(self, plaatsen: Sequence[Json], soort: str) -> int:
        mine = [plaats for plaats in plaatsen if plaats["soort"] == soort]
        held = len([plaats for plaats in mine if plaats["status"] != "vrij"])
        return int(len(mine) * BEZET_DEEL[soort]) - held

    def _look_at(self, plaats: Json, days: float, short: dict[str, int]) -> Json | None:
        """What there is to report of one place; nothing of what a plaatsing holds."""
        status, soort = plaats["status"], plaats["soort"]
        chance = Random(plaats["id"] + plaats["sindsOp"])  # noqa: S311 - a stay of one length at every visit
        if status == "vrij":
            return self._look_at_free(plaats, days, short)
        if status == "buiten_gebruik" and self.klok.passed(plaats["sindsOp"], chance.uniform(*BUITEN_UREN)):
            return {"status": "vrij"}
        nights = chance.uniform(*BEZET_NACHTEN.get(soort, BEZET_NACHTEN["crisisplaats"]))
        if status == "bezet" and plaats["plaatsing"] is None and self.klok.passed(plaats["sindsOp"], 24 * nights):
            return {"status": "vrij"}
        return None

    def _look_at_free(self, plaats: Json, days: float, short: dict[str, int]) -> Json | None:
        if plaats["uitname"] is None and happens(self.rng, days * UITVAL_PER_PLAATS_PER_DAG):
            reden, tot = self.rng.choice(UITVALREDENEN), self.klok.after(24).isoformat()
            feit = self.rng.random() < FEIT
            return {"status": "buiten_gebruik", "reden": reden, "verwachtTotOp": tot, "feit": feit}
        if short.get(plaats["soort"], 0) > 0:
            short[plaats["soort"]] -= 1
            return {"status": "bezet", "sindsOp": _now()}
        if plaats["onbevestigd"] or self.klok.passed(plaats["bevestigdOp"], 24):
            return {}
        return None

    async def _say(self, plaats: Json, body: Json) -> None:
        path = f"/plaatsen/{plaats['id']}"
        if body:
            await self.line.ask("PUT", f"{path}/status", body | {"waargenomenOp": _now()}, revisie=plaats["revisie"])
        else:
            await self.line.ask("POST", f"{path}/bevestiging", {"status": "vrij", "waargenomenOp": _now()})


def _now() -> str:
    return datetime.now(UTC).isoformat()
