"""Something changed for the household: new danger, an extra child, a gemeente that is not safe. Weighed again."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from capacity_service.actions.ask_huizen import show_huishouden
from capacity_service.actions.displace import displace, lock_holder
from capacity_service.actions.lapse_reserveringen import lapse_due
from capacity_service.actions.weigh import lock_afwegen, propose, weigh_waiting
from capacity_service.domain.aanvraag import LOPEND, Aanvraagstatus, Plaatsingstatus
from capacity_service.domain.errors import Overgang, RevisieVerouderd
from capacity_service.domain.rangorde import forbidden_for
from capacity_service.domain.tijd import compute_deadline
from capacity_service.store import tables
from capacity_service.store.aanvragen import add_gegevens, find_own, lock_own, read_for_weighing, read_gegevens
from capacity_service.store.contacten import keep_terugbelnummer
from capacity_service.store.database import Transactie
from capacity_service.store.plaatsen import read_stand
from capacity_service.store.toestand import Toestand, read_volledig

OPEN = {Aanvraagstatus.zonder_plaats, Aanvraagstatus.gereserveerd, Aanvraagstatus.bevestigd}
CALLABLE = OPEN | {Aanvraagstatus.aangekomen, Aanvraagstatus.niet_verschenen}
"""As long as a plaatsing can run, the house may have to call: another number can be given until the end."""


@dataclass(frozen=True)
class Wijziging:
    """What changed: `gegevens` holds the parts of the household that were sent anew, as JSON, checked."""

    vastgesteld_op: datetime | None = None
    gegevens: Mapping[str, Any] = field(default_factory=dict)
    terugbelnummer: str | None = None

    @property
    def only_terugbelnummer(self) -> bool:
        """Whether nothing changed that the weighing looks at."""
        return self.terugbelnummer is not None and self.vastgesteld_op is None and not self.gegevens


async def change_aanvraag(tx: Transactie, aanvraag_id: UUID, revisie: int, wijziging: Wijziging) -> Toestand:
    """Record the change and weigh again. Raises `Overgang` once the household has arrived, except for the terugbelnummer.

    A reservering that no longer fits moves at once; a confirmed plaatsing stays until a person picks another (R6).
    """
    tx.changes.gebeurtenis = "aanvraag_gewijzigd"
    await find_own(tx, aanvraag_id)
    await lock_afwegen(tx)
    lapsed = await lapse_due(tx)
    aanvraag = await lock_own(tx, aanvraag_id)
    if aanvraag.revisie != revisie:
        raise RevisieVerouderd
    if wijziging.terugbelnummer is not None and aanvraag.status in CALLABLE:
        await keep_terugbelnummer(tx, aanvraag.id, aanvraag.organisatie_id, wijziging.terugbelnummer)
    if wijziging.only_terugbelnummer and aanvraag.status in CALLABLE:
        if lapsed:
            await weigh_waiting(tx)
        return await _touch(tx, aanvraag)
    if aanvraag.status not in OPEN:
        raise Overgang(f"Deze aanvraag is {aanvraag.status.replace('_', ' ')} en kan niet meer worden gewijzigd.")
    await _write(tx, aanvraag, wijziging)
    weighed_all = await _reweigh(tx, aanvraag)
    if lapsed and not weighed_all:
        await weigh_waiting(tx)
    (state,) = await read_volledig(tx, [aanvraag_id])
    return state


async def _touch(tx: Transactie, aanvraag: tables.Aanvraag) -> Toestand:
    """Another number changes nothing that was weighed: only the revisie that the next change is based on."""
    aanvraag.revisie += 1
    tx.session.add(aanvraag)
    tx.changes.aanvragen.add(aanvraag.id)
    await tx.session.flush()
    (state,) = await read_volledig(tx, [aanvraag.id])
    return state


async def _write(tx: Transactie, aanvraag: tables.Aanvraag, wijziging: Wijziging) -> None:
    gegevens = await read_gegevens(tx, aanvraag.id) | dict(wijziging.gegevens)
    aanvraag.revisie += 1
    if wijziging.vastgesteld_op is not None:
        aanvraag.vastgesteld_op = wijziging.vastgesteld_op
        aanvraag.deadline_op = compute_deadline(wijziging.vastgesteld_op, tx.regels)
    tx.session.add(aanvraag)
    add_gegevens(tx, aanvraag, gegevens)
    tx.changes.aanvragen.add(aanvraag.id)
    await tx.session.flush()


async def _reweigh(tx: Transactie, aanvraag: tables.Aanvraag) -> bool:
    """Weigh it again, with everybody who waits when it has no place; gives whether everybody was weighed."""
    query = select(tables.Plaatsing).where(
        tables.Plaatsing.aanvraag_id == aanvraag.id, col(tables.Plaatsing.status).in_(LOPEND)
    )
    running = (await tx.session.exec(query)).one_or_none()
    if running is None:
        await weigh_waiting(tx)
        return True
    running.deadline_op = aanvraag.deadline_op
    fits = await _fits(tx, aanvraag, running)
    if running.status == Plaatsingstatus.gereserveerd and not fits:
        await displace(tx, await lock_holder(tx, running.id), Plaatsingstatus.vervangen)
        await weigh_waiting(tx)
        return True
    running.revisie += 1
    (weighed,) = await read_for_weighing(tx, [aanvraag.id])
    running.huishouden = show_huishouden(weighed.aanvraag.huishouden)
    tx.session.add(running)
    tx.changes.plaatsingen.add(running.id)
    await propose(tx, aanvraag.id)
    return False


async def _fits(tx: Transactie, aanvraag: tables.Aanvraag, running: tables.Plaatsing) -> bool:
    (weighed,) = await read_for_weighing(tx, [aanvraag.id])
    stand = await read_stand(tx, 1)
    query = select(tables.Plaats.personen_max).where(col(tables.Plaats.id).in_(running.plaatsen))
    room = sum(await tx.session.exec(query))
    forbidden = forbidden_for(weighed.aanvraag, stand)
    return room >= weighed.aanvraag.huishouden.personen and running.centrumgemeente not in forbidden
