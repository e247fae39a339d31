"""Which fields of which thing each rol is shown: the one table. A field that is not named here goes out to nobody.

Things are named as in the interface's document. `docs/inzage.md` is made of this table and of `MAG`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from capacity_service.domain.inzage import AANGESPROKENEN, BETROKKENEN, OPVANG, Rol

Toestand = dict[str, Any]
Wie = Mapping[Rol, str]


def _each(rollen: frozenset[Rol], whose: str) -> dict[Rol, str]:
    return dict.fromkeys(sorted(rollen), whose)


@dataclass(frozen=True)
class Toonbaar:
    """What goes out of one kind of thing: its fields, and to which rol of whose things.

    `leeg` are fields that read null for a rol, `weg` fields that are not there for it. Without `van` it is a part of other
    things and is seen by whoever sees those. `open` is what anybody may read, without a login.
    """

    velden: frozenset[str]
    van: Wie | None = None
    leeg: Mapping[Rol, frozenset[str]] = field(default_factory=dict)
    weg: Mapping[Rol, frozenset[str]] = field(default_factory=dict)
    open: bool = False

    def sees(self, rol: Rol) -> bool:
        """Whether this rol is shown things of this kind at all."""
        return self.van is None or rol in self.van


def _toonbaar(velden: str, van: Wie | None = None, *, leeg: Mapping[Rol, str] | None = None, **more: Any) -> Toonbaar:  # noqa: ANN401
    split = {rol: frozenset(names.split()) for rol, names in (leeg or {}).items()}
    return Toonbaar(frozenset(velden.split()), van, split, **more)


ALLES = _each(frozenset(Rol), "van iedereen")
EIGEN: dict[Rol, str] = _each(frozenset(Rol), "van het eigen account")
TELLINGEN = _each(AANGESPROKENEN, "van het land; een gemeente volgens de regel openheid")
VERTELD = _each(AANGESPROKENEN, "van de eigen organisatie en rol")
PARTIJEN: Wie = {Rol.coordinator: "door de eigen organisatie gevraagd", Rol.opvang: "in een eigen huis"}
REGELS = _each(frozenset(Rol), "over eigen zaken, elk zoals in zijn eigen tabel, en over het beleid")
BLIKKEN: Wie = EIGEN | {Rol.fg: "van de eigen organisatie"}
EIGEN_HUIS = _each(OPVANG, "van de eigen organisatie")
EIGEN_MENSEN: Wie = {Rol.fg: "van mensen van de eigen organisatie"}
NOODINZAGE = (
    "id referentie reden status gevraagdDoor gevraagdVoor gevraagdOp vervaltOp goedgekeurdDoor goedgekeurdVoor goedgekeurdOp"
    " verlooptOp beeindigdOp revisie"
)
GETELD = "inzetbaar vrij onbevestigd gereserveerd bezet buitenGebruik"
ZONDER_RESERVERING = {Rol.gemeente: frozenset({"gereserveerd"})}
"""A gemeente sees what is gereserveerd as a part of what is bezet."""
GEMELD = dict.fromkeys((Rol.gemeente, Rol.landelijk), "onderwerp")

TOONBAAR: dict[str, Toonbaar] = {
    # The household and its place.
    "Aanvraag": _toonbaar(
        "id referentie status ingediendOp vastgesteldOp deadlineOp gemeente veiligheid huishouden uitsluitingen voorkeuren"
        " verplaatsing nachten plaatsing voorstellen knelpunt reden afweging revisie",
        {Rol.coordinator: "van de eigen organisatie", Rol.landelijk: "die nog niet binnen zijn"},
        leeg={Rol.landelijk: "plaatsing voorstellen"},
    ),
    "Plaatsing": _toonbaar(
        "id aanvraag referentie status centrumgemeente plaatsen nachten gereserveerdOp verlooptOp bevestigdOp geaccepteerdOp"
        " verwachteAankomstOp aangekomenOp eersteNachtDatum vertrekDatum beeindigdOp reden teruggemeld deadlineOp huishouden"
        " revisie",
        PARTIJEN,
        leeg={Rol.opvang: "aanvraag"},
    ),
    "Voorstel": _toonbaar(
        "rang centrumgemeente plaatsen soort personenMax onbevestigd redenen",
        {Rol.coordinator: "van eigen aanvragen"},
    ),
    "Veiligheid": _toonbaar("kleur instrument dreiging door"),
    "Huishouden": _toonbaar("volwassenen kinderen behoeften verhuisbewegingen nachtenEerder"),
    "Gezelschap": _toonbaar("volwassenen kinderen behoeften"),
    "Kind": _toonbaar("leeftijd"),
    "Knelpunt": _toonbaar("code tekst verlooptOp"),
    "Registratie": _toonbaar(
        "id plaatsing eigen soort moment gedaanOp vastgelegdOp instrument wijze leden verhuisreden voor oordeelMedewerker"
        " oordeelClient onderdelen aanwezig volledig ontbreekt",
        PARTIJEN,
    ),
    "Gezinslid": _toonbaar("lid leeftijd kleur"),
    "Contact": _toonbaar("telefoonnummer uitleg", _each(BETROKKENEN, "van de andere kant, zolang de plaatsing loopt")),
    "Verplaatsing": _toonbaar("plaatsing referentie status vastgesteldOp deadlineOp nachten", EIGEN_HUIS),
    "Vraag": _toonbaar("id plaats status huishouden gesteldOp verlooptOp beantwoordOp revisie", EIGEN_HUIS),
    # The register.
    "Plaats": _toonbaar(
        "id referentie soort centrumgemeente organisatie huis personenMax kenmerken gereedBinnenMinuten veiligheidstoetsDoor"
        " status onbevestigd sindsOp bevestigdOp reden verwachtTotOp plaatsing uitname revisie",
        {
            Rol.opvang: "van de eigen organisatie",
            Rol.landelijk: "alle",
            Rol.coordinator: "in voorstellen van eigen open aanvragen",
        },
        leeg={Rol.landelijk: "plaatsing", Rol.coordinator: "plaatsing uitname"},
    ),
    "HuisVerwijzing": _toonbaar("id code"),
    "Uitname": _toonbaar("vanafOp feit reden verwachtTotOp vervangenDoor"),
    "ImportResultaat": _toonbaar(
        "toegevoegd plaatsen", {Rol.opvang: "van de eigen organisatie", Rol.landelijk: "alle"}
    ),
    "Huis": _toonbaar("id code organisatie centrumgemeente telefoonnummer uitleg contactRevisie", EIGEN_HUIS),
    "Huiscontact": _toonbaar("huis telefoonnummer revisie", EIGEN_HUIS),
    "Uitval": _toonbaar(
        "huis buitenGebruik warenBuitenGebruik teruggemeld bezet verplaatsen bezetZonderAanvraag", EIGEN_HUIS
    ),
    "TeVerplaatsen": _toonbaar("plaatsing referentie plaatsen"),
    # What the service found and told.
    "Normsignaal": _toonbaar(
        "id norm nummer titel onderwerpSoort onderwerp waar plichthouder oorzaak remedie begonnenOp vastgelegdOp beeindigdOp"
        " onderbrekingen onderbrokenSeconden verteldAan revisie",
        {
            **PARTIJEN,
            Rol.gemeente: "van de eigen centrumgemeente, van haar eigen normen",
            Rol.landelijk: "van het land",
        },
        leeg=GEMELD,
    ),
    "Melding": _toonbaar(
        "id meldingsoort rol onderwerpSoort onderwerp titel tekst dringend op termijnOp laat gezienOp revisie", VERTELD
    ),
    "Meldadres": _toonbaar("id soort adres alleenDringend toegevoegdOp revisie", VERTELD),
    "NieuwMeldadres": _toonbaar("id soort adres alleenDringend toegevoegdOp revisie geheim", VERTELD),
    "Bezorging": _toonbaar(
        "id melding meldadres soort adres titel dringend status pogingen aangemaaktOp volgendeOp bezorgdOp fout revisie",
        VERTELD,
    ),
    # Who looked, and breaking the glass.
    "Steekproef": _toonbaar("steekproef inSteekproef beoordeeld procent volgende", EIGEN_MENSEN),
    "Inzageregel": _toonbaar(
        "volgnummer op account rol handeling onderwerpSoort onderwerp uitkomst reden zaak aantal inUur oorsprong spoor waarom"
        " oordeel beoordeeldOp"
    ),
    "Ziener": _toonbaar("id naam"),
    "Oordeel": _toonbaar("volgnummer oordeel beoordeeldOp", EIGEN_MENSEN),
    "Noodinzage": _toonbaar(
        NOODINZAGE,
        {
            Rol.landelijk: "van de eigen organisatie",
            Rol.auditor: "van een andere organisatie, zolang zij wacht, en wat zelf is goedgekeurd",
            Rol.fg: "van een andere organisatie, zolang zij wacht, en wat zelf is goedgekeurd",
        },
    ),
    "BeideKanten": _toonbaar(
        f"{NOODINZAGE} herkomst bestemming", {Rol.landelijk: "zelf gevraagd, elders goedgekeurd, zolang zij duurt"}
    ),
    "Herkomst": _toonbaar("kenmerk aanvraag status gemeente organisatie"),
    "Bestemming": _toonbaar("plaatsing status centrumgemeente organisatie huis plaatsen aangekomenOp"),
    "Naam": _toonbaar("id naam"),
    # Counts.
    "BezettingOverzicht": _toonbaar(
        "centrumgemeenten totaal openheid getiktOp volgendeTikOp gemiddeldOver minimum verzonnen stand", TELLINGEN
    ),
    "Bezetting": _toonbaar(
        f"code naam {GETELD} opvangplaatsen uitgevallen onderMinimum geenVrij gemiddeldVrijDerden revisie",
        weg=ZONDER_RESERVERING,
    ),
    "GezieneTelling": _toonbaar(f"{GETELD} gemiddeldVrijDerden", weg=ZONDER_RESERVERING),
    "Totaal": _toonbaar(f"{GETELD} opvangplaatsen", weg=ZONDER_RESERVERING),
    "Telling": _toonbaar(GETELD, weg=ZONDER_RESERVERING),
    "Week": _toonbaar("vanDatum totDatum"),
    "Stand": _toonbaar("epoch volgnummer tijdstipOp"),
    "Historie": _toonbaar("centrumgemeente vanOp totOp stap begonnenOp punten", TELLINGEN),
    "Historiepunt": _toonbaar(
        "vanOp totOp gemetenMinuten openheid inzetbaar vrij vrijLaagst vrijHoogst onbevestigd gereserveerd bezet buitenGebruik"
        " geenVrijMinuten onderMinimumMinuten gemiddeldVrijDerden opvangplaatsen",
        weg=ZONDER_RESERVERING,
    ),
    "Opvangpunt": _toonbaar("inzetbaar vrij gereserveerd bezet", weg=ZONDER_RESERVERING),
    "VerwachtingOverzicht": _toonbaar("tijdstipOp land centrumgemeenten", TELLINGEN),
    "Verwachting": _toonbaar("vrij vensters"),
    "VerwachtingStreek": _toonbaar("vrij vensters code naam"),
    "Verwachtingsvenster": _toonbaar("totOp vertrek terug uit vrij"),
    # Evidence.
    "Dossier": _toonbaar(
        "organisatie periode normen bronnen sha256",
        {Rol.auditor: "van elke opvangorganisatie", Rol.opvang: "van de eigen organisatie"},
    ),
    "Dossierorganisatie": _toonbaar("id naam"),
    "Dossiernorm": _toonbaar("norm titel vraag wijze cijfers episodes toelichting"),
    "Cijfer": _toonbaar("naam eenheid waarde teller noemer"),
    "Episodes": _toonbaar("norm titel aantal urenTotaal urenLangste nogOpen"),
    "Verantwoording": _toonbaar(
        "centrumgemeente periode kwartalen totaal toelichting bronnen sha256",
        {Rol.gemeente: "van de eigen centrumgemeente", Rol.landelijk: "van elke centrumgemeente"},
    ),
    "Verantwoordingskwartaal": _toonbaar(
        "urenGemeten urenOnderMinimum urenGeenVrij keerOnderMinimum keerGeenVrij onvoorzieneUitval huishoudens vanDatum"
        " totDatum afgesloten"
    ),
    "Verantwoordingscijfers": _toonbaar(
        "urenGemeten urenOnderMinimum urenGeenVrij keerOnderMinimum keerGeenVrij onvoorzieneUitval huishoudens"
    ),
    "Oorzaak": _toonbaar("oorzaak aantal"),
    "Huishoudencellen": _toonbaar("aangekomen overschrijdingen kindTeLang"),
    "Streeknaam": _toonbaar("code naam"),
    "Bewijsperiode": _toonbaar("vanDatum totDatum gemetenTotOp"),
    "Bronnen": _toonbaar("eersteVolgnummer laatsteVolgnummer totVolgnummer regels opdracht"),
    "Logboekbladzijde": _toonbaar("logboek controlepunt samenhang volgende gelezenTot", REGELS),
    "Inzagebladzijde": _toonbaar("inzagelog controlepunt samenhang volgende gelezenTot", BLIKKEN),
    "Logboekregel": _toonbaar("kop toestand gewist bewijs"),
    "Regelkop": _toonbaar("op soort toezegging"),
    "Regelbewijs": _toonbaar("blad pad keten kop toestand gewisteToestand"),
    "Openlegging": _toonbaar("zouten dicht"),
    "Samenhang": _toonbaar("boom van tot hashes", open=True),
    "Zegel": _toonbaar("boom herkomst sleutels", open=True),
    "Geldenderegel": _toonbaar("naam waarde eenheid gelezen geldigVanafDatum geldigTotDatum bron"),
    # What everybody may know.
    "Centrumgemeente": _toonbaar("code naam provincie breedtegraad lengtegraad veiligheidsregio", ALLES),
    "Gemeente": _toonbaar("code naam veiligheidsregio formeel feitelijk geldigVanafDatum zekerheid bron", ALLES),
    "Organisatie": _toonbaar("id naam soort centrumgemeenten", ALLES),
    "Regel": _toonbaar("naam uitleg eenheid keuzes waarde geldigVanafDatum laagst hoogst historie voorgesteld", ALLES),
    "Regelrij": _toonbaar(
        "id naam waarde geldigVanafDatum geldigTotDatum bron reden voorgesteldDoor voorgesteldOp goedgekeurdDoor"
        " goedgekeurdOp revisie"
    ),
    "Sessie": _toonbaar("account organisatie verlooptOp uiterlijkOp aanbieder demo", EIGEN),
    "Aanbieder": _toonbaar("code naam", open=True),
    "Afgemeld": _toonbaar("afgemeld", open=True),
    "Token": _toonbaar("access_token token_type expires_in", open=True),
    "SessieAccount": _toonbaar("id naam rol"),
    "SessieOrganisatie": _toonbaar("id naam soort centrumgemeente"),
    "LopendeSessie": _toonbaar("begonnenOp verlooptOp huidig", EIGEN),
    "LiveTicket": _toonbaar("ticket", _each(AANGESPROKENEN, "van de eigen sessie")),
    "Aanmelding": _toonbaar("sessie demo", open=True),
    "DemoAccount": _toonbaar("id naam rol organisatie", open=True),
    "DemoOrganisatie": _toonbaar("id naam"),
    "Probleemuitleg": _toonbaar("code status title", open=True),
    "Probleem": _toonbaar("type title status detail instance fouten", open=True),
}
"""Thing -> what of it goes out. Lists hold nothing but these and the next cursor."""

SOORTEN = {
    soort: TOONBAAR[soort.capitalize()]
    for soort in ("aanvraag", "plaatsing", "plaats", "vraag", "normsignaal", "melding", "registratie")
}
"""What is shown as a state of its own, in answers and live, by the name that the logboek gives it."""

OPEN_ONDERWERP = {
    "centrumgemeente": frozenset(Rol),
    "plaats": frozenset({Rol.landelijk}),
    "aanvraag": frozenset({Rol.landelijk}),
}
"""What an episode is about, for roles to which `onderwerp` is hidden otherwise."""

WHERE_IT_IS = frozenset({"gemeente", "uitsluitingen"})
"""Fields of an aanvraag that tell where a household is now, when it moves on from another house (R19)."""

NOTHING: frozenset[str] = frozenset()


def show(soort: str, rol: Rol, toestand: Toestand) -> Toestand | None:
    """What this role sees of a thing of this kind; None when it sees nothing of that kind."""
    toonbaar = SOORTEN.get(soort)
    if toonbaar is None or not toonbaar.sees(rol):
        return None
    shown = {name: value for name, value in toestand.items() if name in toonbaar.velden}
    hidden = toonbaar.leeg.get(rol, NOTHING)
    if soort == "aanvraag" and rol is not Rol.coordinator and toestand.get("verplaatsing"):
        hidden |= WHERE_IT_IS
    if soort == "normsignaal":
        shown["verteldAan"] = sorted({one["rol"] for one in toestand["verteldAan"]})
        if rol in OPEN_ONDERWERP.get(toestand["onderwerpSoort"], frozenset()):
            hidden = NOTHING
    return shown | dict.fromkeys(hidden & shown.keys())
