"""The work of a privacy officer: which looks of own people deserve another, and what is said of each."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import Field

from capacity_service.actions.judge_inzage import judge_inzage
from capacity_service.api.answers import Aantal, Uitgaand, tell
from capacity_service.api.fields import Bericht
from capacity_service.api.guard import GuardedRoute, answer, current_actor, perform
from capacity_service.api.problems import make_answer
from capacity_service.domain.inzage import Rol
from capacity_service.domain.steekproef import Beoordeling, Waarom
from capacity_service.store.database import Database
from capacity_service.store.steekproef import read_steekproef

router = APIRouter(route_class=GuardedRoute, tags=["inzagelog"])

VOLGNUMMER_MAX = 2**62
PAGE_MAX = 100
Volgnummer = Annotated[int, Field(ge=1, le=VOLGNUMMER_MAX)]


class Ziener(Uitgaand):
    """The account that looked; its name is a function, never a person's. Null when the account is no longer known."""

    id: UUID
    naam: str | None


class Inzageregel(Uitgaand):
    """One look of own people: what NEN 7513 asks, why it is shown here, and what was said of it.

    `oorsprong` is the network it came from under a key: equal for the same one, and telling nothing else. `zaak` is whether
    a case was open then (null: not about one case), `inUur` how much this account looked at in the hour up to then.
    """

    volgnummer: Volgnummer
    op: datetime
    account: Ziener
    rol: Rol
    handeling: str
    onderwerp_soort: str
    onderwerp: str
    uitkomst: str
    reden: str | None
    zaak: bool | None
    aantal: Aantal | None
    in_uur: Aantal | None
    oorsprong: str | None
    spoor: str | None
    waarom: list[Waarom]
    oordeel: Beoordeling | None
    beoordeeld_op: datetime | None


class Steekproef(Uitgaand):
    """A page of looks, newest first, and how far the reviewing of the last weeks is."""

    steekproef: list[Inzageregel]
    in_steekproef: Aantal
    beoordeeld: Aantal
    procent: Annotated[int, Field(ge=0, le=100)]
    volgende: Volgnummer | None


class OordeelIn(Bericht):
    """What the look was; no words about the household."""

    oordeel: Beoordeling


class Oordeel(Uitgaand):
    """What was said of a look, and when."""

    volgnummer: Volgnummer
    oordeel: Beoordeling
    beoordeeld_op: datetime


@router.get("/inzagelog/steekproef", responses=tell(Steekproef))
async def list_steekproef(
    request: Request,
    *,
    cursor: Annotated[int | None, Query(ge=1, le=VOLGNUMMER_MAX)] = None,
    open: bool | None = None,  # noqa: A002 - the word of the field
) -> Response:
    """Looks of own people that deserve another, and why; with `open` only those without a last word, or only those with one."""
    actor = current_actor(request)
    database: Database = request.app.state.database
    async with database.transaction(actor) as tx:
        found = await read_steekproef(tx, actor)
    wanted = [stuk for stuk in found if open is None or stuk.is_open == open]
    rest = [stuk for stuk in wanted if cursor is None or stuk.rij.volgnummer < cursor]
    page, done = rest[:PAGE_MAX], sum(not stuk.is_open for stuk in found)
    body = {
        "steekproef": [stuk.show() for stuk in page],
        "inSteekproef": len(found),
        "beoordeeld": done,
        "procent": done * 100 // len(found) if found else 100,
        "volgende": page[-1].rij.volgnummer if len(rest) > PAGE_MAX else None,
    }
    return answer(make_answer(body))


@router.post("/inzagelog/{volgnummer}/beoordeling", name="judge_inzage", responses=tell(Oordeel))
async def judge_inzage_now(
    request: Request, volgnummer: Annotated[int, Path(ge=1, le=VOLGNUMMER_MAX)], bericht: OordeelIn
) -> Response:
    """Say what a look was. Only `navragen` can be followed by another word."""
    actor = current_actor(request)
    return await perform(request, lambda tx: judge_inzage(tx, actor, volgnummer, bericht.oordeel), make_answer)
