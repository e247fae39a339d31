"""What a gemeente sees of other centrumgemeenten: every change, all together on a tick, or hardly anything (R19).

With two places in a town "2 to 1 at 02:14" tells an insider where somebody fled. So this is a dated rule, and what is shown of
others is made of nothing but the last recorded tik, which is the same for everybody and moves at no departure.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cached_property
from math import ceil
from typing import Any

from capacity_service.domain.regels import Regels
from capacity_service.domain.tijd import begin_of_day, local_date

Toestand = dict[str, Any]

TIK = "tik"
"""The kind of the fact, and its id: there is one, and the last one counts."""

DAGEN_PER_WEEK = 7
TELLINGEN = ("inzetbaar", "vrij", "onbevestigd", "bezet", "buitenGebruik")
"""The figures of one kind of place that a gemeente sees; `bezet` has `gereserveerd` in it."""

OORDELEN = ("uitgevallen", "onderMinimum", "geenVrij")
"""What else a row tells, and says as much as the figures do."""

STAPPEN = 3
"""An average is rounded up to a share of what is inzetbaar, in so many steps. In a town with two places one stay of three nights leaves
11/14 of its week free: that reads as all of it, so that no single household is seen. In quarters, rounded to the nearest, it was: an
attacker gained 0.017 with three departures a day (`load_tests/disclosure.py`)."""


ROUNDING = 1e-9
"""What a sum of seconds may be off by before it counts."""


class Openheid(StrEnum):
    """The three levels, in the order of the numbers of the rule."""

    volledig = "volledig"
    getikt = "getikt"
    landelijk = "landelijk"

    @classmethod
    def of(cls, regels: Regels) -> "Openheid":
        """The level that the rules of a day give."""
        return tuple(cls)[regels.openheid]


@dataclass(frozen=True)
class Gemiddeld:
    """How many places were free in the last whole week, as an average over its hours; None when nothing was recorded."""

    vrij: float | None = None
    opvang_vrij: float | None = None


def find_tik(moment: datetime, regels: Regels) -> tuple[datetime, datetime]:
    """The last and the next boundary, as UTC instants: `openheid_tik_minuten` apart from midnight in Amsterdam on.

    What is left of a day belongs to its last tick, so that none is shorter than the rule says (a day of 23 hours is what it
    is). At `landelijk` there is one tick a day; at `volledig` none, and this gives the day.
    """
    dag = local_date(moment)
    begin, end = begin_of_day(dag), begin_of_day(dag + timedelta(days=1))
    if Openheid.of(regels) is not Openheid.getikt:
        return begin, end
    stap = timedelta(minutes=regels.openheid_tik_minuten)
    laatste = max(0, (end - begin) // stap - 1)
    nummer = min((moment - begin) // stap, laatste)
    return begin + nummer * stap, end if nummer == laatste else begin + (nummer + 1) * stap


def find_week(moment: datetime) -> tuple[date, date]:
    """The last week that was over by this instant: its Monday, and the Monday after it."""
    vandaag = local_date(moment)
    monday = vandaag - timedelta(days=vandaag.weekday())
    return monday - timedelta(days=DAGEN_PER_WEEK), monday


def has_begun(laatste: Toestand | None, regels: Regels) -> bool:
    """Whether what is recorded is of the level in force; while it is not, a gemeente is shown nothing at all."""
    return (Openheid.volledig if laatste is None else laatste["openheid"]) == Openheid.of(regels)


def is_due(laatste: Toestand | None, moment: datetime, regels: Regels) -> bool:
    """Whether a tik must be recorded now: the last one is of another level, or of an earlier boundary of one that has ticks.

    Without any, everything is shown: so a change to `volledig` is recorded too, and needs no further ticks.
    """
    if laatste is None or not has_begun(laatste, regels):
        return not has_begun(laatste, regels)
    begin, _ = find_tik(moment, regels)
    return Openheid.of(regels) is not Openheid.volledig and datetime.fromisoformat(laatste["op"]) < begin


def fold(telling: Toestand) -> Toestand:
    """Counts with gereserveerd as a part of bezet: for whoever may not know that somebody is on the way (R19)."""
    folded = {naam: waarde for naam, waarde in telling.items() if naam != "gereserveerd"}
    return folded | {"bezet": telling["bezet"] + telling["gereserveerd"]}


def fold_row(rij: Toestand) -> Toestand:
    """The same for crisisplaatsen and opvangplaatsen of one centrumgemeente, or of the country."""
    return fold(rij) | {"opvangplaatsen": fold(rij["opvangplaatsen"])}


def make_tik(
    moment: datetime, regels: Regels, rijen: Sequence[Toestand], gemiddelden: Mapping[str, Gemiddeld]
) -> Toestand:
    """The fact of a tick: what a gemeente sees of others until the next one, and not more. `rijen` as at its boundary.

    At `volledig` it only says that this is the level from now on.
    """
    niveau, (begin, end) = Openheid.of(regels), find_tik(moment, regels)
    van, tot = find_week(begin)
    seen: dict[Openheid, list[Toestand]] = {
        Openheid.volledig: [],
        Openheid.getikt: [_strip(fold_row(rij)) for rij in rijen],
        Openheid.landelijk: [_make_average(rij, gemiddelden.get(rij["code"], Gemiddeld())) for rij in rijen],
    }
    return {
        "id": TIK,
        "openheid": str(niveau),
        "op": _instant(begin),
        "volgendeOp": None if niveau is Openheid.volledig else _instant(end),
        "week": {"vanDatum": van.isoformat(), "totDatum": tot.isoformat()} if niveau is Openheid.landelijk else None,
        "centrumgemeenten": seen[niveau],
        "revisie": int(begin.timestamp()) // 60,
    }


def _instant(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


def _strip(rij: Toestand) -> Toestand:
    """Without its own revisie: that would count the changes within a tick, also those that cancel out."""
    return {naam: waarde for naam, waarde in rij.items() if naam != "revisie"}


def _make_average(rij: Toestand, gemiddeld: Gemiddeld) -> Toestand:
    opvang = rij["opvangplaatsen"]["inzetbaar"]
    return {
        "code": rij["code"],
        "naam": rij["naam"],
        "inzetbaar": rij["inzetbaar"],
        "gemiddeldVrijDerden": round_average(gemiddeld.vrij, rij["inzetbaar"]),
        "opvangplaatsen": {"inzetbaar": opvang, "gemiddeldVrijDerden": round_average(gemiddeld.opvang_vrij, opvang)},
    }


def round_average(vrij: float | None, inzetbaar: int) -> int | None:
    """Which part of inzetbaar was free on average, rounded up to thirds: 1, 2 or 3, or 0 when there are no places.

    A whole number: the sum that a screen keeps over its rows must not depend on how a language writes 2.0.
    """
    if vrij is None:
        return None
    if not inzetbaar:
        return 0
    return max(1, ceil(min(1.0, vrij / inzetbaar) * STAPPEN - ROUNDING))


@dataclass(frozen=True)
class Blik:
    """What a gemeente looks through: its own centrumgemeente, and the last tik (None: there never was one, all is shown).

    Everything it is shown of a centrumgemeente comes out of `show`. What that gives of another one does not depend on how
    things are there now (at `volledig` it does): it stays the same, to the byte, until the next tik.
    """

    eigen: str | None
    tik: Toestand | None = None

    @property
    def niveau(self) -> Openheid:
        """The level that was recorded last."""
        return Openheid.volledig if self.tik is None else Openheid(self.tik["openheid"])

    def is_of_now(self, code: str) -> bool:
        """Whether this centrumgemeente is shown as it is now: every one at `volledig`, the own one always."""
        return code == self.eigen or self.niveau is Openheid.volledig

    def show(self, rij: Toestand) -> Toestand:
        """One centrumgemeente, given its counts of this moment; nothing of another one that is not in the tik."""
        if self.is_of_now(rij["code"]):
            return fold_row(rij)
        seen = self._seen.get(rij["code"], {})
        return {
            "code": rij["code"],
            "naam": rij["naam"],
            **{naam: seen.get(naam) for naam in (*TELLINGEN, *OORDELEN)},
            **self._average(seen),
            "opvangplaatsen": self._show_opvang(seen.get("opvangplaatsen", {})),
            "revisie": self.tik["revisie"] if self.tik else 0,
        }

    def describe(self) -> Toestand:
        """The level, as the answers and the screen tell it; the instants are those of what is shown of others."""
        tik = {} if self.tik is None or self.niveau is Openheid.volledig else self.tik
        return {
            "openheid": str(self.niveau),
            "getiktOp": tik.get("op"),
            "volgendeTikOp": tik.get("volgendeOp"),
            "gemiddeldOver": tik.get("week"),
        }

    @cached_property
    def _seen(self) -> dict[str, Toestand]:
        return {rij["code"]: rij for rij in self.tik["centrumgemeenten"]} if self.tik else {}

    def _average(self, seen: Toestand) -> Toestand:
        return {"gemiddeldVrijDerden": seen.get("gemiddeldVrijDerden")} if self.niveau is Openheid.landelijk else {}

    def _show_opvang(self, seen: Toestand) -> Toestand:
        return {naam: seen.get(naam) for naam in TELLINGEN} | self._average(seen)
