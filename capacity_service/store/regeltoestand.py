"""The state of a rule, as the logboek and the answers tell it, and the rows behind it."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from sqlmodel import col, select

from capacity_service.store.database import Transactie
from capacity_service.store.tables_signalen import Regel
from capacity_service.store.toestand import Toestand, instant


def make_regeltoestand(row: Regel) -> Toestand:
    """One row: a proposal until it says when and by whom it was approved. Who proposed nothing came with the service."""
    return {
        "id": str(row.id),
        "naam": row.naam,
        "waarde": row.waarde,
        "geldigVanafDatum": row.geldig_vanaf.isoformat(),
        "geldigTotDatum": None if row.geldig_tot is None else row.geldig_tot.isoformat(),
        "bron": row.bron,
        "reden": row.reden,
        "voorgesteldDoor": None if row.voorgesteld_door is None else str(row.voorgesteld_door),
        "voorgesteldOp": instant(row.voorgesteld_op),
        "goedgekeurdDoor": None if row.goedgekeurd_door is None else str(row.goedgekeurd_door),
        "goedgekeurdOp": instant(row.goedgekeurd_op),
        "revisie": row.revisie,
    }


async def read_regels(tx: Transactie, ids: Iterable[UUID]) -> list[Toestand]:
    """The state of these rows, by id."""
    wanted = list(ids)
    if not wanted:
        return []
    rows = await tx.session.exec(select(Regel).where(col(Regel.id).in_(wanted)).order_by(col(Regel.id)))
    return [make_regeltoestand(row) for row in rows]


async def read_regelrijen(tx: Transactie, vanaf: date) -> list[Regel]:
    """Every approved row, and the proposals that may still be approved for `vanaf` or later, oldest first."""
    query = select(Regel).where(col(Regel.goedgekeurd_op).is_not(None) | (col(Regel.geldig_vanaf) >= vanaf))
    return list(await tx.session.exec(query.order_by(col(Regel.geldig_vanaf), col(Regel.voorgesteld_op))))


async def read_approved_of(tx: Transactie, naam: str) -> list[Regel]:
    """The approved rows of one name, by the day they begin."""
    query = select(Regel).where(Regel.naam == naam, col(Regel.goedgekeurd_op).is_not(None))
    return list(await tx.session.exec(query.order_by(col(Regel.geldig_vanaf))))
