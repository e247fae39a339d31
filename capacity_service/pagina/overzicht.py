"""What a house sees on the page: who is coming, with the clock and what to prepare, and its own places."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from capacity_service.domain.tijd import AMSTERDAM
from capacity_service.pagina.woorden import (
    BEHOEFTE,
    NOG_STEEDS,
    PLAATSING,
    REDEN,
    STATUS,
    Vertaler,
    say_clock,
    say_gezelschap,
    say_moment,
)


@dataclass(frozen=True)
class Komst:
    """A household on its way. `vraagt` is whether the house has not said yes; each form has a key of its own."""

    id: str
    referentie: str
    status: str
    plaatsen: str
    gezelschap: str
    behoeften: str
    verwacht: str
    klok: str
    uiterlijk: str
    nachten: int
    vraagt: bool
    sleutel: str


@dataclass(frozen=True)
class Plaatsregel:
    """One place and what can be said of it in one press (`nog_steeds`), or with a form."""

    id: str
    referentie: str
    status: str
    status_naam: str
    uitleg: str
    nog_steeds: str
    revisie: int
    sleutel: str
    andere: tuple[str, ...]


@dataclass(frozen=True)
class Overzicht:
    """The page at a moment: it does not change by itself, so it says which."""

    getoond_op: str
    komsten: tuple[Komst, ...]
    plaatsen: tuple[Plaatsregel, ...]


def make_overzicht(
    plaatsen: list[dict[str, Any]], plaatsingen: list[dict[str, Any]], nu: datetime, t: Vertaler
) -> Overzicht:
    """What the interface told, in words. A reservering that has lapsed is nobody's any more, recorded or not."""
    names = {plaats["id"]: plaats["referentie"] for plaats in plaatsen}
    coming = [each for each in plaatsingen if each["status"] in PLAATSING and not _lapsed(each, nu)]
    return Overzicht(
        f"{nu.astimezone(AMSTERDAM):%H:%M:%S}",
        tuple(_komst(each, names, nu, t) for each in sorted(coming, key=_urgency)),
        tuple(_regel(each, nu, t) for each in sorted(plaatsen, key=lambda each: str(each["referentie"]))),
    )


def _lapsed(plaatsing: dict[str, Any], nu: datetime) -> bool:
    verloopt = plaatsing["verlooptOp"]
    return plaatsing["status"] == "gereserveerd" and verloopt is not None and datetime.fromisoformat(verloopt) <= nu


def _urgency(plaatsing: dict[str, Any]) -> tuple[bool, str]:
    return plaatsing["geaccepteerdOp"] is not None, plaatsing["deadlineOp"]


def _komst(plaatsing: dict[str, Any], names: dict[str, str], nu: datetime, t: Vertaler) -> Komst:
    huishouden = plaatsing["huishouden"]
    verwacht = plaatsing["verwachteAankomstOp"]
    return Komst(
        plaatsing["id"],
        plaatsing["referentie"],
        t(PLAATSING[plaatsing["status"]]),
        ", ".join(names.get(plaats, "?") for plaats in plaatsing["plaatsen"]),
        say_gezelschap(huishouden, t) if huishouden else t("De gegevens zijn gewist."),
        ", ".join(t(BEHOEFTE[code]) for code in huishouden["behoeften"]) if huishouden else "",
        say_moment(verwacht, nu, t) if verwacht else "",
        say_clock(plaatsing["deadlineOp"], nu, t),
        say_moment(plaatsing["deadlineOp"], nu, t),
        plaatsing["nachten"],
        plaatsing["geaccepteerdOp"] is None and plaatsing["status"] != "niet_verschenen",
        str(uuid4()),
    )


def _regel(plaats: dict[str, Any], nu: datetime, t: Vertaler) -> Plaatsregel:
    status = plaats["status"]
    naam = t("Vrij, onbevestigd") if plaats["onbevestigd"] else t(STATUS[status])
    return Plaatsregel(
        plaats["id"],
        plaats["referentie"],
        "onbevestigd" if plaats["onbevestigd"] else status,
        naam,
        _explain(plaats, nu, t),
        t(NOG_STEEDS[status]) if status in NOG_STEEDS else "",
        plaats["revisie"],
        str(uuid4()),
        tuple(code for code in NOG_STEEDS if code != status)
        if status != "gereserveerd"
        else ("bezet", "buiten_gebruik"),
    )


def _explain(plaats: dict[str, Any], nu: datetime, t: Vertaler) -> str:
    room = plaats["personenMax"]
    said = [f"{t('Voor')} {room} {t('persoon') if room == 1 else t('personen')}"]
    if plaats["status"] == "vrij":
        seen = plaats["bevestigdOp"]
        said.append(f"{t('gezien')} {say_moment(seen, nu, t)}" if seen else t("nog nooit gezien"))
    else:
        said.append(f"{t('sinds')} {say_moment(plaats['sindsOp'], nu, t)}")
    if plaats["reden"] in REDEN:
        said.append(t(REDEN[plaats["reden"]]).lower())
    return ", ".join(said)
