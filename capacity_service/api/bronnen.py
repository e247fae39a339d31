"""A provider over the network: what it says of itself, its keys, and the tokens it gives for a code.

What it says is kept for an hour. A key that is not known makes us look again, at most once a minute, so that who sends
tokens with invented keys cannot make us ask without end.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

import httpx2
from authlib.oauth2.auth import ClientAuth
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri, prepare_token_request
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.discovery import get_well_known_url

from capacity_service.api.bodies import parse_json
from capacity_service.api.handtekening import Sleutelbos, make_sleutelbos
from capacity_service.domain.aanbieder import Aanbieder, AanmeldingMislukt, Aanmeldreden
from capacity_service.domain.errors import DomainError
from capacity_service.domain.ingang import is_own_machine
from capacity_service.store.aanmeldingen import Begonnen

KEEP_S, AGAIN_S, FAILED_S = 3600.0, 60.0, 5.0
ANSWER_BYTES_MAX = 256 * 1024
TOTAL_S, CONNECT_S = 8, 3
JSON = {"Accept": "application/json", "User-Agent": "crisisplaatsdienst"}


class Bron:
    """One provider. Nothing is asked of it before somebody logs in with it."""

    def __init__(self, aanbieder: Aanbieder, client: httpx2.AsyncClient) -> None:
        self.aanbieder = aanbieder
        self._client = client
        self._lock = asyncio.Lock()
        self._about: dict[str, Any] = {}
        self._about_at = self._keys_at = self._failed_at = float("-inf")
        self._keys: Sleutelbos = {}

    async def make_address(self, begonnen: Begonnen, terug: str, *, opnieuw: bool) -> str:
        """Where to send the browser. `opnieuw`: somebody shows again who they are, with their passkey if they have one."""
        about = await self.describe()
        more: dict[str, str] = {"max_age": "0", "prompt": "login"} if opnieuw else {}
        if self.aanbieder.acr_values:
            more["acr_values"] = self.aanbieder.acr_values
        return str(
            prepare_grant_uri(
                _address(about, "authorization_endpoint"),
                client_id=self.aanbieder.client_id,
                response_type="code",
                redirect_uri=terug,
                scope=" ".join(self.aanbieder.scopes),
                state=begonnen.state,
                nonce=begonnen.nonce,
                code_challenge=create_s256_code_challenge(begonnen.verifier),
                code_challenge_method="S256",
                **more,
            )
        )

    async def make_end_address(self, terug: str) -> str | None:
        """Where somebody logs out at the provider too; None when it has no such place."""
        about = await self.describe()
        if "end_session_endpoint" not in about:
            return None
        asked = httpx2.QueryParams({"client_id": self.aanbieder.client_id, "post_logout_redirect_uri": terug})
        return str(httpx2.URL(_address(about, "end_session_endpoint")).copy_merge_params(asked))

    async def check_sender(self, iss: str | None) -> None:
        """That the answer came from this provider and not from another (RFC 9207). Raises `AanmeldingMislukt`."""
        about = await self.describe()
        told = about.get("authorization_response_iss_parameter_supported") is True
        if iss != self.aanbieder.issuer and (told or iss is not None):
            raise AanmeldingMislukt(Aanmeldreden.mislukt, "iss in het antwoord")

    async def fetch_tokens(self, code: str, verifier: str, terug: str) -> Mapping[str, Any]:
        """What the provider gives for a code. Raises `AanmeldingMislukt`."""
        about = await self.describe()
        body = prepare_token_request("authorization_code", code=code, redirect_uri=terug, code_verifier=verifier)
        auth = ClientAuth(self.aanbieder.client_id, self.aanbieder.geheim, self._auth_method(about))
        headers = JSON | {"Content-Type": "application/x-www-form-urlencoded"}
        url, headers, body = auth.prepare("POST", _address(about, "token_endpoint"), headers, body)
        return await self._ask("POST", url, headers=headers, content=body)

    def _auth_method(self, about: Mapping[str, Any]) -> str:
        if self.aanbieder.geheim is None:
            return "none"
        known = about.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        return "client_secret_basic" if "client_secret_basic" in known else "client_secret_post"

    async def find_keys(self, kid: object) -> Sleutelbos:
        """Its keys; asked again when this one is not among them."""
        now = time.monotonic()
        old, strange = now - self._keys_at > KEEP_S, isinstance(kid, str) and kid not in self._keys
        if old or (strange and now - self._keys_at > AGAIN_S):
            await self._refresh(self._read_keys, lambda: self._keys_at > now)
        return self._keys

    async def describe(self) -> Mapping[str, Any]:
        """What it says of itself. Raises `AanmeldingMislukt`."""
        now = time.monotonic()
        if now - self._about_at > KEEP_S:
            await self._refresh(self._read_about, lambda: self._about_at > now)
        return self._about

    async def _refresh(self, read: Callable[[], Awaitable[None]], done: Callable[[], bool]) -> None:
        """Read once for all who wait. What failed a moment ago is not tried again at once."""
        async with self._lock:
            if done():
                return
            if time.monotonic() - self._failed_at < FAILED_S:
                raise AanmeldingMislukt(Aanmeldreden.onbereikbaar, "zojuist geen antwoord")
            try:
                await read()
            except AanmeldingMislukt:
                self._failed_at = time.monotonic()
                raise

    async def _read_about(self) -> None:
        about = await self._ask("GET", get_well_known_url(self.aanbieder.issuer, external=True), headers=JSON)
        if about.get("issuer") != self.aanbieder.issuer:
            raise AanmeldingMislukt(Aanmeldreden.onbereikbaar, "issuer van de aanbieder is een andere")
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
            _address(about, name)
        self._about, self._about_at = dict(about), time.monotonic()

    async def _read_keys(self) -> None:
        about = self._about or await self._describe_locked()
        self._keys = make_sleutelbos(await self._ask("GET", _address(about, "jwks_uri"), headers=JSON))
        self._keys_at = time.monotonic()

    async def _describe_locked(self) -> Mapping[str, Any]:
        await self._read_about()
        return self._about

    async def _ask(
        self, method: str, url: str, *, headers: Mapping[str, str], content: str | None = None
    ) -> Mapping[str, Any]:
        """One JSON object. Nobody is followed elsewhere, and no more is read than such a thing can be."""
        try:
            async with (
                asyncio.timeout(TOTAL_S),
                self._client.stream(method, url, headers=dict(headers), content=content) as answer,
            ):
                body = bytearray()
                async for part in answer.aiter_bytes():
                    body += part
                    if len(body) > ANSWER_BYTES_MAX:
                        raise AanmeldingMislukt(Aanmeldreden.onbereikbaar, "antwoord te groot")
        except (httpx2.HTTPError, httpx2.InvalidURL, TimeoutError, OSError) as error:
            raise AanmeldingMislukt(Aanmeldreden.onbereikbaar, f"geen antwoord: {type(error).__name__}") from None
        if answer.status_code != httpx2.codes.OK:
            refused = answer.status_code < httpx2.codes.INTERNAL_SERVER_ERROR and method == "POST"
            reden = Aanmeldreden.mislukt if refused else Aanmeldreden.onbereikbaar
            raise AanmeldingMislukt(reden, f"antwoord {answer.status_code}")
        return _parse(bytes(body))


def _parse(body: bytes) -> Mapping[str, Any]:
    try:
        found = parse_json(body)
    except DomainError:
        found = None
    if not isinstance(found, dict):
        raise AanmeldingMislukt(Aanmeldreden.onbereikbaar, "antwoord is geen JSON")
    return found


def _address(about: Mapping[str, Any], name: str) -> str:
    url = about.get(name)
    parts = urlsplit(url) if isinstance(url, str) else urlsplit("")
    if not parts.hostname or not (parts.scheme == "https" or is_own_machine(str(url))):
        raise AanmeldingMislukt(Aanmeldreden.onbereikbaar, f"{name} is geen https-adres")
    return str(url)


class Bronnen:
    """The providers of this installation, by code, over one client."""

    def __init__(self, aanbieders: tuple[Aanbieder, ...]) -> None:
        self._client = (
            httpx2.AsyncClient(
                trust_env=False,
                follow_redirects=False,
                timeout=httpx2.Timeout(TOTAL_S, connect=CONNECT_S),
            )
            if aanbieders
            else None
        )
        self.by_code = {one.code: Bron(one, self._client) for one in aanbieders if self._client is not None}

    async def close(self) -> None:
        """Let go of every connection."""
        if self._client is not None:
            await self._client.aclose()
