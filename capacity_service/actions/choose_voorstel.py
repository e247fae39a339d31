"""The coordinator takes another voorstel instead: also the way on after a terugmelding that came after confirmation."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import col, select

from capacity_service.actions.displace import displace
from capacity_service.actions.lapse_reserveringen import lapse_due
from capacity_service.actions.weigh import lock_afwegen, reserve_voorstel, weigh_waiting
from capacity_service.domain.aanvraag import COMING, Aanvraagstatus, Plaatsingstatus
from capacity_service.domain.errors import Overgang, PlaatsNietVrij
from capacity_service.domain.plaatsvoorraad import look_ahead
from capacity_service.store import tables
from capacity_service.store.database import Transactie
from capacity_service.store.plaatsingen import Gebonden, find_own, lock_pair
from capacity_service.store.toestand import Toestand, make_plaatsing

TAKEN = "Deze plaats is niet meer vrij: een ander was eerder, of het huis heeft de plaats gewijzigd."
WEIGHED_AGAIN = "Dit is nu geen voorstel bij deze aanvraag: het was dat niet, of er is intussen opnieuw gewogen."

FREE = """
SELECT count(*) = cardinality(CAST(:ids AS uuid[])) AND count(DISTINCT p.huis_id) = 1
       AND sum(p.personen_max) >= :ruimte AS free
FROM plaats p
LEFT JOIN claim c ON c.plaats_id = p.id AND c.verloopt_op > clock_timestamp()
LEFT JOIN uitname u ON u.plaats_id = p.id AND u.vanaf_op < :horizon
WHERE p.id = ANY(CAST(:ids AS uuid[])) AND p.verwijderd_op IS NULL AND c.plaats_id IS NULL AND u.plaats_id IS NULL
  AND p.centrumgemeente = :streek
"""
"""A place that moved, shrank or goes out of service since it was proposed is not what the coordinator picked."""


async def choose_voorstel(tx: Transactie, plaatsing_id: UUID, plaatsen: Sequence[UUID]) -> Toestand:
    """Reserve the voorstel with exactly these places and let go of the present one; gives the new plaatsing.

    Raises `PlaatsNietVrij` (naming what is still free) when somebody was first, or when it was weighed again and these
    are no voorstel any more; then nothing has changed.
    """
    tx.changes.gebeurtenis = "ander_voorstel_gekozen"
    seen = await find_own(tx, plaatsing_id)
    if seen.status in COMING:
        # Whoever is too late already need not queue for the lock: a crowd after one place is refused in a moment.
        await _check_free(tx, await _find_voorstel(tx, seen.aanvraag_id, plaatsen))
    await lock_afwegen(tx)
    await lapse_due(tx)
    gebonden = await lock_pair(tx, seen.id, seen.aanvraag_id, {seen.centrumgemeente})
    _check_open(gebonden)
    voorstel = await _find_voorstel(tx, seen.aanvraag_id, plaatsen)
    await _check_free(tx, voorstel)
    if gebonden.plaatsing.status in COMING:
        await displace(tx, gebonden, Plaatsingstatus.vervangen)
    new_id = await reserve_voorstel(tx, gebonden.aanvraag, voorstel)
    if new_id is None:
        raise PlaatsNietVrij(await _sentence(tx, seen.aanvraag_id, TAKEN))
    gebonden.aanvraag.revisie += 1
    tx.changes.aanvragen.add(gebonden.aanvraag.id)
    await tx.session.flush()
    await weigh_waiting(tx)
    query = select(tables.Plaatsing).where(tables.Plaatsing.id == new_id)
    return make_plaatsing((await tx.session.exec(query)).one())


def _check_open(gebonden: Gebonden) -> None:
    aanvraag, plaatsing = gebonden.aanvraag, gebonden.plaatsing
    waits = plaatsing.status == Plaatsingstatus.teruggemeld and aanvraag.status == Aanvraagstatus.zonder_plaats
    if plaatsing.status not in COMING and not waits:
        raise Overgang(
            f"Deze plaatsing is {plaatsing.status.replace('_', ' ')}; een ander voorstel kiezen kan niet meer. "
            "Bekijk de aanvraag voor de stand van nu."
        )


async def _find_voorstel(tx: Transactie, aanvraag_id: UUID, plaatsen: Sequence[UUID]) -> tables.Voorstel:
    query = select(tables.Voorstel).where(tables.Voorstel.aanvraag_id == aanvraag_id)
    fresh = query.order_by(col(tables.Voorstel.rang)).execution_options(populate_existing=True)
    for voorstel in await tx.session.exec(fresh):
        if set(voorstel.plaatsen) == set(plaatsen):
            return voorstel
    # Proposed a moment ago and weighed again since: the coordinator picked in good faith, and needs the way on. Places that never
    # were get the same answer, or this would tell which places there are (T43).
    raise PlaatsNietVrij(await _sentence(tx, aanvraag_id, WEIGHED_AGAIN))


async def _check_free(tx: Transactie, voorstel: tables.Voorstel) -> None:
    (row,) = await tx.sql(
        FREE,
        ids=voorstel.plaatsen,
        ruimte=voorstel.personen_max,
        streek=voorstel.centrumgemeente,
        horizon=tx.now + look_ahead(tx.regels),
    )
    if not row.free:
        raise PlaatsNietVrij(await _sentence(tx, voorstel.aanvraag_id, TAKEN))


async def _sentence(tx: Transactie, aanvraag_id: UUID, reason: str) -> str:
    rows = await tx.sql(
        "SELECT g.naam FROM voorstel v JOIN centrumgemeente g ON g.code = v.centrumgemeente"
        " LEFT JOIN claim c ON c.plaats_id = ANY(v.plaatsen) AND c.verloopt_op > clock_timestamp()"
        " WHERE v.aanvraag_id = :id AND c.plaats_id IS NULL ORDER BY v.rang",
        id=aanvraag_id,
    )
    names = ", ".join(row.naam for row in rows)
    rest = f"Nog vrij onder de voorstellen: {names}." if names else "Van de andere voorstellen is ook niets meer vrij."
    return f"{reason} {rest} Uw huidige reservering is niet veranderd."
