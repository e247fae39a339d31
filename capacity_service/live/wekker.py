"""A connection that is told of commits. It only wakes: losing it costs at most a second, since the poll covers (P9)."""

import asyncio
import contextlib
from collections.abc import Callable

import asyncpg
import structlog

from capacity_service.store.database import Database

CHANNEL = "capaciteit"
CHECK_S = 5.0
"""How often the connection is asked whether it still answers, and how long it may take: a frozen backend stays open."""

AGAIN_S = 1.0
LOST = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError)

log = structlog.get_logger()


class Wekker:
    """Calls `wake` at every commit that recorded something; `lost` counts the connections that were lost."""

    def __init__(self, database: Database, wake: Callable[[], None]) -> None:
        self._database = database
        self._wake = wake
        self.lost = 0

    async def run(self) -> None:
        """Listen for ever, on one connection after another."""
        while True:
            try:
                await self._listen(await self._database.connect())
            except LOST as error:
                self.lost += 1
                log.warning("wekker verloren", reden=type(error).__name__, keren=self.lost)
                await asyncio.sleep(AGAIN_S)

    async def _listen(self, connection: "asyncpg.Connection[asyncpg.Record]") -> None:
        try:
            # A backend that freezes before it answered this would be waited for without end.
            async with asyncio.timeout(CHECK_S):
                await connection.add_listener(CHANNEL, lambda *_: self._wake())
            ended = asyncio.Event()
            connection.add_termination_listener(lambda _: ended.set())
            # Whatever was committed before it listened.
            self._wake()
            while True:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(ended.wait(), CHECK_S)
                await connection.fetchval("SELECT 1", timeout=CHECK_S)
        finally:
            with contextlib.suppress(*LOST):
                await connection.close(timeout=1)
