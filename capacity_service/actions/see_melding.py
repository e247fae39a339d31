"""Somebody has seen a melding: it is noted once and leaves the screens of its audience."""

from uuid import UUID

from sqlmodel import select

from capacity_service.domain.errors import NietGevonden
from capacity_service.domain.inzage import Rol
from capacity_service.store import tables_signalen
from capacity_service.store.database import Transactie
from capacity_service.store.signaaltoestand import make_melding
from capacity_service.store.toestand import Toestand


async def see_melding(tx: Transactie, melding_id: UUID) -> Toestand:
    """Note that a melding to the actor's audience was seen; a second time changes nothing.

    Raises `NietGevonden` for absent and hidden alike.
    """
    tx.changes.gebeurtenis = "melding_gezien"
    query = select(tables_signalen.Melding).where(tables_signalen.Melding.id == melding_id).with_for_update()
    melding = (await tx.session.exec(query.execution_options(populate_existing=True))).one_or_none()
    if melding is None or tx.actor is None or melding.rol != tx.actor.rol:
        raise NietGevonden
    if tx.actor.rol is not Rol.landelijk and melding.organisatie_id != tx.actor.organisatie:
        raise NietGevonden
    if melding.gezien_op is None:
        melding.gezien_op = tx.now
        melding.gezien_door = tx.actor.account
        melding.revisie += 1
        tx.session.add(melding)
        tx.changes.meldingen.add(melding.id)
    return make_melding(melding)
