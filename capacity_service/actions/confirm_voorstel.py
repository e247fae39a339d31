"""The coordinator takes the reserved place: from now on it never lapses (R15)."""

from datetime import datetime
from uuid import UUID

from capacity_service.domain.aanvraag import Aanvraagstatus, Plaatsingstatus
from capacity_service.domain.errors import Overgang
from capacity_service.domain.plaats import ClaimSoort
from capacity_service.store import claims, termijnen
from capacity_service.store.database import Transactie
from capacity_service.store.plaatsingen import find_own, lock_pair, touch
from capacity_service.store.toestand import Toestand, make_plaatsing

VERLOPEN = "De reservering is verlopen; de plaats is weer vrij. Bekijk de aanvraag: de dienst zoekt opnieuw."


async def confirm_voorstel(tx: Transactie, plaatsing_id: UUID, verwachte_aankomst_op: datetime) -> Toestand:
    """Confirm an own reservering. Raises `Overgang` when it has lapsed or is not waiting for confirmation."""
    tx.changes.gebeurtenis = "plaatsing_bevestigd"
    seen = await find_own(tx, plaatsing_id)
    await tx.enter("dienst")
    gebonden = await lock_pair(tx, seen.id, seen.aanvraag_id, {seen.centrumgemeente})
    aanvraag, plaatsing = gebonden.aanvraag, gebonden.plaatsing
    if plaatsing.status != Plaatsingstatus.gereserveerd:
        raise Overgang(
            VERLOPEN
            if plaatsing.status == Plaatsingstatus.vervallen
            else f"Deze plaatsing is {plaatsing.status.replace('_', ' ')} en wacht niet op bevestiging."
        )
    if not await claims.keep(tx, plaatsing.plaatsen, plaatsing.id, ClaimSoort.plaatsing):
        raise Overgang(VERLOPEN)
    await termijnen.disarm(tx, termijnen.RESERVERING_VERVALT, [plaatsing.id])
    plaatsing.status = Plaatsingstatus.bevestigd
    plaatsing.bevestigd_op = tx.now
    plaatsing.verwachte_aankomst_op = verwachte_aankomst_op
    plaatsing.verloopt_op = None
    aanvraag.status = Aanvraagstatus.bevestigd
    touch(tx, gebonden)
    return make_plaatsing(plaatsing)
