"""One live connection: handshake, first stand or resume, relay, heartbeat. First load and reconnect are one path."""

import asyncio
import contextlib
import json
import time
from collections import deque
from typing import Any

from fastapi import APIRouter, WebSocket, WebSocketDisconnect

from capacity_service.domain.errors import DomainError
from capacity_service.domain.inzage import Actor, check_may
from capacity_service.live.begroeting import greet
from capacity_service.live.feed import Feed
from capacity_service.live.hub import Abonnee, Hub
from capacity_service.live.messages import Toestand
from capacity_service.live.publiek import Publiek
from capacity_service.store.database import Database
from capacity_service.store.toegang import COOKIE, find_actor, hash_sleutel, use_ticket

router = APIRouter()

SUBPROTOCOL = "capaciteit.v1"
HELLO_S = 10
HEARTBEAT_S = 10
MESSAGES_A_MINUTE = 100
AGAIN_A_MINUTE = 10
"""How often a screen may ask for a whole stand again: one that always disagrees must not keep the others waiting."""

TEXT_MAX = 4_096


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
            await socket.close(1013)


def _origin_fits(socket: WebSocket) -> bool:
    """Exactly our own origin; a native client sends none, and then has no cookie to abuse."""
    origin = socket.headers.get("origin")
    if origin is None:
        return COOKIE not in socket.cookies
    host = socket.headers.get("host")
    return origin in {f"http://{host}", f"https://{host}"}


async def _serve(socket: WebSocket) -> None:
    hello = await _read_hello(socket)
    database: Database = socket.app.state.database
    hub: Hub = socket.app.state.hub
    sleutel_hash, actor = await _admit(database, socket, hello)
    feed: Feed = socket.app.state.feed
    if not feed.is_fresh:
        raise Gesloten(1013)
    zicht = await feed.open(Publiek.of(actor), hello.get("epoch"), hello.get("vanaf"))
    abonnee = Abonnee(actor, sleutel_hash)
    if not hub.add(abonnee):
        raise Gesloten(4029)
    greeting = greet(zicht, hello)
    try:
        for frame in greeting:
            await socket.send_text(frame)
        await _relay(socket, abonnee)
    finally:
        hub.remove(abonnee)


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


async def _admit(database: Database, socket: WebSocket, hello: Toestand) -> tuple[bytes, Actor]:
    ticket, cookie = hello.get("ticket"), socket.cookies.get(COOKIE)
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
    return sleutel_hash, present.actor


async def _relay(socket: WebSocket, abonnee: Abonnee) -> None:
    tasks = [
        asyncio.create_task(_send(socket, abonnee)),
        asyncio.create_task(_receive(socket, abonnee)),
        asyncio.create_task(abonnee.ending.wait()),
    ]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
        raise Gesloten(abonnee.close_code or 1000)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _send(socket: WebSocket, abonnee: Abonnee) -> None:
    feed: Feed = socket.app.state.feed
    beat_at = time.monotonic() + HEARTBEAT_S
    while True:
        try:
            async with asyncio.timeout(max(0.0, beat_at - time.monotonic())):
                frame = await abonnee.queue.get()
        except TimeoutError:
            beat_at = time.monotonic() + HEARTBEAT_S
            await _beat(socket, feed, abonnee)
            continue
        await socket.send_text(frame)


async def _beat(socket: WebSocket, feed: Feed, abonnee: Abonnee) -> None:
    """Say how fresh this is; a feed that lost its database says nothing, and the page greys itself.

    It says the sum of all that was handed out, so it never passes what still waits.
    """
    frame = feed.beat(Publiek.of(abonnee.actor)) if abonnee.queue.empty() else None
    if frame is not None:
        await socket.send_text(frame)


async def _receive(socket: WebSocket, abonnee: Abonnee) -> None:
    recent: deque[float] = deque(maxlen=min(MESSAGES_A_MINUTE, AGAIN_A_MINUTE))
    while True:
        message = _parse(await _receive_text(socket))
        now = time.monotonic()
        if len(recent) == recent.maxlen and now - recent[0] < 60:  # noqa: PLR2004 - a minute
            raise Gesloten(4029)
        recent.append(now)
        if message != {"soort": "opnieuw"}:
            raise Gesloten(1008)
        _offer_stand(socket.app.state.feed, abonnee)


def _offer_stand(feed: Feed, abonnee: Abonnee) -> None:
    """A fresh stand in the queue, made and put without waiting: no later fact may stand before it."""
    if not feed.is_fresh:
        abonnee.end(1013)
        return
    publiek = Publiek.of(abonnee.actor)
    zicht = feed.publieken.find(publiek)
    if zicht is None:
        abonnee.end(4008)
        return
    feed.afwijkingen.note(publiek, zicht.volgnummer)
    try:
        abonnee.queue.put_nowait(zicht.read_stand())
    except asyncio.QueueFull:
        abonnee.end(4008)
