"""The facts about one opvangorganisatie, or one centrumgemeente, from the tables (quick) or from a herspeling (proof).

The tables are asked for what a period could touch, with room to spare; the figures themselves look at the period.
"""

from collections.abc import Awaitable, Callable, Iterable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from capacity_service.domain.feitenset import Feitenset, Periode
from capacity_service.domain.herspeling import Herspeling
from capacity_service.domain.regels import GRENZEN, SEED, Regel, make_regel
from capacity_service.domain.verantwoording import Streekfeiten
from capacity_service.store.database import Transactie
from capacity_service.store.feitlezing import (
    read_aanvraag,
    read_plaats,
    read_plaatsing,
    read_registratie,
    read_signaal,
    read_verblijf,
)
from capacity_service.store.landkaart import KAART
from capacity_service.store.regelboek import read_approved
from capacity_service.store.registraties import read_registraties
from capacity_service.store.signaaltoestand import read_normsignalen, read_verblijven
from capacity_service.store.toestand import Toestand, read_aanvragen, read_plaatsen, read_plaatsingen

Lees = Callable[[Transactie, Iterable[UUID]], Awaitable[list[Toestand]]]

RUIMTE = timedelta(days=60)
"""How long before a period something may have ended and still be due in it."""
AT_ONCE = 5_000

PLAATSINGEN = """
SELECT id, aanvraag_id FROM plaatsing WHERE opvang_organisatie = :organisatie
    AND gereserveerd_op < :tot AND coalesce(beeindigd_op, 'infinity') >= :vanaf
UNION SELECT id, aanvraag_id FROM plaatsing WHERE aanvraag_organisatie = :organisatie
    AND gereserveerd_op < :tot AND coalesce(beeindigd_op, 'infinity') >= :vanaf
"""
AANVRAGEN = (
    "SELECT id FROM aanvraag WHERE organisatie_id = :organisatie AND deadline_op >= :vanaf AND ingediend_op < :tot"
)
VERBLIJVEN = """
SELECT id FROM verblijf
WHERE organisatie_id = :organisatie AND van < :tot AND coalesce(tot, 'infinity') >= :vanaf
"""
PLAATSEN = "SELECT id FROM plaats WHERE organisatie_id = :organisatie"
REGISTRATIES = "SELECT id FROM registratie WHERE plaatsing_id = ANY(CAST(:plaatsingen AS uuid[]))"
SIGNALEN = """
SELECT id FROM normsignaal WHERE opvang_organisatie = :organisatie
    AND begonnen_op < :tot AND coalesce(beeindigd_op, 'infinity') >= :vanaf
UNION SELECT id FROM normsignaal WHERE aanvraag_organisatie = :organisatie
    AND begonnen_op < :tot AND coalesce(beeindigd_op, 'infinity') >= :vanaf
"""
SIGNALEN_STREEK = """
SELECT id FROM normsignaal WHERE centrumgemeente = :code AND begonnen_op >= :van AND begonnen_op < :tot
"""
AANKOMSTEN = """
SELECT aangekomen_op FROM plaatsing
WHERE centrumgemeente = :code AND aangekomen_op >= :van AND aangekomen_op < :tot ORDER BY aangekomen_op
"""
LAATSTE = "SELECT volgnummer, op FROM logboek WHERE volgnummer = (SELECT volgnummer FROM sequencer)"


async def from_tables(tx: Transactie, organisatie: UUID, periode: Periode) -> Feitenset:
    """What the tables say now, in a snapshot that sees everything."""
    volgnummer, op = await read_laatste(tx)
    about = {"organisatie": organisatie, "vanaf": periode.van - RUIMTE, "tot": periode.tot}
    pairs = await tx.sql(PLAATSINGEN, **about)
    plaatsingen = [row.id for row in pairs]
    aanvragen = {row.aanvraag_id for row in pairs} | {row.id for row in await tx.sql(AANVRAGEN, **about)}
    verblijven = [row.id for row in await tx.sql(VERBLIJVEN, **about)]
    signalen = [row.id for row in await tx.sql(SIGNALEN, **about)]
    plaatsen = [row.id for row in await tx.sql(PLAATSEN, organisatie=organisatie)]
    registraties = [row.id for row in await tx.sql(REGISTRATIES, plaatsingen=plaatsingen)]
    asked = [read_aanvraag(state) for state in await _states(tx, read_aanvragen, aanvragen)]
    places = [read_plaats(state) for state in await _states(tx, read_plaatsen, plaatsen)]
    return Feitenset(
        volgnummer,
        await _read_eerste(tx),
        op,
        {aanvraag.id: aanvraag for aanvraag in asked},
        tuple(read_plaatsing(state) for state in await _states(tx, read_plaatsingen, plaatsingen)),
        tuple(read_verblijf(state) for state in await _states(tx, read_verblijven, verblijven)),
        tuple(read_registratie(state) for state in await _states(tx, read_registraties, registraties)),
        tuple(read_signaal(state) for state in await _states(tx, read_normsignalen, signalen)),
        {plaats.id: plaats for plaats in places},
        _sort(await read_approved(tx.session)),
        await _read_regio(tx),
    )


async def from_herspeling(tx: Transactie, stand: Herspeling) -> Feitenset:
    """What the logboek says, of every organisatie; only the map of the country is asked elsewhere."""
    asked = [read_aanvraag(state) for state in stand.of("aanvraag")]
    places = [read_plaats(state) for state in stand.of("plaats")]
    return Feitenset(
        stand.volgnummer,
        await _read_eerste(tx),
        stand.op,
        {aanvraag.id: aanvraag for aanvraag in asked},
        tuple(map(read_plaatsing, stand.of("plaatsing"))),
        tuple(map(read_verblijf, stand.of("verblijf"))),
        tuple(map(read_registratie, stand.of("registratie"))),
        tuple(map(read_signaal, stand.of("normsignaal"))),
        {plaats.id: plaats for plaats in places},
        read_regels(stand),
        await _read_regio(tx),
    )


async def streek_from_tables(tx: Transactie, code: str, periode: Periode) -> Streekfeiten:
    """The episodes that began, and the arrivals, in one centrumgemeente in a period."""
    volgnummer, op = await read_laatste(tx)
    about = {"code": code, "van": periode.van, "tot": periode.tot}
    signalen = [row.id for row in await tx.sql(SIGNALEN_STREEK, **about)]
    return Streekfeiten(
        volgnummer,
        op,
        tuple(read_signaal(state) for state in await _states(tx, read_normsignalen, signalen)),
        tuple(row.aangekomen_op for row in await tx.sql(AANKOMSTEN, **about)),
    )


def streek_from_herspeling(stand: Herspeling, code: str) -> Streekfeiten:
    """The same from the logboek, of all time."""
    plaatsingen = [read_plaatsing(state) for state in stand.of("plaatsing") if state["centrumgemeente"] == code]
    return Streekfeiten(
        stand.volgnummer,
        stand.op,
        tuple(read_signaal(state) for state in stand.of("normsignaal") if state["waar"] == code),
        tuple(sorted(p.aangekomen_op for p in plaatsingen if p.aangekomen_op is not None)),
    )


async def read_laatste(tx: Transactie) -> tuple[int, Any]:
    """The number and instant of the last fact; (0, None) while there is none."""
    rows = await tx.sql(LAATSTE)
    return (rows[0].volgnummer, rows[0].op) if rows else (0, None)


async def _read_eerste(tx: Transactie) -> datetime | None:
    rows = await tx.sql("SELECT op FROM logboek WHERE volgnummer = 1")
    return rows[0].op if rows else None


async def _states(tx: Transactie, read: Lees, ids: Iterable[UUID]) -> list[Toestand]:
    """A part at a time: one statement takes no more than 32,767 values."""
    wanted, found = sorted(ids), list[Toestand]()
    for start in range(0, len(wanted), AT_ONCE):
        found += await read(tx, wanted[start : start + AT_ONCE])
    return found


async def _read_regio(tx: Transactie) -> dict[str, frozenset[str]]:
    return (await KAART.read(tx)).regio


def read_regels(stand: Herspeling) -> tuple[Regel, ...]:
    """The rules the service came with, and those that were approved since."""
    approved = [s for s in stand.of("regel") if s["goedgekeurdOp"] is not None and s["naam"] in GRENZEN]
    seen = {(regel.naam, regel.geldig_vanaf): regel for regel in SEED}
    for state in approved:
        regel = make_regel(state["naam"], state["waarde"], date.fromisoformat(state["geldigVanafDatum"]), state["bron"])
        seen[regel.naam, regel.geldig_vanaf] = regel
    return _sort(seen.values())


def _sort(regels: Iterable[Regel]) -> tuple[Regel, ...]:
    return tuple(sorted(regels, key=lambda regel: (regel.naam, regel.geldig_vanaf)))
