"""One tap: this place is still as the service says, seen then (R3)."""

from datetime import datetime
from uuid import UUID

from capacity_service.actions.weigh import lock_afwegen, weigh_waiting
from capacity_service.domain.errors import Overgang
from capacity_service.domain.plaats import STATUS_OF_CLAIM, ClaimSoort, Plaatsstatus
from capacity_service.store import claims
from capacity_service.store.database import Transactie
from capacity_service.store.plaatsen import bump, find_own, lock_own, mark_seen
from capacity_service.store.toestand import Toestand, read_plaatsen


async def confirm_plaats(tx: Transactie, plaats_id: UUID, status: Plaatsstatus, waargenomen_op: datetime) -> Toestand:
    """Note that an own place was seen with this status. Raises `Overgang` when the service has it otherwise."""
    tx.changes.gebeurtenis = "plaats_gezien"
    stale = (await find_own(tx, plaats_id)).onbevestigd
    if stale:
        await lock_afwegen(tx)
    plaats = await lock_own(tx, plaats_id)
    claim = await claims.lock_claim(tx, plaats.id)
    now = STATUS_OF_CLAIM[ClaimSoort(claim.soort) if claim else None]
    if now is not status:
        raise Overgang(
            f"De dienst kent deze plaats als {now.replace('_', ' ')}. Klopt dat niet? Kies de status die u ziet."
        )
    await bump(tx, [plaats.id])
    await mark_seen(tx, [plaats.id], waargenomen_op)
    if stale:
        # A place that was only asked about can be reserved again, so whoever waits is weighed (R8).
        await weigh_waiting(tx)
    (state,) = await read_plaatsen(tx, [plaats.id])
    return state
