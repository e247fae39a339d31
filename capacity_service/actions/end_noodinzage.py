"""It is no longer needed: who asked or who agreed ends it, before its time is over."""

from uuid import UUID

from capacity_service.domain.errors import Overgang
from capacity_service.domain.inzage import Actor
from capacity_service.domain.inzagelog import Inzage
from capacity_service.domain.noodinzage import check_einde
from capacity_service.store import noodinzagen
from capacity_service.store.database import Transactie
from capacity_service.store.inzagelog import record_inzage
from capacity_service.store.toestand import Toestand


async def end_noodinzage(tx: Transactie, actor: Actor, key: UUID) -> Toestand:
    """End it; nothing is shown from now on. Raises `NietGevonden` for anybody else, `Overgang` when it is over already."""
    tx.changes.gebeurtenis = "noodinzage_beeindigd"
    await tx.enter("dienst")
    nood = await noodinzagen.find_noodinzage(tx, key)
    check_einde(nood, actor.account, tx.now)
    if not await noodinzagen.add_step(tx, actor, key, "beeindigd"):
        raise Overgang("Deze noodinzage is al voorbij.")
    tx.changes.noodinzagen.add(key)
    await record_inzage(tx, actor, Inzage("end_noodinzage", "noodinzage", key, "beeindigd", str(nood.reden), aantal=0))
    (state,) = await noodinzagen.read_toestanden(tx, [key])
    return state
