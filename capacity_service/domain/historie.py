"""Occupancy over time: the recorded counts added up by the hour, of each centrumgemeente, of the country, and as a gemeente was shown others.

A count weighs as long as it stood. What others were shown is added up from the tikken alone (rule `openheid`), at the level of that
hour: so the past tells a gemeente no more than the live screen told it then (docs/decisions/0026).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from capacity_service.domain.openheid import TIK, Openheid
from capacity_service.domain.tijd import begin_of_day, local_date

Toestand = dict[str, Any]

LAND = "NL"
"""The reeks of the whole country; every other one is the code of a centrumgemeente."""

UUR = timedelta(hours=1)
UREN_MAX = timedelta(days=8)
"""A longer period is told by the day."""

TELLING = {
    "inzetbaar": "inzetbaar",
    "vrij": "vrij",
    "onbevestigd": "onbevestigd",
    "gereserveerd": "gereserveerd",
    "bezet": "bezet",
    "buiten_gebruik": "buitenGebruik",
}
OPVANG = {
    "opvang_inzetbaar": "inzetbaar",
    "opvang_vrij": "vrij",
    "opvang_gereserveerd": "gereserveerd",
    "opvang_bezet": "bezet",
}
OORDEEL = {"geen_vrij": "geenVrij", "onder_minimum": "onderMinimum"}
DERDEN = {"vrij_derden": "gemiddeldVrijDerden"}
"""The figures that are added up, by the name they have in a recorded row."""

FIGUREN = (*TELLING, *OPVANG, *OORDEEL, *DERDEN)


class Kijker(StrEnum):
    """Whose figures an hour holds: as they were, or as a gemeente was shown another centrumgemeente below `volledig`."""

    alles = "alles"
    derden = "derden"


class Stap(StrEnum):
    """How long a point of a historie lasts: an hour, or a calendar day in Amsterdam (23, 24 or 25 hours)."""

    uur = "uur"
    dag = "dag"

    @classmethod
    def of(cls, van: datetime, tot: datetime) -> "Stap":
        """The step in which a period is told."""
        return cls.uur if tot - van <= UREN_MAX else cls.dag


@dataclass(frozen=True)
class Waarneming:
    """A recorded fact that moves a reeks: the counts of one centrumgemeente, or a tik."""

    op: datetime
    soort: str
    toestand: Toestand


@dataclass(frozen=True)
class Uurcijfer:
    """One hour of one reeks: over how many seconds it was known, each figure times the seconds it stood, and the least and most free.

    `niveau` is the strictest level that held in that hour. A figure that was not shown is not in `sommen`.
    """

    reeks: str
    kijker: Kijker
    uur: datetime
    niveau: Openheid
    seconden: float
    sommen: Mapping[str, float]
    laagst: int | None = None
    hoogst: int | None = None


@dataclass
class _Lopend:
    """What a reeks is at, and what has been added up of it in this hour."""

    sinds: datetime
    cijfers: dict[str, int] | None = None
    seconden: float = 0.0
    sommen: dict[str, float] = field(default_factory=dict)
    laagst: int | None = None
    hoogst: int | None = None

    def become(self, op: datetime, cijfers: dict[str, int] | None) -> None:
        """From this instant on it is this (None: not known, or not shown)."""
        self.close(op)
        self.cijfers = cijfers

    def close(self, op: datetime) -> None:
        """Add up what it was until now. A clock that goes back adds nothing."""
        s = (op - self.sinds).total_seconds()
        if s <= 0:
            return
        self.sinds = op
        if self.cijfers is None:
            return
        self.seconden += s
        for naam, waarde in self.cijfers.items():
            self.sommen[naam] = self.sommen.get(naam, 0.0) + waarde * s
        vrij = self.cijfers.get("vrij")
        if vrij is not None:
            self.laagst = vrij if self.laagst is None else min(self.laagst, vrij)
            self.hoogst = vrij if self.hoogst is None else max(self.hoogst, vrij)

    def take(self, begin: datetime) -> "_Lopend":
        """What was added up, while the next hour begins with what stands."""
        done = _Lopend(self.sinds, None, self.seconden, self.sommen, self.laagst, self.hoogst)
        self.sinds, self.seconden, self.sommen, self.laagst, self.hoogst = begin, 0.0, {}, None, None
        return done


class Optelling:
    """Adds up hour after hour; begins with what stood before the first."""

    def __init__(self, begin: datetime, rijen: Iterable[Toestand], tik: Toestand | None) -> None:
        self._uur = begin
        self._tik = tik
        self._streken = {rij["code"]: _Lopend(begin, flatten(rij)) for rij in rijen}
        self._land = _Lopend(begin, self._add_up())
        self._derden: dict[str, _Lopend] = {}

    def count(self, feiten: Sequence[Waarneming], niveau: Openheid, tot: datetime | None = None) -> list[Uurcijfer]:
        """The next hour, or what there is of it until `tot`; `niveau` is the level that the rules of its day give."""
        begin, end = self._uur, min(tot or self._uur + UUR, self._uur + UUR)
        niveaus = [niveau, _level_of(self._tik)]
        self._show(begin, niveau)
        for feit in feiten:
            op = min(max(feit.op, begin), end)
            if feit.soort == TIK:
                self._tik = feit.toestand
                niveaus.append(_level_of(self._tik))
                self._show(op, niveau)
            else:
                self._see(op, feit.toestand)
        self._uur = begin + UUR
        return self._end(end, max(niveaus, key=tuple(Openheid).index), begin)

    def _see(self, op: datetime, rij: Toestand) -> None:
        lopend = self._streken.setdefault(rij["code"], _Lopend(op))
        old, new = lopend.cijfers or {}, flatten(rij)
        lopend.become(op, new)
        som = self._land.cijfers or {}
        self._land.become(op, {naam: som.get(naam, 0) + waarde - old.get(naam, 0) for naam, waarde in new.items()})

    def _show(self, op: datetime, niveau: Openheid) -> None:
        """What a gemeente is shown of others from now on: the last tik, when it is of the level in force; else nothing."""
        shown = self._tik if self._tik is not None and _level_of(self._tik) is niveau else None
        rijen = {rij["code"]: flatten(rij) for rij in shown["centrumgemeenten"]} if shown is not None else {}
        for code in {*rijen, *self._derden}:
            self._derden.setdefault(code, _Lopend(op)).become(op, rijen.get(code))

    def _end(self, end: datetime, niveau: Openheid, uur: datetime) -> list[Uurcijfer]:
        series = [(Kijker.alles, self._streken), (Kijker.alles, {LAND: self._land})]
        if niveau is not Openheid.volledig:
            series.append((Kijker.derden, self._derden))
        found = []
        for kijker, lopende in series:
            for reeks, lopend in lopende.items():
                lopend.close(end)
                done = lopend.take(self._uur)
                if done.seconden:
                    found.append(
                        Uurcijfer(reeks, kijker, uur, niveau, done.seconden, done.sommen, done.laagst, done.hoogst)
                    )
        if niveau is Openheid.volledig:
            self._derden = {}
        return found

    def _add_up(self) -> dict[str, int] | None:
        known = [lopend.cijfers for lopend in self._streken.values() if lopend.cijfers is not None]
        names = {naam for cijfers in known for naam in cijfers}
        return {naam: sum(cijfers.get(naam, 0) for cijfers in known) for naam in names} if known else None


def flatten(rij: Toestand) -> dict[str, int]:
    """The figures of a recorded row, or of a row of a tik, that are there."""
    opvang = rij.get("opvangplaatsen") or {}
    pairs = [(naam, rij.get(field)) for naam, field in (TELLING | OORDEEL | DERDEN).items()]
    pairs += [(naam, opvang.get(field)) for naam, field in OPVANG.items()]
    return {naam: int(waarde) for naam, waarde in pairs if waarde is not None}


def _level_of(tik: Toestand | None) -> Openheid:
    return Openheid.volledig if tik is None else Openheid(tik["openheid"])


def floor_uur(moment: datetime) -> datetime:
    """The hour in which this instant is. Hours of UTC and of Amsterdam begin at the same instants."""
    return moment.replace(minute=0, second=0, microsecond=0)


def find_stap(moment: datetime, stap: Stap) -> tuple[datetime, datetime]:
    """The point that this instant falls in: from, until."""
    if stap is Stap.uur:
        begin = floor_uur(moment)
        return begin, begin + UUR
    dag = local_date(moment)
    return begin_of_day(dag), begin_of_day(dag + timedelta(days=1))


def add_punten(uren: Iterable[Uurcijfer], stap: Stap) -> list[tuple[datetime, datetime, Uurcijfer]]:
    """Hours of one reeks, together by the step, in order of time: from, until, and the sums."""
    groups: dict[tuple[datetime, datetime], list[Uurcijfer]] = {}
    for cijfer in uren:
        groups.setdefault(find_stap(cijfer.uur, stap), []).append(cijfer)
    return [(van, tot, _merge(group)) for (van, tot), group in sorted(groups.items())]


def _merge(group: Sequence[Uurcijfer]) -> Uurcijfer:
    """A figure that was not shown in one of the hours is not shown of all of them."""
    first = group[0]
    names = [naam for naam in FIGUREN if all(naam in cijfer.sommen for cijfer in group)]
    laagst = [cijfer.laagst for cijfer in group if cijfer.laagst is not None]
    hoogst = [cijfer.hoogst for cijfer in group if cijfer.hoogst is not None]
    return Uurcijfer(
        first.reeks,
        first.kijker,
        first.uur,
        max((cijfer.niveau for cijfer in group), key=tuple(Openheid).index),
        sum(cijfer.seconden for cijfer in group),
        {naam: sum(cijfer.sommen[naam] for cijfer in group) for naam in names},
        min(laagst, default=None),
        max(hoogst, default=None),
    )
