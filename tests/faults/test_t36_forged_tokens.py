"""T36: twenty kinds of forged or stale secrets on every route of the document. Nobody comes in, and every refusal looks the same.

Forged ID tokens at the callback are in `tests/api/test_aanmelden.py`, of the same `FORGERIES`.
"""

import base64
import json
import time
from collections.abc import Callable
from uuid import UUID

import httpx2
import pytest

from capacity_service.api import guard
from capacity_service.domain.inzage import Actor, Rol
from capacity_service.store.database import Database
from capacity_service.store.toegang import COOKIE, Aanwezig, hash_sleutel
from tests.api.document import Operation, make_body, operations
from tests.api.forgeries import FORGERIES
from tests.api.rights import PUBLIC
from tests.faults.figures import LONG, report
from tests.land import Dienst, Json, expect, now

pytestmark = pytest.mark.faults

CLAIMS: Json = {
    "iss": "https://login.example",
    "aud": "capaciteit",
    "sub": "s",
    "rol": "landelijk",
    "iat": int(time.time()),
    "exp": int(time.time()) + 900,
}
OF_TOKENS = (
    *(
        "alg none",
        "alg HS256 with the public key",
        "own key in the header",
        "jku",
        "unknown crit",
        "kid that is a path",
    ),
    *(
        "expired",
        "from the future",
        "aud of somebody else",
        "iss of somebody else",
        "typ of an access token",
        "truncated",
    ),
)


async def make_secrets(dienst: Dienst) -> dict[str, str]:
    """What somebody could send instead of a token of a session that holds."""
    token, _ = await dienst.token("coordinator")
    ended, _ = await dienst.token("opvang")
    expired, _ = await dienst.token("gemeente")
    client = await dienst.as_rol("landelijk")
    ticket = expect(await client.post("/live-tickets"), 201)["ticket"]
    await dienst.sql("DELETE FROM sessie WHERE sleutel_hash = :it", it=hash_sleutel(ended))
    await dienst.sql(
        "UPDATE sessie SET verloopt_op = clock_timestamp() WHERE sleutel_hash = :it", it=hash_sleutel(expired)
    )
    return {
        "of a session that was ended": ended,
        "of a session that expired": expired,
        "of another installation": base64.urlsafe_b64encode(b"x" * 32).rstrip(b"=").decode(),
        "truncated": token[:-1],
        "one sign too many": f"{token}A",
        "in other letters": token.swapcase(),
        "its hash": hash_sleutel(token).hex(),
        "its hash as stored": base64.urlsafe_b64encode(hash_sleutel(token)).decode(),
        "a ticket": ticket,
        "a statement": "' OR 1=1 --",
        **{f"a JWT: {name}": FORGERIES[name](CLAIMS) for name in OF_TOKENS},
    }


SHARE = 4
"""In the short run each route meets every fourth kind, another four each time."""


def routes() -> list[Operation]:
    return [one for one in operations() if f"{one.method.upper()} {one.path}" not in PUBLIC]


async def send(client: httpx2.AsyncClient, operation: Operation, headers: dict[str, str]) -> httpx2.Response:
    given = headers | ({"If-Match": '"1"'} if operation.needs_match else {})
    return await client.request(
        operation.method.upper(), operation.url(), json=make_body(operation.naam), headers=given
    )


def shape(answer: httpx2.Response) -> str:
    """All that a refusal tells, but for the address that was asked."""
    if not answer.headers.get("content-type", "").endswith("json"):
        return f"{answer.status_code}"
    told = json.loads(answer.content) | {"instance": ""}
    headers = sorted((name, value) for name, value in answer.headers.items() if name not in {"date", "content-length"})
    return f"{answer.status_code} {told} {headers}"


async def try_all(dienst: Dienst, secrets: dict[str, str], where: list[Operation]) -> tuple[int, set[str]]:
    """How many tries there were, and every shape of answer."""
    found, tries = set[str](), 0
    async with httpx2.AsyncClient(base_url=f"{dienst.url}/v1", trust_env=False, timeout=30) as client:
        for nth, operation in enumerate(where):
            for name, secret in list(secrets.items())[0 if LONG else nth % SHARE :: 1 if LONG else SHARE]:
                as_cookie = len(name) % 2 == 0
                headers = (
                    {"Cookie": f"{COOKIE}={secret}", "Origin": dienst.url}
                    if as_cookie
                    else {"Authorization": f"Bearer {secret}"}
                )
                found.add(shape(await send(client, operation, headers)))
                tries += 1
    return tries, found


async def test_no_forged_token_is_accepted_on_any_route_and_every_refusal_is_the_same(dienst: Dienst) -> None:
    secrets = await make_secrets(dienst)
    tries, found = await try_all(dienst, secrets, routes())
    assert len(secrets) >= 20
    assert tries >= len(secrets) * len(routes()) / (1 if LONG else SHARE) - len(routes())
    assert len(found) == 1, found
    assert found.pop().startswith("401 ")
    report(f"T36: {len(secrets)} vervalsingen, {len(routes())} routes, {tries} verzoeken, 0 toegelaten, 1 vorm van 401")


async def test_without_the_look_in_the_table_they_would_be(dienst: Dienst, monkeypatch: pytest.MonkeyPatch) -> None:
    """The wall removed: whoever sends something is somebody."""
    anybody = Actor(UUID(int=1), "x", Rol.opvang, UUID(int=2))

    async def believe(_: Database, __: bytes) -> Aanwezig:
        return Aanwezig(anybody, now())

    monkeypatch.setattr(guard, "find_actor", believe)
    _, found = await try_all(dienst, {str(n): FORGERIES["alg none"](CLAIMS) for n in range(SHARE)}, routes()[::6])
    assert len(found) > 1
    assert not all(one.startswith("401 ") for one in found)


Wrong = Callable[[str], dict[str, str]]
SCHEMES: dict[str, Wrong] = {
    "basic": lambda token: {"Authorization": f"Basic {token}"},
    "digest": lambda token: {"Authorization": f"Digest {token}"},
    "no scheme": lambda token: {"Authorization": token},
    "in the address": lambda token: {"X-Token": token},
    "another cookie": lambda token: {"Cookie": f"sessie={token}"},
    "the name of the cookie over https": lambda token: {"Cookie": f"__Host-capaciteit={token}"},
    "two in one": lambda token: {"Authorization": f"Bearer {token}, Bearer {token}"},
}


@pytest.mark.parametrize("scheme", SCHEMES)
async def test_a_good_token_in_the_wrong_place_is_none(dienst: Dienst, scheme: str) -> None:
    token, _ = await dienst.token("opvang")
    async with httpx2.AsyncClient(base_url=f"{dienst.url}/v1", trust_env=False) as client:
        expect(await client.get("/plaatsen", headers=SCHEMES[scheme](token)), 401)
