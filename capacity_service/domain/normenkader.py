"""The normenkader norm by norm, in our own words: what each asks, and whether this service can know it.

Numbers are those of the normenkader *Veiligheid in de Vrouwenopvang* (2020); `fn` is a footnote, R a rule of this service.
"""

from dataclasses import dataclass
from enum import StrEnum

from capacity_service.domain.normen import Norm

NIET_GEMETEN = "Niet door deze dienst gemeten."


class Meetwijze(StrEnum):
    """How this service knows about a norm."""

    gemeten = "gemeten"
    vastgelegd = "vastgelegd"
    buiten = "buiten"


@dataclass(frozen=True)
class Kadernorm:
    """One norm: its number, a title, what it asks, how it is known here, the episodes that belong to it, and a remark."""

    nummer: str
    titel: str
    vraag: str
    wijze: Meetwijze
    normen: tuple[Norm, ...] = ()
    toelichting: str = ""


def _gemeten(nummer: str, titel: str, vraag: str, *normen: Norm, toelichting: str = "") -> Kadernorm:
    return Kadernorm(nummer, titel, vraag, Meetwijze.gemeten, normen, toelichting)


def _vastgelegd(nummer: str, titel: str, vraag: str, *normen: Norm, toelichting: str = "") -> Kadernorm:
    return Kadernorm(nummer, titel, vraag, Meetwijze.vastgelegd, normen, toelichting)


def _buiten(nummer: str, titel: str, vraag: str) -> Kadernorm:
    return Kadernorm(nummer, titel, vraag, Meetwijze.buiten, (), NIET_GEMETEN)


KADER: tuple[Kadernorm, ...] = (
    _gemeten(
        "1.1",
        "Wie de risicotaxatie doet",
        "Is de risicotaxatie al gedaan, dan neemt de ontvangende organisatie de uitkomst over. Anders doet zij die zelf.",
    ),
    _gemeten(
        "1.2a",
        "Risicotaxatie binnen een werkdag",
        "Komt iemand zonder risicotaxatie, dan is die binnen een werkdag na aankomst gedaan.",
        Norm.risicotaxatie_ontbreekt,
        toelichting="Wie voor het einde van die werkdag al vertrok, telt niet mee.",
    ),
    _vastgelegd(
        "1.2b", "Risicotaxatie met oogcontact", "Bij de risicotaxatie zien mensen elkaar, ter plekke of op beeld."
    ),
    _vastgelegd(
        "1.2c", "Een uitkomst per gezinslid", "Elk lid van het gezin krijgt een eigen veiligheidsclassificatie."
    ),
    _gemeten(
        "1.3",
        "Kinderen dicht bij hun netwerk",
        "Kinderen blijven zo dicht mogelijk bij familie en school, als dat veilig is.",
        toelichting="Gemeten aan aanvragen van deze organisatie waarbij een voorkeur is opgegeven.",
    ),
    _gemeten(
        "1.4",
        "Andere regio alleen bij ernstig gevaar",
        "Een andere regio wordt alleen gevraagd bij acute en ernstige dreiging.",
        toelichting="De dienst neemt geen aanvraag aan zonder code rood of acute dreiging.",
    ),
    _gemeten(
        "1.5a",
        "Gezinnen bij elkaar",
        "Kinderen blijven zoveel mogelijk bij hun ouder, broers en zussen.",
        toelichting="Past een gezin niet op een plaats, dan krijgt het twee of drie plaatsen van een huis.",
    ),
    _gemeten(
        "1.5b",
        "Hoogstens twee verhuizingen",
        "Een kind verhuist niet vaker dan twee keer, tenzij de veiligheid dat vraagt.",
        Norm.verhuisbeweging,
        toelichting="De vlucht zelf telt niet als verhuizing. De aanvrager geeft op wat eraan voorafging.",
    ),
    _gemeten(
        "1.5c",
        "Kinderen binnen drie dagen door",
        "Een kind gaat binnen drie dagen van de crisisplaats door naar gewone opvang.",
        Norm.kind_te_lang,
    ),
    _gemeten(
        "1.5d",
        "Een eigen woonunit",
        "Een gezin met kinderen krijgt een eigen woonunit.",
        toelichting="Gemeten: een plaats voor het gezin alleen. Of er eigen sanitair is, staat bij de plaats.",
    ),
    _vastgelegd("1.6", "Intake", "Bij binnenkomst is er een intake door deskundig personeel."),
    _vastgelegd("1.7", "Intake van kinderen", "Ook voor de kinderen is er een intake."),
    _vastgelegd("1.8", "Kindcheck", "De kindcheck is gedaan: gezag, en kinderen die wel en niet meekomen."),
    _buiten("1.9", "Activiteiten van kinderen", "Kinderen houden hun sport en andere activiteiten."),
    _buiten("1.10", "Deskundig personeel", "Er werkt deskundig en bevoegd personeel."),
    _buiten("1.11", "Het hele gezin in beeld", "De uitkomsten van gezinsleden worden in samenhang bekeken."),
    _buiten("2.1", "Kwaliteitssysteem", "De organisatie heeft een werkend kwaliteitssysteem."),
    _buiten("2.2", "Veiligheidsbeleid", "De organisatie heeft veiligheidsbeleid vastgesteld."),
    _buiten("2.3", "Veiligheidsplan en hulpverleningsplan", "Iedereen in de opvang heeft een plan."),
    _buiten("2.4", "Plannen in samenhang", "De plannen van gezinsleden sluiten op elkaar aan."),
    _buiten("2.5", "Erkende methodiek", "Er wordt gewerkt volgens een erkende methodiek."),
    _buiten("2.6", "Begrijpelijke taal", "Het veiligheidsplan is te begrijpen voor wie het aangaat."),
    _buiten("2.7", "Inspraak", "Volwassenen en kinderen praten mee over hun plan."),
    _buiten("2.8", "Toezicht op veiligheid", "De organisatie volgt de veiligheid en het effect van de hulp."),
    _buiten("3.1", "Psycho-educatie", "Er is uitleg en hulp om geweld in de toekomst te voorkomen."),
    _buiten("3.2", "Kindvriendelijke ruimte", "Er is een veilige plek om te spelen en tot rust te komen."),
    _buiten("3.3", "Onderwijs", "Kinderen vanaf vier jaar gaan binnen vijf werkdagen weer naar school."),
    _buiten("3.4", "Traumabehandeling", "Wie het nodig heeft, wordt naar traumabehandeling geleid."),
    _vastgelegd(
        "3.5a",
        "Veiligheidstaxatie bij vertrek",
        "Voor het vertrek is ingeschat of het veilig genoeg is.",
        Norm.veiligheidstaxatie_ontbreekt,
    ),
    _vastgelegd(
        "3.5b",
        "Veiligheidstaxatie bij verandering",
        "Ook bij een verandering die risico geeft, wordt de veiligheid ingeschat.",
        toelichting="De dienst telt wat is vastgelegd tijdens een verblijf. Niet elke verandering is hier bekend.",
    ),
    _vastgelegd(
        "4.1",
        "Warme overdracht",
        "Bij komst en vertrek is er een gesprek met informatie, context en afspraken in de keten, met alle drie erbij.",
        Norm.overdracht_in_ontbreekt,
        Norm.overdracht_uit_ontbreekt,
    ),
    _buiten("4.2", "Afspraken in de keten", "Er zijn afspraken met politie, Veilig Thuis, scholen en anderen."),
    _buiten("4.3", "Meldcode", "Er zijn afspraken met Veilig Thuis over meldingen."),
    _buiten("4.4", "Schulden", "Er zijn afspraken over hulp bij schulden."),
    _gemeten(
        "5.1a",
        "Altijd een plaats voor een andere regio",
        "De organisatie heeft altijd een plaats voor een huishouden uit een andere regio met hoog risico.",
        Norm.geen_plaats,
        toelichting="Gerekend over alle plaatsen van de organisatie, reserveplaatsen meegeteld. Het is een inspanningsplicht.",
    ),
    _gemeten(
        "5.1b",
        "Geen wachtlijst",
        "Wie in hoog risico is, wacht niet op een lijst.",
        toelichting="De dienst kent geen wachtlijst. Gemeten is hoe snel het huis een reservering zag.",
    ),
    _gemeten(
        "5.1c",
        "Niemand wordt geweigerd",
        "Er zijn geen beperkingen of contra-indicaties. Een huis meldt alleen terug met een reden van een vaste lijst.",
    ),
    _gemeten(
        "5.2",
        "Geplaatst binnen een dag",
        "Het huishouden is binnen 24 uur na het vaststellen van hoog risico aangekomen.",
        Norm.plaatsing_te_laat,
        toelichting="Een ingetrokken aanvraag telt niet mee. Episodes gaan over aanvragen van deze organisatie.",
    ),
    _gemeten(
        "fn 27",
        "Crisisplaatsen in stand",
        "Elke centrumgemeente heeft ten minste twee plaatsen voor acute situaties.",
        Norm.onvoorziene_uitval,
        Norm.buiten_gebruik_te_lang,
        toelichting="Het minimum is een plicht van de centrumgemeente; zie haar verantwoording.",
    ),
    _gemeten(
        "fn 28",
        "Een tot drie nachten",
        "Een crisisplaats is voor een tot drie nachten en daarna weer vrij.",
        Norm.overschrijding,
        toelichting="Niemand wordt door de dienst op straat gezet; wie langer blijft, is een overschrijding.",
    ),
    _gemeten(
        "R6",
        "Eigen nauwkeurigheid",
        "De plaatsen staan goed in de dienst: een gereserveerde plaats blijkt niet al bezet.",
        toelichting="Een regel van deze dienst, geen norm van het keurmerk. Geteld zijn plaatsen.",
    ),
    _gemeten(
        "R14",
        "Een huishouden per plaats",
        "Op een plaats verblijft een huishouden.",
        Norm.dubbel_verblijf,
        toelichting="Een regel van deze dienst. Een huishouden op twee of drie plaatsen telt als een verblijf.",
    ),
)
