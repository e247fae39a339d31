"""The command that proves that what should be forgotten is: nothing is overdue, and of what somebody names nothing is left."""

import asyncio
import sys
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import click

from capacity_service.domain.bewaring import compute_grens
from capacity_service.store.database import Database
from capacity_service.store.wissing import count_overdue
from capacity_service.store.wissingsbewijs import find_left

UITSTEL = timedelta(days=2)
"""What was due for longer than this should have been erased, whatever was recorded about it last."""
BACKUPS = (
    "Kopieën van de gegevensbank van voor de wissing bevatten alles nog. Bewaar ze daarom niet langer dan {dagen} dagen; wie er een"
    " terugzet, laat de dienst daarna eerst opnieuw wissen (dat doet zij zelf, binnen een uur)."
)


@click.command("bewijs-wissing")
@click.argument("wie", nargs=-1, metavar="[ID|KENMERK]...")
@click.pass_obj
def wissing_command(find_url: Callable[[], str], wie: tuple[str, ...]) -> None:
    """Toon dat gewist is wat weg moet zijn; zoek van elk ID of KENMERK in elke kolom van elke tabel of er iets van over is.

    Afsluitcode 1: er is te laat gewist, of er is iets gevonden. Zoeken leest de hele gegevensbank: in een groot land duurt dat minuten.
    """
    ids, kenmerken = _sort(wie)
    late, lines = asyncio.run(_prove(find_url(), ids, kenmerken))
    click.echo("\n".join(lines))
    sys.exit(1 if late else 0)


def _sort(wie: tuple[str, ...]) -> tuple[list[UUID], list[str]]:
    ids, kenmerken = list[UUID](), list[str]()
    for one in wie:
        try:
            ids.append(UUID(one))
        except ValueError:
            kenmerken.append(one)
    return ids, kenmerken


async def _prove(url: str, ids: list[UUID], kenmerken: list[str]) -> tuple[bool, list[str]]:
    database = Database(url, size=1)
    try:
        async with database.transaction(None) as tx:
            await tx.sql("SET LOCAL statement_timeout = 0")
            overdue, oldest = await count_overdue(tx, compute_grens(tx.now, tx.regels) - UITSTEL)
            (done,) = await tx.sql(
                "SELECT count(*) AS keer, coalesce(sum((CAST(feit AS jsonb) ->> 'zaken')::bigint), 0) AS zaken,"
                " coalesce(sum((CAST(feit AS jsonb) ->> 'feiten')::bigint), 0) AS feiten FROM logboek WHERE soort = 'wissing'"
            )
            left = await find_left(tx, ids, kenmerken) if ids or kenmerken else []
            dagen = tx.regels.bewaartermijn_dagen
    finally:
        await database.close()
    lines = [
        f"Gewist tot nu: {done.zaken} zaken in {done.keer} keer, met {done.feiten} verzegelde feiten; termijn {dagen} dagen."
    ]
    lines.append(
        f"TE LAAT: {overdue} zaken hadden al gewist moeten zijn; de eerste eindigde op {oldest:%Y-%m-%d}."
        if oldest is not None and overdue
        else "Er is niets dat al gewist had moeten zijn."
    )
    lines += [f"GEVONDEN: {one.tabel}.{one.kolom}, {one.rijen} rijen." for one in left]
    if (ids or kenmerken) and not left:
        lines.append("Van wat u noemt is in geen enkele kolom iets over.")
    return bool(overdue or left), [*lines, BACKUPS.format(dagen=dagen)]


async def check_wissing(url: str) -> str | None:
    """None when nothing is overdue, else a Dutch sentence."""
    late, lines = await _prove(url, [], [])
    return lines[1].lower() if late else None
