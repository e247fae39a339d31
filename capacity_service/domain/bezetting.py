"""Counts derived from places; never stored, so they cannot drift."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import NamedTuple

from capacity_service.domain.plaats import Plaatsstatus


class Gezien(NamedTuple):
    """What is counted of a place; `uitgevallen` when it is lost already (a fact), whoever is inside it."""

    status: Plaatsstatus
    onbevestigd: bool
    uitgevallen: bool = False


@dataclass(frozen=True)
class Bezetting:
    """Numbers of places: `vrij + gereserveerd + bezet = inzetbaar`.

    `onbevestigd` is a part of `vrij`; `uitgevallen` is the part of `inzetbaar` that is lost already and goes out of service
    when whoever is inside has left (docs/decisions/0008).
    """

    vrij: int = 0
    onbevestigd: int = 0
    gereserveerd: int = 0
    bezet: int = 0
    buiten_gebruik: int = 0
    uitgevallen: int = 0

    @property
    def inzetbaar(self) -> int:
        """In service: can hold somebody, free or not."""
        return self.vrij + self.gereserveerd + self.bezet

    @property
    def blijvend(self) -> int:
        """What the minimum is judged by (R1): in service, and not lost already."""
        return self.inzetbaar - self.uitgevallen

    @classmethod
    def of(cls, plaatsen: Iterable[Gezien]) -> "Bezetting":
        """Count places one by one."""
        return sum((cls.count(gezien, 1) for gezien in plaatsen), cls())

    @classmethod
    def count(cls, gezien: Gezien, aantal: int) -> "Bezetting":
        """So many places that look the same; onbevestigd only counts on a vrij one, uitgevallen on one in service."""
        grey = gezien.onbevestigd and gezien.status is Plaatsstatus.vrij
        lost = gezien.uitgevallen and gezien.status is not Plaatsstatus.buiten_gebruik
        return cls(**{gezien.status: aantal}, onbevestigd=aantal * grey, uitgevallen=aantal * lost)

    def __add__(self, other: "Bezetting") -> "Bezetting":
        """The sum, field by field."""
        return Bezetting(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(self)))
