from collections.abc import AsyncIterator

import asyncpg
import pytest

from capacity_service.store.embedded import Cluster
from tests.conftest import MakeDatabase, Urls
from tests.schema.rows import Rows


@pytest.fixture(scope="module")
async def kaal_roles(make_database: MakeDatabase) -> AsyncIterator[Urls]:
    """A country without places that no test of the module manages to change."""
    async with make_database("kaal") as urls:
        yield urls


@pytest.fixture(scope="module")
async def database(make_database: MakeDatabase, cluster: Cluster) -> AsyncIterator[asyncpg.Connection]:
    """A connection that nothing stops but the tables themselves."""
    async with make_database("kaal") as urls:
        name = urls.migrator.rpartition("/")[2]
        connection = await asyncpg.connect(cluster.url(cluster.superuser, cluster.password, name), ssl=False)
        yield connection
        await connection.close()


@pytest.fixture
async def rows(database: asyncpg.Connection) -> AsyncIterator[Rows]:
    """Valid rows by default, all undone afterwards."""
    transaction = database.transaction()
    await transaction.start()
    yield Rows(database)
    await transaction.rollback()
