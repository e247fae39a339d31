"""One event in the technical log for each request, headers on each answer, and no fault that gets out: the outermost layer."""

import time
from collections.abc import Callable

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from capacity_service.api.grenzen import find_net
from capacity_service.api.guard import answer
from capacity_service.api.openapi import VERSION
from capacity_service.api.problems import Onverwacht, make_problem
from capacity_service.pagina.app import ADRES
from capacity_service.rand.koppen import RawHeaders, add_missing
from capacity_service.rand.toelating import INSTANCE_MAX, find_adres
from capacity_service.spoor import Spoor, find_spoor

INTERFACE = "/v1/"
GONE = 499
"""Who asked was gone before there was an answer."""
SWITCHED, FORBIDDEN, BROKEN = 101, 403, 500
NOTEWORTHY = frozenset({403, 413, 421, 429})
"""Refusals that say something of who asks: with the network it came from."""
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
KINDS = (("/v1/openapi.json", "document"), ("/v1", "onbekend"), (ADRES, "zonder_javascript"), ("/assets/", "bestand"))

Note = Callable[[str, int, float], None]
"""Told of every request: what it did, the status, and how many seconds it took. None: nothing is written down either."""

log = structlog.get_logger()


class Verzoeken:
    """Wraps the application; nothing of the address, the body or who it was is written down."""

    def __init__(self, app: ASGIApp, koppen: RawHeaders, note: Note | None) -> None:
        self.app = app
        self._koppen = koppen
        self._of_interface = [*koppen, (b"api-version", VERSION.encode())]
        self._note = note

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request or socket."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        spoor, began, status = find_spoor(scope), time.perf_counter(), 0
        # Also what is refused before the interface is reached says of which version it is.
        koppen = self._of_interface if scope["path"].startswith(INTERFACE) else self._koppen

        async def send_on(message: Message) -> None:
            nonlocal status
            kind = message["type"]
            if kind == "http.response.start":
                status = message["status"]
                message = {**message, "headers": add_missing(message.get("headers", ()), koppen)}
            elif kind == "websocket.accept":
                status = SWITCHED
            elif kind == "websocket.close" and status == 0:
                status = FORBIDDEN
            await send(message)

        structlog.contextvars.bind_contextvars(trace=spoor.trace_id)
        try:
            await self.app(scope, receive, send_on)
        except Exception as error:  # noqa: BLE001 - the server would print it, with whatever stands in its text
            tell_surprise(spoor, error)
            if status == 0:
                await _apologise(scope, receive, send_on)
        finally:
            if self._note is not None:
                self._tell(self._note, scope, spoor, status or GONE, time.perf_counter() - began)

    @staticmethod
    def _tell(note: Note, scope: Scope, spoor: Spoor, status: int, took_s: float) -> None:
        handeling = spoor.handeling or name_kind(scope)
        note(handeling, status, took_s)
        method = scope.get("method", "GET")
        more = {"rol": str(spoor.rol)} if spoor.rol else {}
        if status in NOTEWORTHY and (net := find_net(find_adres(scope))):
            more["net"] = net
        tell = log.error if status >= BROKEN else log.warning if status in NOTEWORTHY else log.info
        tell(
            "verzoek",
            handeling=handeling,
            methode=method if method in METHODS else "ANDERS",
            status=status,
            ms=round(took_s * 1000, 1),
            **more,
        )


def tell_surprise(spoor: Spoor, error: Exception) -> None:
    """Our fault, once in the log."""
    if not spoor.gemeld:
        spoor.gemeld = True
        log.error("onverwachte fout", handeling=spoor.handeling or "onbekend", exc_info=error)


def name_kind(scope: Scope) -> str:
    """What a request without an operation was for, in a word of a short list."""
    if scope["type"] == "websocket":
        return "live"
    path = scope["path"]
    return next((kind for start, kind in KINDS if path.startswith(start)), "pagina")


async def _apologise(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1011})
        return
    await answer(make_problem(Onverwacht(), scope["path"][:INSTANCE_MAX]))(scope, receive, send)
