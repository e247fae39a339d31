"""The only begin and commit: engines, `Database.run` (one action, one transaction, one answer), retries.

Inside: context for row-level security, the action, what it changed into the logboek, the stored answer; then commit.
The caller answers afterwards, so nothing is acknowledged that is not durable (P13).
"""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, TypeVar

import asyncpg
import msgspec
from sqlalchemy import event, make_url, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlmodel.ext.asyncio.session import AsyncSession

from capacity_service.domain.errors import EvenNiet
from capacity_service.domain.inzage import Actor, Rol
from capacity_service.domain.regels import Regels
from capacity_service.domain.tijd import local_date
from capacity_service.store.changes import Changes
from capacity_service.store.geschreven import Geschreven
from capacity_service.store.ingezien import Ingezien
from capacity_service.store.kluis import NO_KEYS, Kluis
from capacity_service.store.lezer import LOST, POOL_WAIT_S, Lezer, leave_as_it_is
from capacity_service.store.plaatsgeheugen import Plaatsgeheugen
from capacity_service.store.regelboek import Regelboek
from capacity_service.store.statements import Rij, number
from capacity_service.store.weigeringen import Deadlock, translate

T = TypeVar("T")
Context = Literal["eigen", "landelijk", "afwegen", "dienst"]

TRIES_MAX = 5
LOOPBACK = {"127.0.0.1", "localhost", "::1"}

SETTINGS = {
    "timezone": "UTC",
    "lock_timeout": "5000",
    "statement_timeout": "10000",
    "idle_in_transaction_session_timeout": "15000",
    "application_name": "capacity-service",
    "jit": "off",
}
"""Milliseconds. A request that cannot get its locks in time ends, and what it did is undone."""

STATEMENTS_MAX = 500
"""Prepared statements that a connection keeps: more than the service has."""

DURABLE = {
    "fsync": frozenset({"on"}),
    "full_page_writes": frozenset({"on"}),
    "synchronous_commit": frozenset({"on", "local", "remote_write", "remote_apply"}),
    "default_transaction_isolation": frozenset({"read committed"}),
}

ENTER = text(
    "SELECT set_config('capaciteit.context', :context, true), set_config('capaciteit.organisatie', :organisatie, true),"
    " set_config('capaciteit.account', :account, true), clock_timestamp() AS now,"
    " landkaart_revisie AS landkaart, regels_revisie AS regels FROM installatie"
)
SNAPSHOT = text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
SET_CONTEXT = "SELECT set_config('capaciteit.context', :context, true)"


@dataclass
class Transactie:
    """One open transaction: the session, the instant the database gave, the rules of that day, what was touched.

    `driver` is the session's own connection: what it is sent directly costs a third of what goes through the session.
    """

    session: AsyncSession
    driver: "asyncpg.Connection[Rij]"
    context: Context
    now: datetime
    regels: Regels
    landkaart: int
    actor: Actor | None
    plaatsen: Plaatsgeheugen
    kluis: Kluis
    changes: Changes = field(default_factory=Changes)
    geschreven: Geschreven = field(default_factory=Geschreven)

    async def enter(self, context: Context) -> None:
        """Change whose rows are seen; `afwegen` (everything open) belongs to `actions/weigh.py` alone."""
        if context != self.context:
            await self.sql(SET_CONTEXT, context=context)
            self.context = context

    async def sql(self, statement: str, **params: Any) -> list[Any]:  # noqa: ANN401 - rows differ per statement
        """Run one statement, pending changes first, and give its rows (none for one that returns none).

        Its parameters are written `:name`. Raises `DBAPIError` for what the database refuses.
        """
        if self.session.new or self.session.dirty or self.session.deleted:
            await self.session.flush()
        query, names = number(statement)
        try:
            rows: list[Any] = await self.driver.fetch(query, *[params[name] for name in names], record_class=Rij)
        except asyncpg.PostgresError as error:
            raise DBAPIError(statement, params, error) from error
        return rows


def asyncpg_url(url: str) -> str:
    """The same url for SQLAlchemy on asyncpg, which says `ssl` where everybody else says `sslmode`."""
    parsed = make_url(url).set(drivername="postgresql+asyncpg")
    if "sslmode" in parsed.query:
        parsed = parsed.difference_update_query(["sslmode"]).update_query_dict({"ssl": parsed.query["sslmode"]})
    return parsed.render_as_string(hide_password=False)


def make_readers(url: str) -> "asyncpg.Pool[Any]":
    """A pool for single reads; await it before use."""
    return asyncpg.create_pool(
        **connect_to(url),
        min_size=1,
        max_size=4,
        server_settings=SETTINGS,
        timeout=POOL_WAIT_S,
        reset=leave_as_it_is,
    )


def connect_to(url: str) -> dict[str, Any]:
    """What asyncpg itself needs to connect.

    On loopback without TLS: asyncpg looks for ~/.postgresql/postgresql.key otherwise, also where HOME is another user's.
    """
    plain = make_url(url).set(drivername="postgresql")
    return {"dsn": plain.render_as_string(hide_password=False)} | ({"ssl": False} if plain.host in LOOPBACK else {})


def make_engine(url: str, *, size: int, wait_s: float = POOL_WAIT_S) -> AsyncEngine:
    """A pool of at most `size` connections; asking for one waits at most `wait_s` seconds."""
    parsed = make_url(asyncpg_url(url))
    connect_args: dict[str, Any] = {
        "server_settings": SETTINGS,
        "timeout": 5,
        "command_timeout": 15,
        "statement_cache_size": STATEMENTS_MAX,
    }
    if parsed.host in LOOPBACK:
        connect_args["ssl"] = False
    engine = create_async_engine(
        parsed,
        pool_size=size,
        max_overflow=0,
        pool_timeout=wait_s,
        connect_args=connect_args,
        isolation_level="READ COMMITTED",
        json_deserializer=msgspec.json.decode,
    )
    event.listen(engine.sync_engine, "connect", _check_connection)
    return engine


def _check_connection(connection: Any, _record: object) -> None:  # noqa: ANN401 - SQLAlchemy's adapted connection
    cursor = connection.cursor()
    for name, allowed in DURABLE.items():
        cursor.execute(f"SHOW {name}")
        value = cursor.fetchone()[0]
        if value not in allowed:
            raise NotDurable(name, value, allowed)
    cursor.close()


class NotDurable(Exception):
    """A setting of the server under which a confirmed placement can be lost; the service does not run on it.

    A smuggled-in `synchronous_commit=off` lost 306 of 246,235 acknowledged writes in six crashes (P11).
    """

    def __init__(self, name: str, value: str, allowed: frozenset[str]) -> None:
        super().__init__(
            f"PostgreSQL staat op {name}={value}. Zo kan een bevestigde plaatsing verloren gaan. "
            f"Zet {name} op {' of '.join(sorted(allowed))} en start opnieuw."
        )


class Database:
    """PostgreSQL as the app role sees it: a pool for requests, a small one for clocks and login (T32), one for the stream.

    The stream has its own, so that many who come back at once do not keep those who are there from hearing. `kluis` seals and
    opens what stands in it unreadable; who was given none neither keeps nor reads a number.
    """

    def __init__(self, url: str, *, size: int = 12, kluis: Kluis = NO_KEYS) -> None:
        self.url = url
        self.kluis = kluis
        self.engine = make_engine(url, size=size)
        self.own_engine = make_engine(url, size=4)
        self.live_engine = make_engine(url, size=3)
        self.regelboek = Regelboek()
        self.plaatsen = Plaatsgeheugen()
        self.ingezien = Ingezien()
        self.lezer = Lezer(lambda: make_readers(url))

    async def close(self) -> None:
        """Close every pool."""
        await self.engine.dispose()
        await self.own_engine.dispose()
        await self.live_engine.dispose()
        await self.lezer.close()

    async def connect(self) -> "asyncpg.Connection[Any]":
        """A connection outside every pool, for listening; the caller closes it."""
        return await asyncpg.connect(**connect_to(self.url), timeout=5)

    @asynccontextmanager
    async def transaction(
        self,
        actor: Actor | None,
        context: Context | None = None,
        *,
        own_pool: bool = False,
        live_pool: bool = False,
        snapshot: bool = False,
    ) -> AsyncIterator[Transactie]:
        """Open a transaction for somebody (or, without an actor, for the service itself) and commit it at the end.

        With `snapshot` all its statements see one moment, and it may only read.
        Raises `EvenNiet` when the database cannot be had or is too busy, and the refusals that the database makes.
        """
        engine = self.own_engine if own_pool else self.live_engine if live_pool else self.engine
        try:
            async with AsyncSession(engine, expire_on_commit=False) as session, session.begin():
                if snapshot:
                    await session.exec(SNAPSHOT)  # type: ignore[call-overload]
                yield await _enter(session, self, actor, context)
        except (PoolTimeout, *LOST) as error:
            raise EvenNiet from error
        except DBAPIError as error:
            raise translate(error) from error

    async def retry(self, work: Callable[[], Awaitable[T]]) -> T:
        """Run `work` (which opens its own transaction) again after a deadlock, at most 5 times, with jitter (P2)."""
        for attempt in range(1, TRIES_MAX + 1):
            try:
                return await work()
            except Deadlock:
                if attempt == TRIES_MAX:
                    raise EvenNiet from None
                await asyncio.sleep(random.uniform(0.005, 0.03) * attempt)  # noqa: S311 - jitter, not a secret
        raise AssertionError("unreachable")


async def _enter(session: AsyncSession, database: Database, actor: Actor | None, context: Context | None) -> Transactie:
    if context is None:
        context = "dienst" if actor is None else "landelijk" if actor.rol is Rol.landelijk else "eigen"
    organisatie, account = (str(actor.organisatie), str(actor.account)) if actor else ("", "")
    params = {"context": context, "organisatie": organisatie, "account": account}
    connection = await session.connection()
    row = (await connection.execute(ENTER, params)).one()
    driver = connection.sync_connection.connection.driver_connection  # type: ignore[union-attr]
    regels = await database.regelboek.read(session, row.regels, local_date(row.now))
    return Transactie(
        session, driver, context, row.now, regels, row.landkaart, actor, database.plaatsen, database.kluis
    )


async def check_connection(database: Database) -> None:
    """Open one connection; raises `NotDurable` when what is acknowledged would not be durable there."""
    async with database.own_engine.connect() as connection:
        await connection.execute(text("SELECT 1"))
