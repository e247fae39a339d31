"""Counts as a file for a spreadsheet: what the asker sees on the screen, and nothing beside it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from fastapi import APIRouter, Request, Response

from capacity_service.api.bezetting import load_bezetting
from capacity_service.api.bladen import CSV_TYPE, ODS_TYPE, Blad, Cel, write_csv, write_ods
from capacity_service.api.guard import GuardedRoute, answer, current_actor
from capacity_service.api.historie import Tot, Van, Waar, load_historie
from capacity_service.domain.errors import NietGevonden
from capacity_service.domain.historie import LAND
from capacity_service.domain.tijd import AMSTERDAM
from capacity_service.store.idempotentie import Antwoord
from capacity_service.store.toestand import Toestand

router = APIRouter(route_class=GuardedRoute, tags=["bezetting"])

TELLING = {
    "inzetbaar": "Inzetbaar",
    "vrij": "Vrij",
    "onbevestigd": "Onbevestigd",
    "gereserveerd": "Gereserveerd",
    "bezet": "Bezet",
    "buitenGebruik": "Buiten gebruik",
}
PUNT = {"gemetenMinuten": "Gemeten minuten"} | {
    "inzetbaar": "Inzetbaar",
    "vrij": "Vrij",
    "vrijLaagst": "Minst vrij",
    "vrijHoogst": "Meest vrij",
    "onbevestigd": "Onbevestigd",
    "gereserveerd": "Gereserveerd",
    "bezet": "Bezet",
    "buitenGebruik": "Buiten gebruik",
    "geenVrijMinuten": "Minuten geen vrij",
    "onderMinimumMinuten": "Minuten onder minimum",
    "gemiddeldVrijDerden": "Gemiddeld vrij (derden)",
}
OPVANG = ("inzetbaar", "vrij", "gereserveerd", "bezet")
JA_NEE = {True: "ja", False: "nee", None: None}
FORMATEN: dict[str, tuple[str, Callable[[Blad], bytes]]] = {"csv": (CSV_TYPE, write_csv), "ods": (ODS_TYPE, write_ods)}


def _tell(media_type: str) -> dict[int | str, dict[str, Any]]:
    schema = {"type": "string", "format": "binary"}
    return {200: {"description": "Het bestand.", "content": {media_type: {"schema": schema}}}}


@router.get("/bezetting/overzicht.csv", responses=_tell(CSV_TYPE), response_class=Response)
async def download_bezetting_csv(request: Request) -> Response:
    """The counts of now as CSV: UTF-8 with a mark, semicolons, Dutch dates. The same as `GET /bezetting`; also at `/bezetting.csv`."""
    return _send(await _make_bezettingblad(request), "bezetting", "csv")


@router.get("/bezetting/overzicht.ods", responses=_tell(ODS_TYPE), response_class=Response)
async def download_bezetting_ods(request: Request) -> Response:
    """The counts of now as an OpenDocument spreadsheet. The same as `GET /bezetting`; also at `/bezetting.ods`."""
    return _send(await _make_bezettingblad(request), "bezetting", "ods")


@router.get("/bezetting.{formaat}", include_in_schema=False)
async def download_bezetting_short(request: Request, formaat: str) -> Response:
    """The short addresses `/bezetting.csv` and `/bezetting.ods`, which the design rules for paths do not let into the document."""
    if formaat not in FORMATEN:
        raise NietGevonden
    return _send(await _make_bezettingblad(request), "bezetting", formaat)


@router.get("/historie/overzicht.csv", responses=_tell(CSV_TYPE), response_class=Response)
async def download_historie_csv(request: Request, van: Van = None, tot: Tot = None, waar: Waar = None) -> Response:
    """The past as CSV, a row for each point; the same as `GET /historie`."""
    return _send(make_historieblad(await load_historie(request, van, tot, waar)), "historie", "csv")


@router.get("/historie/overzicht.ods", responses=_tell(ODS_TYPE), response_class=Response)
async def download_historie_ods(request: Request, van: Van = None, tot: Tot = None, waar: Waar = None) -> Response:
    """The past as an OpenDocument spreadsheet, a row for each point; the same as `GET /historie`."""
    return _send(make_historieblad(await load_historie(request, van, tot, waar)), "historie", "ods")


def _send(blad: Blad, naam: str, formaat: str) -> Response:
    media_type, write = FORMATEN[formaat]
    kind = f"{media_type}; charset=utf-8" if media_type == CSV_TYPE else media_type
    koppen = {"Content-Type": kind, "Content-Disposition": f'attachment; filename="{naam}.{formaat}"'}
    return answer(Antwoord(200, koppen, write(blad)))


async def _make_bezettingblad(request: Request) -> Blad:
    return make_bezettingblad(await load_bezetting(request), current_actor(request).centrumgemeente)


def make_bezettingblad(body: Toestand, eigen: str | None) -> Blad:
    """The rows of `GET /bezetting`, and the country below them. What is not shown to who asks is an empty cell."""
    totaal = body["totaal"]
    figures = [naam for naam in TELLING if naam in totaal]
    op = datetime.fromisoformat(body["stand"]["tijdstipOp"])
    getikt = datetime.fromisoformat(body["getiktOp"]) if body["getiktOp"] else None
    derden = any("gemiddeldVrijDerden" in rij for rij in body["centrumgemeenten"])
    kop = ["Code", "Centrumgemeente", *(TELLING[naam] for naam in figures), "Onder minimum", "Geen vrij"]
    kop += [f"Opvangplaatsen {TELLING[naam].lower()}" for naam in figures]
    kop += [*(["Gemiddeld vrij (derden)"] if derden else []), "Stand van"]
    rijen: list[list[Cel]] = []
    for rij in [*body["centrumgemeenten"], {"code": LAND, "naam": "Heel Nederland", **totaal}]:
        # Of others a gemeente may see an older moment: then that one is told, and not the present.
        older = getikt if rij["code"] not in {eigen, LAND} else None
        cellen: list[Cel] = [rij["code"], rij["naam"], *(rij.get(naam) for naam in figures)]
        cellen += [JA_NEE[rij.get("onderMinimum")], JA_NEE[rij.get("geenVrij")]]
        cellen += [rij["opvangplaatsen"].get(naam) for naam in figures]
        cellen += [rij.get("gemiddeldVrijDerden")] if derden else []
        rijen.append([*cellen, older or op])
    uitleg = [
        f"Crisisplaatsen per centrumgemeente, en opvangplaatsen daarnaast. Stand van {_moment(op)}.",
        "Vrij + gereserveerd + bezet = inzetbaar. Onbevestigd is een deel van vrij.",
        *_explain(body["openheid"], getikt),
    ]
    return Blad("Bezetting", kop, rijen, uitleg)


def _explain(openheid: str, getikt: datetime | None) -> list[str]:
    if openheid == "volledig" or getikt is None:
        return []
    seen = "de stand" if openheid == "getikt" else "alleen wat inzetbaar was, en het gemiddelde van de week ervoor"
    return [
        f"Van andere centrumgemeenten ziet u {seen} van {_moment(getikt)} (regel openheid). Leeg is: dat ziet u niet.",
    ]


def make_historieblad(body: Toestand) -> Blad:
    """The points of `GET /historie`; the instants in UTC too, since one hour in autumn comes twice by the clock on the wall."""
    punten = body["punten"]
    figures = [naam for naam in PUNT if any(naam in punt for punt in punten)] or list(PUNT)
    opvang = [naam for naam in OPVANG if any(naam in punt["opvangplaatsen"] for punt in punten)] or list(OPVANG)
    kop = ["Van", "Tot", "Van (UTC)", *(PUNT[naam] for naam in figures)]
    kop += [f"Opvangplaatsen {naam}" for naam in opvang]
    rijen: list[list[Cel]] = []
    for punt in punten:
        rij: list[Cel] = [datetime.fromisoformat(punt["vanOp"]), datetime.fromisoformat(punt["totOp"]), punt["vanOp"]]
        rij += [punt.get(naam) for naam in figures]
        rijen.append(rij + [punt["opvangplaatsen"].get(naam) for naam in opvang])
    waar = body["centrumgemeente"]["naam"] if body["centrumgemeente"] else "heel Nederland"
    uitleg = [
        f"Crisisplaatsen in {waar}, per {body['stap']}: gemiddelden over de gemeten minuten, en het minste en meeste dat vrij was.",
        "Leeg is: niet gemeten, of dat ziet u niet (regel openheid).",
    ]
    return Blad("Historie", kop, rijen, uitleg)


def _moment(op: datetime) -> str:
    lokaal = op.astimezone(AMSTERDAM)
    return f"{lokaal.day}-{lokaal.month}-{lokaal.year} {lokaal:%H:%M}"
