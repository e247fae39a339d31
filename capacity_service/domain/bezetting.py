"""Counts derived from places; never stored, so they cannot drift."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from capacity_service.domain.plaats import Plaatsstatus


@dataclass(frozen=True)
class Bezetting:
    """Numbers of places: `vrij + gereserveerd + bezet = inzetbaar`; `onbevestigd` is a part of `vrij`."""

    vrij: int = 0
    onbevestigd: int = 0
    gereserveerd: int = 0
    bezet: int = 0
    buiten_gebruik: int = 0

    @property
    def inzetbaar(self) -> int:
        """In service: can hold somebody, free or not."""
        return self.vrij + self.gereserveerd + self.bezet

    @classmethod
    def of(cls, plaatsen: Iterable[tuple[Plaatsstatus, bool]]) -> "Bezetting":
        """Count places given as (status, onbevestigd); onbevestigd only counts on a vrij one."""
        counted = Counter((status, onbevestigd and status is Plaatsstatus.vrij) for status, onbevestigd in plaatsen)
        onbevestigd = counted[Plaatsstatus.vrij, True]
        return cls(
            vrij=counted[Plaatsstatus.vrij, False] + onbevestigd,
            onbevestigd=onbevestigd,
            gereserveerd=counted[Plaatsstatus.gereserveerd, False],
            bezet=counted[Plaatsstatus.bezet, False],
            buiten_gebruik=counted[Plaatsstatus.buiten_gebruik, False],
        )

    def __add__(self, other: "Bezetting") -> "Bezetting":
        """The sum, field by field."""
        return Bezetting(
            self.vrij + other.vrij,
            self.onbevestigd + other.onbevestigd,
            self.gereserveerd + other.gereserveerd,
            self.bezet + other.bezet,
            self.buiten_gebruik + other.buiten_gebruik,
        )
