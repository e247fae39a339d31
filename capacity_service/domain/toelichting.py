"""Why this place, and why none: the Dutch sentences beside a voorstel, and the knelpunt when there is no voorstel (R17)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from capacity_service.domain.aanvraag import Aanvraag
from capacity_service.domain.behoefte import kenmerken_for
from capacity_service.domain.combinatie import Combinatie
from capacity_service.domain.gedrang import Gedrang
from capacity_service.domain.rangorde import TREDEN, Opgave, Vrager, cost_of, fits
from capacity_service.domain.regels import Regels
from capacity_service.domain.voorraad import Klasse, Stand


@dataclass(frozen=True)
class Knelpunt:
    """The smallest thing in the way, as a stable code and a Dutch sentence."""

    code: str
    tekst: str


def give_redenen(aanvraag: Aanvraag, klasse: Klasse, stand: Stand, spare: int, regels: Regels) -> tuple[str, ...]:
    """Dutch sentences that say why a place of this class is proposed, its weak points included.

    `spare` counts the free crisisplaatsen of the centrumgemeente that nobody else gets.
    """
    personen = aanvraag.huishouden.personen
    room = f"{str(klasse.soort).capitalize()} met ruimte voor {klasse.personen_max}; het huishouden telt {personen}."
    return (room, *_qualities(aanvraag, klasse, stand, spare, regels))


def give_redenen_together(
    aanvraag: Aanvraag, samen: Combinatie, stand: Stand, spare: int, regels: Regels
) -> tuple[str, ...]:
    """The same for several places of one huis."""
    personen, rooms = aanvraag.huishouden.personen, [vrij.klasse.personen_max for vrij in samen.plaatsen]
    whole = replace(
        samen.plaatsen[0].klasse,
        personen_max=sum(rooms),
        kenmerken=frozenset(kenmerk for vrij in samen.plaatsen for kenmerk in vrij.klasse.kenmerken),
    )
    room = (
        f"{len(rooms)} plaatsen in één huis, met ruimte voor {_words(map(str, rooms))}; het huishouden telt {personen} en past "
        "in geen enkele vrije plaats."
    )
    return (room, *_qualities(aanvraag, whole, stand, spare, regels))


def _qualities(aanvraag: Aanvraag, klasse: Klasse, stand: Stand, spare: int, regels: Regels) -> list[str]:
    wanted = kenmerken_for(aanvraag.huishouden)
    met, lacking = sorted(wanted & klasse.kenmerken), sorted(wanted - klasse.kenmerken)
    streek = stand.streken[klasse.centrumgemeente]
    redenen = [
        "Langer geleden bevestigd: bel eerst."
        if klasse.onbevestigd
        else f"In de afgelopen {regels.bevestigd_uren} uur bevestigd.",
    ]
    if met:
        redenen.append(f"Heeft wat nodig is: {_words(met)}.")
    if lacking:
        redenen.append(f"Niet aanwezig: {_words(lacking)}. Overleg met het huis wat kan.")
    if aanvraag.voorkeuren and streek.code in stand.streken_of(aanvraag.voorkeuren):
        redenen.append(f"{streek.naam} ligt bij een voorkeur van het huishouden.")
    return [*redenen, f"{streek.naam} heeft {spare} van {stand.inzetbaar.get(streek.code, 0)} crisisplaatsen vrij."]


def describe_gevraagd(huizen: int, regels: Regels) -> Knelpunt:
    """What is in the way while houses are asked whether a place that nobody confirmed is really free (R3)."""
    who = "1 huis" if huizen == 1 else f"{huizen} huizen"
    return Knelpunt(
        "gevraagd",
        f"{who} gevraagd: de plaatsen die passen zijn te lang niet bevestigd. Binnen {regels.vraag_minuten} minuten is er "
        "antwoord; de eerste die ja zegt, wordt gereserveerd.",
    )


def find_knelpunt(aanvraag: Aanvraag, forbidden: frozenset[str], stand: Stand) -> Knelpunt:
    """What is in the way of somebody whom no free place would do; `forbidden` are centrumgemeenten never proposed."""
    personen = aanvraag.huishouden.personen
    if 0 < stand.grootste < personen:
        return Knelpunt(
            "te_groot",
            f"Geen plaats in het land heeft ruimte voor {personen} personen; de grootste heeft er {stand.grootste}. "
            "Bel de landelijke coördinatie voor een oplossing met meer plaatsen in één huis.",
        )
    if not stand.vrij:
        return Knelpunt(
            "niets_vrij", "In het hele land is nu geen plaats vrij. U krijgt bericht zodra er een vrijkomt."
        )
    big_enough = [vrij.klasse for vrij in stand.vrij if vrij.klasse.personen_max >= personen]
    if not big_enough:
        return Knelpunt(
            "geen_ruimte",
            f"{_there_are(sum(vrij.aantal for vrij in stand.vrij))} vrij, maar geen voor {_persons(personen)}. "
            "U krijgt bericht zodra er een vrijkomt.",
        )
    safe = [klasse for klasse in big_enough if klasse.centrumgemeente not in forbidden]
    if safe and all(klasse.onbevestigd for klasse in safe) and aanvraag.gevraagd:
        return Knelpunt(
            "niet_bevestigd",
            f"Alle plaatsen voor {personen} personen zijn te lang niet bevestigd, en de huizen zeiden nee of niets. "
            "Bel ze. U krijgt bericht zodra er een vrijkomt.",
        )
    if safe:
        return Knelpunt(
            "teruggemeld",
            f"De huizen met een vrije plaats voor {personen} personen hebben gemeld dat die niet geschikt te maken is "
            "voor dit huishouden. U krijgt bericht zodra er een andere vrijkomt.",
        )
    return Knelpunt(
        "alleen_onveilig",
        f"Nog 1 plaats nodig voor {personen} personen{_outside(aanvraag, forbidden, stand)}. Wat nu vrij is en groot genoeg, ligt "
        "daar. U krijgt bericht zodra er elders een vrijkomt.",
    )


def describe_gedrang(
    aanvraag: Aanvraag, forbidden: frozenset[str], stand: Stand, gedrang: Gedrang, kleinste: int
) -> Knelpunt:
    """What is in the way of somebody whose every place goes to somebody else: the group, and the one change that would help.

    Any place that helps one of the group helps this household, by moving up. Of the others only the size of the smallest
    (`kleinste`) is told, never where they cannot go (R19).
    """
    personen, groep = aanvraag.huishouden.personen, len(gedrang.vragers)
    smaller = (
        f" Ook een plaats voor {_persons(kleinste)} kan helpen: dan schuift een ander huishouden door."
        if kleinste < personen
        else ""
    )
    places = "1 plaats" if gedrang.plaatsen == 1 else f"{gedrang.plaatsen} plaatsen"
    return Knelpunt(
        "te_weinig",
        f"{groep} huishoudens kunnen alleen terecht op dezelfde {places}. Nog 1 plaats nodig voor {_persons(personen)}"
        f"{_outside(aanvraag, forbidden, stand)}.{smaller} U krijgt bericht zodra er een vrijkomt.",
    )


def explain_nearer(vrager: Vrager, gekozen: int, opgave: Opgave, stand: Stand, over: Sequence[int]) -> str | None:
    """Why not the nearest centrumgemeente that is nearer than the one chosen; None when there is none."""
    chosen = opgave.klassen[gekozen].klasse.centrumgemeente
    code = vrager.nearest
    if code is None or vrager.banden[code] >= vrager.banden[chosen]:
        return None
    naam = f"{stand.streken[code].naam} is dichterbij"
    there = opgave.by_streek.get(code, [])
    fitting = [index for index, vrij in there if fits(vrager, vrij)]
    if not there:
        return f"{naam}, maar heeft geen plaats vrij."
    if not any(vrij.klasse.personen_max >= vrager.personen for _, vrij in there):
        return f"{naam}, maar heeft geen plek voor {_persons(vrager.personen)}."
    if not fitting:
        return f"{naam}, maar het huis daar heeft gezegd dat het niet kan."
    left = [index for index in fitting if over[index]]
    if not left:
        return f"{naam}, maar wat daar past gaat naar een ander huishouden."
    best = min(cost_of(vrager, opgave.klassen[index], index, opgave.omstandigheid) for index in left)
    mine = cost_of(vrager, opgave.klassen[gekozen], gekozen, opgave.omstandigheid)
    first = next((trede for trede, a, b in zip(TREDEN, mine, best, strict=True) if a < b), "spreiding")
    return f"{naam}, maar {DAAROM.get(first, DAAROM['spreiding'])}."


DAAROM = {
    "alternatief": "daar is alleen een alternatief vrij",
    "reserve": "daar is alleen een reserveplaats vrij",
    "onbevestigd": "wat daar vrij is, is te lang niet bevestigd",
    "soort": "daar is niet de soort plaats die op dit uur voorgaat",
    "behoeften": "daar ontbreekt meer van wat nodig is",
    "voorkeuren": "dat is geen voorkeur van het huishouden",
    "ruimte": "daar zijn alleen grotere plaatsen vrij, die een groter huishouden nodig kan hebben",
    "kenmerken": "de plaats daar heeft iets wat een ander huishouden nodig kan hebben",
    "spreiding": "het gaf in de laatste 90 dagen al meer nachten",
}
"""Why a nearer centrumgemeente was not chosen, by the trede that decided."""


def _outside(aanvraag: Aanvraag, forbidden: frozenset[str], stand: Stand) -> str:
    """Where this household cannot go, in words.

    Of one that moves on, the region of origin is nobody's business here, and where it is now no one else's.
    """
    named = sorted(stand.streken[code].naam for code in forbidden if code in stand.streken)
    if aanvraag.hier_veilig or aanvraag.verborgen:
        return " buiten de streken waar het niet veilig is"
    return f" buiten {_words(named)}" if named else ""


def _there_are(plaatsen: int) -> str:
    return "Er is 1 plaats" if plaatsen == 1 else f"Er zijn {plaatsen} plaatsen"


def _persons(personen: int) -> str:
    return "1 persoon" if personen == 1 else f"{personen} personen"


def _words(items: Iterable[str]) -> str:
    *words, last = [str(item).replace("_", " ") for item in items]
    return f"{', '.join(words)} en {last}" if words else last
