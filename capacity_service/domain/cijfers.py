"""Figures with their names and units, and what they are counted over: one opvangorganisatie in one period."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from capacity_service.domain.feitenset import (
    ONE_DAY,
    Aanvraagfeit,
    Dagplek,
    Dagtelling,
    Feitenset,
    Periode,
    Plaatsingfeit,
    Registratiefeit,
    Verblijffeit,
)
from capacity_service.domain.klokken import Registratiesoort
from capacity_service.domain.regels import Regels
from capacity_service.domain.tijd import local_date

BEEINDIGD = "beeindigd"


@dataclass(frozen=True)
class Cijfer:
    """One figure. A share (`eenheid` procent) has a `teller` and a `noemer`, and no `waarde` when the noemer is 0.

    `hoogste`: it is the highest of what it counts, not how many.
    """

    naam: str
    eenheid: str
    waarde: float | None
    teller: int | None = None
    noemer: int | None = None
    hoogste: bool = False

    def plus(self, more: Dagtelling) -> "Cijfer":
        """The same figure over what was erased too."""
        if self.noemer is not None:
            return _make_share(self.naam, (self.teller or 0) + more.teller, self.noemer + more.noemer)
        if self.hoogste:
            known = [one for one in (self.waarde, more.hoogste) if one is not None]
            return replace(self, waarde=max(known, default=None))
        return replace(self, waarde=self.waarde + more.teller) if more.teller and self.waarde is not None else self

    def show(self) -> dict[str, Any]:
        """JSON-ready."""
        return {
            "naam": self.naam,
            "eenheid": self.eenheid,
            "waarde": self.waarde,
            "teller": self.teller,
            "noemer": self.noemer,
        }


def count(naam: str, eenheid: str, things: Iterable[object]) -> Cijfer:
    """How many."""
    return Cijfer(naam, eenheid, sum(1 for _ in things))


def measure(naam: str, uren: float) -> Cijfer:
    """So many hours, to a hundredth."""
    return Cijfer(naam, "uur", round(uren, 2))


def share(naam: str, answers: Iterable[bool]) -> Cijfer:
    """Which part is true, in percent, to a tenth."""
    told = list(answers)
    return _make_share(naam, sum(told), len(told))


def _make_share(naam: str, teller: int, noemer: int) -> Cijfer:
    return Cijfer(naam, "procent", round(100 * teller / noemer, 1) if noemer else None, teller, noemer)


@dataclass
class Meting:
    """What is counted over: the facts about one organisatie in a period, cut off at the last fact."""

    feiten: Feitenset
    organisatie: str
    periode: Periode
    _regels: dict[date, Regels] = field(default_factory=dict)
    _gedaan: dict[str, list[Registratiefeit]] = field(default_factory=dict)
    _verblijven: dict[str | None, list[Verblijffeit]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.periode = self.periode.until(self.feiten.op)
        for registratie in self.feiten.registraties:
            self._gedaan.setdefault(registratie.plaatsing, []).append(registratie)
        for verblijf in self.feiten.verblijven:
            self._verblijven.setdefault(verblijf.plaatsing, []).append(verblijf)

    def regels_op(self, moment: datetime) -> Regels:
        """The rules of the day of this instant."""
        dag = local_date(moment)
        if dag not in self._regels:
            self._regels[dag] = self.feiten.regels_op(moment)
        return self._regels[dag]

    def is_owed(self, plaatsing: Plaatsingfeit, limit: datetime) -> bool:
        """Whether something due at this instant was due in the period, to somebody who was still inside."""
        left = plaatsing.beeindigd_op if plaatsing.status == BEEINDIGD else None
        return self.periode.has(limit) and (left is None or left >= limit)

    @property
    def gevraagd(self) -> Iterator[Plaatsingfeit]:
        """Places of the organisatie that were reserved in the period."""
        return (p for p in self._own if self.periode.has(p.gereserveerd_op))

    @property
    def aangekomen(self) -> Iterator[Plaatsingfeit]:
        """Households that arrived at the organisatie in the period."""
        return (p for p in self._own if self.periode.has(p.aangekomen_op))

    @property
    def ooit_aangekomen(self) -> Iterator[tuple[Plaatsingfeit, datetime]]:
        """Every household known to have arrived at the organisatie, with when: what was due may fall in the period."""
        return ((p, p.aangekomen_op) for p in self._own if p.aangekomen_op is not None)

    @property
    def vertrokken(self) -> Iterator[tuple[Plaatsingfeit, datetime]]:
        """Every household known to have left the organisatie, with when."""
        return ((p, p.beeindigd_op) for p in self._own if p.status == BEEINDIGD and p.beeindigd_op is not None)

    @property
    def gezinnen(self) -> Iterator[Plaatsingfeit]:
        """Households with children that arrived in the period."""
        return (p for p in self.aangekomen if p.kinderen)

    @property
    def eigen_aanvragen(self) -> Iterator[Aanvraagfeit]:
        """Every known aanvraag that the organisatie made itself."""
        return (a for a in self.feiten.aanvragen.values() if a.organisatie == self.organisatie)

    @property
    def _own(self) -> Iterator[Plaatsingfeit]:
        return (p for p in self.feiten.plaatsingen if p.opvang == self.organisatie)

    def add_erased(self, norm: str, cijfers: Sequence[Cijfer]) -> list[Cijfer]:
        """These figures of a norm, with what was counted in the period before it was erased."""
        sums: dict[int, Dagtelling] = {}
        for plek, telling in self._find_erased(norm):
            sums[plek.nummer] = sums.get(plek.nummer, Dagtelling()).plus(telling)
        return [cijfer.plus(sums.get(nummer, Dagtelling())) for nummer, cijfer in enumerate(cijfers)]

    def _find_erased(self, norm: str) -> Iterator[tuple[Dagplek, Dagtelling]]:
        for plek, telling in self.feiten.bevroren.items():
            own = (plek.organisatie, plek.norm) == (self.organisatie, norm)
            if own and self.periode.has(Periode.of_dagen(plek.dag, plek.dag + ONE_DAY).van):
                yield plek, telling

    def find_aanvraag(self, plaatsing: Plaatsingfeit) -> Aanvraagfeit | None:
        """Its aanvraag; None when that was erased."""
        return self.feiten.aanvragen.get(plaatsing.aanvraag)

    def done(self, plaatsing: str, soort: Registratiesoort) -> Iterator[Registratiefeit]:
        """What was recorded of this kind for a plaatsing."""
        return (r for r in self._gedaan.get(plaatsing, ()) if r.soort is soort)

    def recorded(self, soort: Registratiesoort) -> Iterator[Registratiefeit]:
        """What was done of this kind in the period, for households in this organisatie."""
        own = {p.id for p in self._own}
        return (
            r
            for r in self.feiten.registraties
            if r.soort is soort and r.plaatsing in own and self.periode.has(r.gedaan_op)
        )

    def find_einde(self, plaatsing: Plaatsingfeit) -> datetime | None:
        """When they had really left all crisisplaatsen of theirs; None while somebody is inside.

        That may be before anybody reported it.
        """
        crisis = [v for v in self._verblijven.get(plaatsing.id, ()) if self.is_crisis(v.plaats)]
        return find_last(crisis) if crisis else plaatsing.beeindigd_op if plaatsing.status == BEEINDIGD else None

    def find_plaatsen(self, plaatsing: Plaatsingfeit) -> set[str]:
        """The places that a household was in, or was promised while nothing is known of its stay."""
        return {v.plaats for v in self._verblijven.get(plaatsing.id, ())} or set(plaatsing.plaatsen)

    @property
    def verblijven(self) -> Iterator[list[Verblijffeit]]:
        """Every stay at the organisatie: a household in several places is one stay, with a part for each place."""
        for plaatsing, delen in self._verblijven.items():
            own = [v for v in delen if v.opvang == self.organisatie]
            yield from ([v] for v in own) if plaatsing is None else [own] if own else []

    def is_crisis(self, plaats: str) -> bool:
        """Whether a place is a crisisplaats; one that is not known is none."""
        known = self.feiten.plaatsen.get(plaats)
        return known is not None and known.crisisplaats


def find_last(delen: Iterable[Verblijffeit]) -> datetime | None:
    """When the last part of a stay ended; None while one goes on."""
    ends = [deel.tot for deel in delen]
    return None if None in ends else max(tot for tot in ends if tot is not None)


def add_uren(moment: datetime, uren: int) -> datetime:
    """So many elapsed hours later."""
    return moment + timedelta(hours=uren)
