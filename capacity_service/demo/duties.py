"""What people owe besides placing: write down what they did, answer vragen, and see what they were told."""

from datetime import UTC, datetime
from random import Random

from capacity_service.demo.line import Json, Line

VASTGELEGD = 0.9
"""Most is written down at once; what is not becomes a normsignaal, so that somebody looking on sees one."""
JA = 0.85
GEZIEN_MAX = 6
"""Meldingen that one account looks at in one visit."""
OVERDRACHT: Json = {
    "soort": "warme_overdracht",
    "wijze": "telefonisch",
    "onderdelen": ["informatie", "context", "ketenpartnerafspraken"],
    "aanwezig": ["client", "medewerker_overdragend", "medewerker_ontvangend"],
}
VEILIGHEIDSTAXATIE: Json = {
    "soort": "veiligheidstaxatie",
    "instrument": "eigen",
    "oordeelMedewerker": True,
    "oordeelClient": True,
}


async def record_aankomst(line: Line, plaatsing: Json, mood: Random) -> None:
    """The talk with whoever brought them, and the risicotaxatie that is done inside."""
    leden = _say_leden(plaatsing.get("huishouden"))
    taxatie = {"soort": "risicotaxatie", "instrument": "verwey_jonker", "wijze": "face_to_face", "leden": leden}
    await _record(line, plaatsing, mood, OVERDRACHT | {"moment": "instroom"}, taxatie | {"moment": "verblijf"})


async def record_vertrek(line: Line, plaatsing: Json, mood: Random) -> None:
    """Whether it is safe enough to go, and the talk with whoever is next."""
    told = [one | {"moment": "uitstroom"} for one in (VEILIGHEIDSTAXATIE, OVERDRACHT)]
    await _record(line, plaatsing, mood, *told)


async def answer_vragen(line: Line, rng: Random) -> None:
    """Is the place really free? Most often it is."""
    page = await line.ask("GET", "/vragen")
    for vraag in (page or {}).get("vragen", []):
        if vraag["status"] == "open":
            body = {"antwoord": "ja" if rng.random() < JA else "nee"}
            await line.ask("POST", f"/vragen/{vraag['id']}/antwoord", body)


async def see_meldingen(line: Line) -> None:
    """Look at what was told, a few at a time."""
    page = await line.ask("GET", "/meldingen?open=true")
    for melding in (page or {}).get("meldingen", [])[:GEZIEN_MAX]:
        await line.ask("POST", f"/meldingen/{melding['id']}/gezien", {})


async def _record(line: Line, plaatsing: Json, mood: Random, *told: Json) -> None:
    for one in told:
        if mood.random() < VASTGELEGD:
            body = one | {"gedaanOp": datetime.now(UTC).isoformat()}
            await line.ask("POST", f"/plaatsingen/{plaatsing['id']}/registraties", body)


def _say_leden(huishouden: Json | None) -> list[Json]:
    """Everybody of the household is rood; nothing here looks at anybody."""
    if not huishouden:
        return []
    adults = [{"lid": "volwassene", "kleur": "rood"}] * huishouden["volwassenen"]
    children = [{"lid": "kind", "kleur": "rood", "leeftijd": kind["leeftijd"]} for kind in huishouden["kinderen"]]
    return adults + children
