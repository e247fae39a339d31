"""What a tik is made of is what the logboek holds, whenever it is asked."""

from datetime import UTC, datetime, timedelta

import pytest

from capacity_service.store import tikken
from capacity_service.store.database import Database
from capacity_service.store.toestand import Toestand
from tests.actions.scene import put_status
from tests.klok import Klok
from tests.land import Dienst, expect
from tests.openheid import ZWOLLE

MONDAY = datetime(2027, 3, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)


async def counts_at(database: Database, op: datetime) -> dict[str, Toestand]:
    async with database.transaction(None) as tx:
        return {row["code"]: row for row in await tikken.read_counts_at(tx, op)}


async def fill_one(klok: Klok, dienst: Dienst, plaats: str) -> datetime:
    """Somebody is inside from now on."""
    moment = await klok.now()
    opvang = await dienst.as_rol("opvang")
    expect(
        await put_status(opvang, plaats, status="bezet", sindsOp=moment.isoformat(), waargenomenOp=moment.isoformat()),
        200,
    )
    return await klok.now()


async def test_counts_are_those_recorded_before_an_instant_however_late_they_are_asked(
    klok: Klok, dienst: Dienst
) -> None:
    await klok.move_to(MONDAY)
    plaats, _ = await dienst.add_plaatsen({}, {})
    await klok.forward(HOUR)
    between = await klok.now()
    await klok.forward(HOUR)
    await fill_one(klok, dienst, plaats["id"])
    after = await klok.forward(HOUR)
    assert [(await counts_at(dienst.database, op))[ZWOLLE]["vrij"] for op in (between, after)] == [2, 1]


async def test_of_what_was_not_there_yet_the_first_counts_are_taken(klok: Klok, dienst: Dienst) -> None:
    await klok.move_to(MONDAY)
    await dienst.add_plaatsen({}, {})
    first = await counts_at(dienst.database, MONDAY - timedelta(days=3650))
    assert len(first) == 35
    assert list(first) == sorted(first)


async def test_an_average_weighs_each_count_by_how_long_it_stood(klok: Klok, dienst: Dienst) -> None:
    await klok.move_to(MONDAY - HOUR)
    plaats, _ = await dienst.add_plaatsen({}, {})
    await klok.move_to(MONDAY + timedelta(days=5))
    await fill_one(klok, dienst, plaats["id"])
    await klok.move_to(MONDAY + timedelta(days=8))
    async with dienst.database.transaction(None) as tx:
        found = await tikken.read_averages(tx, MONDAY, MONDAY + timedelta(days=7))
        earlier = await tikken.read_averages(tx, MONDAY + timedelta(days=5, hours=12), MONDAY + timedelta(days=6))
    assert found[ZWOLLE].vrij == pytest.approx((2 * 5 + 1 * 2) / 7, abs=0.001)
    assert found[ZWOLLE].opvang_vrij == 0
    assert earlier[ZWOLLE].vrij == 1


async def test_a_week_of_which_nothing_is_recorded_has_no_average(dienst: Dienst) -> None:
    async with dienst.database.transaction(None) as tx:
        long_ago = MONDAY - timedelta(days=3650)
        assert await tikken.read_averages(tx, long_ago, long_ago + timedelta(days=7)) == {}
        assert await tikken.read_last(tx) is None


async def test_one_of_two_transactions_may_record(dienst: Dienst) -> None:
    async with dienst.database.transaction(None) as one, dienst.database.transaction(None) as other:
        assert await tikken.lock(one)
        assert not await tikken.lock(other)
