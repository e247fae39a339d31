"""What is queued goes out: taken with a lease, sent outside any transaction, and written down (at least once, same id).

Any node may try any bezorging. Whoever dies between sending and writing down sends it again when the lease is over.
"""

import asyncio
import random
from uuid import UUID

import structlog

from capacity_service.domain.bezorging import Meldadressoort, compute_pause
from capacity_service.domain.uitweg import Uitweg
from capacity_service.store.bezorgingen import Genomen, find_due, record_outcome, take
from capacity_service.store.database import Database
from capacity_service.timers.send_mail import send_mail
from capacity_service.timers.send_webhook import Postbode

SLOTS = {Meldadressoort.webhook: 64, Meldadressoort.email: 8}
"""How many receivers are served at once. A receiver has one: while it hangs, it holds up nobody else."""
CONNECTIONS_MAX = 2
"""Of the four database connections that clocks and logins share, so many are ours at most."""
UNREADABLE = "Het adres is bewaard, maar de dienst kan het niet lezen. Haal het meldadres weg en voeg het opnieuw toe."
SURPRISE = "Er ging iets mis in de dienst bij het versturen; het is vastgelegd."

log = structlog.get_logger()


class Bezorger:
    """The deliveries of one node. `start_due` is called every second; `stop` ends what is under way, for good."""

    def __init__(self, uitweg: Uitweg) -> None:
        self._uitweg = uitweg
        self._running: dict[UUID, tuple[Meldadressoort, asyncio.Task[None]]] = {}
        self._connections = asyncio.Semaphore(CONNECTIONS_MAX)
        self._postbode: Postbode | None = None
        self._stopped = False

    async def start_due(self, database: Database) -> None:
        """Begin with every receiver to whom something is due and who is not being served; waits for none of them.

        Asked for all kinds in one transaction: looking each second is half of what an idle node does.
        """
        free = {
            soort: slots - sum(kind is soort for kind, _ in self._running.values()) for soort, slots in SLOTS.items()
        }
        async with self._connections, database.transaction(None, own_pool=True) as tx:
            due = [
                (soort, meldadres)
                for soort, slots in free.items()
                if slots > 0
                for meldadres in await find_due(tx, soort, self._running, slots)
            ]
        if self._stopped:
            return
        for soort, meldadres in due:
            task = asyncio.create_task(self._serve(database, meldadres))
            self._running[meldadres] = soort, task

    async def finish(self) -> None:
        """Wait until every receiver that is being served has been."""
        await asyncio.gather(*(task for _, task in self._running.values()))

    async def stop(self) -> None:
        """End what is under way and begin nothing more; what was not written down is sent again later, with the same id."""
        self._stopped = True
        tasks = [task for _, task in self._running.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._running.clear()
        if self._postbode is not None:
            await self._postbode.close()
            self._postbode = None

    async def _serve(self, database: Database, meldadres: UUID) -> None:
        """One receiver: one bezorging after the other, until nothing is due or one fails."""
        try:
            while await self._try_one(database, meldadres):
                pass
        except Exception as error:  # noqa: BLE001 - the lease brings it back, whatever went wrong
            log.warning("bezorgen mislukt", meldadres=str(meldadres), reden=type(error).__name__)
        finally:
            del self._running[meldadres]

    async def _try_one(self, database: Database, meldadres: UUID) -> bool:
        async with self._connections, database.transaction(None, own_pool=True) as tx:
            genomen = await take(tx, meldadres)
        if genomen is None:
            return False
        fout = await self._send(genomen)
        pause = compute_pause(genomen.pogingen, random.random())  # noqa: S311 - jitter, not a secret
        async with self._connections, database.transaction(None, own_pool=True) as tx:
            await record_outcome(tx, genomen, fout, pause)
        if fout is not None and pause is None:
            log.warning(
                "onbestelbaar", bezorging=str(genomen.boodschap.bezorging), meldadres=str(meldadres), oorzaak=fout
            )
        return fout is None

    async def _send(self, genomen: Genomen) -> str | None:
        if not genomen.adres:
            return UNREADABLE
        try:
            if genomen.soort is Meldadressoort.email:
                return await send_mail(genomen, self._uitweg)
            self._postbode = self._postbode or Postbode(self._uitweg)
            return await self._postbode.send(genomen)
        except Exception as error:  # noqa: BLE001 - one message must not stop the others
            log.warning("versturen mislukt", soort=str(genomen.soort), reden=type(error).__name__)
            return SURPRISE
