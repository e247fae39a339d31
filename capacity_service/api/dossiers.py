"""Evidence: the dossier of an opvangorganisatie for itself and its auditor, the verantwoording of a centrumgemeente."""

from collections.abc import Awaitable, Callable
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from capacity_service.api import bewijsvormen
from capacity_service.api.answers import tell
from capacity_service.api.fields import Datum
from capacity_service.api.guard import GuardedRoute, answer, current_actor
from capacity_service.api.problems import make_answer
from capacity_service.domain.errors import NietGevonden
from capacity_service.domain.inzage import Rol
from capacity_service.domain.openheid import Openheid
from capacity_service.store.bewijs import complete_periode, conceal_numbers, make_dossier, make_verantwoording
from capacity_service.store.database import Database, Transactie
from capacity_service.store.toestand import Toestand

router = APIRouter(route_class=GuardedRoute, tags=["bewijs"])

Van = Annotated[Datum | None, Query(description="De eerste dag (Amsterdam); zonder: een jaar voor tot.")]
Tot = Annotated[Datum | None, Query(description="De dag na de laatste; zonder: morgen.")]


async def _read(request: Request, work: Callable[[Transactie], Awaitable[Toestand]]) -> Response:
    """Counts come out of this, never a household, so it may read past what the asker could see."""
    database: Database = request.app.state.database
    async with database.transaction(None, snapshot=True) as tx:
        body = await work(tx)
    return answer(make_answer(body))


@router.get("/dossiers/{organisatie_id}", responses=tell(bewijsvormen.Dossier))
async def read_dossier(request: Request, organisatie_id: UUID, van: Van = None, tot: Tot = None) -> Response:
    """The normenkader norm by norm, over the days from `van` to `tot`, with what it rests on.

    The own organisatie and the auditor get exact counts: they hold a norm against them.
    """
    actor = current_actor(request)
    if actor.rol is Rol.opvang and organisatie_id != actor.organisatie:
        raise NietGevonden
    return await _read(request, lambda tx: make_dossier(tx, organisatie_id, *complete_periode(tx.now, van, tot)))


@router.get("/verantwoordingen/{centrumgemeente}", responses=tell(bewijsvormen.Verantwoording))
async def read_verantwoording(request: Request, centrumgemeente: str, van: Van = None, tot: Tot = None) -> Response:
    """Did this centrumgemeente meet its duty, by whole calendar quarters; fewer than 5 households read `<5`.

    A gemeente sees numbers of the logboek only when the rule `openheid` is `volledig`: they count what happens elsewhere too.
    """
    actor = current_actor(request)
    foreign = actor.rol is Rol.gemeente and centrumgemeente != actor.centrumgemeente
    if foreign or not centrumgemeente.isprintable():
        raise NietGevonden

    async def work(tx: Transactie) -> Toestand:
        body = await make_verantwoording(tx, centrumgemeente, *complete_periode(tx.now, van, tot))
        closed = actor.rol is Rol.gemeente and Openheid.of(tx.regels) is not Openheid.volledig
        return conceal_numbers(body) if closed else body

    return await _read(request, work)
