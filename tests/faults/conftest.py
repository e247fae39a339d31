import time as machine
from collections.abc import AsyncIterator, Iterator

import pytest

from tests.conftest import MakeDatabase
from tests.faults.foreign_land import Land, make_land
from tests.land import serve

MACHINES = ("UTC", "Europe/Amsterdam", "Pacific/Auckland")


@pytest.fixture(params=MACHINES)
def machine_in(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """This process as if the machine stood elsewhere."""
    monkeypatch.setenv("TZ", request.param)
    machine.tzset()
    yield request.param
    monkeypatch.undo()
    machine.tzset()


@pytest.fixture(scope="module")
async def land(make_database: MakeDatabase) -> AsyncIterator[Land]:
    """One country with A and B for all tests of a module: nothing of B changes by what A tries."""
    async with make_database("kaal") as urls, serve(urls.app, urls.migrator, ticking=False) as dienst:
        yield await make_land(dienst)
