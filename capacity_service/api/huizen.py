"""Own houses: an opaque id and code, never an address; at which number somebody answers; a whole house out at once."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response

from capacity_service.actions.report_uitval import Uitval, report_uitval
from capacity_service.actions.set_contact import set_contact
from capacity_service.api.answers import HuisLijst, tell
from capacity_service.api.guard import GuardedRoute, answer, current_actor, perform, read_if_match
from capacity_service.api.problems import make_answer
from capacity_service.api.verblijven import ContactIn, Huiscontact, UitvalIn
from capacity_service.api.verblijven import Uitval as UitvalUit
from capacity_service.store.contacten import open_telefoonnummer
from capacity_service.store.database import Database, Transactie
from capacity_service.store.kluis import Onleesbaar
from capacity_service.store.toestand import Toestand

router = APIRouter(route_class=GuardedRoute, tags=["plaatsen"])

HUIZEN = """
SELECT h.id, h.code, h.organisatie_id, h.centrumgemeente, c.telefoonnummer, coalesce(c.revisie, 0) AS contact_revisie
FROM huis h LEFT JOIN contact c ON c.onderwerp = h.id AND c.soort = 'huis'
WHERE h.organisatie_id = :own ORDER BY h.code
"""
UNREADABLE = "Het nummer is bewaard, maar de dienst kan het niet lezen. Vul het opnieuw in."


@router.get("/huizen", responses=tell(HuisLijst))
async def list_huizen(request: Request) -> Response:
    """Own houses: an opaque id and code, never an address; with the number that is answered day and night."""
    actor = current_actor(request)
    database: Database = request.app.state.database
    async with database.transaction(actor) as tx:
        rows = await tx.sql(HUIZEN, own=actor.organisatie)
        huizen = [_show(tx, row) for row in rows]
    return answer(make_answer({"huizen": huizen, "volgende": None}))


def _show(tx: Transactie, row: Any) -> Toestand:  # noqa: ANN401 - a row of HUIZEN
    """One house; `uitleg` is there only when its number cannot be read."""
    number, uitleg = None, None
    if row.telefoonnummer is not None:
        try:
            number = open_telefoonnummer(tx.kluis, row.id, row.organisatie_id, row.telefoonnummer)
        except Onleesbaar:
            uitleg = UNREADABLE
    return {
        "id": str(row.id),
        "code": row.code,
        "organisatie": str(row.organisatie_id),
        "centrumgemeente": row.centrumgemeente,
        "telefoonnummer": number,
        "uitleg": uitleg,
        "contactRevisie": row.contact_revisie,
    }


@router.put("/huizen/{huis_id}/contact", name="set_contact", responses=tell(Huiscontact))
async def set_contact_now(request: Request, huis_id: UUID, bericht: ContactIn) -> Response:
    """Say at which number somebody answers, day and night. The revisie is that of the contact: 0 when there is none."""
    revisie = read_if_match(request)
    return await perform(request, lambda tx: set_contact(tx, huis_id, revisie, bericht.telefoonnummer), make_answer)


@router.post("/huizen/{huis_id}/uitval", name="report_uitval", responses=tell(UitvalUit))
async def report_uitval_now(request: Request, huis_id: UUID, bericht: UitvalIn) -> Response:
    """The whole house is out at once, a fact: who was promised a place looks on, who is inside needs a verplaatsing."""
    uitval = Uitval(bericht.reden, bericht.verwacht_tot_op)
    return await perform(request, lambda tx: report_uitval(tx, huis_id, uitval), make_answer)
