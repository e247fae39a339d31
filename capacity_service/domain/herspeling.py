"""What the logboek tells, read again fact by fact: the last state of every thing, and the counts that follow from them.

Facts carry state, so reading again needs no rules of the past: the last fact about a thing is how it was. Only last
states are kept, however many facts there are.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from capacity_service.domain.bezetting import Bezetting, Gezien
from capacity_service.domain.plaats import Plaatsstatus, Soort

Toestand = dict[str, Any]

GETELD = (Soort.crisisplaats, Soort.opvangplaats)
"""The kinds of place that bezetting counts."""

VERWIJST = {"plaatsing": ("plaats", "verblijf", "registratie"), "aanvraag": ("plaatsing",)}
"""A thing of this kind is named, in a field of its name, by things of those kinds."""


@dataclass(frozen=True)
class Feit:
    """One fact of the logboek. `toestand` is the state that it left behind; None when that was erased."""

    volgnummer: int
    op: datetime
    gebeurtenis: str
    soort: str
    toestand: Toestand | None


@dataclass
class Herspeling:
    """The last state of every thing after `volgnummer` facts, of which `op` is the instant and `hash` the chain's.

    An erased fact no longer says what it was about, so `gewist` counts them by kind. What concerns one household is
    erased as a whole; half of it would leave an older state standing.
    """

    volgnummer: int = 0
    op: datetime | None = None
    hash: bytes = b""
    dingen: dict[str, dict[str, Toestand]] = field(default_factory=dict)
    gewist: Counter[str] = field(default_factory=Counter)

    def apply(self, feit: Feit) -> None:
        """Take the next fact in."""
        self.volgnummer, self.op = feit.volgnummer, feit.op
        if feit.toestand is None:
            self.gewist[feit.soort] += 1
        else:
            self.dingen.setdefault(feit.soort, {})[sleutel_of(feit.toestand)] = feit.toestand

    def of(self, soort: str) -> list[Toestand]:
        """The last states of one kind, by id."""
        return [state for _, state in sorted(self.dingen.get(soort, {}).items())]

    def show(self) -> dict[str, list[Toestand]]:
        """Every kind with its last states, by id; what a thing names but was erased reads `gewist`.

        Without `bezetting`: that is counted again from the places (`recount`).
        """
        shown = {soort: self.of(soort) for soort in sorted(self.dingen) if soort != "bezetting"}
        for soort, namers in VERWIJST.items() if self.gewist else ():
            named = {state.get(soort) for namer in namers for state in self.of(namer)}
            lost = sorted(key for key in named - self.dingen.get(soort, {}).keys() if key is not None)
            if lost:
                shown[soort] = shown.get(soort, []) + [{"id": key, "gewist": True} for key in lost]
        return shown


def sleutel_of(toestand: Toestand) -> str:
    """What tells a thing from the others of its kind: its id, or for bezetting the code of the centrumgemeente."""
    sleutel: str = toestand["code"] if "code" in toestand and "id" not in toestand else toestand["id"]
    return sleutel


def recount(plaatsen: Iterable[Toestand]) -> dict[str, dict[Soort, Bezetting]]:
    """Bezetting per centrumgemeente and kind of place, counted from the states of places alone."""
    seen: dict[str, dict[Soort, list[Gezien]]] = defaultdict(lambda: defaultdict(list))
    for plaats in plaatsen:
        soort, uitname = Soort(plaats["soort"]), plaats["uitname"]
        if soort in GETELD and not plaats.get("verwijderd"):
            lost = uitname is not None and uitname["feit"]
            gezien = Gezien(Plaatsstatus(plaats["status"]), plaats["onbevestigd"], lost)
            seen[plaats["centrumgemeente"]][soort].append(gezien)
    return {code: {soort: Bezetting.of(states) for soort, states in kinds.items()} for code, kinds in seen.items()}
