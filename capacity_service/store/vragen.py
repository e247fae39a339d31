"""Vragen in SQL: those that nobody needs an answer to any more end with what made them so."""

from datetime import timedelta

from capacity_service.store import termijnen
from capacity_service.store.database import Transactie

END_MOOT = """
UPDATE vraag v SET status = 'vervallen', revisie = v.revisie + 1
FROM aanvraag a, plaats p
WHERE a.id = v.aanvraag_id AND p.id = v.plaats_id AND v.status = 'open'
  AND (v.aanvraag_id = ANY(CAST(:aanvragen AS uuid[])) OR v.plaats_id = ANY(CAST(:plaatsen AS uuid[])))
  AND (a.status <> 'zonder_plaats' OR p.bevestigd_op > :stale OR p.verwijderd_op IS NOT NULL
       OR EXISTS (SELECT FROM claim c WHERE c.plaats_id = p.id))
RETURNING v.id
"""


async def end_moot(tx: Transactie) -> None:
    """End the open vragen of touched aanvragen that have a place by now, and about touched places that are known again."""
    if not tx.changes.aanvragen and not tx.changes.plaatsen:
        return
    rows = await tx.sql(
        END_MOOT,
        aanvragen=sorted(tx.changes.aanvragen),
        plaatsen=sorted(tx.changes.plaatsen),
        stale=tx.now - timedelta(hours=tx.regels.bevestigd_uren),
    )
    if rows:
        ended = [row.id for row in rows]
        await termijnen.disarm(tx, termijnen.VRAAG_VERLOOPT, ended)
        tx.changes.vragen |= set(ended)
