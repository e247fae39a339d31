"""Races on purpose: several instances on one database, everybody starting at once, and the walls to take away."""

import asyncio
import os
import re
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any
from unittest.mock import patch

import httpx2
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from capacity_service.store import plaatsen, plaatsingen
from capacity_service.store.database import SETTINGS, Database, Transactie, make_engine
from tests.conftest import Urls
from tests.land import Dienst, run_sql, serve

LONG = os.environ.get("CAPACITY_FAULTS") == "long"
INSTANCES = 3
PATIENT = dict.fromkeys(("lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout"), "60000")

ACTIONS = (
    "add_plaatsen",
    "change_aanvraag",
    "change_plaats",
    "choose_voorstel",
    "confirm_aankomst",
    "fire_termijnen",
    "lapse_reserveringen",
    "set_plaatsstatus",
    "submit_aanvraag",
    "weigh",
    "withdraw_aanvraag",
)
LOCKING = (*(import_module(f"capacity_service.actions.{name}") for name in ACTIONS), plaatsen, plaatsingen)
"""Where the locks are taken that a race can do without."""

TABLES = (
    "plaats, huis, claim, uitname, aanvraag, huishoudgegevens, voorstel, plaatsing, verblijf, afweging, termijn, "
    "logboek, logboek_gegevens, idempotentie, vraag, registratie, normsignaal, melding, bezorging, noodinzagezaak"
)

TOGETHER = "SELECT count(*) AS n FROM aanvraag GROUP BY ingediend_op"
"""Aanvragen of one transaction have the instant of that transaction, to the microsecond."""
WEIGHED = "SELECT coalesce(max(jsonb_array_length(aanvragen)), 0) AS n FROM afweging"

CHECK_THEN_INSERT = """
INSERT INTO claim (plaats_id, soort, plaatsing_id, sinds_op, verloopt_op, feit)
SELECT n.plaats_id, 'reservering', n.plaatsing_id, :sinds, :verloopt, false
FROM unnest(CAST(:plaatsen AS uuid[]), CAST(:plaatsingen AS uuid[])) AS n (plaats_id, plaatsing_id)
WHERE NOT EXISTS (SELECT FROM claim c WHERE c.plaats_id = n.plaats_id AND c.verloopt_op > clock_timestamp())
RETURNING plaats_id
"""
HOLD_UNGUARDED = """
WITH gone AS (DELETE FROM claim WHERE plaats_id = :plaats AND plaatsing_id IS NOT DISTINCT FROM CAST(:plaatsing AS uuid))
INSERT INTO claim (plaats_id, soort, plaatsing_id, sinds_op, verloopt_op, reden, verwacht_tot_op, feit)
VALUES (:plaats, :soort, :plaatsing, :sinds, 'infinity', :reden, :tot, :feit)
"""


@dataclass
class Verslag:
    """What a race came to: how often it was tried, with which seed, what went wrong, and how long each try took.

    `together` counts the transactions that took so many aanvragen at once, `weighed` is the most that one afweging looked at.
    """

    naam: str
    seed: int = 0
    tries: int = 0
    faults: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    together: Counter[int] = field(default_factory=Counter)
    weighed: int = 0

    async def count_batches(self, dienst: Dienst) -> None:
        """Note what was decided together since the country was emptied."""
        self.together.update(row.n for row in await dienst.sql(TOGETHER))
        (row,) = await dienst.sql(WEIGHED)
        self.weighed = max(self.weighed, row.n)

    @property
    def crowded(self) -> int:
        """How many aanvragen shared their transaction with another."""
        return sum(size * times for size, times in self.together.items() if size > 1)

    def expect(self, holds: bool, zin: str) -> None:
        """Note a fault unless this holds."""
        if not holds:
            self.faults.append(zin)

    def tell(self) -> str:
        """One line with the figures that a promise counts by; the speed is told and never judged."""
        p99 = sorted(self.seconds)[int(len(self.seconds) * 0.99) - 1] * 1000 if self.seconds else 0
        told = f"{self.naam}: {self.tries} pogingen, seed {self.seed}, {len(self.faults)} fouten, p99 {p99:.0f} ms"
        return told + (self._tell_batches() if self.together else "")

    def _tell_batches(self) -> str:
        asked = sum(size * times for size, times in self.together.items())
        return (
            f"; {asked} aanvragen in {self.together.total()} transacties, {self.crowded} daarvan samen met andere,"
            f" hoogstens {max(self.together)} tegelijk, hoogstens {self.weighed} in een afweging"
        )


@dataclass
class Race:
    """How many calls are let go together now; a country is built without waiting for anybody."""

    underway: int = 0

    @contextmanager
    def run(self, calls: int) -> Iterator[None]:
        """The time in which this many calls are on their way."""
        self.underway += calls
        try:
            yield
        finally:
            self.underway -= calls


RACE = Race()


@dataclass
class Meeting:
    """A point between looking and committing where `size` go on together, or one alone after a second.

    So a race without its wall is lost every time, and not by luck.
    """

    size: int
    here: int = 0
    gate: asyncio.Event = field(default_factory=asyncio.Event)

    async def meet(self) -> None:
        """Wait for the others of this meeting; the next one begins when all were here."""
        if RACE.underway < self.size:
            return
        self.here += 1
        gate = self.gate
        if self.here == self.size:
            gate.set()
            self.here, self.gate = 0, asyncio.Event()
        try:
            async with asyncio.timeout(1):
                await gate.wait()
        except TimeoutError:
            self.here = max(0, self.here - 1)


@asynccontextmanager
async def serve_instances(urls: Urls, *, ticking: bool = False) -> AsyncIterator[list[Dienst]]:
    """Three instances of the service on one database, each with pools of its own.

    They and their callers share this one process. So that its speed decides nothing, they wait long for each other.
    """
    async with AsyncExitStack() as stack:
        stack.enter_context(patch.dict(SETTINGS, PATIENT))
        diensten = [
            await stack.enter_async_context(serve(urls.app, urls.migrator, ticking=ticking)) for _ in range(INSTANCES)
        ]
        for database in (dienst.database for dienst in diensten):
            hasty = (database.engine, database.own_engine)
            database.engine, database.own_engine = [await open_pool(urls.app, size) for size in (12, 4)]
            for engine in hasty:
                await engine.dispose()
        yield diensten


async def open_pool(url: str, size: int) -> AsyncEngine:
    """A pool whose connections are there already: a crowd that makes them all at once outlasts their time limit."""
    engine = make_engine(url, size=size, wait_s=30)
    async with AsyncExitStack() as stack:
        for _ in range(size):
            await stack.enter_async_context(engine.connect())
    return engine


async def log_in(diensten: Sequence[Dienst], rol: str, *, nth: int = 0) -> list[httpx2.AsyncClient]:
    """The same account on every instance, with a connection for each call: none that the other side just closed."""
    clients = [await dienst.as_rol(rol, nth=nth) for dienst in diensten]
    for client in clients:
        client.headers["Connection"] = "close"
    return clients


async def start_together(verslag: Verslag, calls: Sequence[Awaitable[httpx2.Response]]) -> list[httpx2.Response]:
    """Let all calls go at the same moment; gives their answers in order."""
    barrier = asyncio.Barrier(len(calls))

    async def one(call: Awaitable[httpx2.Response]) -> httpx2.Response:
        await barrier.wait()
        began = time.perf_counter()
        answer = await call
        verslag.seconds.append(time.perf_counter() - began)
        return answer

    verslag.tries += len(calls)
    with RACE.run(len(calls)):
        answers = list(await asyncio.gather(*(one(call) for call in calls)))
    wrong = [answer for answer in answers if answer.status_code >= 500]
    verslag.expect(not wrong, f"{len(wrong)} antwoorden met een 5xx, zoals {wrong and wrong[0].text}")
    return answers


def problem_of(answer: httpx2.Response) -> str:
    """The stable code of a refusal, or an empty string."""
    return str(answer.json()["type"]).rpartition("/")[2] if answer.status_code >= 400 else ""


async def empty_country(owner: Database) -> None:
    """Back to a country where nothing has happened and no place is."""
    for statement in (
        "ALTER TABLE logboek DISABLE TRIGGER USER",
        f"TRUNCATE {TABLES}",
        "ALTER TABLE logboek ENABLE TRIGGER USER",
        "UPDATE sequencer SET volgnummer = 0, hash = sha256('capaciteit')",
    ):
        await run_sql(owner, statement)


def remove_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for anybody: neither the lock `afwegen` nor those of the centrumgemeenten are taken."""

    async def enter_only(tx: Transactie) -> None:
        await tx.enter("afwegen")

    async def lock_nothing(_tx: Transactie, _codes: Any) -> None:
        return

    for module in LOCKING:
        for name, replacement in (("lock_afwegen", enter_only), ("lock_streken", lock_nothing)):
            if hasattr(module, name):
                monkeypatch.setattr(module, name, replacement)


async def remove_claim_wall(owner: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """One row per place is no longer what the database insists on; the service looks first and then writes."""
    for statement in (
        "DROP TRIGGER claim_refuses_takeover ON claim",
        "ALTER TABLE claim DROP CONSTRAINT claim_pkey",
        # The lock of the foreign key on the place would make the claimers wait for each other all the same.
        "ALTER TABLE claim DROP CONSTRAINT claim_plaats_id_fkey",
        "CREATE INDEX claim_plaats ON claim (plaats_id)",
    ):
        await run_sql(owner, statement)
    as_it_was, others = Transactie.sql, Meeting(2)

    async def sql(tx: Transactie, statement: str, **params: Any) -> list[Any]:
        if statement.startswith("\nINSERT INTO claim") and "unnest" in statement:
            taken = await as_it_was(tx, CHECK_THEN_INSERT, **params)
            await others.meet()
            return taken
        if statement.startswith("\nINSERT INTO claim") and "VALUES" in statement:
            statement = HOLD_UNGUARDED
        elif "INTO claim" in statement:
            statement = re.sub(r"ON CONFLICT \(plaats_id\) DO NOTHING", "", statement)
        return await as_it_was(tx, statement, **params)

    monkeypatch.setattr(Transactie, "sql", sql)
