"""Approve a proposed rule: from its first day on it holds, and the row before it ends there (R18)."""

from uuid import UUID

from sqlmodel import col, select

from capacity_service.domain.errors import NietGevonden, Overgang
from capacity_service.domain.inzage import Actor
from capacity_service.domain.regels import make_regel
from capacity_service.domain.regelwijziging import check_goedkeuring, check_together
from capacity_service.domain.tijd import begin_of_day
from capacity_service.store import termijnen
from capacity_service.store.database import Transactie
from capacity_service.store.regelboek import read_approved
from capacity_service.store.regeltoestand import make_regeltoestand, read_approved_of
from capacity_service.store.tables_signalen import Regel
from capacity_service.store.toestand import Toestand


async def approve_regel(tx: Transactie, actor: Actor, regel_id: UUID) -> Toestand:
    """Let the proposal hold. Approvals follow each other, since each is held against all rules that hold by then.

    Raises `NietGevonden`, `Overgang` when it or another one for the same day was approved already, `TweePersonen`,
    `RegelIngang`, `RegelsTegenstrijdig`.
    """
    tx.changes.gebeurtenis = "regel_goedgekeurd"
    await tx.sql("UPDATE installatie SET regels_revisie = regels_revisie + 1")
    query = select(Regel).where(col(Regel.id) == regel_id).with_for_update()
    row = (await tx.session.exec(query)).one_or_none()
    if row is None:
        raise NietGevonden
    if row.goedgekeurd_op is not None:
        raise Overgang("Deze regel is al goedgekeurd. Wilt u iets anders? Stel dan een nieuwe regel voor.")
    regel = make_regel(row.naam, row.waarde, row.geldig_vanaf, row.bron)
    check_goedkeuring(regel, row.voorgesteld_door, actor.account, tx.now)
    others = await read_approved_of(tx, row.naam)
    if row.geldig_vanaf in {other.geldig_vanaf for other in others}:
        raise Overgang("Voor deze dag is al een andere waarde goedgekeurd. Kies een andere ingangsdatum.")
    check_together((*await read_approved(tx.session), regel), regel.geldig_vanaf)
    row.goedgekeurd_door, row.goedgekeurd_op = actor.account, tx.now
    _fit_in(tx, row, others)
    await tx.session.flush()
    await termijnen.arm(tx, termijnen.REGEL_BEGINT, [row.id], begin_of_day(row.geldig_vanaf))
    return make_regeltoestand(row)


def _fit_in(tx: Transactie, row: Regel, others: list[Regel]) -> None:
    """Between the row before and the one after: each ends where the next begins."""
    before = [other for other in others if other.geldig_vanaf < row.geldig_vanaf]
    after = [other for other in others if other.geldig_vanaf > row.geldig_vanaf]
    row.geldig_tot = after[0].geldig_vanaf if after else None
    for ended in before[-1:]:
        ended.geldig_tot = row.geldig_vanaf
    for changed in (row, *before[-1:]):
        changed.revisie += 1
        tx.session.add(changed)
        tx.changes.regels.add(changed.id)
