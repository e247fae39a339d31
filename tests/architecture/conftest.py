from collections.abc import AsyncIterator

import pytest

from tests.conftest import MakeDatabase, Urls


@pytest.fixture(scope="module")
async def kaal_roles(make_database: MakeDatabase) -> AsyncIterator[Urls]:
    """A country without places that no test of the module manages to change."""
    async with make_database("kaal") as urls:
        yield urls
