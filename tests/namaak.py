"""A provider in this process that says whatever a test wants: honest by default, and strict about PKCE."""

import asyncio
import base64
import hashlib
import json
import secrets
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import parse_qsl, urlencode

import httpx2
import uvicorn
from joserfc import jws
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from capacity_service.domain.aanbieder import Aanbieder, Koppeling
from capacity_service.domain.inzage import Rol
from capacity_service.rand.deuren import listen
from tests.land import NO_TLS, Dienst, Json, Server

CODE, CLIENT, GEHEIM = "proef", "capaciteit", "proef-geheim"
ROLLEN = {str(rol): str(rol) for rol in Rol}
Maak = Callable[["Namaak", Json], str]


@cache
def make_key(kid: str = "k1") -> RSAKey:
    return RSAKey.generate_key(2048, parameters={"kid": kid, "use": "sig"})


def sign(claims: Json, key: RSAKey | None = None, **kop: Any) -> str:
    """A token as an honest provider makes it, with whatever in its header a test wants otherwise (None: left out)."""
    head = {
        name: value for name, value in ({"alg": "RS256", "kid": "k1", "typ": "JWT"} | kop).items() if value is not None
    }
    return jws.serialize_compact(head, json.dumps(claims).encode(), key or make_key(), algorithms=[head["alg"]])


def encode(value: bytes | Json) -> str:
    """base64url without padding."""
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


@dataclass
class Namaak:
    """What it says of itself, of somebody, and how it makes a token; `asked` is what we were asked, `heard` counts calls."""

    issuer: str = ""
    claims: Json = field(default_factory=dict)
    about: Json = field(default_factory=dict)
    keys: list[Json] = field(default_factory=lambda: [make_key().as_dict(private=False)])
    make: Maak = lambda _, claims: sign(claims)
    back: Json = field(default_factory=dict)
    asked: Json = field(default_factory=dict)
    codes: dict[str, Json] = field(default_factory=dict)
    heard: dict[str, int] = field(default_factory=dict)
    tokens: Json = field(default_factory=dict)
    status: int = 200

    def be(self, rol: str, organisatie: str, **claims: Any) -> None:
        """Be about somebody else from now on."""
        self.claims = {"sub": f"{rol}-{organisatie}", "rollen": ["iets", rol], "org": organisatie} | claims

    def say(self, nonce: str | None = None, **claims: Any) -> Json:
        """Honest claims about whoever logs in now."""
        now = int(time.time())
        said = {"iss": self.issuer, "aud": CLIENT, "exp": now + 300, "iat": now, "auth_time": now, "sid": "s-1"}
        return said | ({"nonce": nonce} if nonce else {}) | self.claims | claims

    async def config(self, _: Request) -> Response:
        self._count("config")
        about = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
            "end_session_endpoint": f"{self.issuer}/logout?in=1",
            "authorization_response_iss_parameter_supported": True,
        } | self.about
        return JSONResponse({name: value for name, value in about.items() if value is not None}, self.status)

    async def jwks(self, _: Request) -> Response:
        self._count("jwks")
        return JSONResponse({"keys": self.keys})

    async def authorize(self, request: Request) -> Response:
        self.asked = dict(request.query_params)
        code = secrets.token_urlsafe(8)
        self.codes[code] = self.asked
        back = {"code": code, "state": self.asked["state"], "iss": self.issuer} | self.back
        return RedirectResponse(f"{self.asked['redirect_uri']}?{urlencode(back)}", 303)

    async def token(self, request: Request) -> Response:
        self._count("token")
        sent = dict(parse_qsl((await request.body()).decode()))
        asked = self.codes.pop(sent.get("code", ""), self.asked)
        challenge = encode(hashlib.sha256(sent.get("code_verifier", "").encode()).digest())
        if challenge != asked["code_challenge"] or sent["redirect_uri"] != asked["redirect_uri"]:
            return JSONResponse({"error": "invalid_grant"}, 400)
        made = {
            "access_token": "a-1",
            "token_type": "Bearer",
            "id_token": self.make(self, self.say(asked["nonce"])),
        }
        return JSONResponse(made | self.tokens)

    def _count(self, what: str) -> None:
        self.heard[what] = self.heard.get(what, 0) + 1


def make_aanbieder(issuer: str, organisaties: dict[str, str], **changes: Any) -> Aanbieder:
    """The settings with which the service trusts it: the claim `rollen` names the role, `org` the organisatie."""
    settings: Json = {
        "code": CODE,
        "naam": "Proefaanbieder",
        "issuer": issuer,
        "client_id": CLIENT,
        "geheim": GEHEIM,
        "rol": Koppeling("rollen", ROLLEN),
        "organisatie": Koppeling("org", organisaties),
    }
    return Aanbieder(**(settings | changes))


@asynccontextmanager
async def run_namaak() -> AsyncIterator[Namaak]:
    """The provider, on a free port of this machine."""
    namaak, listener = Namaak(), listen("127.0.0.1", 0)
    namaak.issuer = f"http://127.0.0.1:{listener.getsockname()[1]}"
    routes = [
        Route("/.well-known/openid-configuration", namaak.config),
        Route("/jwks", namaak.jwks),
        Route("/authorize", namaak.authorize),
        Route("/token", namaak.token, methods=["POST"]),
    ]
    server = Server(uvicorn.Config(Starlette(routes=routes), log_config=None, lifespan="off"))
    server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    while not server.started:  # noqa: ASYNC110 - uvicorn sets a flag
        await asyncio.sleep(0.005)
    try:
        yield namaak
    finally:
        server.stop()
        await serving
        listener.close()


def make_browser(dienst: Dienst) -> httpx2.AsyncClient:
    """A browser with cookies of its own, that goes nowhere by itself."""
    client = httpx2.AsyncClient(
        base_url=dienst.url, headers={"Origin": dienst.url}, trust_env=False, verify=NO_TLS, timeout=30
    )
    dienst.clients.append(client)
    return client


async def go_there(browser: httpx2.AsyncClient, code: str = CODE, **question: str) -> httpx2.Response:
    """Begin to log in and be sent back: the provider's redirect, not yet followed."""
    begun = await browser.get(f"/v1/aanmelden/{code}", params=question)
    assert begun.status_code == 303, begun.text
    return await browser.get(begun.headers["location"])


async def log_in(browser: httpx2.AsyncClient, **question: str) -> httpx2.Response:
    """The whole way; gives the service's answer to the provider's redirect."""
    there = await go_there(browser, **question)
    return await browser.get(there.headers["location"])
