"""Whatever runs has its clocks: those of what ran before there were any are wound once, at the first start after that.

Every change winds the clocks of what it touches (`settle`), so in a country that began with them this finds only what has
nothing to wait for. That is judged again each time, which changes nothing.
"""

from functools import partial
from uuid import UUID

from capacity_service.actions.fire_steps import judge_again, lock_about
from capacity_service.actions.settle import settle
from capacity_service.store import termijnen
from capacity_service.store.database import Database, Transactie

AT_ONCE_MAX = 200
NOBODY = UUID(int=0)

UNWOUND = """
SELECT w.id FROM (
    SELECT a.id FROM aanvraag a WHERE a.status IN ('zonder_plaats', 'gereserveerd', 'bevestigd')
    UNION ALL SELECT p.id FROM plaatsing p WHERE p.status IN ('gereserveerd', 'bevestigd', 'aangekomen')
    UNION ALL SELECT v.id FROM verblijf v JOIN plaats p ON p.id = v.plaats_id
        WHERE v.tot IS NULL AND v.plaatsing_id IS NULL AND p.soort = 'crisisplaats'
    UNION ALL SELECT c.plaats_id FROM claim c WHERE c.soort = 'buiten_gebruik' AND c.verwacht_tot_op IS NOT NULL) w
WHERE w.id > :after
  AND NOT EXISTS (SELECT FROM termijn t WHERE t.sleutel = w.id AND t.soort = ANY(CAST(:wound AS text[])))
ORDER BY w.id LIMIT :n
"""


async def wind_clocks(database: Database) -> int:
    """Wind and judge what runs without any clock, in short transactions; gives how many things that were.

    What somebody holds is theirs to wind. Safe to run on every node at once.
    """
    found, after = 0, NOBODY
    while keys := await database.retry(partial(_wind_some, database, after)):
        found, after = found + len(keys), keys[-1]
    return found


async def _wind_some(database: Database, after: UUID) -> list[UUID]:
    async with database.transaction(None, own_pool=True) as tx:
        tx.changes.gebeurtenis = "klokken_gezet"
        keys = await _read_unwound(tx, after)
        if keys:
            about, held = await lock_about(tx, keys)
            judge_again(tx, about, set(keys) - held)
            await settle(tx)
        return keys


async def _read_unwound(tx: Transactie, after: UUID) -> list[UUID]:
    rows = await tx.sql(UNWOUND, after=after, wound=sorted(termijnen.WOUND), n=AT_ONCE_MAX)
    return [row.id for row in rows]
