"""Correct what the register says of a place, or take it out for good. Both are plans: the minimum holds (R1)."""

from dataclasses import dataclass
from uuid import UUID

from sqlmodel import col, select

from capacity_service.actions.lapse_reserveringen import lapse_due
from capacity_service.actions.weigh import lock_afwegen, weigh_waiting
from capacity_service.domain.errors import Fault, OngeldigeInvoer, Overgang
from capacity_service.domain.plaats import PROMISED, ClaimSoort, Kenmerk, Soort
from capacity_service.store import claims, tables, termijnen
from capacity_service.store.database import Transactie
from capacity_service.store.identiteit import make_id, make_referentie
from capacity_service.store.plaatsen import bump, check_plan, find_own, lock_own, lock_streken
from capacity_service.store.toestand import Toestand, read_plaatsen


@dataclass(frozen=True)
class Wijziging:
    """The fields that change; None leaves a field as it is."""

    soort: Soort | None = None
    centrumgemeente: str | None = None
    personen_max: int | None = None
    kenmerken: tuple[Kenmerk, ...] | None = None
    gereed_binnen_minuten: int | None = None
    veiligheidstoets_door: str | None = None


async def change_plaats(tx: Transactie, plaats_id: UUID, revisie: int, wijziging: Wijziging) -> Toestand:
    """Change an own place at this revisie. Moving it or changing its soort needs it to be free.

    It cannot become too small for whoever it is promised to: that is a terugmelding, which finds them another place.

    Raises `MinimumPlaatsen`, `Overgang`, `RevisieVerouderd`.
    """
    tx.changes.gebeurtenis = "plaats_gewijzigd"
    seen = await find_own(tx, plaats_id)
    await lock_afwegen(tx)
    await lapse_due(tx)
    left = seen.centrumgemeente
    moves = wijziging.centrumgemeente not in {None, left}
    await lock_streken(tx, {left, wijziging.centrumgemeente or left})
    plaats = await lock_own(tx, plaats_id, revisie)
    if moves or wijziging.soort not in {None, plaats.soort}:
        await _check_empty(tx, plaats)
    if wijziging.personen_max is not None:
        await _check_room(tx, plaats, wijziging.personen_max)
    if moves and wijziging.centrumgemeente is not None:
        await _move(tx, plaats, wijziging.centrumgemeente)
    was = plaats.soort
    _apply(plaats, wijziging)
    await bump(tx, [plaats.id])
    if was == Soort.crisisplaats and (moves or plaats.soort != was):
        await check_plan(tx, left)
    await tx.session.flush()
    await weigh_waiting(tx)
    (state,) = await read_plaatsen(tx, [plaats.id])
    return state


async def withdraw_plaats(tx: Transactie, plaats_id: UUID, revisie: int) -> None:
    """Take an own place out of the register for good; its history stays. Raises as `change_plaats` does."""
    tx.changes.gebeurtenis = "plaats_verwijderd"
    await find_own(tx, plaats_id)
    await lock_afwegen(tx)
    await lapse_due(tx)
    plaats = await lock_own(tx, plaats_id, revisie)
    await _check_empty(tx, plaats)
    await bump(tx, [plaats.id])
    plaats.verwijderd_op = tx.now
    tx.session.add(plaats)
    await tx.session.flush()
    await claims.release(tx, [plaats.id], None)
    await tx.sql("DELETE FROM uitname WHERE plaats_id = :id", id=plaats.id)
    if plaats.soort == Soort.crisisplaats:
        await check_plan(tx, plaats.centrumgemeente)
    await termijnen.disarm(tx, termijnen.UITNAME_BEGINT, [plaats.id])
    await termijnen.disarm(tx, termijnen.PLAATS_ONBEVESTIGD, [plaats.id])
    await weigh_waiting(tx)


async def _check_empty(tx: Transactie, plaats: tables.Plaats) -> None:
    claim = await claims.lock_claim(tx, plaats.id)
    if claim is not None and claim.soort != ClaimSoort.buiten_gebruik:
        raise Overgang("Deze plaats wordt nu vastgehouden. Verplaatsen, omzetten of verwijderen kan als zij vrij is.")


async def _check_room(tx: Transactie, plaats: tables.Plaats, personen_max: int) -> None:
    claim = await claims.lock_claim(tx, plaats.id)
    if claim is None or claim.soort not in PROMISED:
        return
    query = select(tables.Plaatsing).where(tables.Plaatsing.id == claim.plaatsing_id)
    promised = (await tx.session.exec(query)).one()
    huishouden = promised.huishouden or {"volwassenen": 0, "kinderen": []}
    personen = huishouden["volwassenen"] + len(huishouden["kinderen"])
    others = select(tables.Plaats.personen_max).where(
        col(tables.Plaats.id).in_(promised.plaatsen), tables.Plaats.id != plaats.id
    )
    if personen > personen_max + sum(await tx.session.exec(others)):
        raise Overgang(
            f"Deze plaats is toegezegd aan een huishouden van {personen} personen. Past dat niet? "
            "Meld de plaatsing terug met niet_geschikt_te_maken; dan zoekt de dienst een andere plaats."
        )


async def _move(tx: Transactie, plaats: tables.Plaats, centrumgemeente: str) -> None:
    """A place that moves gets a house of its own there: a house is in one centrumgemeente."""
    huis = tables.Huis(
        id=make_id(tx.now),
        code=f"H{make_referentie(4)}",
        organisatie_id=plaats.organisatie_id,
        centrumgemeente=centrumgemeente,
    )
    tx.session.add(huis)
    await tx.session.flush()
    tx.changes.streken.add(plaats.centrumgemeente)
    plaats.huis_id = huis.id
    plaats.centrumgemeente = centrumgemeente


def _apply(plaats: tables.Plaats, wijziging: Wijziging) -> None:
    for name in ("soort", "personen_max", "gereed_binnen_minuten", "veiligheidstoets_door"):
        value = getattr(wijziging, name)
        if value is not None:
            setattr(plaats, name, value)
    if wijziging.kenmerken is not None:
        plaats.kenmerken = sorted(wijziging.kenmerken)
    if plaats.soort == Soort.reserveplaats and plaats.gereed_binnen_minuten is None:
        raise OngeldigeInvoer(Fault("gereedBinnenMinuten", "Een reserveplaats heeft een gereedheidstijd nodig."))
    if plaats.soort == Soort.alternatief and plaats.veiligheidstoets_door is None:
        raise OngeldigeInvoer(Fault("veiligheidstoetsDoor", "Een alternatief heeft een eigenaar van de toets nodig."))
