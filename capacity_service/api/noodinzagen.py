"""Breaking the glass: asked by one, approved by somebody of another organisatie, and for a short time shown to who asked."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import Field, StrictStr

from capacity_service.actions.approve_noodinzage import approve_noodinzage
from capacity_service.actions.ask_noodinzage import ask_noodinzage
from capacity_service.actions.end_noodinzage import end_noodinzage
from capacity_service.actions.read_noodinzage import read_noodinzage
from capacity_service.api.answers import Cursor, Gemeentecode, HuisVerwijzing, Revisie, Uitgaand, tell
from capacity_service.api.fields import Bericht
from capacity_service.api.guard import GuardedRoute, answer, current_actor, perform
from capacity_service.api.problems import make_answer
from capacity_service.api.requests import LeegIn
from capacity_service.domain.aanvraag import Aanvraagstatus, Plaatsingstatus
from capacity_service.domain.inzage import Rol
from capacity_service.domain.noodinzage import Noodreden, Noodstatus
from capacity_service.store.database import Database
from capacity_service.store.identiteit import ALPHABET
from capacity_service.store.noodinzagen import make_noodtoestand, read_own, read_waiting

router = APIRouter(route_class=GuardedRoute, tags=["inzagelog"])

KENMERK = rf"^[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}$"


class NoodinzageIn(Bericht):
    """Which aanvraag, by the kenmerk that is said over the telephone, and why it cannot wait."""

    kenmerk: Annotated[StrictStr, Field(pattern=KENMERK)]
    reden: Noodreden


class Noodinzage(Uitgaand):
    """A noodinzage, and nothing of whom it is about. `gevraagdVoor` and `goedgekeurdVoor` are the two organisaties.

    `vervaltOp` is when a question nobody answered lapses, `verlooptOp` when the look is over.
    """

    id: UUID
    referentie: str
    reden: Noodreden
    status: Noodstatus
    gevraagd_door: UUID
    gevraagd_voor: UUID
    gevraagd_op: datetime
    vervalt_op: datetime
    goedgekeurd_door: UUID | None
    goedgekeurd_voor: UUID | None
    goedgekeurd_op: datetime | None
    verloopt_op: datetime | None
    beeindigd_op: datetime | None
    revisie: Revisie


class NoodinzageLijst(Uitgaand):
    """For landelijk what was asked; for who may approve what waits, and what they approved. Newest first."""

    noodinzagen: list[Noodinzage]
    volgende: Cursor


class Naam(Uitgaand):
    """An organisatie by name."""

    id: UUID
    naam: str


class Herkomst(Uitgaand):
    """Where a household comes from, and who asked for a place."""

    kenmerk: str
    aanvraag: UUID
    status: Aanvraagstatus
    gemeente: Gemeentecode | None
    organisatie: Naam


class Bestemming(Uitgaand):
    """Where it is expected, or is: codes as everywhere, never an address."""

    plaatsing: UUID
    status: Plaatsingstatus
    centrumgemeente: Gemeentecode
    organisatie: Naam
    huis: HuisVerwijzing
    plaatsen: list[str]
    aangekomen_op: datetime | None


class BeideKanten(Noodinzage):
    """Both sides, for who asked, while it lasts. `bestemming` is null when no plaatsing runs; both are when it was erased."""

    herkomst: Herkomst | None
    bestemming: Bestemming | None


@router.post("/noodinzagen", name="ask_noodinzage", status_code=201, responses=tell(Noodinzage, 201))
async def ask_noodinzage_now(request: Request, bericht: NoodinzageIn) -> Response:
    """Ask to see both sides of a plaatsing that runs. Nothing is shown before somebody of another organisatie agrees."""
    actor = current_actor(request)
    return await perform(
        request,
        lambda tx: ask_noodinzage(tx, actor, bericht.kenmerk, bericht.reden),
        lambda state: make_answer(state, 201),
    )


@router.get("/noodinzagen", responses=tell(NoodinzageLijst))
async def list_noodinzagen(request: Request) -> Response:
    """The last hundred: own questions for landelijk; what waits for approval, and what one approved, for the others."""
    actor = current_actor(request)
    database: Database = request.app.state.database
    async with database.transaction(actor) as tx:
        if actor.rol is Rol.landelijk:
            found = await read_own(tx, actor.organisatie)
        else:
            # What waits belongs to others; it tells of no household.
            await tx.enter("dienst")
            found = await read_waiting(tx, actor.organisatie, actor.account)
        shown = [make_noodtoestand(nood, tx.now) for nood in found]
    return answer(make_answer({"noodinzagen": shown, "volgende": None}))


@router.get("/noodinzagen/{noodinzage_id}", name="read_noodinzage", responses=tell(BeideKanten))
async def read_noodinzage_now(request: Request, noodinzage_id: UUID) -> Response:
    """Both sides of the plaatsing, for who asked and while it lasts. Every look is recorded before it is shown."""
    actor = current_actor(request)
    state = await read_noodinzage(request.app.state.database, actor, noodinzage_id)
    return answer(make_answer(state))


@router.post("/noodinzagen/{noodinzage_id}/goedkeuring", name="approve_noodinzage", responses=tell(Noodinzage))
async def approve_noodinzage_now(request: Request, noodinzage_id: UUID, bericht: LeegIn | None = None) -> Response:  # noqa: ARG001
    """Agree to what somebody of another organisatie asks. The house and the aanvrager are told at once."""
    actor = current_actor(request)
    return await perform(
        request,
        lambda tx: approve_noodinzage(tx, actor, noodinzage_id),
        make_answer,
    )


@router.post("/noodinzagen/{noodinzage_id}/einde", name="end_noodinzage", responses=tell(Noodinzage))
async def end_noodinzage_now(request: Request, noodinzage_id: UUID, bericht: LeegIn | None = None) -> Response:  # noqa: ARG001
    """End it before its time is over; for who asked and who agreed."""
    actor = current_actor(request)
    return await perform(
        request,
        lambda tx: end_noodinzage(tx, actor, noodinzage_id),
        make_answer,
    )
