from collections.abc import AsyncIterator

import pytest

from capacity_service.store.database import Database
from tests.conftest import Urls
from tests.sleutelbos import KLUIS


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
