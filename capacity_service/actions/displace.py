"""End a plaatsing that cannot be, from whatever side that became clear, and let its aanvraag look for another place."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import select

from capacity_service.domain.aanvraag import Aanvraagstatus, Plaatsingstatus
from capacity_service.domain.meldingen import Meldingsoort
from capacity_service.store import claims, tables, termijnen
from capacity_service.store.database import Transactie
from capacity_service.store.plaatsen import bump
from capacity_service.store.plaatsingen import Gebonden, lock_pair, touch

TOLD = {
    Plaatsingstatus.vervallen: Meldingsoort.reservering_vervallen,
    Plaatsingstatus.teruggemeld: Meldingsoort.teruggemeld,
}
"""The ends that the coordinator did not bring about, and has to hear of."""


async def lock_holder(tx: Transactie, plaatsing_id: UUID) -> Gebonden:
    """The plaatsing that holds a place, with its aanvraag, locked; the centrumgemeente is locked by the caller."""
    query = select(tables.Plaatsing.aanvraag_id).where(tables.Plaatsing.id == plaatsing_id)
    aanvraag_id = (await tx.session.exec(query)).one()
    return await lock_pair(tx, plaatsing_id, aanvraag_id, set())


async def displace(
    tx: Transactie,
    gebonden: Gebonden,
    status: Plaatsingstatus,
    reden: str | None = None,
    gemeld: Sequence[UUID] | None = None,
) -> None:
    """End the plaatsing with this status and free its places, all of them: a household stays together (R7).

    `gemeld` are those that the house said something about; None means all. An unconfirmed one is weighed again by
    `weigh_waiting`, which the caller runs; after confirmation a person picks from voorstellen, nothing is assigned
    silently (R6).
    """
    aanvraag, plaatsing = gebonden.aanvraag, gebonden.plaatsing
    confirmed = plaatsing.status != Plaatsingstatus.gereserveerd
    plaatsing.status = status
    plaatsing.reden = reden
    if status is Plaatsingstatus.teruggemeld:
        plaatsing.teruggemeld = list(plaatsing.plaatsen if gemeld is None else gemeld)
    plaatsing.beeindigd_op = tx.now
    plaatsing.verloopt_op = None
    aanvraag.status = Aanvraagstatus.zonder_plaats
    aanvraag.alleen_voorstellen = confirmed
    aanvraag.zonder_plaats_sinds = tx.now
    if status in TOLD:
        tx.changes.tell(TOLD[status], plaatsing.id)
    touch(tx, gebonden)
    await tx.session.flush()
    await claims.release(tx, plaatsing.plaatsen, plaatsing.id)
    await termijnen.disarm(tx, termijnen.RESERVERING_VERVALT, [plaatsing.id])
    await bump(tx, plaatsing.plaatsen)
