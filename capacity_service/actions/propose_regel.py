"""Propose a number for a rule, from a day on (R18). It holds once somebody else approves it."""

from dataclasses import dataclass
from datetime import date

from capacity_service.domain.regelwijziging import check_voorstel
from capacity_service.store.database import Transactie
from capacity_service.store.identiteit import make_id
from capacity_service.store.regeltoestand import make_regeltoestand
from capacity_service.store.tables_signalen import Regel
from capacity_service.store.toestand import Toestand


@dataclass(frozen=True)
class Regelvoorstel:
    """What is proposed: a number in the unit of the rule, from when, on whose authority and why."""

    naam: str
    waarde: int
    geldig_vanaf: date
    bron: str
    reden: str


async def propose_regel(tx: Transactie, voorstel: Regelvoorstel) -> Toestand:
    """Write the proposal down. Raises `OngeldigeInvoer` for one that can never hold."""
    tx.changes.gebeurtenis = "regel_voorgesteld"
    check_voorstel(voorstel.naam, voorstel.waarde, voorstel.geldig_vanaf, voorstel.bron, tx.now)
    row = Regel(
        id=make_id(tx.now),
        naam=voorstel.naam,
        waarde=voorstel.waarde,
        geldig_vanaf=voorstel.geldig_vanaf,
        bron=voorstel.bron,
        reden=voorstel.reden,
        voorgesteld_door=tx.actor.account if tx.actor else None,
        voorgesteld_op=tx.now,
        revisie=1,
    )
    tx.session.add(row)
    await tx.session.flush()
    tx.changes.regels.add(row.id)
    return make_regeltoestand(row)
