"""A screen that opens sees all that is its own at once: that is a look, and the same screen coming back is one with the last."""

from dataclasses import replace

from fastapi import WebSocket

from capacity_service.actions.record_look import record_look
from capacity_service.domain.inzagelog import VASTLEGGING, Inzage, Toegangsweg, seal_oorsprong
from capacity_service.spoor import find_spoor
from capacity_service.store.database import Database
from capacity_service.store.toegang import Aanwezig

LIVE = VASTLEGGING["live"]


async def note_screen(socket: WebSocket, database: Database, present: Aanwezig) -> None:
    """Write down that this screen opens, before it is shown anything. Raises `EvenNiet` when that cannot be."""
    adres = socket.client.host if socket.client else ""
    weg = Toegangsweg(seal_oorsprong(adres, socket.app.state.oorsprong), find_spoor(socket.scope).trace_id)
    actor = replace(present.actor, weg=weg)
    await record_look(database, actor, Inzage("live", LIVE.soort, actor.organisatie, "getoond"), LIVE.maat, present.op)
