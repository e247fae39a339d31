"""The application under /v1: routes, problems for whatever goes wrong, and headers on every answer."""

from typing import Any

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.telemetry import TelemetryConfig
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from capacity_service.api import (
    aanmelden,
    aanvragen,
    bestanden,
    bezetting,
    contacten,
    controlepunten,
    dossiers,
    historie,
    huizen,
    logboek,
    meldadressen,
    noodinzagen,
    plaatsen,
    plaatsingen,
    referentie,
    regels,
    registraties,
    sessies,
    signalen,
    steekproeven,
    tokens,
)
from capacity_service.api.bronnen import Bronnen
from capacity_service.api.drempel import Drempel
from capacity_service.api.guard import answer
from capacity_service.api.openapi import CONTACT, DESCRIPTION, VERSION, describe
from capacity_service.api.problems import Formaat, Methode, Onverwacht, TeGroot, make_problem
from capacity_service.domain.errors import DomainError, Fault, NietGevonden, OngeldigeInvoer
from capacity_service.domain.ingang import Ingang
from capacity_service.spoor import find_spoor

log = structlog.get_logger()

HEADERS = {
    "API-Version": VERSION,
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
}


HEAD_BYTES_MAX = 64 * 1024
"""Address and headers of a request together; a browser sends a few kB."""


def measure_head(scope: Scope) -> int:
    """How many bytes the address and the headers of a request are."""
    headers = sum(len(name) + len(value) for name, value in scope["headers"])
    return len(scope["raw_path"]) + len(scope["query_string"]) + headers


UNTOLD: TelemetryConfig = {"tracing": False, "metrics": False, "logs": False}
"""Nobody listens to OpenTelemetry here; looking for a listener at every request took a tenth of its time."""


class Headers:
    """Puts the same headers on every answer under /v1, errors included; refuses a request that is all headers."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                if scope["path"].endswith("/openapi.json"):
                    headers["Access-Control-Allow-Origin"] = "*"
            await send(message)

        if scope["type"] != "http":
            await self.app(scope, receive, send)
        elif measure_head(scope) > HEAD_BYTES_MAX:
            refusal = TeGroot("Het adres en de koppen zijn samen te groot: hoogstens 64 kB. Stuur minder.")
            await answer(make_problem(refusal, scope["path"][:200]))(scope, receive, send_with_headers)
        else:
            await self.app(scope, receive, send_with_headers)


async def on_refusal(request: Request, error: Exception) -> Response:
    """A refusal raised outside a guarded route."""
    refusal = error if isinstance(error, DomainError) else Onverwacht()
    return answer(make_problem(refusal, request.url.path))


async def on_http_error(request: Request, error: Exception) -> Response:
    """What the framework itself refuses, in our words."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    refusals: dict[int, DomainError] = {
        404: NietGevonden(),
        405: Methode("Dit adres bestaat, maar niet met deze methode. Kijk in /v1/openapi.json."),
        406: Formaat("De dienst antwoordt hier in JSON."),
        413: TeGroot("Het bericht is te groot. Stuur minder in een keer."),
        400: OngeldigeInvoer(Fault("bericht", "Dit bericht kan de dienst niet lezen.")),
    }
    response = answer(make_problem(refusals.get(status, Onverwacht()), request.url.path))
    for name, value in (getattr(error, "headers", None) or {}).items():
        response.headers[name] = value
    return response


async def on_surprise(request: Request, error: Exception) -> Response:
    """Our fault: logged without what stands in its text, told without internals."""
    spoor = find_spoor(request.scope)
    spoor.gemeld = True
    log.error("onverwachte fout", handeling=spoor.handeling or "onbekend", exc_info=error)
    response = answer(make_problem(Onverwacht(), request.url.path))
    # Starlette answers a surprise outside every middleware, so the headers are put on here.
    response.headers.update(HEADERS)
    return response


AANMELDEN, TOKENS, ADRESSEN = (60, 1.0), (10, 6.0), (60, 1.0)
"""Tries at once, and the seconds after which there is one more: logins begun by one address, and tokens asked for by one client at
one address, and by one address. Sixty people of a house behind one address can log in at the same moment."""


def create_api(*, ingang: Ingang | None = None, **state: Any) -> FastAPI:  # noqa: ANN401 - database, wachtrij, demo
    """The /v1 application; `state` is what its routes find on `request.app.state`."""
    ingang = ingang or Ingang()
    state |= {
        "ingang": ingang,
        "bronnen": Bronnen(ingang.aanbieders),
        "aanmelddrempel": Drempel(*AANMELDEN),
        "tokendrempel": Drempel(*TOKENS),
        "adresdrempel": Drempel(*ADRESSEN),
    }
    app = FastAPI(
        title="Crisisplaatsdienst",
        version=VERSION,
        description=DESCRIPTION,
        contact=CONTACT,
        license_info={"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
        servers=[{"url": "/v1", "description": "Deze dienst"}],
        root_path_in_servers=False,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        telemetry=UNTOLD,
        generate_unique_id_function=lambda route: route.name,
        exception_handlers={HTTPException: on_http_error, DomainError: on_refusal, Exception: on_surprise},
    )
    app.openapi = lambda: describe(app)  # type: ignore[method-assign]
    for part in (
        sessies,
        aanmelden,
        tokens,
        referentie,
        regels,
        bezetting,
        historie,
        bestanden,
        plaatsen,
        huizen,
        aanvragen,
        plaatsingen,
        registraties,
        signalen,
        contacten,
        meldadressen,
        dossiers,
        logboek,
        controlepunten,
        noodinzagen,
        steekproeven,
    ):
        app.include_router(part.router)
    for name, value in state.items():
        setattr(app.state, name, value)
    app.add_middleware(Headers)
    return app
