"""Deadlines as rows: wound from what they are about, taken when due, fired in the transaction that has the effect.

Most stay after they fired, marked, until their subject no longer wants them: so nothing fires twice, whoever looks.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from capacity_service.domain.klokken import Klokken, Termijnsoort
from capacity_service.store.database import Database, Transactie

RESERVERING_VERVALT = Termijnsoort.reservering_vervalt
PLAATS_ONBEVESTIGD = Termijnsoort.plaats_onbevestigd
UITNAME_BEGINT = Termijnsoort.uitname_begint
VRAAG_VERLOOPT = Termijnsoort.vraag_verloopt
REGEL_BEGINT = Termijnsoort.regel_begint
ARMED_BY_HAND = frozenset({RESERVERING_VERVALT, PLAATS_ONBEVESTIGD, UITNAME_BEGINT, VRAAG_VERLOOPT, REGEL_BEGINT})
"""The deadlines of claims, vragen and rules: armed and disarmed by the actions on these."""

WOUND = frozenset(Termijnsoort) - ARMED_BY_HAND
"""All others: what runs is computed from the subject after each change of it."""

DUE = "gevuurd_op IS NULL AND op <= (SELECT clock_timestamp())"

ARM = """
INSERT INTO termijn (soort, sleutel, op, basis, keren)
SELECT :soort, sleutel, :op, :op, 0 FROM unnest(CAST(:sleutels AS uuid[])) AS sleutel ORDER BY sleutel
ON CONFLICT (soort, sleutel) DO UPDATE SET op = excluded.op, basis = excluded.basis, gevuurd_op = NULL
"""

STOP = """
DELETE FROM termijn t WHERE t.sleutel = ANY(CAST(:sleutels AS uuid[])) AND t.soort = ANY(CAST(:wound AS text[]))
  AND NOT EXISTS (SELECT FROM unnest(CAST(:soorten AS text[]), CAST(:van AS uuid[])) AS w (soort, sleutel)
                  WHERE w.soort = t.soort AND w.sleutel = t.sleutel)
"""

WIND = f"""
WITH stopped AS ({STOP})
INSERT INTO termijn (soort, sleutel, op, basis, keren)
SELECT w.soort, w.sleutel, w.op, w.op, 0
FROM unnest(CAST(:soorten AS text[]), CAST(:van AS uuid[]), CAST(:ops AS timestamptz[])) AS w (soort, sleutel, op)
ORDER BY w.soort, w.sleutel
ON CONFLICT (soort, sleutel) DO UPDATE SET op = excluded.op, basis = excluded.basis, gevuurd_op = NULL, keren = 0
WHERE termijn.basis <> excluded.basis AND (termijn.gevuurd_op IS NULL OR excluded.op > clock_timestamp())
"""  # noqa: S608 - words of this file
"""What stops and what runs are other rows: one statement does both."""

FIRE = """
UPDATE termijn t SET gevuurd_op = :now FROM (
    SELECT soort, sleutel FROM termijn WHERE soort = ANY(CAST(:soorten AS text[]))
    AND sleutel = ANY(CAST(:sleutels AS uuid[])) AND gevuurd_op IS NULL AND op <= :now FOR UPDATE SKIP LOCKED) due
WHERE t.soort = due.soort AND t.sleutel = due.sleutel
RETURNING t.soort, t.sleutel, t.op, t.keren
"""

AGAIN = """
UPDATE termijn SET gevuurd_op = NULL, keren = keren + 1,
    op = op + (floor(extract(epoch FROM (:now - op)) / CAST(:seconds AS double precision)) + 1)
        * make_interval(secs => CAST(:seconds AS double precision))
WHERE soort = :soort AND sleutel = ANY(CAST(:sleutels AS uuid[]))
"""
"""In seconds: a driver makes a day of 24 hours, and PostgreSQL adds a day by the clock of the session (T17)."""


@dataclass(frozen=True)
class Gevuurd:
    """A deadline that was just taken: `op` is when it was due, `keren` how often it had fired before."""

    soort: Termijnsoort
    sleutel: UUID
    op: datetime
    keren: int


async def arm(tx: Transactie, soort: Termijnsoort, sleutels: Iterable[UUID], op: datetime) -> None:
    """Set (or move) the deadline of each key to this instant."""
    await tx.sql(ARM, soort=soort, sleutels=sorted(set(sleutels)), op=op)


async def disarm(tx: Transactie, soort: Termijnsoort, sleutels: Iterable[UUID]) -> None:
    """Forget the deadlines of these keys."""
    await tx.sql(
        "DELETE FROM termijn WHERE soort = :soort AND sleutel = ANY(CAST(:sleutels AS uuid[]))",
        soort=soort,
        sleutels=list(sleutels),
    )


async def wind(tx: Transactie, wanted: Mapping[UUID, Klokken]) -> None:
    """Let exactly these deadlines run for these keys: new ones are set, moved ones start anew, others are forgotten.

    Of what this transaction wrote itself nothing can be running yet.
    """
    if not wanted:
        return
    new = tx.geschreven.new
    rows = [(str(soort), sleutel, op) for sleutel, klokken in wanted.items() for soort, op in klokken.items()]
    soorten, van, ops = [r[0] for r in rows], [r[1] for r in rows], [r[2] for r in rows]
    await tx.sql(
        WIND, sleutels=[key for key in wanted if key not in new], wound=sorted(WOUND), soorten=soorten, van=van, ops=ops
    )


async def look_for_due_kinds(database: Database) -> list[Termijnsoort]:
    """The kinds of which something is due, the one that has waited longest first; a single read, since it is asked each second.

    Raises `EvenNiet` when the database cannot be had.
    """
    rows = await database.lezer.fetch(f"SELECT soort FROM termijn WHERE {DUE} GROUP BY soort ORDER BY min(op)")  # noqa: S608
    return [Termijnsoort(row["soort"]) for row in rows]


async def read_behind(tx: Transactie, seconds: int) -> list[tuple[Termijnsoort, int, datetime]]:
    """The kinds of which something has been due for longer than this: how many, and since when the oldest."""
    rows = await tx.sql(
        f"SELECT soort, count(*) AS aantal, min(op) AS oudste FROM termijn WHERE {DUE}"  # noqa: S608
        " AND op < (SELECT clock_timestamp()) - make_interval(secs => :seconds) GROUP BY soort ORDER BY min(op)",
        seconds=seconds,
    )
    return [(Termijnsoort(row.soort), row.aantal, row.oudste) for row in rows]


async def read_due(tx: Transactie, soort: Termijnsoort, limit: int) -> list[UUID]:
    """The keys of one kind that are due, unlocked, oldest first. Whoever fires them locks what they are about first."""
    return [sleutel for _, sleutel in await read_due_of(tx, [soort], limit)]


async def read_due_of(tx: Transactie, soorten: Iterable[Termijnsoort], limit: int) -> list[tuple[Termijnsoort, UUID]]:
    """The same over several kinds, in the order in which they were due."""
    rows = await tx.sql(
        f"SELECT soort, sleutel FROM termijn WHERE {DUE} AND soort = ANY(CAST(:soorten AS text[]))"  # noqa: S608
        " ORDER BY op LIMIT :n",
        soorten=sorted(soorten),
        n=limit,
    )
    return [(Termijnsoort(row.soort), row.sleutel) for row in rows]


async def take(tx: Transactie, soort: Termijnsoort, sleutels: Iterable[UUID]) -> list[UUID]:
    """Take those of these keys that are still due and that nobody else is firing; they are gone with the commit (P5)."""
    rows = await tx.sql(
        "DELETE FROM termijn t USING (SELECT soort, sleutel FROM termijn WHERE soort = :soort"
        " AND sleutel = ANY(CAST(:sleutels AS uuid[])) AND op <= clock_timestamp() FOR UPDATE SKIP LOCKED) due"
        " WHERE t.soort = due.soort AND t.sleutel = due.sleutel RETURNING t.sleutel",
        soort=soort,
        sleutels=list(sleutels),
    )
    return sorted(row.sleutel for row in rows)


async def fire(tx: Transactie, due: Iterable[tuple[Termijnsoort, UUID]]) -> list[Gevuurd]:
    """Mark those of these that are still due at `tx.now` and that nobody else is firing, oldest first (P5)."""
    pairs = list(due)
    rows = await tx.sql(
        FIRE, soorten=sorted({soort for soort, _ in pairs}), sleutels=sorted({key for _, key in pairs}), now=tx.now
    )
    fired = [Gevuurd(Termijnsoort(row.soort), row.sleutel, row.op, row.keren) for row in rows]
    return sorted(fired, key=lambda one: (one.op, one.soort, one.sleutel))


async def repeat(tx: Transactie, soort: Termijnsoort, sleutels: Iterable[UUID], every: timedelta) -> None:
    """Let deadlines that just fired run again: at the first multiple of `every` that lies ahead, missed ones skipped."""
    seconds = every.total_seconds()
    await tx.sql(AGAIN, soort=soort, sleutels=sorted(sleutels), now=tx.now, seconds=seconds)
