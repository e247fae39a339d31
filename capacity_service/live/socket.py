"""One live connection: handshake, first stand or resume, relay, heartbeat. First load and reconnect are one path."""

import asyncio
import contextlib
import json
from collections.abc import MutableMapping
from typing import Any

from fastapi import APIRouter, WebSocket, WebSocketDisconnect

from capacity_service.domain.errors import DomainError
from capacity_service.domain.ingang import Ingang
from capacity_service.domain.inzage import check_may
from capacity_service.live.abonnee import Abonnee
from capacity_service.live.begroeting import greet
from capacity_service.live.detour import Omweg
from capacity_service.live.direct import EXTENSION, LIJN, DirectProtocol, Telraam
from capacity_service.live.feed import Feed
from capacity_service.live.hub import Hub
from capacity_service.live.inzien import note_screen
from capacity_service.live.messages import Toestand
from capacity_service.live.publiek import Publiek
from capacity_service.store.database import Database
from capacity_service.store.toegang import Aanwezig, find_actor, hash_sleutel, use_ticket

router = APIRouter()

SUBPROTOCOL = "capaciteit.v1"
HELLO_S = 10
MESSAGES_A_MINUTE = 100
AGAIN_A_MINUTE = 10
"""How often a screen may ask for a whole stand again: one that always disagrees must not keep the others waiting."""

TEXT_MAX = 4_096
NO_DATABASE, TOO_MUCH = 1013, 4029


class Gesloten(Exception):
    """Close the socket with this code."""

    def __init__(self, code: int) -> None:
        super().__init__(str(code))
        self.code = code


@router.websocket("/live", name="live")
async def live(socket: WebSocket) -> None:
    """The stand and everything that changes in it, for one role. Rights: the session cookie, or a one-time ticket."""
    if not _origin_fits(socket) or SUBPROTOCOL not in socket.scope["subprotocols"]:
        await socket.close(1008)
        return
    await socket.accept(SUBPROTOCOL)
    try:
        await _serve(socket)
    except Gesloten as closed:
        with contextlib.suppress(RuntimeError, WebSocketDisconnect):
            await socket.close(closed.code)
    except WebSocketDisconnect:
        return
    except DomainError:
        # The database cannot be had now: the client comes back by itself.
        with contextlib.suppress(RuntimeError, WebSocketDisconnect):
            await socket.close(NO_DATABASE)


def _origin_fits(socket: WebSocket) -> bool:
    """Exactly our own origin, once; a native client sends none, and then has no cookie to abuse."""
    origins, ingang = socket.headers.getlist("origin"), _ingang(socket)
    if not origins:
        return ingang.koekje not in socket.cookies
    return len(origins) == 1 and ingang.is_own(origins[0], socket.headers.get("host"))


def _ingang(socket: WebSocket) -> Ingang:
    ingang: Ingang = socket.app.state.ingang
    return ingang


async def _serve(socket: WebSocket) -> None:
    """Admit, greet, and let the hub write from then on. Where the server lets go of its connection no task stays behind."""
    hello = await _read_hello(socket)
    hub: Hub = socket.app.state.hub
    database: Database = socket.app.state.database
    sleutel_hash, present = await _admit(database, socket, hello)
    feed: Feed = socket.app.state.feed
    if not feed.is_fresh:
        raise Gesloten(NO_DATABASE)
    with hub.arrive(present.actor.account) as room:
        if not room:
            raise Gesloten(TOO_MUCH)
        await note_screen(socket, database, present)
        zicht = await feed.open(Publiek.of(present.actor), hello.get("epoch"), hello.get("vanaf"))
        uitgang: DirectProtocol | Omweg = socket.scope.get("extensions", {}).get(EXTENSION, {}).get(LIJN) or Omweg(
            socket
        )
        abonnee = Abonnee(present.actor, sleutel_hash, uitgang)
        uitgang.open_for(abonnee)
        if not hub.add(abonnee):
            raise Gesloten(TOO_MUCH)
    abonnee.greet(greet(zicht, hello))
    gesprek = Gesprek(abonnee, hub, feed)
    if isinstance(uitgang, Omweg):
        try:
            await uitgang.relay(gesprek.hear)
        finally:
            hub.remove(abonnee)
    else:
        uitgang.take_over(gesprek.hear)
        uitgang.leave_pings()


async def _read_hello(socket: WebSocket) -> Toestand:
    try:
        async with asyncio.timeout(HELLO_S):
            hello = _parse(await _receive_text(socket))
    except TimeoutError:
        raise Gesloten(4001) from None
    if hello.get("soort") != "hallo" or hello.keys() - {"soort", "ticket", "epoch", "vanaf"}:
        raise Gesloten(1008)
    return hello


async def _receive_text(socket: WebSocket) -> str:
    """The next frame; a binary one reads as nothing."""
    message = await socket.receive()
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(message["code"])
    return message.get("text") or ""


def _parse(text: str) -> Toestand:
    try:
        message: Any = json.loads(text) if len(text) <= TEXT_MAX else None
    except (ValueError, RecursionError):
        message = None
    if not isinstance(message, dict):
        raise Gesloten(1008)
    return message


async def _admit(database: Database, socket: WebSocket, hello: Toestand) -> tuple[bytes, Aanwezig]:
    ticket, cookie = hello.get("ticket"), socket.cookies.get(_ingang(socket).koekje)
    sleutel_hash = hash_sleutel(cookie) if cookie else None
    if isinstance(ticket, str):
        async with database.transaction(None, own_pool=True) as tx:
            sleutel_hash = await use_ticket(tx, ticket)
    present = await find_actor(database, sleutel_hash) if sleutel_hash else None
    if present is None or sleutel_hash is None:
        raise Gesloten(4001)
    try:
        check_may(present.actor.rol, "live")
    except DomainError:
        raise Gesloten(4003) from None
    if present.operaties is not None and "live" not in present.operaties:
        raise Gesloten(4003)
    return sleutel_hash, present


class Gesprek:
    """What a socket that was greeted may still say: `opnieuw`, ten times a minute."""

    __slots__ = ("abonnee", "feed", "hub", "telraam")

    def __init__(self, abonnee: Abonnee, hub: Hub, feed: Feed) -> None:
        self.abonnee = abonnee
        self.hub = hub
        self.feed = feed
        self.telraam: Telraam | None = None

    def hear(self, event: MutableMapping[str, Any]) -> None:
        """One event of the connection: a message, or its end."""
        if event["type"] == "websocket.disconnect":
            self.hub.remove(self.abonnee)
            return
        try:
            self._answer(event.get("text") or "")
        except Gesloten as closed:
            self.abonnee.end(closed.code)

    def _answer(self, text: str) -> None:
        self.telraam = self.telraam or Telraam()
        if self.telraam.count() > min(MESSAGES_A_MINUTE, AGAIN_A_MINUTE):
            raise Gesloten(TOO_MUCH)
        if _parse(text) != {"soort": "opnieuw"}:
            raise Gesloten(1008)
        if not self.feed.is_fresh:
            raise Gesloten(NO_DATABASE)
        publiek = Publiek.of(self.abonnee.actor)
        zicht = self.feed.publieken.find(publiek)
        if zicht is None:
            raise Gesloten(4008)
        self.feed.afwijkingen.note(publiek, zicht.volgnummer)
        self.abonnee.restart(zicht.read_stand())
