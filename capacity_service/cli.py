"""`capacity-service`: run it, migrate it, load it, look whether it is sound. Exit code 0 is good, 1 not, 2 misuse."""

import asyncio
import secrets
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

import click
from sqlalchemy import make_url

from capacity_service import bewijs, boombeheer
from capacity_service import serve as serving
from capacity_service.aanbieders import AanbiedersError
from capacity_service.actions.load_country import load_country, load_gemeenten, read_rows
from capacity_service.domain.inzage import Rol
from capacity_service.domain.onthulling import describe_onthulling
from capacity_service.nodes.knoop import run_node
from capacity_service.nodes.toezicht import NUMBER_MAX, run_nodes
from capacity_service.settings import Settings, SettingsError
from capacity_service.sleutelbeheer import sleutels_group
from capacity_service.sleutels import SleutelFout
from capacity_service.store import toegang
from capacity_service.store.boomverslag import check_bomen
from capacity_service.store.check import check_installation, read_rules_in_force
from capacity_service.store.database import Database
from capacity_service.store.embedded import ClusterError
from capacity_service.store.installatie import find_migrator, find_running
from capacity_service.store.migrate import ROLES, create_roles, migrate
from capacity_service.store.stand import renew_epoch
from capacity_service.store.versleuteling import check_sealed
from capacity_service.timers.send_mail import check_mailserver
from capacity_service.toegangsbeheer import GROUPS, MIGRATOR, check_aanbieders
from capacity_service.wissing import check_wissing, wissing_command

T = TypeVar("T")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.pass_context
def main(ctx: click.Context) -> None:
    """De landelijke crisisplaatsdienst."""
    ctx.obj = lambda: _database_url(_settings())
    ctx.meta[MIGRATOR] = lambda: _migrate_url(_settings())


def _settings() -> Settings:
    try:
        return Settings.read()
    except SettingsError as error:
        raise click.UsageError(str(error)) from None


def _run(work: Coroutine[Any, Any, T]) -> T:
    return asyncio.run(work)


def _database_url(settings: Settings) -> str:
    """The app role's url: the one that was set, or that of the running embedded service."""
    if settings.database_url is not None:
        return settings.database_url
    running = find_running(settings.data_dir)
    if running is None:
        raise click.ClickException("De dienst draait niet. Start haar met `make run`, of zet DATABASE_URL.")
    return running.database_url


def _migrate_url(settings: Settings) -> str:
    """The migrator's url: the one that was set, or that of the running embedded service."""
    if settings.database_url_migrate is not None:
        return settings.database_url_migrate
    running = find_running(settings.data_dir)
    if running is None or settings.database_url is not None:
        raise click.UsageError("Zet DATABASE_URL_MIGRATE op het adres van de migrator, of start de dienst ingebed.")
    return find_migrator(settings.data_dir, running)


@main.command()
@click.option("--demo", is_flag=True, help="Laat een verzonnen land op de achtergrond bewegen.")
def serve(*, demo: bool) -> None:
    """Start de dienst: API, live-verbinding en dashboard op een poort."""
    try:
        serving.serve(_settings(), demo=demo)
    except (AanbiedersError, ClusterError, SettingsError, SleutelFout) as error:
        raise click.ClickException(str(error)) from None


@main.command("nodes")
@click.option("--number", default=3, show_default=True, type=click.IntRange(1, NUMBER_MAX), help="Hoeveel knopen.")
def nodes_command(number: int) -> None:
    """Start enkele knopen achter een eigen verdeler, op een poort en een ingebedde gegevensbank; alleen op deze machine."""
    try:
        run_nodes(_settings(), number)
    except (AanbiedersError, ClusterError, SettingsError, SleutelFout) as error:
        raise click.ClickException(str(error)) from None


@main.command("node", hidden=True)
def node_command() -> None:
    """Een knoop van `nodes`; die start hem zelf."""
    run_node(_settings())


@main.command("migrate")
@click.option("--create-roles", "with_roles", is_flag=True, help="Maak eerst de rollen; vraagt een beheerdersadres.")
@click.option("--load/--no-load", default=True, help="Laad de 35 centrumgemeenten en de gemeenten als ze er niet zijn.")
def migrate_command(*, with_roles: bool, load: bool) -> None:
    """Breng de gegevensbank van DATABASE_URL_MIGRATE op de laatste versie.

    Met --create-roles is DATABASE_URL_MIGRATE het adres van een beheerder; de wachtwoorden van de rollen staan in
    DATABASE_URL en DATABASE_URL_READER.
    """
    settings = _settings()
    url = settings.database_url_migrate
    if url is None:
        raise click.UsageError(
            "Zet DATABASE_URL_MIGRATE op het adres van de migrator (of, met --create-roles, de beheerder)."
        )
    if with_roles:
        _run(create_roles(url, make_url(url).database or "", _passwords(settings)))
    _run(migrate(url))
    click.echo("De gegevensbank is bij.")
    if load and _run(_load(url)):
        click.echo("De 35 centrumgemeenten en de gemeenten zijn geladen.")


def _passwords(settings: Settings) -> dict[str, str]:
    given = {
        make_url(url).username: make_url(url).password
        for url in (settings.database_url, settings.database_url_reader)
        if url
    }
    return {role: str(given.get(role) or secrets.token_urlsafe(24)) for role in ROLES}


async def _load(url: str) -> bool:
    database = Database(url, size=1)
    try:
        return await load_country(database, verzonnen=False)
    finally:
        await database.close()


@main.command("load-gemeenten")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
def load_gemeenten_command(files: tuple[Path, ...]) -> None:
    """Voeg gemeenten toe of verbeter ze, elk vanaf zijn datum (zelfde kolommen als gemeenten.csv)."""
    url = _migrate_url(_settings())

    async def work() -> int:
        database = Database(url, size=1)
        try:
            async with database.transaction(None) as tx:
                return sum([await load_gemeenten(tx, read_rows(file)) for file in files])
        finally:
            await database.close()

    try:
        click.echo(f"{_run(work())} regels geladen.")
    except (KeyError, ValueError) as error:
        raise click.ClickException(f"Het bestand klopt niet: {error}. Er is niets geladen.") from None


@main.command("new-epoch")
def new_epoch() -> None:
    """Zeg dat de gegevensbank is teruggezet: elk scherm vergeet wat het heeft en laadt de stand opnieuw.

    Nodig na het terugzetten van een kopie van de bestanden of van een schijf. Een herstel tot een moment en een dump
    vallen vanzelf op.
    """
    url = _migrate_url(_settings())

    async def work() -> None:
        database = Database(url, size=1)
        try:
            async with database.transaction(None) as tx:
                await renew_epoch(tx)
        finally:
            await database.close()

    _run(work())
    click.echo("Vanaf nu laadt elk scherm de stand opnieuw.")


@main.command("import-plaatsen")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--token", envvar="CAPACITY_TOKEN", required=True, help="Toegang van een opvangorganisatie of landelijk.")
@click.option("--url", default=None, help="Adres van de dienst; zonder: de dienst die hier draait.")
def import_plaatsen_command(file: Path, token: str, url: str | None) -> None:
    """Zet een CSV-bestand met plaatsen in het register: alle regels of geen."""
    serving.import_plaatsen(file, token, url or _service_url())


def _service_url() -> str:
    running = find_running(_settings().data_dir)
    if running is None:
        raise click.ClickException("De dienst draait hier niet. Start haar met `make run`, of geef --url.")
    return running.url


@main.command()
@click.option("--rol", required=True, type=click.Choice([str(rol) for rol in Rol]))
@click.option("--organisatie", default=None, type=click.UUID, help="Id; zonder: de eerste die past.")
def token(rol: str, organisatie: UUID | None) -> None:
    """Print een toegangssleutel (bearer) voor een demo-account. Alleen ingebed en op deze machine."""
    settings = _settings()
    without = serving.why_no_demo(settings)
    if without is not None:
        raise click.ClickException(
            f"Demo-toegang bestaat alleen ingebed (zonder DATABASE_URL) en op 127.0.0.1: {without}."
        )
    click.echo(_run(_make_token(_database_url(settings), rol, organisatie)))


async def _make_token(url: str, rol: str, organisatie: UUID | None) -> str:
    database = Database(url, size=1)
    try:
        async with database.transaction(None) as tx:
            rows = await tx.sql(
                "SELECT a.id FROM account a JOIN organisatie o ON o.id = a.organisatie_id"
                " WHERE a.rol = :rol AND a.ingetrokken_op IS NULL"
                " AND (CAST(:organisatie AS uuid) IS NULL OR o.id = :organisatie) ORDER BY o.soort, o.naam LIMIT 1",
                rol=rol,
                organisatie=organisatie,
            )
            if not rows:
                raise click.ClickException("Er is geen demo-account met deze rol (en organisatie).")
            return await toegang.start_sessie(tx, rows[0].id)
    finally:
        await database.close()


@main.command()
@click.option("--url", default=None, help="Adres van de dienst; zonder: de dienst die hier draait.")
@click.option("--tempo", default=60.0, show_default=True, help="Hoeveel sneller dan het echte land.")
def demo(url: str | None, tempo: float) -> None:
    """Laat een verzonnen land bewegen, via het openbare interface van een draaiende demonstratie."""
    from capacity_service.demo.country import live_a_country  # noqa: PLC0415 - only this command needs it

    asyncio.run(live_a_country(url or _service_url(), tempo))


for evidence in (*bewijs.COMMANDS, *boombeheer.COMMANDS):
    main.add_command(evidence)
main.add_command(sleutels_group)
for group in GROUPS:
    main.add_command(group)
main.add_command(wissing_command)


async def _check_sleutels(settings: Settings) -> str | None:
    try:
        kluis = serving.open_kluis(settings)
    except (SettingsError, SleutelFout) as error:
        return str(error)
    return await check_sealed(_database_url(settings), kluis)


def _check_bomen(settings: Settings) -> list[tuple[str, str | None]]:
    try:
        middelen = serving.make_middelen(settings)
    except (SettingsError, SleutelFout) as error:
        return [("controlepunten", str(error))]
    return _run(check_bomen(_database_url(settings), middelen))


@main.command()
def check() -> None:
    """Kijk of deze installatie gezond is: instellingen, rollen, muren, klok, keten."""
    settings = _settings()
    found = _run(check_installation(_database_url(settings)))
    found.append(("sleutels", _run(_check_sleutels(settings))))
    found.append(("wissing", _run(check_wissing(_database_url(settings)))))
    found += _check_bomen(settings)
    uitweg = serving.make_uitweg(settings, "", lokaal=False)
    if settings.database_url is not None and settings.url is None:
        click.echo("let op  adres: CAPACITY_URL ontbreekt, dus de link in e-mail en webhooks leidt niet hierheen")
    if uitweg.mailserver is None:
        click.echo("let op  e-mail: geen mailserver ingesteld (CAPACITY_SMTP_URL); meldingen gaan alleen naar webhooks")
    else:
        found.append(("e-mail", _run(check_mailserver(uitweg))))
    if settings.aanbieders is not None:
        found += _run(check_aanbieders(settings.aanbieders, _database_url(settings)))
    elif settings.database_url is not None:
        click.echo(
            "let op  inloggen: CAPACITY_AANBIEDERS ontbreekt, dus niemand kan inloggen; alleen programma's komen binnen"
        )
    regels = _run(read_rules_in_force(_database_url(settings)))
    if regels is not None:
        click.echo(f"weet    openheid: {describe_onthulling(regels)}")
    for name, fault in found:
        click.echo(f"{'goed' if fault is None else 'FOUT'}  {name}{'' if fault is None else f': {fault}'}")
    sys.exit(0 if all(fault is None for _, fault in found) else 1)
