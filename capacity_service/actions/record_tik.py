"""Record what a gemeente sees of other centrumgemeenten until the next tick, when a boundary has passed (rule `openheid`)."""

from capacity_service.domain.openheid import Gemiddeld, Openheid, find_tik, find_week, is_due, make_tik
from capacity_service.domain.tijd import begin_of_day
from capacity_service.store import logboek, tikken
from capacity_service.store.database import Database, Transactie


async def record_tik(database: Database) -> bool:
    """Record the tik that is due by the clock of the database, once for all nodes; False when none is.

    It holds the counts as they were recorded before its boundary, however late it is.
    """
    async with database.transaction(None, own_pool=True) as tx:
        if not is_due(await tikken.read_last(tx), tx.now, tx.regels) or not await tikken.lock(tx):
            return False
        if not is_due(await tikken.read_last(tx), tx.now, tx.regels):
            return False
        tx.changes.gebeurtenis = "tik"
        begin, _ = find_tik(tx.now, tx.regels)
        rijen = await tikken.read_counts_at(tx, begin)
        state = make_tik(tx.now, tx.regels, rijen, await _read_averages(tx))
        await logboek.record(tx, {"tik": [state]})
    return True


async def _read_averages(tx: Transactie) -> dict[str, Gemiddeld]:
    if Openheid.of(tx.regels) is not Openheid.landelijk:
        return {}
    van, tot = find_week(tx.now)
    return await tikken.read_averages(tx, begin_of_day(van), begin_of_day(tot))
