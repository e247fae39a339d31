"""The proxy of `capacity-service nodes`: one port before several nodes, for this machine only.

A process of its own, so that it can end without taking the nodes along: the listening socket is the parent's, and is handed
over as a file descriptor. The parent writes which ports there are, one JSON list of pairs a line (a node's own and its operator's);
the end of its input is ours.
"""

import asyncio
import contextlib
import json
import socket
import sys

import h11

from capacity_service.nodes.draad import Draad
from capacity_service.nodes.klant import Klant
from capacity_service.nodes.knopen import Knopen

BACKLOG = 1024
KLANTEN_MAX = 8_192
STOP_S = 2.0


class Verdeler:
    """Takes connections from `listener`, and serves each by one of its `knopen`."""

    def __init__(self, listener: socket.socket) -> None:
        self.knopen = Knopen()
        self._listener = listener
        self._server: asyncio.Server | None = None
        self._klanten: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Begin to take connections, once."""
        if self._server is None:
            self._server = await asyncio.start_server(self._take, sock=self._listener, backlog=BACKLOG)

    async def stop(self) -> None:
        """Take no more, and end those that are open."""
        if self._server is not None:
            self._server.close()
        await self.knopen.stop()
        if self._klanten:
            await asyncio.wait(self._klanten, timeout=STOP_S)
        for klant in self._klanten:
            klant.cancel()
        await asyncio.gather(*self._klanten, return_exceptions=True)

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is None or len(self._klanten) >= KLANTEN_MAX:
            writer.transport.abort()
            return
        self._klanten.add(task)
        try:
            adres = str(writer.get_extra_info("peername")[0])
            await Klant(self.knopen, Draad(h11.SERVER, reader, writer), adres).serve()
        finally:
            self._klanten.discard(task)


async def run(listener: socket.socket) -> None:
    """Serve from the moment the nodes are known until the input ends; until then whoever connects waits."""
    verdeler, told = Verdeler(listener), asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(told), sys.stdin)
    print("klaar", flush=True)  # noqa: T201 - the parent answers with the first list
    try:
        while line := await told.readline():
            verdeler.knopen.set_ports((port, operator_port) for port, operator_port in json.loads(line))
            await verdeler.start()
    finally:
        await verdeler.stop()


def main() -> None:
    """`python -m capacity_service.nodes.verdeler FILE_DESCRIPTOR`."""
    with contextlib.suppress(KeyboardInterrupt), socket.socket(fileno=int(sys.argv[1])) as listener:
        asyncio.run(run(listener))


if __name__ == "__main__":
    main()
