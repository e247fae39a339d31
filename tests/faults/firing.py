"""Processes that fire deadlines in a loop, as the ticker of an instance does: killed, stopped and woken by their pid."""

import asyncio
import multiprocessing
import os
import signal
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from uuid import UUID

from capacity_service.actions.fire_termijnen import fire_termijnen
from capacity_service.domain.errors import EvenNiet
from capacity_service.domain.klokken import Termijnsoort
from capacity_service.store import termijnen
from capacity_service.store.database import Database, Transactie
from capacity_service.store.termijnen import Gevuurd

WallOff = Callable[[Database], None]
"""Takes one wall away, for the process that calls it alone."""

PAUSE_S = 0.1
BETWEEN_S = 0.3
ENDED_S = 10
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["tests.faults.firing"])


class Worker:
    """One of them. It can be started again after it was killed."""

    def __init__(self, url: str, wall_off: WallOff | None = None) -> None:
        self._args = (url, wall_off)
        self._process = PROCESSES.Process(target=fire_for_ever, args=self._args, daemon=True)

    def start(self) -> None:
        self._process = PROCESSES.Process(target=fire_for_ever, args=self._args, daemon=True)
        self._process.start()

    def kill(self) -> None:
        """What `kill -9` does."""
        self._process.kill()
        self._process.join(ENDED_S)
        self._process.close()

    def stop(self) -> None:
        """It stands still, with whatever it has open."""
        os.kill(self._pid, signal.SIGSTOP)

    def wake(self) -> None:
        """It goes on as if nothing had been."""
        os.kill(self._pid, signal.SIGCONT)

    @property
    def _pid(self) -> int:
        pid = self._process.pid
        assert pid is not None
        return pid


@contextmanager
def run_workers(number: int, url: str, wall_off: WallOff | None = None) -> Iterator[list[Worker]]:
    """So many, gone afterwards."""
    workers = [Worker(url, wall_off) for _ in range(number)]
    for worker in workers:
        worker.start()
    try:
        yield workers
    finally:
        for worker in workers:
            worker.wake()
            worker.kill()


def fire_for_ever(url: str, wall_off: WallOff | None) -> None:
    """What a worker does, without this wall if one is named."""
    asyncio.run(_fire_for_ever(url, wall_off))


async def _fire_for_ever(url: str, wall_off: WallOff | None) -> None:
    database = Database(url, size=2)
    if wall_off is not None:
        wall_off(database)
    while True:
        try:
            await fire_termijnen(database)
        except EvenNiet:
            continue
        await asyncio.sleep(PAUSE_S)


def mark_apart(database: Database) -> None:
    """A deadline is marked in another transaction than the one with the effect."""
    together = termijnen.fire

    async def fire(tx: Transactie, due: Iterable[tuple[Termijnsoort, object]]) -> list[Gevuurd]:
        async with database.transaction(None, own_pool=True) as own:
            own.now = tx.now
            fired = await together(own, due)  # type: ignore[arg-type]
        await asyncio.sleep(BETWEEN_S)
        return fired

    setattr(termijnen, "fire", fire)  # noqa: B010 - the wall is taken away for this process alone


def trust_what_was_due(_: Database) -> None:
    """What was due a moment ago is fired without another look: whether somebody did that meanwhile is not asked."""
    look = termijnen.read_due_of

    async def read_slowly(
        tx: Transactie, soorten: Iterable[Termijnsoort], limit: int
    ) -> list[tuple[Termijnsoort, UUID]]:
        due = await look(tx, soorten, limit)
        await asyncio.sleep(BETWEEN_S)
        return due

    setattr(termijnen, "read_due_of", read_slowly)  # noqa: B010 - as above
    setattr(termijnen, "FIRE", termijnen.FIRE.replace("AND gevuurd_op IS NULL ", ""))  # noqa: B010 - as above
