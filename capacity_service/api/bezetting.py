"""The counts of the country, as recorded."""

from typing import Any

from fastapi import APIRouter, Request, Response

from capacity_service.api import overviews
from capacity_service.api.answers import tell
from capacity_service.api.guard import GuardedRoute, answer, current_actor
from capacity_service.api.problems import make_answer
from capacity_service.domain.inzage import show_bezetting
from capacity_service.store import toestand
from capacity_service.store.database import Database
from capacity_service.store.stand import add_up, read_stempel

router = APIRouter(route_class=GuardedRoute, tags=["bezetting"])


@router.get("/bezetting", responses=tell(overviews.BezettingOverzicht))
async def read_bezetting(request: Request) -> Response:
    """Per centrumgemeente and in total: crisisplaatsen, and opvangplaatsen beside them.

    `vrij + gereserveerd + bezet = inzetbaar`; onbevestigd is a part of vrij.
    """
    actor = current_actor(request)
    database: Database = request.app.state.database
    async with database.transaction(actor) as tx:
        stempel = await read_stempel(tx)
        rows = await toestand.read_bezetting(tx)
    body: dict[str, Any] = {
        "centrumgemeenten": [show_bezetting(actor.rol, row) for row in rows],
        "totaal": show_bezetting(actor.rol, add_up(rows)),
        "minimum": tx.regels.minimum_plaatsen,
        "verzonnen": stempel.verzonnen,
        "stand": stempel.show(),
    }
    return answer(make_answer(body))
