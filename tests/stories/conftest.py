import contextlib
from collections.abc import AsyncIterator

import pytest

from capacity_service.domain.matching import decide
from capacity_service.domain.plaatsvoorraad import Voorraad
from capacity_service.domain.voorraad import Stand
from capacity_service.domain.zeef import Zoekvraag, see_all, see_for
from capacity_service.store import plaatsen
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


@pytest.fixture(autouse=True)
def zeef(monkeypatch: pytest.MonkeyPatch) -> None:
    """In every weighing of a story nobody would be better off with what was left out of it."""

    def see(voorraad: Voorraad, country: Stand, zoekt: Zoekvraag) -> Stand:
        some, every = see_for(voorraad, country, zoekt), see_all(voorraad, country, zoekt.most)
        if some.vrij != every.vrij:
            mine, theirs = (decide(zoekt.aanvragen, one, zoekt.regels, zoekt.omstandigheid) for one in (some, every))
            assert mine.kosten[:-1] == theirs.kosten[:-1]
        return some

    monkeypatch.setattr(plaatsen, "see_for", see)


@pytest.fixture
async def verhaal(klok: Klok, dienst: Dienst) -> Verhaal:
    """A story that begins on a Friday in a country without places."""
    story = Verhaal(dienst, klok)
    await story.begin()
    return story
