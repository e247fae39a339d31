"""Put places in the register, one or a whole file: all of them or none; whoever waits is weighed at once (R8)."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import select

from capacity_service.actions.lapse_reserveringen import lapse_due
from capacity_service.actions.weigh import lock_afwegen, weigh_waiting
from capacity_service.domain.errors import Fault, OngeldigeInvoer
from capacity_service.domain.plaats import Kenmerk, Soort
from capacity_service.store import tables
from capacity_service.store.database import Transactie
from capacity_service.store.identiteit import make_id, make_referentie
from capacity_service.store.plaatsen import lock_streken, mark_seen
from capacity_service.store.toestand import Toestand, read_plaatsen

HUISCODE_LENGTH = 6


@dataclass(frozen=True)
class NieuwePlaats:
    """One place to add: `huis` is the id of a house that is there, `huiscode` names one that may be new (both None: new).

    `veld` prefixes the faults, "" for a single place or "regel 3, " for a row of a file.
    """

    soort: Soort
    centrumgemeente: str
    organisatie: UUID
    personen_max: int
    kenmerken: Sequence[Kenmerk] = ()
    huis: UUID | None = None
    huiscode: str | None = None
    gereed_binnen_minuten: int | None = None
    veiligheidstoets_door: str | None = None
    veld: str = ""


async def add_plaatsen(tx: Transactie, nieuwe: Sequence[NieuwePlaats]) -> list[Toestand]:
    """Add these places, vrij and just seen. Raises `OngeldigeInvoer` naming every house that cannot be."""
    tx.changes.gebeurtenis = "plaatsen_toegevoegd"
    await lock_afwegen(tx)
    await lapse_due(tx)
    await lock_streken(tx, {n.centrumgemeente for n in nieuwe})
    huizen = await _find_huizen(tx, nieuwe)
    rows = [_row(tx, nieuw, huis) for nieuw, huis in zip(nieuwe, huizen, strict=True)]
    tx.session.add_all(rows)
    await tx.session.flush()
    ids = [row.id for row in rows]
    tx.changes.plaatsen |= set(ids)
    await mark_seen(tx, ids, tx.now)
    await weigh_waiting(tx)
    return await read_plaatsen(tx, ids)


async def _find_huizen(tx: Transactie, nieuwe: Sequence[NieuwePlaats]) -> list[UUID]:
    known = list(await tx.session.exec(select(tables.Huis)))
    by_id = {huis.id: huis for huis in known}
    by_code = {(huis.organisatie_id, huis.code): huis for huis in known}
    faults, found = [], []
    for nieuw in nieuwe:
        huis = by_id.get(nieuw.huis) if nieuw.huis else by_code.get((nieuw.organisatie, nieuw.huiscode or ""))
        if huis is None and nieuw.huis is None:
            huis = _new_huis(tx, nieuw)
            by_code[huis.organisatie_id, huis.code] = huis
        if huis is None or (huis.organisatie_id, huis.centrumgemeente) != (nieuw.organisatie, nieuw.centrumgemeente):
            faults.append(
                Fault(
                    f"{nieuw.veld}huis", "Dit huis is er niet, of staat bij een andere organisatie of centrumgemeente."
                )
            )
        else:
            found.append(huis.id)
    if faults:
        raise OngeldigeInvoer(*faults)
    await tx.session.flush()
    return found


def _new_huis(tx: Transactie, nieuw: NieuwePlaats) -> tables.Huis:
    huis = tables.Huis(
        id=make_id(tx.now),
        code=nieuw.huiscode or f"H{make_referentie(HUISCODE_LENGTH).replace('-', '')}",
        organisatie_id=nieuw.organisatie,
        centrumgemeente=nieuw.centrumgemeente,
    )
    tx.session.add(huis)
    return huis


def _row(tx: Transactie, nieuw: NieuwePlaats, huis: UUID) -> tables.Plaats:
    return tables.Plaats(
        id=make_id(tx.now),
        referentie=make_referentie(),
        soort=nieuw.soort,
        centrumgemeente=nieuw.centrumgemeente,
        organisatie_id=nieuw.organisatie,
        huis_id=huis,
        personen_max=nieuw.personen_max,
        kenmerken=sorted(nieuw.kenmerken),
        gereed_binnen_minuten=nieuw.gereed_binnen_minuten,
        veiligheidstoets_door=nieuw.veiligheidstoets_door,
        bevestigd_op=tx.now,
        onbevestigd=False,
        revisie=1,
    )
