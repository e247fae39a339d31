from datetime import timedelta
from uuid import uuid4

from capacity_service.store.database import Database
from capacity_service.store.termijnen import RESERVERING_VERVALT, UITNAME_BEGINT, arm, disarm, read_due, take

PAST, AHEAD = timedelta(seconds=-1), timedelta(hours=1)


async def test_what_is_due_is_read_oldest_first(app: Database) -> None:
    keys = [uuid4() for _ in range(3)]
    async with app.transaction(None) as tx:
        for age, key in enumerate(keys):
            await arm(tx, RESERVERING_VERVALT, [key], tx.now - timedelta(minutes=age + 1))
        await arm(tx, RESERVERING_VERVALT, [uuid4()], tx.now + AHEAD)
        await arm(tx, UITNAME_BEGINT, [uuid4()], tx.now + PAST)
        assert await read_due(tx, RESERVERING_VERVALT, 10) == keys[::-1]
        assert await read_due(tx, RESERVERING_VERVALT, 2) == keys[:0:-1]


async def test_a_deadline_moves_when_it_is_set_again(app: Database) -> None:
    key = uuid4()
    async with app.transaction(None) as tx:
        await arm(tx, UITNAME_BEGINT, [key], tx.now + PAST)
        await arm(tx, UITNAME_BEGINT, [key], tx.now + AHEAD)
        assert await read_due(tx, UITNAME_BEGINT, 10) == []
        assert len(await tx.sql("SELECT 1 FROM termijn WHERE sleutel = :key", key=key)) == 1


async def test_what_is_disarmed_never_fires(app: Database) -> None:
    gone, stays = uuid4(), uuid4()
    async with app.transaction(None) as tx:
        await arm(tx, UITNAME_BEGINT, [gone, stays], tx.now + PAST)
        await disarm(tx, UITNAME_BEGINT, [gone])
        await disarm(tx, RESERVERING_VERVALT, [stays])
        assert await read_due(tx, UITNAME_BEGINT, 10) == [stays]


async def test_two_nodes_never_take_the_same_one(app: Database) -> None:
    keys = [uuid4() for _ in range(4)]
    async with app.transaction(None) as tx:
        await arm(tx, UITNAME_BEGINT, keys, tx.now + PAST)
    async with app.transaction(None) as first, app.transaction(None) as second:
        assert await take(first, UITNAME_BEGINT, keys[:3]) == sorted(keys[:3])
        assert await take(second, UITNAME_BEGINT, keys) == keys[3:]


async def test_one_that_moved_ahead_meanwhile_is_not_taken(app: Database) -> None:
    key = uuid4()
    async with app.transaction(None) as tx:
        await arm(tx, UITNAME_BEGINT, [key], tx.now + AHEAD)
        assert await take(tx, UITNAME_BEGINT, [key]) == []


async def test_what_was_taken_and_undone_is_due_again(app: Database) -> None:
    key = uuid4()
    async with app.transaction(None) as tx:
        await arm(tx, UITNAME_BEGINT, [key], tx.now + PAST)
    async with app.transaction(None) as tx:
        assert await take(tx, UITNAME_BEGINT, [key]) == [key]
        await tx.session.rollback()
    async with app.transaction(None) as tx:
        assert await read_due(tx, UITNAME_BEGINT, 10) == [key]
