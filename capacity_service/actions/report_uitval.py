"""A whole house is out at once: fire, flood, a threat at the door. A fact, so no rule stops it (R1, R14)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import col, select

from capacity_service.actions.displace import displace, lock_holder
from capacity_service.actions.lapse_reserveringen import lapse_due
from capacity_service.actions.weigh import lock_afwegen, weigh_waiting
from capacity_service.domain.aanvraag import Plaatsingstatus, Terugmeldingreden
from capacity_service.domain.errors import NietGevonden
from capacity_service.domain.plaats import INSIDE, PROMISED, ClaimSoort, Uitvalreden
from capacity_service.store import claims, tables, termijnen
from capacity_service.store.database import Transactie
from capacity_service.store.plaatsen import bump, lock_streken, plan_uitval
from capacity_service.store.toestand import Toestand


@dataclass(frozen=True)
class Uitval:
    """Why the house is out, and until when that is expected (None: nobody knows)."""

    reden: Uitvalreden
    verwacht_tot_op: datetime | None = None


async def report_uitval(tx: Transactie, huis_id: UUID, uitval: Uitval) -> Toestand:
    """Take every place of an own house out; gives how many of each, and who is inside and needs a verplaatsing.

    Whoever was promised a place there looks on as after a terugmelding; whoever is inside stays until people move them:
    their place goes out when they have left. Raises `NietGevonden`.
    """
    tx.changes.gebeurtenis = "huis_uitgevallen"
    huis = await _find_own(tx, huis_id)
    await lock_afwegen(tx)
    await lapse_due(tx)
    await lock_streken(tx, {huis.centrumgemeente})
    displaced = await _displace_all(tx, await _read_claims(tx, huis_id))
    inside = [claim for claim in await _read_claims(tx, huis_id) if claim.soort in INSIDE]
    taken_out, were_out = await _take_out(tx, huis_id, uitval)
    await plan_uitval(tx, [claim.plaats_id for claim in inside], str(uitval.reden), uitval.verwacht_tot_op)
    await bump(tx, [*taken_out, *(claim.plaats_id for claim in inside)])
    await weigh_waiting(tx)
    return {
        "huis": str(huis_id),
        "buitenGebruik": len(taken_out),
        "warenBuitenGebruik": were_out,
        "teruggemeld": displaced,
        "bezet": len(inside),
        "verplaatsen": await _name(tx, {claim.plaatsing_id for claim in inside if claim.plaatsing_id}),
        "bezetZonderAanvraag": sorted(str(claim.plaats_id) for claim in inside if claim.plaatsing_id is None),
    }


async def _find_own(tx: Transactie, huis_id: UUID) -> tables.Huis:
    huis = await tx.session.get(tables.Huis, huis_id)
    if huis is None or tx.actor is None or huis.organisatie_id != tx.actor.organisatie:
        raise NietGevonden
    return huis


async def _read_claims(tx: Transactie, huis_id: UUID) -> Sequence[tables.Claim]:
    """Who holds places of this house, by place. Nobody else changes that while its centrumgemeente is locked."""
    query = (
        select(tables.Claim)
        .join(tables.Plaats, col(tables.Plaats.id) == col(tables.Claim.plaats_id))
        .where(tables.Plaats.huis_id == huis_id, col(tables.Plaats.verwijderd_op).is_(None))
        .order_by(col(tables.Claim.plaats_id))
        .execution_options(populate_existing=True)
    )
    return (await tx.session.exec(query)).all()


async def _displace_all(tx: Transactie, held: Sequence[tables.Claim]) -> int:
    """Households that were promised a place here look on; aanvragen are locked before any place, by id."""
    promised = {claim.plaatsing_id for claim in held if claim.soort in PROMISED and claim.plaatsing_id is not None}
    query = (
        select(tables.Plaatsing.id)
        .where(col(tables.Plaatsing.id).in_(promised))
        .order_by(col(tables.Plaatsing.aanvraag_id))
    )
    found = list(await tx.session.exec(query))
    for plaatsing in found:
        gebonden = await lock_holder(tx, plaatsing)
        await displace(tx, gebonden, Plaatsingstatus.teruggemeld, Terugmeldingreden.plaats_onbruikbaar)
    return len(found)


async def _take_out(tx: Transactie, huis_id: UUID, uitval: Uitval) -> tuple[list[UUID], int]:
    """The places nobody is inside of, out from now; one that was out already stays out for its own reason."""
    query = (
        select(tables.Plaats.id)
        .where(tables.Plaats.huis_id == huis_id, col(tables.Plaats.verwijderd_op).is_(None))
        .order_by(col(tables.Plaats.id))
        .with_for_update()
    )
    taken_out, were_out = [], 0
    for plaats in list(await tx.session.exec(query)):
        claim = await claims.lock_claim(tx, plaats)
        if claim is not None:
            were_out += claim.soort == ClaimSoort.buiten_gebruik
            continue
        await claims.lose(tx, plaats, uitval.reden, uitval.verwacht_tot_op)
        taken_out.append(plaats)
    await tx.sql("DELETE FROM uitname WHERE plaats_id = ANY(CAST(:ids AS uuid[]))", ids=taken_out)
    await termijnen.disarm(tx, termijnen.UITNAME_BEGINT, taken_out)
    return taken_out, were_out


async def _name(tx: Transactie, plaatsingen: set[UUID]) -> list[Toestand]:
    query = select(tables.Plaatsing).where(col(tables.Plaatsing.id).in_(plaatsingen)).order_by(col(tables.Plaatsing.id))
    return [
        {"plaatsing": str(row.id), "referentie": row.referentie, "plaatsen": [str(plaats) for plaats in row.plaatsen]}
        for row in await tx.session.exec(query)
    ]
