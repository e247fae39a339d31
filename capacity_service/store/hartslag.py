"""The heartbeat row on the primary: beaten by every node, and part of everything that is read (P7)."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

import asyncpg
from sqlalchemy import BigInteger, SmallInteger
from sqlmodel import Field, SQLModel

from capacity_service.store.database import Database
from capacity_service.store.tables import INSTANT

BEAT = "UPDATE hartslag SET slag = slag + 1, geslagen_op = clock_timestamp() RETURNING slag"
BEAT_S = 4.0
"""How long one beat may take. What takes longer comes too late to say that anything is fresh."""


class Hartslag(SQLModel, table=True):
    """`slag` only rises, whoever beats; `geslagen_op` is for people, nothing is judged by it."""

    id: int = Field(primary_key=True, sa_type=SmallInteger)
    slag: int = Field(sa_type=BigInteger)
    geslagen_op: datetime = Field(sa_type=INSTANT)


class Hart:
    """A connection of its own, so that a crowd in the pools stops no heart."""

    def __init__(self, connection: "asyncpg.Connection[Any]") -> None:
        self._connection = connection

    async def beat(self) -> int:
        """Beat once; gives the slag. One statement, so that whoever is stopped half way holds up nobody.

        Raises `OSError`, `TimeoutError` or what asyncpg raises when the database cannot be had, or is no primary.
        """
        slag: int = await self._connection.fetchval(BEAT, timeout=BEAT_S)
        return slag


@asynccontextmanager
async def open_hart(database: Database) -> AsyncIterator[Hart]:
    """A heart on this database until the block ends."""
    connection = await database.connect()
    try:
        yield Hart(connection)
    finally:
        connection.terminate()
