"""T22: who began first commits last. Everything is told in the order of commits, and nothing is skipped."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from uuid import UUID

import pytest

from capacity_service.actions.settle import settle
from capacity_service.domain.inzage import Rol
from capacity_service.live.feed import Feed
from capacity_service.live.publiek import Publiek
from capacity_service.store.database import Database, Transactie
from tests.conftest import Urls
from tests.faults.figures import LONG, report
from tests.land import Dienst, serve
from tests.live.client import Beeld, Niemand

pytestmark = pytest.mark.faults

INVERSIONS = 500 if LONG else 20
NAIVE = "CREATE TABLE naief (id bigserial PRIMARY KEY)"


@dataclass
class Verteld(Niemand):
    """What the screens of one audience were told of places, in order."""

    publiek: Publiek
    frames: list[str] = field(default_factory=list)

    def publieken(self) -> list[Publiek]:
        return [self.publiek]

    def publish(self, publiek: Publiek, frames: Sequence[str]) -> None:
        assert publiek == self.publiek
        self.frames += frames

    def reload(self, publiek: Publiek) -> None:
        assert publiek == self.publiek

    async def check_rights(self, tx: Transactie) -> None:
        pass


class Naive:
    """Whoever asks every time for what has a higher id than the last one seen."""

    def __init__(self) -> None:
        self.last = 0
        self.seen: set[int] = set()

    async def poll(self, tx: Transactie) -> None:
        rows = await tx.sql("SELECT id FROM naief WHERE id > :last ORDER BY id", last=self.last)
        self.seen |= {row.id for row in rows}
        self.last = max([self.last, *self.seen])


@asynccontextmanager
async def changing(database: Database, plaats: str) -> AsyncIterator[Transactie]:
    """A transaction in which one place changes; it is recorded and commits at the end."""
    async with database.transaction(None) as tx:
        await tx.sql("UPDATE plaats SET revisie = revisie + 1 WHERE id = :id", id=plaats)
        tx.changes.gebeurtenis = "proef"
        tx.changes.plaatsen.add(UUID(plaats))
        yield tx
        await settle(tx)


async def invert(dienst: Dienst, feed: Feed, naive: Naive, early: str, late: str) -> list[str]:
    """`early` begins first and commits last. Gives the places in the order of their commits."""
    async with dienst.owner.transaction(None) as slow, changing(dienst.database, early):
        await slow.sql("INSERT INTO naief DEFAULT VALUES")
        async with dienst.owner.transaction(None) as quick:
            await quick.sql("INSERT INTO naief DEFAULT VALUES")
        async with changing(dienst.database, late):
            pass
        await _look(dienst, feed, naive)
    await _look(dienst, feed, naive)
    return [late, early]


async def _look(dienst: Dienst, feed: Feed, naive: Naive) -> None:
    """Both look now, whatever has been committed."""
    (head,) = await dienst.sql("SELECT volgnummer FROM sequencer")
    await asyncio.gather(feed.publieken.reach(head.volgnummer), _poll(dienst, naive))


async def _poll(dienst: Dienst, naive: Naive) -> None:
    async with dienst.owner.transaction(None) as tx:
        await naive.poll(tx)


async def test_t22_what_commits_late_is_told_late_and_never_skipped(kaal: Urls) -> None:
    naive = Naive()
    async with serve(kaal.app, kaal.migrator, ticking=False) as dienst:
        await dienst.owner.close()
        dienst.owner = Database(kaal.migrator, size=4)
        await dienst.sql(NAIVE)
        plaatsen = [plaats["id"] for plaats in await dienst.add_plaatsen({}, {})]
        verteld = Verteld(Publiek(Rol.opvang, (await dienst.token("opvang"))[1]))
        feed = Feed(dienst.database, verteld)
        await feed.start()
        beeld = Beeld()
        beeld.apply(json.loads((await feed.open(verteld.publiek)).read_stand()))
        committed: list[str] = []
        for nth in range(INVERSIONS):
            committed += await invert(dienst, feed, naive, plaatsen[nth % 2], plaatsen[1 - nth % 2])
        await feed.stop()
    told = [frame for frame in map(json.loads, verteld.frames) if frame["soort"] == "plaats"]
    for frame in map(json.loads, verteld.frames):
        beeld.apply(frame)
    skipped = len(committed) - len(told)
    lost = 2 * INVERSIONS - len(naive.seen)
    report(
        f"T22 {INVERSIONS} keer het laatst wie het eerst begon: {len(told)} verteld, {skipped} overgeslagen; "
        f"wie op id's let, mist er {lost}"
    )
    assert [frame["id"] for frame in told] == committed
    numbers = [frame["volgnummer"] for frame in told]
    assert numbers == sorted(set(numbers))
    assert lost > INVERSIONS / 2, "the control has to lose, or nothing was inverted"
