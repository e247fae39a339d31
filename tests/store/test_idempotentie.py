from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from capacity_service.domain.errors import Bezig, IdempotentieAnders
from capacity_service.store.database import Database
from capacity_service.store.idempotentie import KEPT, Antwoord, Sleutel, find_answers, forget_expired, keep

ANSWER = Antwoord(201, {"ETag": '"1"', "Content-Type": "application/json"}, b'{"naam":"\xc3\xa9\x00"}')


def _key(name: str = "een", *, account: UUID | None = None, body: bytes = b"body", path: str = "/v1/a") -> Sleutel:
    return Sleutel(account or uuid4(), "POST", path, name, body)


async def test_an_answer_comes_back_byte_for_byte(app: Database) -> None:
    key = _key()
    async with app.transaction(None) as tx:
        assert await find_answers(tx, [key]) == {}
        await keep(tx, [(key, ANSWER)])
    async with app.transaction(None) as tx:
        assert await find_answers(tx, [key]) == {key.naam: ANSWER}


async def test_the_same_key_for_something_else_is_refused(app: Database) -> None:
    account = uuid4()
    async with app.transaction(None) as tx:
        await keep(tx, [(_key(account=account), ANSWER)])
    async with app.transaction(None) as tx:
        other = _key(account=account, body=b"iets anders")
        assert isinstance((await find_answers(tx, [other]))[other.naam], IdempotentieAnders)


async def test_a_key_belongs_to_one_account_and_one_path(app: Database) -> None:
    account = uuid4()
    async with app.transaction(None) as tx:
        await keep(tx, [(_key(account=account), ANSWER)])
    async with app.transaction(None) as tx:
        assert await find_answers(tx, [_key(), _key(account=account, path="/v1/b")]) == {}


async def test_a_twin_that_is_still_running_is_told_so(app: Database) -> None:
    key = _key()
    async with app.transaction(None) as first:
        await find_answers(first, [key])
        async with app.transaction(None) as second:
            assert isinstance((await find_answers(second, [key]))[key.naam], Bezig)
    async with app.transaction(None) as third:
        assert await find_answers(third, [key]) == {}


async def test_an_answer_is_kept_seven_days_and_then_the_key_is_free(app: Database) -> None:
    old, fresh = _key("oud"), _key("vers")
    async with app.transaction(None) as tx:
        await keep(tx, [(old, ANSWER), (fresh, ANSWER)])
        await tx.sql("UPDATE idempotentie SET op = :op WHERE sleutel = 'oud'", op=tx.now - KEPT - timedelta(seconds=1))
    async with app.transaction(None) as tx:
        assert set(await find_answers(tx, [old, fresh])) == {fresh.naam}
        await keep(tx, [(old, ANSWER)])
    async with app.transaction(None) as tx:
        assert set(await find_answers(tx, [old, fresh])) == {old.naam, fresh.naam}


async def test_nobody_answers_twice_for_the_same_key(app: Database) -> None:
    key = _key()
    async with app.transaction(None) as tx:
        await keep(tx, [(key, ANSWER)])
    with pytest.raises(Bezig):
        async with app.transaction(None) as tx:
            await keep(tx, [(_key("ander"), ANSWER), (key, ANSWER)])
    async with app.transaction(None) as tx:
        assert await tx.sql("SELECT sleutel FROM idempotentie WHERE sleutel = 'ander'") == []


async def test_what_is_too_old_is_forgotten(app: Database) -> None:
    async with app.transaction(None) as tx:
        await keep(tx, [(_key("oud"), ANSWER), (_key("vers"), ANSWER)])
        await tx.sql("UPDATE idempotentie SET op = :op WHERE sleutel = 'oud'", op=tx.now - KEPT - timedelta(days=1))
        await forget_expired(tx)
        assert [row.sleutel for row in await tx.sql("SELECT sleutel FROM idempotentie")] == ["vers"]
