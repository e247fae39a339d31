"""What the service found and asks: normsignalen, meldingen, and vragen to houses."""

from uuid import UUID

from fastapi import APIRouter, Request, Response

from capacity_service.actions.answer_vraag import answer_vraag
from capacity_service.actions.see_melding import see_melding
from capacity_service.api import signaalvormen
from capacity_service.api.answers import tell
from capacity_service.api.guard import GuardedRoute, answer, current_actor, perform
from capacity_service.api.problems import make_answer
from capacity_service.api.requests import LeegIn
from capacity_service.domain.inzage import NORMEN_VAN_GEMEENTE, Actor, Rol, concerns
from capacity_service.domain.inzagevelden import show
from capacity_service.store import pagina
from capacity_service.store.database import Database
from capacity_service.store.signaaltoestand import read_meldingen, read_normsignalen, read_vragen

router = APIRouter(route_class=GuardedRoute, tags=["signalen"])

NORMSIGNALEN = {
    Rol.opvang: pagina.NORMSIGNALEN_OPVANG,
    Rol.coordinator: pagina.NORMSIGNALEN_GEVRAAGD,
    Rol.gemeente: pagina.NORMSIGNALEN_GEMEENTE,
    Rol.landelijk: pagina.NORMSIGNALEN_ALL,
}


@router.get("/normsignalen", responses=tell(signaalvormen.NormsignaalLijst))
async def list_normsignalen(
    request: Request,
    *,
    cursor: UUID | None = None,
    open: bool | None = None,  # noqa: A002 - the word of the field
) -> Response:
    """Episodes in which a norm is not met, newest first; with `open` only those that last, or only those that ended."""
    actor = current_actor(request)
    database: Database = request.app.state.database
    async with database.transaction(actor) as tx:
        ids, volgende = await pagina.read_page(tx, NORMSIGNALEN[actor.rol], cursor, open=open, **_where(actor))
        # Who was told stands in meldingen to others; only the kinds of roles go out.
        await tx.enter("dienst")
        states = await read_normsignalen(tx, ids)
    shown = [show("normsignaal", actor.rol, one) for one in reversed(states) if concerns("normsignaal", actor, one)]
    return answer(make_answer({"normsignalen": shown, "volgende": volgende}))


def _where(actor: Actor) -> dict[str, object]:
    if actor.rol is not Rol.gemeente:
        return {}
    return {"streek": actor.centrumgemeente, "normen": sorted(NORMEN_VAN_GEMEENTE)}


@router.get("/meldingen", responses=tell(signaalvormen.MeldingLijst))
async def list_meldingen(
    request: Request,
    *,
    cursor: UUID | None = None,
    open: bool | None = None,  # noqa: A002 - the word of the field
) -> Response:
    """What was told to own rol and organisatie, newest first; with `open` only what nobody has seen, or only what was."""
    actor = current_actor(request)
    database: Database = request.app.state.database
    async with database.transaction(actor) as tx:
        query = pagina.MELDINGEN_LANDELIJK if actor.rol is Rol.landelijk else pagina.MELDINGEN_OWN
        rol = {} if actor.rol is Rol.landelijk else {"rol": str(actor.rol)}
        ids, volgende = await pagina.read_page(tx, query, cursor, open=open, **rol)
        states = await read_meldingen(tx, ids)
    shown = [show("melding", actor.rol, state) for state in reversed(states)]
    return answer(make_answer({"meldingen": shown, "volgende": volgende}))


@router.post("/meldingen/{melding_id}/gezien", name="see_melding", responses=tell(signaalvormen.Melding))
async def see_melding_now(request: Request, melding_id: UUID, bericht: LeegIn) -> Response:  # noqa: ARG001
    """Somebody has seen it; it leaves every screen of this audience."""
    rol = current_actor(request).rol
    return await perform(
        request, lambda tx: see_melding(tx, melding_id), lambda state: make_answer(show("melding", rol, state))
    )


@router.get("/vragen", responses=tell(signaalvormen.VraagLijst))
async def list_vragen(request: Request, cursor: UUID | None = None) -> Response:
    """What own houses were asked, newest first."""
    actor = current_actor(request)
    database: Database = request.app.state.database
    async with database.transaction(actor) as tx:
        ids, volgende = await pagina.read_page(tx, pagina.VRAGEN_OWN, cursor)
        states = await read_vragen(tx, ids)
    shown = [show("vraag", actor.rol, state) for state in reversed(states)]
    return answer(make_answer({"vragen": shown, "volgende": volgende}))


@router.post("/vragen/{vraag_id}/antwoord", name="answer_vraag", responses=tell(signaalvormen.Vraag))
async def answer_vraag_now(request: Request, vraag_id: UUID, bericht: signaalvormen.AntwoordIn) -> Response:
    """Say whether the place is really free; a yes is reserved at once for whoever waits longest and fits."""
    rol, ja = current_actor(request).rol, bericht.antwoord is signaalvormen.Antwoord.ja
    return await perform(
        request, lambda tx: answer_vraag(tx, vraag_id, ja=ja), lambda state: make_answer(show("vraag", rol, state))
    )
