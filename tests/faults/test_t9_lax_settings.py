"""T9: a setting under which an acknowledged action can be lost is smuggled in. The service refuses to start."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from sqlalchemy import make_url

from capacity_service.main import create_app
from capacity_service.store import database as database_module
from capacity_service.store.database import Database, NotDurable
from capacity_service.store.embedded import Cluster
from capacity_service.store.migrate import ROLES
from tests.conftest import Urls
from tests.faults.figures import report
from tests.faults.processes import AppProcess

pytestmark = pytest.mark.faults

Execute = Callable[[str], Awaitable[Any]]

EVERYWHERE = "ALTER SYSTEM {verb}"
HERE = "ALTER DATABASE {database} {verb}"
FOR_THE_APP = f"ALTER ROLE {ROLES[1]} {{verb}}"
FOR_THE_APP_HERE = f"ALTER ROLE {ROLES[1]} IN DATABASE {{database}} {{verb}}"

SMUGGLED = [
    ("fsync", "off", EVERYWHERE),
    ("full_page_writes", "off", EVERYWHERE),
    *[
        (name, value, way)
        for name, value in (
            ("synchronous_commit", "off"),
            ("default_transaction_isolation", "repeatable read"),
            ("default_transaction_isolation", "serializable"),
            ("default_transaction_isolation", "read uncommitted"),
        )
        for way in (EVERYWHERE, HERE, FOR_THE_APP, FOR_THE_APP_HERE)
    ],
]


@asynccontextmanager
async def smuggle(cluster: Cluster, urls: Urls, name: str, value: str, way: str) -> AsyncIterator[None]:
    """The setting as a hand in the configuration would leave it; taken back afterwards."""
    database = str(make_url(urls.app).database)
    admin = await asyncpg.connect(cluster.url(cluster.superuser, cluster.password, "postgres"), ssl=False)
    try:
        await admin.execute(way.format(verb=f"SET {name} = '{value}'", database=database))
        await admin.execute("SELECT pg_reload_conf()")
        await _seen(cluster, urls, name, value)
        yield
    finally:
        await admin.execute(way.format(verb=f"RESET {name}", database=database))
        await admin.execute("SELECT pg_reload_conf()")
        await admin.close()


async def _seen(cluster: Cluster, urls: Urls, name: str, value: str) -> None:
    """A reload reaches new connections when the postmaster has taken its signal."""
    for _ in range(500):
        connection = await asyncpg.connect(urls.app, ssl=False)
        found = await connection.fetchval(f"SHOW {name}")
        await connection.close()
        if found == value:
            return
    raise AssertionError(f"{name} did not become {value} on {cluster.port}")


async def start_and_stop(urls: Urls) -> None:
    """All that a process does before it takes its first request."""
    database = Database(urls.app, size=2)
    app = create_app(database, demo=False, dashboard=None, ticking=False)
    try:
        async with app.router.lifespan_context(app):
            pass
    finally:
        await database.close()


@pytest.mark.parametrize(("name", "value", "way"), SMUGGLED)
async def test_the_service_does_not_start_on_it(cluster: Cluster, kaal: Urls, name: str, value: str, way: str) -> None:
    async with smuggle(cluster, kaal, name, value, way):
        with pytest.raises(NotDurable, match=f"{name}={value}"):
            await start_and_stop(kaal)
    await start_and_stop(kaal)
    report(f"T9 {name}={value} ({way.split(' {', maxsplit=1)[0]}): geweigerd")


async def test_the_process_ends_and_says_which_setting_and_what_to_do(
    cluster: Cluster, kaal: Urls, tmp_path: Path
) -> None:
    async with smuggle(cluster, kaal, "synchronous_commit", "off", FOR_THE_APP_HERE):
        process = AppProcess(kaal.app, tmp_path)
        await process.launch()
        code = await process.end()
    assert code != 0
    assert "synchronous_commit=off" in process.said
    assert "start opnieuw" in process.said
    assert "de dienst draait" not in process.said


async def test_a_setting_that_changes_under_a_running_service_is_refused_on_the_next_connection(
    cluster: Cluster, kaal: Urls
) -> None:
    database = Database(kaal.app, size=1)
    try:
        async with database.transaction(None) as tx:
            await tx.sql("SELECT 1")
        async with smuggle(cluster, kaal, "synchronous_commit", "off", FOR_THE_APP_HERE):
            await database.engine.dispose()
            with pytest.raises(NotDurable):
                async with database.transaction(None):
                    pass
    finally:
        await database.close()


async def test_without_the_look_at_each_connection_it_would_start(
    cluster: Cluster, kaal: Urls, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The wall removed: the same start, and nothing is noticed."""
    monkeypatch.setattr(database_module, "DURABLE", {})
    async with smuggle(cluster, kaal, "synchronous_commit", "off", FOR_THE_APP_HERE):
        await start_and_stop(kaal)
