from collections.abc import AsyncIterator

import pytest

from tests.conftest import Urls
from tests.faults.invariants import check_invariants


@pytest.fixture
async def sound(kaal: Urls) -> AsyncIterator[None]:
    """After the story the tables say what must hold."""
    yield
    assert await check_invariants(kaal.migrator) == []
