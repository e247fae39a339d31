"""An organisatie no longer wants to be told there; what was still on its way ends, where a person can see it."""

from uuid import UUID

from capacity_service.domain.errors import RevisieVerouderd
from capacity_service.domain.inzage import Actor
from capacity_service.store.database import Transactie
from capacity_service.store.meldadressen import find_meldadres

END_WAITING = """
UPDATE bezorging SET status = 'onbestelbaar', fout = 'Het meldadres is weggehaald.', revisie = revisie + 1
WHERE meldadres_id = :id AND status = 'wachtend'
"""


async def withdraw_meldadres(tx: Transactie, actor: Actor, meldadres_id: UUID, revisie: int) -> None:
    """Stop telling this own meldadres. Raises `NietGevonden`, or `RevisieVerouderd` when it changed since."""
    row = await find_meldadres(tx, actor, meldadres_id, lock=True)
    if row.revisie != revisie:
        raise RevisieVerouderd
    row.ingetrokken_op = tx.now
    row.revisie += 1
    tx.session.add(row)
    await tx.session.flush()
    await tx.sql(END_WAITING, id=row.id)
