"""Tokens for programs (OAuth 2.0 client credentials): 15 minutes, opaque, looked up at every request, and so withdrawn at once."""

import base64
import binascii
import hmac
from collections.abc import Mapping
from urllib.parse import unquote_plus
from uuid import UUID

import structlog
from fastapi import APIRouter, Request, Response

from capacity_service.api import overviews
from capacity_service.api.aanmelden import find_address
from capacity_service.api.answers import tell
from capacity_service.api.drempel import Drempel
from capacity_service.api.guard import GuardedRoute, answer
from capacity_service.api.problems import make_answer
from capacity_service.domain.errors import Fault, NietIngelogd, OngeldigeInvoer
from capacity_service.domain.sessieduur import TOKEN
from capacity_service.store.accounts import find_client
from capacity_service.store.database import Database
from capacity_service.store.toegang import hash_sleutel, start_token

router = APIRouter(route_class=GuardedRoute, tags=["sessies"])
log = structlog.get_logger()
FIELDS = frozenset({"grant_type", "client_id", "client_secret"})


@router.post("/tokens", responses=tell(overviews.Token))
async def make_token(request: Request) -> Response:
    """A token for a program, for its client id and secret: as fields of the form, or as HTTP Basic."""
    fields: Mapping[str, str] = request.state.formulier
    faults = [Fault(name, "Dit veld kent de dienst niet.") for name in sorted(fields.keys() - FIELDS)]
    if fields.get("grant_type") != "client_credentials":
        faults.append(Fault("grant_type", "Geef client_credentials."))
    if faults:
        raise OngeldigeInvoer(*faults)
    client, secret = _read_basic(request) or (fields.get("client_id", ""), fields.get("client_secret", ""))
    drempel: Drempel = request.app.state.tokendrempel
    drempel.take(f"{find_address(request)} {client[:64]}")
    drempels: Drempel = request.app.state.adresdrempel
    drempels.take(find_address(request))
    database: Database = request.app.state.database
    async with database.transaction(None, own_pool=True) as tx:
        account, wanted = await find_client(tx, _uuid(client))
        right = hmac.compare_digest(hash_sleutel(secret), wanted)
        token = await start_token(tx, account) if right and account is not None else None
    if token is None:
        log.warning("token geweigerd")
        raise NietIngelogd
    seconds = int(TOKEN.stil.total_seconds())
    return answer(make_answer({"access_token": token, "token_type": "Bearer", "expires_in": seconds}))


def _read_basic(request: Request) -> tuple[str, str] | None:
    """Client id and secret of HTTP Basic, each as a form would write it (RFC 6749 2.3.1)."""
    scheme, _, sent = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        name, _, secret = base64.b64decode(sent, validate=True).decode("utf-8").partition(":")
    except (binascii.Error, ValueError):
        raise NietIngelogd from None
    return unquote_plus(name), unquote_plus(secret)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
