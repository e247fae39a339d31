import asyncio

import asyncpg
import pytest

from capacity_service.store.database import Database
from capacity_service.store.hartslag import open_hart
from capacity_service.store.stand import read_stempel
from tests.conftest import Urls


async def test_every_beat_is_another_and_a_stamp_holds_the_last(app: Database) -> None:
    async with open_hart(app) as one, open_hart(app) as other:
        slagen = await asyncio.gather(one.beat(), other.beat())
        last = await one.beat()
    assert sorted({*slagen, last}) == list(range(min(slagen), last + 1))
    assert last == max(slagen) + 1
    async with app.transaction(None) as tx:
        assert (await read_stempel(tx)).slag == last


async def test_a_beat_is_no_fact(app: Database) -> None:
    async with app.transaction(None) as tx:
        before = await read_stempel(tx)
    async with open_hart(app) as hart:
        await hart.beat()
    async with app.transaction(None) as tx:
        after = await read_stempel(tx)
        assert after.volgnummer == before.volgnummer


async def test_whoever_may_not_write_beats_nothing(kaal: Urls) -> None:
    reader = Database(kaal.reader)
    async with open_hart(reader) as hart:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await hart.beat()
    await reader.close()


async def test_a_heart_needs_no_place_in_a_pool(kaal: Urls) -> None:
    database = Database(kaal.app, size=1)
    async with database.transaction(None), open_hart(database) as hart:
        assert await hart.beat() > 0
    await database.close()
