"""How long it can be known who was where, and what is counted before it is forgotten (rule `bewaartermijn_dagen`).

A zaak is one household: its aanvraag, the aanvragen that moved it on, and all that hangs on them. It is over when the last of them
is, so a chain of verplaatsingen has one term, and that begins at its last end.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from capacity_service.domain.cijfers import Cijfer, Meting
from capacity_service.domain.dossier import OF_AANVRAGER
from capacity_service.domain.feitenset import (
    MICROSECOND,
    ONE_DAY,
    Dagplek,
    Dagtelling,
    Feitenset,
    Gewistsignaal,
    Periode,
    Signaalfeit,
    noon_of,
)
from capacity_service.domain.metingen import METINGEN
from capacity_service.domain.regels import Regels
from capacity_service.domain.tijd import local_date

SLUITTIJD = timedelta(days=1)
"""So long before it is erased what still stands on screens about it is closed, and so long nothing was recorded about it."""
NIET_VAN_ZAKEN = frozenset({"5.1a", "fn 27"})
"""Figures about places, that no household is in."""
UITERSTE = timedelta(days=16)
"""Whatever is owed for a household falls due within this time after its last fact (the outer bounds of R5, R11, R12, R13)."""


def compute_grens(now: datetime, regels: Regels) -> datetime:
    """Zaken that ended at or before this instant are to be erased."""
    return now - timedelta(days=regels.bewaartermijn_dagen)


@dataclass
class Bevroren:
    """What was counted before it was erased: of no household, by the day."""

    cijfers: dict[Dagplek, Dagtelling] = field(default_factory=dict)
    aankomsten: Counter[tuple[str, date]] = field(default_factory=Counter)
    signalen: list[Gewistsignaal] = field(default_factory=list)

    def add(self, plek: Dagplek, telling: Dagtelling) -> None:
        """Add what one zaak adds."""
        self.cijfers[plek] = self.cijfers.get(plek, Dagtelling()).plus(telling)


def freeze(zaken: Iterable[Feitenset]) -> Bevroren:
    """The figures of these zaken, each with all its facts and none of another, apart by organisatie and day.

    Every figure counts what happened, or fell due, at one instant of one household; so days and zaken add up to any period.
    """
    bevroren = Bevroren()
    for zaak in zaken:
        for organisatie in sorted(_find_organisaties(zaak)):
            for plek, telling in _count_days(zaak, organisatie):
                bevroren.add(plek, telling)
        for plaatsing in zaak.plaatsingen:
            if plaatsing.aangekomen_op is not None:
                bevroren.aankomsten[plaatsing.centrumgemeente, local_date(plaatsing.aangekomen_op)] += 1
        bevroren.signalen += [freeze_signaal(signaal) for signaal in zaak.signalen]
    return bevroren


def _find_organisaties(zaak: Feitenset) -> set[str]:
    asked = {aanvraag.organisatie for aanvraag in zaak.aanvragen.values()}
    return asked | {plaatsing.opvang for plaatsing in zaak.plaatsingen}


def _count_days(zaak: Feitenset, organisatie: str) -> Iterator[tuple[Dagplek, Dagtelling]]:
    first, last = _find_days(zaak)
    whole = Meting(zaak, organisatie, Periode.of_dagen(first, last + ONE_DAY))
    norms = [
        norm for norm, measure in METINGEN.items() if norm not in NIET_VAN_ZAKEN and any(map(_count, measure(whole)))
    ]
    dag = first
    while norms and dag <= last:
        meting = replace(whole, periode=Periode.of_dagen(dag, dag + ONE_DAY), _gedaan={}, _verblijven={})
        for norm in norms:
            for nummer, cijfer in enumerate(METINGEN[norm](meting)):
                if telling := _count(cijfer):
                    yield Dagplek(organisatie, dag, norm, nummer), telling
        dag += ONE_DAY


def _count(cijfer: Cijfer) -> Dagtelling | None:
    """What a figure counts; None when that is nothing."""
    if cijfer.noemer:
        return Dagtelling(cijfer.teller or 0, cijfer.noemer)
    if cijfer.hoogste:
        return None if cijfer.waarde is None else Dagtelling(hoogste=int(cijfer.waarde))
    return Dagtelling(int(cijfer.waarde)) if cijfer.noemer is None and cijfer.waarde else None


def _find_days(zaak: Feitenset) -> tuple[date, date]:
    """The days in which anything of it can count."""
    moments: list[datetime | None] = []
    for aanvraag in zaak.aanvragen.values():
        moments += [aanvraag.ingediend_op, aanvraag.deadline_op]
    for plaatsing in zaak.plaatsingen:
        moments += [plaatsing.gereserveerd_op, plaatsing.aangekomen_op, plaatsing.beeindigd_op]
    moments += [registratie.gedaan_op for registratie in zaak.registraties]
    for verblijf in zaak.verblijven:
        moments += [verblijf.van, verblijf.tot]
    known = [moment for moment in moments if moment is not None]
    return local_date(min(known)), local_date(max(known) + UITERSTE)


def freeze_signaal(signaal: Signaalfeit) -> Gewistsignaal:
    """An episode that ended, of one side only and by the day: what it was about and when it began and ended is gone.

    Raises `ValueError` for one that goes on.
    """
    if signaal.beeindigd_op is None:
        raise ValueError(signaal.norm)
    first, last = local_date(signaal.begonnen_op), local_date(signaal.beeindigd_op)
    parts, dag = [], first
    while dag <= last:
        day = Periode.of_dagen(dag, dag + ONE_DAY)
        inside = min(signaal.beeindigd_op, day.tot) - max(signaal.begonnen_op, day.van)
        parts.append(max(0, inside // MICROSECOND))
        dag += ONE_DAY
    whole = signaal.beeindigd_op - signaal.begonnen_op
    aanvrager = signaal.norm in OF_AANVRAGER
    return Gewistsignaal(
        norm=signaal.norm,
        centrumgemeente=None if aanvrager else signaal.centrumgemeente,
        opvang=None if aanvrager else signaal.opvang,
        aanvrager=signaal.aanvrager if aanvrager else None,
        oorzaak="",
        begonnen_op=noon_of(first),
        beeindigd_op=noon_of(last),
        onderbroken_uren=signaal.onderbroken_uren,
        delen=tuple(parts),
        geheel=whole // MICROSECOND,
    )
