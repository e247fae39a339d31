"""Wires everything and owns start and stop: one process that serves the API, the live stream and the dashboard."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from pathlib import Path

from fastapi import FastAPI
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from capacity_service.api.aanvragen import render_ingediend
from capacity_service.api.app import UNTOLD, create_api, on_http_error
from capacity_service.api.fast_lane import FastLane
from capacity_service.api.grenzen import Grenzen
from capacity_service.api.indienen import Wachtrij
from capacity_service.domain.ingang import Ingang
from capacity_service.domain.uitweg import Uitweg
from capacity_service.ldv import Ldv
from capacity_service.live.feed import Feed
from capacity_service.live.hub import Hub
from capacity_service.live.socket import router as live_router
from capacity_service.pagina.app import ADRES, create_pagina
from capacity_service.rand.aflezing import list_meters
from capacity_service.rand.beheer import create_beheer
from capacity_service.rand.gereedheid import Gereedheid
from capacity_service.rand.koppen import make_koppen
from capacity_service.rand.meters import Meters
from capacity_service.rand.toelating import Hosts, Toelating
from capacity_service.rand.verzoeken import Verzoeken
from capacity_service.store.database import Database, check_connection
from capacity_service.store.peiling import look_at
from capacity_service.store.plaatsen import read_all
from capacity_service.store.versleuteling import seal_plain
from capacity_service.store.zegel import Bewijsmiddelen
from capacity_service.timers.deliver import Bezorger
from capacity_service.timers.keep_bomen import Boomwacht
from capacity_service.timers.schedule import make_scheduler
from capacity_service.vooruit import first_part, read_vooruit

DASHBOARD = Path(__file__).resolve().parent.parent / "dashboard" / "dist"

PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
NOWHERE = Uitweg()
"""Without a mail server; webhooks only to public addresses."""
OORSPRONG_BYTES = 32
PRESSED_ALREADY = (".woff2", ".png")
KNOWN_TO_ALL = {"/v1/gemeenten", "/v1/centrumgemeenten", "/v1/regels"}
"""Reference data: 106 kB for a phone, and nothing in it is a secret."""
FOREVER = "public, max-age=31536000, immutable"


class Compressed:
    """Files of the dashboard travel small. Nothing else does: where a secret and what a stranger chose are pressed together, the size tells."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.small = GZipMiddleware(app, minimum_size=1000)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        path = scope.get("path", "")
        secret = path == "/v1" or path.startswith(("/v1/", ADRES))
        small = path in KNOWN_TO_ALL or not (secret or path.endswith(PRESSED_ALREADY))
        await (self.small if small else self.app)(scope, receive, send)


class PageHeaders:
    """What pages may load; files whose name holds their hash may be kept, pages are asked again.

    The bare `/v1` belongs to the interface, which answers that nothing is there, and `/zonder-javascript` to that page: a redirect
    would name whatever host was asked for.
    """

    def __init__(self, app: ASGIApp, vooruit: dict[str, str]) -> None:
        self.app = app
        self.vooruit = vooruit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request; what is under /v1 has headers of its own."""
        path = scope.get("path", "")
        if path in {"/v1", ADRES}:
            path = f"{path}/"
            scope = {**scope, "path": path, "raw_path": path.encode()}
        page = scope["type"] == "http" and not path.startswith("/v1/")

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("Content-Security-Policy", PAGE_POLICY)
                if ahead := self.vooruit.get(first_part(path)):
                    headers["Link"] = ahead
                # A file that is not there may be there in a moment: a refusal is never kept.
                if not path.startswith(ADRES) and message["status"] < HTTPStatus.BAD_REQUEST:
                    headers["Cache-Control"] = FOREVER if path.startswith("/assets/") else "no-cache"
            await send(message)

        await self.app(scope, receive, send_with_headers if page else send)


def create_app(
    database: Database,
    *,
    demo: bool,
    dashboard: Path | None = DASHBOARD,
    ticking: bool = True,
    uitweg: Uitweg = NOWHERE,
    grenzen: Grenzen | None = None,
    hosts: Hosts | None = None,
    ingang: Ingang | None = None,
    middelen: Bewijsmiddelen | None = None,
    oorsprong: bytes | None = None,
    ldv: Ldv | None = None,
) -> FastAPI:
    """The whole service on one database. `demo` lets demo accounts log in; `ticking` runs the clock.

    `uitweg` says how it tells people outside the screen, `ingang` how people come in, `grenzen` how much anybody may ask and
    `hosts` under which names (both without end when not given); with `middelen` it keeps evidence of what it recorded. The
    application for the operator's port is in `state.beheer`. `oorsprong` is the key under which the inzagelog tells networks
    apart, the same on every node; without one this process makes its own. `ldv` is told what is processed, if it is switched on.
    """
    grenzen, ingang = grenzen or Grenzen(0), ingang or Ingang()
    hub = Hub(database)
    feed = Feed(database, hub)
    wachtrij = Wachtrij(database, render_ingediend)
    bezorger = Bezorger(uitweg)
    wacht = None if middelen is None else Boomwacht(middelen)
    scheduler = make_scheduler(database, bezorger, wacht)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await check_connection(database)
        await seal_plain(database)
        await read_all(database)
        await feed.start()
        await hub.start(feed.beat)
        await wachtrij.start()
        if ticking:
            scheduler.start()
        yield
        if ticking:
            scheduler.shutdown(wait=False)
        await bezorger.stop()
        await api.state.bronnen.close()
        await hub.stop()
        await wachtrij.stop()
        await feed.stop()
        if ticking and wacht is not None:
            await wacht.stop(database)
        if ldv is not None:
            await asyncio.to_thread(ldv.close)

    api = create_api(
        database=database,
        wachtrij=wachtrij,
        demo=demo,
        feed=feed,
        hub=hub,
        uitweg=uitweg,
        grenzen=grenzen,
        ingang=ingang,
        middelen=middelen,
        oorsprong=oorsprong or secrets.token_bytes(OORSPRONG_BYTES),
        ldv=ldv,
    )
    api.include_router(live_router)
    app = FastAPI(
        lifespan=lifespan,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        telemetry=UNTOLD,
        exception_handlers={HTTPException: on_http_error},
    )
    app.mount("/v1", api)
    app.mount(ADRES, create_pagina(api))
    if dashboard is not None and (dashboard / "index.html").is_file():
        app.frontend("/", directory=dashboard, fallback="index.html")
    app.add_middleware(PageHeaders, vooruit=read_vooruit(dashboard) if dashboard else {})
    app.add_middleware(Compressed)
    app.add_middleware(FastLane, api=api)
    gereedheid = Gereedheid(lambda: feed.is_fresh, lambda: look_at(database))
    controlemap = None if middelen is None else middelen.controlemap
    meters = Meters(list_meters(database, feed, hub, wachtrij, gereedheid, controlemap=controlemap))
    app.add_middleware(Toelating, grenzen=grenzen, hosts=hosts, refused=meters.refuse, koekje=ingang.koekje)
    https = uitweg.root.startswith("https://")
    app.add_middleware(Verzoeken, koppen=make_koppen(https=https), note=meters.note)
    app.state.feed = feed
    app.state.beheer = create_beheer(gereedheid, meters)
    return app
