"""What every benchmark stands on: a PostgreSQL of its own, a country of any size, servers as processes, and pgbench."""

import asyncio
import contextlib
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from capacity_service.actions.load_country import load_country
from capacity_service.sleutels import open_or_make
from capacity_service.store.database import Database
from capacity_service.store.embedded import RunningCluster, start_cluster
from capacity_service.store.installatie import DATABASE, Adressen, prepare
from capacity_service.store.postgres_binaries import find_binaries
from capacity_service.store.toegang import start_sessie

SERVER_OPTIONS = {
    "max_connections": "200",
    "shared_buffers": "512MB",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "15min",
}

GROW = """
INSERT INTO plaats (id, referentie, soort, centrumgemeente, organisatie_id, huis_id, personen_max, kenmerken,
                    bevestigd_op, onbevestigd, revisie)
SELECT gen_random_uuid(), 'BENCH-' || n, 'crisisplaats', h.centrumgemeente, h.organisatie_id, h.id, 2 + n % 6,
       CASE n % 4 WHEN 0 THEN ARRAY['rolstoel'] WHEN 1 THEN ARRAY['huisdier', 'babybed'] ELSE ARRAY[]::text[] END,
       clock_timestamp(), false, 1
FROM generate_series(1, :n) AS n
JOIN LATERAL (SELECT * FROM huis ORDER BY id OFFSET n % (SELECT count(*) FROM huis) LIMIT 1) h ON true
"""


def say(text: str) -> None:
    """Progress, apart from the figures."""
    print(f"  {text}", file=sys.stderr, flush=True)


def report(**figures: object) -> None:
    """The one line of JSON a benchmark ends with."""
    print(json.dumps(figures), flush=True)


@dataclass(frozen=True)
class Ground:
    """A running PostgreSQL with a prepared database."""

    running: RunningCluster
    adressen: Adressen
    name: str = DATABASE

    @property
    def admin(self) -> str:
        """The superuser's address of the same database."""
        cluster = self.running.cluster
        return cluster.url(cluster.superuser, cluster.password, self.name)

    def at(self, name: str) -> "Ground":
        """Another database of the same PostgreSQL."""
        urls = (self.adressen.migrator, self.adressen.app, self.adressen.reader)
        return replace(self, adressen=Adressen(*(f"{url.rpartition('/')[0]}/{name}" for url in urls)), name=name)


@contextmanager
def ground(plaatsen: int, folder: Path | None = None) -> Iterator[Ground]:
    """A PostgreSQL with fsync on, migrated, the invented country and `plaatsen` more places in it.

    In `folder`, which stays and is gone on with the next time, or else in one of its own that is removed.
    """
    own = contextlib.nullcontext(folder) if folder else tempfile.TemporaryDirectory(prefix="capaciteit-bench-")
    with own as data, start_cluster(Path(data), options=SERVER_OPTIONS, say=say) as running:
        adressen = asyncio.run(prepare(running.cluster))
        asyncio.run(_fill(adressen.migrator, plaatsen))
        yield Ground(running, adressen)


async def _fill(url: str, plaatsen: int) -> None:
    database = Database(url, size=1)
    if not await load_country(database, verzonnen=True):
        await database.close()
        return
    async with database.transaction(None) as tx:
        await tx.sql("SET LOCAL statement_timeout = 0")
        await tx.sql(GROW, n=plaatsen)
    async with database.transaction(None) as tx:
        await tx.sql(
            "ANALYZE plaats, huis, organisatie, account, centrumgemeente, gemeente, termijn, logboek, normsignaal"
        )
    await database.close()


async def make_tokens(url: str, rol: str, count: int) -> list[str]:
    """Bearer tokens of `count` accounts of a role (fewer when there are fewer)."""
    database = Database(url, size=1)
    async with database.transaction(None) as tx:
        rows = await tx.sql("SELECT id FROM account WHERE rol = :rol ORDER BY id LIMIT :n", rol=rol, n=count)
        tokens = [await start_sessie(tx, row.id) for row in rows]
    await database.close()
    return tokens


def find_keys(ground: Ground) -> Path:
    """The keys of this ground, made the first time."""
    path = ground.running.cluster.data_dir / "sleutels.json"
    open_or_make(path)
    return path


@contextmanager
def server(ground: Ground, module: str = "capacity_service", **environment: str) -> Iterator[str]:
    """A service as a process of its own on a free port; gives its url and stops it afterwards."""
    own = {"DATABASE_URL": ground.adressen.app, "CAPACITY_PORT": "0", "CAPACITY_GRENS": "0"}
    own |= {"CAPACITY_SLEUTELS": str(find_keys(ground))}
    env = os.environ | own | environment
    process = subprocess.Popen([sys.executable, "-m", module, "serve"], env=env, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    try:
        for line in process.stderr:
            found = re.search(r"http://[\d.]+:\d+", line)
            if found:
                # One line for each request follows: a pipe that nobody empties would stop the service.
                threading.Thread(target=process.stderr.read, daemon=True).start()
                yield found.group()
                break
        else:
            raise RuntimeError(f"the server ended with {process.wait()}")
    finally:
        process.terminate()
        process.wait(timeout=20)
        process.stderr.close()


def pgbench(script: str, *, clients: int, transactions: int, user_url: str) -> float:
    """Transactions per second of a pgbench script: prepared statements, as many threads as this machine has cores."""
    found = find_binaries(None)
    if found is None:
        raise SystemExit("pgbench needs the PostgreSQL binaries of this project: run `make test` once.")
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
        file.write(script)
        file.flush()
        size = ["-c", str(clients), "-j", "2", "-t", str(transactions // clients)]
        command = [str(found.folder / "pgbench"), "-n", "-M", "prepared", *size, "-f", file.name, user_url]
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=300)
    rate = re.search(r"tps = ([\d.]+)", done.stdout)
    assert rate, done.stdout + done.stderr
    return float(rate.group(1))


def percentile(values: list[float], share: float) -> float:
    """The value below which this share of the values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def spread(values: list[float]) -> list[float]:
    """Lowest, median and highest."""
    return [round(min(values), 3), round(statistics.median(values), 3), round(max(values), 3)]


def stopwatch() -> float:
    """Seconds on a clock that only goes forward."""
    return time.perf_counter()
