"""What is to be told outside the screen: one row per melding and meldadres, made with the melding itself (P4)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from capacity_service.domain.bezorging import Boodschap, Meldadressoort
from capacity_service.store.database import Transactie
from capacity_service.store.identiteit import make_id
from capacity_service.store.kluis import Onleesbaar
from capacity_service.store.meldadressen import find_vak, open_adres

MATCH = """
SELECT m.id AS melding, a.id AS meldadres
FROM melding m
JOIN meldadres a ON a.rol = m.rol AND (m.organisatie_id IS NULL OR a.organisatie_id = m.organisatie_id)
WHERE m.id = ANY(CAST(:meldingen AS uuid[])) AND a.ingetrokken_op IS NULL AND (m.dringend OR NOT a.alleen_dringend)
ORDER BY m.id, a.id
"""

ENQUEUE = """
INSERT INTO bezorging (id, melding_id, meldadres_id, organisatie_id, rol, status, pogingen, aangemaakt_op, volgende_op,
                       revisie)
SELECT n.id, n.melding, n.meldadres, a.organisatie_id, a.rol, 'wachtend', 0, :now, :now, 1
FROM unnest(CAST(:ids AS uuid[]), CAST(:meldingen AS uuid[]), CAST(:meldadressen AS uuid[])) AS n (id, melding, meldadres)
JOIN meldadres a ON a.id = n.meldadres
ON CONFLICT (melding_id, meldadres_id) DO NOTHING
"""


async def enqueue(tx: Transactie, meldingen: Iterable[UUID]) -> None:
    """Queue these meldingen for every meldadres of their audience; they go out after the commit, or not at all.

    A melding of landelijk goes to every meldadres with that rol; a meldadres that wants only what is urgent gets only
    that. A second call for the same melding adds nothing. The transaction sees what the service sees from here on.
    """
    wanted = list(meldingen)
    if not wanted:
        return
    await tx.enter("dienst")
    pairs = await tx.sql(MATCH, meldingen=wanted)
    if pairs:
        await tx.sql(
            ENQUEUE,
            now=tx.now,
            ids=[make_id(tx.now) for _ in pairs],
            meldingen=[pair.melding for pair in pairs],
            meldadressen=[pair.meldadres for pair in pairs],
        )


async def enqueue_for(tx: Transactie, melding: UUID, meldadres: UUID) -> UUID:
    """Queue one melding for one meldadres, whatever that wants to hear; gives the id of the bezorging."""
    key = make_id(tx.now)
    await tx.sql(ENQUEUE, now=tx.now, ids=[key], meldingen=[melding], meldadressen=[meldadres])
    return key


DUE = """
SELECT a.id FROM bezorging b JOIN meldadres a ON a.id = b.meldadres_id
WHERE b.status = 'wachtend' AND b.volgende_op <= clock_timestamp() AND a.soort = :soort AND a.ingetrokken_op IS NULL
  AND NOT a.id = ANY(CAST(:busy AS uuid[]))
GROUP BY a.id ORDER BY min(b.volgende_op) LIMIT :limit
"""

TAKE = """
UPDATE bezorging b
SET pogingen = b.pogingen + 1, volgende_op = clock_timestamp() + CAST(:lease AS interval), revisie = b.revisie + 1
FROM melding m, meldadres a
WHERE b.id = (SELECT d.id FROM bezorging d JOIN melding w ON w.id = d.melding_id
              WHERE d.status = 'wachtend' AND d.meldadres_id = :meldadres AND d.volgende_op <= clock_timestamp()
              ORDER BY w.dringend DESC, d.volgende_op, d.id LIMIT 1 FOR UPDATE OF d SKIP LOCKED)
  AND m.id = b.melding_id AND a.id = b.meldadres_id AND a.ingetrokken_op IS NULL
RETURNING b.id, b.melding_id, b.pogingen, m.titel, m.dringend, m.op, a.id AS meldadres_id,
          a.organisatie_id, a.soort, a.adres, a.geheim, clock_timestamp() AS nu
"""

DELIVERED = """
UPDATE bezorging SET status = 'bezorgd', bezorgd_op = clock_timestamp(), fout = NULL, revisie = revisie + 1
WHERE id = :id AND status <> 'bezorgd'
"""

FAILED = """
UPDATE bezorging
SET status = CASE WHEN CAST(:pause AS interval) IS NULL THEN 'onbestelbaar' ELSE 'wachtend' END, fout = :fout,
    volgende_op = clock_timestamp() + coalesce(CAST(:pause AS interval), interval '0'), revisie = revisie + 1
WHERE id = :id AND status = 'wachtend' AND pogingen = :pogingen
"""

FORGET = """
DELETE FROM bezorging WHERE id IN (SELECT id FROM bezorging WHERE status = 'bezorgd' AND bezorgd_op <= :since
                                   ORDER BY bezorgd_op LIMIT :most FOR UPDATE SKIP LOCKED)
"""

KEPT = timedelta(days=7)
FORGOTTEN_MAX = 10_000
"""At once; what is left after years is forgotten in the hours that follow."""

LEASE = timedelta(seconds=30)
"""How long whoever took a bezorging has for one try; three times what a try may take. Then it is anybody's again."""


@dataclass(frozen=True)
class Genomen:
    """A bezorging that is ours to try, once: what to say, where, which try it is, and the instant of the database.

    `adres` is empty when it, or the secret that signs for it, cannot be read.
    """

    boodschap: Boodschap
    soort: Meldadressoort
    adres: str = field(repr=False)
    geheim: str | None = field(repr=False)
    pogingen: int
    nu: datetime


async def find_due(tx: Transactie, soort: Meldadressoort, busy: Iterable[UUID], limit: int) -> list[UUID]:
    """Meldadressen of this kind to which something is due, longest waiting first, without those that are `busy`."""
    rows = await tx.sql(DUE, soort=str(soort), busy=list(busy), limit=limit)
    return [row.id for row in rows]


async def take(tx: Transactie, meldadres: UUID) -> Genomen | None:
    """Take a bezorging of a meldadres: what is urgent, then what waits longest. Nobody else has it until the lease ends.

    The try is counted now: what never comes back to tell also ends as onbestelbaar.
    """
    for row in await tx.sql(TAKE, meldadres=meldadres, lease=LEASE):
        boodschap = Boodschap(row.id, row.melding_id, row.titel, row.dringend, row.op)
        adres, geheim = _open(tx, row)
        return Genomen(boodschap, Meldadressoort(row.soort), adres, geheim, row.pogingen, row.nu)
    return None


def _open(tx: Transactie, row: Any) -> tuple[str, str | None]:  # noqa: ANN401 - a row of TAKE
    key, organisatie = row.meldadres_id, row.organisatie_id
    try:
        adres = open_adres(tx, key, organisatie, row.adres)
        geheim = row.geheim and tx.kluis.open(row.geheim, find_vak("geheim", key, organisatie)).decode()
    except Onleesbaar:
        return "", None
    return adres, geheim


async def record_outcome(tx: Transactie, genomen: Genomen, fout: str | None, pause: timedelta | None) -> None:
    """Write down how a try ended: with `fout` it comes again after the pause, or never when there is none.

    That it arrived is true whatever happened since; that it failed counts only for who has the latest try.
    """
    key = genomen.boodschap.bezorging
    if fout is None:
        await tx.sql(DELIVERED, id=key)
    else:
        await tx.sql(FAILED, id=key, pogingen=genomen.pogingen, fout=fout, pause=pause)


async def forget_delivered(tx: Transactie) -> None:
    """Remove what was delivered more than 7 days ago. What waits stays, also for a person (onbestelbaar)."""
    await tx.sql(FORGET, since=tx.now - KEPT, most=FORGOTTEN_MAX)
