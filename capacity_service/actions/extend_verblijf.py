"""Promise more nights; the whole promise stays within 1-3 (R11)."""

from uuid import UUID

from capacity_service.domain.aanvraag import Plaatsingstatus
from capacity_service.domain.errors import Overgang
from capacity_service.domain.verblijf import Toezegging
from capacity_service.store.database import Transactie
from capacity_service.store.plaatsingen import lock_own, touch
from capacity_service.store.toestand import Toestand, make_plaatsing


async def extend_verblijf(tx: Transactie, plaatsing_id: UUID, nachten: int) -> Toestand:
    """Set the new total of nights. Raises `ToegezegdeNachten` beyond 3, `Overgang` when nobody is there or it is no more."""
    tx.changes.gebeurtenis = "verblijf_verlengd"
    gebonden = await lock_own(tx, plaatsing_id)
    plaatsing = gebonden.plaatsing
    if plaatsing.status != Plaatsingstatus.aangekomen or plaatsing.eerste_nacht is None:
        raise Overgang("Verlengen kan alleen zolang het huishouden er verblijft.")
    toezegging = Toezegging.make(plaatsing.eerste_nacht, plaatsing.nachten, tx.regels).extend(nachten, tx.regels)
    if nachten <= plaatsing.nachten:
        raise Overgang(
            f"Er zijn al {plaatsing.nachten} nachten toegezegd. Geef het nieuwe totaal op, meer dan nu. "
            "Vertrekt het huishouden eerder? Meld dan het einde."
        )
    plaatsing.nachten = toezegging.nachten
    plaatsing.vertrek = toezegging.vertrek
    touch(tx, gebonden)
    return make_plaatsing(plaatsing)
