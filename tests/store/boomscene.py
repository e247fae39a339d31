"""Trees that are kept as the service keeps them, over whatever a test recorded."""

from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import asyncpg

from capacity_service.actions.grow_boom import grow_boom
from capacity_service.actions.sign_controlepunt import sign_controlepunt
from capacity_service.domain.controlepunt import Boom, Notitie
from capacity_service.domain.inzage import Actor
from capacity_service.domain.inzagelog import Inzage
from capacity_service.sleutels import Sleutelbos
from capacity_service.store.boom import Stam, read_stam
from capacity_service.store.boomcontrole import Rondgang
from capacity_service.store.controlepunten import Controlemap
from capacity_service.store.database import Database
from capacity_service.store.embedded import Cluster
from capacity_service.store.inzagelog import record_inzage
from capacity_service.store.zegel import Bewijsmiddelen
from tests.conftest import Urls


@dataclass
class Bomen:
    """Both trees of one database, with their keys and their folder."""

    database: Database
    folder: Path
    bos: Sleutelbos = field(default_factory=Sleutelbos.make)
    rondgangen: defaultdict[Boom, Rondgang] = field(default_factory=lambda: defaultdict(Rondgang))

    @property
    def map_(self) -> Controlemap:
        return Controlemap(self.folder)

    @property
    def middelen(self) -> Bewijsmiddelen:
        return Bewijsmiddelen(lambda: self.bos, self.map_)

    async def grow(self, boom: Boom = Boom.logboek) -> None:
        await grow_boom(self.database, boom, self.bos, self.rondgangen[boom], at_once=True)

    async def keep(self, boom: Boom = Boom.logboek) -> Notitie:
        """Grow and sign; the checkpoint that came of it."""
        await self.grow(boom)
        notitie = await sign_controlepunt(self.database, boom, self.bos, self.map_)
        assert notitie is not None
        return notitie

    async def stam(self, boom: Boom = Boom.logboek) -> Stam:
        async with self.database.transaction(None) as tx:
            return await read_stam(tx, boom)


async def look(database: Database, actor: Actor, inzage: Inzage) -> None:
    """One line of the inzagelog."""
    async with database.transaction(actor) as tx:
        await record_inzage(tx, actor, inzage)


async def connect_superuser(cluster: Cluster, urls: Urls) -> "asyncpg.Connection[asyncpg.Record]":
    """Somebody whom no wall stops; close it."""
    url = cluster.url(cluster.superuser, cluster.password, urls.app.rsplit("/", 1)[-1])
    connection = await asyncpg.connect(url, ssl=False)
    await connection.execute("SET session_replication_role = replica")
    return connection
