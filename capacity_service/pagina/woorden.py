"""The words of the page: Dutch in the templates, English beside it, and the words for codes of the wire."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from capacity_service.domain.tijd import AMSTERDAM
from capacity_service.pagina.engels import ENGELS

TALEN = ("nl", "en")
Vertaler = Callable[[str], str]

STATUS = {"vrij": "Vrij", "gereserveerd": "Gereserveerd", "bezet": "Bezet", "buiten_gebruik": "Buiten gebruik"}
NOG_STEEDS = {
    "vrij": "Nog steeds vrij",
    "bezet": "Nog steeds bezet",
    "buiten_gebruik": "Nog steeds buiten gebruik",
}
REDEN = {
    "onderhoud": "Onderhoud",
    "verbouwing": "Verbouwing",
    "schoonmaak": "Schoonmaak",
    "besmetting": "Besmetting",
    "brand": "Brand",
    "water": "Waterschade",
    "verwarming": "Verwarming kapot",
    "veiligheid": "Niet veilig",
    "personeel": "Te weinig personeel",
    "overig": "Iets anders",
}
BEHOEFTE = {
    "rolstoel": "rolstoel",
    "mannenopvang": "mannenopvang",
    "zwanger": "zwanger",
    "babybed": "babybed",
    "tolk": "tolk",
    "huisdier": "huisdier",
}
PLAATSING = {
    "gereserveerd": "Gereserveerd: nog niet bevestigd",
    "bevestigd": "Bevestigd: komt",
    "niet_verschenen": "Niet verschenen",
}
GELUKT = {
    "gezien": "Vastgelegd: u heeft de plaats gezien.",
    "status": "Vastgelegd: de nieuwe status.",
    "acceptatie": "Vastgelegd: u ontvangt dit huishouden.",
}
NIET_BINNEN = {
    "mislukt": "Het inloggen is niet gelukt. Probeer het opnieuw. Lukt het weer niet? Bel uw beheerder.",
    "afgebroken": "U hebt het inloggen afgebroken. Er is niets gebeurd.",
    "geen_toegang": "U hebt hier geen toegang. Vraag uw beheerder om een rol in deze dienst.",
    "te_zwak": "Voor uw rol moet u sterker inloggen, bijvoorbeeld met een passkey. Probeer het opnieuw.",
    "ingetrokken": "Uw account is ingetrokken. Bel uw beheerder als dat niet klopt.",
    "te_veel": "Er is te vaak geprobeerd om in te loggen. Wacht een minuut en probeer het opnieuw.",
    "onbereikbaar": "De aanbieder geeft geen antwoord. Probeer het zo opnieuw, en bel bij spoed.",
}
"""Why a login at a provider brought nobody in, by its `Aanmeldreden`."""
DAGEN = ("ma", "di", "wo", "do", "vr", "za", "zo")
MAANDEN = ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec")


def make_vertaler(taal: str) -> Vertaler:
    """A function from Dutch to the language of the page."""
    return (lambda zin: ENGELS[zin]) if taal == "en" else (lambda zin: zin)


def say_moment(instant: str, nu: datetime, t: Vertaler) -> str:
    """Say a moment as "vandaag 02:10" or "di 24 nov 12:00", by a clock in Amsterdam."""
    local, today = datetime.fromisoformat(instant).astimezone(AMSTERDAM), nu.astimezone(AMSTERDAM).date()
    near = {today: t("vandaag"), today + timedelta(days=1): t("morgen"), today - timedelta(days=1): t("gisteren")}
    day = local.date()
    named = near.get(day) or f"{t(DAGEN[day.weekday()])} {day.day} {t(MAANDEN[day.month - 1])}"
    return f"{named} {local:%H:%M}"


def say_span(seconds: float, t: Vertaler) -> str:
    """Say a span as "23 uur en 41 min" or "41 min", rounded down to minutes."""
    hours, minutes = divmod(int(seconds) // 60, 60)
    return f"{hours} {t('uur')} {t('en')} {minutes} {t('min')}" if hours else f"{minutes} {t('min')}"


def say_clock(deadline: str, nu: datetime, t: Vertaler) -> str:
    """How much of the 24 hours is left: "Nog 3 uur en 5 min", or how late it is."""
    left = (datetime.fromisoformat(deadline) - nu).total_seconds()
    span = say_span(abs(left), t)
    return t("Nog {}").format(span) if left >= 0 else t("{} te laat").format(span)


def say_gezelschap(huishouden: dict[str, Any], t: Vertaler) -> str:
    """Say a household as "1 volwassene en 2 kinderen (4 en 11 jaar)"."""
    n, ages = huishouden["volwassenen"], [str(kind["leeftijd"]) for kind in huishouden["kinderen"]]
    said = f"{n} {t('volwassene') if n == 1 else t('volwassenen')}"
    if not ages:
        return said
    listed = f" {t('en')} ".join(filter(None, [", ".join(ages[:-1]), ages[-1]]))
    return f"{said} {t('en')} {len(ages)} {t('kind') if len(ages) == 1 else t('kinderen')} ({listed} {t('jaar')})"
