import asyncio

from capacity_service.store.database import Database
from capacity_service.store.ijkpunten import Ijkpunt, keep, read_at_or_below, read_latest, start
from tests.conftest import Urls


def make_ijkpunt(volgnummer: int, logboek: int, publiek: str = "opvang:een") -> Ijkpunt:
    return Ijkpunt(publiek, volgnummer, logboek, {"bezetting": [], "getoond": {"plaats": [f"p{logboek}"]}})


async def test_of_two_nodes_that_begin_at_once_one_begins_and_both_count_from_there(kaal: Urls) -> None:
    database = Database(kaal.app)

    async def begin(logboek: int) -> Ijkpunt:
        async with database.transaction(None) as tx:
            return await start(tx, make_ijkpunt(0, logboek))

    held = await asyncio.gather(*(begin(nth) for nth in range(10, 18)))
    await database.close()
    assert len({one.logboek for one in held}) == 1


async def test_the_nearest_one_at_or_below_a_number_is_found_and_old_ones_are_forgotten(kaal: Urls) -> None:
    database = Database(kaal.app)
    async with database.transaction(None) as tx:
        assert await read_latest(tx, "opvang:een") is None
        await keep(tx, [make_ijkpunt(0, 10), make_ijkpunt(0, 10, "opvang:twee")], 0)
        await keep(tx, [make_ijkpunt(5, 20)], 0)
        await keep(tx, [make_ijkpunt(9, 30)], 0)
        assert [await read_at_or_below(tx, "opvang:een", n) for n in (0, 4, 5, 8, 9, 100)] == [
            make_ijkpunt(0, 10),
            make_ijkpunt(0, 10),
            make_ijkpunt(5, 20),
            make_ijkpunt(5, 20),
            make_ijkpunt(9, 30),
            make_ijkpunt(9, 30),
        ]
        await keep(tx, [make_ijkpunt(12, 40)], 20)
        assert await read_at_or_below(tx, "opvang:een", 4) is None
        assert await read_at_or_below(tx, "opvang:een", 5) == make_ijkpunt(5, 20)
        assert await read_latest(tx, "opvang:een") == make_ijkpunt(12, 40)
        assert await read_latest(tx, "opvang:twee") == make_ijkpunt(0, 10, "opvang:twee"), (
            "of another audience nothing is forgotten"
        )
    await database.close()


async def test_with_the_same_number_the_one_that_is_further_stays(kaal: Urls) -> None:
    database = Database(kaal.app)
    async with database.transaction(None) as tx:
        for logboek in (10, 30, 20):
            await keep(tx, [make_ijkpunt(0, logboek)], 0)
        assert await read_latest(tx, "opvang:een") == make_ijkpunt(0, 30)
    await database.close()


async def test_only_the_service_itself_sees_them(kaal: Urls) -> None:
    database = Database(kaal.app)
    async with database.transaction(None) as tx:
        await keep(tx, [make_ijkpunt(0, 10)], 0)
        for context in ("eigen", "landelijk", "afwegen"):
            await tx.enter(context)
            assert await read_latest(tx, "opvang:een") is None
    await database.close()
