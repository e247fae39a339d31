"""Bounded fan-out: frames come ready for an audience, each socket has a queue with an end.

A socket that cannot keep up is closed (4008) and resumes; a session that ended is closed (4003) within two seconds.
"""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

import structlog

from capacity_service.domain.inzage import Actor
from capacity_service.live.publiek import Publiek
from capacity_service.store.database import Database
from capacity_service.store.toegang import read_live

QUEUE_MAX = 512
RIGHTS_S = 1.0
SOCKETS_PER_ACCOUNT_MAX = 20

log = structlog.get_logger()


@dataclass(eq=False)
class Abonnee:
    """One socket: what waits to be sent, and why it must close once `close_code` is set."""

    actor: Actor
    sleutel_hash: bytes
    queue: asyncio.Queue[str] = field(default_factory=lambda: asyncio.Queue(QUEUE_MAX))
    ending: asyncio.Event = field(default_factory=asyncio.Event)
    close_code: int | None = None

    def end(self, code: int) -> None:
        """Ask the socket to close with this code; the first reason stands."""
        if self.close_code is None:
            self.close_code = code
            self.ending.set()


class Hub:
    """Who listens, by audience."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._abonnees: dict[Publiek, set[Abonnee]] = defaultdict(set)
        self._watch: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to watch rights."""
        self._watch = asyncio.create_task(self._watch_rights(), name="rechten")

    async def stop(self) -> None:
        """Close every socket with 1001 (going away) and end."""
        if self._watch is not None:
            self._watch.cancel()
            await asyncio.gather(self._watch, return_exceptions=True)
        for abonnee in self._all():
            abonnee.end(1001)

    def add(self, abonnee: Abonnee) -> bool:
        """Let a socket listen from now on; False when its account has too many already."""
        mine = sum(other.actor.account == abonnee.actor.account for other in self._all())
        if mine >= SOCKETS_PER_ACCOUNT_MAX:
            return False
        self._abonnees[Publiek.of(abonnee.actor)].add(abonnee)
        return True

    def remove(self, abonnee: Abonnee) -> None:
        """It is gone."""
        self._abonnees[Publiek.of(abonnee.actor)].discard(abonnee)

    def publieken(self) -> list[Publiek]:
        """Every audience of which somebody listens."""
        return [publiek for publiek, abonnees in self._abonnees.items() if abonnees]

    def publish(self, publiek: Publiek, frames: Sequence[str]) -> None:
        """Hand these frames, in this order, to everybody of this audience.

        It never waits: what a socket is greeted with and what it is handed after that must join without a gap.
        """
        for abonnee in list(self._abonnees.get(publiek, ())):
            self._offer(abonnee, frames)

    def reload(self, publiek: Publiek) -> None:
        """The stand was replaced: everybody of this audience comes back for a new one."""
        for abonnee in list(self._abonnees.get(publiek, ())):
            abonnee.end(4008)

    @staticmethod
    def _offer(abonnee: Abonnee, frames: Sequence[str]) -> None:
        try:
            for frame in frames:
                abonnee.queue.put_nowait(frame)
        except asyncio.QueueFull:
            abonnee.end(4008)

    def _all(self) -> list[Abonnee]:
        return [abonnee for abonnees in self._abonnees.values() for abonnee in abonnees]

    async def _watch_rights(self) -> None:
        """Ask once a second whose sessions still hold; what cannot be asked is asked again."""
        while True:
            await asyncio.sleep(RIGHTS_S)
            abonnees = self._all()
            if not abonnees:
                continue
            try:
                async with self._database.transaction(None, live_pool=True) as tx:
                    holding = await read_live(tx, list({abonnee.sleutel_hash for abonnee in abonnees}))
            except Exception as error:  # noqa: BLE001 - rights are asked again in a second; no facts flow meanwhile
                log.warning("rechten niet na te gaan", reden=type(error).__name__)
                continue
            for abonnee in abonnees:
                if holding.get(abonnee.sleutel_hash) != (abonnee.actor.rol, abonnee.actor.organisatie):
                    abonnee.end(4003)
