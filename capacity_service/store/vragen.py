"""Vragen in SQL: until when they run, and those that nobody needs an answer to any more end with what made them so."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

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

ENDS = """
SELECT aanvraag_id, max(verloopt_op) AS verloopt_op FROM vraag
WHERE aanvraag_id = ANY(CAST(:ids AS uuid[])) AND status = 'open' GROUP BY aanvraag_id
"""

TOUCH = """
UPDATE aanvraag a SET revisie = a.revisie + 1
FROM (SELECT w.id FROM aanvraag w WHERE w.knelpunt_code = 'gevraagd' AND w.id <> ALL(CAST(:known AS uuid[]))
      AND w.id IN (SELECT v.aanvraag_id FROM vraag v WHERE v.id = ANY(CAST(:vragen AS uuid[])))
      ORDER BY w.id FOR UPDATE) l
WHERE a.id = l.id RETURNING a.id
"""


async def read_ends(tx: Transactie, aanvragen: Sequence[UUID]) -> dict[UUID, datetime]:
    """Until when the last of the houses that are asked can answer, for aanvragen that this transaction may see.

    Row-level security shows a vraag to its house alone; who waits may know the instant, and not which houses.
    """
    own = tx.context
    await tx.enter("dienst")
    rows = await tx.sql(ENDS, ids=list(aanvragen))
    await tx.enter(own)
    return {row.aanvraag_id: row.verloopt_op for row in rows}


async def touch_askers(tx: Transactie) -> None:
    """What an aanvraag tells of its vragen changes with them, so it is told again; its own row says nothing of it."""
    if not tx.changes.vragen:
        return
    rows = await tx.sql(TOUCH, vragen=sorted(tx.changes.vragen), known=sorted(tx.changes.aanvragen))
    tx.changes.aanvragen |= {row.id for row in rows}


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
