"""Look at the whole country again: what a rule of today, or a register that was just loaded, makes of the counts."""

from uuid import UUID

from capacity_service.actions.settle import Oordeel, conclude, judge_bezetting, judge_organisaties
from capacity_service.actions.weigh import lock_afwegen
from capacity_service.store import logboek
from capacity_service.store.database import Database
from capacity_service.store.plaatsen import lock_streken
from capacity_service.store.toestand import read_bezetting

OWNERS = "SELECT DISTINCT organisatie_id FROM plaats WHERE verwijderd_op IS NULL"


async def judge_country(database: Database) -> int:
    """Judge every centrumgemeente and opvangorganisatie; gives how many episodes were opened, closed or reworded.

    Every change is judged by itself when it happens; this is for what changes without one, such as a rule whose day has
    come (R18).
    """
    async with database.transaction(None, own_pool=True) as tx:
        tx.changes.gebeurtenis = "land_beoordeeld"
        await lock_afwegen(tx)
        await tx.enter("dienst")
        codes = [row.code for row in await tx.sql("SELECT code FROM centrumgemeente ORDER BY code")]
        await lock_streken(tx, codes)
        oordeel = Oordeel()
        judge_bezetting(tx, oordeel, await read_bezetting(tx))
        owners: set[UUID] = {row.organisatie_id for row in await tx.sql(OWNERS)}
        await judge_organisaties(tx, oordeel, owners)
        await conclude(tx, oordeel)
        await logboek.record(tx, {})
        return len(tx.changes.normsignalen)
