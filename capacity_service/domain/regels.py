"""Every policy number: its value, outer bounds, date of validity and source.

The database CHECKs are named after these functions and are the outer bound; loosening one is a migration (R18).
"""

from dataclasses import dataclass, fields, replace
from datetime import date, time
from typing import Any

from capacity_service.domain.errors import MinimumPlaatsen, ToegezegdeNachten

PERSONEN_MIN = 1
PERSONEN_MAX = 25
"""Persons in one household: a bound on input, not on people; R7 records whoever fits nowhere."""

LEEFTIJD_KIND_MAX = 17
"""Years; whoever is 18 or older is an adult (Jeugdwet art. 1.1)."""


@dataclass(frozen=True)
class Regel:
    """One dated number. `waarde`, `laagst` and `hoogst` share the unit that the name ends with."""

    naam: str
    waarde: int
    laagst: int
    hoogst: int
    geldig_vanaf: date
    bron: str

    def __post_init__(self) -> None:
        if not self.laagst <= self.waarde <= self.hoogst:
            raise ValueError(f"{self.naam}: {self.waarde} ligt niet tussen {self.laagst} en {self.hoogst}")


BELEIDSKADER = date(2016, 1, 1)
DIENST = date(2026, 1, 1)

SEED: tuple[Regel, ...] = (
    Regel("minimum_plaatsen", 2, 2, 100, BELEIDSKADER, "R1; N ind. 5, fn 27/28"),
    Regel("nachten_min", 1, 1, 3, BELEIDSKADER, "R11; N ind. 5, fn 28"),
    Regel("nachten_max", 3, 1, 3, BELEIDSKADER, "R11; N ind. 5, fn 28"),
    Regel("plaatsing_uren", 24, 1, 24, BELEIDSKADER, "R8; N 5.2"),
    Regel("bevestigd_uren", 24, 1, 168, DIENST, "R3, eigen keuze"),
    Regel("reservering_dag_minuten", 120, 5, 720, DIENST, "R15, eigen keuze"),
    Regel("reservering_nacht_minuten", 240, 5, 720, DIENST, "R15, eigen keuze"),
    Regel("reservering_nacht_vanaf_uur", 22, 0, 23, DIENST, "R15, eigen keuze"),
    Regel("reservering_nacht_tot_uur", 7, 0, 23, DIENST, "R15, eigen keuze"),
    Regel("nacht_begint_uur", 6, 0, 12, DIENST, "R11, uitleg: aankomst voor 06:00 telt als de nacht ervoor"),
    Regel("nacht_eindigt_uur", 12, 6, 18, DIENST, "R11, uitleg: een nacht eindigt om 12:00"),
    Regel("voorstellen_max", 5, 1, 20, DIENST, "eigen keuze: wat een mens om 03:00 kan overzien"),
    Regel("afstandsband_km", 50, 10, 200, DIENST, "eigen keuze: grove banden verraden geen adres"),
    Regel(
        "spreidingsband_procent",
        5,
        1,
        50,
        DIENST,
        "eigen keuze: kleine verschillen in wat een streek al gaf tellen niet",
    ),
    Regel("kantoor_vanaf_uur", 9, 0, 23, DIENST, "R10, eigen keuze"),
    Regel("kantoor_tot_uur", 17, 1, 24, DIENST, "R10, eigen keuze"),
    Regel("rood_landelijk_minuten", 15, 1, 240, DIENST, "R8, eigen keuze"),
    Regel("rood_achterwacht_minuten", 60, 5, 480, DIENST, "R8, eigen keuze"),
    Regel("rood_tweede_uren", 12, 1, 23, DIENST, "R8, eigen keuze"),
    Regel("rood_derde_uren", 20, 1, 23, DIENST, "R8, eigen keuze"),
    Regel("acceptatie_minuten", 5, 1, 60, DIENST, "R15, eigen keuze"),
    Regel("aankomst_marge_minuten", 60, 5, 480, DIENST, "R15, eigen keuze"),
    Regel("aankomst_escalatie_minuten", 60, 5, 480, DIENST, "R15, eigen keuze"),
    Regel("vervolg_vanaf_nacht", 2, 1, 3, DIENST, "R11, eigen keuze"),
    Regel("vervolg_verantwoordelijke", 1, 0, 2, DIENST, "R11; fn 9: 0 aanvrager, 1 regio van herkomst, 2 opvang"),
    Regel("laatste_ochtend_uur", 8, 0, 12, DIENST, "R11, eigen keuze"),
    Regel("overschrijding_herhaling_uren", 12, 1, 48, DIENST, "R11, eigen keuze"),
    Regel("vragen_max", 5, 1, 20, DIENST, "R3, eigen keuze"),
    Regel("vraag_minuten", 5, 1, 60, DIENST, "R3, eigen keuze"),
    Regel("risicotaxatie_werkdagen", 1, 1, 5, BELEIDSKADER, "R5; N 1.2a"),
    Regel("kind_dagen_max", 3, 1, 14, BELEIDSKADER, "R12; N 1.5c"),
    Regel("verhuisbewegingen_max", 2, 1, 5, BELEIDSKADER, "R12; N 1.5b"),
    Regel("registratie_uren", 24, 1, 168, DIENST, "R13, eigen keuze"),
    Regel(
        "signaal_herhaling_minuten", 30, 0, 1440, DIENST, "eigen keuze: wat binnen een half uur terugkomt is hetzelfde"
    ),
    Regel("laat_na_seconden", 60, 5, 3600, DIENST, "eigen keuze: later gemeld dan dit heet laat"),
    Regel("openheid", 0, 0, 2, DIENST, "R19, eigen keuze: 0 volledig, 1 getikt, 2 landelijk"),
    Regel("openheid_tik_minuten", 15, 15, 1440, DIENST, "R19, eigen keuze"),
    Regel("bewaartermijn_dagen", 14, 9, 90, DIENST, "R19; AVG art. 5 lid 1 onder e; eigen keuze"),
    Regel("noodinzage_minuten", 60, 5, 240, DIENST, "eigen keuze: lang genoeg om te bellen en te handelen"),
    Regel(
        "inzage_herhaling_minuten", 15, 0, 60, DIENST, "NEN 7513, eigen keuze: een scherm dat ververst kijkt een keer"
    ),
    Regel("inzage_bulk_aantal", 50, 5, 1000, DIENST, "eigen keuze: meer dan iemand in een uur plaatst"),
    Regel("inzage_rem_aantal", 200, 20, 100_000, DIENST, "eigen keuze: hierboven leest geen mens meer"),
    Regel("inzage_terugblik_dagen", 28, 7, 90, DIENST, "eigen keuze: vier weken dienstrooster"),
    Regel("inzage_uur_dagen", 3, 1, 28, DIENST, "eigen keuze: op zoveel andere dagen gezien is een uur gewoon"),
    Regel("steekproef_procent", 5, 1, 100, DIENST, "eigen keuze: wat een fg ernaast bekijkt"),
)


GRENZEN: dict[str, Regel] = {regel.naam: regel for regel in SEED}
"""Of every name the row it began with: its bounds hold for every later row."""


def make_regel(naam: str, waarde: int, geldig_vanaf: date, bron: str) -> Regel:
    """A row with the bounds of its name. KeyError for a name there is not, ValueError outside the bounds."""
    return replace(GRENZEN[naam], waarde=waarde, geldig_vanaf=geldig_vanaf, bron=bron)


@dataclass(frozen=True)
class Regels:
    """The numbers in force on one day; units are in the names (uren, minuten, km; nachten and plaatsen are counts)."""

    minimum_plaatsen: int
    nachten_min: int
    nachten_max: int
    plaatsing_uren: int
    bevestigd_uren: int
    reservering_dag_minuten: int
    reservering_nacht_minuten: int
    reservering_nacht_vanaf_uur: int
    reservering_nacht_tot_uur: int
    nacht_begint_uur: int
    nacht_eindigt_uur: int
    voorstellen_max: int
    afstandsband_km: int
    spreidingsband_procent: int
    kantoor_vanaf_uur: int
    kantoor_tot_uur: int
    rood_landelijk_minuten: int
    rood_achterwacht_minuten: int
    rood_tweede_uren: int
    rood_derde_uren: int
    acceptatie_minuten: int
    aankomst_marge_minuten: int
    aankomst_escalatie_minuten: int
    vervolg_vanaf_nacht: int
    vervolg_verantwoordelijke: int
    laatste_ochtend_uur: int
    overschrijding_herhaling_uren: int
    vragen_max: int
    vraag_minuten: int
    risicotaxatie_werkdagen: int
    kind_dagen_max: int
    verhuisbewegingen_max: int
    registratie_uren: int
    signaal_herhaling_minuten: int
    laat_na_seconden: int
    openheid: int
    openheid_tik_minuten: int
    bewaartermijn_dagen: int
    noodinzage_minuten: int
    inzage_herhaling_minuten: int
    inzage_bulk_aantal: int
    inzage_rem_aantal: int
    inzage_terugblik_dagen: int
    inzage_uur_dagen: int
    steekproef_procent: int
    sinds: tuple[tuple[str, date], ...] = ()
    """Of every name the day from which its number holds: which row it came from."""

    @classmethod
    def op(cls, dag: date, rijen: tuple[Regel, ...] = SEED) -> "Regels":
        """The rules of `dag`: of every name the row with the latest `geldig_vanaf` not after it. KeyError if one lacks."""
        geldig = {r.naam: r for r in sorted(rijen, key=lambda r: r.geldig_vanaf) if r.geldig_vanaf <= dag}
        return cls._of([geldig[naam] for naam in cls.namen()])

    @classmethod
    def again(cls, gebruikt: dict[str, dict[str, Any]]) -> "Regels":
        """The rules that `show_used` told, whatever holds by now: so that a verdict can be repeated (R17).

        A rule that there was not yet reads as it began: what was decided without it did not look at it.
        """
        rijen = [
            make_regel(naam, rij["waarde"], date.fromisoformat(rij["geldigVanafDatum"]), "") if rij else GRENZEN[naam]
            for naam in cls.namen()
            for rij in [gebruikt.get(naam)]
        ]
        return cls._of(rijen)

    @classmethod
    def namen(cls) -> tuple[str, ...]:
        """The name of every rule."""
        return tuple(veld.name for veld in fields(cls) if veld.name != "sinds")

    @classmethod
    def _of(cls, rijen: list[Regel]) -> "Regels":
        return cls(**{r.naam: r.waarde for r in rijen}, sinds=tuple((r.naam, r.geldig_vanaf) for r in rijen))

    def show_used(self) -> dict[str, dict[str, Any]]:
        """By name the number and its first day, JSON-ready: what an afweging keeps of the rules it used (R17, R18)."""
        return {
            naam: {"waarde": getattr(self, naam), "geldigVanafDatum": vanaf.isoformat()} for naam, vanaf in self.sinds
        }

    def is_reserveringsnacht(self, klok: time) -> bool:
        """Whether a reservering made at this Amsterdam clock time gets the longer term of the night (R15)."""
        vanaf, tot = self.reservering_nacht_vanaf_uur, self.reservering_nacht_tot_uur
        if vanaf <= tot:
            return vanaf <= klok.hour < tot
        return klok.hour >= vanaf or klok.hour < tot


def check_toegezegde_nachten(nachten: int, regels: Regels) -> None:
    """Raise `ToegezegdeNachten` unless the whole promise, extension included, is within the bounds (R11)."""
    if not regels.nachten_min <= nachten <= regels.nachten_max:
        raise ToegezegdeNachten(
            f"Een crisisplaats wordt voor {regels.nachten_min} tot {regels.nachten_max} nachten toegezegd, verlenging "
            f"meegerekend (R11; normenkader indicator 5). Gevraagd: {nachten}. Regel een vervolgplek voor daarna."
        )


def check_minimum_plaatsen(inzetbaar: int, naam: str, regels: Regels) -> None:
    """Raise `MinimumPlaatsen` if a plan leaves fewer crisisplaatsen in service than the minimum (R1)."""
    if inzetbaar < regels.minimum_plaatsen:
        raise MinimumPlaatsen(
            f"{naam} houdt dan {inzetbaar} crisisplaatsen over; het minimum is {regels.minimum_plaatsen} (R1; "
            "normenkader indicator 5). Zet eerst een andere plaats in, of geef vervangenDoor op. Is de plaats al "
            "onbruikbaar? Meld dat dan als feit."
        )
