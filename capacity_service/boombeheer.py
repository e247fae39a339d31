"""The commands of `capacity-service` about the record as evidence: count it again, print the keys and the program that check it."""

import asyncio
import sys
from collections.abc import Callable

import click

from capacity_service.actions.sign_controlepunt import begin_reeks
from capacity_service.api.controlepunten import CONTROLEUR
from capacity_service.domain.controlepunt import Boom, Notitie
from capacity_service.settings import Settings, SettingsError
from capacity_service.sleutels import SleutelFout, read_sleutels
from capacity_service.store.boom import Tegenspraak
from capacity_service.store.boomverslag import Verslag, verify_boom
from capacity_service.store.check import KETENS, verify_chain
from capacity_service.store.controlepunten import Controlemap, MapFout
from capacity_service.store.database import Database
from capacity_service.store.zegel import Bewijsmiddelen, show_openbaar

Vind = Callable[[], str]
"""Gives the address of the database as the service sees it, or tells how to start the service."""


def find_middelen(settings: Settings) -> Bewijsmiddelen:
    """Where the keys and the checkpoints of this installation are; nothing is read or made yet."""
    try:
        path = settings.find_sleutels()
    except SettingsError as error:
        raise click.UsageError(str(error)) from None
    return Bewijsmiddelen(lambda: read_sleutels(path), Controlemap(settings.find_controlepunten()))


def _own_middelen() -> Bewijsmiddelen:
    try:
        return find_middelen(Settings.read())
    except SettingsError as error:
        raise click.UsageError(str(error)) from None


@click.command("verify-logboek")
@click.pass_obj
def verify_logboek_command(find_url: Vind) -> None:
    """Reken het logboek en het inzagelog na, van de eerste tot de laatste regel: keten, boom en elk controlepunt.

    Afsluitcode 1: er is iets veranderd, weggelaten of herschreven.
    """
    url, middelen, broken = find_url(), _own_middelen(), False
    for keten in KETENS:
        faults, count = asyncio.run(verify_chain(url, keten))
        for fault in faults:
            click.echo(fault, err=True)
        click.echo(f"{count} {keten.many} nagerekend, {len(faults)} fouten.")
        broken = broken or bool(faults)
    for boom in Boom:
        verslag = asyncio.run(verify_boom(url, boom, middelen))
        click.echo(_describe(verslag), err=verslag.fout is not None)
        broken = broken or verslag.fout is not None
    sys.exit(1 if broken else 0)


def _describe(verslag: Verslag) -> str:
    if verslag.fout is not None:
        return f"De boom van het {verslag.boom} klopt niet: {verslag.fout}"
    lost = f"; {verslag.vervallen} zijn vervallen toen een gegevensbank is teruggezet" if verslag.vervallen else ""
    return f"{verslag.regels} regels van het {verslag.boom} staan in de boom van {verslag.punten} controlepunten{lost}."


@click.command("nieuwe-reeks")
@click.pass_obj
def new_reeks_command(find_url: Vind) -> None:
    """Ga verder met controlepunten nadat een gegevensbank is teruggezet en er regels verloren gingen.

    Iedereen die de controlepunten bewaart, ziet dit. Doe het alleen als u weet waarom de boom korter is dan getekend.
    """
    url, middelen = find_url(), _own_middelen()

    async def work(boom: Boom) -> Notitie | None:
        database = Database(url, size=1)
        try:
            return await begin_reeks(database, boom, middelen.sleutels(), middelen.controlemap)
        finally:
            await database.close()

    for boom in Boom:
        try:
            notitie = asyncio.run(work(boom))
        except (MapFout, SleutelFout, Tegenspraak) as error:
            raise click.ClickException(str(error)) from None
        if notitie is None:
            click.echo(f"Het {boom}: niets nodig, de boom is wat er is getekend.")
        else:
            click.echo(f"Het {boom}: reeks {notitie.punt.reeks} begint bij {notitie.punt.grootte} bladeren.")


@click.command("zegels")
def zegels_command() -> None:
    """Print de openbare sleutels onder de controlepunten. Geef ze op papier aan wie controleert."""
    middelen = _own_middelen()
    try:
        bos = middelen.sleutels()
        for boom in Boom:
            last = middelen.controlemap.read_last(boom)
            for key in [] if last is None else show_openbaar(bos, last.punt.herkomst):
                click.echo(key)
    except (MapFout, SleutelFout) as error:
        raise click.ClickException(str(error)) from None


@click.command("verifier")
def verifier_command() -> None:
    """Print het programma waarmee een organisatie haar eigen bewijs controleert: een bestand, zonder bibliotheken."""
    click.echo(CONTROLEUR.read_text(encoding="utf-8"), nl=False)


COMMANDS = (verify_logboek_command, new_reeks_command, zegels_command, verifier_command)
