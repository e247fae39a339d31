"""Who is let in at the door, before anything else looks: the right host, not too much from a stranger, nothing of the operator's."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from capacity_service.api.grenzen import Grenzen, find_net, make_te_veel
from capacity_service.api.guard import answer, find_secret
from capacity_service.api.problems import TeVeel, VerkeerdAdres, make_problem
from capacity_service.domain.errors import DomainError, NietGevonden
from capacity_service.domain.ingang import KOEKJE
from capacity_service.spoor import find_spoor

GESLOTEN = frozenset({"/healthz", "/readyz", "/metrics", "/docs", "/redoc", "/openapi.json", "/gezond"})
"""What is for the operator, or is often found open elsewhere; a page must not answer there either."""
LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})
INSTANCE_MAX = 200


@dataclass(frozen=True)
class Hosts:
    """The hosts by which the service is asked; `any_port` where a forwarded port may have any number."""

    namen: frozenset[str]
    any_port: bool = False

    def knows(self, host: str) -> bool:
        """Whether this is one of them, as it stands in the header."""
        name, port = host.lower(), ""
        if self.any_port and not name.endswith("]"):
            name, _, port = name.rpartition(":") if ":" in name else (name, "", "")
        return name in self.namen and (port == "" or port.isdecimal())


LOOPBACK_HOSTS = Hosts(LOOPBACK_NAMES, any_port=True)
"""Of an installation for one machine: a page elsewhere that leads its own name here is refused (DNS rebinding)."""


def find_hosts(url: str) -> Hosts:
    """The hosts of a public address, with its port when that is not the usual one of its scheme."""
    parts = urlsplit(url)
    usual = {"http": 80, "https": 443}[parts.scheme]
    name = f"[{parts.hostname}]" if ":" in str(parts.hostname) else str(parts.hostname)
    port = parts.port or usual
    return Hosts(frozenset({f"{name}:{port}"} | ({name} if port == usual else set())))


class Toelating:
    """Refuses with a problem, and tells `refused` why in a word; the rest goes on to the application."""

    def __init__(
        self, app: ASGIApp, grenzen: Grenzen, hosts: Hosts | None, refused: Callable[[str], None], koekje: str = KOEKJE
    ) -> None:
        self.app = app
        self._grenzen = grenzen
        self._hosts = hosts
        self._refused = refused
        self._koekje = koekje

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request or socket."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        refusal = self._find_barrier(scope)
        if refusal is None:
            refusal = await self._serve_within_bounds(scope, receive, send)
        if refusal is not None:
            await _refuse(refusal, scope, receive, send)

    def _find_barrier(self, scope: Scope) -> DomainError | None:
        hosts = [value.decode("latin-1") for name, value in scope["headers"] if name == b"host"]
        if len(hosts) > 1 or (self._hosts is not None and not self._hosts.knows("".join(hosts))):
            self._refused("host")
            return VerkeerdAdres()
        if is_closed(scope["path"]):
            self._refused("gesloten")
            return NietGevonden()
        return None

    async def _serve_within_bounds(self, scope: Scope, receive: Receive, send: Send) -> TeVeel | None:
        """Serve, unless a stranger asks too much: an address pays for what nobody who is logged in answers for."""
        adres = find_adres(scope)
        secret = find_secret(HTTPConnection(scope), self._koekje)
        counts = find_net(adres) is not None and not self._grenzen.knows(secret)
        wait = self._grenzen.take_adres(adres) if counts else 0.0
        if wait:
            self._refused("adres")
            return make_te_veel(wait)
        await self.app(scope, receive, send)
        if counts and find_spoor(scope).rol:
            self._grenzen.give_back_adres(adres)
        return None


def is_closed(path: str) -> bool:
    """Whether nothing may answer there: what is the operator's, and a path with steps or corners that no link of ours has."""
    steps = path.split("/")
    crooked = "\\" in path or "" in steps[1:-1] or not {".", ".."}.isdisjoint(steps)
    return crooked or path.rstrip("/") in GESLOTEN or path.startswith("/metrics/")


def find_adres(scope: Scope) -> str:
    """Where it comes from: the connection, or what a trusted proxy says of it."""
    client = scope.get("client")
    return str(client[0]) if client else ""


async def _refuse(refusal: DomainError, scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
        return
    await answer(make_problem(refusal, scope["path"][:INSTANCE_MAX]))(scope, receive, send)
