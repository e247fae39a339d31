"""Many rows in one statement: PostgreSQL takes them apart, so a batch costs one round trip for each table."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import msgspec
from sqlalchemy.orm.attributes import set_committed_value
from sqlmodel import SQLModel

from capacity_service.store.database import Transactie

Rij = Mapping[str, Any]
"""The columns of a row by name; one that is left out is NULL."""


async def add_rows(tx: Transactie, table: type[SQLModel], rows: Sequence[Rij]) -> None:
    """Insert these rows, pending changes of the session first; raises what the database refuses."""
    if rows:
        await tx.sql(_insert(table), rows=encoder.encode([_sendable(row) for row in rows]).decode())


async def change_rows(
    tx: Transactie, table: type[SQLModel], changed: Sequence[SQLModel], names: tuple[str, ...]
) -> None:
    """Write these columns of objects that were changed; the session has nothing left to write of them.

    Only for tables with an `id`; the objects are the session's own, or stay outside it.
    """
    if changed:
        rows = [{name: getattr(one, name) for name in ("id", *names)} for one in changed]
        for one in changed:
            for name in names:
                set_committed_value(one, name, getattr(one, name))
        sendable = encoder.encode([_sendable(row) for row in rows]).decode()
        await tx.sql(_update(table, names), rows=sendable, ids=[row["id"] for row in rows])


@cache
def _update(table: type[SQLModel], names: tuple[str, ...]) -> str:
    name, columns = table.__table__.name, ", ".join(f"{name} = n.{name}" for name in names)  # type: ignore[attr-defined]
    return (
        f"UPDATE {name} t SET {columns}"  # noqa: S608 - names of our own tables
        f" FROM json_populate_recordset(CAST(NULL AS {name}), CAST(:rows AS json)) n"
        " WHERE t.id = n.id AND t.id = ANY(CAST(:ids AS uuid[]))"
    )


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
