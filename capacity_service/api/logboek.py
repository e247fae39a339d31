"""Own lines of the logboek and the inzagelog, each with the proof that it was recorded: to keep, and to check anywhere."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from capacity_service.api import boomvormen
from capacity_service.api.answers import tell
from capacity_service.api.controlepunten import check_grootten, find_middelen, find_notitie, or_even_niet
from capacity_service.api.guard import GuardedRoute, answer, current_actor
from capacity_service.api.problems import make_answer
from capacity_service.domain.controlepunt import Boom
from capacity_service.store.boombewijs import read_own_regels, read_samenhang
from capacity_service.store.database import Database
from capacity_service.store.toestand import Toestand

router = APIRouter(route_class=GuardedRoute, tags=["bewijs"])

GROOTTE_MAX = 10**17
Cursor = Annotated[
    str | None, Query(max_length=160, description="What an earlier answer gave; without: from the first.")
]
Grootte = Annotated[int | None, Query(ge=0, le=GROOTTE_MAX)]
Sinds = Annotated[
    int | None,
    Query(ge=0, le=GROOTTE_MAX, description="The size of an earlier checkpoint, for proof of what it has in common."),
]


@router.get("/logboek", responses=tell(boomvormen.Logboekbladzijde))
async def list_logboek(
    request: Request, cursor: Cursor = None, controlepunt: Grootte = None, sinds: Sinds = None
) -> Response:
    """Own lines, oldest first, at most 100: those about own places, aanvragen, plaatsingen, vragen and meldingen, and all rules.

    The proofs lead to the last checkpoint, or to the one with as many leaves as `controlepunt` says.
    """
    return await _list(request, Boom.logboek, cursor, controlepunt, sinds)


@router.get("/inzagelog", responses=tell(boomvormen.Inzagebladzijde))
async def list_inzagelog(
    request: Request, cursor: Cursor = None, controlepunt: Grootte = None, sinds: Sinds = None
) -> Response:
    """What the own account looked at, oldest first, at most 100; for a privacy officer: what the own organisatie looked at."""
    return await _list(request, Boom.inzagelog, cursor, controlepunt, sinds)


async def _list(
    request: Request, boom: Boom, cursor: str | None, controlepunt: int | None, sinds: int | None
) -> Response:
    actor, middelen = current_actor(request), find_middelen(request)
    database: Database = request.app.state.database
    samenhang: Toestand | None = None
    with or_even_niet():
        notitie = await find_notitie(middelen, boom, controlepunt)
        grootte = 0 if notitie is None else notitie.punt.grootte
        check_grootten(sinds, grootte, "sinds")
        bos = middelen.sleutels()
        async with database.transaction(None, snapshot=True) as tx:
            found = await read_own_regels(tx, boom, actor, bos, grootte=grootte, cursor=cursor)
            if sinds is not None:
                hashes = await read_samenhang(tx, boom, sinds, grootte)
                samenhang = {"boom": boom, "van": sinds, "tot": grootte, "hashes": hashes}
    body = {
        str(boom): found.regels,
        "controlepunt": None if notitie is None else notitie.tekst,
        "samenhang": samenhang,
        "volgende": found.tot if found.meer else None,
        "gelezenTot": found.tot,
    }
    return answer(make_answer(body))
