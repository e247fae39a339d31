"""What is to be told outside the screen: one row per melding and meldadres, made with the melding itself (P4)."""

from collections.abc import Iterable
from uuid import UUID

from capacity_service.store.database import Transactie
from capacity_service.store.identiteit import make_id

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
