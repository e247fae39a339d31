"""The numbers of one audience: what it is told counts, and nothing else, so they betray nothing of what others do.

Its volgnummer rises by one with each row that changes for it; its own revisie of a centrumgemeente with each change of what
it sees of it. Both are counted from an ijkpunt over the facts that follow it, so they are the same wherever they are counted.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self

from capacity_service.domain.openheid import TIK
from capacity_service.live.messages import Feit, Sleutel, Toestand, state_for
from capacity_service.live.publiek import Publiek
from capacity_service.live.streken import KINDS, TOTAAL, Streken
from capacity_service.store.ijkpunten import Ijkpunt


@dataclass(frozen=True)
class Verandering:
    """A row that changed for an audience, and the number it has there. With `weg` it is told for the last time."""

    sleutel: Sleutel
    volgnummer: int
    rij: Toestand
    weg: bool


class Nummering:
    """Where the counting for one audience is: at fact `logboek` its number is `volgnummer`.

    `bezetting`: the rows it sees, by code, with its own revisies, and `totalen` the row of the whole country for a gemeente.
    `getoond`: whatever else it sees.
    """

    def __init__(self, publiek: Publiek, volgnummer: int, logboek: int) -> None:
        self.publiek = publiek
        self.volgnummer = volgnummer
        self.logboek = logboek
        self.bezetting: dict[str, Toestand] = {}
        self.totalen: dict[str, Toestand] = {}
        self._streken = Streken(publiek, [], None)
        self.getoond: set[Sleutel] = set()
        self._actor = publiek.actor

    @classmethod
    def first(cls, publiek: Publiek, volgnummer: int, logboek: int, things: Mapping[Sleutel, Toestand]) -> Self:
        """Begin to count at a stand of the country."""
        nummering = cls(publiek, volgnummer, logboek)
        for (soort, key), toestand in sorted(things.items(), key=lambda thing: thing[0][0] == TIK):
            if soort in KINDS:
                for sleutel, shown in nummering._streken.take(Feit(0, soort, toestand)):
                    nummering._rows_of(sleutel)[sleutel[1]] = shown | {"revisie": 1}
                continue
            seen = state_for(nummering._actor, soort, toestand)
            if seen is not None and "verwijderd" not in seen:
                nummering.getoond.add((soort, key))
        return nummering

    @classmethod
    def at(cls, publiek: Publiek, ijkpunt: Ijkpunt) -> Self:
        """Go on counting from an ijkpunt."""
        nummering = cls(publiek, ijkpunt.volgnummer, ijkpunt.logboek)
        nummering.bezetting = {row["code"]: row for row in ijkpunt.toestand["bezetting"]}
        nummering.totalen = {row["id"]: row for row in ijkpunt.toestand["totalen"]}
        nummering._streken = Streken.at(publiek, ijkpunt.toestand["streken"])
        nummering.getoond = {(soort, key) for soort, keys in ijkpunt.toestand["getoond"].items() for key in keys}
        return nummering

    def make_ijkpunt(self) -> Ijkpunt:
        """What anybody can count on from."""
        getoond: dict[str, list[str]] = {}
        for soort, key in sorted(self.getoond):
            getoond.setdefault(soort, []).append(key)
        toestand = {
            "bezetting": list(self.bezetting.values()),
            "totalen": list(self.totalen.values()),
            "streken": self._streken.keep(),
            "getoond": getoond,
        }
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
            for verandering in self._count_one(feit):
                changed.pop(verandering.sleutel, None)
                changed[verandering.sleutel] = verandering
        return changed

    def _count_one(self, feit: Feit) -> list[Verandering]:
        if feit.soort in KINDS:
            counted = [self._count_row(sleutel, shown) for sleutel, shown in self._streken.take(feit)]
        else:
            counted = [self._count_thing(feit)]
        return [one for one in counted if one is not None]

    def _count_thing(self, feit: Feit) -> Verandering | None:
        shown = state_for(self._actor, feit.soort, feit.toestand)
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

    def _rows_of(self, sleutel: Sleutel) -> dict[str, Toestand]:
        return self.totalen if sleutel[0] == TOTAAL else self.bezetting

    def _count_row(self, sleutel: Sleutel, shown: Toestand) -> Verandering | None:
        rows = self._rows_of(sleutel)
        known = rows.get(sleutel[1])
        revisie = 0 if known is None else known["revisie"]
        if known == shown | {"revisie": revisie}:
            return None
        rij = rows[sleutel[1]] = shown | {"revisie": revisie + 1}
        return self._next(sleutel, rij, weg=False)

    def _next(self, sleutel: Sleutel, rij: Toestand, *, weg: bool) -> Verandering:
        self.volgnummer += 1
        return Verandering(sleutel, self.volgnummer, rij, weg)
