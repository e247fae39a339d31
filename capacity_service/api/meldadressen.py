"""Where an organisatie is told outside the screen, and what became of what was sent there."""

from typing import Annotated, Self
from uuid import UUID

from email_validator import EmailNotValidError, validate_email
from fastapi import APIRouter, Request, Response
from pydantic import Field, StrictBool, StrictStr, model_validator
from pydantic_core import PydanticCustomError

from capacity_service.actions.add_meldadres import NieuwMeldadres, add_meldadres
from capacity_service.actions.repeat_bezorging import repeat_bezorging
from capacity_service.actions.try_meldadres import try_meldadres
from capacity_service.actions.withdraw_meldadres import withdraw_meldadres
from capacity_service.api import berichtgeving as answers
from capacity_service.api.answers import tell
from capacity_service.api.fields import Bericht
from capacity_service.api.guard import GuardedRoute, answer, current_actor, perform, read_if_match
from capacity_service.api.problems import make_answer
from capacity_service.domain.bezorging import Bezorgstatus, Meldadressoort
from capacity_service.domain.uitweg import ADRES_MAX, Uitweg
from capacity_service.store.database import Database
from capacity_service.store.idempotentie import Antwoord
from capacity_service.store.meldadressen import find_meldadres, make_meldadres, read_bezorgingen, read_meldadressen
from capacity_service.store.pagina import BEZORGINGEN_OWN, MELDADRESSEN_OWN, read_page
from capacity_service.store.toestand import Toestand

router = APIRouter(route_class=GuardedRoute, tags=["meldadressen"])


class MeldadresIn(Bericht):
    """Where to tell: an e-mail address (best one of a function, not of a person), or the address of a webhook."""

    soort: Meldadressoort
    adres: Annotated[StrictStr, Field(min_length=3, max_length=ADRES_MAX)]
    alleen_dringend: StrictBool = False

    @model_validator(mode="after")
    def check_email(self) -> Self:
        """An e-mail address is one, in ordinary letters; whether anybody reads it shows the proef."""
        if self.soort is Meldadressoort.email:
            try:
                self.adres = validate_email(self.adres, check_deliverability=False, allow_smtputf8=False).normalized
            except EmailNotValidError:
                zin = "Dit is geen e-mailadres. Geef een adres als wacht@uworganisatie.nl."
                raise PydanticCustomError("zin", "{zin}", {"zin": zin}) from None
        return self


@router.get("/meldadressen", responses=tell(answers.MeldadresLijst))
async def list_meldadressen(request: Request, cursor: UUID | None = None) -> Response:
    """Own meldadressen, newest first."""
    actor = current_actor(request)
    database: Database = request.app.state.database
    async with database.transaction(actor) as tx:
        ids, volgende = await read_page(tx, MELDADRESSEN_OWN, cursor, rol=str(actor.rol))
        states = await read_meldadressen(tx, ids)
    return answer(make_answer({"meldadressen": states[::-1], "volgende": volgende}))


@router.get("/meldadressen/{meldadres_id}", responses=tell(answers.Meldadres))
async def read_meldadres(request: Request, meldadres_id: UUID) -> Response:
    """One own meldadres; its secret is not told again."""
    actor = current_actor(request)
    database: Database = request.app.state.database
    async with database.transaction(actor) as tx:
        state = make_meldadres(tx, await find_meldadres(tx, actor, meldadres_id))
    return answer(make_answer(state))


@router.post("/meldadressen", status_code=201, name="add_meldadres", responses=tell(answers.NieuwMeldadres, 201))
async def add_meldadres_now(request: Request, bericht: MeldadresIn) -> Response:
    """Be told here from now on. The secret of a webhook is in this answer and in no other."""
    actor = current_actor(request)
    uitweg: Uitweg = request.app.state.uitweg
    nieuw = NieuwMeldadres(bericht.soort, bericht.adres, bericht.alleen_dringend)

    def render(state: Toestand) -> Antwoord:
        return make_answer(state, 201, {"Location": f"/v1/meldadressen/{state['id']}"})

    return await perform(request, lambda tx: add_meldadres(tx, actor, nieuw, uitweg), render)


@router.delete("/meldadressen/{meldadres_id}", status_code=204, name="withdraw_meldadres")
async def withdraw_meldadres_now(request: Request, meldadres_id: UUID) -> Response:
    """No longer be told here; what was still waiting ends as onbestelbaar."""
    actor, revisie = current_actor(request), read_if_match(request)

    def render(_: None) -> Antwoord:
        return make_answer(None, 204)

    return await perform(request, lambda tx: withdraw_meldadres(tx, actor, meldadres_id, revisie), render)


def _accept(state: Toestand) -> Antwoord:
    return make_answer(state, 202)


@router.post(
    "/meldadressen/{meldadres_id}/proef",
    status_code=202,
    name="try_meldadres",
    responses=tell(answers.Bezorging, 202),
)
async def try_meldadres_now(request: Request, meldadres_id: UUID) -> Response:
    """Send a test message; whether it arrived stands in the bezorgingen a moment later."""
    actor = current_actor(request)
    return await perform(request, lambda tx: try_meldadres(tx, actor, meldadres_id), _accept)


@router.get("/bezorgingen", responses=tell(answers.BezorgingLijst))
async def list_bezorgingen(
    request: Request, status: Bezorgstatus | None = None, cursor: UUID | None = None
) -> Response:
    """What was told to own meldadressen and how it fared, newest first; `onbestelbaar` waits for a person.

    What was delivered is seen for 7 days.
    """
    actor = current_actor(request)
    database: Database = request.app.state.database
    async with database.transaction(actor) as tx:
        params = {"rol": str(actor.rol), "status": status and str(status)}
        ids, volgende = await read_page(tx, BEZORGINGEN_OWN, cursor, **params)
        states = await read_bezorgingen(tx, ids)
    return answer(make_answer({"bezorgingen": states[::-1], "volgende": volgende}))


@router.post(
    "/bezorgingen/{bezorging_id}/herhaling",
    status_code=202,
    name="repeat_bezorging",
    responses=tell(answers.Bezorging, 202),
)
async def repeat_bezorging_now(request: Request, bezorging_id: UUID) -> Response:
    """Try again now, whether it waits or was given up; the receiver gets the same id."""
    actor = current_actor(request)
    return await perform(request, lambda tx: repeat_bezorging(tx, actor, bezorging_id), _accept)
