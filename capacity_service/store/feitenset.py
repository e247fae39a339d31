"""The facts about one opvangorganisatie, or one centrumgemeente, from the tables (quick) or from a herspeling (proof).

The tables are asked for what a period could touch, with room to spare; the figures themselves look at the period.
"""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from capacity_service.domain.feitenset import Dagplek, Dagtelling, Feitenset, Gewistsignaal, Periode, noon_of
from capacity_service.domain.herspeling import Herspeling
from capacity_service.domain.regels import GRENZEN, SEED, Regel, make_regel
from capacity_service.domain.verantwoording import Streekfeiten
from capacity_service.store.database import Transactie
from capacity_service.store.feitlezing import (
    read_aanvraag,
    read_gewist_signaal,
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
WHERE organisatie_id = :organisatie AND NOT gewist AND van < :tot AND coalesce(tot, 'infinity') >= :vanaf
"""
PLAATSEN = "SELECT id FROM plaats WHERE organisatie_id = :organisatie"
REGISTRATIES = "SELECT id FROM registratie WHERE plaatsing_id = ANY(CAST(:plaatsingen AS uuid[]))"
SIGNALEN = """
SELECT id FROM normsignaal WHERE opvang_organisatie = :organisatie
    AND begonnen_op < :tot AND coalesce(beeindigd_op, 'infinity') >= :vanaf
UNION SELECT id FROM normsignaal WHERE aanvraag_organisatie = :organisatie
    AND begonnen_op < :tot AND coalesce(beeindigd_op, 'infinity') >= :vanaf
"""
SIGNALEN_OF = """
SELECT id, onderwerp FROM normsignaal WHERE onderwerp = ANY(CAST(:dingen AS text[]))
"""
VERBLIJVEN_OF = "SELECT id FROM verblijf WHERE plaatsing_id = ANY(CAST(:plaatsingen AS uuid[]))"
BEVROREN = """
SELECT organisatie_id, dag, norm, nummer, teller, noemer, hoogste FROM bevroren_cijfer
WHERE (CAST(:organisatie AS uuid) IS NULL OR organisatie_id = :organisatie)
"""
BEVROREN_SIGNALEN = """
SELECT * FROM bevroren_signaal
WHERE (CAST(:organisatie AS uuid) IS NULL OR opvang_organisatie = :organisatie OR aanvraag_organisatie = :organisatie)
  AND (CAST(:code AS text) IS NULL OR centrumgemeente = :code) ORDER BY id
"""
BEVROREN_AANKOMSTEN = "SELECT dag, aantal FROM bevroren_aankomst WHERE centrumgemeente = :code ORDER BY dag"
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
        (
            *(read_signaal(state) for state in await _states(tx, read_normsignalen, signalen)),
            *await _read_erased_signalen(tx, organisatie=organisatie),
        ),
        {plaats.id: plaats for plaats in places},
        _sort(await read_approved(tx.session)),
        await _read_regio(tx),
        await _read_erased(tx, organisatie),
    )


async def read_zaken(tx: Transactie, zaken: Sequence[tuple[Sequence[UUID], Sequence[UUID]]]) -> list[Feitenset]:
    """All facts of each of these zaken (the ids of its aanvragen and of its plaatsingen) and of no other, before it is erased."""
    bij = [key for _, plaatsingen in zaken for key in plaatsingen]
    dingen = [str(key) for aanvragen, plaatsingen in zaken for key in (*aanvragen, *plaatsingen)]
    asked = await _states(tx, read_aanvragen, [key for aanvragen, _ in zaken for key in aanvragen])
    placed = await _states(tx, read_plaatsingen, bij)
    stays = await _states(tx, read_verblijven, [row.id for row in await tx.sql(VERBLIJVEN_OF, plaatsingen=bij)])
    done = await _states(tx, read_registraties, [row.id for row in await tx.sql(REGISTRATIES, plaatsingen=bij)])
    told = {row.id: row.onderwerp for row in await tx.sql(SIGNALEN_OF, dingen=dingen)}
    signalen = await _states(tx, read_normsignalen, told)
    where = {UUID(key) for p in placed for key in p["plaatsen"]} | {UUID(stay["plaats"]) for stay in stays}
    places = {plaats.id: plaats for plaats in map(read_plaats, await _states(tx, read_plaatsen, where))}
    regels, regio = _sort(await read_approved(tx.session)), await _read_regio(tx)
    found = []
    for aanvragen, plaatsingen in zaken:
        own, here = set(map(str, aanvragen)), set(map(str, plaatsingen))
        found.append(
            Feitenset(
                0,
                None,
                None,
                {aanvraag.id: aanvraag for aanvraag in map(read_aanvraag, asked) if aanvraag.id in own},
                tuple(read_plaatsing(state) for state in placed if state["id"] in here),
                tuple(read_verblijf(state) for state in stays if state["plaatsing"] in here),
                tuple(read_registratie(state) for state in done if state["plaatsing"] in here),
                tuple(read_signaal(state) for state in signalen if told[UUID(state["id"])] in own | here),
                places,
                regels,
                regio,
            )
        )
    return found


async def _read_erased(tx: Transactie, organisatie: UUID | None) -> dict[Dagplek, Dagtelling]:
    return {
        Dagplek(str(row.organisatie_id), row.dag, row.norm, row.nummer): Dagtelling(row.teller, row.noemer, row.hoogste)
        for row in await tx.sql(BEVROREN, organisatie=organisatie)
    }


async def _read_erased_signalen(
    tx: Transactie, *, organisatie: UUID | None = None, code: str | None = None
) -> list[Gewistsignaal]:
    rows = await tx.sql(BEVROREN_SIGNALEN, organisatie=organisatie, code=code)
    return [read_gewist_signaal(row) for row in rows]


async def _read_erased_aankomsten(tx: Transactie, code: str) -> list[datetime]:
    """An instant for each, of which the day counts and no more."""
    rows = await tx.sql(BEVROREN_AANKOMSTEN, code=code)
    return [noon_of(row.dag) for row in rows for _ in range(row.aantal)]


async def from_herspeling(tx: Transactie, stand: Herspeling) -> Feitenset:
    """What the logboek says, of every organisatie; only the map of the country, and what was counted of what is erased, is asked elsewhere."""
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
        (*map(read_signaal, stand.of("normsignaal")), *await _read_erased_signalen(tx)),
        {plaats.id: plaats for plaats in places},
        read_regels(stand),
        await _read_regio(tx),
        await _read_erased(tx, None),
    )


async def streek_from_tables(tx: Transactie, code: str, periode: Periode) -> Streekfeiten:
    """The episodes that began, and the arrivals, in one centrumgemeente in a period."""
    volgnummer, op = await read_laatste(tx)
    about = {"code": code, "van": periode.van, "tot": periode.tot}
    signalen = [row.id for row in await tx.sql(SIGNALEN_STREEK, **about)]
    return Streekfeiten(
        volgnummer,
        op,
        (
            *(read_signaal(state) for state in await _states(tx, read_normsignalen, signalen)),
            *await _read_erased_signalen(tx, code=code),
        ),
        (*(row.aangekomen_op for row in await tx.sql(AANKOMSTEN, **about)), *await _read_erased_aankomsten(tx, code)),
    )


async def streek_from_herspeling(tx: Transactie, stand: Herspeling, code: str) -> Streekfeiten:
    """The same from the logboek, of all time."""
    plaatsingen = [read_plaatsing(state) for state in stand.of("plaatsing") if state["centrumgemeente"] == code]
    return Streekfeiten(
        stand.volgnummer,
        stand.op,
        (
            *(read_signaal(state) for state in stand.of("normsignaal") if state["waar"] == code),
            *await _read_erased_signalen(tx, code=code),
        ),
        (
            *sorted(p.aangekomen_op for p in plaatsingen if p.aangekomen_op is not None),
            *await _read_erased_aankomsten(tx, code),
        ),
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
