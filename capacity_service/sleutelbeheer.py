"""The commands of `capacity-service sleutels`: make the file with keys, add one, and say which there are."""

from collections.abc import Callable
from pathlib import Path

import click

from capacity_service.settings import Settings, SettingsError
from capacity_service.sleutels import Doel, Sleutelbos, SleutelFout, read_sleutels, write_sleutels


@click.group("sleutels")
def sleutels_group() -> None:
    """De sleutels buiten de gegevensbank (CAPACITY_SLEUTELS): zonder dit bestand is geen nummer te lezen."""


def _at_the_file(work: Callable[[Path], None]) -> None:
    try:
        work(Settings.read().find_sleutels())
    except SettingsError as error:
        raise click.UsageError(str(error)) from None
    except SleutelFout as error:
        raise click.ClickException(str(error)) from None


@sleutels_group.command("maak")
def make_command() -> None:
    """Maak het bestand, leesbaar voor de eigenaar alleen. Weigert als er al een is."""

    def work(path: Path) -> None:
        write_sleutels(path, Sleutelbos.make(), new=True)
        click.echo(f"De sleutels staan in {path}. Bewaar een kopie, los van de kopieën van de gegevensbank.")

    _at_the_file(work)


@sleutels_group.command("roteer")
@click.argument("doel", type=click.Choice([str(doel) for doel in Doel]), default=str(Doel.contact))
def rotate_command(doel: str) -> None:
    """Voeg een sleutel toe; wat nieuw is gaat daarmee. De vorige blijft nodig om te lezen.

    Een draaiende dienst merkt het binnen een minuut en herschrijft dan wat met een vorige contactsleutel is geschreven.
    """

    def work(path: Path) -> None:
        bos = read_sleutels(path).rotate(Doel(doel))
        write_sleutels(path, bos, new=False)
        click.echo(f"Sleutel {bos.of(Doel(doel))[-1].id} is nu de sleutel voor {doel}. Bewaar opnieuw een kopie.")

    _at_the_file(work)


@sleutels_group.command("toon")
def show_command() -> None:
    """Print welke sleutels er zijn en waarvoor; nooit de sleutels zelf."""

    def work(path: Path) -> None:
        bos = read_sleutels(path)
        for doel in Doel:
            *older, current = bos.of(doel)
            for key in older:
                click.echo(f"{doel}  {key.id}  leest alleen")
            click.echo(f"{doel}  {current.id}  in gebruik")

    _at_the_file(work)
