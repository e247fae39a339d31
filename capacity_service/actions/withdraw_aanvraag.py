"""The aanvrager takes the aanvraag back, with a reason from a list; what it held is free at once."""

from uuid import UUID

from sqlmodel import col, select

from capacity_service.actions.displace import displace, lock_holder
from capacity_service.actions.lapse_reserveringen import lapse_due
from capacity_service.actions.weigh import lock_afwegen, weigh_waiting
from capacity_service.domain.aanvraag import LOPEND, Aanvraagstatus, Intrekkingreden, Plaatsingstatus
from capacity_service.domain.errors import Overgang
from capacity_service.store import tables
from capacity_service.store.aanvragen import find_own, lock_own
from capacity_service.store.database import Transactie
from capacity_service.store.plaatsen import lock_streken
from capacity_service.store.toestand import Toestand, read_volledig

OPEN = {
    Aanvraagstatus.zonder_plaats,
    Aanvraagstatus.gereserveerd,
    Aanvraagstatus.bevestigd,
    Aanvraagstatus.niet_verschenen,
}


async def withdraw_aanvraag(tx: Transactie, aanvraag_id: UUID, reden: Intrekkingreden) -> Toestand:
    """Withdraw an own aanvraag. Raises `Overgang` once the household has arrived or the aanvraag has ended."""
    tx.changes.gebeurtenis = "aanvraag_ingetrokken"
    await find_own(tx, aanvraag_id)
    await lock_afwegen(tx)
    await lapse_due(tx)
    query = select(tables.Plaatsing).where(
        tables.Plaatsing.aanvraag_id == aanvraag_id, col(tables.Plaatsing.status).in_(LOPEND)
    )
    running = (await tx.session.exec(query)).one_or_none()
    if running is not None:
        await lock_streken(tx, {running.centrumgemeente})
    aanvraag = await lock_own(tx, aanvraag_id)
    if aanvraag.status not in OPEN:
        raise Overgang(
            f"Deze aanvraag is {aanvraag.status.replace('_', ' ')} en kan niet meer worden ingetrokken. "
            "Verblijft het huishouden er al? Dan meldt de opvang het einde."
        )
    if running is not None:
        await displace(tx, await lock_holder(tx, running.id), Plaatsingstatus.ingetrokken)
    aanvraag.status = Aanvraagstatus.ingetrokken
    aanvraag.reden = reden
    aanvraag.knelpunt_code = aanvraag.knelpunt_tekst = None
    aanvraag.revisie += 1
    tx.session.add(aanvraag)
    tx.changes.aanvragen.add(aanvraag.id)
    await tx.session.flush()
    await weigh_waiting(tx)
    (state,) = await read_volledig(tx, [aanvraag_id])
    return state
