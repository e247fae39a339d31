"""Changing a rule: what may be proposed, and what may be approved by whom (R18). All of it for days still to come."""

from datetime import date, datetime, timedelta
from uuid import UUID

from capacity_service.domain.errors import (
    Fault,
    OngeldigeInvoer,
    RegelIngang,
    RegelsTegenstrijdig,
    TweePersonen,
)
from capacity_service.domain.regels import GRENZEN, Regel, Regels, make_regel
from capacity_service.domain.tijd import local_date

MARGE = timedelta(minutes=1)
"""Longer than a transaction lasts: what is approved just before midnight is committed before its day begins."""

OPLOPEND = (
    ("nachten_min", "nachten_max"),
    ("rood_landelijk_minuten", "rood_achterwacht_minuten"),
    ("rood_tweede_uren", "rood_derde_uren"),
    ("vervolg_vanaf_nacht", "nachten_max"),
    ("inzage_bulk_aantal", "inzage_rem_aantal"),
    ("inzage_uur_dagen", "inzage_terugblik_dagen"),
)
"""Pairs of names of which the first is at most the second; a ladder with its steps the wrong way round says nothing."""


def first_day(moment: datetime) -> date:
    """The earliest day on which a rule approved at this instant may begin: the day after this one, in Amsterdam."""
    return local_date(moment + MARGE) + timedelta(days=1)


def check_voorstel(naam: str, waarde: int, geldig_vanaf: date, bron: str, moment: datetime) -> Regel:
    """The rule as it would be. Raises `OngeldigeInvoer`, with every fault, for one that can never hold."""
    grens = GRENZEN.get(naam)
    faults = [] if grens else [Fault("naam", "Deze regel kent de dienst niet. Kies een naam uit GET /v1/regels.")]
    if grens and not grens.laagst <= waarde <= grens.hoogst:
        fout = f"Deze regel ligt tussen {grens.laagst} en {grens.hoogst}. Ruimer kan alleen met een nieuwe versie van "
        faults.append(Fault("waarde", f"{fout}de dienst (R18)."))
    if geldig_vanaf < first_day(moment):
        fout = f"Een regel gaat op zijn vroegst in op {first_day(moment):%Y-%m-%d}: een dag heeft één stel regels."
        faults.append(Fault("geldigVanafDatum", fout))
    if faults:
        raise OngeldigeInvoer(*faults)
    return make_regel(naam, waarde, geldig_vanaf, bron)


def check_goedkeuring(voorstel: Regel, door: UUID | None, goedkeurder: UUID, moment: datetime) -> None:
    """Raise `TweePersonen` for who proposed it, `RegelIngang` when its first day has come or is about to."""
    if door == goedkeurder:
        raise TweePersonen
    if voorstel.geldig_vanaf < first_day(moment):
        raise RegelIngang


def check_together(rijen: tuple[Regel, ...], vanaf: date) -> None:
    """Raise `RegelsTegenstrijdig` unless the rules agree on `vanaf` and on every later day on which one changes."""
    for dag in sorted({vanaf, *(rij.geldig_vanaf for rij in rijen if rij.geldig_vanaf > vanaf)}):
        regels = Regels.op(dag, rijen)
        for minder, meer in OPLOPEND:
            if getattr(regels, minder) > getattr(regels, meer):
                raise RegelsTegenstrijdig(
                    f"Op {dag:%Y-%m-%d} zou {minder} ({getattr(regels, minder)}) hoger zijn dan {meer} "
                    f"({getattr(regels, meer)}). Stel eerst de andere regel bij."
                )
