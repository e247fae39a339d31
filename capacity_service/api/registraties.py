"""What the two organisaties concerned recorded about a plaatsing: they see each other's, without who did it."""

from uuid import UUID

from fastapi import APIRouter, Request, Response

from capacity_service.actions.record_registratie import record_registratie
from capacity_service.api.answers import tell
from capacity_service.api.guard import GuardedRoute, answer, current_actor, perform
from capacity_service.api.problems import make_answer
from capacity_service.api.verblijven import Registratie, RegistratieIn, RegistratieLijst
from capacity_service.domain.inzage import Actor
from capacity_service.domain.inzagevelden import show
from capacity_service.store.database import Database
from capacity_service.store.pagina import REGISTRATIES, read_page
from capacity_service.store.plaatsingen import find_own
from capacity_service.store.registraties import read_registraties
from capacity_service.store.toestand import Toestand

router = APIRouter(route_class=GuardedRoute, tags=["plaatsingen"])


def show_registratie(actor: Actor, state: Toestand) -> Toestand:
    """A registratie as one of the two sees it: whether it is their own, not whose it is otherwise."""
    shown = show("registratie", actor.rol, state) or {}
    return shown | {"eigen": state["organisatie"] == str(actor.organisatie)}


@router.post(
    "/plaatsingen/{plaatsing_id}/registraties",
    name="record_registratie",
    status_code=201,
    responses=tell(Registratie, 201),
)
async def record_registratie_now(request: Request, plaatsing_id: UUID, bericht: RegistratieIn) -> Response:
    """Write down what was done. It blocks nothing; what is missing is named in the answer."""
    actor, registratie = current_actor(request), bericht.make()
    return await perform(
        request,
        lambda tx: record_registratie(tx, plaatsing_id, registratie),
        lambda state: make_answer(show_registratie(actor, state), 201),
    )


@router.get("/plaatsingen/{plaatsing_id}/registraties", responses=tell(RegistratieLijst))
async def list_registraties(request: Request, plaatsing_id: UUID, cursor: UUID | None = None) -> Response:
    """What was recorded about this plaatsing, by both sides, newest first."""
    actor = current_actor(request)
    database: Database = request.app.state.database
    async with database.transaction(actor) as tx:
        await find_own(tx, plaatsing_id)
        ids, volgende = await read_page(tx, REGISTRATIES, cursor, plaatsing=plaatsing_id)
        states = await read_registraties(tx, ids)
    shown = [show_registratie(actor, state) for state in reversed(states)]
    return answer(make_answer({"registraties": shown, "volgende": volgende}))
