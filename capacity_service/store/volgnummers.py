"""From an instant to a number of the logboek."""

from datetime import datetime

from capacity_service.store.database import Transactie

FIRST_SINCE = """
WITH RECURSIVE zoek (laag, hoog) AS (
    SELECT CAST(1 AS bigint), CAST(:head AS bigint) + 1
    UNION ALL
    SELECT CASE WHEN l.op < :op THEN l.volgnummer + 1 ELSE z.laag END, CASE WHEN l.op < :op THEN z.hoog ELSE l.volgnummer END
    FROM zoek z JOIN logboek l ON l.volgnummer = (z.laag + z.hoog) / 2 WHERE z.laag < z.hoog)
SELECT max(laag) AS volgnummer FROM zoek
"""
"""The first fact since an instant, by halving: numbers have no gaps and instants rise with them, so no index is needed."""


async def find_first(tx: Transactie, op: datetime, head: int) -> int:
    """The number of the first fact at or after this instant; one past the last when there is none."""
    (row,) = await tx.sql(FIRST_SINCE, op=op, head=head)
    found: int = row.volgnummer
    return found


async def read_head(tx: Transactie) -> int:
    """The number of the last fact."""
    (row,) = await tx.sql("SELECT volgnummer FROM sequencer")
    found: int = row.volgnummer
    return found
