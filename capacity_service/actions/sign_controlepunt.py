"""Sign what a tree is now, in a file outside the database: never over something that contradicts what was signed before."""

import asyncio
from dataclasses import replace

from capacity_service.domain.controlepunt import Boom, Notitie
from capacity_service.sleutels import Sleutelbos
from capacity_service.store.boom import Tegenspraak
from capacity_service.store.boomstond import check_stond, read_stond
from capacity_service.store.controlepunten import Controlemap
from capacity_service.store.database import Database
from capacity_service.store.zegel import sign


async def sign_controlepunt(database: Database, boom: Boom, bos: Sleutelbos, map_: Controlemap) -> Notitie | None:
    """Sign the tree when it has grown since the last checkpoint; None when it has not, or another node was first.

    Raises `Tegenspraak` when the database no longer holds what was signed, and `MapFout`.
    """
    last = map_.read_last(boom)
    async with database.transaction(None, own_pool=True) as tx:
        stond = await read_stond(tx, boom, last)
    check_stond(stond, last, bos)
    if stond.punt.grootte == (0 if last is None else last.punt.grootte):
        return None
    notitie = sign(stond.punt, bos)
    return notitie if await asyncio.to_thread(_append, map_, last, notitie) else None


def _append(map_: Controlemap, last: Notitie | None, notitie: Notitie) -> bool:
    """Write it as the one after `last`; False when another one came after that."""
    boom = notitie.punt.boom
    with map_.lock(boom):
        first = map_.read_last(boom) == last
        if first:
            map_.append(notitie)
    return first


async def begin_reeks(database: Database, boom: Boom, bos: Sleutelbos, map_: Controlemap) -> Notitie | None:
    """Go on from what is there now, in a reeks of its own that says what the one before it ended with.

    For after putting back a database: what was lost stays lost, in sight of everybody who reads the checkpoints. None when
    nothing is amiss. Raises `Tegenspraak` when another node signed meanwhile, and `MapFout`.
    """
    last = map_.read_last(boom)
    async with database.transaction(None, own_pool=True) as tx:
        stond = await read_stond(tx, boom, last)
    try:
        check_stond(stond, last, bos)
    except Tegenspraak:
        pass
    else:
        return None
    if last is None:
        return None
    punt = replace(stond.punt, reeks=last.punt.reeks + 1, na=(last.punt.grootte, last.punt.wortel))
    notitie = sign(punt, bos)
    if not await asyncio.to_thread(_append, map_, last, notitie):
        raise Tegenspraak("Intussen is er een ander controlepunt bij gekomen. Probeer het opnieuw.")
    return notitie
