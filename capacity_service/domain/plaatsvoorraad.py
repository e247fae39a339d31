"""All places of the country as a weighing sees them, filed by class and kept true place by place.

Counting a whole country for every weighing would take longer than deciding. Here a change costs what changed: a place is put in again
when a fact names it, and when a moment passes at which it is filed elsewhere by itself.
"""

from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import heapify, heappop, heappush
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from capacity_service.domain.plaats import (
    ClaimSoort,
    Kenmerk,
    Soort,
    becomes_onbevestigd_op,
    is_onbevestigd,
)
from capacity_service.domain.raster import Raster
from capacity_service.domain.regels import Regels
from capacity_service.domain.voorraad import Klasse, Vrij

DUE_SHARE_MAX = 8
"""More moments than so many a place are mostly of what was changed since."""

INSTANT = timedelta(microseconds=1)
"""The least by which two moments of the database differ."""


@dataclass(frozen=True, slots=True)
class Plaatsbeeld:
    """What a weighing sees of one place that was not removed.

    `verloopt_op` is when the claim lapses (None: never), `uit_vanaf_op` when it is to go out of service.
    """

    id: UUID
    centrumgemeente: str
    soort: Soort
    personen_max: int
    kenmerken: frozenset[Kenmerk]
    bevestigd_op: datetime
    claim: ClaimSoort | None
    verloopt_op: datetime | None
    uit_vanaf_op: datetime | None


@dataclass(frozen=True)
class Kijk:
    """The moment at which the places are looked at, and the rules that go by it."""

    now: datetime
    regels: Regels

    @property
    def horizon(self) -> datetime:
        """A place that is to go out of service sooner cannot keep the longest promise (R11), so it is not free."""
        return self.now + look_ahead(self.regels)

    def file(self, beeld: Plaatsbeeld) -> Klasse | None:
        """The class of a free place; None when it is not free. A lapsed reservering is free by definition."""
        held = beeld.claim is not None and (beeld.verloopt_op is None or beeld.verloopt_op > self.now)
        going = beeld.uit_vanaf_op is not None and beeld.uit_vanaf_op < self.horizon
        if held or going:
            return None
        grey = is_onbevestigd(beeld.bevestigd_op, self.now, self.regels)
        return Klasse(beeld.centrumgemeente, beeld.soort, beeld.personen_max, beeld.kenmerken, grey)

    def next(self, beeld: Plaatsbeeld) -> datetime | None:
        """The next moment at which this place may be filed elsewhere without a fact."""
        moments = [becomes_onbevestigd_op(beeld.bevestigd_op, self.regels)]
        if beeld.claim is not None and beeld.verloopt_op is not None:
            moments.append(beeld.verloopt_op)
        if beeld.uit_vanaf_op is not None:
            moments.append(beeld.uit_vanaf_op - look_ahead(self.regels) + INSTANT)
        return min((moment for moment in moments if moment > self.now), default=None)


def look_ahead(regels: Regels) -> timedelta:
    """How long a place must stay in service to be promised: the nights, and the day on which people leave."""
    return timedelta(days=regels.nachten_max + 1)


class _Groep:
    """The free places of one class, ids in order, and what was last shown of them."""

    __slots__ = ("cell", "ids", "klasse", "shown")

    def __init__(self, klasse: Klasse, cell: tuple[int, int]) -> None:
        self.klasse, self.cell = klasse, cell
        self.ids: list[UUID] = []
        self.shown: Vrij | None = None

    def show(self, most: int) -> Vrij:
        """At least the lowest `most` ids."""
        if self.shown is None or len(self.shown.plaatsen) < min(most, len(self.ids)):
            self.shown = Vrij(self.klasse, len(self.ids), tuple(self.ids[:most]))
        return self.shown


class Voorraad:
    """The places by id, the free ones by class (ids in order), and how many of each centrumgemeente are in service."""

    def __init__(self, kijk: Kijk, beelden: Mapping[UUID, Plaatsbeeld]) -> None:
        self._kijk, self._beelden = kijk, dict(beelden)
        self._klasse: dict[UUID, Klasse] = {}
        self._free: dict[Klasse, _Groep] = {}
        self._by_cell: dict[tuple[int, int], _Groep] = {}
        self.raster = Raster()
        """How many are free, by aard and centrumgemeente."""
        self._crisis, self._every = Counter[str](), Counter[str]()
        self._sizes = Counter[int]()
        for plaats, beeld in sorted(self._beelden.items()):
            self._count(beeld, 1)
            klasse = kijk.file(beeld)
            if klasse is not None:
                self._klasse[plaats] = klasse
                self._group(klasse).ids.append(plaats)
        self._due: list[tuple[datetime, UUID]]
        self._wind()

    def follows(self, kijk: Kijk) -> bool:
        """Whether this can be brought to that moment: by the same rules, and not back in time by more than a minute."""
        return self._kijk.regels == kijk.regels and kijk.now > self._kijk.now - timedelta(minutes=1)

    def advance(self, kijk: Kijk) -> None:
        """Bring this to a later moment; transactions that wait for each other may come in another order than they began."""
        if kijk.now > self._kijk.now:
            self._kijk = kijk
        if len(self._due) > DUE_SHARE_MAX * len(self._beelden):
            self._wind()
        while self._due and self._due[0][0] <= self._kijk.now:
            _, plaats = heappop(self._due)
            self.put(plaats, self._beelden.get(plaats))

    def put(self, plaats: UUID, beeld: Plaatsbeeld | None) -> Plaatsbeeld | None:
        """Put a place as it is now in the stead of what was known of it; None for a removed one. Gives what was known."""
        known = self._beelden.pop(plaats, None)
        if known is not None:
            self._count(known, -1)
            self._take_out(plaats)
        if beeld is not None:
            self._beelden[plaats] = beeld
            self._count(beeld, 1)
            self._put_in(beeld)
        return known

    def find(self, plaats: UUID) -> Plaatsbeeld | None:
        """What is known of a place; None when it was removed."""
        return self._beelden.get(plaats)

    @contextmanager
    def as_if(self, beelden: Mapping[UUID, Plaatsbeeld | None]) -> Iterator[None]:
        """Look as if these places were so: what a transaction changed is not known to others until it commits."""
        known = {plaats: self.put(plaats, beeld) for plaats, beeld in beelden.items()}
        try:
            yield
        finally:
            for plaats, beeld in known.items():
                self.put(plaats, beeld)

    def list_free(self, most: int, kept: NDArray[np.bool_] | None = None) -> tuple[Vrij, ...]:
        """The free places by class, of each at least the lowest `most` ids; only those in these cells of the raster, if given."""
        if kept is None:
            return tuple(groep.show(most) for groep in self._free.values() if groep.ids)
        cells = np.argwhere(kept & (self.raster.aantal > 0)).tolist()
        return tuple(self._by_cell[rij, kolom].show(most) for rij, kolom in cells)

    def count_in_service(self) -> tuple[dict[str, int], dict[str, int]]:
        """Crisisplaatsen in service by centrumgemeente, and places of every soort."""
        return {code: self._crisis[code] for code in self._every}, dict(self._every)

    @property
    def grootste(self) -> int:
        """The most persons that any place in service could hold."""
        return max(self._sizes, default=0)

    def _wind(self) -> None:
        """Begin the moments anew, each place once: a place that changed leaves its earlier moments behind."""
        moments = ((self._kijk.next(beeld), plaats) for plaats, beeld in self._beelden.items())
        self._due = [(moment, plaats) for moment, plaats in moments if moment is not None]
        heapify(self._due)

    def _count(self, beeld: Plaatsbeeld, by: int) -> None:
        if beeld.claim is ClaimSoort.buiten_gebruik:
            return
        self._every[beeld.centrumgemeente] += by
        if not self._every[beeld.centrumgemeente]:
            del self._every[beeld.centrumgemeente]
        if beeld.soort is Soort.crisisplaats:
            self._crisis[beeld.centrumgemeente] += by
        self._sizes[beeld.personen_max] += by
        if not self._sizes[beeld.personen_max]:
            del self._sizes[beeld.personen_max]

    def _group(self, klasse: Klasse) -> _Groep:
        """The group of a class, with one place more counted in it."""
        groep = self._free.get(klasse)
        if groep is None:
            groep = self._free[klasse] = _Groep(klasse, self.raster.cell(klasse))
            self._by_cell[groep.cell] = groep
        self.raster.add(groep.cell, 1)
        return groep

    def _take_out(self, plaats: UUID) -> None:
        klasse = self._klasse.pop(plaats, None)
        if klasse is None:
            return
        groep = self._free[klasse]
        self.raster.add(groep.cell, -1)
        del groep.ids[bisect_left(groep.ids, plaats)]
        groep.shown = None

    def _put_in(self, beeld: Plaatsbeeld) -> None:
        klasse, moment = self._kijk.file(beeld), self._kijk.next(beeld)
        if klasse is not None:
            self._klasse[beeld.id] = klasse
            groep = self._group(klasse)
            insort(groep.ids, beeld.id)
            groep.shown = None
        if moment is not None:
            heappush(self._due, (moment, beeld.id))
