"""What people recorded about a plaatsing, in SQL: kept as it was said, never changed; what was done, for the clocks."""

from collections.abc import Iterable
from uuid import UUID

from sqlmodel import col, select

from capacity_service.domain.klokken import Gedaan, Moment, Registratiesoort
from capacity_service.domain.registratie import is_done
from capacity_service.store.database import Transactie
from capacity_service.store.tables_signalen import Registratie
from capacity_service.store.toestand import Toestand, instant

SAID = ("instrument", "wijze", "leden", "verhuisreden", "voor", "oordeelMedewerker", "oordeelClient")
PARTS = ("onderdelen", "aanwezig")

DONE = """
SELECT plaatsing_id, soort, moment, gegevens -> 'ontbreekt' AS ontbreekt FROM registratie
WHERE plaatsing_id = ANY(CAST(:ids AS uuid[]))
"""
VERHUISREDEN = """
SELECT DISTINCT p.id AS plaatsing_id
FROM plaatsing p
JOIN aanvraag a ON a.id = p.aanvraag_id
JOIN registratie r ON r.plaatsing_id = p.id OR r.plaatsing_id = a.verplaatst_van
WHERE p.id = ANY(CAST(:ids AS uuid[])) AND r.soort = 'risicotaxatie' AND (r.gegevens -> 'verhuisreden') = 'true'::jsonb
"""


async def read_gedaan(tx: Transactie, plaatsingen: Iterable[UUID]) -> dict[UUID, Gedaan]:
    """What was done for each of these plaatsingen, and when in the stay; one with nothing has an empty set.

    Only what stops the clock that asks for it counts: a warme overdracht or veiligheidstaxatie that is whole, a
    risicotaxatie with an instrument in which people saw each other (R5, R13).
    """
    wanted = list(plaatsingen)
    found: dict[UUID, set[tuple[Registratiesoort, Moment]]] = {plaatsing: set() for plaatsing in wanted}
    for row in await tx.sql(DONE, ids=wanted):
        soort = Registratiesoort(row.soort)
        if is_done(soort, row.ontbreekt):
            found[row.plaatsing_id].add((soort, Moment(row.moment)))
    return {plaatsing: frozenset(done) for plaatsing, done in found.items()}


async def has_verhuisreden(tx: Transactie, plaatsingen: Iterable[UUID]) -> frozenset[UUID]:
    """Those of these plaatsingen with a risicotaxatie that gives a reason for another move or for apart (R7, R12).

    Recorded there, or where the household moved on from.
    """
    return frozenset(row.plaatsing_id for row in await tx.sql(VERHUISREDEN, ids=list(plaatsingen)))


def make_registratie(row: Registratie) -> Toestand:
    """One registratie, with the organisaties concerned and the one that recorded it; who did is nowhere."""
    gegevens = row.gegevens
    return {
        "id": str(row.id),
        "plaatsing": str(row.plaatsing_id),
        "aanvraagOrganisatie": str(row.aanvraag_organisatie),
        "opvangOrganisatie": str(row.opvang_organisatie),
        "organisatie": str(row.organisatie_id),
        "soort": row.soort,
        "moment": row.moment,
        "gedaanOp": instant(row.gedaan_op),
        "vastgelegdOp": instant(row.vastgelegd_op),
        **{name: gegevens.get(name) for name in (*SAID, *PARTS)},
        "volledig": not gegevens["ontbreekt"],
        "ontbreekt": gegevens["ontbreekt"],
    }


async def read_registraties(tx: Transactie, ids: Iterable[UUID]) -> list[Toestand]:
    """The state of these registraties, as far as this transaction may see them, by id."""
    query = select(Registratie).where(col(Registratie.id).in_(list(ids))).order_by(col(Registratie.id))
    return [make_registratie(row) for row in await tx.session.exec(query)]
