"""A household leaves: outflow (einde) or on to ordinary opvang (doorplaatsing). Only people end a verblijf (R11)."""

from collections.abc import Sequence
from datetime import date, datetime, time
from uuid import UUID

from sqlmodel import col, select

from capacity_service.actions.lapse_reserveringen import lock_after_lapse
from capacity_service.actions.weigh import weigh_waiting
from capacity_service.domain.aanvraag import Aanvraagstatus, Plaatsingstatus
from capacity_service.domain.errors import Fault, OngeldigeInvoer, Overgang
from capacity_service.domain.tijd import AMSTERDAM, local_date
from capacity_service.store import claims, tables
from capacity_service.store.database import Transactie
from capacity_service.store.plaatsen import bump, mark_seen
from capacity_service.store.plaatsingen import Gebonden, touch
from capacity_service.store.toestand import Toestand, make_plaatsing
from capacity_service.store.verplaatsingen import is_moving


async def end_verblijf(tx: Transactie, plaatsing_id: UUID, naar: str, op_datum: date) -> Toestand:
    """End the stay on `op_datum` (Amsterdam, not in the future); its places are free at once and whoever waits is weighed.

    `naar` is a kind of destination, never a place; `verplaatsing` for who left while another place is looked for.
    Raises `Overgang` when nobody is there.
    """
    tx.changes.gebeurtenis = "verblijf_beeindigd"
    gebonden = await lock_after_lapse(tx, plaatsing_id)
    plaatsing = gebonden.plaatsing
    if plaatsing.status != Plaatsingstatus.aangekomen:
        raise Overgang("Er verblijft niemand op deze plaatsing; er is niets te beëindigen.")
    if naar == "verplaatsing" and not await is_moving(tx, plaatsing):
        raise Overgang("Voor dit huishouden wordt geen andere plaats gezocht. Meld eerst de verplaatsing.")
    await close_verblijven(tx, gebonden, naar, op_datum, plaatsing.plaatsen)
    await finish(tx, gebonden, naar)
    await mark_seen(tx, plaatsing.plaatsen, tx.now)
    await weigh_waiting(tx)
    return make_plaatsing(plaatsing)


async def finish(tx: Transactie, gebonden: Gebonden, naar: str) -> None:
    """Nobody of this plaatsing is inside any more: end it and free its places. The caller weighs whoever waits."""
    plaatsing = gebonden.plaatsing
    plaatsing.status = Plaatsingstatus.beeindigd
    plaatsing.beeindigd_op = tx.now
    plaatsing.reden = naar
    gebonden.aanvraag.status = Aanvraagstatus.beeindigd
    touch(tx, gebonden)
    await tx.session.flush()
    await claims.release(tx, plaatsing.plaatsen, plaatsing.id)
    await bump(tx, plaatsing.plaatsen)


async def close_verblijven(
    tx: Transactie, gebonden: Gebonden, naar: str, op_datum: date, plaatsen: Sequence[UUID]
) -> None:
    """End the stay in these places of the plaatsing. Raises `OngeldigeInvoer` for a date that cannot be."""
    query = select(tables.Verblijf).where(
        tables.Verblijf.plaatsing_id == gebonden.plaatsing.id,
        col(tables.Verblijf.plaats_id).in_(plaatsen),
        col(tables.Verblijf.tot).is_(None),
    )
    for verblijf in await tx.session.exec(query):
        if not local_date(verblijf.van) <= op_datum <= local_date(tx.now):
            raise OngeldigeInvoer(
                Fault("opDatum", "De datum ligt tussen de aankomst en vandaag. Meld het vertrek als het er is.")
            )
        noon = datetime.combine(op_datum, time(12), tzinfo=AMSTERDAM)
        verblijf.tot = max(verblijf.van, min(tx.now, noon) if op_datum < local_date(tx.now) else tx.now)
        verblijf.naar = naar
        tx.session.add(verblijf)
        tx.changes.verblijven.add(verblijf.id)
