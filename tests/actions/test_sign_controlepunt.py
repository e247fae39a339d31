import asyncio

import asyncpg
import pytest

from capacity_service.actions.sign_controlepunt import begin_reeks, sign_controlepunt
from capacity_service.domain.controlepunt import Boom, Notitie
from capacity_service.store.boom import Tegenspraak
from capacity_service.store.controlepunten import MapFout
from capacity_service.store.embedded import Cluster
from capacity_service.store.zegel import is_signed
from tests.conftest import Urls
from tests.store.boomscene import Bomen, connect_superuser

BOOM = Boom.inzagelog
"""Of the logboek a country without places has a beginning already."""
REWRITE = "UPDATE boomvak SET wortel = sha256('x') WHERE hoogte = 6 AND nummer = 0"


async def sign(bomen: Bomen) -> Notitie | None:
    return await sign_controlepunt(bomen.database, BOOM, bomen.bos, bomen.map_)


async def execute(cluster: Cluster, kaal: Urls, statement: str) -> None:
    superuser: asyncpg.Connection[asyncpg.Record] = await connect_superuser(cluster, kaal)
    await superuser.execute(statement)
    await superuser.close()


async def test_a_tree_that_grew_is_signed_once(bomen: Bomen) -> None:
    assert await sign(bomen) is None, "a tree without leaves says nothing"
    await bomen.grow(BOOM)
    first = await sign(bomen)
    assert first is not None
    assert is_signed(first, bomen.bos)
    assert first.punt.grootte == (await bomen.stam(BOOM)).grootte
    assert await sign(bomen) is None
    await bomen.grow(BOOM)
    assert await sign(bomen) is not None
    assert [one.punt.grootte for one in bomen.map_.read_all(BOOM)] == [64, 128]


async def test_of_many_nodes_one_signs(bomen: Bomen) -> None:
    await bomen.grow(BOOM)
    signed = await asyncio.gather(*(sign(bomen) for _ in range(4)))
    assert [one for one in signed if one is not None] == list(bomen.map_.read_all(BOOM))
    assert len(list(bomen.map_.read_all(BOOM))) == 1


async def test_nothing_is_signed_that_contradicts_what_was_signed(bomen: Bomen, cluster: Cluster, kaal: Urls) -> None:
    last = await bomen.keep(BOOM)
    await bomen.grow(BOOM)
    await execute(cluster, kaal, REWRITE)
    with pytest.raises(Tegenspraak, match="herschreven"):
        await sign(bomen)
    assert bomen.map_.read_last(BOOM) == last


async def test_without_the_file_outside_a_rewritten_tree_is_signed(bomen: Bomen, cluster: Cluster, kaal: Urls) -> None:
    """The wall removed: by what is in the database alone nobody would know."""
    await bomen.keep(BOOM)
    await bomen.grow(BOOM)
    await execute(cluster, kaal, REWRITE)
    (path,) = bomen.folder.glob("inzagelog-*.txt")
    path.unlink()
    assert await sign(bomen) is not None


async def test_where_nothing_can_be_written_nothing_is_signed(bomen: Bomen) -> None:
    bomen.folder.write_text("geen map")
    await bomen.grow(BOOM)
    with pytest.raises(MapFout):
        await sign(bomen)
    bomen.folder.unlink()
    assert await sign(bomen) is not None


async def test_a_new_reeks_begins_only_over_something_that_was_lost(bomen: Bomen, cluster: Cluster, kaal: Urls) -> None:
    async def begin() -> Notitie | None:
        return await begin_reeks(bomen.database, BOOM, bomen.bos, bomen.map_)

    assert await begin() is None
    await bomen.keep(BOOM)
    last = await bomen.keep(BOOM)
    assert await begin() is None
    await execute(cluster, kaal, "DELETE FROM boomgroei WHERE nummer = 2; DELETE FROM boomvak WHERE nummer = 1")
    with pytest.raises(Tegenspraak, match="er is iets weg"):
        await sign(bomen)
    notitie = await begin()
    assert notitie is not None
    assert (notitie.punt.reeks, notitie.punt.grootte, notitie.punt.na) == (2, 64, (128, last.punt.wortel))
    assert is_signed(notitie, bomen.bos)
    await bomen.grow(BOOM)
    later = await sign(bomen)
    assert later is not None
    assert (later.punt.reeks, later.punt.na) == (2, None)


async def test_two_operators_do_not_begin_a_reeks_each(bomen: Bomen, cluster: Cluster, kaal: Urls) -> None:
    await bomen.keep(BOOM)
    await bomen.keep(BOOM)
    await execute(cluster, kaal, "DELETE FROM boomgroei WHERE nummer = 2; DELETE FROM boomvak WHERE nummer = 1")
    both = [begin_reeks(bomen.database, BOOM, bomen.bos, bomen.map_) for _ in range(2)]
    done = await asyncio.gather(*both, return_exceptions=True)
    assert sorted(type(one).__name__ for one in done) in (["Notitie", "Tegenspraak"], ["NoneType", "Notitie"])
    assert len(list(bomen.map_.read_all(BOOM))) == 3
