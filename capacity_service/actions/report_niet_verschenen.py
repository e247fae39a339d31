"""Somebody who was expected did not come: a safety alarm to the verwijzer, not a free place (R15)."""

from uuid import UUID

from capacity_service.domain.aanvraag import Aanvraagstatus, Plaatsingstatus
from capacity_service.domain.errors import Overgang
from capacity_service.domain.meldingen import Meldingsoort
from capacity_service.store.database import Transactie
from capacity_service.store.plaatsingen import lock_own, touch
from capacity_service.store.toestand import Toestand, make_plaatsing


async def report_niet_verschenen(tx: Transactie, plaatsing_id: UUID) -> Toestand:
    """Note it; the place stays held until a person withdraws the aanvraag. Raises `Overgang` before confirmation."""
    tx.changes.gebeurtenis = "niet_verschenen"
    gebonden = await lock_own(tx, plaatsing_id)
    if gebonden.plaatsing.status != Plaatsingstatus.bevestigd:
        raise Overgang(
            "Alleen wie met een bevestigde plaatsing onderweg is, kan als niet verschenen worden gemeld. "
            f"Deze plaatsing is {gebonden.plaatsing.status.replace('_', ' ')}."
        )
    gebonden.plaatsing.status = Plaatsingstatus.niet_verschenen
    gebonden.aanvraag.status = Aanvraagstatus.niet_verschenen
    touch(tx, gebonden)
    tx.changes.tell(Meldingsoort.niet_verschenen, gebonden.plaatsing.id)
    return make_plaatsing(gebonden.plaatsing)
