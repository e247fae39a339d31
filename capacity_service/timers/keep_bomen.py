"""Lets the trees grow and has them signed every five minutes, and at a clean stop; says so when that cannot be."""

import asyncio
from collections import defaultdict

import structlog

from capacity_service.actions.grow_boom import Gegroeid, grow_boom
from capacity_service.actions.sign_controlepunt import sign_controlepunt
from capacity_service.domain.controlepunt import Boom
from capacity_service.sleutels import SleutelFout
from capacity_service.store.boom import Tegenspraak
from capacity_service.store.boomcontrole import Rondgang
from capacity_service.store.controlepunten import MapFout
from capacity_service.store.database import Database
from capacity_service.store.zegel import Bewijsmiddelen

BOOM_S = 10
"""How often is looked whether it is time."""
PIECES_MAX = 10
"""So many pieces at once when a long absence is made up for; the rest waits for the next look."""
STOP_S = 4
AGAIN = 30
"""After so many looks the same fault is told once more: every five minutes."""

log = structlog.get_logger()


class Boomwacht:
    """Keeps the trees of one node. What it cannot do it tries again; in memory it keeps nothing but where its rounds are."""

    def __init__(self, middelen: Bewijsmiddelen) -> None:
        self.middelen = middelen
        self._rondgangen: defaultdict[Boom, Rondgang] = defaultdict(Rondgang)
        self._told: dict[Boom, tuple[str, int]] = {}

    async def keep_bomen(self, database: Database) -> None:
        """Let each tree grow when it is time, and sign what was not signed yet."""
        await self._keep(database, at_once=False)

    async def stop(self, database: Database) -> None:
        """Sign what was recorded until now, if that can be done in a few seconds."""
        try:
            async with asyncio.timeout(STOP_S):
                await self._keep(database, at_once=True)
        except Exception as error:  # noqa: BLE001 - a stop goes on whatever the database does
            log.warning("laatste controlepunt niet gezet", reden=type(error).__name__)

    async def _keep(self, database: Database, *, at_once: bool) -> None:
        for boom in Boom:
            try:
                bos, now = self.middelen.sleutels(), at_once
                for _ in range(PIECES_MAX):
                    gegroeid = await grow_boom(database, boom, bos, self._rondgangen[boom], at_once=now)
                    # The last piece of what is made up for does not wait for the next fifth minute.
                    now = True
                    if gegroeid is not Gegroeid.deels:
                        break
                await sign_controlepunt(database, boom, bos, self.middelen.controlemap)
            except (MapFout, SleutelFout, Tegenspraak) as error:
                self._tell(boom, str(error))
            else:
                self._told.pop(boom, None)

    def _tell(self, boom: Boom, reden: str) -> None:
        before, count = self._told.get(boom, ("", 0))
        count = 0 if reden != before else count + 1
        self._told[boom] = reden, count
        if count % AGAIN == 0:
            log.error("geen controlepunt", soort=str(boom), oorzaak=reden)
