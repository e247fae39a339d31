"""What each rule means, in Dutch, for whoever reads or changes one: its unit and one short explanation."""

UITLEG: dict[str, tuple[str, str]] = {
    "minimum_plaatsen": ("plaatsen", "Zoveel crisisplaatsen houdt elke centrumgemeente ten minste inzetbaar."),
    "nachten_min": ("nachten", "Zoveel nachten wordt een crisisplaats ten minste toegezegd."),
    "nachten_max": ("nachten", "Zoveel nachten wordt een crisisplaats ten hoogste toegezegd, verlenging meegerekend."),
    "plaatsing_uren": ("uren", "Zo lang na het vaststellen van code rood moet het huishouden zijn aangekomen."),
    "bevestigd_uren": ("uren", "Zo lang geldt een vrije plaats als bevestigd. Daarna is zij onbevestigd."),
    "reservering_dag_minuten": ("minuten", "Zo lang blijft een onbevestigde reservering overdag staan."),
    "reservering_nacht_minuten": ("minuten", "Zo lang blijft een onbevestigde reservering 's nachts staan."),
    "reservering_nacht_vanaf_uur": ("uur van de dag", "Vanaf dit uur geldt de langere termijn van de nacht."),
    "reservering_nacht_tot_uur": ("uur van de dag", "Tot dit uur geldt de langere termijn van de nacht."),
    "nacht_begint_uur": ("uur van de dag", "Een aankomst voor dit uur telt als de nacht ervoor."),
    "nacht_eindigt_uur": ("uur van de dag", "Op dit uur eindigt een nacht."),
    "voorstellen_max": ("voorstellen", "Zoveel voorstellen krijgt een aanvraag ten hoogste."),
    "afstandsband_km": ("kilometer", "Afstanden tellen in stappen van deze grootte, zodat zij geen adres verraden."),
    "spreidingsband_procent": (
        "procent",
        "In stappen van deze grootte telt welk deel van haar nachten een centrumgemeente in 90 dagen al gaf.",
    ),
    "kantoor_vanaf_uur": (
        "uur van de dag",
        "Vanaf dit uur op een werkdag gaat een vrije opvangplaats voor een crisisplaats.",
    ),
    "kantoor_tot_uur": ("uur van de dag", "Vanaf dit uur gaat de crisisplaats weer voor."),
    "rood_landelijk_minuten": ("minuten", "Na zo lang zonder plaats krijgt de landelijke coördinatie bericht."),
    "rood_achterwacht_minuten": ("minuten", "Na zo lang zonder plaats krijgt elke achterwacht bericht."),
    "rood_tweede_uren": ("uren", "Zo lang na het vaststellen van code rood volgt een tweede bericht."),
    "rood_derde_uren": ("uren", "Zo lang na het vaststellen van code rood volgt een derde bericht."),
    "acceptatie_minuten": ("minuten", "Binnen deze tijd ziet het huis wie er komt. Anders: bel."),
    "aankomst_marge_minuten": ("minuten", "Zo lang na de verwachte aankomst vraagt de dienst of iemand er is."),
    "aankomst_escalatie_minuten": ("minuten", "Komt er dan geen antwoord, dan volgt na deze tijd een alarm."),
    "vervolg_vanaf_nacht": ("nachten", "Vanaf deze nacht vraagt de dienst om een vervolgplek."),
    "vervolg_verantwoordelijke": (
        "keuze",
        "Wie de vervolgplek zoekt: 0 de aanvrager, 1 de organisatie van de regio van herkomst, 2 de opvang.",
    ),
    "laatste_ochtend_uur": ("uur van de dag", "Op dit uur van de laatste dag herinnert de dienst aan het vertrek."),
    "overschrijding_herhaling_uren": ("uren", "Om de zoveel uur meldt de dienst een overschrijding opnieuw."),
    "vragen_max": ("huizen", "Zoveel huizen krijgen tegelijk de vraag of hun plaats vrij is."),
    "vraag_minuten": ("minuten", "Zo lang heeft een huis om op die vraag te antwoorden."),
    "risicotaxatie_werkdagen": ("werkdagen", "Binnen deze tijd na aankomst is er een risicotaxatie."),
    "kind_dagen_max": ("dagen", "Zo lang blijft een kind ten hoogste op een crisisplaats."),
    "verhuisbewegingen_max": ("verhuizingen", "Zo vaak verhuist een kind ten hoogste. De vlucht zelf telt niet mee."),
    "registratie_uren": ("uren", "Binnen deze tijd na een verhuizing is vastgelegd wat er is gedaan."),
    "signaal_herhaling_minuten": ("minuten", "Wat binnen deze tijd terugkomt, hoort bij hetzelfde signaal."),
    "laat_na_seconden": ("seconden", "Een bericht dat later komt dan dit, heet laat."),
    "openheid": ("keuze", "Wat een gemeente van andere centrumgemeenten ziet: alles, om de zoveel tijd, of weinig."),
    "openheid_tik_minuten": (
        "minuten",
        "Om de zoveel tijd ziet een gemeente de stand van de andere, als dat getikt gaat.",
    ),
    "bewaartermijn_dagen": (
        "dagen",
        "Zo lang na het einde blijft bekend wie waar verbleef. Daarna wist de dienst het en blijven alleen aantallen.",
    ),
    "noodinzage_minuten": ("minuten", "Zo lang wacht een noodinzage op goedkeuring, en zo lang duurt zij daarna."),
    "inzage_herhaling_minuten": ("minuten", "Wie binnen deze tijd weer naar hetzelfde kijkt, kijkt een keer."),
    "inzage_bulk_aantal": ("inzages per uur", "Wie in een uur meer opent dan dit, komt bij de privacyfunctionaris."),
    "inzage_rem_aantal": ("inzages per uur", "Wie in een uur zoveel opende, opent dat uur niets nieuws meer."),
    "inzage_terugblik_dagen": ("dagen", "Zo ver terug kijkt de privacyfunctionaris."),
    "inzage_uur_dagen": (
        "dagen",
        "Keek de rol van een organisatie op zoveel andere dagen in dit uur van de nacht, dan is dat gewoon.",
    ),
    "steekproef_procent": ("procent", "Dit deel van alle inzages komt zonder reden bij de privacyfunctionaris."),
}
"""By name: the unit, and the sentence."""

KEUZES: dict[str, tuple[str, ...]] = {
    "vervolg_verantwoordelijke": ("aanvrager", "regio van herkomst", "opvang"),
    "openheid": ("volledig", "getikt", "landelijk"),
}
"""Of a rule that is a choice the word for each number, from its lowest on."""


def name_waarde(naam: str, waarde: int) -> str:
    """The number of a rule as people read it: with its unit, or as the word of the choice."""
    if naam in KEUZES:
        return KEUZES[naam][waarde]
    return f"{waarde} {UITLEG[naam][0]}"
