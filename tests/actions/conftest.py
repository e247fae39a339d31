from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from capacity_service.store.database import Database
from tests.conftest import Urls
from tests.faults.invariants import check_invariants
from tests.sleutelbos import KLUIS
from tests.store.boomscene import Bomen


@pytest.fixture
async def sound(kaal: Urls) -> AsyncIterator[None]:
    """After the story the tables say what must hold."""
    yield
    assert await check_invariants(kaal.migrator) == []


@pytest.fixture
async def bomen(kaal: Urls, tmp_path: Path) -> AsyncIterator[Bomen]:
    """The trees of a country without places, with keys and a folder of their own; nothing has grown yet."""
    database = Database(kaal.app, size=4, kluis=KLUIS)
    yield Bomen(database, tmp_path / "controlepunten")
    await database.close()
