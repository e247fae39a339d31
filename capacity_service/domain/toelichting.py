"""Why this place, and why none: the Dutch sentences beside a voorstel, and the knelpunt when there is no voorstel (R17)."""

from collections.abc import Iterable
from dataclasses import dataclass

from capacity_service.domain.aanvraag import Aanvraag, Behoefte, Huishouden
from capacity_service.domain.plaats import Kenmerk
from capacity_service.domain.regels import Regels
from capacity_service.domain.voorraad import Klasse, Voorraad

GEVRAAGD: dict[Behoefte, Kenmerk] = {
    Behoefte.rolstoel: Kenmerk.rolstoel,
    Behoefte.mannenopvang: Kenmerk.mannen,
    Behoefte.zwanger: Kenmerk.eigen_sanitair,
    Behoefte.babybed: Kenmerk.babybed,
    Behoefte.huisdier: Kenmerk.huisdier,
}
"""What each need asks of a plaats; a tolk is a person and asks nothing of it."""


@dataclass(frozen=True)
class Knelpunt:
    """The smallest thing in the way, as a stable code and a Dutch sentence."""

    code: str
    tekst: str


def kenmerken_for(huishouden: Huishouden) -> frozenset[Kenmerk]:
    """What a plaats would best offer this household; it ranks and never filters (R6)."""
    return frozenset(GEVRAAGD[behoefte] for behoefte in huishouden.behoeften if behoefte in GEVRAAGD)


def give_redenen(aanvraag: Aanvraag, klasse: Klasse, voorraad: Voorraad, regels: Regels) -> tuple[str, ...]:
    """Dutch sentences that say why a place of this class is proposed, its weak points included."""
    stand, wanted = voorraad.stand, kenmerken_for(aanvraag.huishouden)
    met, lacking = sorted(wanted & klasse.kenmerken), sorted(wanted - klasse.kenmerken)
    streek = stand.streken[klasse.centrumgemeente]
    spare = voorraad.vrije_crisisplaatsen.get(streek.code, 0)
    personen = aanvraag.huishouden.personen
    redenen = [
        f"{str(klasse.soort).capitalize()} met ruimte voor {klasse.personen_max}; het huishouden telt {personen}.",
        "Langer geleden bevestigd: bel eerst."
        if klasse.onbevestigd
        else f"In de afgelopen {regels.bevestigd_uren} uur bevestigd.",
    ]
    if met:
        redenen.append(f"Heeft wat nodig is: {_words(met)}.")
    if lacking:
        redenen.append(f"Niet aanwezig: {_words(lacking)}. Overleg met het huis wat kan.")
    if streek.code in stand.streken_of(aanvraag.voorkeuren):
        redenen.append(f"{streek.naam} ligt bij een voorkeur van het huishouden.")
    redenen.append(f"{streek.naam} heeft {spare} van {stand.inzetbaar.get(streek.code, 0)} crisisplaatsen vrij.")
    return tuple(redenen)


def describe_gevraagd(huizen: int, regels: Regels) -> Knelpunt:
    """What is in the way while houses are asked whether a place that nobody confirmed is really free (R3)."""
    who = "1 huis" if huizen == 1 else f"{huizen} huizen"
    return Knelpunt(
        "gevraagd",
        f"{who} gevraagd: de plaatsen die passen zijn te lang niet bevestigd. Binnen {regels.vraag_minuten} minuten is er "
        "antwoord; de eerste die ja zegt, wordt gereserveerd.",
    )


def find_knelpunt(aanvraag: Aanvraag, forbidden: frozenset[str], voorraad: Voorraad) -> Knelpunt:
    """What is in the way of somebody for whom nothing was found; `forbidden` are centrumgemeenten never proposed."""
    stand, personen = voorraad.stand, aanvraag.huishouden.personen
    left = {klasse: aantal for klasse, aantal in voorraad.aantal.items() if aantal}
    if 0 < stand.grootste < personen:
        return Knelpunt(
            "te_groot",
            f"Geen plaats in het land heeft ruimte voor {personen} personen; de grootste heeft er {stand.grootste}. "
            "Bel de landelijke coördinatie voor een oplossing met meer plaatsen in één huis.",
        )
    if not left:
        return Knelpunt(
            "niets_vrij", "In het hele land is nu geen plaats vrij. U krijgt bericht zodra er een vrijkomt."
        )
    big_enough = [klasse for klasse in left if klasse.personen_max >= personen]
    if not big_enough:
        return Knelpunt(
            "geen_ruimte",
            f"Er zijn {sum(left.values())} plaatsen vrij, maar geen voor {personen} personen. "
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
    # Of a household that moves on, the region of origin is nobody's business here, and where it is now no one else's.
    moved = aanvraag.hier_veilig or aanvraag.verborgen
    named = sorted(stand.streken[code].naam for code in forbidden if code in stand.streken)
    names = "de streken waar het niet veilig is" if moved else _words(named)
    return Knelpunt(
        "alleen_onveilig",
        f"Nog 1 plaats nodig voor {personen} personen buiten {names}. Wat nu vrij is en groot genoeg, ligt daar. "
        "U krijgt bericht zodra er elders een vrijkomt.",
    )


def _words(items: Iterable[str]) -> str:
    *words, last = [str(item).replace("_", " ") for item in items]
    return f"{', '.join(words)} en {last}" if words else last
