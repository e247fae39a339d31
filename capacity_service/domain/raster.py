"""Free places counted by aard and centrumgemeente, as one array that a change costs one number of.

A large country has tens of thousands of classes. What a weighing may leave out of them is found in this array (`zeef.py`).
"""

from dataclasses import dataclass
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from capacity_service.domain.plaats import Kenmerk, Soort
from capacity_service.domain.voorraad import Klasse

Getallen = NDArray[np.int64]


@dataclass(frozen=True)
class Aard:
    """What the ranking sees of a place, but for where it is."""

    soort: Soort
    personen_max: int
    kenmerken: frozenset[Kenmerk]
    onbevestigd: bool

    @classmethod
    def of(cls, klasse: Klasse) -> "Aard":
        """The aard of the places of a class."""
        return cls(klasse.soort, klasse.personen_max, klasse.kenmerken, klasse.onbevestigd)


class Raster:
    """A row for each aard, a column for each centrumgemeente that ever had a free place; both stay, at 0 when nothing is free."""

    def __init__(self) -> None:
        self._rij: dict[Aard, int] = {}
        self._kolom: dict[str, int] = {}
        self._aantal = np.zeros((16, 64), np.int64)
        self.aarden: tuple[Aard, ...] = ()
        self.codes: tuple[str, ...] = ()
        self.lot = np.zeros(0, np.int64)
        """A number of each centrumgemeente that has nothing to do with it: what comes first among equals goes by it."""

    @property
    def aantal(self) -> Getallen:
        """How many free places there are, by aard and centrumgemeente; a view."""
        return self._aantal[: len(self.aarden), : len(self.codes)]

    def cell(self, klasse: Klasse) -> tuple[int, int]:
        """The row and column of a class; makes room for one that never was."""
        aard = Aard.of(klasse)
        if aard not in self._rij:
            self._rij[aard] = len(self._rij)
            self.aarden = (*self.aarden, aard)
        if klasse.centrumgemeente not in self._kolom:
            self._kolom[klasse.centrumgemeente] = len(self._kolom)
            self.codes = (*self.codes, klasse.centrumgemeente)
            self.lot = np.append(self.lot, crc32(klasse.centrumgemeente.encode()))
        self._make_room()
        return self._rij[aard], self._kolom[klasse.centrumgemeente]

    def column(self, code: str) -> int | None:
        """The column of a centrumgemeente; None when it never had a free place."""
        return self._kolom.get(code)

    def add(self, cell: tuple[int, int], by: int) -> None:
        """So many more free places, or fewer."""
        self._aantal[cell] += by

    def _make_room(self) -> None:
        rows, columns = self._aantal.shape
        if len(self.aarden) > rows or len(self.codes) > columns:
            more = (rows if len(self.aarden) > rows else 0, columns if len(self.codes) > columns else 0)
            self._aantal = np.pad(self._aantal, ((0, more[0]), (0, more[1])))
