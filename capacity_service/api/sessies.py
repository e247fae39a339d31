"""Logging in and out. The demo accounts exist only where the service runs embedded and on loopback."""

from typing import Any

from fastapi import APIRouter, Request, Response

from capacity_service.api import overviews
from capacity_service.api.answers import tell
from capacity_service.api.guard import GuardedRoute, answer, current_actor
from capacity_service.api.koekjes import forget_sessie, set_sessie
from capacity_service.api.problems import make_answer
from capacity_service.api.requests import DemoSessieIn
from capacity_service.domain.errors import Fault, NietGevonden, NietIngelogd, OngeldigeInvoer
from capacity_service.domain.inzage import Rol
from capacity_service.store import toegang
from capacity_service.store.database import Database, Transactie
from capacity_service.store.toestand import instant

router = APIRouter(route_class=GuardedRoute, tags=["sessies"])

SESSIE = """
SELECT a.id, a.naam, a.rol, o.id AS organisatie, o.naam AS organisatienaam, o.soort, o.centrumgemeente, s.verloopt_op,
       s.uiterlijk_op, s.aanbieder
FROM sessie s JOIN account a ON a.id = s.account_id JOIN organisatie o ON o.id = a.organisatie_id
WHERE s.sleutel_hash = :hash
"""
DEMO_ACCOUNTS = """
SELECT a.id, a.naam, a.rol, o.id AS organisatie, o.naam AS organisatienaam
FROM account a JOIN organisatie o ON o.id = a.organisatie_id WHERE a.ingetrokken_op IS NULL
ORDER BY a.rol, o.naam, a.naam
"""


def _database(request: Request) -> Database:
    database: Database = request.app.state.database
    return database


def _check_demo(request: Request) -> None:
    if not request.app.state.demo:
        raise NietGevonden


async def _sessie(tx: Transactie, sleutel_hash: bytes) -> dict[str, Any]:
    """Raises `NietIngelogd` for one that ended since it was let in."""
    rows = await tx.sql(SESSIE, hash=sleutel_hash)
    if not rows:
        raise NietIngelogd
    (row,) = rows
    return {
        "account": {"id": str(row.id), "naam": row.naam, "rol": row.rol},
        "organisatie": {
            "id": str(row.organisatie),
            "naam": row.organisatienaam,
            "soort": row.soort,
            "centrumgemeente": row.centrumgemeente,
        },
        "verlooptOp": instant(row.verloopt_op),
        "uiterlijkOp": instant(row.uiterlijk_op),
        "aanbieder": row.aanbieder,
    }


@router.get("/demo-accounts", responses=tell(overviews.DemoAccountLijst))
async def list_demo_accounts(request: Request) -> Response:
    """The accounts of the demonstration: one for each role and organisatie, none of a person."""
    _check_demo(request)
    async with _database(request).transaction(None, own_pool=True) as tx:
        rows = await tx.sql(DEMO_ACCOUNTS)
    accounts = [
        {
            "id": str(row.id),
            "naam": row.naam,
            "rol": row.rol,
            "organisatie": {"id": str(row.organisatie), "naam": row.organisatienaam},
        }
        for row in rows
    ]
    return answer(make_answer({"demoAccounts": accounts, "volgende": None}))


@router.post("/demo-sessies", status_code=201, responses=tell(overviews.Sessie, 201))
async def start_demo_sessie(request: Request, bericht: DemoSessieIn) -> Response:
    """Log in as a demo account; the cookie lasts as long as a session of its role can."""
    _check_demo(request)
    async with _database(request).transaction(None, own_pool=True) as tx:
        if not await tx.sql("SELECT 1 FROM account WHERE id = :id AND ingetrokken_op IS NULL", id=bericht.account):
            raise OngeldigeInvoer(Fault("account", "Dit demo-account is er niet. Kies er een uit de lijst."))
        sleutel = await toegang.start_sessie(tx, bericht.account)
        body = await _sessie(tx, toegang.hash_sleutel(sleutel)) | {"demo": True}
    response = answer(make_answer(body, 201))
    set_sessie(response, request.app.state.ingang, sleutel, Rol(body["account"]["rol"]))
    return response


@router.get("/aanmelding", responses=tell(overviews.Aanmelding))
async def read_aanmelding(request: Request) -> Response:
    """Whether somebody is logged in here, and who: a page asks it before it knows, and nobody is an answer."""
    secret, database, demo = request.state.sleutel_hash, _database(request), request.app.state.demo
    if secret is None or await toegang.find_actor(database, secret) is None:
        return answer(make_answer({"sessie": None, "demo": demo}))
    async with database.transaction(None, own_pool=True) as tx:
        body = await _sessie(tx, secret)
    return answer(make_answer({"sessie": body | {"demo": demo}, "demo": demo}))


@router.get("/sessies/huidige", responses=tell(overviews.Sessie))
async def read_sessie(request: Request) -> Response:
    """Who is logged in, for which organisatie, until when."""
    async with _database(request).transaction(None, own_pool=True) as tx:
        body = await _sessie(tx, request.state.sleutel_hash)
    return answer(make_answer(body | {"demo": request.app.state.demo}))


@router.delete("/sessies/huidige", status_code=204)
async def end_sessie(request: Request) -> Response:
    """Log out: the session, its tickets and its sockets end."""
    async with _database(request).transaction(None, own_pool=True) as tx:
        await toegang.end_sessie(tx, request.state.sleutel_hash)
    response = answer(make_answer(None, 204))
    forget_sessie(response, request.app.state.ingang)
    return response


@router.get("/sessies", responses=tell(overviews.SessieLijst))
async def list_sessies(request: Request) -> Response:
    """The sessions of this account that still hold, so that somebody sees whether they left one open."""
    async with _database(request).transaction(None, own_pool=True) as tx:
        found = await toegang.read_lopend(tx, request.state.sleutel_hash)
    sessies = [
        {"begonnenOp": instant(begonnen), "verlooptOp": instant(verloopt), "huidig": huidig}
        for begonnen, verloopt, huidig in found
    ]
    return answer(make_answer({"sessies": sessies, "volgende": None}))


@router.delete("/sessies/andere", status_code=204)
async def end_other_sessies(request: Request) -> Response:
    """Log out everywhere but here."""
    async with _database(request).transaction(None, own_pool=True) as tx:
        await toegang.end_other_sessies(tx, request.state.sleutel_hash)
    return answer(make_answer(None, 204))


@router.post("/live-tickets", status_code=201, responses=tell(overviews.LiveTicket, 201))
async def make_live_ticket(request: Request) -> Response:
    """A ticket for one live connection: 30 seconds, one use."""
    async with _database(request).transaction(current_actor(request), own_pool=True) as tx:
        ticket = await toegang.make_ticket(tx, request.state.sleutel_hash)
    return answer(make_answer({"ticket": ticket}, 201))
