"""Logging in and out with a provider: there and back by redirects, so that no token ever comes into a browser."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl

import structlog
from fastapi import APIRouter, Request, Response

from capacity_service.api import overviews
from capacity_service.api.answers import tell
from capacity_service.api.bronnen import Bron, Bronnen
from capacity_service.api.drempel import Drempel
from capacity_service.api.grenzen import find_net
from capacity_service.api.guard import GuardedRoute, answer
from capacity_service.api.handtekening import check_signature, peek, read_kop
from capacity_service.api.koekjes import set_poging, set_sessie
from capacity_service.api.problems import make_answer
from capacity_service.domain.aanbieder import AanmeldingMislukt, Aanmeldreden, Toegang, is_own_path
from capacity_service.domain.errors import Fault, NietGevonden, OngeldigeInvoer
from capacity_service.domain.identiteitsbewijs import (
    OUD_S,
    SPELING_S,
    Bewezen,
    check_at_hash,
    check_id_token,
    check_logout_token,
)
from capacity_service.domain.ingang import Ingang
from capacity_service.store import toegang
from capacity_service.store.aanmeldingen import Poging, begin_poging, make_browser, note_afmelding, take_poging
from capacity_service.store.accounts import admit_account, end_sessies_of, find_organisatie
from capacity_service.store.database import Database

router = APIRouter(route_class=GuardedRoute, tags=["sessies"])
log = structlog.get_logger()

INLOGGEN, ZONDER_JAVASCRIPT, BINNEN = "/inloggen", "/zonder-javascript", "/ingelogd"
SEE_OTHER = 303
VERDER: dict[int | str, dict[str, Any]] = {303: {"description": "Verder op het adres in Location."}}
AFGEBROKEN = frozenset({"access_denied", "login_required", "interaction_required", "consent_required"})
LOGOUT_TYPES = frozenset({"jwt", "logout+jwt"})
AFMELDING_BEWAARD = timedelta(seconds=OUD_S + 2 * SPELING_S)
"""How long the number of a logout is kept: an older one is refused for its age."""


def find_ingang(request: Request) -> Ingang:
    """How people come in here."""
    ingang: Ingang = request.app.state.ingang
    return ingang


def _bron(request: Request, code: str) -> Bron:
    bronnen: Bronnen = request.app.state.bronnen
    if code not in bronnen.by_code:
        raise NietGevonden
    return bronnen.by_code[code]


def _database(request: Request) -> Database:
    database: Database = request.app.state.database
    return database


def find_address(request: Request) -> str:
    """Whose tries are counted: an address, or the network of IPv6 that stands for one."""
    host = request.client.host if request.client else ""
    return find_net(host) or host


@router.get("/aanbieders", responses=tell(overviews.AanbiederLijst))
async def list_aanbieders(request: Request) -> Response:
    """With whom people log in here: what stands on the buttons."""
    found = [{"code": one.code, "naam": one.naam} for one in find_ingang(request).aanbieders]
    return answer(make_answer({"aanbieders": found, "volgende": None}))


@router.get("/aanmelden/terug", status_code=SEE_OTHER, responses=VERDER, response_class=Response)
async def finish_aanmelding(
    request: Request,
    code: str | None = None,  # noqa: ARG001 - for the document; what came is read as it came, doubles and all
    state: str | None = None,  # noqa: ARG001
    iss: str | None = None,  # noqa: ARG001
    error: str | None = None,  # noqa: ARG001
) -> Response:
    """Where a provider sends the browser back to. Whatever happens, it goes on to a page of ours."""
    said = _read_answer(request)
    poging = await _take(request, said)
    if poging is None:
        return _fail(AanmeldingMislukt(Aanmeldreden.mislukt, "geen aanmelding van deze browser"), INLOGGEN, "")
    try:
        bron = _bron(request, poging.aanbieder)
        bewezen, als = await _prove(bron, poging, said, find_ingang(request), await _read_clock(request))
        sleutel = await _let_in(request, bron.aanbieder.code, bewezen, als)
    except AanmeldingMislukt as failed:
        return _fail(failed, poging.terug, poging.aanbieder)
    log.info("aangemeld", aanbieder=poging.aanbieder, rol=str(als.rol))
    response = _go(poging.terug)
    set_sessie(response, find_ingang(request), sleutel, als.rol)
    return response


def _read_answer(request: Request) -> dict[str, str]:
    """What the provider sent; nothing of it when something is in it twice (RFC 6749 3.1)."""
    pairs = parse_qsl(request.url.query, keep_blank_values=True)
    found = dict(pairs)
    return found if len(found) == len(pairs) else {}


async def _take(request: Request, said: Mapping[str, str]) -> Poging | None:
    browser, state = request.cookies.get(find_ingang(request).pogingkoekje), said.get("state")
    if not browser or not state:
        return None
    async with _database(request).transaction(None, own_pool=True) as tx:
        return await take_poging(tx, browser, state)


async def _read_clock(request: Request) -> datetime:
    async with _database(request).transaction(None, own_pool=True) as tx:
        return tx.now


async def _prove(
    bron: Bron, poging: Poging, said: Mapping[str, str], ingang: Ingang, nu: datetime
) -> tuple[Bewezen, Toegang]:
    await bron.check_sender(said.get("iss"))
    if "error" in said:
        reden = Aanmeldreden.afgebroken if said["error"] in AFGEBROKEN else Aanmeldreden.mislukt
        raise AanmeldingMislukt(reden, "de aanbieder meldde een fout")
    if not said.get("code"):
        raise AanmeldingMislukt(Aanmeldreden.mislukt, "geen code")
    tokens = await bron.fetch_tokens(said["code"], poging.verifier, ingang.terug)
    token, aanbieder = tokens.get("id_token"), bron.aanbieder
    kop = read_kop(token)
    keys = await bron.find_keys(kop.get("kid"))
    claims = check_signature(token, keys, aanbieder.algoritmen, typ=frozenset({"jwt"}))
    bewezen = check_id_token(claims, aanbieder, poging.nonce, nu, ingelogd_na=poging.opnieuw_sinds)
    check_at_hash(claims, str(kop["alg"]), tokens.get("access_token"))
    return bewezen, aanbieder.admit(claims)


async def _let_in(request: Request, aanbieder: str, bewezen: Bewezen, als: Toegang) -> str:
    async with _database(request).transaction(None, own_pool=True) as tx:
        organisatie = await find_organisatie(tx, als.organisatie, als.rol)
        if organisatie is None:
            raise AanmeldingMislukt(
                Aanmeldreden.geen_toegang, "organisatie niet in het register, of niet voor deze rol"
            )
        account = await admit_account(tx, bewezen.onderwerp, als.rol, organisatie)
        if account is None:
            raise AanmeldingMislukt(Aanmeldreden.ingetrokken, "account is ingetrokken")
        return await toegang.start_sessie(tx, account, aanbieder=aanbieder, sid_hash=bewezen.sid)


@router.get("/aanmelden/{aanbieder}", status_code=SEE_OTHER, responses=VERDER, response_class=Response)
async def begin_aanmelding(request: Request, aanbieder: str, terug: str = "/", opnieuw: bool = False) -> Response:
    """Begin to log in: the browser goes to the provider, and afterwards to `terug`, a page of this service.

    `opnieuw`: show again who you are, though the provider still knows; for a session that is nearly over.
    """
    if not is_own_path(terug):
        raise OngeldigeInvoer(Fault("terug", "Geef een pagina van deze dienst, zoals /plaatsen."))
    bron, ingang = _bron(request, aanbieder), find_ingang(request)
    drempel: Drempel = request.app.state.aanmelddrempel
    if not drempel.try_take(find_address(request)):
        return _fail(AanmeldingMislukt(Aanmeldreden.te_veel, "te vaak"), terug, aanbieder)
    browser = make_browser(request.cookies.get(ingang.pogingkoekje))
    try:
        await bron.describe()
        async with _database(request).transaction(None, own_pool=True) as tx:
            begonnen = await begin_poging(tx, browser, aanbieder, terug, opnieuw=opnieuw)
        response = _go(await bron.make_address(begonnen, ingang.terug, opnieuw=opnieuw))
    except AanmeldingMislukt as failed:
        return _fail(failed, terug, aanbieder)
    set_poging(response, ingang, browser)
    return response


@router.get("/aanmelden/{aanbieder}/einde", status_code=SEE_OTHER, responses=VERDER, response_class=Response)
async def leave_aanbieder(request: Request, aanbieder: str) -> Response:
    """After logging out here: log out at the provider too. Where that cannot be, the browser goes back to our own page."""
    bron, ingang = _bron(request, aanbieder), find_ingang(request)
    try:
        there = await bron.make_end_address(f"{ingang.root}/")
    except AanmeldingMislukt:
        there = None
    return _go(there or INLOGGEN)


@router.post("/afmelden/aanbieder", responses=tell(overviews.Afgemeld))
async def end_by_aanbieder(request: Request) -> Response:
    """A provider says that somebody logged out there (back-channel logout): their sessions and sockets here end."""
    try:
        ended = await _hear_logout(request, request.state.formulier.get("logout_token"))
    except AanmeldingMislukt as failed:
        log.warning("afmelding geweigerd", oorzaak=failed.oorzaak)
        raise OngeldigeInvoer(Fault("logout_token", "Dit is geen geldige afmelding.")) from None
    log.info("afgemeld door aanbieder", aantal=ended)
    return answer(make_answer({"afgemeld": True}))


async def _hear_logout(request: Request, token: object) -> int:
    """End whose sessions it says; gives how many. Raises `AanmeldingMislukt`."""
    said = peek(token)
    aanbieder = find_ingang(request).find_by(said.get("iss"), said.get("aud"))
    if aanbieder is None:
        raise AanmeldingMislukt(Aanmeldreden.mislukt, "iss of aud")
    keys = await _bron(request, aanbieder.code).find_keys(read_kop(token).get("kid"))
    claims = check_signature(token, keys, aanbieder.algoritmen, typ=LOGOUT_TYPES)
    async with _database(request).transaction(None, own_pool=True) as tx:
        afmelding = check_logout_token(claims, aanbieder, tx.now)
        if not await note_afmelding(tx, afmelding.jti, tx.now + AFMELDING_BEWAARD):
            raise AanmeldingMislukt(Aanmeldreden.mislukt, "jti is al gebruikt")
        return await end_sessies_of(tx, afmelding.onderwerp, afmelding.sid)


def _go(where: str) -> Response:
    return Response(status_code=SEE_OTHER, headers={"Location": where})


def _fail(failed: AanmeldingMislukt, terug: str, aanbieder: str) -> Response:
    """Back to the page where the login began, with nothing but the kind of reason; the cause is in the log."""
    log.warning("aanmelding mislukt", aanbieder=aanbieder, reden=str(failed.reden), oorzaak=failed.oorzaak)
    page = INLOGGEN
    if terug.startswith(ZONDER_JAVASCRIPT):
        page = f"{ZONDER_JAVASCRIPT}/"
    elif terug == BINNEN:
        page = BINNEN
    return _go(f"{page}?fout={failed.reden}")
