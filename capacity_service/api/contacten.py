"""Whom to call while a plaatsing runs."""

from uuid import UUID

from fastapi import APIRouter, Request, Response

from capacity_service.actions.read_contact import read_contact
from capacity_service.api.answers import tell
from capacity_service.api.guard import GuardedRoute, answer, current_actor
from capacity_service.api.problems import make_answer
from capacity_service.api.verblijven import Contact

router = APIRouter(route_class=GuardedRoute, tags=["plaatsingen"])


@router.get("/plaatsingen/{plaatsing_id}/contact", name="read_contact", responses=tell(Contact))
async def read_contact_now(request: Request, plaatsing_id: UUID) -> Response:
    """The house's 24-hour number (coordinator) or the number to call back (opvang), while it runs. Who looks is recorded."""
    return answer(make_answer(await read_contact(request.app.state.database, current_actor(request), plaatsing_id)))
