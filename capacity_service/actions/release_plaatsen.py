"""A household goes on in fewer of its places: the others are free at once. Leaving all of them is an einde (R7, R14)."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from capacity_service.actions.end_verblijf import close_verblijven
from capacity_service.actions.lapse_reserveringen import lock_after_lapse
from capacity_service.actions.weigh import weigh_waiting
from capacity_service.domain.aanvraag import Plaatsingstatus
from capacity_service.domain.errors import Overgang
from capacity_service.domain.samen import pick_plaatsen
from capacity_service.store import claims, tables
from capacity_service.store.database import Transactie
from capacity_service.store.plaatsen import bump, mark_seen
from capacity_service.store.plaatsingen import touch
from capacity_service.store.toestand import Toestand, make_plaatsing

SAMEN_VERDER = "samen_verder"
"""Where the household went from this place: to another of its own."""


async def release_plaatsen(tx: Transactie, plaatsing_id: UUID, plaatsen: Sequence[UUID], op_datum: date) -> Toestand:
    """End the stay in these of its places on `op_datum` (Amsterdam, not in the future); it goes on in the others.

    The promise and its nights do not change. Whether the others are large enough is not asked: what is so is recorded.
    Raises `Overgang` when nobody is there or no place would be left.
    """
    tx.changes.gebeurtenis = "plaatsen_vrijgegeven"
    gebonden = await lock_after_lapse(tx, plaatsing_id)
    plaatsing = gebonden.plaatsing
    if plaatsing.status != Plaatsingstatus.aangekomen:
        raise Overgang("Er verblijft niemand op deze plaatsing; er is niets vrij te geven.")
    gone = pick_plaatsen(plaatsing.plaatsen, plaatsen)
    if len(gone) == len(plaatsing.plaatsen):
        raise Overgang(
            "Dit is de laatste plaats van het huishouden. Is het vertrokken? Meld dan het vertrek. "
            "Is het naar een andere plaats gegaan? Meld dan een doorplaatsing of vraag een verplaatsing."
        )
    await close_verblijven(tx, gebonden, SAMEN_VERDER, op_datum, gone)
    touch(tx, gebonden)
    await let_go(tx, plaatsing, gone)
    await mark_seen(tx, gone, tx.now)
    await weigh_waiting(tx)
    return make_plaatsing(plaatsing)


async def let_go(tx: Transactie, plaatsing: tables.Plaatsing, gone: Sequence[UUID]) -> None:
    """These are no places of this plaatsing any more. The caller weighs whoever waits."""
    plaatsing.plaatsen = [plaats for plaats in plaatsing.plaatsen if plaats not in gone]
    tx.session.add(plaatsing)
    await tx.session.flush()
    await claims.release(tx, gone, plaatsing.id)
    await bump(tx, gone)
