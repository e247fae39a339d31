"""A melding that nobody looked at for days leaves the screens, as a recorded fact; what it was about goes on."""

from datetime import timedelta

from capacity_service.store import logboek
from capacity_service.store.database import Database

MELDING_UREN = 72
AT_ONCE_MAX = 500

RETIRE = """
UPDATE melding SET gezien_op = :now, revisie = revisie + 1
WHERE id IN (SELECT id FROM melding WHERE gezien_op IS NULL AND op < :before ORDER BY id LIMIT :most FOR UPDATE SKIP LOCKED)
RETURNING id
"""


async def retire_meldingen(database: Database) -> int:
    """Note that unseen meldingen older than three days are over, without anybody's name; gives how many."""
    retired = 0
    while True:
        async with database.transaction(None, own_pool=True) as tx:
            tx.changes.gebeurtenis = "melding_verlopen"
            rows = await tx.sql(RETIRE, now=tx.now, before=tx.now - timedelta(hours=MELDING_UREN), most=AT_ONCE_MAX)
            tx.changes.meldingen |= {row.id for row in rows}
            await logboek.record(tx, {})
        retired += len(rows)
        if len(rows) < AT_ONCE_MAX:
            return retired
