from capacity_service.rand.aflezing import measure_pools
from capacity_service.store.database import Database
from tests.conftest import Urls


async def test_of_each_pool_is_told_what_is_in_use(kaal: Urls) -> None:
    database = Database(kaal.app, size=2)
    async with database.transaction(None), database.transaction(None, own_pool=True):
        found = measure_pools(database)
    assert found["verzoeken", "in_gebruik"] == found["klokken", "in_gebruik"] == 1
    assert found["live", "in_gebruik"] == 0
    assert found["verzoeken", "hoogstens"] == 2
    assert measure_pools(database)["verzoeken", "in_gebruik"] == 0
    await database.close()
