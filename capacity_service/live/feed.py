"""Tails the logboek and holds the stand at exactly one volgnummer; tells each audience what was recorded since.

NOTIFY only wakes; a poll each second is the truth (P9). Facts carry state, so what is held here is what was recorded,
and nothing is asked that could already be newer.
"""

import asyncio
import contextlib

import structlog

from capacity_service.domain.inzage import Actor
from capacity_service.domain.openheid import has_begun
from capacity_service.live.begroeting import Afwijkingen
from capacity_service.live.land import Stuk, read_land, read_stuk
from capacity_service.live.messages import Toestand
from capacity_service.live.publiek import Publiek
from capacity_service.live.publieken import READ_MAX, Luisteraars, Publieken
from capacity_service.live.versheid import Versheid
from capacity_service.live.wekker import Wekker
from capacity_service.live.zicht import Zicht
from capacity_service.store.database import Database, Transactie
from capacity_service.store.stand import read_stempel

POLL_S = 1.0
GATHER_S = 0.03
RECENT_STUKKEN, RECENT_EACH = 4, 500

log = structlog.get_logger()


class Feed:
    """Owns the country that `publieken` follows, and keeps it true by the logboek."""

    def __init__(self, database: Database, luisteraars: Luisteraars, versheid: Versheid | None = None) -> None:
        self._database = database
        self._luisteraars = luisteraars
        self.versheid = versheid or Versheid(database)
        self._wake = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self.afwijkingen = Afwijkingen()
        self.wekker = Wekker(database, self._wake.set)
        self.publieken = Publieken(database, luisteraars, self._wake.set)

    async def start(self) -> None:
        """Read the stand and begin to follow."""
        await self.versheid.start()
        await self._load()
        self._tasks = [
            asyncio.create_task(self._follow(), name="feed"),
            asyncio.create_task(self.wekker.run(), name="feed-wekker"),
        ]

    async def stop(self) -> None:
        """End."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.versheid.stop()

    @property
    def is_fresh(self) -> bool:
        """Whether nothing that was committed more than 5 seconds ago can be missing; a stale feed sends no heartbeat."""
        return self.versheid.is_fresh

    @property
    def epoch(self) -> str:
        """Which history the numbers count."""
        return self.publieken.land.stempel.epoch

    async def open(self, publiek: Publiek, epoch: object = None, vanaf: object = None) -> Zicht:
        """What this audience is shown, ready to greet somebody who has its number `vanaf` of this epoch.

        Both come from the client as they are. Raises `EvenNiet` when the database cannot be had.
        """
        resumes = epoch == self.epoch and type(vanaf) is int
        return await self.publieken.open(publiek, vanaf if resumes and isinstance(vanaf, int) else None)

    def beat(self, publiek: Publiek) -> str | None:
        """The hartslag of an audience; None while the database is not heard, so that pages grey themselves.

        It says the number and the sum of all that was published: to a socket for which a frame still waits, it is not sent.
        """
        zicht = self.publieken.find(publiek)
        return None if zicht is None or not self.is_fresh else zicht.beat()

    async def read_bezetting(self, actor: Actor, volgnummer: int) -> Toestand:
        """The counts as this actor's audience sees them, with its own number, once fact `volgnummer` is in.

        Raises `EvenNiet` when that takes longer than two seconds.
        """
        await self.publieken.reach(volgnummer)
        zicht = await self.publieken.open(Publiek.of(actor))
        land = self.publieken.land
        return {
            **zicht.show_bezetting(),
            "minimum": land.minimum,
            "verzonnen": land.stempel.verzonnen,
            "stand": zicht.show_stempel(),
        }

    async def _load(self) -> None:
        async with self._database.transaction(None, live_pool=True, snapshot=True) as tx:
            land = await read_land(tx)
            recent = await _read_recent(tx, land.stempel.volgnummer)
        self.versheid.note_view(land.stempel.slag)
        self.publieken.follow(land, recent)
        self.publieken.hold(held=not has_begun(land.tik, tx.regels))

    async def _follow(self) -> None:
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(POLL_S):
                    await self._wake.wait()
                    if not self.publieken.awaited:
                        await asyncio.sleep(GATHER_S)
            self._wake.clear()
            try:
                while await self._advance():
                    pass
                await self.publieken.keep()
            except Exception as error:  # noqa: BLE001 - the feed outlives every failure of the database
                log.warning("feed wacht op de gegevensbank", reden=type(error).__name__)

    async def _advance(self) -> bool:
        """Read and publish one round; True when there may be more."""
        land = self.publieken.land
        known = land.stempel
        async with self._database.transaction(None, live_pool=True) as tx:
            stempel = await read_stempel(tx)
            stuk = await read_stuk(tx, known.volgnummer, stempel.volgnummer, READ_MAX)
            if stuk.feiten:
                await self._luisteraars.check_rights(tx)
        if stempel.epoch != known.epoch or stempel.volgnummer < known.volgnummer:
            await self._load()
            return False
        if stuk.tot == stempel.volgnummer:
            self.versheid.note_view(stempel.slag)
        land.advance(stuk, stempel, tx.regels.minimum_plaatsen)
        self.publieken.hold(held=not has_begun(land.tik, tx.regels))
        await self.publieken.advance(stuk)
        return stuk.tot < stempel.volgnummer


async def _read_recent(tx: Transactie, until: int) -> list[Stuk]:
    """The last stretches of the logboek: what most audiences have to count since their last ijkpunt."""
    starts = range(max(0, until - RECENT_STUKKEN * RECENT_EACH), until, RECENT_EACH)
    stukken = [await read_stuk(tx, start, min(until, start + RECENT_EACH), RECENT_EACH) for start in starts]
    return [] if any(stuk.gewist for stuk in stukken) else stukken
