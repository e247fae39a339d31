"""The commands of `capacity-service` that prove something from the logboek: the stand of a moment, and evidence."""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

import click

from capacity_service.api.app import create_api
from capacity_service.api.inzageblad import render_inzage
from capacity_service.domain.errors import NietGevonden, OngeldigeInvoer
from capacity_service.domain.rangorde import TREDEN, Kosten
from capacity_service.domain.tijd import AMSTERDAM
from capacity_service.store.afwegingen import show_outcome
from capacity_service.store.bewijs import Bron, complete_periode, make_dossier, make_verantwoording
from capacity_service.store.database import Database, Transactie
from capacity_service.store.herweging import Herweging, weigh_again
from capacity_service.store.replay import KetenGebroken, Tot, find_differences, replay, show_stand

T = TypeVar("T")
Vind = Callable[[], str]
"""Gives the address of the database as the service sees it, or tells how to start the service."""


@click.command("replay")
@click.option("--tot", default=None, metavar="TIJDSTIP", help="Met tijdzone: 2026-11-21T02:13Z.")
@click.option("--alles", is_flag=True, help="Tot en met het laatste feit; dat is ook zo zonder --tot.")
@click.pass_obj
def replay_command(find_url: Vind, *, tot: str | None, alles: bool) -> None:
    """Print de stand van een moment, opnieuw opgebouwd uit het logboek, als JSON.

    De keten wordt onderweg nagerekend; de bezetting wordt geteld uit de feiten over plaatsen en vergeleken met wat er
    over bezetting is vastgelegd. Afsluitcode 1: de keten is gebroken, of de tellingen verschillen. De uitvoer bevat wat er
    over huishoudens is vastgelegd en niet is gewist: laat haar nergens staan.
    """
    if alles and tot is not None:
        raise click.UsageError("Kies --tot of --alles.")
    until = Tot(op=None if tot is None else _parse_moment(tot))
    stand = asyncio.run(_read(find_url(), lambda tx: replay(tx, until)))
    differing = find_differences(stand)
    _print(show_stand(stand))
    outcome = "gelijk aan" if not differing else f"anders dan ({', '.join(differing)})"
    click.echo(f"{stand.volgnummer} feiten; de getelde bezetting is {outcome} de vastgelegde.", err=True)
    sys.exit(1 if differing else 0)


class Dag(click.ParamType[date]):
    """A date as jjjj-mm-dd."""

    name = "jjjj-mm-dd"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:  # noqa: ANN401
        """The date, or misuse."""
        try:
            return value if isinstance(value, date) else date.fromisoformat(value)
        except ValueError:
            self.fail("Geef een datum als jjjj-mm-dd.", param, ctx)


def _with_periode(command: Callable[..., None]) -> Callable[..., None]:
    """What every piece of evidence is asked with."""
    for option in (
        click.option(
            "--feit", default=None, type=click.IntRange(min=0), help="Tot en met dit volgnummer; uit het logboek."
        ),
        click.option(
            "--uit-logboek", is_flag=True, help="Reken alles na uit het logboek, in plaats van uit de tabellen."
        ),
        click.option("--tot", default=None, type=Dag(), help="De dag na de laatste; zonder: morgen."),
        click.option("--van", default=None, type=Dag(), help="De eerste dag; zonder: een jaar voor --tot."),
    ):
        command = option(command)
    return click.pass_obj(command)


@click.command("dossier")
@click.argument("organisatie", type=click.UUID)
@_with_periode
def dossier_command(
    find_url: Vind, organisatie: UUID, *, van: date | None, tot: date | None, uit_logboek: bool, feit: int | None
) -> None:
    """Print het dossier van een opvangorganisatie als JSON: dezelfde cijfers als /v1/dossiers geeft."""
    bron = Bron(uit_logboek or feit is not None, feit)

    async def work(tx: Transactie) -> Any:  # noqa: ANN401 - JSON
        return await make_dossier(tx, organisatie, *complete_periode(tx.now, van, tot), bron)

    _print(asyncio.run(_read(find_url(), work)))


@click.command("afweging")
@click.argument("id_", metavar="ID", type=click.UUID)
@click.option("--json", "as_json", is_flag=True, help="Het antwoord als JSON, zoals het is vastgelegd.")
@click.pass_obj
def afweging_command(find_url: Vind, id_: UUID, *, as_json: bool) -> None:
    """Weeg opnieuw wat toen gewogen is, en leg uit waarom; ID is van een afweging of van een aanvraag.

    Hetzelfde antwoord, byte voor byte, zolang er niets is gewist. Het bewijs wordt nagerekend zonder oplosser. Afsluitcode 1: het
    antwoord is anders, of het bewijs klopt niet. De uitvoer gaat over huishoudens: laat haar nergens staan.
    """
    found = asyncio.run(_read(find_url(), lambda tx: weigh_again(tx, id_)))
    if found is None:
        click.echo("Er is geen afweging met dit id, of zij is van voor de exacte weging.", err=True)
        sys.exit(1)
    if as_json:
        _print(show_outcome(found.afweging))
    else:
        click.echo("\n".join(explain(found)))
    sys.exit(0 if found.gewist or (found.gelijk and not found.fouten) else 1)


@click.command("verantwoording")
@click.argument("centrumgemeente")
@_with_periode
def verantwoording_command(
    find_url: Vind, centrumgemeente: str, *, van: date | None, tot: date | None, uit_logboek: bool, feit: int | None
) -> None:
    """Print de verantwoording van een centrumgemeente (CBS-code) als JSON, zoals /v1/verantwoordingen die geeft."""
    bron = Bron(uit_logboek or feit is not None, feit)

    async def work(tx: Transactie) -> Any:  # noqa: ANN401 - JSON
        return await make_verantwoording(tx, centrumgemeente, *complete_periode(tx.now, van, tot), bron)

    _print(asyncio.run(_read(find_url(), work)))


def _parse_moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise click.UsageError("Geef --tot als 2026-11-21T02:13Z, met een tijdzone.")
    return moment


async def _read(url: str, work: Callable[[Transactie], Awaitable[T]]) -> T:
    """Do this in one snapshot that sees everything; what cannot be is a sentence and exit code 1."""
    database = Database(url, size=1)
    try:
        async with database.transaction(None, snapshot=True) as tx:
            return await work(tx)
    except KetenGebroken as error:
        raise click.ClickException(f"Het logboek klopt niet: {error} Er is niets opgebouwd.") from None
    except NietGevonden:
        raise click.ClickException("Dit is geen opvangorganisatie of centrumgemeente die de dienst kent.") from None
    except OngeldigeInvoer as error:
        raise click.UsageError(" ".join(f"--{fault.veld}: {fault.fout}" for fault in error.faults)) from None
    finally:
        await database.close()


@click.command("inzage")
def inzage_command() -> None:
    """Print wie wat mag en ziet, als Markdown: de handelingen per rol, en van elk ding de velden per rol."""
    click.echo(render_inzage(create_api().openapi()), nl=False)


def _print(body: object) -> None:
    click.echo(json.dumps(body, ensure_ascii=False, indent=1))


COMMANDS = (afweging_command, replay_command, dossier_command, verantwoording_command, inzage_command)


def explain(herweging: Herweging) -> list[str]:
    """A weighing in plain Dutch: what each household got and why, what it was weighed with, and whether the proof holds."""
    bewaard, afweging = herweging.bewaard, herweging.afweging
    free = sum(vrij.aantal for vrij in bewaard.vrij)
    lines = [
        f"Afweging {bewaard.id} van {bewaard.op.astimezone(AMSTERDAM):%Y-%m-%d %H:%M:%S}, na feit {bewaard.volgnummer}.",
        (
            f"{_count(len(bewaard.aanvragen), 'aanvraag', 'aanvragen')} en {_count(free, 'vrije plaats', 'vrije plaatsen')}"
            f" in {_count(len(bewaard.vrij), 'soort', 'soorten')}."
        ),
    ]
    for uitkomst in afweging.uitkomsten:
        lines += ["", f"Aanvraag {herweging.referenties.get(uitkomst.aanvraag, uitkomst.aanvraag)}"]
        if uitkomst.aanvraag in herweging.gewist:
            lines.append(
                "  Herkomst, uitsluitingen en voorkeuren: gewist. Gewogen met alleen de grootte en wat nodig is."
            )
        if uitkomst.knelpunt:
            lines.append(f"  {uitkomst.knelpunt.tekst}")
        for voorstel in uitkomst.voorstellen:
            naam = herweging.stand.streken[voorstel.centrumgemeente].naam
            what = "gekozen" if voorstel is uitkomst.gekozen else f"voorstel {voorstel.rang}"
            lines += [
                f"  {naam} ({what}; plaats {', '.join(map(str, voorstel.plaatsen))})",
                *(f"    {r}" for r in voorstel.redenen),
            ]
    return [*lines, "", *_judge(herweging)]


def _count(number: int, one: str, more: str) -> str:
    return f"{number} {one if number == 1 else more}"


def _judge(herweging: Herweging) -> list[str]:
    if herweging.gewist:
        return ["Er is gewist: het antwoord van toen is niet meer na te rekenen."]
    same = "hetzelfde antwoord, byte voor byte" if herweging.gelijk else "EEN ANDER ANTWOORD dan toen is vastgelegd"
    return [
        f"Opnieuw gewogen: {same}.",
        f"Per trede: {_tell_treden(herweging.afweging.kosten)}.",
        *_tell_proof(herweging),
    ]


def _tell_proof(herweging: Herweging) -> list[str]:
    if herweging.fouten:
        return ["HET BEWIJS KLOPT NIET:", *(f"  {fout}" for fout in herweging.fouten)]
    bewijs = herweging.afweging.samenbewijs
    if not bewijs.nodig:
        return ["Het bewijs klopt: geen andere verdeling is beter."]
    large = len(bewijs.samen) + len(bewijs.te_groot)
    found = (
        f"Van {large} {'aanvraag' if large == 1 else 'aanvragen'} past het huishouden in geen enkele vrije plaats."
        f" {len(bewijs.samen)} {'kreeg' if len(bewijs.samen) == 1 else 'kregen'} plaatsen samen in één huis."
    )
    if bewijs.bewezen:
        certain = herweging.afweging.ondergrens is not None and herweging.afweging.ondergrens.kosten == bewijs.grens
        how = "Dat is nagerekend zonder te zoeken." if certain else "Alle andere manieren zijn opnieuw bekeken."
        return [found, f"Het bewijs klopt: geen andere verdeling is beter, ook niet met andere plaatsen samen. {how}"]
    return [
        found,
        "Niet alle manieren om plaatsen samen te nemen zijn bekeken. Een betere verdeling kan bestaan.",
        f"Zeker is: alles samen kost minstens {_tell_treden(bewijs.grens)}.",
    ]


def _tell_treden(kosten: Kosten) -> str:
    return ", ".join(f"{trede} {total}" for trede, total in zip(TREDEN, kosten, strict=True))
