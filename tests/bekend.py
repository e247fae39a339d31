"""What a transaction knows because it wrote it, held against what the tables say of the same."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from capacity_service.store.geschreven import Bekend, Lees

find_once = Bekend.find


async def find_twice(known: Bekend, ids: Iterable[UUID], read: Lees) -> list[Any]:
    """As `Bekend.find`, after a look in the tables: every column of every row must be as it is known."""
    wanted = sorted(set(ids))
    found = await find_once(known, wanted, read)
    for row in await read([key for key in wanted if key in known]) if known else []:
        mine = known[row.id]
        differing = {name: (getattr(mine, name), told) for name, told in row.items() if getattr(mine, name) != told}
        assert not differing, differing
    return found
