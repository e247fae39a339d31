"""`capacity-service nodes`: several nodes behind one port on one embedded PostgreSQL, as an installation of one machine."""

import asyncio
import contextlib
import functools
import json
import signal
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import click

from capacity_service.domain.ingang import LOOPBACK
from capacity_service.nodes.kind import Kind, KindError
from capacity_service.rand.deuren import find_url, listen
from capacity_service.rand.log import set_up_log
from capacity_service.serve import embedded, make_ingang, open_files, say, welcome, why_no_demo
from capacity_service.settings import Settings
from capacity_service.store.installatie import Draaiend, announce, withdraw

NUMBER_MAX = 16


def run_nodes(settings: Settings, number: int) -> None:
    """Run until Ctrl-C. Raises ClickException when a port is taken, or a node does not start."""
    set_up_log()
    if settings.database_url is not None:
        raise click.ClickException("Knopen van de machine zelf draaien alleen ingebed: haal DATABASE_URL weg.")
    if settings.host not in LOOPBACK:
        raise click.ClickException("De eigen verdeler luistert alleen op deze machine: zet CAPACITY_HOST op 127.0.0.1.")
    make_ingang(settings, "http://127.0.0.1")
    open_files()
    # Also where somebody started us in the background, which some shells do with Ctrl-C switched off.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
    try:
        with (
            contextlib.suppress(KeyboardInterrupt),
            listen(settings.host, settings.port) as listener,
            embedded(settings) as app_url,
        ):
            announce(settings.data_dir, Draaiend(find_url(listener), app_url))
            try:
                asyncio.run(_until_stopped(settings, listener, number))
            finally:
                withdraw(settings.data_dir)
    except KindError as error:
        raise click.ClickException(str(error)) from None
    say("gestopt")


class Toezicht:
    """The proxy and its nodes, each started again when it ends."""

    def __init__(self, listener: socket.socket, number: int) -> None:
        fd = listener.fileno()
        words = ["capacity_service.nodes.verdeler", str(fd)]
        self.verdeler = Kind("verdeler", words, hear=lambda _: self._tell(), pass_fds=(fd,))
        self.knopen = [
            Kind(f"knoop {nth}", ["capacity_service", "node"], hear=functools.partial(self._note, nth))
            for nth in range(1, number + 1)
        ]
        self._ports: dict[int, list[int]] = {}

    @asynccontextmanager
    async def running(self) -> AsyncIterator[list["asyncio.Task[None]"]]:
        """Everything is up within the block. Raises KindError when something never is."""
        kinderen = [*self.knopen, self.verdeler]
        tasks = [asyncio.create_task(kind.keep_running()) for kind in kinderen]
        ready = asyncio.create_task(self._until_ready())
        try:
            await asyncio.wait([*tasks, ready], return_when=asyncio.FIRST_COMPLETED)
            for task in tasks:
                if task.done():
                    task.result()
            yield tasks
        finally:
            # The nodes first: what they were answering still has a way out.
            await asyncio.gather(*(kind.stop() for kind in self.knopen))
            await self.verdeler.stop()
            for task in (*tasks, ready):
                task.cancel()
            await asyncio.gather(*tasks, ready, return_exceptions=True)

    async def _until_ready(self) -> None:
        for kind in (*self.knopen, self.verdeler):
            await kind.ready.wait()

    def _note(self, nth: int, said: str) -> None:
        """This node answers on the ports it says, or is gone when it says nothing."""
        if said:
            self._ports[nth] = json.loads(said)
        else:
            self._ports.pop(nth, None)
        self._tell()

    def _tell(self) -> None:
        self.verdeler.tell(json.dumps(sorted(self._ports.values())))


async def _until_stopped(settings: Settings, listener: socket.socket, number: int) -> None:
    toezicht = Toezicht(listener, number)
    async with toezicht.running() as tasks:
        say(f"{number} knopen achter een verdeler, op een gegevensbank")
        welcome(find_url(listener), without=why_no_demo(settings), demo=False)
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:
            if task.done():
                task.result()
