"""Proof that something is gone: every column of every table that could name it is looked through, whatever tables there are."""

from collections.abc import Collection
from typing import NamedTuple
from uuid import UUID

from capacity_service.store.database import Transactie

COLUMNS = """
SELECT c.relname AS tabel, a.attname AS kolom, format_type(a.atttypid, NULL) AS soort,
       has_column_privilege(c.oid, a.attnum, 'SELECT') AS leesbaar
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY c.relname, a.attnum
"""
SEARCHES = {
    "uuid": "{kolom} = ANY(CAST(:ids AS uuid[]))",
    "uuid[]": "{kolom} && CAST(:ids AS uuid[])",
    "text": "{kolom} LIKE ANY(CAST(:patterns AS text[]))",
    "text[]": "array_to_string({kolom}, ' ') LIKE ANY(CAST(:patterns AS text[]))",
    "json": "CAST({kolom} AS text) LIKE ANY(CAST(:patterns AS text[]))",
    "jsonb": "CAST({kolom} AS text) LIKE ANY(CAST(:patterns AS text[]))",
    "bytea": "encode({kolom}, 'escape') LIKE ANY(CAST(:patterns AS text[]))",
}
"""How something is looked for in a column of each type; types that are not here hold numbers and instants."""


NO_DATA = frozenset({"alembic_version"})


class Vindplaats(NamedTuple):
    """Where something is still named: in how many rows of which column."""

    tabel: str
    kolom: str
    rijen: int


async def find_left(tx: Transactie, ids: Collection[UUID], kenmerken: Collection[str] = ()) -> list[Vindplaats]:
    """Every column that still names one of these, by id or (in text) by kenmerk; empty when nothing is left.

    The context must be that of the service. Reads every table whole: minutes in a large country. Raises `PermissionError` for a table
    that this role cannot read, since then nothing is proved.
    """
    found = []
    patterns = [f"%{name}%" for name in (*map(str, ids), *kenmerken)]
    for row in await tx.sql(COLUMNS):
        if row.soort not in SEARCHES or row.tabel in NO_DATA:
            continue
        if not row.leesbaar:
            raise PermissionError(row.tabel)
        where = SEARCHES[row.soort].format(kolom=f'"{row.kolom}"')
        params = {"ids": list(ids)} if row.soort.startswith("uuid") else {"patterns": patterns}
        (counted,) = await tx.sql(f'SELECT count(*) AS n FROM "{row.tabel}" WHERE {where}', **params)  # noqa: S608 - names from the catalogue
        if counted.n:
            found.append(Vindplaats(row.tabel, row.kolom, counted.n))
    return found
