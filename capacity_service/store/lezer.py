"""Single reads outside any transaction: what every request asks first must cost little.

Whoever asks for one row by its key while another read of the same statement runs is answered by the next one, together
with all who wait: each read begins after the question, so nobody is told what was true before it.
"""

import asyncio
from collections.abc import Callable
from typing import Any

import asyncpg

from capacity_service.domain.errors import EvenNiet

LOST = (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)
"""What asyncpg raises by itself when there is no connection, or it broke half way (`InternalClientError`)."""
POOL_WAIT_S = 2

Vraag = asyncio.Future[Any]


async def leave_as_it_is(_connection: object) -> None:
    """A single read leaves nothing behind on its connection that has to be put back."""


class Lezer:
    """Owns a pool, made when it is first needed; `make_pool` gives one that is to be awaited."""

    def __init__(self, make_pool: "Callable[[], asyncpg.Pool[Any]]") -> None:
        self._make_pool = make_pool
        self._pool: asyncpg.Pool[Any] | None = None
        self._opening = asyncio.Lock()
        self._waiting: dict[str, dict[bytes, Vraag]] = {}
        self._reading: dict[str, asyncio.Task[None]] = {}

    async def close(self) -> None:
        """Finish what is being read, then close the pool."""
        await asyncio.gather(*self._reading.values())
        if self._pool is not None:
            await self._pool.close()

    async def fetch(self, statement: str, *args: object) -> list[Any]:
        """The rows of one read. Raises `EvenNiet` when the database cannot be had."""
        try:
            async with asyncio.timeout(POOL_WAIT_S):
                pool = self._pool or await self._open()
                return list(await pool.fetch(statement, *args))
        except LOST as error:
            raise EvenNiet from error

    async def find(self, statement: str, key: bytes) -> Any:  # noqa: ANN401 - a row of the statement
        """The row with this `sleutel`, or None; the statement takes all keys as `$1`. Raises `EvenNiet` like `fetch`."""
        waiting = self._waiting.setdefault(statement, {})
        if key not in waiting:
            waiting[key] = asyncio.get_running_loop().create_future()
        answered = waiting[key]
        if statement not in self._reading:
            self._reading[statement] = asyncio.create_task(self._read(statement))
        # One who gives up leaves the answer to the others who wait for the same key.
        return await asyncio.shield(answered)

    async def _read(self, statement: str) -> None:
        """Read until nobody waits."""
        while asked := self._waiting.pop(statement, None):
            try:
                rows = {row["sleutel"]: row for row in await self.fetch(statement, list(asked))}
            except Exception as error:  # noqa: BLE001 - whoever asked is told, whatever it was
                _refuse(asked, error)
            else:
                for key, answered in asked.items():
                    answered.set_result(rows.get(key))
        del self._reading[statement]

    async def _open(self) -> "asyncpg.Pool[Any]":
        async with self._opening:
            if self._pool is None:
                pool = self._make_pool()
                await pool
                self._pool = pool
            return self._pool


def _refuse(asked: dict[bytes, Vraag], error: Exception) -> None:
    for answered in asked.values():
        answered.set_exception(error)
        # Nobody may be left to hear it.
        answered.exception()
