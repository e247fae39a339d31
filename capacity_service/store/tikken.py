"""Ticks in the logboek: the last one, and what one is made of. All of it recorded facts, so every node makes the same."""

import json
from datetime import datetime
from typing import Any

from capacity_service.domain.openheid import Gemiddeld
from capacity_service.store.database import Transactie
from capacity_service.store.toestand import Toestand
from capacity_service.store.volgnummers import find_first, read_head

LOCK = "SELECT pg_try_advisory_xact_lock(hashtext('tik')) AS mine"
LAST = "SELECT feit FROM logboek WHERE soort = 'tik' ORDER BY volgnummer DESC LIMIT 1"

COUNTS_AT = """
SELECT coalesce(before.feit, after.feit) AS feit
FROM centrumgemeente g
LEFT JOIN LATERAL (
    SELECT l.feit FROM logboek l
    WHERE l.soort = 'bezetting' AND (CAST(l.feit AS jsonb) ->> 'code') = g.code AND l.volgnummer < :eerste
    ORDER BY l.volgnummer DESC LIMIT 1) before ON true
LEFT JOIN LATERAL (
    SELECT l.feit FROM logboek l
    WHERE before.feit IS NULL AND l.soort = 'bezetting' AND (CAST(l.feit AS jsonb) ->> 'code') = g.code
    ORDER BY l.volgnummer LIMIT 1) after ON true
WHERE coalesce(before.feit, after.feit) IS NOT NULL
ORDER BY g.code
"""
"""The counts as they were recorded before this number; of what was not there yet as they were first recorded."""

AVERAGES = """
SELECT g.code, CAST(sum(v.vrij * v.s) / nullif(sum(v.s), 0) AS float8) AS vrij,
       CAST(sum(v.opvang * v.s) / nullif(sum(v.s), 0) AS float8) AS opvang
FROM centrumgemeente g
CROSS JOIN LATERAL (
    SELECT (t.feit ->> 'vrij')::int AS vrij, (t.feit -> 'opvangplaatsen' ->> 'vrij')::int AS opvang,
           extract(epoch FROM lead(t.op, 1, CAST(:tot AS timestamptz)) OVER (ORDER BY t.volgnummer)
                              - greatest(t.op, CAST(:van AS timestamptz))) AS s
    FROM ((SELECT l.volgnummer, l.op, CAST(l.feit AS jsonb) AS feit FROM logboek l
           WHERE l.soort = 'bezetting' AND (CAST(l.feit AS jsonb) ->> 'code') = g.code AND l.volgnummer < :eerste
           ORDER BY l.volgnummer DESC LIMIT 1)
          UNION ALL
          (SELECT l.volgnummer, l.op, CAST(l.feit AS jsonb) AS feit FROM logboek l
           WHERE l.soort = 'bezetting' AND (CAST(l.feit AS jsonb) ->> 'code') = g.code
             AND l.volgnummer >= :eerste AND l.volgnummer < :na)) t) v
GROUP BY g.code
"""
"""Each count weighs as long as it stood in the week."""


async def lock(tx: Transactie) -> bool:
    """Whether this transaction is the one that may record a tik now; False when another node is at it."""
    (row,) = await tx.sql(LOCK)
    return bool(row.mine)


async def read_last(tx: Transactie) -> Toestand | None:
    """The last tik; None when there never was one."""
    rows = await tx.sql(LAST)
    tik: Toestand | None = json.loads(rows[0].feit) if rows else None
    return tik


async def read_counts_at(tx: Transactie, op: datetime) -> list[Toestand]:
    """The counts of every centrumgemeente as recorded before this instant, by code."""
    eerste = await find_first(tx, op, await read_head(tx))
    return [json.loads(row.feit) for row in await tx.sql(COUNTS_AT, eerste=eerste)]


async def read_averages(tx: Transactie, van: datetime, tot: datetime) -> dict[str, Gemiddeld]:
    """By code how many places were free on average between these instants, over the hours of which counts are recorded."""
    head = await read_head(tx)
    eerste, na = await find_first(tx, van, head), await find_first(tx, tot, head)
    rows: list[Any] = await tx.sql(AVERAGES, van=van, tot=tot, eerste=eerste, na=na)
    return {row.code: Gemiddeld(row.vrij, row.opvang) for row in rows}
