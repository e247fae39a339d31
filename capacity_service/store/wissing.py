"""What is over long enough to be forgotten, in SQL: which zaken, what was counted of them, and that they go.

The rights to delete are not the service's own: `wis_zaken` in the database asks again whether all of it is over.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from capacity_service.domain.bewaring import SLUITTIJD, Bevroren
from capacity_service.domain.feitenset import Gewistsignaal
from capacity_service.domain.tijd import local_date
from capacity_service.store.database import Transactie
from capacity_service.store.rijen import add_rows
from capacity_service.store.tables_signalen import BevrorenSignaal
from capacity_service.store.volgnummers import find_first, read_head

LOCK = "SELECT pg_try_advisory_xact_lock(hashtext('wissen')) AS mine"
OVER = """
SELECT a.beeindigd_op, k.ids, k.bij, CAST(k.ids || k.bij AS text[]) AS dingen FROM aanvraag a
CROSS JOIN LATERAL (
    WITH RECURSIVE keten AS (
        SELECT a.id, a.beeindigd_op
        UNION ALL
        SELECT b.id, b.beeindigd_op FROM keten
        JOIN plaatsing p ON p.aanvraag_id = keten.id JOIN aanvraag b ON b.verplaatst_van = p.id)
    SELECT array_agg(keten.id) AS ids, ARRAY(SELECT p.id FROM plaatsing p WHERE p.aanvraag_id IN (SELECT id FROM keten)) AS bij,
           bool_and(keten.beeindigd_op IS NOT NULL AND keten.beeindigd_op <= :grens) AS over
    FROM keten) k
WHERE a.beeindigd_op <= :grens AND a.verplaatst_van IS NULL AND k.over
"""
"""A zaak by its first aanvraag: the aanvragen of its chain, the plaatsingen of those, and both as they are named elsewhere."""
DUE = f"""
SELECT z.ids, z.bij FROM ({OVER}) z
WHERE NOT EXISTS (SELECT FROM normsignaal n WHERE n.onderwerp = ANY(z.dingen)
                  AND (n.beeindigd_op IS NULL OR n.beeindigd_op > :recent))
  AND NOT EXISTS (SELECT FROM melding m WHERE m.onderwerp = ANY(z.dingen) AND (m.gezien_op IS NULL OR m.gezien_op > :recent))
  AND NOT EXISTS (SELECT FROM melding m JOIN normsignaal n ON n.id = m.normsignaal_id
                  WHERE n.onderwerp = ANY(z.dingen) AND (m.gezien_op IS NULL OR m.gezien_op > :recent))
  AND NOT EXISTS (SELECT FROM registratie r WHERE r.plaatsing_id = ANY(z.bij) AND r.vastgelegd_op > :recent)
ORDER BY z.beeindigd_op LIMIT :n
"""  # noqa: S608 - words of this file
OVERDUE = f"SELECT count(*) AS n, min(z.beeindigd_op) AS oudste FROM ({OVER}) z"  # noqa: S608 - words of this file
DINGEN = f"SELECT unnest(z.dingen) FROM ({OVER}) z"  # noqa: S608 - words of this file
CLOSE_SIGNALEN = f"""
UPDATE normsignaal SET beeindigd_op = greatest(:now, begonnen_op), remedie = :remedie, revisie = revisie + 1
WHERE beeindigd_op IS NULL AND onderwerp IN ({DINGEN}) RETURNING id
"""  # noqa: S608 - words of this file
CLOSE_MELDINGEN = f"""
UPDATE melding SET gezien_op = :now, revisie = revisie + 1 WHERE gezien_op IS NULL
  AND (onderwerp IN ({DINGEN}) OR normsignaal_id IN (SELECT id FROM normsignaal WHERE onderwerp IN ({DINGEN}))) RETURNING id
"""  # noqa: S608 - words of this file
REMEDIE = "De bewaartermijn is om: dit wordt gewist."

ADD_CIJFERS = """
INSERT INTO bevroren_cijfer AS b (organisatie_id, dag, norm, nummer, teller, noemer, hoogste)
SELECT * FROM unnest(CAST(:organisaties AS uuid[]), CAST(:dagen AS date[]), CAST(:normen AS text[]), CAST(:nummers AS smallint[]),
                     CAST(:tellers AS bigint[]), CAST(:noemers AS bigint[]), CAST(:hoogsten AS integer[]))
ON CONFLICT (organisatie_id, dag, norm, nummer) DO UPDATE
SET teller = b.teller + excluded.teller, noemer = b.noemer + excluded.noemer, hoogste = greatest(b.hoogste, excluded.hoogste)
"""
ADD_AANKOMSTEN = """
INSERT INTO bevroren_aankomst AS b (centrumgemeente, dag, aantal)
SELECT * FROM unnest(CAST(:codes AS text[]), CAST(:dagen AS date[]), CAST(:aantallen AS bigint[]))
ON CONFLICT (centrumgemeente, dag) DO UPDATE SET aantal = b.aantal + excluded.aantal
"""
BLANK_IJKPUNTEN = "UPDATE ijkpunt SET toestand = '{}' WHERE logboek < :voor AND toestand <> '{}'"


@dataclass(frozen=True)
class Zaak:
    """One household: its aanvragen, the first and those that moved it on, and the plaatsingen of these."""

    aanvragen: tuple[UUID, ...]
    plaatsingen: tuple[UUID, ...]


@dataclass(frozen=True)
class Gewist:
    """How many facts lost what they sealed, and the first and the last of them (0: none)."""

    feiten: int
    eerste: int
    laatste: int


async def lock(tx: Transactie) -> bool:
    """Whether this transaction is the one that may erase now; False when another node is at it."""
    (row,) = await tx.sql(LOCK)
    return bool(row.mine)


async def find_due(tx: Transactie, grens: datetime, n: int) -> list[Zaak]:
    """Zaken that ended at or before this instant and about which nothing was recorded lately, longest ago first, locked."""
    rows = await tx.sql(DUE, grens=grens, recent=tx.now - SLUITTIJD, n=n)
    zaken = [Zaak(tuple(row.ids), tuple(row.bij)) for row in rows]
    ids = sorted(key for zaak in zaken for key in zaak.aanvragen)
    await tx.sql("SELECT id FROM aanvraag WHERE id = ANY(CAST(:ids AS uuid[])) ORDER BY id FOR UPDATE", ids=ids)
    return zaken


async def count_overdue(tx: Transactie, grens: datetime) -> tuple[int, datetime | None]:
    """How many zaken ended at or before this instant and are still there, and when the first of them ended."""
    (row,) = await tx.sql(OVERDUE, grens=grens)
    return row.n, row.oudste


async def close(tx: Transactie, grens: datetime) -> int:
    """End what still stands on screens about zaken that ended at or before this instant; gives how much."""
    signalen = await tx.sql(CLOSE_SIGNALEN, grens=grens, now=tx.now, remedie=REMEDIE)
    meldingen = await tx.sql(CLOSE_MELDINGEN, grens=grens, now=tx.now)
    tx.changes.normsignalen |= {row.id for row in signalen}
    tx.changes.meldingen |= {row.id for row in meldingen}
    return len(signalen) + len(meldingen)


async def keep_bevroren(tx: Transactie, bevroren: Bevroren) -> None:
    """Add what was counted to what was counted before."""
    cijfers = sorted(bevroren.cijfers.items())
    await tx.sql(
        ADD_CIJFERS,
        organisaties=[UUID(plek.organisatie) for plek, _ in cijfers],
        dagen=[plek.dag for plek, _ in cijfers],
        normen=[plek.norm for plek, _ in cijfers],
        nummers=[plek.nummer for plek, _ in cijfers],
        tellers=[telling.teller for _, telling in cijfers],
        noemers=[telling.noemer for _, telling in cijfers],
        hoogsten=[telling.hoogste for _, telling in cijfers],
    )
    aankomsten = sorted(bevroren.aankomsten.items())
    await tx.sql(
        ADD_AANKOMSTEN,
        codes=[code for (code, _), _ in aankomsten],
        dagen=[dag for (_, dag), _ in aankomsten],
        aantallen=[aantal for _, aantal in aankomsten],
    )
    await add_rows(tx, BevrorenSignaal, [_row(signaal) for signaal in bevroren.signalen])


def _row(signaal: Gewistsignaal) -> dict[str, Any]:
    return {
        # No version 7: that would say when it was erased, and with which others.
        "id": uuid4(),
        "norm": str(signaal.norm),
        "centrumgemeente": signaal.centrumgemeente,
        "opvang_organisatie": signaal.opvang and UUID(signaal.opvang),
        "aanvraag_organisatie": signaal.aanvrager and UUID(signaal.aanvrager),
        "van_dag": local_date(signaal.begonnen_op),
        "tot_dag": local_date(signaal.beeindigd_op or signaal.begonnen_op),
        "delen": list(signaal.delen),
        "geheel": signaal.geheel,
        "onderbroken_seconden": round(signaal.onderbroken_uren * 3600),
    }


async def erase(tx: Transactie, zaken: Sequence[Zaak]) -> Gewist:
    """Erase these zaken from every table. Raises `DBAPIError` (CP005) when one of them is not over, or not for long enough."""
    (row,) = await tx.sql(
        "SELECT wis_zaken(CAST(:ids AS uuid[])) AS gewist", ids=[key for zaak in zaken for key in zaak.aanvragen]
    )
    return Gewist(*row.gewist)


async def erase_meldingen(tx: Transactie, grens: datetime, n: int) -> int:
    """Erase what was told before this instant, was seen, and belongs to no episode; gives how many."""
    first = UUID(int=int(grens.timestamp() * 1000) << 80)
    (row,) = await tx.sql("SELECT wis_meldingen(:voor, :n) AS n", voor=first, n=n)
    found: int = row.n
    return found


async def blank_ijkpunten(tx: Transactie) -> None:
    """Of ijkpunten that nobody counts on from any more only the number stays."""
    voor = await find_first(tx, tx.now - SLUITTIJD, await read_head(tx)) - 1
    await tx.sql(BLANK_IJKPUNTEN, voor=voor)
