"""A house says, from a closed list, that this placement cannot be (R6; N 5.1c). The next place is found at once.

Before confirmation it is reserved in the same transaction; after confirmation it is only proposed, with a phone call.
The house that declined never learns where.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from capacity_service.actions.displace import displace
from capacity_service.actions.lapse_reserveringen import lock_after_lapse
from capacity_service.actions.occupy_plaats import occupy
from capacity_service.actions.weigh import weigh_waiting
from capacity_service.domain.aanvraag import COMING, Plaatsingstatus, Terugmeldingreden
from capacity_service.domain.errors import Overgang
from capacity_service.domain.plaats import Kenmerk, Uitvalreden
from capacity_service.domain.samen import pick_plaatsen
from capacity_service.store import claims
from capacity_service.store.aanvragen import add_gegevens, read_gegevens
from capacity_service.store.database import Transactie
from capacity_service.store.plaatsen import remove_kenmerken
from capacity_service.store.plaatsingen import Gebonden
from capacity_service.store.toestand import Toestand, make_plaatsing


@dataclass(frozen=True)
class Terugmelding:
    """What the house said; each reason brings its own facts: `uitval` and `verwacht_tot_op`, `sinds_op`, `ontbreekt`.

    `plaatsen` are those of the plaatsing that it is about; None means all.
    """

    reden: Terugmeldingreden
    uitval: Uitvalreden | None = None
    verwacht_tot_op: datetime | None = None
    sinds_op: datetime | None = None
    ontbreekt: Sequence[Kenmerk] = ()
    plaatsen: Sequence[UUID] | None = None


async def report_terugmelding(tx: Transactie, plaatsing_id: UUID, melding: Terugmelding) -> Toestand:
    """Record what the house says as a fact and look on: for the whole household, also when it is about one of its places.

    Raises `Overgang` once the household is inside, `OngeldigeInvoer` for a place of somebody else.
    """
    tx.changes.gebeurtenis = f"terugmelding_{melding.reden}"
    gebonden = await lock_after_lapse(tx, plaatsing_id)
    if gebonden.plaatsing.status not in COMING:
        raise Overgang(
            f"Deze plaatsing is {gebonden.plaatsing.status.replace('_', ' ')}; een terugmelding kan niet meer. "
            "Is het huishouden binnen en wordt het er onveilig? Bel de landelijke coördinatie."
        )
    gemeld = pick_plaatsen(gebonden.plaatsing.plaatsen, melding.plaatsen)
    if melding.reden is Terugmeldingreden.onveilig_voor_huishouden:
        await _exclude(tx, gebonden)
    await displace(tx, gebonden, Plaatsingstatus.teruggemeld, melding.reden, gemeld)
    await _record_fact(tx, gebonden.plaatsing.opvang_organisatie, sorted(gemeld), melding)
    await weigh_waiting(tx)
    return make_plaatsing(gebonden.plaatsing)


async def _record_fact(tx: Transactie, opvang: UUID, gemeld: Sequence[UUID], melding: Terugmelding) -> None:
    for plaats in gemeld:
        if melding.reden is Terugmeldingreden.plaats_onbruikbaar and melding.uitval is not None:
            await claims.lose(tx, plaats, melding.uitval, melding.verwacht_tot_op)
        elif melding.reden is Terugmeldingreden.al_bezet and melding.sinds_op is not None:
            await occupy(tx, plaats, opvang, melding.sinds_op)
        elif melding.reden is Terugmeldingreden.niet_geschikt_te_maken:
            await remove_kenmerken(tx, plaats, melding.ontbreekt)


async def _exclude(tx: Transactie, gebonden: Gebonden) -> None:
    gegevens = await read_gegevens(tx, gebonden.aanvraag.id)
    gegevens["uitsluitingen"] = sorted({*gegevens["uitsluitingen"], gebonden.plaatsing.centrumgemeente})
    gebonden.aanvraag.revisie += 1
    add_gegevens(tx, gebonden.aanvraag, gegevens)
