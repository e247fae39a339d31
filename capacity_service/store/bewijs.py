"""Dossiers and verantwoordingen with their sources: from which facts and rules, and how anybody computes them again.

Nothing in them depends on the moment of asking: they are cut off at the last fact that they rest on. Computed again up to
that fact they are the same, to the byte, and so is their SHA-256.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from capacity_service.domain.cijfers import Meting
from capacity_service.domain.dossier import make_normen
from capacity_service.domain.errors import Fault, NietGevonden, OngeldigeInvoer
from capacity_service.domain.feitenset import Periode
from capacity_service.domain.herspeling import Feit, Herspeling
from capacity_service.domain.regels import Regel
from capacity_service.domain.regeluitleg import UITLEG, name_waarde
from capacity_service.domain.tijd import local_date
from capacity_service.domain.verantwoording import (
    CEL_MIN,
    Kwartaal,
    Telling,
    Verloop,
    add_up,
    compute_kwartaal,
    split,
    widen,
)
from capacity_service.store.database import Transactie
from capacity_service.store.feitenset import (
    from_herspeling,
    from_tables,
    read_laatste,
    read_regels,
    streek_from_herspeling,
    streek_from_tables,
)
from capacity_service.store.logboek import canonical
from capacity_service.store.regelboek import read_approved
from capacity_service.store.replay import Tot, replay
from capacity_service.store.toestand import Toestand, instant
from capacity_service.store.volgnummers import find_first

TELLINGEN = """
SELECT op, (feit::jsonb ->> 'onderMinimum')::boolean AS onder_minimum, (feit::jsonb ->> 'geenVrij')::boolean AS geen_vrij
FROM logboek WHERE soort = 'bezetting' AND (feit::jsonb ->> 'code') = :code
"""
DURING = "AND volgnummer >= :eerste AND volgnummer <= :laatste ORDER BY volgnummer"
BEFORE = "AND volgnummer < :eerste ORDER BY volgnummer DESC LIMIT 1"

UITLEG_VERANTWOORDING = (
    "De uren komen uit de vastgelegde tellingen van de bezetting, met de regels die toen golden.",
    "Een keer is een normsignaal dat in dat kwartaal begon; wat binnen de herhaaltijd terugkomt, is dezelfde keer.",
    f"Aantallen huishoudens onder de {CEL_MIN} staan er als <{CEL_MIN}. Een totaal daarover is een bereik.",
    "Over huishoudens staat er pas iets als het kwartaal voorbij is. Een periode wordt afgerond op hele kwartalen.",
)


@dataclass(frozen=True)
class Bron:
    """Where to read: the tables as they are, or the logboek up to and including this fact (None: the last one)."""

    uit_logboek: bool = False
    volgnummer: int | None = None


TABELLEN = Bron()
JAREN_MAX = 5


async def make_dossier(tx: Transactie, organisatie: UUID, van: date, tot: date, bron: Bron = TABELLEN) -> Toestand:
    """The dossier of one opvangorganisatie over the days [van, tot), in a snapshot that sees everything.

    Raises `NietGevonden` for what is no opvangorganisatie, `KetenGebroken` for a logboek that is not what was recorded.
    """
    rows = await tx.sql("SELECT naam FROM organisatie WHERE id = :id AND soort = 'opvangorganisatie'", id=organisatie)
    if not rows:
        raise NietGevonden
    periode = Periode.of_dagen(van, tot)
    if bron.uit_logboek:
        feiten = await from_herspeling(tx, await replay(tx, Tot(bron.volgnummer)))
    else:
        feiten = await from_tables(tx, organisatie, periode)
    body = {
        "organisatie": {"id": str(organisatie), "naam": rows[0].naam},
        "periode": _show_periode(van, tot, feiten.op),
        "normen": make_normen(Meting(feiten, str(organisatie), periode)),
        "bronnen": await _show_bronnen(tx, f"dossier {organisatie}", (van, tot), feiten.volgnummer, feiten.regels),
    }
    return _sign(body)


async def make_verantwoording(tx: Transactie, code: str, van: date, tot: date, bron: Bron = TABELLEN) -> Toestand:
    """The verantwoording of one centrumgemeente over the quarters that [van, tot) touches.

    Raises `NietGevonden` for what is no centrumgemeente, `KetenGebroken` as `make_dossier` does.
    """
    rows = await tx.sql("SELECT naam FROM centrumgemeente WHERE code = :code", code=code)
    if not rows:
        raise NietGevonden
    van, tot = widen(van, tot)
    laatste = (await read_laatste(tx))[1]
    kwartalen = [(kwartaal, Verloop(kwartaal.periode)) for kwartaal in split(van, tot, laatste)]
    if bron.uit_logboek:
        stand = await _replay_streek(tx, code, bron, [verloop for _, verloop in kwartalen])
        feiten, regels = await streek_from_herspeling(tx, stand, code), read_regels(stand)
        kwartalen = _keep(kwartalen, split(van, tot, feiten.op))
    else:
        feiten, regels = await streek_from_tables(tx, code, Periode.of_dagen(van, tot)), await read_approved(tx.session)
        await _read_tellingen(tx, code, feiten.volgnummer, [verloop for _, verloop in kwartalen])
    for _, verloop in kwartalen:
        if feiten.op is not None:
            verloop.end(feiten.op)
    shown = [compute_kwartaal(kwartaal, verloop, feiten) for kwartaal, verloop in kwartalen]
    body = {
        "centrumgemeente": {"code": code, "naam": rows[0].naam},
        "periode": _show_periode(van, tot, feiten.op),
        "kwartalen": shown,
        "totaal": add_up(shown),
        "toelichting": list(UITLEG_VERANTWOORDING),
        "bronnen": await _show_bronnen(tx, f"verantwoording {code}", (van, tot), feiten.volgnummer, regels),
    }
    return _sign(body)


async def _replay_streek(tx: Transactie, code: str, bron: Bron, verlopen: list[Verloop]) -> Herspeling:
    def watch(feit: Feit) -> None:
        if feit.soort == "bezetting" and feit.toestand is not None and feit.toestand["code"] == code:
            telling = Telling(feit.op, feit.toestand["onderMinimum"], feit.toestand["geenVrij"])
            for verloop in verlopen:
                verloop.see(telling)

    return await replay(tx, Tot(bron.volgnummer), watch=watch)


def _keep(kwartalen: list[tuple[Kwartaal, Verloop]], known: list[Kwartaal]) -> list[tuple[Kwartaal, Verloop]]:
    """As seen from an earlier fact: fewer quarters had begun, and fewer were over."""
    verlopen = {kwartaal.van: verloop for kwartaal, verloop in kwartalen}
    return [(kwartaal, verlopen[kwartaal.van]) for kwartaal in known]


async def _read_tellingen(tx: Transactie, code: str, head: int, verlopen: list[Verloop]) -> None:
    if not verlopen:
        return
    eerste = await find_first(tx, verlopen[0].periode.van, head)
    before = await tx.sql(TELLINGEN + BEFORE, code=code, eerste=eerste)
    during = await tx.sql(TELLINGEN + DURING, code=code, eerste=eerste, laatste=head)
    for row in (*before, *during):
        for verloop in verlopen:
            verloop.see(Telling(row.op, row.onder_minimum, row.geen_vrij))


def _show_periode(van: date, tot: date, op: datetime | None) -> Toestand:
    begin, end = Periode.of_dagen(van, tot)
    measured = end if op is None else min(end, max(begin, op))
    return {"vanDatum": van.isoformat(), "totDatum": tot.isoformat(), "gemetenTotOp": instant(measured)}


async def _show_bronnen(
    tx: Transactie, opdracht: str, dagen: tuple[date, date], head: int, regels: Iterable[Regel]
) -> Toestand:
    van, tot = dagen
    begin, end = Periode.of_dagen(van, tot)
    eerste, na = await find_first(tx, begin, head), await find_first(tx, end, head)
    return {
        "eersteVolgnummer": eerste if eerste < na else None,
        "laatsteVolgnummer": na - 1 if eerste < na else None,
        "totVolgnummer": head,
        "regels": _show_regels(list(regels), van, tot),
        "opdracht": f"capacity-service {opdracht} --van {van} --tot {tot} --uit-logboek --feit {head}",
    }


def _show_regels(regels: list[Regel], van: date, tot: date) -> list[Toestand]:
    """Every rule that was in force on a day of the period, with the days from which and until which."""
    shown = []
    for regel in sorted(regels, key=lambda r: (r.naam, r.geldig_vanaf)):
        later = [r.geldig_vanaf for r in regels if r.naam == regel.naam and r.geldig_vanaf > regel.geldig_vanaf]
        until = min(later, default=None)
        if regel.geldig_vanaf < tot and (until is None or until > van):
            shown.append(
                {
                    "naam": regel.naam,
                    "waarde": regel.waarde,
                    "eenheid": UITLEG[regel.naam][0],
                    "gelezen": name_waarde(regel.naam, regel.waarde),
                    "geldigVanafDatum": regel.geldig_vanaf.isoformat(),
                    "geldigTotDatum": None if until is None else until.isoformat(),
                    "bron": regel.bron,
                }
            )
    return shown


def _sign(body: dict[str, Any]) -> Toestand:
    """The same with the SHA-256 of its canonical JSON: keys sorted, no spaces, UTF-8, without the field `sha256`."""
    return body | {"sha256": hashlib.sha256(canonical(body).encode()).hexdigest()}


def conceal_numbers(body: Toestand) -> Toestand:
    """The same without numbers of the logboek, signed again: they count what happens everywhere, also between two ticks.

    For a gemeente below `volledig` (rule `openheid`). Who may know them repeats it with `--feit`.
    """
    bronnen = body["bronnen"] | dict.fromkeys(("eersteVolgnummer", "laatsteVolgnummer", "totVolgnummer"))
    bronnen["opdracht"] = bronnen["opdracht"].partition(" --feit ")[0]
    return _sign({name: value for name, value in body.items() if name != "sha256"} | {"bronnen": bronnen})


def complete_periode(now: datetime, van: date | None, tot: date | None) -> tuple[date, date]:
    """The days that are meant: without `tot` until and including today, without `van` from a year before `tot`.

    Raises `OngeldigeInvoer` for a period that is empty, has not begun, or is longer than five years.
    """
    tomorrow = date.fromordinal(local_date(now).toordinal() + 1)
    end = tomorrow if tot is None else tot
    begin = _years_before(end, 1) if van is None else van
    if begin >= end:
        raise OngeldigeInvoer(Fault("tot", "De periode is leeg. Kies een tot die na van ligt; tot zelf telt niet mee."))
    if begin >= tomorrow:
        raise OngeldigeInvoer(Fault("van", "Deze periode is nog niet begonnen. Kies een van die vandaag of eerder is."))
    if begin < _years_before(end, JAREN_MAX):
        raise OngeldigeInvoer(Fault("van", f"Dit is te lang. Vraag hoogstens {JAREN_MAX} jaar in een keer."))
    return begin, end


def _years_before(dag: date, jaren: int) -> date:
    """The same day so many years earlier; of a leap day the last of February."""
    try:
        return dag.replace(year=dag.year - jaren)
    except ValueError:
        return dag.replace(year=dag.year - jaren, day=28)
