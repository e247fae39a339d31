"""A person has a bezorging tried again now: one that waits for its next try, or one the service has given up."""

from uuid import UUID

from capacity_service.domain.bezorging import Bezorgstatus
from capacity_service.domain.errors import NietGevonden, Overgang
from capacity_service.domain.inzage import Actor
from capacity_service.store.database import Transactie
from capacity_service.store.meldadressen import find_meldadres, lock_bezorging, read_bezorgingen
from capacity_service.store.toestand import Toestand


async def repeat_bezorging(tx: Transactie, actor: Actor, bezorging_id: UUID) -> Toestand:
    """Make an own bezorging due at once, with all its tries before it and the same id for the receiver.

    Raises `Overgang` when it has arrived, or when its meldadres is no longer told anything.
    """
    row = await lock_bezorging(tx, actor, bezorging_id)
    if row.status == Bezorgstatus.bezorgd:
        raise Overgang("Deze melding is al bezorgd. Opnieuw versturen is niet nodig.")
    try:
        await find_meldadres(tx, actor, row.meldadres_id)
    except NietGevonden:
        raise Overgang("Dit meldadres is weggehaald. Voeg het opnieuw toe; volgende meldingen komen dan aan.") from None
    row.status = str(Bezorgstatus.wachtend)
    row.pogingen = 0
    row.volgende_op = tx.now
    row.fout = None
    row.revisie += 1
    tx.session.add(row)
    await tx.session.flush()
    (state,) = await read_bezorgingen(tx, [row.id])
    return state
