"""A household that moved on is inside elsewhere: the stay it left ends with that, so that it never has two."""

from datetime import datetime

from sqlmodel import select

from capacity_service.actions.end_verblijf import finish
from capacity_service.domain.aanvraag import Plaatsingstatus
from capacity_service.domain.verplaatsing import Verplaatsingreden, count_along, count_nachten
from capacity_service.store import tables
from capacity_service.store.aanvragen import read_gegevens
from capacity_service.store.database import Transactie
from capacity_service.store.plaatsingen import Gebonden, lock_pair

VERPLAATSING = "verplaatsing"


async def leave(tx: Transactie, arrived: Gebonden, left: tables.Plaatsing, aangekomen_op: datetime) -> None:
    """End what was left, if it still runs, and let its nights count along after a loss (R11).

    The caller holds `afwegen` and the centrumgemeenten of both, and weighs whoever waits for the place that came free.
    """
    old = await lock_pair(tx, left.id, left.aanvraag_id, set())
    verblijven = list(
        await tx.session.exec(select(tables.Verblijf).where(tables.Verblijf.plaatsing_id == old.plaatsing.id))
    )
    for verblijf in verblijven:
        if verblijf.tot is None:
            verblijf.tot = max(verblijf.van, aangekomen_op)
            verblijf.naar = VERPLAATSING
            tx.session.add(verblijf)
            tx.changes.verblijven.add(verblijf.id)
    if old.plaatsing.status == Plaatsingstatus.aangekomen:
        await finish(tx, old, VERPLAATSING)
    until = max((verblijf.tot for verblijf in verblijven if verblijf.tot is not None), default=aangekomen_op)
    await _count_along(tx, arrived, old, until)


async def _count_along(tx: Transactie, arrived: Gebonden, old: Gebonden, until: datetime) -> None:
    reden = Verplaatsingreden((await read_gegevens(tx, arrived.aanvraag.id))[VERPLAATSING])
    eerste_nacht = old.plaatsing.eerste_nacht
    nachten = 0 if eerste_nacht is None else count_nachten(eerste_nacht, until, tx.regels)
    arrived.aanvraag.nachten_geteld = count_along(reden, old.aanvraag.nachten_geteld, nachten)
