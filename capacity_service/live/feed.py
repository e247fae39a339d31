"""Tails the logboek and holds the stand at exactly one volgnummer; tells the hub what was recorded since.

NOTIFY only wakes; a poll each second is the truth (P9). Facts carry state, so what is held here is what was recorded,
and nothing is asked that could already be newer.
"""

import asyncio
import contextlib
import json
import time
from collections.abc import Sequence
from typing import Any, Protocol
from uuid import UUID

import asyncpg
import structlog
from sqlmodel import col, select

from capacity_service.live.messages import ENDED, Feit, Toestand, coalesce, is_over, make_message
from capacity_service.live.publiek import Publiek
from capacity_service.store import tables
from capacity_service.store.database import Database, Transactie
from capacity_service.store.logboek import SEALED
from capacity_service.store.signaaltoestand import read_meldingen, read_normsignalen, read_vragen
from capacity_service.store.stand import Stempel, read_stempel
from capacity_service.store.toestand import read_aanvragen, read_bezetting, read_plaatsen, read_plaatsingen

POLL_S = 1.0
GATHER_S = 0.03
FACTS_MAX = 2_000
RESUME_MAX = 20_000
FRESH_S = 5.0
CHANNEL = "capaciteit"

SINCE = """
SELECT l.volgnummer, l.soort, coalesce(g.waarde, l.feit) AS waarde, g.volgnummer IS NULL AS plain
FROM logboek l LEFT JOIN logboek_gegevens g USING (volgnummer)
WHERE l.volgnummer > :since AND l.volgnummer <= :until ORDER BY l.volgnummer LIMIT :n
"""

log = structlog.get_logger()


class Luisteraars(Protocol):
    """Who listens, as the feed sees them."""

    def publieken(self) -> list[Publiek]:
        """Every audience of which somebody listens."""
        ...

    def publish(self, publiek: Publiek, frames: Sequence[str]) -> None:
        """Hand frames to an audience, without waiting."""
        ...

    def reload(self, publiek: Publiek) -> None:
        """Make an audience come back for a new stand."""
        ...


class Feed:
    """The stand of the whole country at `stempel.volgnummer`, kept true by the logboek.

    `told` is the number up to which every socket has been handed what it may see; it follows the stand's.
    """

    def __init__(self, database: Database, luisteraars: Luisteraars) -> None:
        self._database = database
        self._luisteraars = luisteraars
        self._wake = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._seen_at = 0.0
        self.things: dict[tuple[str, str], Toestand] = {}
        self.stempel: Stempel | None = None
        self.told = 0
        self.minimum = 0

    async def start(self) -> None:
        """Read the stand and begin to follow."""
        await self._load()
        self._tasks = [
            asyncio.create_task(self._follow(), name="feed"),
            asyncio.create_task(self._listen(), name="feed-wekker"),
        ]

    async def stop(self) -> None:
        """End."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    @property
    def is_fresh(self) -> bool:
        """Whether the database was heard within the last 5 seconds; a stale feed sends no heartbeat."""
        return time.monotonic() - self._seen_at < FRESH_S

    async def read_since(self, volgnummer: int) -> list[Feit] | None:
        """What changed after this number, coalesced; None when that is too much, or not in the logboek."""
        stempel = self.stempel
        if stempel is None or not stempel.volgnummer - RESUME_MAX <= volgnummer <= stempel.volgnummer:
            return None
        async with self._database.transaction(None, own_pool=True) as tx:
            facts = await _read_facts(tx, volgnummer, stempel.volgnummer, RESUME_MAX)
        return coalesce(facts)

    async def _load(self) -> None:
        async with self._database.transaction(None, own_pool=True, snapshot=True) as tx:
            self.stempel, self.things, self.minimum = await _read_all(tx)
        self.told = self.stempel.volgnummer
        self._seen_at = time.monotonic()

    async def _follow(self) -> None:
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(POLL_S):
                    await self._wake.wait()
                    await asyncio.sleep(GATHER_S)
            self._wake.clear()
            try:
                while await self._advance():
                    pass
            except Exception as error:  # noqa: BLE001 - the feed outlives every failure of the database
                log.warning("feed wacht op de gegevensbank", reden=type(error).__name__)

    async def _advance(self) -> bool:
        """Read and publish one round; True when there may be more."""
        known = self.stempel
        if known is None:
            await self._load()
            return False
        async with self._database.transaction(None, own_pool=True) as tx:
            stempel = await read_stempel(tx)
            facts = await _read_facts(tx, known.volgnummer, stempel.volgnummer, FACTS_MAX)
            self.minimum = tx.regels.minimum_plaatsen
        if stempel.epoch != known.epoch or stempel.volgnummer < known.volgnummer:
            await self._load()
            for publiek in self._luisteraars.publieken():
                self._luisteraars.reload(publiek)
            return False
        for feit in facts:
            self._apply(feit)
        reached = facts[-1].volgnummer if facts else stempel.volgnummer
        self.stempel = Stempel(stempel.epoch, reached, stempel.tijdstip_op, stempel.verzonnen)
        self._seen_at = time.monotonic()
        if facts:
            self._publish(coalesce(facts))
            self.told = reached
        return reached < stempel.volgnummer

    def _publish(self, facts: list[Feit]) -> None:
        for publiek in self._luisteraars.publieken():
            actor = publiek.actor
            frames = [frame for feit in facts if (frame := make_message(actor, feit)) is not None]
            self._luisteraars.publish(publiek, frames)

    def _apply(self, feit: Feit) -> None:
        if is_over(feit.soort, feit.toestand):
            self.things.pop(feit.sleutel, None)
        else:
            self.things[feit.sleutel] = feit.toestand

    async def _listen(self) -> None:
        """Keep a connection that is told of commits. Losing it costs at most a second: the poll covers."""
        while True:
            try:
                connection = await self._database.connect()
                try:
                    await connection.add_listener(CHANNEL, lambda *_: self._wake.set())
                    await _closed(connection)
                finally:
                    await connection.close(timeout=1)
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError):
                await asyncio.sleep(POLL_S)


async def _closed(connection: asyncpg.Connection) -> None:
    """Wait until this connection ends."""
    ended = asyncio.Event()
    connection.add_termination_listener(lambda _: ended.set())
    await ended.wait()


async def _read_facts(tx: Transactie, since: int, until: int, limit: int) -> list[Feit]:
    rows = await tx.sql(SINCE, since=since, until=until, n=limit)
    facts = []
    for row in rows:
        erased = row.plain and row.soort in SEALED
        if not erased:
            facts.append(Feit(row.volgnummer, row.soort, json.loads(row.waarde)))
    return facts


async def _read_all(tx: Transactie) -> tuple[Stempel, dict[tuple[str, str], Toestand], int]:
    stempel = await read_stempel(tx)
    plaatsen = [row.id for row in await tx.sql("SELECT id FROM plaats WHERE verwijderd_op IS NULL")]
    aanvragen = await tx.session.exec(
        select(tables.Aanvraag.id).where(col(tables.Aanvraag.status).not_in(["beeindigd", "ingetrokken"]))
    )
    plaatsingen = await tx.session.exec(
        select(tables.Plaatsing.id).where(col(tables.Plaatsing.status).not_in([*ENDED]))
    )
    groups: dict[str, list[Any]] = {
        "bezetting": await read_bezetting(tx),
        "plaats": await read_plaatsen(tx, plaatsen),
        "aanvraag": await read_aanvragen(tx, list(aanvragen)),
        "plaatsing": await read_plaatsingen(tx, list(plaatsingen)),
        "normsignaal": await read_normsignalen(tx, await _open(tx, "normsignaal WHERE beeindigd_op IS NULL")),
        "melding": await read_meldingen(tx, await _open(tx, "melding WHERE gezien_op IS NULL")),
        "vraag": await read_vragen(tx, await _open(tx, "vraag WHERE status = 'open'")),
    }
    things = {(soort, state.get("id") or state["code"]): state for soort, states in groups.items() for state in states}
    return stempel, things, tx.regels.minimum_plaatsen


async def _open(tx: Transactie, which: str) -> list[UUID]:
    return [row.id for row in await tx.sql(f"SELECT id FROM {which}")]  # noqa: S608 - words of this file
