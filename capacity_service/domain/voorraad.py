"""What the weighing looks at: the map of the country, and the free places counted by class.

Places that differ in nothing the ranking sees are one class, so that the work follows the number of classes.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from math import asin, cos, radians, sin, sqrt
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from capacity_service.domain.plaats import Kenmerk, Soort
from capacity_service.domain.regels import Regels

Getallen = NDArray[np.int64]

AARDSTRAAL_KM = 6371


@dataclass(frozen=True)
class Streek:
    """A centrumgemeente as the weighing sees it: its name and the coordinates of its city centre, in degrees."""

    code: str
    naam: str
    breedtegraad: float
    lengtegraad: float


class Banden(dict[str, int]):
    """How far each centrumgemeente is from one gemeente, in whole bands. Never changed once made."""

    @cached_property
    def nabij(self) -> tuple[str, ...]:
        """All of them, the nearest first."""
        return tuple(sorted(self, key=lambda code: (self[code], code)))

    def over(self, codes: tuple[str, ...]) -> Getallen:
        """The bands of these, in their order; remembered for the last ones asked."""
        if self._asked[0] is not codes:
            self._asked = codes, np.array([self[code] for code in codes], np.int64)
        return self._asked[1]

    _asked: tuple[tuple[str, ...] | None, Getallen] = (None, np.zeros(0, np.int64))


class Streken(dict[str, Streek]):
    """The centrumgemeenten of the country by code. Never changed once made, so distances are counted once."""

    @cached_property
    def _known(self) -> dict[tuple[frozenset[str], int], Banden]:
        return {}

    def bands(self, own: frozenset[str], band_km: int) -> Banden:
        """Whole bands between the nearest of these (what is no centrumgemeente left out) and each one."""
        key = own, band_km
        if key not in self._known:
            here = [self[code] for code in sorted(own) if code in self]
            self._known[key] = Banden(
                (code, min((int(_kilometres(one, streek)) // band_km for one in here), default=0))
                for code, streek in self.items()
            )
        return self._known[key]


@dataclass(frozen=True)
class Klasse:
    """Free places that differ in nothing the ranking sees. `personen_max` counts persons, cots included."""

    centrumgemeente: str
    soort: Soort
    personen_max: int
    kenmerken: frozenset[Kenmerk]
    onbevestigd: bool

    def __post_init__(self) -> None:
        """A large country has thousands of classes, looked up several times in every weighing: each is hashed once."""
        hashed = hash((self.centrumgemeente, self.soort, self.personen_max, self.kenmerken, self.onbevestigd))
        object.__setattr__(self, "_hash", hashed)

    def __hash__(self) -> int:
        """Of its fields."""
        return self._hash  # type: ignore[attr-defined, no-any-return]


@dataclass(frozen=True)
class Vrij:
    """The free places of one class: how many, and the lowest ids, at least as many as one weighing can take.

    With `afzonderlijk` it is one place that means something to somebody: a house said no of it, or a reservering that may move holds it.
    """

    klasse: Klasse
    aantal: int
    plaatsen: tuple[UUID, ...]
    afzonderlijk: bool = False


@dataclass(frozen=True)
class Stand:
    """What the weighing looks at: free places by class, and the map of the country.

    `regio` gives of each gemeente its centrumgemeenten, formal and operational. `inzetbaar` counts crisisplaatsen in
    service per centrumgemeente, `in_dienst` places of every soort, `gegeven` the nights that they gave in the last 90 days.
    `grootste` is the most persons that any place in service could hold. `huizen` gives the free places under one roof; it is read
    only when somebody fits in no single place. Of what could not matter (`zeef.py`) `ongewogen` counts the free crisisplaatsen.
    """

    vrij: tuple[Vrij, ...]
    streken: Streken
    regio: dict[str, frozenset[str]]
    inzetbaar: dict[str, int]
    grootste: int
    in_dienst: dict[str, int]
    gegeven: dict[str, int]
    huizen: Mapping[UUID, tuple[UUID, ...]] = field(default_factory=dict)
    ongewogen: Mapping[str, int] = field(default_factory=dict)

    def gaf(self, code: str) -> tuple[int, int]:
        """The nights that a centrumgemeente gave in the last 90 days, and its places in service of every soort."""
        return self.gegeven.get(code, 0), self.in_dienst.get(code, 0)

    def streken_of(self, gemeenten: frozenset[str]) -> frozenset[str]:
        """The centrumgemeenten, formeel and feitelijk, that these gemeenten belong to."""
        return frozenset[str]().union(*(self.regio.get(gemeente, frozenset()) for gemeente in gemeenten))


def split_named(groups: Iterable[Vrij], named: frozenset[UUID]) -> tuple[Vrij, ...]:
    """Free places by class, those that are not the same for everybody (`named`) each apart.

    One class can come in several groups; here it is one.
    """
    groups = tuple(groups)
    shared = [vrij.klasse for vrij in groups if not vrij.afzonderlijk]
    if not named and len(set(shared)) == len(shared):
        return groups
    found: dict[Klasse, list[UUID]] = {}
    aantal: dict[Klasse, int] = {}
    apart: list[Vrij] = []
    for vrij in groups:
        if vrij.afzonderlijk:
            apart.append(vrij)
            continue
        mine = [plaats for plaats in vrij.plaatsen if plaats in named]
        apart += [Vrij(vrij.klasse, 1, (plaats,), afzonderlijk=True) for plaats in mine]
        found.setdefault(vrij.klasse, []).extend(plaats for plaats in vrij.plaatsen if plaats not in named)
        aantal[vrij.klasse] = aantal.get(vrij.klasse, 0) + vrij.aantal - len(mine)
    together = [Vrij(klasse, aantal[klasse], tuple(sorted(ids))) for klasse, ids in found.items() if ids]
    return (*together, *apart)


def distance_bands(gemeente: str, stand: Stand, regels: Regels) -> Banden:
    """The coarsest answer to "how far": whole bands between the nearest own centrumgemeente and each one."""
    return stand.streken.bands(stand.streken_of(frozenset({gemeente})), regels.afstandsband_km)


@cache
def _kilometres(a: Streek, b: Streek) -> float:
    lat_a, lat_b = radians(a.breedtegraad), radians(b.breedtegraad)
    half_lat, half_lon = (lat_b - lat_a) / 2, radians(b.lengtegraad - a.lengtegraad) / 2
    chord = sin(half_lat) ** 2 + cos(lat_a) * cos(lat_b) * sin(half_lon) ** 2
    return 2 * AARDSTRAAL_KM * asin(sqrt(chord))
