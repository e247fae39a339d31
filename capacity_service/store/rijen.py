"""Many rows in one statement: PostgreSQL takes them apart, so a batch costs one round trip for each table."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm.attributes import set_committed_value
from sqlmodel import SQLModel

from capacity_service.store.database import Transactie

Show = Callable[[Any], Any]
Rij = Mapping[str, Any]
"""The columns of a row by name; one that is left out is NULL."""


async def add_rows(tx: Transactie, table: type[SQLModel], rows: Sequence[Rij]) -> None:
    """Insert these rows, pending changes of the session first; raises what the database refuses."""
    if rows:
        filled = {name for row in rows for name, value in row.items() if value is not None}
        statement, columns = _insert(table, frozenset(filled))
        await tx.sql(statement, **{name: [show(row.get(name)) for row in rows] for name, show in columns.items()})


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
def _insert(table: type[SQLModel], filled: frozenset[str]) -> tuple[str, dict[str, Show]]:
    """The statement for a table, which takes the columns that are filled one array each, and how a value of each is sent."""
    columns = table.__table__.columns.items()  # type: ignore[attr-defined]
    kinds = {name: column.type.compile(POSTGRES) for name, column in columns if name in filled}
    names, sent = ", ".join(kinds), {name: kind for name, kind in kinds.items() if kind not in AS_TEXT}
    casts = ", ".join(f"CAST(:{name} AS {sent.get(name, 'text')}[])" for name in kinds)
    values = ", ".join(f"n.{name}" if name in sent else f"CAST(n.{name} AS {kind})" for name, kind in kinds.items())
    statement = (
        f"INSERT INTO {table.__table__.name} ({names})"  # type: ignore[attr-defined]  # noqa: S608 - names of our own tables
        f" SELECT {values} FROM unnest({casts}) AS n ({names})"
    )
    return statement, {name: AS_TEXT.get(kind, _as_it_is) for name, kind in kinds.items()}


def _as_it_is(value: Any) -> Any:  # noqa: ANN401 - columns differ
    return value


def _show_json(value: Any) -> str | None:  # noqa: ANN401 - anything that JSON can hold
    return None if value is None else encoder.encode(value).decode()


def _show_ids(value: Iterable[UUID] | None) -> str | None:
    return None if value is None else f"{{{','.join(map(str, value))}}}"


def _sendable(row: Rij) -> Rij:
    """The row with bytes as PostgreSQL writes them: JSON has none."""
    return {name: f"\\x{value.hex()}" if isinstance(value, bytes) else value for name, value in row.items()}


encoder = msgspec.json.Encoder()

POSTGRES = postgresql.dialect()  # type: ignore[no-untyped-call]
AS_TEXT: dict[str, Show] = {"JSONB": _show_json, "UUID[]": _show_ids}
"""Columns that an array of arrays, or of anything at all, cannot hold: these travel as text."""
