"""The queue before `submit_aanvragen`: whatever arrives while one transaction runs goes into the next.

An aanvraag that arrives alone starts at once, so waiting together costs nobody anything. After a crowd the next transaction
lets those in who were just answered and ask again: without that moment it took the first of them, and all others waited.
"""

import asyncio
import contextlib
import time
from collections.abc import Callable
from typing import Any

import structlog

from capacity_service.actions.submit_aanvraag import Indiening, submit_aanvragen
from capacity_service.domain.errors import Bezig, DomainError, EvenNiet
from capacity_service.store.database import Database
from capacity_service.store.idempotentie import Antwoord

TOGETHER_MAX = 64
WAITING_MAX = 2_000
MOMENT, QUIET = 0.25, 0.05
"""The part of what the last transaction took that the next one lets people in for, at most; nobody in so long: they all came."""

Wachtend = tuple[Indiening, asyncio.Future[Antwoord]]

log = structlog.get_logger()


class Wachtrij:
    """One worker per process; `submit` gives the committed answer or raises the refusal."""

    def __init__(self, database: Database, render: Callable[[dict[str, Any]], Antwoord]) -> None:
        self._database = database
        self._render = render
        self._queue: asyncio.Queue[tuple[Indiening, asyncio.Future[Antwoord]]] = asyncio.Queue(WAITING_MAX)
        self._come, self._wanted = asyncio.Event(), 0
        """Whether as many have come as the next transaction waits for."""
        self.transacties = self.beantwoord = 0
        """How many transactions there were, and how many aanvragen had their answer from them."""
        self._worker: asyncio.Task[None] | None = None

    @property
    def wachtend(self) -> int:
        """How many wait for the next transaction."""
        return self._queue.qsize()

    async def start(self) -> None:
        """Begin to work."""
        self._worker = asyncio.create_task(self._work(), name="wachtrij")

    async def stop(self) -> None:
        """Finish what is waiting, then end."""
        await self._queue.join()
        if self._worker is not None:
            self._worker.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._worker

    async def submit(self, indiening: Indiening) -> Antwoord:
        """Wait for the transaction that takes this one. Raises `EvenNiet` when too many are waiting."""
        answered: asyncio.Future[Antwoord] = asyncio.get_running_loop().create_future()
        try:
            self._queue.put_nowait((indiening, answered))
            if self._queue.qsize() >= self._wanted:
                self._come.set()
        except asyncio.QueueFull:
            raise EvenNiet from None
        return await answered

    async def _work(self) -> None:
        crowd, took, now = 1, 0.0, time.perf_counter
        while True:
            batch = [await self._queue.get()]
            await self._let_in(crowd - 1, took)
            while len(batch) < TOGETHER_MAX and not self._queue.empty():
                batch.append(self._queue.get_nowait())
            began = now()
            await self._answer(_refuse_twins(batch))
            crowd, took = max(len(batch), crowd // 2), now() - began
            for _ in batch:
                self._queue.task_done()

    async def _let_in(self, others: int, took: float) -> None:
        """Wait for as many others as came lately, while they keep coming; `took` is the seconds of the last transaction."""
        until, self._wanted = time.perf_counter() + took * MOMENT, others
        self._come.clear()
        while (there := self._queue.qsize()) < others and (left := until - time.perf_counter()) > 0:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(min(left, took * QUIET)):
                    await self._come.wait()
            if self._queue.qsize() == there:
                return

    async def _answer(self, batch: list[Wachtend]) -> None:
        try:
            answers = await submit_aanvragen(self._database, [indiening for indiening, _ in batch], self._render)
        except Exception as error:
            if not isinstance(error, DomainError):
                log.exception("aanvragen niet verwerkt", aantal=len(batch))
            answers = [error if isinstance(error, DomainError) else EvenNiet() for _ in batch]
        else:
            self.transacties += 1
            self.beantwoord += len(batch)
        for (_, answered), given in zip(batch, answers, strict=True):
            if answered.cancelled():
                continue
            if isinstance(given, DomainError):
                answered.set_exception(given)
            else:
                answered.set_result(given)


def _refuse_twins(batch: list[Wachtend]) -> list[Wachtend]:
    """Of two with the same key in one batch the second is told that the first is running."""
    seen: set[str] = set()
    first = []
    for indiening, answered in batch:
        sleutel = indiening.verzoek.sleutel
        if sleutel is not None and sleutel.naam in seen:
            if not answered.cancelled():
                answered.set_exception(Bezig())
            continue
        if sleutel is not None:
            seen.add(sleutel.naam)
        first.append((indiening, answered))
    return first
