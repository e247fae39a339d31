"""The house has seen who is coming and says yes. It changes no claim (R15)."""

from uuid import UUID

from capacity_service.domain.aanvraag import COMING
from capacity_service.domain.errors import Overgang
from capacity_service.store.database import Transactie
from capacity_service.store.plaatsingen import lock_own, touch
from capacity_service.store.toestand import Toestand, make_plaatsing


async def accept_plaatsing(tx: Transactie, plaatsing_id: UUID) -> Toestand:
    """Note the acceptatie; a second one changes nothing. Raises `Overgang` when there is nothing to accept any more."""
    tx.changes.gebeurtenis = "plaatsing_geaccepteerd"
    gebonden = await lock_own(tx, plaatsing_id)
    plaatsing = gebonden.plaatsing
    lapsed = plaatsing.verloopt_op is not None and plaatsing.verloopt_op <= tx.now
    if plaatsing.status not in COMING or lapsed:
        raise Overgang("Deze reservering loopt niet meer. U hoeft niets te doen.")
    if plaatsing.geaccepteerd_op is None:
        plaatsing.geaccepteerd_op = tx.now
        touch(tx, gebonden)
    return make_plaatsing(plaatsing)
