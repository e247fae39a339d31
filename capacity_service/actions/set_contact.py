"""A house says at which number somebody answers, day and night."""

from uuid import UUID

from sqlmodel import select

from capacity_service.domain.errors import NietGevonden
from capacity_service.store import contacten, tables
from capacity_service.store.database import Transactie
from capacity_service.store.toestand import Toestand


async def set_contact(tx: Transactie, huis_id: UUID, revisie: int, telefoonnummer: str) -> Toestand:
    """Set the 24-hour number of an own house, as `parse_telefoonnummer` gives it, at this revisie of the contact.

    The number is in no fact of the logboek: what is written there stays. Raises `NietGevonden`, `RevisieVerouderd`.
    """
    query = select(tables.Huis.organisatie_id).where(tables.Huis.id == huis_id)
    organisatie = (await tx.session.exec(query)).one_or_none()
    if organisatie is None or tx.actor is None or organisatie != tx.actor.organisatie:
        raise NietGevonden
    new = await contacten.change_huiscontact(tx, huis_id, organisatie, revisie, telefoonnummer)
    return {"huis": str(huis_id), "telefoonnummer": telefoonnummer, "revisie": new}
