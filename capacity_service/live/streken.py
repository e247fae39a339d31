"""The counts as one audience is shown them: one row for each centrumgemeente and, for a gemeente, one of the whole country.

What a gemeente sees of others is made of the last tik (rule `openheid`), which is a fact like any other: so this is a function of facts.
"""

from collections.abc import Iterable
from typing import Self

from capacity_service.domain.inzage import Rol
from capacity_service.domain.openheid import TIK, Blik, fold_row
from capacity_service.live.messages import Feit, Sleutel, Toestand
from capacity_service.live.publiek import Publiek
from capacity_service.store.stand import FIGURES, add_up

BEZETTING = "bezetting"
TOTAAL = "totaal"
"""The kind of the row of the whole country, and its id."""

KINDS = frozenset({BEZETTING, TIK})


class Streken:
    """What is recorded of the centrumgemeenten, with its totals, and what this audience looks through.

    For anybody but a gemeente nothing is kept: they see the rows as they are.
    """

    def __init__(self, publiek: Publiek, rijen: Iterable[Toestand], tik: Toestand | None) -> None:
        self._gemeente = publiek.rol is Rol.gemeente
        self._blik = Blik(publiek.centrumgemeente, tik)
        self._rijen = {rij["code"]: rij for rij in rijen} if self._gemeente else {}
        self._totaal = add_up(list(self._rijen.values()))

    @classmethod
    def at(cls, publiek: Publiek, bewaard: Toestand) -> Self:
        """As `keep` wrote them down."""
        return cls(publiek, bewaard["rijen"], bewaard["tik"])

    def keep(self) -> Toestand:
        """All that is needed to count on."""
        return {"rijen": list(self._rijen.values()), "tik": self._blik.tik}

    def show_all(self) -> list[tuple[Sleutel, Toestand]]:
        """Every row of a gemeente, and the whole country."""
        rows = [((BEZETTING, code), self._blik.show(rij)) for code, rij in self._rijen.items()]
        return [*rows, self._show_totaal()]

    def take(self, feit: Feit) -> list[tuple[Sleutel, Toestand]]:
        """Take in a fact of one of `KINDS`; gives the rows that may look otherwise now."""
        if not self._gemeente:
            return [(feit.sleutel, feit.toestand)] if feit.soort == BEZETTING else []
        if feit.soort == TIK:
            self._blik = Blik(self._blik.eigen, feit.toestand)
            return self.show_all()
        code = feit.toestand["code"]
        known = self._rijen.get(code)
        self._rijen[code] = feit.toestand
        self._totaal = _replace(self._totaal, known, feit.toestand)
        seen = known is None or self._blik.is_of_now(code)
        return [*([(feit.sleutel, self._blik.show(feit.toestand))] if seen else []), self._show_totaal()]

    def _show_totaal(self) -> tuple[Sleutel, Toestand]:
        return (TOTAAL, TOTAAL), {"id": TOTAAL, **fold_row(self._totaal), **self._blik.describe()}


def _replace(totaal: Toestand, known: Toestand | None, rij: Toestand) -> Toestand:
    """The totals with one row in the stead of another."""
    counted = _replace_figures(totaal, known, rij)
    opvang = None if known is None else known["opvangplaatsen"]
    return counted | {"opvangplaatsen": _replace_figures(totaal["opvangplaatsen"], opvang, rij["opvangplaatsen"])}


def _replace_figures(totaal: Toestand, known: Toestand | None, rij: Toestand) -> Toestand:
    return {naam: totaal[naam] + rij[naam] - (0 if known is None else known[naam]) for naam in FIGURES}
