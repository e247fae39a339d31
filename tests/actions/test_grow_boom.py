import asyncio
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from capacity_service.actions import grow_boom as growing
from capacity_service.actions.grow_boom import Gegroeid, grow_boom, is_due
from capacity_service.domain.blad import VAK
from capacity_service.domain.controlepunt import Boom
from capacity_service.domain.inzage import Rol
from capacity_service.store.boom import Tegenspraak
from capacity_service.store.boomcontrole import Rondgang, walk
from capacity_service.store.database import Database
from capacity_service.store.embedded import Cluster
from tests.conftest import Urls
from tests.store.boomscene import Bomen, connect_superuser, look
from tests.store.scene import add_places, find_actor_of, submit
from tests.store.test_boombron import CONTACT


async def grow(bomen: Bomen, boom: Boom = Boom.logboek, *, at_once: bool = False) -> Gegroeid:
    return await grow_boom(bomen.database, boom, bomen.bos, bomen.rondgangen[boom], at_once=at_once)


async def is_sound(bomen: Bomen, boom: Boom) -> bool:
    async with bomen.database.transaction(None) as tx:
        return (await walk(tx, boom, bomen.bos, Rondgang(), 10**6))[1]


def test_it_is_time_when_a_fifth_minute_has_begun() -> None:
    begin = datetime(2026, 11, 21, 2, 4, 59, tzinfo=UTC)
    assert is_due(None, begin)
    assert not is_due(begin, begin)
    assert is_due(begin, begin + timedelta(seconds=1))
    assert not is_due(begin + timedelta(seconds=1), begin + timedelta(seconds=300))
    assert is_due(begin + timedelta(seconds=1), begin + timedelta(seconds=301))


async def test_what_was_recorded_is_in_the_tree_and_when_nothing_was_it_grows_alike(bomen: Bomen) -> None:
    await add_places(bomen.database, 2)
    await submit(bomen.database)
    await look(bomen.database, await find_actor_of(bomen.database, Rol.opvang), CONTACT)
    for boom in Boom:
        assert await grow(bomen, boom) is Gegroeid.bij
        assert await grow(bomen, boom) is Gegroeid.niet, "it is not time"
        before = await bomen.stam(boom)
        assert await grow(bomen, boom, at_once=True) is Gegroeid.bij
        after = await bomen.stam(boom)
        assert (after.nummer, after.tot, after.grootte) == (2, before.tot, before.grootte + VAK)
        assert await is_sound(bomen, boom)
    async with bomen.database.transaction(None) as tx:
        (head,) = await tx.sql("SELECT volgnummer FROM sequencer")
    assert (await bomen.stam()).tot == head.volgnummer


async def test_a_long_absence_is_made_up_for_in_pieces(bomen: Bomen, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(growing, "REGELS_MAX", VAK)
    done = [Gegroeid.deels]
    while done[-1] is Gegroeid.deels:
        done.append(await grow(bomen, at_once=True))
    head = (await bomen.stam()).tot
    assert done == [Gegroeid.deels] * (1 + head // VAK) + [Gegroeid.bij]
    assert head > 8 * VAK
    assert await grow(bomen) is Gegroeid.niet
    assert await is_sound(bomen, Boom.logboek)


async def test_of_many_nodes_one_lets_it_grow_while_others_write(bomen: Bomen, kaal: Urls) -> None:
    """No fork and no gap: each line is in the tree once."""
    nodes = [Bomen(Database(kaal.app, size=3), bomen.folder, bomen.bos) for _ in range(3)]
    ready = asyncio.Barrier(4)

    async def keep(own: Bomen) -> int:
        await ready.wait()
        return [await grow(own, at_once=True) for _ in range(12)].count(Gegroeid.bij)

    async def write() -> int:
        await ready.wait()
        for _ in range(10):
            await add_places(bomen.database)
        return 0

    grown = sum(await asyncio.gather(*map(keep, nodes), write()))
    await grow(bomen, at_once=True)
    assert (await bomen.stam()).nummer == grown + 1
    assert await is_sound(bomen, Boom.logboek)
    for node in nodes:
        await node.database.close()


@pytest.mark.parametrize(
    ("tampering", "found"),
    [
        ("UPDATE logboek SET feit = '{}' WHERE volgnummer = {new}", "is niet wat er is vastgelegd"),
        ("DELETE FROM logboek WHERE volgnummer = {new}", "ontbreekt"),
        ("UPDATE sequencer SET hash = sha256('x')", "sluit niet aan"),
        (
            "UPDATE logboek SET feit = replace(feit, 'vrij', 'bezet') WHERE volgnummer = 1",
            "is niet wat er is vastgelegd",
        ),
        ("UPDATE sequencer SET volgnummer = 0, hash = sha256('capaciteit'); DELETE FROM logboek", "eindigt bij 0"),
    ],
    ids=["a new line changed", "a new line cut out", "another head", "an old line changed", "all cut off"],
)
async def test_it_does_not_grow_over_what_was_not_recorded(
    bomen: Bomen, cluster: Cluster, kaal: Urls, tampering: str, found: str
) -> None:
    await add_places(bomen.database)
    await grow(bomen)
    before = await bomen.stam()
    await add_places(bomen.database, 2)
    superuser: asyncpg.Connection[asyncpg.Record] = await connect_superuser(cluster, kaal)
    await superuser.execute(tampering.replace("{new}", str(before.tot + 1)))
    await superuser.close()
    with pytest.raises(Tegenspraak, match=found):
        await grow(bomen, at_once=True)
    assert await bomen.stam() == before
