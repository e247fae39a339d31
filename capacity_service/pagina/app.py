"""The page for who has no JavaScript: a house says how a place is, and reads who is coming. Plain forms, no script at all."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from capacity_service.pagina.engels import ENGELS
from capacity_service.pagina.formulier import Onleesbaar, make_status, read_form
from capacity_service.pagina.koppeling import Gehoord, Koppeling
from capacity_service.pagina.overzicht import make_overzicht
from capacity_service.pagina.woorden import GELUKT, NIET_BINNEN, REDEN, STATUS, TALEN, make_vertaler

ADRES = "/zonder-javascript"
KOEKJE = "taal"
STIJL = Path(__file__).parent / "sjablonen" / "stijl.css"
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    # Without a referrer at all a browser hides where a form comes from, also from ourselves.
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}
GEEN_ANTWOORD = "De dienst geeft nu geen antwoord. Bel bij spoed, en probeer het zo opnieuw."
BEZET_AL = "idempotentie_anders"
"""The same form once more: the interface has its key, and did it once."""
UNAUTHORIZED, FORBIDDEN, NOT_FOUND, BROKEN = 401, 403, 404, 500

Doen = Callable[[Koppeling, str, dict[str, str], datetime], Awaitable[Gehoord]]

templates = Environment(
    loader=PackageLoader("capacity_service.pagina", "sjablonen"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


class Pagina:
    """The handlers, on the interface that they ask."""

    def __init__(self, api: ASGIApp) -> None:
        self.api = api

    async def show(self, request: Request) -> Response:
        """The overview, or the login; and why the login at a provider brought nobody in."""
        done = GELUKT.get(request.query_params.get("gelukt", ""), "")
        reden = request.query_params.get("fout")
        failed = [NIET_BINNEN.get(reden, NIET_BINNEN["mislukt"])] if reden else None
        return await self._overview(request, goed=done, fouten=failed)

    async def login(self, request: Request) -> Response:
        """Log in as a demo account."""
        fields = await read_form(request)
        said = await Koppeling(self.api, request).ask("POST", "/demo-sessies", {"account": fields.get("account", "")})
        if not said.goed:
            return await self._login(request, said.status, _sentences(said))
        return _go(said.koekjes)

    async def logout(self, request: Request) -> Response:
        """Log out: the session ends at the service. Who came with a provider is offered to log out there too."""
        koppeling = Koppeling(self.api, request)
        sessie = await koppeling.ask("GET", "/sessies/huidige")
        said = await koppeling.ask("DELETE", "/sessies/huidige")
        if not said.goed:
            return await self._refused(request, said)
        if sessie.goed and sessie.body["aanbieder"]:
            return _go(said.koekjes, "uitgelogd", bij=sessie.body["aanbieder"])
        return _go(said.koekjes)

    async def left(self, request: Request) -> Response:
        """After logging out: a link to the same at the provider. A form may not lead there, a link may."""
        bij = request.query_params.get("bij")
        found = [each for each in await self._aanbieders(request) if each["code"] == bij]
        return _render(request, "uitgelogd.html", 200, aanbieders=found, fouten=[])

    async def language(self, request: Request) -> Response:
        """Another language, kept in a cookie that holds nothing else."""
        chosen = (await read_form(request)).get("taal", "")
        answer = _go()
        answer.set_cookie(KOEKJE, chosen if chosen in TALEN else TALEN[0], path=ADRES, httponly=True, samesite="strict")
        return answer

    def form(self, gelukt: str, do: Doen) -> Callable[[Request], Awaitable[Response]]:
        """A handler that does one thing to a place or a plaatsing, and goes back to the overview."""

        async def handle(request: Request) -> Response:
            fields = await read_form(request)
            nu = datetime.now(UTC)
            try:
                said = await do(Koppeling(self.api, request), str(request.path_params["id"]), fields, nu)
            except Onleesbaar as wrong:
                return await self._overview(request, status=400, fouten=[str(wrong)])
            return _go((), "", gelukt=gelukt) if said.goed else await self._refused(request, said)

        return handle

    async def _refused(self, request: Request, said: Gehoord) -> Response:
        if said.status == UNAUTHORIZED:
            return await self._login(request, said.status, ["Uw sessie is voorbij. Log opnieuw in."])
        if said.code == BEZET_AL:
            return await self._overview(
                request, status=said.status, fouten=["Dit formulier was al verstuurd. Hieronder ziet u hoe het nu is."]
            )
        return await self._overview(request, status=said.status, fouten=_sentences(said))

    async def _overview(
        self, request: Request, *, status: int = 200, goed: str = "", fouten: list[str] | None = None
    ) -> Response:
        koppeling = Koppeling(self.api, request)
        sessie = await koppeling.ask("GET", "/sessies/huidige")
        if sessie.status == UNAUTHORIZED:
            return await self._login(request, 200, fouten or [])
        if not sessie.goed:
            return _render(request, "bericht.html", sessie.status, kop="Dat is niet gelukt", fouten=_sentences(sessie))
        if sessie.body["account"]["rol"] != "opvang":
            return _render(request, "andere_rol.html", max(status, FORBIDDEN), sessie=sessie.body, fouten=fouten or [])
        plaatsen = await koppeling.gather("/plaatsen", "plaatsen")
        plaatsingen = await koppeling.gather("/plaatsingen?open=true", "plaatsingen")
        for heard in (plaatsen, plaatsingen):
            if not heard.goed:
                return _render(
                    request, "bericht.html", heard.status, kop="Dat is niet gelukt", fouten=_sentences(heard)
                )
        overzicht = make_overzicht(plaatsen.body, plaatsingen.body, datetime.now(UTC), make_vertaler(_taal(request)))
        return _render(
            request,
            "overzicht.html",
            status,
            sessie=sessie.body,
            overzicht=overzicht,
            goed=goed,
            fouten=fouten or [],
            redenen=REDEN,
            statussen=STATUS,
        )

    async def _login(self, request: Request, status: int, fouten: list[str]) -> Response:
        said = await Koppeling(self.api, request).ask("GET", "/demo-accounts")
        accounts = said.body["demoAccounts"] if said.goed else []
        mine = [each for each in accounts if each["rol"] == "opvang"]
        aanbieders = await self._aanbieders(request)
        demo = said.goed
        return _render(request, "inloggen.html", status, accounts=mine, aanbieders=aanbieders, demo=demo, fouten=fouten)

    async def _aanbieders(self, request: Request) -> list[dict[str, str]]:
        said = await Koppeling(self.api, request).ask("GET", "/aanbieders")
        found: list[dict[str, str]] = said.body["aanbieders"] if said.goed else []
        return found


def create_pagina(api: ASGIApp) -> Starlette:
    """The page as an application, to be mounted at `ADRES`; it asks `api` for everything."""
    pagina = Pagina(api)
    one = "{id:uuid}"
    return Starlette(
        routes=[
            Route("/", pagina.show),
            Route("/stijl.css", _stijl),
            Route("/inloggen", pagina.login, methods=["POST"]),
            Route("/uitloggen", pagina.logout, methods=["POST"]),
            Route("/uitgelogd", pagina.left),
            Route("/binnen", _inside),
            Route("/taal", pagina.language, methods=["POST"]),
            Route(f"/plaatsen/{one}/gezien", pagina.form("gezien", _see), methods=["POST"]),
            Route(f"/plaatsen/{one}/status", pagina.form("status", _set), methods=["POST"]),
            Route(f"/plaatsingen/{one}/acceptatie", pagina.form("acceptatie", _accept), methods=["POST"]),
        ],
        exception_handlers={Onleesbaar: _unreadable, HTTPException: _nowhere, Exception: _broken},
    )


async def _see(koppeling: Koppeling, plaats: str, fields: dict[str, str], nu: datetime) -> Gehoord:
    body = {"status": fields.get("status"), "waargenomenOp": nu.isoformat()}
    return await koppeling.ask("POST", f"/plaatsen/{plaats}/bevestiging", body, sleutel=fields.get("sleutel"))


async def _set(koppeling: Koppeling, plaats: str, fields: dict[str, str], nu: datetime) -> Gehoord:
    return await koppeling.ask(
        "PUT",
        f"/plaatsen/{plaats}/status",
        make_status(fields, nu),
        revisie=fields.get("revisie"),
        sleutel=fields.get("sleutel"),
    )


async def _accept(koppeling: Koppeling, plaatsing: str, fields: dict[str, str], _: datetime) -> Gehoord:
    return await koppeling.ask("POST", f"/plaatsingen/{plaatsing}/acceptatie", {}, sleutel=fields.get("sleutel"))


def _sentences(said: Gehoord) -> list[str]:
    if said.status >= BROKEN or said.body is None:
        return [GEEN_ANTWOORD]
    return [said.body["detail"], *[fault["fout"] for fault in said.body.get("fouten", [])]]


def _taal(request: Request) -> str:
    kept = request.cookies.get(KOEKJE)
    return kept if kept in TALEN else TALEN[0]


def _render(request: Request, template: str, status: int, **values: object) -> Response:
    taal = _taal(request)
    t = make_vertaler(taal)
    html = templates.get_template(template).render(adres=ADRES, taal=taal, t=t, eigen_zinnen=ENGELS, **values)
    return HTMLResponse(html, status, HEADERS)


async def _inside(request: Request) -> Response:
    """Where a provider's login ends. The browser goes on from a page of ours: only then does it send the new session along."""
    return _render(request, "binnen.html", 200, fouten=[])


def _go(koekjes: tuple[str, ...] = (), page: str = "", **query: str) -> RedirectResponse:
    answer = RedirectResponse(f"{ADRES}/{page}{'?' if query else ''}{urlencode(query)}", 303, HEADERS)
    for koekje in koekjes:
        answer.headers.append("set-cookie", koekje)
    return answer


async def _stijl(_: Request) -> Response:
    return FileResponse(STIJL, headers=HEADERS | {"Cache-Control": "no-cache"})


async def _unreadable(request: Request, error: Exception) -> Response:
    return _render(request, "bericht.html", 400, kop="Dat is niet gelukt", fouten=[str(error)])


async def _nowhere(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else NOT_FOUND
    return _render(request, "bericht.html", status, kop="Deze pagina is er niet", fouten=[])


async def _broken(request: Request, _: Exception) -> Response:
    return _render(request, "bericht.html", BROKEN, kop="Dat is niet gelukt", fouten=[GEEN_ANTWOORD])
