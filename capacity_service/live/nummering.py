"""The numbers of one audience: what it is told counts, and nothing else, so they betray nothing of what others do.

Its volgnummer rises by one with each row that changes for it; its own revisie of a centrumgemeente with each change of what
it sees of it. Both are counted from an ijkpunt over the facts that follow it, so they are the same wherever they are counted.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self

from capacity_service.live.messages import Feit, Sleutel, Toestand, state_for
from capacity_service.live.publiek import Publiek
from capacity_service.store.ijkpunten import Ijkpunt

BEZETTING = "bezetting"


@dataclass(frozen=True)
class Verandering:
    """A row that changed for an audience, and the number it has there. With `weg` it is told for the last time."""

    sleutel: Sleutel
    volgnummer: int
    rij: Toestand
    weg: bool


class Nummering:
    """Where the counting for one audience is: at fact `logboek` its number is `volgnummer`.

    `bezetting`: the rows it sees, by code, with its own revisies. `getoond`: whatever else it sees.
    """

    def __init__(self, publiek: Publiek, volgnummer: int, logboek: int) -> None:
        self.publiek = publiek
        self.volgnummer = volgnummer
        self.logboek = logboek
        self.bezetting: dict[str, Toestand] = {}
        self.getoond: set[Sleutel] = set()
        self._actor = publiek.actor

    @classmethod
    def first(cls, publiek: Publiek, volgnummer: int, logboek: int, things: Mapping[Sleutel, Toestand]) -> Self:
        """Begin to count at a stand of the country."""
        nummering = cls(publiek, volgnummer, logboek)
        for (soort, key), toestand in things.items():
            shown = state_for(nummering._actor, soort, toestand)
            if soort == BEZETTING and shown is not None:
                nummering.bezetting[key] = shown | {"revisie": 1}
            elif shown is not None and "verwijderd" not in shown:
                nummering.getoond.add((soort, key))
        return nummering

    @classmethod
    def at(cls, publiek: Publiek, ijkpunt: Ijkpunt) -> Self:
        """Go on counting from an ijkpunt."""
        nummering = cls(publiek, ijkpunt.volgnummer, ijkpunt.logboek)
        nummering.bezetting = {row["code"]: row for row in ijkpunt.toestand["bezetting"]}
        nummering.getoond = {(soort, key) for soort, keys in ijkpunt.toestand["getoond"].items() for key in keys}
        return nummering

    def make_ijkpunt(self) -> Ijkpunt:
        """What anybody can count on from."""
        getoond: dict[str, list[str]] = {}
        for soort, key in sorted(self.getoond):
            getoond.setdefault(soort, []).append(key)
        toestand = {"bezetting": list(self.bezetting.values()), "getoond": getoond}
        return Ijkpunt(self.publiek.naam, self.volgnummer, self.logboek, toestand)

    def count(self, feiten: Iterable[Feit]) -> dict[Sleutel, Verandering]:
        """Count these facts; gives the last change of each row, in the order of their numbers.

        Facts up to `logboek` have been counted and are passed over.
        """
        changed: dict[Sleutel, Verandering] = {}
        for feit in feiten:
            if feit.volgnummer <= self.logboek:
                continue
            self.logboek = feit.volgnummer
            verandering = self._count_one(feit)
            if verandering is not None:
                changed.pop(verandering.sleutel, None)
                changed[verandering.sleutel] = verandering
        return changed

    def _count_one(self, feit: Feit) -> Verandering | None:
        shown = state_for(self._actor, feit.soort, feit.toestand)
        if feit.soort == BEZETTING:
            return None if shown is None else self._count_streek(feit.sleutel, shown)
        known = feit.sleutel in self.getoond
        if shown is None and known:
            # It concerned them and no longer does: they learn that it is gone, and nothing of where it went.
            shown = {"id": feit.sleutel[1], "verwijderd": True, "revisie": feit.toestand["revisie"]}
        weg = shown is not None and "verwijderd" in shown
        if shown is None or (weg and not known):
            return None
        if weg:
            self.getoond.discard(feit.sleutel)
        else:
            self.getoond.add(feit.sleutel)
        return self._next(feit.sleutel, shown, weg=weg)

    def _count_streek(self, sleutel: Sleutel, shown: Toestand) -> Verandering | None:
        known = self.bezetting.get(sleutel[1])
        revisie = 0 if known is None else known["revisie"]
        if known == shown | {"revisie": revisie}:
            return None
        rij = self.bezetting[sleutel[1]] = shown | {"revisie": revisie + 1}
        return self._next(sleutel, rij, weg=False)

    def _next(self, sleutel: Sleutel, rij: Toestand, *, weg: bool) -> Verandering:
        self.volgnummer += 1
        return Verandering(sleutel, self.volgnummer, rij, weg)
