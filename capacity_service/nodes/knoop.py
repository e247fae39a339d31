"""One node of `capacity-service nodes`: the service on a free port of this machine, until its input ends."""

import asyncio
import contextlib
import json
import signal
import sys

import click
import uvicorn

from capacity_service.rand.deuren import Ports, open_ports
from capacity_service.rand.log import set_up_log
from capacity_service.serve import make_server, open_kluis, serve_on
from capacity_service.settings import Settings
from capacity_service.store.database import Database
from capacity_service.store.installatie import find_running

HERE = "127.0.0.1"
"""Where a node listens, and where the proxy that it believes is."""


def run_node(settings: Settings) -> None:
    """Serve beside the others; prints its port and the operator's, and nothing else, once it answers.

    Its database is that of the embedded service that runs in the data folder, and no other: only there may demo accounts log in.
    """
    running = find_running(settings.data_dir)
    if running is None:
        raise click.ClickException("Een knoop draait alleen onder `capacity-service nodes`.")
    set_up_log()
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
    with contextlib.suppress(KeyboardInterrupt), open_ports((HERE, 0), (HERE, 0)) as ports:
        database = Database(running.database_url, kluis=open_kluis(settings))
        server = make_server(database, settings, running.url, local=True, proxies=HERE)
        with asyncio.Runner(loop_factory=server.config.get_loop_factory()) as runner:
            runner.run(_serve(server, ports, database))


async def _serve(server: uvicorn.Server, ports: Ports, database: Database) -> None:
    watching = asyncio.create_task(_watch_input(server))
    numbers = [one.getsockname()[1] for one in (ports.public, ports.operator) if one is not None]
    try:
        await serve_on(server, ports, database, lambda: click.echo(json.dumps(numbers)))
    finally:
        watching.cancel()


async def _watch_input(server: uvicorn.Server) -> None:
    """Whoever started us keeps our input open; when it ends they ask us to stop, or are gone."""
    told = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(told), sys.stdin)
    await told.read()
    server.should_exit = True
