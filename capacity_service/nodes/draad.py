"""One end of a connection: HTTP/1.1 by h11 over an asyncio stream, until it is upgraded and only bytes pass."""

import asyncio
import contextlib

import h11

CHUNK = 65_536
HEAD_MAX = 65_536


class Draad:
    """Reads and writes h11 events; `role` says whether we ask (h11.CLIENT) or answer (h11.SERVER)."""

    def __init__(
        self, role: type[h11.CLIENT] | type[h11.SERVER], reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.http = h11.Connection(role, max_incomplete_event_size=HEAD_MAX)
        self._reader = reader
        self._writer = writer
        self.answers_head = False

    async def receive(self) -> h11.Event:
        """The next event; `ConnectionClosed` when the other end is gone. Raises h11.RemoteProtocolError and OSError."""
        while True:
            event = self.http.next_event()
            if event is h11.PAUSED:
                raise h11.RemoteProtocolError("more than was agreed on")
            if not isinstance(event, type):
                if isinstance(event, h11.Request):
                    self.answers_head = event.method == b"HEAD"
                return event
            if self.http.they_are_waiting_for_100_continue:
                await self.send(h11.InformationalResponse(status_code=100, headers=[]))
            self.http.receive_data(await self._reader.read(CHUNK))

    async def send(self, event: h11.Event) -> None:
        """Write one event. Raises OSError when the other end is gone."""
        data = self.http.send(event)
        if data:
            await self.write(data)

    async def write(self, data: bytes) -> None:
        """Bytes as they are."""
        self._writer.write(data)
        await self._writer.drain()

    async def pass_to(self, other: "Draad") -> None:
        """After an upgrade: everything that comes, to the other, until the end."""
        data, _ = self.http.trailing_data
        with contextlib.suppress(OSError):
            while True:
                if data:
                    await other.write(data)
                data = await self._reader.read(CHUNK)
                if not data:
                    return

    async def linger(self, within_s: float) -> None:
        """Hear out who still sends, for a moment: hanging up on them at once would take the answer from them."""
        with contextlib.suppress(OSError, TimeoutError, h11.ProtocolError):
            async with asyncio.timeout(within_s):
                while self.http.their_state is h11.SEND_BODY:
                    await self.receive()

    def can_go_on(self) -> bool:
        """Make ready for the next request, when both ends agree that there may be one."""
        if self._reader.at_eof() or self._writer.is_closing():
            return False
        if {self.http.our_state, self.http.their_state} == {h11.IDLE}:
            return True
        if {self.http.our_state, self.http.their_state} != {h11.DONE}:
            return False
        self.http.start_next_cycle()
        return True

    def close(self) -> None:
        """After what was written."""
        self._writer.close()

    def abort(self) -> None:
        """At once."""
        self._writer.transport.abort()
