"""Record that reserveringen nobody confirmed have lapsed (R15). They stopped counting by definition when they did."""

from uuid import UUID

from sqlmodel import col, select

from capacity_service.actions.displace import displace
from capacity_service.actions.weigh import lock_afwegen
from capacity_service.domain.aanvraag import Plaatsingstatus
from capacity_service.store import tables, termijnen
from capacity_service.store.database import Transactie
from capacity_service.store.plaatsen import lock_free_streken, lock_streken
from capacity_service.store.plaatsingen import Gebonden, find_own, lock_pair

AT_ONCE_MAX = 200


async def lapse_due(tx: Transactie, *, skip_held: bool = False) -> int:
    """Record every lapse that is due, at most 200; gives how many. The lock `afwegen` is held by the caller.

    With `skip_held` those in a centrumgemeente that somebody else has locked are left for the next time.
    """
    due = await termijnen.read_due(tx, termijnen.RESERVERING_VERVALT, AT_ONCE_MAX)
    if not due:
        return 0
    query = (
        select(tables.Plaatsing).where(col(tables.Plaatsing.id).in_(due)).order_by(col(tables.Plaatsing.aanvraag_id))
    )
    found = list(await tx.session.exec(query))
    free = await _lock(tx, {row.centrumgemeente for row in found}, skip_held=skip_held)
    held = {row.id for row in found if row.centrumgemeente not in free}
    for row in found:
        if row.id in held:
            continue
        gebonden = await lock_pair(tx, row.id, row.aanvraag_id, set())
        if gebonden.plaatsing.status == Plaatsingstatus.gereserveerd:
            await displace(tx, gebonden, Plaatsingstatus.vervallen)
    done = [key for key in due if key not in held]
    await termijnen.take(tx, termijnen.RESERVERING_VERVALT, done)
    return len(done)


async def lock_after_lapse(tx: Transactie, plaatsing_id: UUID) -> Gebonden:
    """An own plaatsing with its aanvraag and centrumgemeente, locked when every lapse that is due is recorded.

    The caller weighs whoever waits. Raises `NietGevonden`.
    """
    seen = await find_own(tx, plaatsing_id)
    await lock_afwegen(tx)
    await lapse_due(tx)
    return await lock_pair(tx, seen.id, seen.aanvraag_id, {seen.centrumgemeente})


async def _lock(tx: Transactie, streken: set[str], *, skip_held: bool) -> set[str]:
    if skip_held:
        return await lock_free_streken(tx, streken)
    await lock_streken(tx, streken)
    return streken
