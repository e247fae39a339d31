"""Deadlines as rows: armed with what they are about, taken when due, fired in the transaction that has the effect."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from capacity_service.store.database import Transactie

RESERVERING_VERVALT = "reservering_vervalt"
PLAATS_ONBEVESTIGD = "plaats_onbevestigd"
UITNAME_BEGINT = "uitname_begint"

ARM = """
INSERT INTO termijn (soort, sleutel, op, basis, keren)
SELECT :soort, sleutel, :op, :op, 0 FROM unnest(CAST(:sleutels AS uuid[])) AS sleutel ORDER BY sleutel
ON CONFLICT (soort, sleutel) DO UPDATE SET op = excluded.op, basis = excluded.basis, gevuurd_op = NULL
"""


async def arm(tx: Transactie, soort: str, sleutels: Iterable[UUID], op: datetime) -> None:
    """Set (or move) the deadline of each key to this instant."""
    await tx.sql(ARM, soort=soort, sleutels=list(sleutels), op=op)


async def disarm(tx: Transactie, soort: str, sleutels: Iterable[UUID]) -> None:
    """Forget the deadlines of these keys."""
    await tx.sql(
        "DELETE FROM termijn WHERE soort = :soort AND sleutel = ANY(CAST(:sleutels AS uuid[]))",
        soort=soort,
        sleutels=list(sleutels),
    )


async def read_due(tx: Transactie, soort: str, limit: int) -> list[UUID]:
    """The keys of one kind that are due, unlocked, oldest first. Whoever fires them locks what they are about first."""
    rows = await tx.sql(
        "SELECT sleutel FROM termijn WHERE gevuurd_op IS NULL AND soort = :soort AND op <= clock_timestamp()"
        " ORDER BY op LIMIT :n",
        soort=soort,
        n=limit,
    )
    return [row.sleutel for row in rows]


async def take(tx: Transactie, soort: str, sleutels: Iterable[UUID]) -> list[UUID]:
    """Take those of these keys that are still due and that nobody else is firing; they are gone with the commit (P5)."""
    rows = await tx.sql(
        "DELETE FROM termijn t USING (SELECT soort, sleutel FROM termijn WHERE soort = :soort"
        " AND sleutel = ANY(CAST(:sleutels AS uuid[])) AND op <= clock_timestamp() FOR UPDATE SKIP LOCKED) due"
        " WHERE t.soort = due.soort AND t.sleutel = due.sleutel RETURNING t.sleutel",
        soort=soort,
        sleutels=list(sleutels),
    )
    return sorted(row.sleutel for row in rows)
