import contextlib
from collections.abc import AsyncIterator

import pytest

from tests.conftest import MakeDatabase, Urls
from tests.klok import Klok
from tests.land import Dienst
from tests.stories.afwegingen import check_afwegingen
from tests.stories.verhaal import Verhaal


@pytest.fixture(scope="session")
def make_database(make_database: MakeDatabase) -> MakeDatabase:
    """No database of a story goes before every weighing in it was weighed again and its proof was checked."""

    @contextlib.asynccontextmanager
    async def make(template: str) -> AsyncIterator[Urls]:
        async with make_database(template) as urls:
            yield urls
            faults, _ = await check_afwegingen(urls.migrator)
            assert faults == []

    return make


@pytest.fixture
async def verhaal(klok: Klok, dienst: Dienst) -> Verhaal:
    """A story that begins on a Friday in a country without places."""
    story = Verhaal(dienst, klok)
    await story.begin()
    return story
