from collections.abc import AsyncIterator

import pytest

from tests.conftest import MakeDatabase
from tests.land import Dienst, serve


@pytest.fixture(scope="module")
async def stil(make_database: MakeDatabase) -> AsyncIterator[Dienst]:
    """One service for all tests of a module that change nothing anybody else looks at."""
    async with make_database("kaal") as urls, serve(urls.app, urls.migrator, ticking=False) as running:
        yield running
