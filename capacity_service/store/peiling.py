"""A look at the database from a node that runs: has it what this code needs, what time is it there, and is anything late?"""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlmodel import SQLModel

from capacity_service.store.database import Database
from capacity_service.store.termijnen import read_behind

LATE_S = 60

COLUMNS = """
SELECT c.relname AS tabel, a.attname AS kolom FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
WHERE c.relnamespace = 'public'::regnamespace AND c.relname = ANY(CAST(:tabellen AS text[]))
  AND a.attnum > 0 AND NOT a.attisdropped
"""


@dataclass(frozen=True)
class Peiling:
    """`ontbreekt` are columns the code uses and the database has not: a node that is newer than its schema.

    `klok_verschil_s` is how far the clock of this machine is ahead, in seconds; `te_laat` how many deadlines are more than
    a minute late.
    """

    ontbreekt: tuple[str, ...]
    klok_verschil_s: float
    te_laat: int


async def look_at(database: Database) -> Peiling:
    """On the small pool, so that a crowd does not hide what it does. Raises `EvenNiet`."""
    needed = {(naam, kolom.name) for naam, tabel in SQLModel.metadata.tables.items() for kolom in tabel.columns}
    async with database.transaction(None, own_pool=True) as tx:
        ahead = (datetime.now(UTC) - tx.now).total_seconds()
        rows = await tx.sql(COLUMNS, tabellen=sorted({naam for naam, _ in needed}))
        late = await read_behind(tx, LATE_S)
    lacks = needed - {(row.tabel, row.kolom) for row in rows}
    return Peiling(
        tuple(sorted(f"{tabel}.{kolom}" for tabel, kolom in lacks)), ahead, sum(aantal for _, aantal, _ in late)
    )
