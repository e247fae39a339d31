import asyncio
import contextlib
import gc
import itertools
import os
from collections.abc import AsyncIterator, Callable, Iterator, MutableMapping
from dataclasses import dataclass
from typing import Any

import asyncpg
import pytest
import structlog

from capacity_service.actions import make_way
from capacity_service.actions.keep_historie import keep_historie
from capacity_service.actions.load_country import load_country
from capacity_service.store.database import Database
from capacity_service.store.embedded import Cluster, start_cluster
from capacity_service.store.geschreven import Bekend
from capacity_service.store.migrate import ROLES, create_roles, migrate
from tests.bekend import find_twice
from tests.klok import Klok, make_klok
from tests.land import Dienst, serve
from tests.room import find_room

PASSWORDS = {role: f"test-{role}" for role in ROLES}
OPTIONS = {"max_connections": "300", "shared_buffers": "64MB", "max_wal_size": "256MB", "log_min_messages": "panic"}


LONGEST = (
    "tests/stories/test_a_night",
    "tests/stories/test_life",
    "tests/stories/test_year",
    "tests/e2e/test_looks",
    "tests/faults",
    "tests/stories",
    "tests/e2e",
    "tests/live",
)
"""Begun first where tests are shared out, so that nobody is left alone with a long one at the end."""


def pytest_collection_finish() -> None:
    """What was loaded stays: Python's collector need not walk through thousands of tests again and again."""
    gc.collect()
    gc.freeze()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if "PYTEST_XDIST_WORKER" in os.environ:
        items.sort(
            key=lambda item: next((n for n, name in enumerate(LONGEST) if item.nodeid.startswith(name)), len(LONGEST))
        )


def leave_out_requests(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """One line for each request of a test would cost more than most tests; whoever captures events still gets them all."""
    if event["event"] == "verzoek":
        raise structlog.DropEvent
    return event


structlog.configure(
    processors=[
        leave_out_requests,
        *structlog.get_config()["processors"][:-1],
        structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback),
    ]
)


@dataclass(frozen=True)
class Urls:
    """One database of one test, for each role."""

    migrator: str
    app: str
    reader: str


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with (
        find_room(tmp_path_factory.mktemp("server")) as data_dir,
        start_cluster(data_dir, options=OPTIONS, say=lambda _: None) as running,
    ):
        yield running.cluster


@pytest.fixture(scope="session")
async def templates(cluster: Cluster) -> dict[str, str]:
    """`vol`: the country with the invented register. `kaal`: the same without a single place."""
    admin = cluster.url(cluster.superuser, cluster.password, "postgres")
    for name in ("vol", "kaal"):
        await create_roles(admin, name, PASSWORDS)
        url = cluster.url(ROLES[0], PASSWORDS[ROLES[0]], name)
        await migrate(url)
        database = Database(url, size=1)
        await load_country(database, verzonnen=True)
        await database.close()
    connection = await asyncpg.connect(cluster.url(cluster.superuser, cluster.password, "kaal"), ssl=False)
    await connection.execute("TRUNCATE plaats, huis, claim, uitname, termijn CASCADE")
    await connection.close()
    return {"vol": "vol", "kaal": "kaal"}


@pytest.fixture(scope="session")
def make_database(
    cluster: Cluster, templates: dict[str, str]
) -> Callable[[str], contextlib.AbstractAsyncContextManager[Urls]]:
    """A database of its own from a template (about 20 ms), gone afterwards."""
    numbers = itertools.count()

    @contextlib.asynccontextmanager
    async def make(template: str) -> AsyncIterator[Urls]:
        name = f"test_{os.getpid()}_{next(numbers)}"
        admin = await asyncpg.connect(cluster.url(cluster.superuser, cluster.password, "postgres"), ssl=False)
        await admin.execute(f"CREATE DATABASE {name} TEMPLATE {templates[template]} OWNER {ROLES[0]}")
        try:
            yield Urls(*(cluster.url(role, PASSWORDS[role], name) for role in ROLES))
        finally:
            with contextlib.suppress(asyncio.TimeoutError):
                await admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
            await admin.close()

    return make


MakeDatabase = Callable[[str], contextlib.AbstractAsyncContextManager[Urls]]


@pytest.fixture
async def opgeteld(kaal: Urls) -> None:
    """The hours since the country of the tests was made are added up, as a node with clocks does: there may be one."""
    database = Database(kaal.app, size=1)
    while await keep_historie(database):
        pass
    await database.close()


@pytest.fixture
def at_night(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is outside office hours, whatever time it is: a crisisplaats goes before an opvangplaats (R10)."""
    monkeypatch.setattr(make_way, "is_kantoortijd", lambda *_: False)


@pytest.fixture(autouse=True)
def _what_is_known_is_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wherever a service of a test takes a row as it wrote it, the tables are asked too and must say the same."""
    monkeypatch.setattr(Bekend, "find", find_twice)


@pytest.fixture
async def kaal(make_database: MakeDatabase) -> AsyncIterator[Urls]:
    """A country without places."""
    async with make_database("kaal") as urls:
        yield urls


@pytest.fixture
async def klok(cluster: Cluster, kaal: Urls) -> Klok:
    """The clock of the country without places; ask for it before `dienst`, so that the service knows no other time."""
    return await make_klok(cluster, kaal.migrator)


@pytest.fixture
async def vol(make_database: MakeDatabase) -> AsyncIterator[Urls]:
    """A country with the invented register."""
    async with make_database("vol") as urls:
        yield urls


@pytest.fixture
async def dienst(kaal: Urls) -> AsyncIterator[Dienst]:
    """The service in a country without places; its clock stands still, so that tests decide when what is due happens."""
    async with serve(kaal.app, kaal.migrator, ticking=False) as running:
        yield running


@pytest.fixture
async def vol_land(vol: Urls) -> AsyncIterator[Dienst]:
    """The service in a country with the invented register, its clock ticking."""
    async with serve(vol.app, vol.migrator) as running:
        yield running
