"""A month in the invented country: who flees where by the real weighing, who leaves, and the counts after every change.

The places are those of the register. Households come by a Poisson process, more from some gemeenten than from others; each is
weighed alone, at its own moment, and stays one to three nights. Most opvangplaatsen are held for months. Nothing else happens
(no house that reports back, nothing out of service), so every change of a count is somebody who comes or leaves.
"""

import heapq
import random
from bisect import bisect_left, bisect_right
from collections import defaultdict, deque
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import cached_property
from itertools import count
from typing import Any
from uuid import UUID

from capacity_service.domain.aanvraag import Aanvraag, Behoefte, Huishouden
from capacity_service.domain.bezetting import Bezetting, Gezien
from capacity_service.domain.matching import decide
from capacity_service.domain.openheid import Gemiddeld
from capacity_service.domain.plaats import STATUS_OF_CLAIM, ClaimSoort, Kenmerk, Plaatsstatus, Soort
from capacity_service.domain.plaatsvoorraad import Kijk, Plaatsbeeld, Voorraad
from capacity_service.domain.rangorde import DAGEN, Omstandigheid
from capacity_service.domain.tijd import AMSTERDAM, begin_of_day, is_kantoortijd, local_date
from capacity_service.domain.voorraad import Stand, Streek, Streken
from capacity_service.store.toestand import show_telling
from load_tests.schaarste import BEHOEFTEN, PERSONEN, REGELS, UITSLUITINGEN, VOORKEUREN, pick_some, read_rows

MONDAY = date(2026, 11, 2)
WARM_DAYS = 14
DAYS = 30
PER_DAY = 20
LONG_STAY_DAYS = 100
EMPTY_DAYS = 5
"""An opvangplaats is held for so long on average, and then empty for so long."""

BEGIN = begin_of_day(MONDAY + timedelta(days=WARM_DAYS))
END = begin_of_day(MONDAY + timedelta(days=WARM_DAYS + DAYS))
"""The measured days, to the instant."""

Toestand = dict[str, Any]
Rijen = dict[str, Toestand]


@dataclass(frozen=True)
class Vlucht:
    """One departure: when, from which centrumgemeenten, where to, and which kind of place. All but the last two an attacker knows."""

    op: datetime
    vandaan: str
    verboden: frozenset[str]
    kantoortijd: bool
    bestemming: str
    soort: Soort


@dataclass
class Maand:
    """What happened: departures of the measured days, and the rows of bezetting after every change, in order of time.

    `totalen` are the places of the country that are held: crisisplaatsen, and opvangplaatsen.
    """

    vluchten: list[Vlucht] = field(default_factory=list)
    momenten: list[datetime] = field(default_factory=list)
    standen: list[Rijen] = field(default_factory=list)
    totalen: list[tuple[int, int]] = field(default_factory=list)
    begin: datetime = BEGIN
    end: datetime = END

    def note(self, moment: datetime, rijen: Rijen) -> None:
        """The rows are so from this moment on."""
        self.momenten.append(moment)
        self.standen.append(rijen)
        tellingen = [(rij, rij["opvangplaatsen"]) for rij in rijen.values()]
        crisis, opvang = (sum(t[kind]["bezet"] + t[kind]["gereserveerd"] for t in tellingen) for kind in (0, 1))
        self.totalen.append((crisis, opvang))

    def find(self, moment: datetime) -> int:
        """The number of the first change at or after this moment."""
        return bisect_left(self.momenten, moment)

    def before(self, moment: datetime) -> Rijen:
        """The rows just before this moment."""
        return self.standen[self.find(moment) - 1]

    def at(self, moment: datetime) -> Rijen:
        """The rows with what happened at this moment."""
        return self.standen[bisect_right(self.momenten, moment) - 1]

    def average(self, van: date, tot: date) -> dict[str, Gemiddeld]:
        """The averages of the days [van, tot), as the service records them."""
        begin, end = begin_of_day(van), begin_of_day(tot)
        first, last = bisect_right(self.momenten, begin) - 1, self.find(end)
        edges = [begin, *self.momenten[first + 1 : last], end]
        sums: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
        for rijen, since, until in zip(self.standen[first:last], edges[:-1], edges[1:], strict=True):
            seconds = (until - since).total_seconds()
            for code, rij in rijen.items():
                sums[code][0] += rij["vrij"] * seconds
                sums[code][1] += rij["opvangplaatsen"]["vrij"] * seconds
        whole = (end - begin).total_seconds()
        return {code: Gemiddeld(crisis / whole, opvang / whole) for code, (crisis, opvang) in sums.items()}


@dataclass(frozen=True)
class Kaart:
    """The map: it is the same in every month."""

    streken: Streken
    regio: dict[str, frozenset[str]]
    feitelijk: dict[str, str]

    @classmethod
    def read(cls) -> "Kaart":
        """From the data the service comes with."""
        return cls(
            Streken(
                (r["code"], Streek(r["code"], r["naam"], float(r["breedtegraad"]), float(r["lengtegraad"])))
                for r in read_rows("centrumgemeenten")
            ),
            {r["code"]: frozenset({r["formeel"], r["feitelijk"]}) for r in read_rows("gemeenten")},
            {r["code"]: r["feitelijk"] for r in read_rows("gemeenten")},
        )

    @cached_property
    def weights(self) -> dict[str, float]:
        """From which gemeenten people flee more: as well known to an attacker as the map."""
        rng = random.Random(20261122)
        return {gemeente: rng.paretovariate(1.2) for gemeente in sorted(self.regio)}


KAART = Kaart.read()


class Land:
    """The country while the month goes on."""

    def __init__(self, seed: int, per_day: float) -> None:
        self._between = 1 / per_day
        self._rng = random.Random(seed)
        self._numbers = count()
        self._agenda: list[tuple[datetime, int, str, Any]] = []
        self._gegeven: deque[tuple[datetime, str, int]] = deque()
        begin = begin_of_day(MONDAY)
        beelden = [self._place(row, begin) for row in read_rows("plaatsen")]
        self._voorraad = Voorraad(Kijk(begin, REGELS), {beeld.id: beeld for beeld in beelden})
        self._per_streek: dict[str, list[UUID]] = defaultdict(list)
        for beeld in beelden:
            self._per_streek[beeld.centrumgemeente].append(beeld.id)
        self.maand = Maand()
        self._rijen = {code: self._count(code, 0) for code in KAART.streken}
        self.maand.note(begin, dict(self._rijen))

    def run(self) -> Maand:
        """Let the month pass, the weeks before it and what is left of its last week."""
        begin, end = begin_of_day(MONDAY), self.maand.end + timedelta(days=8)
        self._plan(begin, "dag", None)
        self._plan(self._soon(begin, self._between), "vlucht", None)
        for plaatsen in self._per_streek.values():
            for plaats in plaatsen:
                if self._find(plaats).soort is Soort.opvangplaats:
                    held = self._find(plaats).claim is not None
                    self._plan(self._soon(begin, LONG_STAY_DAYS if held else EMPTY_DAYS), "bewoner", plaats)
        while self._agenda and self._agenda[0][0] < end:
            moment, _, what, about = heapq.heappop(self._agenda)
            self._voorraad.advance(Kijk(moment, REGELS))
            getattr(self, f"_{what}")(moment, about)
        return self.maand

    def _plan(self, moment: datetime, what: str, about: UUID | None) -> None:
        heapq.heappush(self._agenda, (moment, next(self._numbers), what, about))

    def _soon(self, moment: datetime, days: float) -> datetime:
        return moment + timedelta(days=self._rng.expovariate(1 / days))

    def _place(self, row: dict[str, str], now: datetime) -> Plaatsbeeld:
        soort = Soort(row["soort"])
        held = soort is Soort.opvangplaats and self._rng.random() < LONG_STAY_DAYS / (LONG_STAY_DAYS + EMPTY_DAYS)
        offers = frozenset(Kenmerk(kenmerk) for kenmerk in row["kenmerken"].split("|") if kenmerk)
        claim = ClaimSoort.bezet if held else None
        return Plaatsbeeld(
            UUID(row["id"]), row["centrumgemeente"], soort, int(row["personenMax"]), offers, now, claim, None, None
        )

    def _find(self, plaats: UUID) -> Plaatsbeeld:
        beeld = self._voorraad.find(plaats)
        assert beeld is not None
        return beeld

    def _dag(self, moment: datetime, _: None) -> None:
        """Every house confirms its places once a day."""
        for plaatsen in self._per_streek.values():
            for plaats in plaatsen:
                self._voorraad.put(plaats, replace(self._find(plaats), bevestigd_op=moment))
        self._plan(begin_of_day(local_date(moment) + timedelta(days=1)), "dag", None)

    def _bewoner(self, moment: datetime, plaats: UUID) -> None:
        """Somebody comes to an opvangplaats for long, or leaves it; while it is taken for a crisis, later."""
        beeld = self._find(plaats)
        if beeld.claim in {None, ClaimSoort.bezet}:
            claim = ClaimSoort.bezet if beeld.claim is None else None
            self._set(moment, {plaats: claim})
        held = self._find(plaats).claim is not None
        self._plan(self._soon(moment, LONG_STAY_DAYS if held else EMPTY_DAYS), "bewoner", plaats)

    def _vlucht(self, moment: datetime, _: None) -> None:
        self._plan(self._soon(moment, self._between), "vlucht", None)
        aanvraag, stand = self._ask(moment), self._stand(moment)
        kantoortijd = is_kantoortijd(moment, REGELS)
        afweging = decide([aanvraag], stand, REGELS, Omstandigheid(kantoortijd, self._rng.getrandbits(32)))
        gekozen = afweging.uitkomsten[0].gekozen
        if gekozen is None:
            return
        nachten = self._rng.randint(1, REGELS.nachten_max)
        self._gegeven.append((moment, gekozen.centrumgemeente, nachten))
        self._set(moment, dict.fromkeys(gekozen.plaatsen, ClaimSoort.reservering))
        leaving = local_date(moment) + timedelta(days=nachten)
        leave = datetime.combine(leaving, time(8), tzinfo=AMSTERDAM) + timedelta(minutes=self._rng.uniform(0, 300))
        for plaats in gekozen.plaatsen:
            self._plan(leave, "vertrek", plaats)
        if self.maand.begin <= moment < self.maand.end and gekozen.soort in {Soort.crisisplaats, Soort.opvangplaats}:
            vandaan = KAART.feitelijk[aanvraag.gemeente]
            verboden = KAART.regio[aanvraag.gemeente]
            self.maand.vluchten.append(
                Vlucht(moment, vandaan, verboden, kantoortijd, gekozen.centrumgemeente, gekozen.soort)
            )

    def _vertrek(self, moment: datetime, plaats: UUID) -> None:
        self._set(moment, {plaats: None})

    def _ask(self, moment: datetime) -> Aanvraag:
        rng, gemeenten = self._rng, list(KAART.weights)
        personen = rng.choices(list(PERSONEN), list(PERSONEN.values()))[0]
        return Aanvraag(
            id=UUID(int=rng.getrandbits(128)),
            vastgesteld_op=moment,
            gemeente=rng.choices(gemeenten, list(KAART.weights.values()))[0],
            huishouden=Huishouden(1, tuple(4 for _ in range(personen - 1)), pick_some(list(Behoefte), BEHOEFTEN, rng)),
            nachten=REGELS.nachten_max,
            uitsluitingen=pick_some(gemeenten, UITSLUITINGEN, rng),
            voorkeuren=pick_some(gemeenten, VOORKEUREN, rng),
        )

    def _stand(self, moment: datetime) -> Stand:
        while self._gegeven and self._gegeven[0][0] < moment - timedelta(days=DAGEN):
            self._gegeven.popleft()
        gegeven: dict[str, int] = defaultdict(int)
        for _, code, nachten in self._gegeven:
            gegeven[code] += nachten
        inzetbaar, in_dienst = self._voorraad.count_in_service()
        return Stand(
            vrij=self._voorraad.list_free(2),
            streken=KAART.streken,
            regio=KAART.regio,
            inzetbaar=inzetbaar,
            grootste=self._voorraad.grootste,
            in_dienst=in_dienst,
            gegeven=dict(gegeven),
        )

    def _set(self, moment: datetime, claims: dict[UUID, ClaimSoort | None]) -> None:
        codes = set()
        for plaats, claim in claims.items():
            beeld = self._find(plaats)
            self._voorraad.put(plaats, replace(beeld, claim=claim))
            codes.add(beeld.centrumgemeente)
        for code in codes:
            self._rijen[code] = self._count(code, self._rijen[code]["revisie"] + 1)
        self.maand.note(moment, dict(self._rijen))

    def _count(self, code: str, revisie: int) -> Toestand:
        kinds: dict[Soort, list[Gezien]] = defaultdict(list)
        for plaats in self._per_streek[code]:
            beeld = self._find(plaats)
            kinds[beeld.soort].append(Gezien(Plaatsstatus(STATUS_OF_CLAIM[beeld.claim]), onbevestigd=False))
        crisis, opvang = (Bezetting.of(kinds[soort]) for soort in (Soort.crisisplaats, Soort.opvangplaats))
        return {
            "code": code,
            "naam": KAART.streken[code].naam,
            **show_telling(crisis),
            "uitgevallen": 0,
            "onderMinimum": crisis.blijvend < REGELS.minimum_plaatsen,
            "geenVrij": crisis.vrij == 0,
            "opvangplaatsen": show_telling(opvang),
            "revisie": revisie,
        }


def make_maand(seed: int, per_day: float = PER_DAY) -> Maand:
    """One month with so many departures a day on average; the same seed gives the same."""
    return Land(seed, per_day).run()
