"""The doors of a process: the port for everybody, and the operator's own beside it."""

import contextlib
import socket
from collections.abc import Iterator
from dataclasses import dataclass

import click
import uvicorn
from sqlalchemy.exc import DBAPIError
from starlette.types import ASGIApp

from capacity_service.rand.protocol import HttpProtocol
from capacity_service.store.database import Database, NotDurable, check_connection
from capacity_service.store.lezer import LOST


@dataclass(frozen=True)
class Ports:
    """The sockets that listen: for everybody, and for the operator if there is one."""

    public: socket.socket
    operator: socket.socket | None = None


@contextlib.contextmanager
def open_ports(public: tuple[str, int], operator: tuple[str, int] | None) -> Iterator[Ports]:
    """Both, each by host and port (0: a free one), taken until the block ends. Raises ClickException like `listen`."""
    with contextlib.ExitStack() as stack:
        first = stack.enter_context(listen(*public))
        second = None if operator is None else stack.enter_context(listen(*operator, "CAPACITY_OPERATOR_PORT"))
        yield Ports(first, second)


def listen(host: str, port: int, setting: str = "CAPACITY_PORT") -> socket.socket:
    """Take the port before anything else starts. Raises ClickException when somebody has it, or the address is not ours.

    What is accepted from it sends at once. asyncio sees to that only for sockets that name their protocol, which these do
    not; without it the second part of an answer waits 40 ms for the caller to confirm the first.
    """
    try:
        listener = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError:
        raise click.ClickException(
            f"Op {host}:{port} kan de dienst niet luisteren. Draait zij al, of gebruikt een ander "
            f"programma de poort? Kies een andere, bijvoorbeeld {setting}=8001."
        ) from None
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def find_url(listener: socket.socket) -> str:
    """Where a listening socket can be asked over HTTP."""
    host, port = listener.getsockname()[:2]
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


class Zijdeur(uvicorn.Server):
    """The server of the operator's port: it ends when the service does, so no signal is for it."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave them as they are."""
        yield


def make_zijdeur(app: ASGIApp) -> Zijdeur:
    """The operator's application, not yet serving."""
    config = uvicorn.Config(
        app,
        http=HttpProtocol,
        ws="none",
        lifespan="off",
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=1,
    )
    return Zijdeur(config)


async def look_at_database(database: Database) -> None:
    """Before anything opens: the log tells faults by their kind only, so what whoever starts it has to know is said here.

    Raises ClickException when the database is away, or could lose what is confirmed; it is closed then.
    """
    try:
        await check_connection(database)
    except NotDurable as error:
        await database.close()
        raise click.ClickException(str(error)) from None
    except (*LOST, DBAPIError) as error:
        await database.close()
        raise click.ClickException(
            f"De gegevensbank is niet te bereiken ({type(error).__name__}). Draait zij, en klopt DATABASE_URL?"
        ) from None
