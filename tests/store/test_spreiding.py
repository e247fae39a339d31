from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from capacity_service.actions.weigh import lock_afwegen
from capacity_service.domain.inzage import Rol
from capacity_service.store import spreiding
from capacity_service.store.database import Database
from capacity_service.store.spreiding import read_gegeven
from tests.conftest import Urls
from tests.store.scene import add_places, find_actor_of, submit

STAY = """
INSERT INTO verblijf (id, plaats_id, plaatsing_id, organisatie_id, van, tot, naar, dubbel)
SELECT :id, p.id, (SELECT id FROM plaatsing LIMIT 1), p.organisatie_id, :van, :tot, 'elders', false
FROM plaats p WHERE p.id = :plaats
"""


@pytest.fixture
async def plaats(app: Database) -> UUID:
    (found,) = await add_places(app)
    await submit(app)
    return found


async def stay(app: Database, plaats: UUID, days_ago: int, nights: int | None) -> None:
    """Somebody who came through an aanvraag was inside; without `nights` they still are."""
    async with app.transaction(None) as tx:
        van = tx.now - timedelta(days=days_ago)
        tot = None if nights is None else van + timedelta(days=nights)
        await tx.sql(STAY, id=uuid4(), plaats=plaats, van=van, tot=tot)


async def count(app: Database, **params: Any) -> dict[str, int]:
    async with app.transaction(None, **params) as tx:
        return await read_gegeven(tx)


async def test_nights_of_the_last_ninety_days_count_and_each_that_began_is_whole(app: Database, plaats: UUID) -> None:
    assert await count(app) == {}
    await stay(app, plaats, 10, 3)
    await stay(app, plaats, 91, 2)
    await stay(app, plaats, 95, 2)
    await stay(app, plaats, 2, None)
    assert await count(app) == {"GM0193": 3 + 1 + 3}


async def test_few_are_counted_at_every_look_and_nothing_is_kept(app: Database, plaats: UUID) -> None:
    for nights in (1, 2, 3):
        await stay(app, plaats, 10, nights)
        assert await count(app) == {"GM0193": nights * (nights + 1) // 2}
    async with app.transaction(None) as tx:
        assert await tx.sql("SELECT 1 FROM spreidingstelling") == []


async def test_many_are_counted_once_for_all_nodes_and_again_when_that_is_old(
    app: Database, kaal: Urls, plaats: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spreiding, "FEW", 1)
    await stay(app, plaats, 10, 1)
    await stay(app, plaats, 10, 1)
    assert await count(app) == {"GM0193": 2}
    await stay(app, plaats, 10, 1)
    other = Database(kaal.app)
    assert await count(other) == await count(app) == {"GM0193": 2}
    async with app.transaction(None) as tx:
        await tx.sql("UPDATE spreidingstelling SET op = op - interval '10 minutes'")
    assert await count(other) == {"GM0193": 3}
    async with app.transaction(None) as tx:
        await tx.sql("UPDATE spreidingstelling SET op = op + interval '10 minutes'")
    await stay(app, plaats, 10, 1)
    assert await count(app) == {"GM0193": 4}, "a count of a later moment than now is not believed"
    await other.close()


async def test_who_may_not_see_every_stay_leaves_no_count_behind(
    app: Database, plaats: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spreiding, "FEW", 0)
    await stay(app, plaats, 10, 3)
    opvang, coordinator = await find_actor_of(app, Rol.opvang), await find_actor_of(app, Rol.coordinator)
    async with app.transaction(opvang) as tx:
        assert await read_gegeven(tx) == {"GM0193": 3}, "its own"
    async with app.transaction(coordinator) as tx:
        assert not await tx.sql("SELECT 1 FROM spreidingstelling")
        await lock_afwegen(tx)
        assert await read_gegeven(tx) == {"GM0193": 3}
        assert await tx.sql("SELECT 1 FROM spreidingstelling")
