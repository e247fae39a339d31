"""Starting and stopping: the embedded PostgreSQL when no other is given, the country, the server, the demonstration."""

import asyncio
import contextlib
import gc
import resource
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import cast

import click
import httpx2
import uvicorn
from fastapi import FastAPI

from capacity_service.aanbieders import read_aanbieders
from capacity_service.actions.load_country import load_country
from capacity_service.api.grenzen import Grenzen
from capacity_service.api.openapi import VERSION
from capacity_service.domain.ingang import LOOPBACK, Ingang, is_own_machine, make_root
from capacity_service.domain.uitweg import Uitweg, parse_mailserver
from capacity_service.ldv import Ldv, Otlp
from capacity_service.main import create_app
from capacity_service.rand.deuren import Ports, find_url, look_at_database, make_zijdeur, open_ports
from capacity_service.rand.log import set_up_log
from capacity_service.rand.protocol import HttpProtocol, SocketProtocol
from capacity_service.rand.toelating import LOOPBACK_HOSTS, find_hosts
from capacity_service.settings import Settings, SettingsError
from capacity_service.sleutels import Sleutelbos, derive, open_or_make, read_sleutels
from capacity_service.store.controlepunten import Controlemap
from capacity_service.store.database import Database
from capacity_service.store.embedded import start_cluster
from capacity_service.store.installatie import Draaiend, announce, prepare, withdraw
from capacity_service.store.kluis import Kluis
from capacity_service.store.zegel import Bewijsmiddelen

BODY_MAX = 64 * 1024
STOP_S = 8
FILES = 65_536
PING_S, PONG_S = 20, 13
"""Between two pings, and how long an answer may take: a client that is gone without a word is let go within 35 seconds."""
COLLECT_AFTER = (20_000, 20, 100)
"""How many new objects, and then how many rounds of the generation before it, until each generation is looked at."""
KEEP_ALIVE_S = 75
"""Longer than clients and proxies keep an idle connection, so that we never close one just as they use it again."""


def say(text: str) -> None:
    """Tell the person at the terminal."""
    click.echo(f"capaciteit  {text}", err=True)


def open_files() -> None:
    """As many connections as the machine allows: the usual 1,024 is fewer than the screens of a country."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = FILES if hard == resource.RLIM_INFINITY else min(hard, FILES)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def serve(settings: Settings, *, demo: bool) -> None:
    """Run until Ctrl-C. Without DATABASE_URL the database is ours: started, migrated and, the first time, filled."""
    set_up_log()
    open_files()
    if settings.database_url is not None and demo:
        raise click.ClickException("De demonstratie draait alleen ingebed: haal DATABASE_URL weg.")
    # uvicorn stops in order on either signal and then raises it again; by then all is well. A plain SIGTERM would end
    # this process there and then, before PostgreSQL and the demonstration are stopped.
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
    with (
        contextlib.suppress(KeyboardInterrupt),
        open_ports((settings.host, settings.port), find_operator(settings)) as ports,
    ):
        make_ingang(settings, find_url(ports.public))
        if settings.database_url is not None:
            _run(settings, ports, settings.database_url, local=False, demo=False)
        else:
            with embedded(settings) as app_url:
                _run(settings, ports, app_url, local=settings.host in LOOPBACK, demo=demo)
    say("gestopt")


def find_operator(settings: Settings) -> tuple[str, int] | None:
    """Where the operator's port is to listen; None for nowhere."""
    return None if settings.operator_port is None else (settings.operator_host, settings.operator_port)


@contextlib.contextmanager
def embedded(settings: Settings) -> Iterator[str]:
    """A PostgreSQL of our own within the block, migrated and filled; gives the address for the app. Raises ClusterError."""
    say(f"gegevens in {settings.data_dir.resolve()}")
    with start_cluster(settings.data_dir, say=say) as running:
        open_kluis(settings)
        say("gegevensbank bijwerken")
        adressen = asyncio.run(prepare(running.cluster))
        asyncio.run(_fill(adressen.migrator))
        yield adressen.app


async def _fill(migrate_url: str) -> None:
    database = Database(migrate_url, size=2)
    try:
        if await load_country(database, verzonnen=True):
            say("de 35 centrumgemeenten, 342 gemeenten en een verzonnen register geladen")
    finally:
        await database.close()


def _run(settings: Settings, ports: Ports, database_url: str, *, local: bool, demo: bool) -> None:
    database, url = Database(database_url, kluis=open_kluis(settings)), find_url(ports.public)
    server = make_server(database, settings, url, local=local)
    child: list[subprocess.Popen[bytes]] = []

    def started() -> None:
        if local:
            announce(settings.data_dir, Draaiend(url, database.url))
        welcome(url, without=why_no_demo(settings), demo=demo)
        if ports.operator is not None:
            say(f"voor beheer: {find_url(ports.operator)}/readyz, /healthz en /metrics")
        if demo:
            child.append(subprocess.Popen([sys.executable, "-m", "capacity_service", "demo", "--url", url]))  # noqa: S603

    try:
        with asyncio.Runner(loop_factory=server.config.get_loop_factory()) as runner:
            runner.run(serve_on(server, ports, database, started))
    finally:
        for one in child:
            one.terminate()
            one.wait(timeout=STOP_S)
        if local:
            withdraw(settings.data_dir)


def open_kluis(settings: Settings) -> Kluis:
    """The keys with which numbers and secrets are sealed; in a data folder of our own they are made the first time.

    Raises `SettingsError` and `SleutelFout`: without keys there is no service.
    """
    path = settings.find_sleutels()
    return Kluis(open_bos(settings).contact, lambda: read_sleutels(path).contact)


def open_bos(settings: Settings) -> Sleutelbos:
    """The keys of this installation. Raises `SettingsError` and `SleutelFout`."""
    path = settings.find_sleutels()
    return open_or_make(path) if settings.sleutels is None else read_sleutels(path)


def make_server(
    database: Database, settings: Settings, url: str, *, local: bool, proxies: str | None = None
) -> uvicorn.Server:
    """The whole service, not yet serving; `url` is where people open it when the settings name nothing better.

    `proxies` are those of the settings unless somebody knows better.
    """
    trusted = settings.proxies if proxies is None else proxies
    oorsprong = derive(open_bos(settings), "oorsprong")
    app = create_app(
        database,
        demo=why_no_demo(settings) is None,
        uitweg=make_uitweg(settings, url, lokaal=local),
        ingang=make_ingang(settings, url),
        grenzen=Grenzen(settings.grens),
        hosts=find_hosts(settings.url) if settings.url else LOOPBACK_HOSTS if local else None,
        middelen=make_middelen(settings),
        oorsprong=oorsprong,
        ldv=Ldv(Otlp(settings.ldv_url), oorsprong, VERSION) if settings.ldv_url else None,
    )
    return uvicorn.Server(
        uvicorn.Config(
            app,
            http=HttpProtocol,
            ws=SocketProtocol,
            ws_max_size=BODY_MAX,
            ws_per_message_deflate=False,
            ws_ping_interval=PING_S,
            ws_ping_timeout=PONG_S,
            access_log=False,
            log_config=None,
            server_header=False,
            proxy_headers=bool(trusted),
            forwarded_allow_ips=trusted,
            timeout_graceful_shutdown=STOP_S,
            timeout_keep_alive=KEEP_ALIVE_S,
            h11_max_incomplete_event_size=BODY_MAX,
        )
    )


def make_uitweg(settings: Settings, url: str, *, lokaal: bool) -> Uitweg:
    """The ways out that the settings give; `url` is where the service listens, for when nothing better is set."""
    return Uitweg(
        root=settings.url or url,
        mailserver=parse_mailserver(settings.smtp_url) if settings.smtp_url else None,
        mail_van=settings.mail_van or "",
        oin=settings.oin,
        lokaal=lokaal,
        intern=settings.webhook_intern,
    )


def make_ingang(settings: Settings, url: str) -> Ingang:
    """How people come in; `url` is where the service listens. Raises SettingsError and AanbiedersError, in sentences."""
    aanbieders = read_aanbieders(settings.aanbieders) if settings.aanbieders else ()
    listens_here = url if settings.host in LOOPBACK else ""
    root = make_root(settings.url) if settings.url else listens_here if aanbieders else ""
    if aanbieders and not (root.startswith("https://") or is_own_machine(root)):
        raise SettingsError(
            "CAPACITY_URL ontbreekt of is geen https. Wie inlogt bij een aanbieder komt terug op dat adres, en zijn "
            "sessie gaat alleen over https. Zet CAPACITY_URL op het adres waarop mensen de dienst openen."
        )
    return Ingang(root, aanbieders)


def why_no_demo(settings: Settings) -> str | None:
    """Why nobody may log in without showing who they are; None when this is a demonstration on one machine."""
    if settings.database_url is not None:
        return "DATABASE_URL is gezet"
    if settings.aanbieders is not None:
        return "CAPACITY_AANBIEDERS is gezet"
    if settings.host not in LOOPBACK:
        return f"de dienst luistert op {settings.host}, en niet alleen op deze machine"
    if settings.url is not None and not is_own_machine(settings.url):
        return "CAPACITY_URL is een adres buiten deze machine"
    return None


def make_middelen(settings: Settings) -> Bewijsmiddelen:
    """What evidence is kept with; the keys are made in a data folder of our own. Raises SettingsError and SleutelFout."""
    path = settings.find_sleutels()
    if settings.sleutels is None:
        open_or_make(path)
    read_sleutels(path)
    return Bewijsmiddelen(lambda: read_sleutels(path), Controlemap(settings.find_controlepunten()))


async def serve_on(server: uvicorn.Server, ports: Ports, database: Database, started: Callable[[], None]) -> None:
    """Serve until the server is told to stop; `started` is called once, when it answers.

    The operator's port opens first and closes last: it tells that the service is not there yet, or no longer.
    Raises ClickException with what to do when its database is away, or could lose what it confirms.
    """
    await look_at_database(database)
    zijdeur = make_zijdeur(cast("FastAPI", server.config.app).state.beheer)
    beside = asyncio.create_task(zijdeur.serve(sockets=[ports.operator])) if ports.operator is not None else None
    serving = asyncio.create_task(server.serve(sockets=[ports.public]))
    while not server.started and not serving.done():  # noqa: ASYNC110 - uvicorn sets a flag, it has no event
        await asyncio.sleep(0.05)
    try:
        if server.started:
            spare_collector()
            started()
        await serving
    finally:
        if beside is not None:
            zijdeur.should_exit = True
            await beside
        await database.close()


def spare_collector() -> None:
    """Let Python look for circles only among what came after the start, and less often: it took an eighth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)


def welcome(url: str, *, without: str | None, demo: bool) -> None:
    """Tell where it is, and how to get in; `without`: why there is no demonstration login."""
    say(f"de dienst draait: {url}    (Ctrl-C stopt alles)")
    if without is not None:
        say(f"inloggen zonder wachtwoord (demo) staat uit: {without}")
    else:
        say(
            "inloggen zonder wachtwoord (demo): coördinator, opvang, gemeente, landelijk; kies er een op de eerste pagina"
        )
        say("alle plaatsen en organisaties zijn verzonnen; de gemeenten zijn echt")
        say("vanaf de opdrachtregel: .venv/bin/capacity-service token --rol coordinator")
    if demo:
        say("een verzonnen land beweegt op de achtergrond")


def import_plaatsen(file: Path, token: str, url: str) -> None:
    """Send a file to a running service; prints what was added, or every fault. Raises ClickException with exit code 1."""
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "text/csv"}
    try:
        response = httpx2.post(f"{url}/v1/plaatsen/import", content=file.read_bytes(), headers=headers, timeout=60)
    except httpx2.HTTPError as error:
        raise click.ClickException(f"De dienst op {url} is niet te bereiken: {type(error).__name__}.") from None
    body = response.json()
    if response.status_code != httpx2.codes.CREATED:
        faults = "".join(f"\n  {fault['veld']}: {fault['fout']}" for fault in body.get("fouten", []))
        raise click.ClickException(f"{body.get('detail', 'De dienst weigert het bestand.')}{faults}")
    click.echo(f"{body['toegevoegd']} plaatsen toegevoegd.")
