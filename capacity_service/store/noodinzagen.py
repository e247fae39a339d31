"""Noodinzagen in SQL: rows that are only added. What one is about stands apart, so that it can be erased with the aanvraag."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from capacity_service.domain.aanvraag import LOPEND
from capacity_service.domain.errors import NietGevonden
from capacity_service.domain.inzage import Actor
from capacity_service.domain.noodinzage import Noodinzage, Noodreden
from capacity_service.store.database import Transactie
from capacity_service.store.toestand import Toestand, instant

NOODINZAGE = """
SELECT n.id, n.referentie, n.reden, n.gevraagd_door, n.gevraagd_organisatie, n.gevraagd_op, n.vervalt_op,
       g.account_id AS goedgekeurd_door, g.organisatie_id AS goedgekeurd_organisatie, g.op AS goedgekeurd_op,
       g.tot AS verloopt_op, e.op AS beeindigd_op
FROM noodinzage n
LEFT JOIN noodinzagestap g ON g.noodinzage_id = n.id AND g.soort = 'goedgekeurd'
LEFT JOIN noodinzagestap e ON e.noodinzage_id = n.id AND e.soort = 'beeindigd'
"""
BY_ID = f"{NOODINZAGE} WHERE n.id = ANY(CAST(:ids AS uuid[])) ORDER BY n.id"
MINE = f"{NOODINZAGE} WHERE n.gevraagd_organisatie = :own ORDER BY n.id DESC LIMIT 100"
TO_APPROVE = (
    f"{NOODINZAGE} WHERE g.account_id = :account OR (n.gevraagd_organisatie <> :own AND g.noodinzage_id IS NULL"
    " AND e.noodinzage_id IS NULL AND n.vervalt_op > :now) ORDER BY n.id DESC LIMIT 100"
)
RUNNING = """
SELECT a.id AS aanvraag, p.id AS plaatsing FROM aanvraag a
JOIN plaatsing p ON p.aanvraag_id = a.id AND p.status = ANY(CAST(:lopend AS text[]))
WHERE a.referentie = :kenmerk AND (p.verloopt_op IS NULL OR p.verloopt_op > :now) ORDER BY p.id DESC LIMIT 1
"""
ADD = """
INSERT INTO noodinzage (id, referentie, reden, gevraagd_door, gevraagd_organisatie, gevraagd_op, vervalt_op)
VALUES (:id, :referentie, :reden, :account, :organisatie, :op, :tot)
"""
ADD_ZAAK = "INSERT INTO noodinzagezaak (noodinzage_id, aanvraag_id) VALUES (:id, :aanvraag)"
STEP = """
INSERT INTO noodinzagestap (noodinzage_id, soort, account_id, organisatie_id, op, tot)
VALUES (:id, :soort, :account, :organisatie, :op, :tot) ON CONFLICT DO NOTHING RETURNING soort
"""
ZAAK = """
SELECT a.id AS aanvraag_id, a.referentie AS kenmerk, a.status AS aanvraagstatus, g.gegevens ->> 'gemeente' AS gemeente,
       ao.id AS aanvrager_id, ao.naam AS aanvrager, p.id AS plaatsing_id, p.status AS plaatsingstatus, p.centrumgemeente,
       p.aangekomen_op, p.plaatsen, oo.id AS opvang_id, oo.naam AS opvang
FROM noodinzagezaak z
JOIN aanvraag a ON a.id = z.aanvraag_id
JOIN organisatie ao ON ao.id = a.organisatie_id
LEFT JOIN LATERAL (SELECT h.gegevens FROM huishoudgegevens h WHERE h.aanvraag_id = a.id
                   ORDER BY h.revisie DESC LIMIT 1) g ON true
LEFT JOIN LATERAL (SELECT q.* FROM plaatsing q WHERE q.aanvraag_id = a.id AND q.status = ANY(CAST(:lopend AS text[]))
                   AND (q.verloopt_op IS NULL OR q.verloopt_op > :now) ORDER BY q.id DESC LIMIT 1) p ON true
LEFT JOIN organisatie oo ON oo.id = p.opvang_organisatie
WHERE z.noodinzage_id = :id
"""
HUIZEN = """
SELECT p.referentie, h.id AS huis, h.code FROM plaats p JOIN huis h ON h.id = p.huis_id
WHERE p.id = ANY(CAST(:ids AS uuid[])) ORDER BY p.referentie
"""


def _make(row: Any) -> Noodinzage:  # noqa: ANN401 - a row of NOODINZAGE
    return Noodinzage(**(dict(row) | {"reden": Noodreden(row.reden)}))


async def read_noodinzagen(tx: Transactie, ids: Iterable[UUID]) -> list[Noodinzage]:
    """These noodinzagen, as far as this transaction may see them, by id."""
    wanted = list(ids)
    return [_make(row) for row in await tx.sql(BY_ID, ids=wanted)] if wanted else []


async def find_noodinzage(tx: Transactie, key: UUID) -> Noodinzage:
    """One of them. Raises `NietGevonden`."""
    found = await read_noodinzagen(tx, [key])
    if not found:
        raise NietGevonden
    return found[0]


async def read_own(tx: Transactie, organisatie: UUID) -> list[Noodinzage]:
    """What this organisatie asked, newest first."""
    return [_make(row) for row in await tx.sql(MINE, own=organisatie)]


async def read_waiting(tx: Transactie, organisatie: UUID, account: UUID) -> list[Noodinzage]:
    """What others ask and nobody approved yet, and what this account approved, newest first."""
    return [_make(row) for row in await tx.sql(TO_APPROVE, own=organisatie, account=account, now=tx.now)]


async def find_running(tx: Transactie, kenmerk: str) -> tuple[UUID, UUID] | None:
    """The aanvraag of this kenmerk and its plaatsing that runs; None alike for unknown, without a place, and over."""
    rows = await tx.sql(RUNNING, kenmerk=kenmerk, lopend=sorted(LOPEND), now=tx.now)
    return (rows[0].aanvraag, rows[0].plaatsing) if rows else None


async def find_plaatsing(tx: Transactie, key: UUID) -> UUID | None:
    """The plaatsing that runs of what this noodinzage is about; None when there is none, or it was erased."""
    rows = await tx.sql(ZAAK, id=key, lopend=sorted(LOPEND), now=tx.now)
    return rows[0].plaatsing_id if rows else None


async def add(tx: Transactie, nood: Noodinzage, aanvraag: UUID) -> None:
    """Write the entry down, and apart from it what it is about."""
    await tx.sql(
        ADD,
        id=nood.id,
        referentie=nood.referentie,
        reden=str(nood.reden),
        account=nood.gevraagd_door,
        organisatie=nood.gevraagd_organisatie,
        op=nood.gevraagd_op,
        tot=nood.vervalt_op,
    )
    await tx.sql(ADD_ZAAK, id=nood.id, aanvraag=aanvraag)


async def add_step(tx: Transactie, actor: Actor, key: UUID, soort: str, tot: datetime | None = None) -> bool:
    """Write down that somebody approved or ended it; False when that was done already."""
    who = {"account": actor.account, "organisatie": actor.organisatie}
    step = who | {"id": key, "soort": soort, "op": tx.now, "tot": tot}
    return bool(await tx.sql(STEP, **step))


def make_noodtoestand(nood: Noodinzage, now: datetime) -> Toestand:
    """One noodinzage, as the logboek and the answers tell it: nothing of whom it is about."""
    return {
        "id": str(nood.id),
        "referentie": nood.referentie,
        "reden": str(nood.reden),
        "status": str(nood.status(now)),
        "gevraagdDoor": str(nood.gevraagd_door),
        "gevraagdVoor": str(nood.gevraagd_organisatie),
        "gevraagdOp": instant(nood.gevraagd_op),
        "vervaltOp": instant(nood.vervalt_op),
        "goedgekeurdDoor": None if nood.goedgekeurd_door is None else str(nood.goedgekeurd_door),
        "goedgekeurdVoor": None if nood.goedgekeurd_organisatie is None else str(nood.goedgekeurd_organisatie),
        "goedgekeurdOp": instant(nood.goedgekeurd_op),
        "verlooptOp": instant(nood.verloopt_op),
        "beeindigdOp": instant(nood.beeindigd_op),
        "revisie": 1 + (nood.goedgekeurd_op is not None) + (nood.beeindigd_op is not None),
    }


async def read_toestanden(tx: Transactie, ids: Iterable[UUID]) -> list[Toestand]:
    """The state of these noodinzagen, by id."""
    return [make_noodtoestand(nood, tx.now) for nood in await read_noodinzagen(tx, ids)]


async def read_both_sides(tx: Transactie, key: UUID) -> Toestand:
    """Where they come from and where they are. `bestemming` is null when no plaatsing runs; both when it was erased."""
    rows = await tx.sql(ZAAK, id=key, lopend=sorted(LOPEND), now=tx.now)
    if not rows:
        return {"herkomst": None, "bestemming": None}
    (row,) = rows
    herkomst = {
        "kenmerk": row.kenmerk,
        "aanvraag": str(row.aanvraag_id),
        "status": row.aanvraagstatus,
        "gemeente": row.gemeente,
        "organisatie": {"id": str(row.aanvrager_id), "naam": row.aanvrager},
    }
    return {"herkomst": herkomst, "bestemming": None if row.plaatsing_id is None else await _make_bestemming(tx, row)}


async def _make_bestemming(tx: Transactie, row: Any) -> Toestand:  # noqa: ANN401 - a row of ZAAK
    plaatsen = await tx.sql(HUIZEN, ids=row.plaatsen)
    return {
        "plaatsing": str(row.plaatsing_id),
        "status": row.plaatsingstatus,
        "centrumgemeente": row.centrumgemeente,
        "organisatie": {"id": str(row.opvang_id), "naam": row.opvang},
        "huis": {"id": str(plaatsen[0].huis), "code": plaatsen[0].code},
        "plaatsen": [plaats.referentie for plaats in plaatsen],
        "aangekomenOp": instant(row.aangekomen_op),
    }
