from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest

from capacity_service.store.database import Database
from capacity_service.store.embedded import Cluster
from tests.conftest import Urls
from tests.sleutelbos import KLUIS
from tests.store.boomscene import Bomen, connect_superuser


@pytest.fixture
async def app(kaal: Urls) -> AsyncIterator[Database]:
    """The country without places, as the service's own role sees it."""
    database = Database(kaal.app, size=4, kluis=KLUIS)
    yield database
    await database.close()


@pytest.fixture
async def owner(kaal: Urls) -> AsyncIterator[Database]:
    """The same database, for who owns its tables."""
    database = Database(kaal.migrator, size=2, kluis=KLUIS)
    yield database
    await database.close()


@pytest.fixture
def bomen(app: Database, tmp_path: Path) -> Bomen:
    """Its trees, with keys and a folder of their own; nothing has grown yet."""
    return Bomen(app, tmp_path / "controlepunten")


@pytest.fixture
async def superuser(cluster: Cluster, kaal: Urls) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    """Somebody whom no wall stops."""
    connection = await connect_superuser(cluster, kaal)
    yield connection
    await connection.close()
