"""The places in memory are those of the tables at every look, whoever changed them, and never those of another history."""

import contextlib
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any
from uuid import UUID

import pytest

from capacity_service.domain.plaats import ClaimSoort
from capacity_service.domain.plaatsvoorraad import Voorraad
from capacity_service.store import claims, plaatsgeheugen
from capacity_service.store.database import Database, Transactie
from capacity_service.store.logboek import record
from capacity_service.store.plaatsen import bump
from tests.conftest import Urls
from tests.store.scene import add_places, submit


@pytest.fixture
async def node(kaal: Urls) -> AsyncIterator[Database]:
    """Another process of the service on the same database."""
    database = Database(kaal.app, size=2)
    yield database
    await database.close()


async def see_free(tx: Transactie) -> set[UUID]:
    def see(voorraad: Voorraad) -> set[UUID]:
        return {plaats for vrij in voorraad.list_free(1_000) for plaats in vrij.plaatsen}

    return await tx.plaatsen.look(tx, see)


async def free(database: Database) -> set[UUID]:
    async with database.transaction(None, "dienst") as tx:
        return await see_free(tx)


async def occupy(database: Database, plaats: UUID) -> None:
    async with database.transaction(None, "dienst") as tx:
        await claims.hold(tx, plaats, ClaimSoort.bezet, tx.now)
        await bump(tx, [plaats])
        await record(tx, {"plaats": [{"id": str(plaats), "plaatsing": None, "revisie": 2}]})


@contextmanager
def counting(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """How often everything was read."""
    whole = [0]
    read = plaatsgeheugen.read_everything

    async def note(*args: Any) -> Any:
        whole[0] += 1
        return await read(*args)

    with monkeypatch.context() as patched:
        patched.setattr(plaatsgeheugen, "read_everything", note)
        yield whole


async def test_what_another_node_did_is_seen_at_the_next_look(
    app: Database, node: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = await add_places(app, 2)
    assert await free(app) == await free(node) == {one, two}
    with counting(monkeypatch) as whole:
        await occupy(node, one)
        (three,) = await add_places(node)
        assert await free(app) == {two, three}
        answer = await submit(node)
        assert await free(app) == {two, three} - {UUID(answer["plaatsing"]["plaatsen"][0])}
    assert whole == [0]


@asynccontextmanager
async def coming_to_nothing(database: Database, plaats: UUID) -> AsyncIterator[Transactie]:
    """A transaction that occupies a place and is undone."""
    with contextlib.suppress(LookupError):
        async with database.transaction(None, "dienst") as tx:
            await claims.hold(tx, plaats, ClaimSoort.bezet, tx.now)
            await bump(tx, [plaats])
            yield tx
            raise LookupError


async def test_what_a_transaction_changed_it_sees_and_nobody_else_until_it_commits(app: Database) -> None:
    one, two = await add_places(app, 2)
    async with coming_to_nothing(app, one) as tx:
        assert await see_free(tx) == {two}
        assert await free(app) == {one, two}
        assert await see_free(tx) == {two}
    assert await free(app) == {one, two}


async def test_what_was_committed_while_it_was_changed_here_is_read_afterwards(app: Database, node: Database) -> None:
    """Also when the first look of all was one from inside a transaction that came to nothing."""
    one, two = await add_places(app, 2)
    app.plaatsen.forget()
    for revisie in (3, 5):
        async with coming_to_nothing(app, one) as tx:
            assert await see_free(tx) == {two}
        await occupy(node, two)
        assert await free(app) == {one}
        async with node.transaction(None, "dienst") as tx:
            await claims.release(tx, [two], None)
            await bump(tx, [two])
            await record(tx, {"plaats": [{"id": str(two), "plaatsing": None, "revisie": revisie}]})
        assert await free(app) == {one, two}


async def test_after_a_restore_everything_is_read_again(
    app: Database, owner: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = await add_places(app, 2)
    assert await free(app) == {one, two}
    async with owner.transaction(None) as tx:
        await tx.sql("ALTER TABLE logboek DISABLE TRIGGER USER")
        await tx.sql("UPDATE logboek SET hash = sha256(hash) WHERE volgnummer = (SELECT volgnummer FROM sequencer)")
        await tx.sql("UPDATE sequencer SET hash = sha256(hash)")
        await tx.sql("INSERT INTO claim SELECT :id, 'bezet', NULL, now(), 'infinity', NULL, NULL, false", id=one)
    with counting(monkeypatch) as whole:
        assert await free(app) == {two}
        assert await free(app) == {two}
    assert whole == [1]


async def test_far_behind_everything_is_read_at_once(
    app: Database, node: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = await add_places(app, 2)
    assert await free(node) == {one, two}
    monkeypatch.setattr(plaatsgeheugen, "BEHIND_MAX", 0)
    await occupy(app, one)
    with counting(monkeypatch) as whole:
        assert await free(node) == {two}
    assert whole == [1]
