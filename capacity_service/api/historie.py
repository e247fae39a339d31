"""The past and the coming days: occupancy over time, and the free places that are known to come."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from capacity_service.api import historievormen
from capacity_service.api.answers import tell
from capacity_service.api.fields import Instant, Streekcode
from capacity_service.api.guard import GuardedRoute, answer, current_actor
from capacity_service.api.problems import make_answer
from capacity_service.domain.errors import EvenNiet, Fault, OngeldigeInvoer
from capacity_service.domain.historie import LAND, UUR, Kijker, Stap, Uurcijfer, add_punten, floor_uur
from capacity_service.domain.inzage import Actor, Rol
from capacity_service.domain.openheid import has_begun
from capacity_service.domain.verwachting import Vooruitblik, expect
from capacity_service.store import historie, tikken
from capacity_service.store.database import Database, Transactie
from capacity_service.store.toestand import Toestand, instant
from capacity_service.store.verwachting import read_plekken

router = APIRouter(route_class=GuardedRoute, tags=["bezetting"])

PERIODE = timedelta(hours=24)
PERIODE_MAX = timedelta(days=400)

Van = Annotated[
    Instant | None, Query(description="Vanaf dit tijdstip, afgerond op hele uren; zonder: 24 uur voor tot.")
]
Tot = Annotated[Instant | None, Query(description="Tot dit tijdstip; zonder: nu.")]
Waar = Annotated[
    Streekcode | None,
    Query(alias="centrumgemeente", description="Alleen deze centrumgemeente; zonder: heel Nederland."),
]


@dataclass(frozen=True)
class Vraag:
    """Which period of which reeks somebody asks for."""

    van: datetime
    tot: datetime
    code: str | None


@router.get("/historie", responses=tell(historievormen.Historie))
async def read_historie(request: Request, van: Van = None, tot: Tot = None, waar: Waar = None) -> Response:
    """Occupancy over time, by the hour up to 8 days and by the day beyond that; averages over what is recorded.

    What a gemeente sees of another centrumgemeente is, hour by hour, what the rule `openheid` showed it then.
    """
    return answer(make_answer(await load_historie(request, van, tot, waar)))


async def load_historie(request: Request, van: datetime | None, tot: datetime | None, waar: str | None) -> Toestand:
    """The answer for whoever asks. Raises `OngeldigeInvoer` for a period that cannot be."""
    actor = current_actor(request)
    database: Database = request.app.state.database
    async with database.transaction(None, snapshot=True) as tx:
        vraag = complete(tx.now, van, tot, waar)
        stap = Stap.of(vraag.van, vraag.tot)
        uren = await historie.read_uren(tx, vraag.code or LAND, find_kijker(actor, vraag.code), vraag.van, vraag.tot)
        begonnen = await historie.read_begin(tx)
        naam = await _read_naam(tx, vraag.code)
    return {
        "centrumgemeente": naam,
        "vanOp": instant(vraag.van),
        "totOp": instant(vraag.tot),
        "stap": str(stap),
        "begonnenOp": instant(begonnen),
        "punten": [show_punt(*punt, gemeente=actor.rol is Rol.gemeente) for punt in add_punten(uren, stap)],
    }


def complete(now: datetime, van: datetime | None, tot: datetime | None, code: str | None) -> Vraag:
    """The whole hours that are meant. Raises `OngeldigeInvoer` for none, too many, or what has not begun."""
    end = min(now, now if tot is None else tot)
    begin = floor_uur(end - PERIODE if van is None else van)
    if begin >= end:
        raise OngeldigeInvoer(Fault("van", "De periode is leeg. Kies een van die voor tot en voor nu ligt."))
    if end - begin > PERIODE_MAX:
        raise OngeldigeInvoer(Fault("van", f"Dit is te lang. Vraag hoogstens {PERIODE_MAX.days} dagen in een keer."))
    until = floor_uur(end)
    return Vraag(begin, until if until == end else until + UUR, code)


def find_kijker(actor: Actor, code: str | None) -> Kijker:
    """A gemeente sees its own figures and those of the country as they were; others as they were shown."""
    foreign = actor.rol is Rol.gemeente and code is not None and code != actor.centrumgemeente
    return Kijker.derden if foreign else Kijker.alles


async def _read_naam(tx: Transactie, code: str | None) -> Toestand | None:
    if code is None:
        return None
    (row,) = await tx.sql("SELECT naam FROM centrumgemeente WHERE code = :code", code=code)
    return {"code": code, "naam": row.naam}


def show_punt(van: datetime, tot: datetime, cijfer: Uurcijfer, *, gemeente: bool) -> Toestand:
    """One point; for a gemeente `gereserveerd` is a part of `bezet`."""

    def average(naam: str) -> float | None:
        som = cijfer.sommen.get(naam)
        return None if som is None else round(som / cijfer.seconden, 2)

    def minutes(naam: str) -> float | None:
        som = None if cijfer.reeks == LAND else cijfer.sommen.get(naam)
        return None if som is None else round(som / 60, 1)

    def taken(prefix: str) -> Toestand:
        bezet = cijfer.sommen.get(f"{prefix}bezet")
        if not gemeente:
            return {"gereserveerd": average(f"{prefix}gereserveerd"), "bezet": average(f"{prefix}bezet")}
        som = None if bezet is None else bezet + cijfer.sommen.get(f"{prefix}gereserveerd", 0.0)
        return {"bezet": None if som is None else round(som / cijfer.seconden, 2)}

    derden = average("vrij_derden")
    return {
        "vanOp": instant(van),
        "totOp": instant(tot),
        "gemetenMinuten": round(cijfer.seconden / 60, 1),
        "openheid": str(cijfer.niveau),
        "inzetbaar": average("inzetbaar"),
        "vrij": average("vrij"),
        "vrijLaagst": cijfer.laagst,
        "vrijHoogst": cijfer.hoogst,
        "onbevestigd": average("onbevestigd"),
        **taken(""),
        "buitenGebruik": average("buiten_gebruik"),
        "geenVrijMinuten": minutes("geen_vrij"),
        "onderMinimumMinuten": minutes("onder_minimum"),
        "gemiddeldVrijDerden": None if derden is None else ceil(derden),
        "opvangplaatsen": {
            "inzetbaar": average("opvang_inzetbaar"),
            "vrij": average("opvang_vrij"),
            **taken("opvang_"),
        },
    }


@router.get("/verwachting", responses=tell(historievormen.VerwachtingOverzicht))
async def read_verwachting(request: Request) -> Response:
    """Crisisplaatsen that are known to become free in the coming days, if nobody comes and nobody stays longer.

    One sum until a noon by which all promised nights have ended, so that nobody sees when a single household leaves: of the country
    for all, of its own for a gemeente, of each for landelijk, which is told of the country noon by noon (72 hours). The same at every level of `openheid`.
    """
    actor = current_actor(request)
    database: Database = request.app.state.database
    async with database.transaction(None, snapshot=True) as tx:
        if actor.rol is Rol.gemeente and not has_begun(await tikken.read_last(tx), tx.regels):
            raise EvenNiet
        told = expect(actor, await read_plekken(tx), tx.now, tx.regels)
        namen = {row.code: row.naam for row in await tx.sql("SELECT code, naam FROM centrumgemeente")}
        op = tx.now.replace(microsecond=0)
    streken = [{"code": code, "naam": namen[code], **_show_blik(blik)} for code, blik in told.streken.items()]
    return answer(make_answer({"tijdstipOp": instant(op), "land": _show_blik(told.land), "centrumgemeenten": streken}))


def _show_blik(blik: Vooruitblik) -> Toestand:
    vensters = [
        {"totOp": instant(v.tot), "vertrek": v.vertrek, "terug": v.terug, "uit": v.uit, "vrij": v.vrij}
        for v in blik.vensters
    ]
    return {"vrij": blik.vrij, "vensters": vensters}
