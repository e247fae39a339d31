"""A running service on a database of its own, and valid input by default: what most tests stand on."""

import asyncio
import socket
import ssl
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx2
import uvicorn
from sqlalchemy import text
from starlette.types import ASGIApp

from capacity_service.api.grenzen import Grenzen
from capacity_service.domain.aanbieder import Aanbieder
from capacity_service.domain.ingang import Ingang
from capacity_service.domain.uitweg import Uitweg
from capacity_service.ldv import Ldv
from capacity_service.main import create_app
from capacity_service.rand.deuren import find_url, listen
from capacity_service.rand.protocol import HttpProtocol, SocketProtocol
from capacity_service.rand.toelating import Hosts
from capacity_service.serve import PING_S, PONG_S
from capacity_service.sleutels import Sleutelbos
from capacity_service.store.controlepunten import Controlemap
from capacity_service.store.database import Database
from capacity_service.store.toegang import start_sessie
from capacity_service.store.zegel import Bewijsmiddelen
from capacity_service.timers.keep_bomen import Boomwacht
from tests.sleutelbos import BOS, KLUIS

Json = dict[str, Any]
HUIZE_A = "H-A"
NOTHING_KEPT = Bewijsmiddelen(Sleutelbos.make, Controlemap(Path("nergens")))
NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""One for all clients: reading the certificates of this machine for each costs more than most tests."""
TICK_S, LOOK_S, GRACE_S = 0.1, 0.005, 2.0
AT_HOME = Uitweg(lokaal=True)
"""Webhooks may go to this machine; there is no mail server."""


def now() -> datetime:
    return datetime.now(UTC)


def in_hours(hours: float) -> str:
    return (now() + timedelta(hours=hours)).isoformat()


def make_aanvraag(**changes: Any) -> Json:
    """A valid aanvraag: one adult with one child from Ede, rood an hour ago."""
    return {
        "gemeente": "GM0228",
        "vastgesteldOp": in_hours(-1),
        "veiligheid": {"kleur": "rood", "instrument": "verwey_jonker", "door": "opvangorganisatie"},
        "huishouden": {"volwassenen": 1, "kinderen": [{"leeftijd": 4}], "behoeften": []},
        "uitsluitingen": [],
        "voorkeuren": [],
        "nachten": 3,
    } | changes


def make_plaats(**changes: Any) -> Json:
    """A valid crisisplaats for 4 in Zwolle."""
    return {"soort": "crisisplaats", "centrumgemeente": "GM0193", "personenMax": 4, "kenmerken": []} | changes


@dataclass
class Dienst:
    """A service that answers on `url`; `as_rol` logs in as a demo account of a role."""

    url: str
    database: Database
    owner: Database
    middelen: Bewijsmiddelen = NOTHING_KEPT
    clients: list[httpx2.AsyncClient] = field(default_factory=list)
    beheer: ASGIApp | None = None
    """The operator's door, which has no port in tests."""

    async def as_rol(self, rol: str, organisatie: str | None = None, *, nth: int = 0) -> httpx2.AsyncClient:
        """A client with a bearer token; without an organisatie the `nth` that fits."""
        token, _ = await self.token(rol, organisatie, nth=nth)
        client = httpx2.AsyncClient(
            base_url=f"{self.url}/v1",
            headers={"Authorization": f"Bearer {token}"},
            timeout=30,
            trust_env=False,
            verify=NO_TLS,
        )
        self.clients.append(client)
        return client

    async def token(self, rol: str, organisatie: str | None = None, *, nth: int = 0) -> tuple[str, UUID]:
        """A bearer token and the organisatie it is for."""
        async with self.owner.transaction(None) as tx:
            rows = await tx.sql(
                "SELECT a.id, a.organisatie_id FROM account a JOIN organisatie o ON o.id = a.organisatie_id"
                " WHERE a.rol = :rol AND (CAST(:own AS uuid) IS NULL OR o.id = :own)"
                " ORDER BY o.soort, o.naam, a.id OFFSET :nth LIMIT 1",
                rol=rol,
                own=organisatie,
                nth=nth,
            )
            return await start_sessie(tx, rows[0].id), rows[0].organisatie_id

    async def add_plaatsen(self, *plaatsen: Json, opvang: httpx2.AsyncClient | None = None) -> list[Json]:
        """Put places in the register as the first opvangorganisatie; gives them as the service tells them."""
        client = opvang or await self.as_rol("opvang")
        answers = [await client.post("/plaatsen", json=make_plaats(**plaats)) for plaats in plaatsen]
        return [expect(answer, 201) for answer in answers]

    async def sql(self, statement: str, **params: Any) -> list[Any]:
        """What is really in the database, past row-level security's view of an organisatie.

        What is changed by it stands in no logboek, so the service is made to read its places again.
        """
        async with self.owner.transaction(None) as tx:
            rows = await tx.sql(statement, **params)
        self.database.plaatsen.forget()
        return rows

    async def ask_operator(self, path: str) -> httpx2.Response:
        """What the operator's door answers."""
        assert self.beheer is not None
        transport = httpx2.ASGITransport(self.beheer)
        async with httpx2.AsyncClient(transport=transport, base_url="http://beheer.test") as client:
            return await client.get(path)

    async def sign(self) -> None:
        """Take what was recorded until now into the trees, and sign them, as at a clean stop."""
        await Boomwacht(self.middelen).stop(self.database)

    async def close(self) -> None:
        for client in self.clients:
            await client.aclose()


def expect(answer: httpx2.Response, status: int) -> Any:
    """The body of an answer that must have this status; the body is in the failure otherwise."""
    assert answer.status_code == status, f"{answer.request.method} {answer.request.url.path}: {answer.text}"
    return answer.json() if answer.content else None


class Server(uvicorn.Server):
    """Stops when it is told to: uvicorn looks ten times a second, and then gives its connections another tenth."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._told = asyncio.Event()

    def stop(self) -> None:
        self.should_exit = True
        self._told.set()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """As uvicorn starts; what goes wrong ends one test, and not the loop that all of them share."""
        try:
            await super().startup(sockets)
        except SystemExit as failed:
            raise RuntimeError("the service did not start; its log says why") from failed

    async def main_loop(self) -> None:
        counter = 0
        while not await self.on_tick(counter):
            counter += 1
            with suppress(TimeoutError):
                await asyncio.wait_for(self._told.wait(), TICK_S)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        state, until = self.server_state, time.monotonic() + GRACE_S
        for server in self.servers:
            server.close()
        for listening in sockets or []:
            listening.close()
        for connection in list(state.connections):
            connection.shutdown()
        while (state.connections or state.tasks) and time.monotonic() < until:  # noqa: ASYNC110 - they have no event
            await asyncio.sleep(LOOK_S)
        for task in state.tasks:
            task.cancel()
        await self.lifespan.shutdown()


@asynccontextmanager
async def serve(
    app_url: str,
    owner_url: str,
    *,
    ticking: bool = True,
    demo: bool = True,
    dashboard: Path | None = None,
    uitweg: Uitweg = AT_HOME,
    aanbieders: tuple[Aanbieder, ...] = (),
    port: int = 0,
    host: str = "127.0.0.1",
    ping_s: float | None = PING_S,
    grenzen: Grenzen | None = None,
    hosts: Hosts | None = None,
    proxies: str = "",
    ldv: Ldv | None = None,
) -> AsyncIterator[Dienst]:
    """The whole service in this process, on a free port; with the pages when their folder is given.

    With `aanbieders` people log in there, and come back to where it listens. `port`: one that `find_port` found, for who must
    know it before.
    """
    database, owner = Database(app_url, kluis=KLUIS), Database(owner_url, size=2, kluis=KLUIS)
    outside = tempfile.TemporaryDirectory(prefix="controlepunten-")
    middelen = Bewijsmiddelen(lambda: BOS, Controlemap(Path(outside.name) / "punten"))
    listener = listen(host, port)
    app = create_app(
        database,
        demo=demo and not aanbieders,
        dashboard=dashboard,
        ticking=ticking,
        uitweg=uitweg,
        ingang=Ingang(find_url(listener), aanbieders) if aanbieders else None,
        grenzen=grenzen,
        hosts=hosts,
        middelen=middelen,
        ldv=ldv,
    )
    config = uvicorn.Config(
        app,
        http=HttpProtocol,
        ws=SocketProtocol,
        ws_per_message_deflate=False,
        ws_max_size=65536,
        ws_ping_interval=ping_s,
        ws_ping_timeout=ping_s and ping_s * PONG_S / PING_S,
        log_config=None,
        server_header=False,
        proxy_headers=bool(proxies),
        forwarded_allow_ips=proxies,
        timeout_keep_alive=75,
        lifespan="on",
    )
    server = Server(config)
    # pytest owns the signals of this process.
    server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    while not server.started:
        await asyncio.sleep(LOOK_S)
        if serving.done():
            serving.result()
    dienst = Dienst(find_url(listener), database, owner, middelen, beheer=app.state.beheer)
    try:
        yield dienst
    finally:
        await dienst.close()
        server.stop()
        await serving
        await database.close()
        await owner.close()
        listener.close()
        outside.cleanup()


def find_port() -> int:
    """A port that is free now, for a provider that must know beforehand where people come back to."""
    with listen("127.0.0.1", 0) as listener:
        return int(listener.getsockname()[1])


async def run_sql(database: Database, statement: str) -> None:
    """One statement as the role of this database."""
    async with database.engine.begin() as connection:
        await connection.execute(text(statement))
