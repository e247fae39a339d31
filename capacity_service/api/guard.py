"""Every route goes through here: who asks, may they, is it something the service reads; only then the route itself.

A route's name is its operation in `domain/inzage.py`; a route that is not in that table is refused to everybody.
"""

import hashlib
from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl

from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

from capacity_service.actions.run import Verzoek, run
from capacity_service.api.bodies import BODY_BYTES_MAX, check_content_type, parse_form, parse_json, read_body
from capacity_service.api.fields import NU
from capacity_service.api.grenzen import Grenzen
from capacity_service.api.problems import Formaat, make_faults, make_problem
from capacity_service.api.vastleggen import find_weg, look, note_refusal
from capacity_service.api.verwerken import note_verwerking, start
from capacity_service.domain.errors import (
    DomainError,
    Fault,
    GeenRecht,
    NietIngelogd,
    OngeldigeInvoer,
    RevisieVereist,
    RevisieVerouderd,
)
from capacity_service.domain.importbestand import BESTAND_BYTES_MAX
from capacity_service.domain.ingang import Ingang
from capacity_service.domain.inzage import MAG, Actor, check_may
from capacity_service.spoor import find_spoor
from capacity_service.store.database import Database
from capacity_service.store.idempotentie import Antwoord, Sleutel
from capacity_service.store.toegang import find_actor, hash_sleutel

SAFE = {"GET", "HEAD", "OPTIONS"}
SAME_SITE = "same-origin"
CSV_OPERATIONS = {"import_plaatsen"}
FORM_OPERATIONS = {"make_token", "end_by_aanbieder"}
"""What OAuth and OpenID Connect send as a form; its fields are in `request.state.formulier`."""
OPEN_QUESTIONS = {"finish_aanmelding"}
"""What a provider sends along in an address is its own business: what we do not know of it is not read."""
FILES = {
    "download_bezetting_csv": frozenset({"text/csv"}),
    "download_bezetting_ods": frozenset({"application/vnd.oasis.opendocument.spreadsheet"}),
    "download_bezetting_short": frozenset({"text/csv", "application/vnd.oasis.opendocument.spreadsheet"}),
    "download_historie_csv": frozenset({"text/csv"}),
    "download_historie_ods": frozenset({"application/vnd.oasis.opendocument.spreadsheet"}),
    "list_controlepunten": frozenset({"application/atom+xml"}),
    "download_controleur": frozenset({"text/x-python"}),
}
"""Operations that give a file, and of which kind; every other one answers in JSON."""
JSON_ONLY = frozenset({"application/json"})
SLEUTEL_MAX = 128


class GuardedRoute(APIRoute):
    """Admits, reads the body within its limits, and turns every refusal into a problem."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """FastAPI's handler, behind the guard."""
        route = super().get_route_handler()
        known = {param.alias for param in self.dependant.query_params}

        async def work(request: Request) -> Response:
            if self.body_field is None:
                _check_no_fields(request)
            return await route(request)

        async def guarded(request: Request) -> Response:
            return await guard(request, self.name, known, work)

        return guarded


async def guard(
    request: Request, operation: str, known: set[str], work: Callable[[Request], Coroutine[Any, Any, Response]]
) -> Response:
    """Do the work of this operation for whoever may; `known` are the questions its address takes."""
    begon_ns, status = start(), 500
    try:
        response = await _guard(request, operation, known, work)
        status = response.status_code
        return response
    finally:
        note_verwerking(request, operation, status, begon_ns)


async def _guard(
    request: Request, operation: str, known: set[str], work: Callable[[Request], Coroutine[Any, Any, Response]]
) -> Response:
    try:
        await admit(request, operation)
        await _read(request, operation, known)
        state = request.state
        return await look(request, operation, state.actor, state.op, lambda: work(request))
    except DomainError as error:
        return answer(make_problem(error, request.url.path))
    except RequestValidationError as error:
        problem = OngeldigeInvoer(*make_faults(list(error.errors())))
        return answer(make_problem(problem, request.url.path))


async def admit(request: Request, operation: str) -> None:
    """Set `request.state.actor` (None where nobody needs to log in). Raises `NietIngelogd` or `GeenRecht`."""
    request.state.actor = request.state.op = None
    request.state.sleutel_hash = secret = find_secret(request, _ingang(request).koekje)
    spoor, grenzen = find_spoor(request.scope), find_grenzen(request)
    spoor.handeling = operation
    if MAG.get(operation, frozenset()) is None:
        check_origin(request)
        return
    if secret is None:
        raise NietIngelogd
    database: Database = request.app.state.database
    present = await find_actor(database, secret)
    if present is None:
        grenzen.forget_login(secret)
        raise NietIngelogd
    actor = replace(present.actor, weg=find_weg(request))
    NU.set(present.op)
    spoor.rol = actor.rol
    grenzen.note_login(secret)
    grenzen.check_account(actor.account)
    try:
        check_may(actor.rol, operation)
        check_limited(present.operaties, operation)
    except GeenRecht:
        await note_refusal(request, actor, operation, present.op)
        raise
    check_origin(request)
    request.state.actor, request.state.op = actor, present.op


def find_grenzen(request: Request) -> Grenzen:
    """The bounds of this node."""
    grenzen: Grenzen = request.app.state.grenzen
    return grenzen


def find_secret(request: HTTPConnection, koekje: str) -> bytes | None:
    """The hash of the bearer token or session cookie (of this name) that came along."""
    token = _find_bearer(request)
    if token:
        return hash_sleutel(token)
    cookie = request.cookies.get(koekje)
    return hash_sleutel(cookie) if cookie else None


def _find_bearer(request: HTTPConnection) -> str:
    """The token that a program put in a header; a browser puts none there for a page from elsewhere."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def _ingang(request: Request) -> Ingang:
    ingang: Ingang = request.app.state.ingang
    return ingang


def check_limited(operaties: frozenset[str] | None, operation: str) -> None:
    """Raise `GeenRecht` when an API client was made for other operations only."""
    if operaties is not None and operation not in operaties:
        raise GeenRecht("Dit programma is gemaakt voor andere handelingen. Vraag wie het beheert om een ander.")


def check_origin(request: Request) -> None:
    """Raise `GeenRecht` when a browser's cookie would be used by a page from elsewhere (CSRF).

    A browser says in `Origin` and in `Sec-Fetch-Site` from where a request comes; neither can be set by a page.
    """
    if request.method in SAFE or _find_bearer(request):
        return
    origins, host = request.headers.getlist("origin"), request.headers.get("host")
    cookie = _ingang(request).koekje in request.cookies
    if not origins and not cookie:
        return
    here = len(origins) == 1 and _ingang(request).is_own(origins[0], host)
    if not here or request.headers.get("sec-fetch-site", SAME_SITE) != SAME_SITE:
        raise GeenRecht("Dit verzoek komt van een andere site. Doe het vanuit de dienst zelf.")


async def _read(request: Request, operation: str, known: set[str]) -> None:
    if operation not in OPEN_QUESTIONS:
        _check_query(request, known)
    _check_accept(request, FILES.get(operation, JSON_ONLY))
    csv = operation in CSV_OPERATIONS
    body = await read_body(request, BESTAND_BYTES_MAX if csv else BODY_BYTES_MAX)
    # Starlette keeps these two once they are read; FastAPI's own parsing then finds them.
    request._body = body  # noqa: SLF001
    request.state.formulier = {}
    if request.method in SAFE or (not body and not csv):
        return
    if operation in FORM_OPERATIONS:
        check_content_type(request, "application/x-www-form-urlencoded")
        request.state.formulier = parse_form(body)
        return
    check_content_type(request, "text/csv" if csv else "application/json")
    if not csv:
        request._json = parse_json(body)  # noqa: SLF001


def _check_no_fields(request: Request) -> None:
    """A call that takes nothing says so, so that nobody thinks their fields were read."""
    if getattr(request, "_json", None) not in (None, {}):
        raise OngeldigeInvoer(Fault("bericht", "Deze handeling neemt geen velden aan. Laat het bericht leeg."))


def _check_query(request: Request, known: set[str]) -> None:
    if not request.scope["query_string"]:
        return
    sent = [name for name, _ in parse_qsl(request.url.query, keep_blank_values=True)]
    faults = [Fault(name or "adres", "Deze vraag kent de dienst niet.") for name in sent if name not in known]
    faults += [Fault(name, "Deze vraag staat er dubbel in.") for name in sorted(set(sent)) if sent.count(name) > 1]
    if "\x00" in "".join(value for _, value in request.query_params.multi_items()):
        faults.append(Fault("adres", "De vraag bevat een teken dat niet kan bestaan."))
    if faults:
        raise OngeldigeInvoer(*faults)


def _check_accept(request: Request, given: frozenset[str]) -> None:
    accept = request.headers.get("accept", "*/*")
    wanted = {part.partition(";")[0].strip().lower() for part in accept.split(",")}
    ranges = {f"{kind.partition('/')[0]}/*" for kind in given}
    if not wanted & {"*/*", "", "application/problem+json", *given, *ranges}:
        naam = "JSON" if given is JSON_ONLY else " of ".join(sorted(given))
        raise Formaat(f"De dienst antwoordt hier in {naam}. Vraag om {' of '.join(sorted(given))} (kop Accept).")


def answer(antwoord: Antwoord) -> Response:
    """The answer as it goes out."""
    headers = dict(antwoord.koppen)
    media_type = headers.pop("Content-Type", None)
    return Response(antwoord.inhoud, antwoord.status, headers, media_type)


def current_actor(request: Request) -> Actor:
    """Who was admitted. Only for routes that need a login."""
    actor: Actor = request.state.actor
    return actor


def read_if_match(request: Request) -> int:
    """The revisie that a change is based on. Raises `RevisieVereist` without, `RevisieVerouderd` for no number."""
    sent = request.headers.get("if-match")
    if sent is None:
        raise RevisieVereist
    number = sent.strip().strip('"')
    if not number.isascii() or not number.isdecimal() or len(number) > 18:  # noqa: PLR2004 - digits of a bigint
        raise RevisieVerouderd
    return int(number)


def make_verzoek(request: Request) -> Verzoek:
    """Who asks, with the Idempotency-Key if one came along; its fingerprint covers body and If-Match."""
    actor, sent = current_actor(request), request.headers.get("idempotency-key")
    if sent is None:
        return Verzoek(actor)
    if not 1 <= len(sent) <= SLEUTEL_MAX or not sent.isascii() or not sent.isprintable():
        raise OngeldigeInvoer(Fault("Idempotency-Key", f"Een sleutel heeft 1 tot {SLEUTEL_MAX} gewone tekens."))
    body: bytes = request._body  # noqa: SLF001
    fingerprint = hashlib.sha256(body + b"\x1f" + request.headers.get("if-match", "").encode()).digest()
    return Verzoek(actor, Sleutel(actor.account, request.method, request.url.path, sent, fingerprint))


async def perform(
    request: Request,
    work: Callable[[Any], Coroutine[Any, Any, Any]],
    render: Callable[[Any], Antwoord],
) -> Response:
    """Run one action for this request and answer with what was committed."""
    database: Database = request.app.state.database
    path = request.url.path
    done = await run(database, make_verzoek(request), work, render, lambda error: make_problem(error, path))
    return answer(done)
