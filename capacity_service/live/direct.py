"""uvicorn's WebSocket connection, of which an application may take over the relay.

Per message and socket a framework costs more than the network does. uvicorn keeps the handshake, pings and closing; after
its greeting a live socket has no task left: finished frames go straight to the transport, and what comes in is handed to
a function. Everything uvicorn itself writes (pongs, pings, close) is one whole frame in one `write` too, so frames never mix.
"""

import asyncio
import contextlib
import socket
import time
from collections.abc import Callable, MutableMapping
from typing import TYPE_CHECKING, Any, cast

from uvicorn.protocols.utils import ClientDisconnected
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.exceptions import InvalidState
from websockets.frames import Frame, Opcode

from capacity_service.live.frames import Bundel, Pour, Schrijver

if TYPE_CHECKING:
    from uvicorn._types import ASGIReceiveEvent

EXTENSION = "capaciteit.lijn"
LIJN = "lijn"
"""In the scope's extensions: the connection itself, for an application that knows what to do with it."""
CLOSE_S = 5.0
"""How long whoever was told goodbye may take over it."""
ASIDE_A_MINUTE = 100
"""Pings, pongs and pieces of messages; browsers send neither, and our own pings ask for four pongs a minute."""
WINDOW_S = 60.0
UNSENT_BYTES = 32 * 1024
"""What the kernel holds for a socket that does not read, and what the transport holds before it says that it is full."""
GONE, NO_ANSWER = 1006, 1011
TOO_MANY = 4029
TOO_SLOW = 4008

PING = b"live"
PING_FRAME = Frame(Opcode.PING, PING).serialize(mask=False, extensions=())
PONG_HEAD, PONG_BYTES = bytes((0x80 | Opcode.PONG, 0x80 | len(PING))), 2 + 4 + len(PING)
"""How the answer to it begins, and how long it is: masked, as all that a client sends (RFC 6455, 5.2)."""
NOT_MINE = float("inf")
PING_NUMBER = int.from_bytes(PING)
PONG_APART_S = 5.0
"""Answers that come sooner after each other than this are counted: nobody asked for them."""

NEVER_WAITS = asyncio.Event()
"""For connections on which nobody waits any more until there is room."""
NEVER_WAITS.set()

Hear = Callable[[MutableMapping[str, Any]], None]


class Telraam:
    """Counts what comes within a minute."""

    __slots__ = ("_begun", "_number")

    def __init__(self) -> None:
        self._begun, self._number = time.monotonic(), 0

    def count(self) -> int:
        """One more; gives how many there were in this minute."""
        now = time.monotonic()
        if now - self._begun >= WINDOW_S:
            self._begun, self._number = now, 0
        self._number += 1
        return self._number


class _Doorgeefluik:
    """Stands where uvicorn has its queue of events: each is handed on at once."""

    __slots__ = ("put_nowait",)

    def __init__(self, hear: Hear) -> None:
        self.put_nowait = hear


class DirectProtocol(WebSocketsSansIOProtocol):
    """One connection; a `Uitgang` from the moment it is open."""

    _taken = False
    _schrijver: Schrijver | None = None
    _aside: Telraam | None = None
    heard_at = NOT_MINE
    """When it last answered a ping (monotonic seconds), from the moment that whoever writes here sends those."""

    async def run_asgi(self) -> None:
        """As uvicorn does, except that a connection that was taken over lives on when the application returns."""
        self.scope["extensions"] = {**(self.scope["extensions"] or {}), EXTENSION: {LIJN: self}}
        try:
            await self.app(self.scope, self.receive, self.send)
        except ClientDisconnected:
            pass
        except BaseException:
            self._taken = False
            self.logger.exception("Exception in ASGI application\n")
            self.send_500_response()
        else:
            if not self.handshake_complete:
                self.send_500_response()
        del self.scope
        if not self._taken and self.close_timer is None:
            self.transport.close()

    def open_for(self, schrijver: Schrijver) -> None:
        """From now on it writes here, and hears when the line is full."""
        self._schrijver = schrijver
        self.transport.set_write_buffer_limits(high=UNSENT_BYTES)
        raw = self.transport.get_extra_info("socket")
        if raw is not None and hasattr(socket, "TCP_NOTSENT_LOWAT"):
            with contextlib.suppress(OSError):
                raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, UNSENT_BYTES)

    def take_over(self, hear: Hear) -> None:
        """Hand every further event (a message, the end) to `hear`, those that wait first; the application may return."""
        self._taken = True
        waiting, self.queue = self.queue, cast("asyncio.Queue[ASGIReceiveEvent]", _Doorgeefluik(hear))
        while not waiting.empty():
            hear(cast("MutableMapping[str, Any]", waiting.get_nowait()))
        if self.read_paused and not self.transport.is_closing():
            self.transport.resume_reading()
        # Nothing waits any more, so reading is never paused again.
        self.read_paused = True
        self._forget_handshake()

    def leave_pings(self) -> None:
        """Whoever writes here sends the pings from now on, along with what it writes; no timer of its own is left."""
        self.heard_at = time.monotonic()
        self.stop_keepalive()

    def _forget_handshake(self) -> None:
        """A third of what an idle connection holds: its request, which the parser keeps, and what only a sender waits for."""
        self.request.headers.clear()
        self.response.headers.clear()
        del self.request, self.response
        self.app_state, self.writable = {}, NEVER_WAITS

    @property
    def pour(self) -> Pour:
        """The transport itself: for as long as no close frame has gone, which `hear` is told before it goes."""
        return self.transport.write

    def write(self, bundel: Bundel) -> None:
        """Frames to the transport. Nothing after a close frame, nothing on a line that is going."""
        if not self.close_sent and not self.transport.is_closing():
            self.transport.write(bundel.frames)

    def end(self, code: int) -> None:
        """Close; whoever does not answer within 5 seconds is cut off, with whatever was still on its way."""
        if self.close_sent or self.transport.is_closing():
            return
        self.queue.put_nowait({"type": "websocket.disconnect", "code": code, "reason": ""})
        with contextlib.suppress(InvalidState):
            self.conn.send_close(code)
            self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        self.stop_keepalive()
        self._cut_off_later()

    def _cut_off_later(self) -> None:
        if self.close_timer is None:
            self.close_timer = self.loop.call_later(CLOSE_S, self.transport.abort)

    def data_received(self, data: bytes) -> None:
        """As uvicorn does; a closing line that cannot get rid of what it holds is cut off too.

        Most of what comes is one answer to a ping and nothing else: that is seen without the parser, when that is not in the
        middle of something. A client that makes this look so misleads nobody but itself: what it says is read wrong.
        """
        if len(data) == PONG_BYTES and data.startswith(PONG_HEAD) and self._take_answer(data):
            return
        super().data_received(data)
        if self.transport.is_closing():
            self._cut_off_later()

    def _take_answer(self, data: bytes) -> bool:
        """Whether this was the answer to a ping of whoever writes here, and one that may be due."""
        mask, said = int.from_bytes(data[2:6]), int.from_bytes(data[6:])
        now = time.monotonic()
        if mask ^ said != PING_NUMBER or now - self.heard_at < PONG_APART_S or self.conn.reader.buffer:
            return False
        self.heard_at = now
        return True

    def eof_received(self) -> None:
        """The other side writes no more. The transport closes once what waits is gone, which may be never."""
        self.queue.put_nowait({"type": "websocket.disconnect", "code": GONE, "reason": ""})
        self._cut_off_later()

    def send_keepalive_ping(self) -> None:
        """As uvicorn does, with one frame for all: thousands of pings are most of what idle lines cost."""
        self.ping_timer = None
        if self.close_sent or self.transport.is_closing():
            return
        self.pending_ping_payload, self.ping_sent_at = PING, self.loop.time()
        self.transport.write(PING_FRAME)
        if self.ping_timeout is not None:
            self.pong_timer = self.loop.call_later(self.ping_timeout, self.keepalive_timeout)
        else:
            self.schedule_ping()

    def ping(self) -> None:
        """Ask whether the other side is there; for lines that are full, where `pour` is not used."""
        if not self.close_sent and not self.transport.is_closing():
            self.transport.write(PING_FRAME)

    def expect_answer(self, since: float) -> None:
        """Let go of it when it has not answered a ping since then."""
        if self.heard_at < since and not self.close_sent and not self.transport.is_closing():
            self.keepalive_timeout()

    def keepalive_timeout(self) -> None:
        """No answer to a ping: too slow when something still waits to be sent, and otherwise gone."""
        if self.transport.get_write_buffer_size():
            self.end(TOO_SLOW)
            return
        self.queue.put_nowait({"type": "websocket.disconnect", "code": NO_ANSWER, "reason": ""})
        super().keepalive_timeout()
        self._cut_off_later()

    def pause_writing(self) -> None:
        """The transport holds enough."""
        if not self._taken:
            super().pause_writing()
        if self._schrijver is not None:
            self._schrijver.pause()

    def resume_writing(self) -> None:
        """The transport has room."""
        if not self._taken:
            super().resume_writing()
        if self._schrijver is not None:
            self._schrijver.resume()

    def handle_ping(self) -> None:
        """Answer, so many a minute."""
        if self._may_come():
            super().handle_ping()

    def handle_pong(self, event: Frame) -> None:
        """Take as an answer, so many a minute."""
        if self._may_come():
            if bytes(event.data) == PING and self.heard_at < NOT_MINE:
                self.heard_at = time.monotonic()
            super().handle_pong(event)

    def handle_cont(self, event: Frame) -> None:
        """Take a further piece of a message, so many a minute."""
        if self._may_come():
            super().handle_cont(event)

    def _may_come(self) -> bool:
        self._aside = self._aside or Telraam()
        if self._aside.count() > ASIDE_A_MINUTE:
            self.end(TOO_MANY)
        return not self.close_sent
