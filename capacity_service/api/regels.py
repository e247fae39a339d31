"""The rules: what holds today, what held and will hold, what is proposed; and changing one with two people (R18)."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import AfterValidator, Field, StrictStr
from pydantic_core import PydanticCustomError

from capacity_service.actions.approve_regel import approve_regel
from capacity_service.actions.propose_regel import Regelvoorstel, propose_regel
from capacity_service.api.answers import Cursor, Revisie, Uitgaand, tell
from capacity_service.api.fields import Bericht, Datum, Geheel
from capacity_service.api.guard import GuardedRoute, answer, current_actor, perform
from capacity_service.api.problems import make_answer
from capacity_service.domain.regels import GRENZEN, SEED, Regels
from capacity_service.domain.regeluitleg import KEUZES, UITLEG
from capacity_service.domain.regelwijziging import first_day
from capacity_service.store.database import Database
from capacity_service.store.regeltoestand import make_regeltoestand, read_regelrijen
from capacity_service.store.toestand import Toestand

router = APIRouter(route_class=GuardedRoute, tags=["regels"])

WOORDEN = re.compile(r"[A-Za-zÀ-ÖØ-öø-ÿ0-9][A-Za-zÀ-ÖØ-öø-ÿ0-9 .,;:()/%+&'-]*")


def _plain(text: str) -> str:
    if not WOORDEN.fullmatch(text):
        zin = "Schrijf gewone woorden: letters, cijfers en leestekens, zonder @ en zonder nieuwe regel."
        raise PydanticCustomError("zin", "{zin}", {"zin": zin})
    return text


Zin = Annotated[StrictStr, Field(min_length=3, max_length=200), AfterValidator(_plain)]


LAAGST, HOOGST = min(grens.laagst for grens in SEED), max(grens.hoogst for grens in SEED)
"""What no rule goes beyond; each has bounds of its own within these."""


class RegelIn(Bericht):
    """A number in the unit of the rule, from a day that has not begun, with its source and the reason."""

    naam: Annotated[StrictStr, Field(min_length=1, max_length=60)]
    waarde: Annotated[Geheel, Field(ge=LAAGST, le=HOOGST)]
    geldig_vanaf_datum: Datum
    bron: Zin
    reden: Zin


class Regelrij(Uitgaand):
    """One number of a rule: a proposal until it was approved. Without a proposer it came with the service."""

    id: UUID
    naam: str
    waarde: int
    geldig_vanaf_datum: date
    geldig_tot_datum: date | None
    bron: str
    reden: str
    voorgesteld_door: UUID | None
    voorgesteld_op: datetime
    goedgekeurd_door: UUID | None
    goedgekeurd_op: datetime | None
    revisie: Revisie


class Regel(Uitgaand):
    """A rule: what it means, what holds today and from when, between which bounds it can be changed, and its rows.

    Of a rule that is a choice `keuzes` gives the word for each number, from `laagst` on; null for any other.
    """

    naam: str
    uitleg: str
    eenheid: str
    keuzes: list[str] | None
    waarde: int
    geldig_vanaf_datum: date
    laagst: int
    hoogst: int
    historie: list[Regelrij]
    voorgesteld: list[Regelrij]


class RegelLijst(Uitgaand):
    """Every rule, and the earliest day on which a new number can begin."""

    regels: list[Regel]
    eerste_ingang_datum: date
    volgende: Cursor


@router.get("/regels", responses=tell(RegelLijst))
async def list_regels(request: Request) -> Response:
    """Every rule with its history (what was approved, oldest first) and the proposals that can still be approved."""
    database: Database = request.app.state.database
    async with database.transaction(current_actor(request)) as tx:
        eerste = first_day(tx.now)
        states = [make_regeltoestand(row) for row in await read_regelrijen(tx, eerste)]
    regels = [_show(tx.regels, naam, [s for s in states if s["naam"] == naam]) for naam in Regels.namen()]
    return answer(make_answer({"regels": regels, "eersteIngangDatum": eerste.isoformat(), "volgende": None}))


@router.post("/regels", name="propose_regel", status_code=201, responses=tell(Regelrij, 201))
async def propose_regel_now(request: Request, bericht: RegelIn) -> Response:
    """Propose a number for a rule. It changes nothing until another systeembeheerder approves it."""
    voorstel = Regelvoorstel(bericht.naam, bericht.waarde, bericht.geldig_vanaf_datum, bericht.bron, bericht.reden)
    return await perform(request, lambda tx: propose_regel(tx, voorstel), lambda state: make_answer(state, 201))


@router.post("/regels/{regel_id}/goedkeuring", name="approve_regel", responses=tell(Regelrij))
async def approve_regel_now(request: Request, regel_id: UUID) -> Response:
    """Approve what somebody else proposed: from its first day on it holds."""
    actor = current_actor(request)
    return await perform(request, lambda tx: approve_regel(tx, actor, regel_id), make_answer)


def _show(regels: Regels, naam: str, states: Iterable[Toestand]) -> dict[str, Any]:
    eenheid, uitleg = UITLEG[naam]
    rows = list(states)
    return {
        "naam": naam,
        "uitleg": uitleg,
        "eenheid": eenheid,
        "keuzes": list(KEUZES[naam]) if naam in KEUZES else None,
        **regels.show_used()[naam],
        "laagst": GRENZEN[naam].laagst,
        "hoogst": GRENZEN[naam].hoogst,
        "historie": [row for row in rows if row["goedgekeurdOp"] is not None],
        "voorgesteld": [row for row in rows if row["goedgekeurdOp"] is None],
    }
