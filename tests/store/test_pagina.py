from uuid import UUID

import pytest

from capacity_service.domain.inzage import Rol
from capacity_service.store.database import Database
from capacity_service.store.pagina import PAGE_MAX, PLAATSEN_ALL, PLAATSEN_OWN, is_listed, read_page
from tests.store.scene import add_places, find_actor_of


async def _read_all(database: Database, query: str, rol: Rol) -> list[list[UUID]]:
    actor, cursor, pages = await find_actor_of(database, rol), None, []
    async with database.transaction(actor) as tx:
        while True:
            ids, volgende = await read_page(tx, query, cursor)
            pages.append(ids)
            if volgende is None:
                return pages
            cursor = UUID(volgende)


@pytest.mark.parametrize(("count", "sizes"), [(0, [0]), (PAGE_MAX, [PAGE_MAX]), (PAGE_MAX + 1, [PAGE_MAX, 1])])
async def test_pages_together_are_everything_once_newest_first(app: Database, count: int, sizes: list[int]) -> None:
    added = await add_places(app, count) if count else []
    pages = await _read_all(app, PLAATSEN_OWN, Rol.opvang)
    assert [len(page) for page in pages] == sizes
    assert [key for page in pages for key in page] == sorted(added, reverse=True)


async def test_own_means_of_ones_own_organisatie(app: Database) -> None:
    mine, theirs = await add_places(app, 2, nth=0), await add_places(app, 1, nth=1)
    assert set((await _read_all(app, PLAATSEN_OWN, Rol.opvang))[0]) == set(mine)
    assert set((await _read_all(app, PLAATSEN_ALL, Rol.landelijk))[0]) == {*mine, *theirs}


async def test_one_is_listed_where_the_list_has_it(app: Database) -> None:
    (mine,), (theirs,) = await add_places(app, 1, nth=0), await add_places(app, 1, nth=1)
    async with app.transaction(await find_actor_of(app, Rol.opvang)) as tx:
        assert await is_listed(tx, PLAATSEN_OWN, mine)
        assert not await is_listed(tx, PLAATSEN_OWN, theirs)
        assert await is_listed(tx, PLAATSEN_ALL, theirs)
        assert not await is_listed(tx, PLAATSEN_ALL, UUID(int=1))
