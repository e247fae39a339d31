"""What is told to whom when a clock runs out or something happens, in words that betray nothing on a lock screen (R19)."""

from dataclasses import dataclass
from enum import StrEnum

from capacity_service.domain.normen import Gehoor


class Meldingsoort(StrEnum):
    """What a melding is about; the first ones bear the name of the clock that ran out."""

    rood_landelijk = "rood_landelijk"
    rood_achterwacht = "rood_achterwacht"
    rood_tweede = "rood_tweede"
    rood_derde = "rood_derde"
    niet_gezien = "niet_gezien"
    aankomst_uitgebleven = "aankomst_uitgebleven"
    aankomst_escalatie = "aankomst_escalatie"
    vervolg_vragen = "vervolg_vragen"
    laatste_ochtend = "laatste_ochtend"
    overschrijding = "overschrijding"
    plaats_onbevestigd = "plaats_onbevestigd"
    vraag = "vraag"
    reservering = "reservering"
    reservering_vervallen = "reservering_vervallen"
    reservering_verschoven = "reservering_verschoven"
    teruggemeld = "teruggemeld"
    niet_verschenen = "niet_verschenen"
    noodinzage = "noodinzage"
    normsignaal = "normsignaal"


@dataclass(frozen=True)
class Meldtekst:
    """Title and text in neutral Dutch; `{wie}` is the size and needs of the household, `{kenmerk}` a sentence with the referentie."""

    titel: str
    tekst: str
    gehoor: tuple[Gehoor, ...]
    dringend: bool = True


MELDINGEN: dict[Meldingsoort, Meldtekst] = {
    Meldingsoort.rood_landelijk: Meldtekst(
        "Nog geen plaats gevonden",
        "{wie} wacht langer dan toegestaan op een plaats. {kenmerk} {knelpunt} Bekijk de aanvraag en help zoeken.",
        (Gehoor.landelijk,),
    ),
    Meldingsoort.rood_achterwacht: Meldtekst(
        "Er is dringend een plaats nodig",
        "{wie} heeft nog geen plaats. Kunt u een plaats vrijmaken of geschikt maken? Zet die dan op vrij.",
        (Gehoor.achterwacht,),
    ),
    Meldingsoort.rood_tweede: Meldtekst(
        "De helft van de tijd is om",
        "{wie} is nog niet aangekomen. {kenmerk} {knelpunt} Bekijk de aanvraag en bel wie kan helpen.",
        (Gehoor.landelijk, Gehoor.aanvrager),
    ),
    Meldingsoort.rood_derde: Meldtekst(
        "De tijd is bijna om",
        "{wie} is nog niet aangekomen. {kenmerk} {knelpunt} Bekijk de aanvraag en bel wie kan helpen.",
        (Gehoor.landelijk, Gehoor.aanvrager),
    ),
    Meldingsoort.niet_gezien: Meldtekst(
        "Nog niet gezien: bel",
        "Het huis heeft de reservering nog niet gezien. {kenmerk} Bel het nummer dat bij de plaatsing staat.",
        (Gehoor.aanvrager,),
    ),
    Meldingsoort.aankomst_uitgebleven: Meldtekst(
        "Is het huishouden aangekomen?",
        "De verwachte tijd van aankomst is voorbij. {kenmerk} Meld de aankomst, of meld dat het niet verschenen is.",
        (Gehoor.opvang, Gehoor.aanvrager),
    ),
    Meldingsoort.aankomst_escalatie: Meldtekst(
        "Iemand is onderweg en niet aangekomen",
        "{wie} had er al moeten zijn. {kenmerk} Bel wie het laatst contact had.",
        (Gehoor.aanvrager, Gehoor.landelijk),
    ),
    Meldingsoort.vervolg_vragen: Meldtekst(
        "Zoek een vervolgplek",
        "{wie} heeft een vervolgplek nodig na de toegezegde nachten. {kenmerk} Regel die nu.",
        (Gehoor.vervolg, Gehoor.opvang),
        dringend=False,
    ),
    Meldingsoort.laatste_ochtend: Meldtekst(
        "De laatste toegezegde nacht is voorbij",
        "{wie} gaat vandaag verder. {kenmerk} Verleng binnen de drie nachten, of meld het vertrek.",
        (Gehoor.opvang, Gehoor.vervolg),
        dringend=False,
    ),
    Meldingsoort.overschrijding: Meldtekst(
        "Nog altijd geen vervolgplek",
        "{wie} verblijft langer dan toegestaan. {kenmerk} Niemand wordt weggestuurd: regel een vervolgplek.",
        (Gehoor.opvang, Gehoor.vervolg, Gehoor.landelijk),
    ),
    Meldingsoort.plaats_onbevestigd: Meldtekst(
        "Kloppen uw plaatsen nog?",
        "Van {aantal} is een dag niets gemeld. Kijk even en tik op nog steeds vrij.",
        (Gehoor.opvang,),
        dringend=False,
    ),
    Meldingsoort.vraag: Meldtekst(
        "Is uw plaats echt vrij?",
        "{wie} heeft een plaats nodig. Zeg binnen {minuten} minuten ja of nee.",
        (Gehoor.opvang,),
    ),
    Meldingsoort.reservering: Meldtekst(
        "Er komt iemand aan",
        "{wie} komt naar u toe. {kenmerk} Bekijk wat nodig is en zeg ja.",
        (Gehoor.opvang,),
    ),
    Meldingsoort.reservering_verschoven: Meldtekst(
        "De reservering is naar een andere plaats gegaan",
        "Zo kon nog een huishouden een plaats krijgen. {kenmerk} Bekijk de nieuwe plaats en bevestig die.",
        (Gehoor.aanvrager,),
    ),
    Meldingsoort.reservering_vervallen: Meldtekst(
        "De reservering is vervallen",
        "Niemand heeft de reservering bevestigd. {kenmerk} De dienst zoekt opnieuw: bekijk de aanvraag.",
        (Gehoor.aanvrager,),
    ),
    Meldingsoort.teruggemeld: Meldtekst(
        "De plaats gaat niet door",
        "Het huis kan het huishouden niet ontvangen. {kenmerk} Bekijk de aanvraag en kies zo nodig een ander voorstel.",
        (Gehoor.aanvrager,),
    ),
    Meldingsoort.niet_verschenen: Meldtekst(
        "Niet verschenen: ga na of het veilig is",
        "{wie} is niet aangekomen. {kenmerk} Bel nu wie het laatst contact had.",
        (Gehoor.aanvrager, Gehoor.landelijk),
    ),
    Meldingsoort.noodinzage: Meldtekst(
        "Noodinzage: iemand ziet beide kanten",
        "Om een noodgeval ziet de landelijke coördinatie een korte tijd waar dit huishouden vandaan komt en waar het is. {kenmerk}"
        " Iemand van een andere organisatie keurde dat goed. Begrijpt u dit niet? Bel de landelijke coördinatie.",
        (Gehoor.opvang, Gehoor.aanvrager),
    ),
}
"""The text of `normsignaal` is the title of its norm."""


def describe_wie(volwassenen: int, kinderen: int, behoeften: tuple[str, ...]) -> str:
    """Size and needs, as a house may hear them before it knows anything else: 'Een huishouden van 3 (1 volwassene, 2 kinderen)'."""
    personen = volwassenen + kinderen
    parts = []
    if volwassenen:
        parts.append("1 volwassene" if volwassenen == 1 else f"{volwassenen} volwassenen")
    if kinderen:
        parts.append("1 kind" if kinderen == 1 else f"{kinderen} kinderen")
    needs = f"; nodig: {', '.join(sorted(behoeften))}" if behoeften else ""
    return f"Een huishouden van {personen} ({', '.join(parts)}{needs})"


def render(tekst: str, **values: str) -> str:
    """The text with its gaps filled; what stays empty leaves no double space."""
    return " ".join(tekst.format_map({"wie": "", "kenmerk": "", "knelpunt": "", "aantal": "", **values}).split())
