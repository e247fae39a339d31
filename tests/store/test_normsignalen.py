"""Episodes: one per norm and subject, with one beginning and one end."""

import asyncio
from datetime import timedelta

from capacity_service.domain.normen import NORMEN, Norm, Onderwerpsoort, Plek, Tekort
from capacity_service.store.database import Database, Transactie
from capacity_service.store.normsignalen import Geopend, compare

ZWOLLE = Plek(Onderwerpsoort.centrumgemeente, "GM0193", "GM0193")
EDE = Plek(Onderwerpsoort.centrumgemeente, "GM0228", "GM0228")


def lacks(tx: Transactie, plek: Plek = ZWOLLE, norm: Norm = Norm.geen_vrij, oorzaak: str = "Vol.") -> Tekort:
    return Tekort(norm, plek, tx.now, oorzaak)


async def judge(database: Database, *tekorten: Tekort, plek: Plek = ZWOLLE, later: timedelta = timedelta()) -> int:
    """Compare for one subject, some time from now; gives how many were opened."""
    async with database.transaction(None) as tx:
        tx.now += later
        return len(await compare(tx, {plek.id}, tekorten))


async def read(database: Database) -> list[tuple[str, str, str | None, int, int]]:
    async with database.transaction(None) as tx:
        rows = await tx.sql(
            "SELECT norm, oorzaak, remedie, onderbrekingen, revisie FROM normsignaal ORDER BY vastgelegd_op, norm"
        )
    return [tuple(row) for row in rows]


async def test_what_lasts_is_one_episode_whose_cause_follows_the_facts(app: Database) -> None:
    async with app.transaction(None) as tx:
        (opened,) = await compare(tx, {"GM0193"}, [lacks(tx)])
        assert isinstance(opened, Geopend)
        assert tx.changes.normsignalen == {opened.id}
    async with app.transaction(None) as tx:
        assert await compare(tx, {"GM0193"}, [lacks(tx)]) == []
        assert tx.changes.normsignalen == set(), "nothing changed, nothing is recorded"
    async with app.transaction(None) as tx:
        assert await compare(tx, {"GM0193"}, [lacks(tx, oorzaak="Nog voller.")]) == []
        assert tx.changes.normsignalen == {opened.id}
    assert await read(app) == [("geen_vrij", "Nog voller.", None, 0, 2)]


async def test_an_end_says_what_ended_it(app: Database) -> None:
    async with app.transaction(None) as tx:
        await compare(tx, {"GM0193"}, [lacks(tx), lacks(tx, norm=Norm.minimum_plaatsen)])
    async with app.transaction(None) as tx:
        await compare(tx, {"GM0193"}, [lacks(tx)])
    ended, running = sorted(await read(app), key=lambda row: row[2] is None)
    assert (ended[0], ended[2]) == ("minimum_plaatsen", NORMEN[Norm.minimum_plaatsen].remedie)
    assert (running[0], running[2]) == ("geen_vrij", None)


async def test_what_was_not_looked_at_stays_as_it_is(app: Database) -> None:
    async with app.transaction(None) as tx:
        await compare(tx, {"GM0193", "GM0228"}, [lacks(tx), lacks(tx, EDE)])
    async with app.transaction(None) as tx:
        await compare(tx, set(), [])
        await compare(tx, {"GM0193"}, [])
        rows = await tx.sql("SELECT onderwerp FROM normsignaal WHERE beeindigd_op IS NULL")
    assert [row.onderwerp for row in rows] == ["GM0228"]


async def test_what_returns_soon_is_the_same_episode_and_what_returns_later_is_another(app: Database) -> None:
    async with app.transaction(None) as tx:
        tekort = lacks(tx)
    assert await judge(app, tekort) == 1
    await judge(app)
    assert await judge(app, tekort, later=timedelta(minutes=29)) == 0
    assert [row[3] for row in await read(app)] == [1]
    await judge(app, later=timedelta(minutes=30))
    assert await judge(app, tekort, later=timedelta(minutes=61)) == 1
    assert [row[3] for row in await read(app)] == [1, 0]


async def test_two_who_look_at_once_open_one(app: Database) -> None:
    """Without the row of the subject locked, as no transaction of the service does."""
    both = asyncio.Barrier(2)

    async def open_one() -> int:
        async with app.transaction(None) as tx:
            await both.wait()
            return len(await compare(tx, {"GM0193"}, [lacks(tx)]))

    assert sorted(await asyncio.gather(open_one(), open_one())) == [0, 1]
    assert len(await read(app)) == 1
