"""The counts of the country, as recorded."""

from typing import Any, Protocol

from fastapi import APIRouter, Request, Response

from capacity_service.api import overviews
from capacity_service.api.answers import tell
from capacity_service.api.guard import GuardedRoute, answer, current_actor
from capacity_service.api.problems import make_answer
from capacity_service.domain.inzage import Actor
from capacity_service.store.database import Database
from capacity_service.store.stand import read_stempel

router = APIRouter(route_class=GuardedRoute, tags=["bezetting"])


class Bezettingsbron(Protocol):
    """Who holds the counts as each audience sees them, at that audience's own number."""

    async def read_bezetting(self, actor: Actor, volgnummer: int) -> dict[str, Any]:
        """The answer for this actor, with fact `volgnummer` of the logboek in it."""
        ...


@router.get("/bezetting", responses=tell(overviews.BezettingOverzicht))
async def read_bezetting(request: Request) -> Response:
    """Per centrumgemeente and in total: crisisplaatsen, and opvangplaatsen beside them.

    `vrij + gereserveerd + bezet = inzetbaar`; onbevestigd is a part of vrij. What a gemeente sees of other centrumgemeenten is the
    rule `openheid`: `volledig` every change at once, `getikt` all together as they were at `getiktOp`, `landelijk` only what is inzetbaar
    at `getiktOp` and how many were free on average over the last whole week. Its own, and the totals, are always of this moment.
    """
    return answer(make_answer(await load_bezetting(request)))


async def load_bezetting(request: Request) -> dict[str, Any]:
    """The answer for whoever asks, from what their audience is shown."""
    actor = current_actor(request)
    database: Database = request.app.state.database
    async with database.transaction(actor) as tx:
        stempel = await read_stempel(tx)
    bron: Bezettingsbron = request.app.state.feed
    return await bron.read_bezetting(actor, stempel.volgnummer)
