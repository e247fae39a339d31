"""The household is inside. Arrival wins: what is true is recorded, and whoever else was promised the place moves (R14)."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import col, select

from capacity_service.actions.displace import displace, lock_holder
from capacity_service.actions.lapse_reserveringen import lapse_due
from capacity_service.actions.leave_verblijf import leave
from capacity_service.actions.occupy_plaats import overlaps
from capacity_service.actions.release_plaatsen import let_go
from capacity_service.actions.weigh import lock_afwegen, weigh_waiting
from capacity_service.domain.aanvraag import LOPEND, Aanvraagstatus, Plaatsingstatus
from capacity_service.domain.errors import Fault, OngeldigeInvoer, Overgang
from capacity_service.domain.plaats import INSIDE, PROMISED, ClaimSoort
from capacity_service.domain.samen import pick_plaatsen
from capacity_service.domain.tijd import night_of
from capacity_service.domain.verblijf import Toezegging
from capacity_service.store import claims, tables, termijnen
from capacity_service.store.database import Transactie
from capacity_service.store.identiteit import make_id
from capacity_service.store.plaatsen import bump, keep_uitval
from capacity_service.store.plaatsingen import Gebonden, find_own, lock_pair, touch
from capacity_service.store.toestand import Toestand, make_plaatsing
from capacity_service.store.verplaatsingen import find_left

CAN_ARRIVE = {
    Plaatsingstatus.gereserveerd,
    Plaatsingstatus.bevestigd,
    Plaatsingstatus.niet_verschenen,
    Plaatsingstatus.vervallen,
}


async def confirm_aankomst(
    tx: Transactie,
    plaatsing_id: UUID,
    aangekomen_op: datetime,
    nachten: int,
    plaatsen: Sequence[UUID] | None = None,
) -> Toestand:
    """Record the arrival and promise `nachten` nights from the night of arrival (1-3).

    `plaatsen` are those of the plaatsing that the household is really in (None: all); the others are let go.
    Also for a reservering that had lapsed. Raises `ToegezegdeNachten`, `OngeldigeInvoer` for an impossible instant,
    `Overgang` when this plaatsing was ended by a person.
    """
    tx.changes.gebeurtenis = "aangekomen"
    seen = await find_own(tx, plaatsing_id)
    await lock_afwegen(tx)
    await lapse_due(tx)
    left = await find_left(tx, seen.aanvraag_id)
    streken = {seen.centrumgemeente} | ({left.centrumgemeente} if left else set())
    gebonden = await lock_pair(tx, seen.id, seen.aanvraag_id, streken)
    aanvraag, plaatsing = gebonden.aanvraag, gebonden.plaatsing
    _check(tx, gebonden, aangekomen_op)
    toezegging = Toezegging.make(night_of(aangekomen_op, tx.regels), nachten, tx.regels)
    inside = pick_plaatsen(plaatsing.plaatsen, plaatsen)
    await _end_other(tx, gebonden)
    if len(inside) < len(plaatsing.plaatsen):
        await let_go(tx, plaatsing, [plaats for plaats in plaatsing.plaatsen if plaats not in inside])
    for plaats in sorted(inside):
        await _move_in(tx, plaats, plaatsing, aangekomen_op)
    await termijnen.disarm(tx, termijnen.RESERVERING_VERVALT, [plaatsing.id])
    plaatsing.status = Plaatsingstatus.aangekomen
    plaatsing.aangekomen_op = aangekomen_op
    plaatsing.nachten = toezegging.nachten
    plaatsing.eerste_nacht = toezegging.eerste_nacht
    plaatsing.vertrek = toezegging.vertrek
    plaatsing.verloopt_op = plaatsing.beeindigd_op = None
    aanvraag.status = Aanvraagstatus.aangekomen
    aanvraag.alleen_voorstellen = False
    aanvraag.zonder_plaats_sinds = None
    aanvraag.knelpunt_code = aanvraag.knelpunt_tekst = None
    touch(tx, gebonden)
    await tx.session.flush()
    await bump(tx, plaatsing.plaatsen)
    if left is not None:
        await leave(tx, gebonden, left, aangekomen_op)
    await weigh_waiting(tx)
    return make_plaatsing(plaatsing)


def _check(tx: Transactie, gebonden: Gebonden, aangekomen_op: datetime) -> None:
    if gebonden.plaatsing.status not in CAN_ARRIVE:
        raise Overgang(
            f"Deze plaatsing is {gebonden.plaatsing.status.replace('_', ' ')}. Staat het huishouden toch voor de deur? "
            "Laat binnen wie in gevaar is en bel de landelijke coördinatie."
        )
    if gebonden.aanvraag.status in {Aanvraagstatus.aangekomen, Aanvraagstatus.beeindigd}:
        raise Overgang("Dit huishouden is al in een ander huis aangekomen. Bel de landelijke coördinatie.")
    if aangekomen_op > tx.now:
        raise OngeldigeInvoer(Fault("aangekomenOp", "De aankomst ligt in de toekomst. Meld haar als zij er is."))
    if aangekomen_op < gebonden.aanvraag.vastgesteld_op:
        raise OngeldigeInvoer(Fault("aangekomenOp", "De aankomst ligt voor het moment waarop rood is vastgesteld."))


async def _end_other(tx: Transactie, gebonden: Gebonden) -> None:
    """A lapsed reservering that arrives all the same: what was reserved instead is let go."""
    query = select(tables.Plaatsing).where(
        tables.Plaatsing.aanvraag_id == gebonden.aanvraag.id,
        tables.Plaatsing.id != gebonden.plaatsing.id,
        col(tables.Plaatsing.status).in_(LOPEND),
    )
    other = (await tx.session.exec(query)).one_or_none()
    if other is not None:
        await displace(tx, await lock_holder(tx, other.id), Plaatsingstatus.vervangen)


async def _move_in(tx: Transactie, plaats: UUID, plaatsing: tables.Plaatsing, aangekomen_op: datetime) -> None:
    claim = await claims.lock_claim(tx, plaats)
    if claim is not None and claim.plaatsing_id not in {None, plaatsing.id} and claim.soort in PROMISED:
        await displace(tx, await lock_holder(tx, claim.plaatsing_id), Plaatsingstatus.vervangen)
        claim = await claims.lock_claim(tx, plaats)
    if claim is not None and claim.soort == ClaimSoort.buiten_gebruik:
        await keep_uitval(tx, plaats)
        claim = None
    inside = claim is not None and claim.soort in INSIDE
    if not inside:
        await claims.hold(tx, plaats, ClaimSoort.verblijf, aangekomen_op, plaatsing=plaatsing.id)
    verblijf_id = make_id(tx.now)
    tx.changes.verblijven.add(verblijf_id)
    tx.session.add(
        tables.Verblijf(
            id=verblijf_id,
            plaats_id=plaats,
            plaatsing_id=plaatsing.id,
            organisatie_id=plaatsing.opvang_organisatie,
            van=aangekomen_op,
            dubbel=inside or await overlaps(tx, plaats, aangekomen_op),
        )
    )
