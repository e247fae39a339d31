"""Placements: what the two organisaties concerned can say and see, from reservering to einde."""

from collections.abc import Callable, Coroutine
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response

from capacity_service.actions.accept_plaatsing import accept_plaatsing
from capacity_service.actions.choose_voorstel import choose_voorstel
from capacity_service.actions.confirm_aankomst import confirm_aankomst
from capacity_service.actions.confirm_voorstel import confirm_voorstel
from capacity_service.actions.end_verblijf import end_verblijf
from capacity_service.actions.extend_verblijf import extend_verblijf
from capacity_service.actions.release_plaatsen import release_plaatsen
from capacity_service.actions.relocate_verblijf import relocate_verblijf
from capacity_service.actions.report_niet_verschenen import report_niet_verschenen
from capacity_service.actions.report_terugmelding import Terugmelding, report_terugmelding
from capacity_service.api import answers
from capacity_service.api.aanvragen import dump_veiligheid
from capacity_service.api.guard import GuardedRoute, answer, current_actor, perform
from capacity_service.api.problems import make_answer
from capacity_service.api.requests import (
    AankomstIn,
    AnderVoorstelIn,
    BevestigingIn,
    DoorplaatsingIn,
    EindeIn,
    LeegIn,
    TerugmeldingIn,
    VerlengingIn,
    VrijgaveIn,
)
from capacity_service.api.verblijven import Verplaatsing, VerplaatsingIn
from capacity_service.domain import verplaatsing as verplaatsen
from capacity_service.domain.aanvraag import Terugmeldingreden
from capacity_service.domain.errors import NietGevonden, TerugmeldingOnbekend
from capacity_service.domain.inzage import Actor, Rol, concerns
from capacity_service.domain.inzagevelden import show
from capacity_service.store.database import Database, Transactie
from capacity_service.store.pagina import PLAATSINGEN_ASKED, PLAATSINGEN_HOUSED, is_listed, read_page
from capacity_service.store.toestand import Toestand, read_plaatsingen

router = APIRouter(route_class=GuardedRoute, tags=["plaatsingen"])


def _readable(actor: Actor) -> str:
    return PLAATSINGEN_ASKED if actor.rol is Rol.coordinator else PLAATSINGEN_HOUSED


@router.get("/plaatsingen", responses=answers.tell(answers.PlaatsingLijst))
async def list_plaatsingen(
    request: Request,
    *,
    cursor: UUID | None = None,
    open: bool | None = None,  # noqa: A002 - the word of the field
) -> Response:
    """Own plaatsingen, newest first: asked for (coordinator) or housed (opvang); with `open` only what runs, or what is over."""
    actor = current_actor(request)
    database: Database = request.app.state.database
    async with database.transaction(actor) as tx:
        ids, volgende = await read_page(tx, _readable(actor), cursor, open=open)
        states = await read_plaatsingen(tx, ids)
    shown = [show("plaatsing", actor.rol, state) for state in reversed(states)]
    return answer(make_answer({"plaatsingen": shown, "volgende": volgende}))


@router.get("/plaatsingen/{plaatsing_id}", responses=answers.tell(answers.Plaatsing))
async def read_plaatsing(request: Request, plaatsing_id: UUID) -> Response:
    """One plaatsing: who is coming, what to prepare, the clock. Never where from, never where next."""
    actor = current_actor(request)
    database: Database = request.app.state.database
    async with database.transaction(actor) as tx:
        listed = await is_listed(tx, _readable(actor), plaatsing_id, open=None)
        states = await read_plaatsingen(tx, [plaatsing_id]) if listed else []
    if not states or not concerns("plaatsing", actor, states[0]):
        raise NietGevonden
    return answer(make_answer(show("plaatsing", actor.rol, states[0])))


async def _perform(request: Request, work: Callable[[Transactie], Coroutine[Any, Any, Toestand]]) -> Response:
    rol = current_actor(request).rol
    return await perform(request, work, lambda state: make_answer(show("plaatsing", rol, state)))


@router.post(
    "/plaatsingen/{plaatsing_id}/bevestiging", name="confirm_voorstel", responses=answers.tell(answers.Plaatsing)
)
async def confirm_voorstel_now(request: Request, plaatsing_id: UUID, bericht: BevestigingIn) -> Response:
    """Take the reserved places, all of them; from now on they never lapse."""
    return await _perform(request, lambda tx: confirm_voorstel(tx, plaatsing_id, bericht.verwachte_aankomst_op))


@router.post(
    "/plaatsingen/{plaatsing_id}/ander-voorstel", name="choose_voorstel", responses=answers.tell(answers.Plaatsing)
)
async def choose_voorstel_now(request: Request, plaatsing_id: UUID, bericht: AnderVoorstelIn) -> Response:
    """Take another voorstel instead; gives the new plaatsing."""
    return await _perform(request, lambda tx: choose_voorstel(tx, plaatsing_id, bericht.plaatsen))


@router.post(
    "/plaatsingen/{plaatsing_id}/acceptatie", name="accept_plaatsing", responses=answers.tell(answers.Plaatsing)
)
async def accept_plaatsing_now(request: Request, plaatsing_id: UUID, bericht: LeegIn | None = None) -> Response:  # noqa: ARG001
    """The house has seen it and says yes."""
    return await _perform(request, lambda tx: accept_plaatsing(tx, plaatsing_id))


@router.post(
    "/plaatsingen/{plaatsing_id}/terugmelding", name="report_terugmelding", responses=answers.tell(answers.Plaatsing)
)
async def report_terugmelding_now(request: Request, plaatsing_id: UUID, bericht: TerugmeldingIn) -> Response:
    """The house says, from the closed list, that this cannot be (R6); where the household goes next is not told.

    Of several places it may name those that it is about: only of those a fact is recorded, and the others are free.
    """
    if bericht.reden not in set(Terugmeldingreden):
        raise TerugmeldingOnbekend(
            "Een huis weigert niemand (normenkader 5.1c). Terugmelden kan alleen met: "
            f"{', '.join(Terugmeldingreden)}. Past geen hiervan? Maak de plaats gereed of bel de landelijke coördinatie."
        )
    melding = Terugmelding(
        Terugmeldingreden(bericht.reden),
        bericht.uitval,
        bericht.verwacht_tot_op,
        bericht.sinds_op,
        bericht.ontbreekt or (),
        bericht.plaatsen,
    )
    return await _perform(request, lambda tx: report_terugmelding(tx, plaatsing_id, melding))


@router.post("/plaatsingen/{plaatsing_id}/aankomst", name="confirm_aankomst", responses=answers.tell(answers.Plaatsing))
async def confirm_aankomst_now(request: Request, plaatsing_id: UUID, bericht: AankomstIn) -> Response:
    """They are inside; 1-3 nights are promised from the night of arrival. Places they are not in are let go."""
    aankomst = (bericht.aangekomen_op, bericht.nachten, bericht.plaatsen)
    return await _perform(request, lambda tx: confirm_aankomst(tx, plaatsing_id, *aankomst))


@router.post(
    "/plaatsingen/{plaatsing_id}/niet-verschenen",
    name="report_niet_verschenen",
    responses=answers.tell(answers.Plaatsing),
)
async def report_niet_verschenen_now(request: Request, plaatsing_id: UUID, bericht: LeegIn | None = None) -> Response:  # noqa: ARG001
    """Whoever was expected did not come: an alarm, not a free place."""
    return await _perform(request, lambda tx: report_niet_verschenen(tx, plaatsing_id))


@router.post(
    "/plaatsingen/{plaatsing_id}/verlenging", name="extend_verblijf", responses=answers.tell(answers.Plaatsing)
)
async def extend_verblijf_now(request: Request, plaatsing_id: UUID, bericht: VerlengingIn) -> Response:
    """A new total of nights, within 3."""
    return await _perform(request, lambda tx: extend_verblijf(tx, plaatsing_id, bericht.nachten))


@router.post("/plaatsingen/{plaatsing_id}/vrijgave", name="release_plaatsen", responses=answers.tell(answers.Plaatsing))
async def release_plaatsen_now(request: Request, plaatsing_id: UUID, bericht: VrijgaveIn) -> Response:
    """They go on in fewer of their places; those they left are free at once."""
    return await _perform(request, lambda tx: release_plaatsen(tx, plaatsing_id, bericht.plaatsen, bericht.op_datum))


@router.post(
    "/plaatsingen/{plaatsing_id}/doorplaatsing", name="move_on_verblijf", responses=answers.tell(answers.Plaatsing)
)
async def move_on_verblijf_now(request: Request, plaatsing_id: UUID, bericht: DoorplaatsingIn) -> Response:
    """On to ordinary opvang; where to is a kind, never a place."""
    return await _perform(request, lambda tx: end_verblijf(tx, plaatsing_id, bericht.naar, bericht.op_datum))


@router.post(
    "/plaatsingen/{plaatsing_id}/verplaatsing",
    name="relocate_verblijf",
    status_code=201,
    responses=answers.tell(Verplaatsing, 201),
)
async def relocate_verblijf_now(request: Request, plaatsing_id: UUID, bericht: VerplaatsingIn) -> Response:
    """They cannot stay: danger or loss. Another place is looked for; they stay until they are inside there."""
    verplaatsing = verplaatsen.Verplaatsing(
        bericht.reden,
        bericht.vastgesteld_op,
        None if bericht.veiligheid is None else dump_veiligheid(bericht.veiligheid),
        frozenset(bericht.uitsluitingen),
    )
    return await perform(
        request,
        lambda tx: relocate_verblijf(tx, plaatsing_id, verplaatsing),
        lambda state: make_answer(state, 201),
    )


@router.post("/plaatsingen/{plaatsing_id}/einde", name="end_verblijf", responses=answers.tell(answers.Plaatsing))
async def end_verblijf_now(request: Request, plaatsing_id: UUID, bericht: EindeIn) -> Response:
    """They have left; all their places are free at once."""
    return await _perform(request, lambda tx: end_verblijf(tx, plaatsing_id, bericht.naar, bericht.op_datum))
