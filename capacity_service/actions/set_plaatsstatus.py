"""A house says how a place of its own is. A plan may be refused (R1); what is already so never is (R14)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import col, select

from capacity_service.actions.displace import displace, lock_holder
from capacity_service.actions.lapse_reserveringen import lapse_due
from capacity_service.actions.occupy_plaats import occupy, vacate
from capacity_service.actions.weigh import lock_afwegen, weigh_waiting
from capacity_service.domain.aanvraag import Plaatsingstatus, Terugmeldingreden
from capacity_service.domain.errors import Fault, OngeldigeInvoer
from capacity_service.domain.plaats import (
    INSIDE,
    PROMISED,
    ClaimSoort,
    Plaatsstatus,
    Soort,
    Uitvalreden,
    check_freed_by_status,
)
from capacity_service.store import claims, tables, termijnen
from capacity_service.store.database import Transactie
from capacity_service.store.plaatsen import bump, check_plan, find_own, lock_own, mark_seen
from capacity_service.store.toestand import Toestand, read_plaatsen


@dataclass(frozen=True)
class Melding:
    """What the house says, checked: `sinds_op` with bezet; `reden`, a plan's `vanaf_op` and swap with buiten_gebruik."""

    status: Plaatsstatus
    waargenomen_op: datetime
    sinds_op: datetime | None = None
    reden: Uitvalreden | None = None
    verwacht_tot_op: datetime | None = None
    vanaf_op: datetime | None = None
    vervangen_door: UUID | None = None
    feit: bool = False


async def set_plaatsstatus(tx: Transactie, plaats_id: UUID, revisie: int, melding: Melding) -> Toestand:
    """Set the status of an own place at this revisie.

    Raises `MinimumPlaatsen` for a plan that leaves too few, `Overgang` for what a status cannot say (a household that
    came through an aanvraag leaves by its plaatsing), `RevisieVerouderd`.
    """
    tx.changes.gebeurtenis = f"plaats_{melding.status}"
    await find_own(tx, plaats_id)
    await lock_afwegen(tx)
    await lapse_due(tx)
    plaats = await lock_own(tx, plaats_id, revisie)
    claim = await claims.lock_claim(tx, plaats.id)
    if melding.status is Plaatsstatus.buiten_gebruik:
        await _take_out(tx, plaats, claim, melding)
        if not melding.feit and plaats.soort == Soort.crisisplaats:
            await check_plan(tx, plaats.centrumgemeente)
    elif melding.status is Plaatsstatus.bezet:
        await _set_bezet(tx, plaats, claim, melding)
    else:
        await _set_vrij(tx, plaats, claim)
    await bump(tx, [plaats.id])
    await mark_seen(tx, [plaats.id], melding.waargenomen_op)
    await weigh_waiting(tx)
    (state,) = await read_plaatsen(tx, [plaats.id])
    return state


async def _set_vrij(tx: Transactie, plaats: tables.Plaats, claim: tables.Claim | None) -> None:
    if claim is None:
        await _cancel_plan(tx, plaats.id)
        return
    check_freed_by_status(ClaimSoort(claim.soort))
    if claim.soort == ClaimSoort.buiten_gebruik:
        await _cancel_plan(tx, plaats.id)
    await vacate(tx, plaats.id)
    await claims.release(tx, [plaats.id], None)


async def _set_bezet(tx: Transactie, plaats: tables.Plaats, claim: tables.Claim | None, melding: Melding) -> None:
    if melding.sinds_op is None:
        raise OngeldigeInvoer(Fault("sindsOp", "Geef op sinds wanneer de plaats bezet is."))
    claims.check_next(claim, ClaimSoort.bezet)
    if claim is not None and claim.soort in PROMISED:
        await _displace_holder(tx, claim, Terugmeldingreden.al_bezet)
    elif claim is not None and claim.soort == ClaimSoort.buiten_gebruik:
        await claims.release(tx, [plaats.id], None)
    await occupy(tx, plaats.id, plaats.organisatie_id, melding.sinds_op)


async def _take_out(tx: Transactie, plaats: tables.Plaats, claim: tables.Claim | None, melding: Melding) -> None:
    if melding.reden is None:
        raise OngeldigeInvoer(Fault("reden", "Geef een reden voor de uitval op."))
    later = melding.vanaf_op is not None and melding.vanaf_op > tx.now
    if melding.vervangen_door is not None:
        await _check_replacement(tx, plaats, melding.vervangen_door)
    held = claim is not None and claim.soort in INSIDE | PROMISED
    if claim is not None and claim.soort in PROMISED and melding.feit:
        await _displace_holder(tx, claim, Terugmeldingreden.plaats_onbruikbaar)
        held = False
    if held or later:
        await _plan(tx, plaats.id, melding)
        return
    await _cancel_plan(tx, plaats.id)
    if melding.vervangen_door is not None:
        await claims.release(tx, [melding.vervangen_door], None)
        await bump(tx, [melding.vervangen_door])
    await claims.hold(
        tx,
        plaats.id,
        ClaimSoort.buiten_gebruik,
        tx.now,
        reden=melding.reden,
        tot=melding.verwacht_tot_op,
        feit=melding.feit,
    )


async def _plan(tx: Transactie, plaats: UUID, melding: Melding) -> None:
    """The place goes out later, or as soon as whoever is there has left; nobody is put out by it."""
    vanaf_op = max(melding.vanaf_op or tx.now, tx.now)
    await tx.session.merge(
        tables.Uitname(
            plaats_id=plaats,
            vanaf_op=vanaf_op,
            feit=melding.feit,
            reden=str(melding.reden),
            verwacht_tot_op=melding.verwacht_tot_op,
            vervangen_door=melding.vervangen_door,
        )
    )
    await tx.session.flush()
    if vanaf_op > tx.now:
        await termijnen.arm(tx, termijnen.UITNAME_BEGINT, [plaats], vanaf_op)


async def _cancel_plan(tx: Transactie, plaats: UUID) -> None:
    await tx.sql("DELETE FROM uitname WHERE plaats_id = :plaats", plaats=plaats)
    await termijnen.disarm(tx, termijnen.UITNAME_BEGINT, [plaats])


async def _check_replacement(tx: Transactie, plaats: tables.Plaats, replacement: UUID) -> None:
    query = (
        select(tables.Plaats.id)
        .join(tables.Claim, col(tables.Claim.plaats_id) == tables.Plaats.id)
        .where(
            tables.Plaats.id == replacement,
            tables.Plaats.id != plaats.id,
            tables.Plaats.centrumgemeente == plaats.centrumgemeente,
            tables.Plaats.organisatie_id == plaats.organisatie_id,
            tables.Plaats.soort == plaats.soort,
            tables.Claim.soort == ClaimSoort.buiten_gebruik,
        )
    )
    if (await tx.session.exec(query)).one_or_none() is None:
        raise OngeldigeInvoer(
            Fault(
                "vervangenDoor",
                "Kies een eigen plaats van dezelfde soort in dezelfde centrumgemeente die nu buiten gebruik is.",
            )
        )


async def _displace_holder(tx: Transactie, claim: tables.Claim, reden: Terugmeldingreden) -> None:
    if claim.plaatsing_id is not None:
        gebonden = await lock_holder(tx, claim.plaatsing_id)
        await displace(tx, gebonden, Plaatsingstatus.teruggemeld, reden, [claim.plaats_id])
