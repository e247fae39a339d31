"""The nights that each centrumgemeente gave in the last 90 days: what the spread of the weighing looks at.

Where few stays are to be counted they are counted at every look. Where there are many the count is kept for ten minutes, in the
database: so every node weighs by the same one, and each afweging says which it was.
"""

from datetime import timedelta

from capacity_service.domain.rangorde import DAGEN
from capacity_service.store.database import Transactie

FEW = 500
"""Stays that are counted in about a millisecond."""

KEPT = timedelta(minutes=10)
"""A count of 90 days does not change by more than a few hundredths of a percent in this time, and a band is some percents wide."""

SEES_SOME = frozenset({"eigen", "landelijk"})
"""Contexts in which not every stay is seen: such a count is for nobody else."""

READ = "SELECT op, nachten FROM spreidingstelling WHERE verblijven > :few AND op > :since AND op <= :now"

COUNT = """
SELECT p.centrumgemeente, count(*) AS verblijven,
       sum(ceil(extract(epoch FROM least(coalesce(v.tot, :now), :now) - greatest(v.van, :since)) / 86400)) AS nachten
FROM verblijf v JOIN plaats p ON p.id = v.plaats_id
WHERE (v.plaatsing_id IS NOT NULL OR v.gewist) AND v.van < :now AND (v.tot IS NULL OR v.tot > :since) GROUP BY 1
"""

KEEP = """
INSERT INTO spreidingstelling (id, op, verblijven, nachten)
SELECT 1, :now, :verblijven, coalesce(jsonb_object_agg(n.code, n.nachten), '{}')
FROM unnest(CAST(:codes AS text[]), CAST(:nachten AS bigint[])) AS n (code, nachten)
ON CONFLICT (id) DO UPDATE SET op = excluded.op, verblijven = excluded.verblijven, nachten = excluded.nachten
WHERE spreidingstelling.op < excluded.op
"""


async def read_gegeven(tx: Transactie) -> dict[str, int]:
    """By code; a centrumgemeente that gave none is left out. Of the stays that this transaction sees, or of all."""
    kept = await tx.sql(READ, few=FEW, since=tx.now - KEPT, now=tx.now)
    if kept:
        found: dict[str, int] = kept[0].nachten
        return found
    rows = await tx.sql(COUNT, now=tx.now, since=tx.now - timedelta(days=DAGEN))
    counted = {row.centrumgemeente: int(row.nachten) for row in rows}
    verblijven = sum(row.verblijven for row in rows)
    if verblijven > FEW and tx.context not in SEES_SOME:
        await tx.sql(
            KEEP, now=tx.now, verblijven=verblijven, codes=list(counted), nachten=[counted[code] for code in counted]
        )
    return counted
