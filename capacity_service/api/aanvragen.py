"""Requests for a place: submit, look, change, take back."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError

from capacity_service.actions.change_aanvraag import Wijziging, change_aanvraag
from capacity_service.actions.submit_aanvraag import Indiening
from capacity_service.actions.withdraw_aanvraag import withdraw_aanvraag
from capacity_service.api import answers
from capacity_service.api.guard import (
    GuardedRoute,
    answer,
    current_actor,
    make_verzoek,
    perform,
    read_if_match,
)
from capacity_service.api.indienen import Wachtrij
from capacity_service.api.problems import make_answer
from capacity_service.api.requests import AanvraagIn, AanvraagWijziging, HuishoudenIn, IntrekkingIn, VeiligheidIn
from capacity_service.domain.aanvraag import Veiligheid, check_code_rood
from capacity_service.domain.errors import NietGevonden
from capacity_service.domain.inzage import Actor, Rol, concerns, is_gone
from capacity_service.domain.inzagevelden import show
from capacity_service.store.database import Database
from capacity_service.store.idempotentie import Antwoord
from capacity_service.store.pagina import AANVRAGEN_OPEN, AANVRAGEN_OWN, is_listed, read_page
from capacity_service.store.toestand import Toestand, read_volledig, read_voorstellen

router = APIRouter(route_class=GuardedRoute, tags=["aanvragen"])


def show_aanvraag(rol: Rol, state: Toestand) -> Toestand:
    """An aanvraag with its plaatsing as this role sees both."""
    shown = show("aanvraag", rol, state) or {}
    if shown.get("plaatsing"):
        shown["plaatsing"] = show("plaatsing", rol, shown["plaatsing"])
    return shown


def render_ingediend(state: Toestand) -> Antwoord:
    """201, where it is, and what it led to."""
    location = {"Location": f"/v1/aanvragen/{state['id']}"}
    return make_answer(show_aanvraag(Rol.coordinator, state), 201, location)


def _render(state: Toestand) -> Antwoord:
    return make_answer(show_aanvraag(Rol.coordinator, state))


def dump_huishouden(huishouden: HuishoudenIn) -> dict[str, Any]:
    """As it is kept: JSON in the sender's field names."""
    return huishouden.model_dump(mode="json", by_alias=True)


def dump_veiligheid(veiligheid: VeiligheidIn) -> dict[str, Any]:
    """As it is kept. Raises `CodeRoodVereist` unless it is rood, or an acute threat stands in for it (R4)."""
    check_code_rood(Veiligheid(veiligheid.door, veiligheid.kleur, veiligheid.instrument, veiligheid.dreiging))
    return veiligheid.model_dump(mode="json", by_alias=True)


@router.post("/aanvragen", status_code=201, responses=answers.tell(answers.Aanvraag, 201))
async def submit_aanvraag(request: Request, bericht: AanvraagIn) -> Response:
    """Ask for a place: recorded, weighed and reserved in one transaction.

    Without a place it is recorded all the same: `zonder_plaats`, with the knelpunt. Refused unless rood (R4).
    """
    gegevens = {
        "gemeente": bericht.gemeente,
        "veiligheid": dump_veiligheid(bericht.veiligheid),
        "huishouden": dump_huishouden(bericht.huishouden),
        "uitsluitingen": bericht.uitsluitingen,
        "voorkeuren": bericht.voorkeuren,
    }
    wachtrij: Wachtrij = request.app.state.wachtrij
    indiening = Indiening(
        make_verzoek(request), bericht.vastgesteld_op, bericht.nachten, gegevens, bericht.terugbelnummer
    )
    return answer(await wachtrij.submit(indiening))


async def take_aanvraag(request: Request) -> Response:
    """The same for a request that was read already, without the framework in between; every fault is told the same."""
    if not hasattr(request, "_json"):
        raise RequestValidationError([{"type": "missing", "loc": ()}])
    try:
        bericht = AanvraagIn.model_validate(request._json)  # noqa: SLF001 - put there by the guard
    except ValidationError as error:
        raise RequestValidationError(error.errors()) from None
    return await submit_aanvraag(request, bericht)


@router.get("/aanvragen", responses=answers.tell(answers.AanvraagLijst))
async def list_aanvragen(request: Request, cursor: UUID | None = None) -> Response:
    """Own aanvragen, newest first; for landelijk every open one, without where it leads."""
    actor = current_actor(request)
    database: Database = request.app.state.database
    async with database.transaction(actor) as tx:
        ids, volgende = await read_page(tx, _readable(actor), cursor)
        states = await read_volledig(tx, ids)
    shown = [show_aanvraag(actor.rol, state) for state in reversed(states)]
    return answer(make_answer({"aanvragen": shown, "volgende": volgende}))


def _readable(actor: Actor) -> str:
    return AANVRAGEN_OPEN if actor.rol is Rol.landelijk else AANVRAGEN_OWN


async def _find(request: Request, actor: Actor, aanvraag_id: UUID) -> Toestand:
    database: Database = request.app.state.database
    async with database.transaction(actor) as tx:
        states = await read_volledig(tx, [aanvraag_id]) if await is_listed(tx, _readable(actor), aanvraag_id) else []
    if not states or not concerns("aanvraag", actor, states[0]):
        raise NietGevonden
    if is_gone("aanvraag", actor.rol, states[0]):
        raise NietGevonden
    return states[0]


@router.get("/aanvragen/{aanvraag_id}", responses=answers.tell(answers.Aanvraag))
async def read_aanvraag(request: Request, aanvraag_id: UUID) -> Response:
    """One aanvraag: its clock, its plaatsing, the reasons, the knelpunt."""
    actor = current_actor(request)
    return answer(make_answer(show_aanvraag(actor.rol, await _find(request, actor, aanvraag_id))))


@router.get("/aanvragen/{aanvraag_id}/voorstellen", responses=answers.tell(answers.VoorstelLijst))
async def list_voorstellen(request: Request, aanvraag_id: UUID) -> Response:
    """What was proposed, best first, each with its reasons."""
    actor = current_actor(request)
    await _find(request, actor, aanvraag_id)
    database: Database = request.app.state.database
    async with database.transaction(actor) as tx:
        found = await read_voorstellen(tx, [aanvraag_id])
    return answer(make_answer({"voorstellen": found.get(str(aanvraag_id), []), "volgende": None}))


@router.patch("/aanvragen/{aanvraag_id}", name="change_aanvraag", responses=answers.tell(answers.Aanvraag))
async def change_aanvraag_now(request: Request, aanvraag_id: UUID, bericht: AanvraagWijziging) -> Response:
    """New danger, an extra child, a gemeente that is not safe: weighed again."""
    revisie = read_if_match(request)
    gegevens: dict[str, Any] = {}
    if bericht.veiligheid is not None:
        gegevens["veiligheid"] = dump_veiligheid(bericht.veiligheid)
    if bericht.huishouden is not None:
        gegevens["huishouden"] = dump_huishouden(bericht.huishouden)
    for name in ("uitsluitingen", "voorkeuren"):
        if getattr(bericht, name) is not None:
            gegevens[name] = getattr(bericht, name)
    wijziging = Wijziging(bericht.vastgesteld_op, gegevens, bericht.terugbelnummer)
    return await perform(request, lambda tx: change_aanvraag(tx, aanvraag_id, revisie, wijziging), _render)


@router.post("/aanvragen/{aanvraag_id}/intrekking", name="withdraw_aanvraag", responses=answers.tell(answers.Aanvraag))
async def withdraw_aanvraag_now(request: Request, aanvraag_id: UUID, bericht: IntrekkingIn) -> Response:
    """Take it back, with a reason; what it held is free at once."""
    return await perform(request, lambda tx: withdraw_aanvraag(tx, aanvraag_id, bericht.reden), _render)
