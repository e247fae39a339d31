"""Writes down who looks, before the answer goes out: by the table of `domain/inzagelog.py`, for every route alike."""

import re
from collections.abc import Awaitable, Callable
from datetime import datetime
from uuid import UUID

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from capacity_service.actions.record_look import record_look
from capacity_service.domain.errors import NietGevonden
from capacity_service.domain.inzage import Actor
from capacity_service.domain.inzagelog import (
    BLADZIJDE,
    VASTLEGGING,
    Inzage,
    Maat,
    Toegangsweg,
    Vastlegging,
    seal_oorsprong,
)
from capacity_service.spoor import find_spoor
from capacity_service.store.database import Database
from capacity_service.store.inzagelog import LOPENDE_ZAAK

UUID_TEXT = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
LIJST = "lijst"
"""Lists of households: a page of one counts for what is on it."""
NOTHING = "-"
"""The onderwerp of an attempt at what cannot be: what was typed is not written down."""


def find_weg(request: Request) -> Toegangsweg:
    """By which way this request came."""
    adres = request.client.host if request.client else ""
    return Toegangsweg(seal_oorsprong(adres, request.app.state.oorsprong), find_spoor(request.scope).trace_id)


async def look(
    request: Request, operation: str, actor: Actor | None, op: datetime, work: Callable[[], Awaitable[Response]]
) -> Response:
    """Do the work; what it shows, or that it is not there, is written down before anybody sees it.

    Raises `TeVeelIngezien` for too much in an hour. Invalid input is no look.
    """
    vastlegging = VASTLEGGING.get(operation)
    if actor is None or vastlegging is None or vastlegging.maat is Maat.zelf:
        return await work()
    database: Database = request.app.state.database
    try:
        response = await work()
    except NietGevonden:
        refused = Inzage(operation, vastlegging.soort, _onderwerp(request, vastlegging, actor), "geweigerd", aantal=0)
        await record_look(database, actor, refused, vastlegging.maat, op)
        raise
    await record_look(database, actor, _shown(request, operation, actor, vastlegging, response), vastlegging.maat, op)
    return response


async def note_refusal(request: Request, actor: Actor, operation: str, op: datetime) -> None:
    """Who tried what their role may not do is written down too, once in a while for the same attempt."""
    vastlegging = VASTLEGGING.get(operation) or _guess(request)
    refused = Inzage(operation, vastlegging.soort, _onderwerp(request, vastlegging, actor), "geweigerd", aantal=0)
    maat = Maat.elke if vastlegging.maat is Maat.zelf else Maat.eens
    await record_look(request.app.state.database, actor, refused, maat, op)


def _guess(request: Request) -> Vastlegging:
    """How an attempt at an operation that is no look is recorded: about the case that its address names, if it names one."""
    named = next((key for key in request.path_params if key.removesuffix("_id") in LOPENDE_ZAAK), None)
    return Vastlegging("dienst") if named is None else Vastlegging(named.removesuffix("_id"), named)


def _onderwerp(request: Request, vastlegging: Vastlegging, actor: Actor) -> UUID | str:
    if vastlegging.sleutel is None:
        return actor.organisatie
    sent = str(request.path_params.get(vastlegging.sleutel, ""))
    return UUID(sent) if UUID_TEXT.fullmatch(sent) else NOTHING


def _shown(request: Request, operation: str, actor: Actor, vastlegging: Vastlegging, response: Response) -> Inzage:
    onderwerp, cursor = _onderwerp(request, vastlegging, actor), request.query_params.get("cursor")
    if vastlegging.lijst is None:
        return Inzage(operation, vastlegging.soort, onderwerp, "getoond")
    aantal = len(msgspec.json.decode(response.body)[vastlegging.lijst])
    if cursor is None or vastlegging.soort != LIJST:
        return Inzage(operation, vastlegging.soort, onderwerp, "getoond", aantal=aantal)
    return Inzage(operation, BLADZIJDE, UUID(cursor), "getoond", aantal=aantal)
