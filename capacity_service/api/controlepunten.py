"""The signed checkpoints, for anybody: hashes and sizes that say nothing of what happens, so that nobody has to be trusted.

Who keeps them, and asks now and then how they hang together, notices when the past is rewritten.
"""

import asyncio
import html
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Annotated, Any
from uuid import NAMESPACE_URL, UUID, uuid5

import structlog
from fastapi import APIRouter, Query, Request, Response

from capacity_service.api import boomvormen
from capacity_service.api.answers import tell
from capacity_service.api.fields import Instant
from capacity_service.api.guard import GuardedRoute, answer
from capacity_service.api.problems import make_answer
from capacity_service.domain.blad import VAK
from capacity_service.domain.controlepunt import Boom, Notitie
from capacity_service.domain.errors import EvenNiet, Fault, NietGevonden, OngeldigeInvoer
from capacity_service.sleutels import SleutelFout
from capacity_service.store.boom import Tegenspraak
from capacity_service.store.boombewijs import read_samenhang
from capacity_service.store.controlepunten import MapFout
from capacity_service.store.database import Database
from capacity_service.store.idempotentie import Antwoord
from capacity_service.store.zegel import Bewijsmiddelen, show_openbaar

router = APIRouter(route_class=GuardedRoute, tags=["bewijs"])
log = structlog.get_logger()

ATOM_TYPE = "application/atom+xml"
PYTHON_TYPE = "text/x-python"
CONTROLEUR = Path(__file__).resolve().parents[1] / "data" / "verify.py"
PAGE_MAX = 288
"""A day of one tree."""
GROOTTE_MAX = 10**17


def _tell_file(media_type: str, description: str) -> dict[int | str, dict[str, Any]]:
    schema = {"type": "string", "format": "binary"}
    return {200: {"description": description, "content": {media_type: {"schema": schema}}}}


def find_middelen(request: Request) -> Bewijsmiddelen:
    """What this service keeps evidence with. Raises `EvenNiet` when it was given nothing."""
    middelen: Bewijsmiddelen | None = request.app.state.middelen
    if middelen is None:
        raise EvenNiet
    return middelen


@contextmanager
def or_even_niet() -> Iterator[None]:
    """What is wrong with the evidence is for the operator (`capacity-service check` says more); the asker gets `EvenNiet`."""
    try:
        yield
    except (MapFout, SleutelFout, Tegenspraak) as error:
        log.error("bewijs niet te geven", oorzaak=str(error))  # noqa: TRY400 - the sentence says it all
        raise EvenNiet from None


async def find_notitie(middelen: Bewijsmiddelen, boom: Boom, grootte: int | None) -> Notitie | None:
    """The last checkpoint of a tree (None while there is none), or the one of this size. Raises `NietGevonden`, `MapFout`."""
    map_ = middelen.controlemap
    if grootte is None:
        return await asyncio.to_thread(map_.read_last, boom)
    found = await asyncio.to_thread(map_.find, boom, grootte)
    if found is None:
        raise NietGevonden
    return found


def check_grootten(eerder: int | None, grootte: int, veld: str) -> None:
    """Raise `OngeldigeInvoer` for a size that no checkpoint before this one can have had."""
    if eerder is not None and (eerder > grootte or eerder % VAK):
        raise OngeldigeInvoer(Fault(veld, f"Geef de grootte van een eerder controlepunt: hoogstens {grootte}."))


@router.get(
    "/controlepunten",
    responses=_tell_file(ATOM_TYPE, "Een Atom-feed; elk bericht is een ondertekende notitie."),
    response_class=Response,
)
async def list_controlepunten(
    request: Request,
    boom: Boom = Boom.logboek,
    voor: Annotated[Instant | None, Query(description="Only those from before this instant.")] = None,
) -> Response:
    """The checkpoints of a tree as an Atom feed, the last one first, a day of them at a time. Every five minutes one comes."""
    middelen = find_middelen(request)
    with or_even_niet():
        found = await asyncio.to_thread(lambda: list(islice(middelen.controlemap.read_back(boom, voor), PAGE_MAX + 1)))
    feed = make_feed(boom, voor, found[:PAGE_MAX], more=len(found) > PAGE_MAX)
    return answer(Antwoord(200, {"Content-Type": ATOM_TYPE}, feed.encode()))


def make_feed(boom: Boom, voor: datetime | None, notities: list[Notitie], *, more: bool) -> str:
    """The feed (RFC 4287, paged as RFC 5005 has it)."""
    here = f"/v1/controlepunten?boom={boom}"
    own = here if voor is None else f"{here}&voor={_show(voor)}"
    updated = notities[0].punt.op if notities else (voor or datetime.fromtimestamp(0, UTC))
    links = [f'<link rel="self" href="{html.escape(own)}"/>']
    if more:
        links.append(f'<link rel="next" href="{html.escape(f"{here}&voor={_show(notities[-1].punt.op)}")}"/>')
    return "\n".join(
        [
            '<?xml version="1.0" encoding="utf-8"?>',
            '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="nl">',
            f"<id>{_urn(f'boom {boom}')}</id>",
            f"<title>Controlepunten van het {boom}</title>",
            "<author><name>Crisisplaatsdienst</name></author>",
            f"<updated>{_show(updated)}</updated>",
            *links,
            *map(_make_entry, notities),
            "</feed>\n",
        ]
    )


def _make_entry(notitie: Notitie) -> str:
    punt = notitie.punt
    return (
        f"<entry><id>{_urn(notitie.tekst)}</id><title>{punt.herkomst}, {punt.grootte} bladeren</title>"
        f'<updated>{_show(punt.op)}</updated><content type="text">{html.escape(notitie.tekst, quote=False)}</content></entry>'
    )


def _urn(name: str) -> str:
    key: UUID = uuid5(NAMESPACE_URL, name)
    return key.urn


def _show(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@router.get("/controlepunten/samenhang", name="read_samenhang", responses=tell(boomvormen.Samenhang))
async def read_growth(
    request: Request,
    van: Annotated[int, Query(ge=0, le=GROOTTE_MAX)],
    tot: Annotated[int, Query(ge=0, le=GROOTTE_MAX)],
    boom: Boom = Boom.logboek,
) -> Response:
    """The proof that a tree of `tot` leaves begins with one of `van` leaves; both the sizes of checkpoints."""
    middelen = find_middelen(request)
    database: Database = request.app.state.database
    with or_even_niet():
        last = await find_notitie(middelen, boom, None)
        check_grootten(tot, 0 if last is None else last.punt.grootte, "tot")
        check_grootten(van, tot, "van")
        async with database.transaction(None, snapshot=True) as tx:
            hashes = await read_samenhang(tx, boom, van, tot)
    return answer(make_answer({"boom": boom, "van": van, "tot": tot, "hashes": hashes}))


@router.get("/controlepunten/zegels", responses=tell(boomvormen.ZegelLijst))
async def list_zegels(request: Request) -> Response:
    """The public keys under the checkpoints. Do not take them from here alone: ask the operator for them in another way too."""
    middelen, zegels = find_middelen(request), []
    with or_even_niet():
        bos = middelen.sleutels()
        for boom in Boom:
            last = await find_notitie(middelen, boom, None)
            if last is not None:
                herkomst = last.punt.herkomst
                zegels.append({"boom": boom, "herkomst": herkomst, "sleutels": show_openbaar(bos, herkomst)})
    return answer(make_answer({"zegels": zegels, "volgende": None}))


@router.get(
    "/controlepunten/controleur",
    responses=_tell_file(PYTHON_TYPE, "Een programma in een bestand, zonder bibliotheken."),
    response_class=Response,
)
async def download_controleur(request: Request) -> Response:  # noqa: ARG001 - the guard reads it
    """The program that checks lines, checkpoints and how they hang together: one file, nothing but Python's own library.

    Read it before you run it: it is short, and you need not trust us.
    """
    koppen = {
        "Content-Type": f"{PYTHON_TYPE}; charset=utf-8",
        "Content-Disposition": 'attachment; filename="verify.py"',
    }
    return answer(Antwoord(200, koppen, _load_controleur()))


@cache
def _load_controleur() -> bytes:
    return CONTROLEUR.read_bytes()
