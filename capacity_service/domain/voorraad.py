"""What the weighing looks at: the map of the country, and the free places counted by class.

Places that differ in nothing the ranking sees are one class, so that the work follows the number of classes.
"""

from dataclasses import dataclass, field
from datetime import datetime
from math import asin, cos, radians, sin, sqrt
from uuid import UUID

from capacity_service.domain.aanvraag import Aanvraag
from capacity_service.domain.plaats import Kenmerk, Plaats, Soort, is_onbevestigd
from capacity_service.domain.regels import Regels

AARDSTRAAL_KM = 6371


@dataclass(frozen=True)
class Streek:
    """A centrumgemeente as the weighing sees it: its name and the coordinates of its city centre, in degrees."""

    code: str
    naam: str
    breedtegraad: float
    lengtegraad: float


@dataclass(frozen=True)
class Stand:
    """What the weighing looks at: free places, and the map of the country.

    `regio` gives of each gemeente its centrumgemeenten, formal and operational. `inzetbaar` counts crisisplaatsen in
    service per centrumgemeente. `grootste` is the most persons that any place in service could hold.
    """

    vrij: tuple[Plaats, ...]
    streken: dict[str, Streek]
    regio: dict[str, frozenset[str]]
    inzetbaar: dict[str, int]
    grootste: int

    def streken_of(self, gemeenten: frozenset[str]) -> frozenset[str]:
        """The centrumgemeenten, formeel and feitelijk, that these gemeenten belong to."""
        return frozenset[str]().union(*(self.regio.get(gemeente, frozenset()) for gemeente in gemeenten))


@dataclass(frozen=True)
class Klasse:
    """Free places that differ in nothing the ranking sees. `personen_max` counts persons, cots included."""

    centrumgemeente: str
    soort: Soort
    personen_max: int
    kenmerken: frozenset[Kenmerk]
    onbevestigd: bool


@dataclass
class Voorraad:
    """Free places by class, ids sorted so that the same input gives the same answer; taking one changes the counts."""

    stand: Stand
    klassen: dict[Klasse, list[UUID]] = field(default_factory=dict)
    vrije_crisisplaatsen: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, stand: Stand, regels: Regels, now: datetime) -> "Voorraad":
        """All that is free in the stand; `now` decides what is onbevestigd (R3)."""
        voorraad = cls(stand)
        for plaats in sorted(stand.vrij, key=lambda p: p.id, reverse=True):
            klasse = Klasse(
                plaats.centrumgemeente,
                plaats.soort,
                plaats.personen_max,
                plaats.kenmerken,
                is_onbevestigd(plaats.bevestigd_op, now, regels),
            )
            voorraad.klassen.setdefault(klasse, []).append(plaats.id)
            if plaats.soort is Soort.crisisplaats:
                voorraad._count(plaats.centrumgemeente, 1)
        return voorraad

    def _count(self, code: str, change: int) -> None:
        self.vrije_crisisplaatsen[code] = self.vrije_crisisplaatsen.get(code, 0) + change

    def pick(self, klasse: Klasse, aanvraag: Aanvraag) -> UUID | None:
        """The lowest id of a class whose house has not said no to this household."""
        return next((p for p in reversed(self.klassen[klasse]) if p not in aanvraag.teruggemeld), None)

    def take(self, klasse: Klasse, plaats: UUID) -> None:
        """Give this place away: nobody after gets it."""
        self.klassen[klasse].remove(plaats)
        if klasse.soort is Soort.crisisplaats:
            self._count(klasse.centrumgemeente, -1)

    def spare(self, code: str) -> float:
        """The share of its crisisplaatsen that a centrumgemeente still has free: more spare, earlier asked."""
        return self.vrije_crisisplaatsen.get(code, 0) / max(1, self.stand.inzetbaar.get(code, 0))


def distance_band(gemeente: str, code: str, stand: Stand, regels: Regels) -> int:
    """The coarsest answer to "how far": whole bands between the nearest own centrumgemeente and this one."""
    own = stand.streken_of(frozenset({gemeente}))
    here = [stand.streken[c] for c in own if c in stand.streken]
    there = stand.streken[code]
    return min((int(_kilometres(a, there)) // regels.afstandsband_km for a in here), default=0)


def _kilometres(a: Streek, b: Streek) -> float:
    lat_a, lat_b = radians(a.breedtegraad), radians(b.breedtegraad)
    half_lat, half_lon = (lat_b - lat_a) / 2, radians(b.lengtegraad - a.lengtegraad) / 2
    chord = sin(half_lat) ** 2 + cos(lat_a) * cos(lat_b) * sin(half_lon) ** 2
    return 2 * AARDSTRAAL_KM * asin(sqrt(chord))
