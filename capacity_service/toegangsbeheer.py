"""The commands of `capacity-service account` and `client`: who may come in, and who no longer; and whether the providers are sound.

Withdrawing and making needs the migrator's address: the service itself can do neither.
"""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar
from uuid import UUID

import click

from capacity_service.aanbieders import AanbiedersError, read_aanbieders
from capacity_service.api.bronnen import Bronnen
from capacity_service.domain.aanbieder import Aanbieder, AanmeldingMislukt
from capacity_service.domain.inzage import MAG, Rol
from capacity_service.store.accounts import (
    find_organisatie,
    list_accounts,
    make_client,
    withdraw_account,
    withdraw_client,
)
from capacity_service.store.database import Database, Transactie

T = TypeVar("T")
Vind = Callable[[], str]
MIGRATOR = "capacity_service.migrator"
"""Under this name the context holds how to find the migrator's address."""


def _as_migrator(work: Callable[[Transactie], Awaitable[T]]) -> T:
    find_url: Vind = click.get_current_context().meta[MIGRATOR]
    return asyncio.run(_within(find_url(), work))


async def _within(url: str, work: Callable[[Transactie], Awaitable[T]]) -> T:
    database = Database(url, size=1)
    try:
        async with database.transaction(None) as tx:
            return await work(tx)
    finally:
        await database.close()


@click.group("account")
def account_group() -> None:
    """Wie er kan inloggen: bekijken en intrekken. Nieuwe accounts ontstaan bij de eerste keer inloggen."""


@account_group.command("list")
@click.pass_obj
def list_command(find_url: Vind) -> None:
    """Print elk account: id, rol, organisatie, naam, lopende sessies. Er staan geen namen van mensen in."""
    for one in asyncio.run(_within(find_url(), list_accounts)):
        state = f"ingetrokken {one.ingetrokken_op:%Y-%m-%d %H:%M}Z" if one.ingetrokken_op else f"{one.sessies} sessies"
        click.echo("\t".join((str(one.id), one.rol, one.organisatie, one.naam, state)))


@account_group.command("withdraw")
@click.argument("account", type=click.UUID)
def withdraw_account_command(account: UUID) -> None:
    """Trek een account in: elk volgend verzoek is 401, open schermen sluiten binnen twee seconden."""
    if not _as_migrator(lambda tx: withdraw_account(tx, account)):
        raise click.ClickException("Dit account is er niet, of het was al ingetrokken.")
    click.echo("Het account is ingetrokken.")


@click.group("client")
def client_group() -> None:
    """Programma's die de dienst gebruiken: maken en intrekken. Zij halen een token bij POST /v1/tokens."""


@client_group.command("make")
@click.option("--rol", required=True, type=click.Choice([str(rol) for rol in Rol]))
@click.option("--organisatie", required=True, help="Id of naam, zoals in het register.")
@click.option(
    "--alleen", "operaties", multiple=True, metavar="OPERATIE", help="Beperk tot deze operationId's; herhaalbaar."
)
def make_client_command(rol: str, organisatie: str, operaties: tuple[str, ...]) -> None:
    """Maak een programma voor een rol en organisatie. Het geheim wordt een keer getoond en niet bewaard."""
    for operatie in operaties:
        if Rol(rol) not in (MAG.get(operatie) or frozenset()):
            raise click.UsageError(f"{operatie} is geen handeling die de rol {rol} mag.")

    async def work(tx: Transactie) -> tuple[UUID, str]:
        found = await find_organisatie(tx, organisatie, Rol(rol))
        if found is None:
            raise click.ClickException("Deze organisatie is er niet, of kan deze rol niet hebben.")
        made = await make_client(tx, Rol(rol), found, list(operaties) or None)
        return made.id, made.geheim

    client, secret = _as_migrator(work)
    click.echo(f"client_id\t{client}\nclient_secret\t{secret}")


@client_group.command("withdraw")
@click.argument("client", type=click.UUID)
def withdraw_client_command(client: UUID) -> None:
    """Trek een programma in: zijn tokens houden op."""
    if not _as_migrator(lambda tx: withdraw_client(tx, client)):
        raise click.ClickException("Dit programma is er niet, of het was al ingetrokken.")
    click.echo("Het programma is ingetrokken.")


GROUPS = (account_group, client_group)


async def check_aanbieders(path: Path, database_url: str) -> list[tuple[str, str | None]]:
    """What was looked at of the providers: the file, whether each answers, and whether its organisaties are in the register."""
    try:
        aanbieders = read_aanbieders(path)
    except AanbiedersError as error:
        return [("aanbieders", str(error))]
    bronnen, found = Bronnen(aanbieders), list[tuple[str, str | None]]()
    try:
        for one in aanbieders:
            found.append((f"aanbieder {one.code}", await _look_at(one, bronnen, database_url)))
    finally:
        await bronnen.close()
    return found


async def _look_at(aanbieder: Aanbieder, bronnen: Bronnen, database_url: str) -> str | None:
    named = aanbieder.organisatie
    wanted = sorted({named.vast} if named.vast else set(named.waarden.values()))

    async def find_missing(tx: Transactie) -> list[str]:
        return [name for name in wanted if not [rol for rol in Rol if await find_organisatie(tx, name, rol)]]

    missing = await _within(database_url, find_missing)
    if missing:
        return f"niet in het register: {', '.join(missing)}"
    try:
        await bronnen.by_code[aanbieder.code].describe()
    except AanmeldingMislukt as failed:
        return f"de aanbieder antwoordt niet zoals het hoort ({failed.oorzaak})"
    return None
