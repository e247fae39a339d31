"""Fan-out: what an audience is told is encoded once, and written once to each of its sockets, straight to the network.

A socket that cannot keep up is closed (4008) and resumes; a session that ended is closed (4003) within two seconds. One
timer beats for all sockets.
"""

import asyncio
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from uuid import UUID

import structlog

from capacity_service.live.abonnee import TOO_SLOW, Abonnee
from capacity_service.live.frames import make_bundel
from capacity_service.live.publiek import Publiek
from capacity_service.store.database import Database, Transactie
from capacity_service.store.toegang import read_live, read_rechten

RIGHTS_S = 1.0
HEARTBEAT_S = 10.0
TICK_S = 1.0
SOCKETS_PER_ACCOUNT_MAX = 20

log = structlog.get_logger()
Hartslag = Callable[[Publiek], str | None]
"""What a heartbeat says to an audience; None when it cannot honestly be said that this is fresh."""


class Hub:
    """Who listens, by audience."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._abonnees: dict[Publiek, set[Abonnee]] = defaultdict(set)
        self._per_account: Counter[UUID] = Counter()
        self._rechten = -1
        self._new: set[Abonnee] = set()
        """Who came since rights were asked last: theirs may have ended while they were let in."""
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self, hartslag: Hartslag) -> None:
        """Begin to beat, and to watch rights."""
        self._tasks = [
            asyncio.create_task(self._beat(hartslag), name="hartslag"),
            asyncio.create_task(self._watch_rights(), name="rechten"),
        ]

    async def stop(self) -> None:
        """Close every socket with 1001 (going away) and end."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for abonnee in self._all():
            abonnee.end(1001)

    def add(self, abonnee: Abonnee) -> bool:
        """Let a socket listen from now on; False when its account has too many already."""
        if self._per_account[abonnee.actor.account] >= SOCKETS_PER_ACCOUNT_MAX:
            return False
        abonnee.beat_at = time.monotonic() + HEARTBEAT_S
        self._abonnees[Publiek.of(abonnee.actor)].add(abonnee)
        self._per_account[abonnee.actor.account] += 1
        self._new.add(abonnee)
        return True

    def remove(self, abonnee: Abonnee) -> None:
        """It is gone."""
        abonnee.leave()
        publiek, account = Publiek.of(abonnee.actor), abonnee.actor.account
        if abonnee not in self._abonnees.get(publiek, ()):
            return
        self._abonnees[publiek].discard(abonnee)
        self._new.discard(abonnee)
        if not self._abonnees[publiek]:
            del self._abonnees[publiek]
        self._per_account[account] -= 1
        if not self._per_account[account]:
            del self._per_account[account]

    def publieken(self) -> list[Publiek]:
        """Every audience of which somebody listens."""
        return list(self._abonnees)

    def publish(self, publiek: Publiek, frames: Sequence[str]) -> None:
        """Hand these frames, in this order, to everybody of this audience.

        It never waits: what a socket is greeted with and what it is handed after that must join without a gap.
        """
        abonnees = self._abonnees.get(publiek)
        if abonnees and frames:
            bundel = make_bundel(frames)
            ready = bundel.frames
            for abonnee in tuple(abonnees):
                pour = abonnee.pour
                if pour is not None:
                    pour(ready)
                else:
                    abonnee.tell(bundel)

    def reload(self, publiek: Publiek) -> None:
        """The stand of this audience was replaced: everybody comes back for a new one."""
        for abonnee in list(self._abonnees.get(publiek, ())):
            abonnee.end(TOO_SLOW)

    def _all(self) -> list[Abonnee]:
        return [abonnee for abonnees in self._abonnees.values() for abonnee in abonnees]

    async def _beat(self, hartslag: Hartslag) -> None:
        """Look once a second whose heartbeat is due; they came at different moments, so they are not due together."""
        while True:
            await asyncio.sleep(min(TICK_S, HEARTBEAT_S))
            now = time.monotonic()
            for publiek, abonnees in list(self._abonnees.items()):
                due = [abonnee for abonnee in abonnees if abonnee.beat_at <= now or abonnee.beat_at > now + HEARTBEAT_S]
                text = hartslag(publiek) if due else None
                if text is None:
                    continue
                bundel = make_bundel([text])
                for abonnee in due:
                    abonnee.beat_at = now + HEARTBEAT_S
                    abonnee.beat(bundel)
                await asyncio.sleep(0)

    async def check_rights(self, tx: Transactie) -> None:
        """Close whoever may no longer hear what `tx` has read, before it is published: asked for every round, read when it changed."""
        rechten = await read_rechten(tx)
        await self._end_without_rights(tx, self._new if rechten == self._rechten else self._all())
        self._rechten = rechten

    async def _end_without_rights(self, tx: Transactie, asked: Iterable[Abonnee]) -> None:
        abonnees = list(asked)
        self._new.clear()
        holding = await read_live(tx, list({abonnee.sleutel_hash for abonnee in abonnees})) if abonnees else {}
        for abonnee in abonnees:
            if holding.get(abonnee.sleutel_hash) != (abonnee.actor.rol, abonnee.actor.organisatie):
                abonnee.end(4003)

    async def _watch_rights(self) -> None:
        """Ask once a second whose sessions still hold, since their time runs out too; what cannot be asked is asked again."""
        while True:
            await asyncio.sleep(RIGHTS_S)
            if not self._abonnees:
                continue
            try:
                async with self._database.transaction(None, live_pool=True) as tx:
                    await self._end_without_rights(tx, self._all())
            except Exception as error:  # noqa: BLE001 - rights are asked again in a second; no facts flow meanwhile
                log.warning("rechten niet na te gaan", reden=type(error).__name__)
