"""What should be so, in plain Python: who holds which place, who waits, which clocks run and which norms are not met.

It knows the rules as they are written, not as they are built. Only which of several free places somebody gets is left to
the service: the model checks that it was one of them, and that nobody older was passed over.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

HOUR, MINUTE, DAY = timedelta(hours=1), timedelta(minutes=1), timedelta(days=1)
PAASMAANDAG = date(2040, 4, 2)
NL = ZoneInfo("Europe/Amsterdam")
WAITS = {"zonder_plaats", "gereserveerd", "bevestigd"}
RUNS = {"gereserveerd", "bevestigd", "aangekomen", "niet_verschenen"}
NORM = {
    "rood_te_laat": "plaatsing_te_laat",
    "overschrijding": "overschrijding",
    "kind_te_lang": "kind_te_lang",
    "risicotaxatie_uit": "risicotaxatie_ontbreekt",
    "overdracht_in_uit": "overdracht_in_ontbreekt",
    "overdracht_uit_uit": "overdracht_uit_ontbreekt",
    "veiligheidstaxatie_uit": "veiligheidstaxatie_ontbreekt",
    "uitval_verwacht": "buiten_gebruik_te_lang",
}


@dataclass
class Plan:
    vanaf: datetime
    feit: bool
    tot: datetime | None


@dataclass
class Plaats:
    id: UUID
    streek: str
    org: UUID
    personen: int
    claim: str | None = None
    holder: UUID | None = None
    onvoorzien: bool = False
    tot: datetime | None = None
    plan: Plan | None = None
    inside: list[tuple[datetime, UUID | None]] = field(default_factory=list)


@dataclass
class Vraag:
    """An aanvraag; `thuis` and `unsafe` are the centrumgemeenten where this household cannot be."""

    id: UUID
    org: UUID
    personen: int
    thuis: frozenset[str]
    unsafe: frozenset[str]
    vastgesteld: datetime
    kinderen: bool
    instrument: bool
    status: str = "zonder_plaats"
    alleen: bool = False
    sinds: datetime | None = None
    geteld: int = 0
    moves: int = 0
    van: UUID | None = None
    gevaar: bool = True
    refused: set[UUID] = field(default_factory=set)


@dataclass
class Zet:
    """A plaatsing."""

    id: UUID
    vraag: UUID
    plaats: UUID
    org: UUID
    gereserveerd: datetime
    vervalt: datetime | None
    status: str = "gereserveerd"
    gezien: datetime | None = None
    verwacht: datetime | None = None
    aangekomen: datetime | None = None
    eerste: date | None = None
    nachten: int = 0
    geeindigd: datetime | None = None
    gedaan: set[str] = field(default_factory=set)


@dataclass
class Land:
    plaatsen: dict[UUID, Plaats]
    vragen: dict[UUID, Vraag] = field(default_factory=dict)
    zetten: dict[UUID, Zet] = field(default_factory=dict)
    now: datetime = datetime(2040, 2, 3, 9, tzinfo=UTC)

    def lapse_term(self) -> timedelta:
        hour = self.now.astimezone(NL).hour
        return 4 * HOUR if hour >= 22 or hour < 7 else 2 * HOUR

    def night(self, moment: datetime) -> date:
        local = moment.astimezone(NL)
        return local.date() - DAY if local.hour < 6 else local.date()

    def at(self, day: date, hour: int) -> datetime:
        return datetime.combine(day, time(hour), tzinfo=NL).astimezone(UTC)

    def running(self, vraag: UUID) -> Zet | None:
        return next((z for z in self.zetten.values() if z.vraag == vraag and z.status in RUNS), None)

    def latest(self, vraag: UUID) -> Zet | None:
        return max((z for z in self.zetten.values() if z.vraag == vraag), key=lambda z: z.gereserveerd, default=None)

    def options(self, vraag: Vraag) -> set[UUID]:
        """The places that this household could be given now."""
        return {
            p.id
            for p in self.plaatsen.values()
            if self.is_free(p) and p.id not in vraag.refused and self.suits(vraag, p)
        }

    def is_free(self, plaats: Plaats) -> bool:
        return (plaats.claim is None or self.is_lapsed(plaats)) and plaats.plan is None

    def is_lapsed(self, plaats: Plaats) -> bool:
        return plaats.claim == "reservering" and self.has_lapsed(self.zetten[plaats.holder or UUID(int=0)])

    def suits(self, vraag: Vraag, plaats: Plaats) -> bool:
        return plaats.personen >= vraag.personen and plaats.streek not in self.find_unsafe(vraag)

    def find_unsafe(self, vraag: Vraag) -> frozenset[str]:
        """Where this household is not safe, all it fled from before included."""
        earlier = self.vragen[self.zetten[vraag.van].vraag] if vraag.van else None
        return vraag.thuis | vraag.unsafe | (self.find_unsafe(earlier) if earlier else frozenset())

    def has_lapsed(self, zet: Zet) -> bool:
        return zet.vervalt is not None and zet.vervalt <= self.now

    def clocks(self) -> dict[tuple[str, str], datetime]:
        """Every clock that should run or have run, but for those of places that nobody looks at."""
        found: dict[tuple[str, str], datetime] = {}
        for vraag in self.vragen.values():
            found |= {(soort, str(vraag.id)): op for soort, op in self._clocks_of_vraag(vraag).items()}
        for zet in self.zetten.values():
            found |= {(soort, str(zet.id)): op for soort, op in self._clocks_of_zet(zet).items()}
        for plaats in self.plaatsen.values():
            if plaats.claim == "buiten_gebruik" and plaats.tot is not None:
                found["uitval_verwacht", str(plaats.id)] = plaats.tot
            for since, holder in plaats.inside:
                if holder is None:
                    nights = self._nights(self.night(since), 3, 0)
                    found |= {(soort, f"bezet {plaats.id}"): op for soort, op in nights.items()}
        return found

    def _clocks_of_vraag(self, vraag: Vraag) -> dict[str, datetime]:
        clocks = {}
        if vraag.status == "zonder_plaats" and vraag.sinds is not None:
            clocks = {"rood_landelijk": vraag.sinds + 15 * MINUTE, "rood_achterwacht": vraag.sinds + HOUR}
        if vraag.status in WAITS:
            for soort, hours in (("rood_tweede", 12), ("rood_derde", 20), ("rood_te_laat", 24)):
                clocks[soort] = vraag.vastgesteld + hours * HOUR
        return clocks

    def _clocks_of_zet(self, zet: Zet) -> dict[str, datetime]:
        vraag, clocks = self.vragen[zet.vraag], dict[str, datetime]()
        if zet.status in {"gereserveerd", "bevestigd"} and zet.gezien is None:
            clocks["niet_gezien"] = zet.gereserveerd + 5 * MINUTE
        if zet.status == "gereserveerd" and zet.vervalt is not None:
            clocks["reservering_vervalt"] = zet.vervalt
        if zet.status == "bevestigd" and zet.verwacht is not None:
            clocks |= {"aankomst_uitgebleven": zet.verwacht + HOUR, "aankomst_escalatie": zet.verwacht + 2 * HOUR}
        if zet.status == "aangekomen" and zet.aangekomen is not None and zet.eerste is not None:
            clocks |= self._clocks_inside(zet, vraag, zet.aangekomen, zet.eerste)
        if zet.status == "beeindigd" and zet.geeindigd is not None:
            for soort in ("overdracht_uit", "veiligheidstaxatie"):
                if soort not in zet.gedaan:
                    clocks[f"{soort}_uit"] = zet.geeindigd + DAY
        return clocks

    def _clocks_inside(self, zet: Zet, vraag: Vraag, aangekomen: datetime, eerste: date) -> dict[str, datetime]:
        clocks = self._nights(eerste, zet.nachten, vraag.geteld)
        if vraag.kinderen:
            clocks["kind_te_lang"] = aangekomen + 3 * DAY
        if not vraag.instrument and "risicotaxatie" not in zet.gedaan:
            clocks["risicotaxatie_uit"] = self._end_of_next_working_day(aangekomen)
        if "overdracht_in" not in zet.gedaan:
            clocks["overdracht_in_uit"] = aangekomen + DAY
        return clocks

    def _nights(self, eerste: date, nachten: int, geteld: int) -> dict[str, datetime]:
        return {
            "vervolg_vragen": self.at(eerste + DAY, 12),
            "laatste_ochtend": self.at(eerste + nachten * DAY, 8),
            "overschrijding": self.at(eerste + max(0, 3 - geteld) * DAY, 12),
        }

    def _end_of_next_working_day(self, moment: datetime) -> datetime:
        day = moment.astimezone(NL).date() + DAY
        while day.isoweekday() > 5 or day == PAASMAANDAG:
            day += DAY
        return self.at(day + DAY, 0)

    def signals(self) -> set[tuple[str, str]]:
        """Every episode that should be open once the clocks have been looked at."""
        found = {(NORM[soort], key) for (soort, key), op in self.clocks().items() if soort in NORM and op <= self.now}
        found |= self._short()
        for plaats in self.plaatsen.values():
            plan = plaats.plan
            lost = plaats.claim == "buiten_gebruik" and plaats.onvoorzien
            if lost or (plan is not None and plan.feit and plan.vanaf <= self.now):
                found.add(("onvoorziene_uitval", str(plaats.id)))
            if len(plaats.inside) > 1:
                found.add(("dubbel_verblijf", str(plaats.id)))
        for zet in self.zetten.values():
            vraag = self.vragen[zet.vraag]
            moved = zet.status == "aangekomen" and vraag.kinderen and vraag.moves > 2
            if moved and "verhuisreden" not in zet.gedaan:
                found.add(("verhuisbeweging", str(zet.id)))
        return found

    def _short(self) -> set[tuple[str, str]]:
        """Where there are too few places, or none that is free."""
        found = set()
        for streek in {p.streek for p in self.plaatsen.values()}:
            mine = [p for p in self.plaatsen.values() if p.streek == streek]
            if sum(p.claim != "buiten_gebruik" and not (p.plan and p.plan.feit) for p in mine) < 2:
                found.add(("minimum_plaatsen", streek))
            if all(p.claim for p in mine):
                found.add(("geen_vrij", streek))
        for org in {p.org for p in self.plaatsen.values()}:
            if all(p.claim for p in self.plaatsen.values() if p.org == org):
                found.add(("geen_plaats", str(org)))
        return found

    def state(self) -> dict[str, Any]:
        """What the tables should say."""
        return {
            "aanvragen": {str(v.id): (v.status, v.alleen) for v in self.vragen.values()},
            "plaatsingen": {str(z.id): (z.status, str(z.plaats)) for z in self.zetten.values()},
            "claims": {
                str(p.id): (p.claim, p.holder and str(p.holder), p.plan is not None, len(p.inside))
                for p in self.plaatsen.values()
            },
        }
