"""A PostgreSQL of our own behind an address that stays, with a database in it; and copies of it, running or put back."""

import asyncio
import shutil
import subprocess
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import asyncpg

from capacity_service.actions.load_country import load_country
from capacity_service.store.database import Database
from capacity_service.store.embedded import Cluster, RunningCluster, start_cluster
from capacity_service.store.migrate import ROLES, create_roles, migrate
from capacity_service.store.postgres_folder import DataFolder
from capacity_service.store.postgres_process import clean_environment, unprivileged
from tests.faults.ledger import Ledger, Verdict
from tests.faults.proxy import Proxy
from tests.land import Dienst

OPTIONS = {"max_connections": "100", "shared_buffers": "64MB", "log_min_messages": "panic"}
PASSWORDS = {role: f"test-{role}" for role in ROLES}
DOWN_S = 0.3


@dataclass
class Ground:
    """A PostgreSQL of our own behind an address that stays, however often it is started again."""

    data_dir: Path
    running: RunningCluster
    proxy: Proxy
    options: Mapping[str, str]
    crashed_at: float = 0.0
    recoveries_s: list[float] = field(default_factory=list)

    def url(self, role: str, database: str) -> str:
        return make_url("127.0.0.1", self.proxy.port, role, database)

    async def crash(self, *, hard: bool = False) -> None:
        """Every process of it gone at once, nothing written out; and up again on another port, behind the same one."""
        if hard:
            self.running.kill()
        else:
            self.running.stop("immediate")
        self.crashed_at = time.monotonic()
        await asyncio.sleep(DOWN_S)
        self.start()

    def start(self) -> None:
        """Up again, behind the same address."""
        self.take_over(start_cluster(self.data_dir, options=self.options, say=lambda _: None))

    def take_over(self, running: RunningCluster) -> None:
        """From now on this is who answers behind the address."""
        self.running, self.data_dir = running, running.cluster.data_dir
        self.proxy.target = running.cluster.port

    async def administer(self, *statements: str) -> None:
        """Run these as the superuser, each by itself."""
        await administer(self.running.cluster, *statements)

    async def check(self, ledger: Ledger, name: str) -> Verdict:
        """Look over connections that know of no crash."""
        owner = Database(self.url(ROLES[0], name), size=1)
        try:
            return await ledger.check(owner)
        finally:
            await owner.close()

    async def make_database(self, name: str) -> None:
        cluster = self.running.cluster
        await create_roles(cluster.url(cluster.superuser, cluster.password, "postgres"), name, PASSWORDS)
        url = cluster.url(ROLES[0], PASSWORDS[ROLES[0]], name)
        await migrate(url)
        owner = Database(url, size=1)
        await load_country(owner, verzonnen=True)
        await owner.close()
        await self.administer("CHECKPOINT")

    def copy_to(self, folder: Path, *, following: bool) -> None:
        """A base backup into this new folder, ready to be started; `following` makes it a streaming replica."""
        cluster = self.running.cluster
        binaries = DataFolder(self.data_dir).choose_binaries()
        folder.mkdir()
        shutil.copy2(self.data_dir / "postgres-password", folder)
        words = [str(binaries.folder / "pg_basebackup"), "-D", str(folder / "postgres"), "--checkpoint=fast"]
        where = {"PGHOST": cluster.host, "PGPORT": str(cluster.port), "PGUSER": cluster.superuser}
        subprocess.run(
            [*unprivileged(self.data_dir, binaries), *words, *(["-R"] if following else [])],
            env=clean_environment() | where | {"PGPASSWORD": cluster.password},
            check=True,
            capture_output=True,
        )


async def administer(cluster: Cluster, *statements: str) -> object:
    """Run these as the superuser, each by itself; gives the first value of the last."""
    connection = await asyncpg.connect(cluster.url(cluster.superuser, cluster.password, "postgres"), ssl=False)
    try:
        for statement in statements[:-1]:
            await connection.execute(statement)
        return await connection.fetchval(statements[-1])
    finally:
        await connection.close()


async def count_facts(dienst: Dienst) -> int:
    """The number of the last fact in the logboek."""
    (row,) = await dienst.sql("SELECT volgnummer FROM sequencer")
    return int(row.volgnummer)


def make_url(host: str, port: int, role: str, database: str) -> str:
    return Cluster(host, port, "", "", Path()).url(role, PASSWORDS[role], database)


@asynccontextmanager
async def make_ground(
    folder: Path, database: str = "crash", options: Mapping[str, str] = OPTIONS
) -> AsyncIterator[Ground]:
    """Running, with a country in this database."""
    running = start_cluster(folder, options=options, say=lambda _: None)
    async with Proxy(running.cluster.port) as proxy:
        ground = Ground(folder, running, proxy, options)
        try:
            await ground.make_database(database)
            yield ground
        finally:
            ground.running.stop("immediate")
