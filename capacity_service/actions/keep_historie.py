"""Add up the hours that are over, from the logboek: so the past costs nothing where places are promised."""

from datetime import datetime

from capacity_service.domain.historie import UUR, Uurcijfer, floor_uur
from capacity_service.store import historie
from capacity_service.store.database import Database, Transactie
from capacity_service.store.volgnummers import find_first, read_head

FEITEN_ENOUGH = 20_000
RIJEN_ENOUGH = 30_000
"""Facts that are read, and rows that are written, before the rest is left to the next time: a long absence is made up in pieces."""


async def keep_historie(database: Database) -> int:
    """Add up what is over and was not added up yet, once for all nodes; gives how many hours. Another call goes on where it stopped."""
    async with database.transaction(None, own_pool=True) as tx:
        if not await historie.lock(tx):
            return 0
        begin = await historie.find_next(tx)
        until = floor_uur(tx.now - historie.MARGE)
        if begin is None or begin >= until:
            return 0
        cijfers, uren = await _add_up(tx, begin, until)
        await historie.add(tx, cijfers)
    return uren


async def _add_up(tx: Transactie, begin: datetime, until: datetime) -> tuple[list[Uurcijfer], int]:
    head, niveaus = await read_head(tx), await historie.Niveaus.read(tx)
    optelling, eerste = await historie.open_optelling(tx, begin)
    cijfers, feiten, uren = list[Uurcijfer](), 0, 0
    while begin < until and feiten < FEITEN_ENOUGH and len(cijfers) < RIJEN_ENOUGH:
        na = await find_first(tx, begin + UUR, head)
        found = await historie.read_feiten(tx, eerste, na) if na > eerste else []
        cijfers += optelling.count(found, niveaus.at(begin))
        begin, eerste, feiten, uren = begin + UUR, na, feiten + len(found), uren + 1
    return cijfers, uren
