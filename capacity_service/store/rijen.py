"""Many rows in one statement: PostgreSQL takes them apart, so a batch costs one round trip for each table."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import msgspec
from sqlmodel import SQLModel

from capacity_service.store.database import Transactie

Rij = Mapping[str, Any]
"""The columns of a row by name; one that is left out is NULL."""


async def add_rows(tx: Transactie, table: type[SQLModel], rows: Sequence[Rij]) -> None:
    """Insert these rows, pending changes of the session first; raises what the database refuses."""
    if rows:
        await tx.sql(_insert(table), rows=encoder.encode([_sendable(row) for row in rows]).decode())


@cache
def _insert(table: type[SQLModel]) -> str:
    name, columns = table.__table__.name, ", ".join(table.__table__.columns.keys())  # type: ignore[attr-defined]
    return (
        f"INSERT INTO {name} ({columns}) SELECT {columns}"  # noqa: S608 - names of our own tables
        f" FROM json_populate_recordset(CAST(NULL AS {name}), CAST(:rows AS json))"
    )


def _sendable(row: Rij) -> Rij:
    """The row with bytes as PostgreSQL writes them: JSON has none."""
    return {name: f"\\x{value.hex()}" if isinstance(value, bytes) else value for name, value in row.items()}


encoder = msgspec.json.Encoder()
