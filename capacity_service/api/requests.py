"""What each call takes. Field names are the sender's, in lowerCamelCase; every fault is named together."""

from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, StrictBool, StrictStr, model_validator
from pydantic_core import PydanticCustomError

from capacity_service.api.fields import (
    Bericht,
    Datum,
    Distinct,
    Functie,
    Geheel,
    Gemeentecode,
    Streekcode,
    Telefoonnummer,
    Verwacht,
    Waargenomen,
)
from capacity_service.domain.aanvraag import Behoefte, Door, Dreiging, Intrekkingreden, Kleur
from capacity_service.domain.plaats import Kenmerk, Plaatsstatus, Soort, Uitvalreden
from capacity_service.domain.regels import LEEFTIJD_KIND_MAX, PERSONEN_MAX, PERSONEN_MIN

CODES_MAX = 342
Nachten = Annotated[Geheel, Field(ge=1, le=3)]
PersonenMax = Annotated[Geheel, Field(ge=PERSONEN_MIN, le=PERSONEN_MAX)]
Kenmerken = Annotated[list[Kenmerk], Field(max_length=len(Kenmerk)), Distinct]
Samen = Annotated[list[UUID], Field(min_length=1, max_length=3), Distinct]
"""Places of one household: one, or two or three of one huis (R7)."""
GereedBinnen = Annotated[Geheel, Field(ge=1, le=1440)]


def _require(present: object, zin: str) -> None:
    if present is None or present == []:
        raise PydanticCustomError("zin", "{zin}", {"zin": zin})


class KindIn(Bericht):
    """A child: age in whole years."""

    leeftijd: Annotated[Geheel, Field(ge=0, le=LEEFTIJD_KIND_MAX)]


class HuishoudenIn(Bericht):
    """Who must stay together: at least 1 and at most 25 persons. No name, no address, no free text."""

    volwassenen: Annotated[Geheel, Field(ge=0, le=PERSONEN_MAX)]
    kinderen: Annotated[list[KindIn], Field(max_length=PERSONEN_MAX)] = Field(default_factory=list)
    behoeften: Annotated[list[Behoefte], Field(max_length=len(Behoefte)), Distinct] = Field(default_factory=list)
    verhuisbewegingen: Annotated[Geheel, Field(ge=0, le=50)] = 0
    nachten_eerder: Annotated[Geheel, Field(ge=0, le=366)] = 0

    @model_validator(mode="after")
    def check_personen(self) -> Self:
        """Refuse nobody, and more than a household can be."""
        personen = self.volwassenen + len(self.kinderen)
        if not PERSONEN_MIN <= personen <= PERSONEN_MAX:
            zin = f"Een huishouden telt {PERSONEN_MIN} tot {PERSONEN_MAX} personen; hier staan er {personen}."
            raise PydanticCustomError("zin", "{zin}", {"zin": zin})
        return self


class VeiligheidIn(Bericht):
    """The outcome of a risicotaxatie with its instrument, or the acute threat while there is none (R4, R5)."""

    kleur: Kleur | None = None
    instrument: Annotated[StrictStr, Field(min_length=1, max_length=40, pattern=r"^[a-z0-9_]+$")] | None = None
    dreiging: Dreiging | None = None
    door: Door

    @model_validator(mode="after")
    def check_outcome(self) -> Self:
        """A kleur comes with its instrument; without one the threat is named."""
        if self.kleur is not None:
            _require(self.instrument, "Noem het instrument waarmee de kleur is vastgesteld.")
        else:
            _require(self.dreiging, "Geef de kleur met het instrument, of noem de acute dreiging.")
        if self.kleur is None and self.door is Door.opvangorganisatie:
            _require(None, "Een opvangorganisatie stelt de kleur vast met een instrument.")
        return self


Codes = Annotated[list[Gemeentecode], Field(max_length=CODES_MAX), Distinct]


class AanvraagIn(Bericht):
    """A request to place one household."""

    gemeente: Gemeentecode
    vastgesteld_op: Waargenomen
    veiligheid: VeiligheidIn
    huishouden: HuishoudenIn
    uitsluitingen: Codes = Field(default_factory=list)
    voorkeuren: Codes = Field(default_factory=list)
    nachten: Nachten
    terugbelnummer: Telefoonnummer | None = None

    @model_validator(mode="after")
    def check_gemeenten(self) -> Self:
        """A gemeente cannot be unsafe and wanted at once."""
        both = sorted(set(self.uitsluitingen) & set(self.voorkeuren))
        if both:
            zin = f"Staat bij uitsluitingen en bij voorkeuren: {', '.join(both)}. Kies een van beide."
            raise PydanticCustomError("zin", "{zin}", {"zin": zin})
        return self


class AanvraagWijziging(Bericht):
    """What changed for the household; what is left out stays as it was."""

    vastgesteld_op: Waargenomen | None = None
    veiligheid: VeiligheidIn | None = None
    huishouden: HuishoudenIn | None = None
    uitsluitingen: Codes | None = None
    voorkeuren: Codes | None = None
    terugbelnummer: Telefoonnummer | None = None


class IntrekkingIn(Bericht):
    """Why the aanvraag is taken back."""

    reden: Intrekkingreden


class BevestigingIn(Bericht):
    """When the household is expected at the house."""

    verwachte_aankomst_op: Verwacht


class AnderVoorstelIn(Bericht):
    """The places of the voorstel that is taken instead, all of them."""

    plaatsen: Samen


class LeegIn(Bericht):
    """Nothing to say."""


class TerugmeldingIn(Bericht):
    """A reason from the closed list with its facts; a reason outside the list is refused with N 5.1c.

    `plaatsen` are those of the plaatsing that it is about (default: all). The household goes elsewhere as a whole.
    """

    reden: Annotated[StrictStr, Field(max_length=80)]
    uitval: Uitvalreden | None = None
    verwacht_tot_op: Verwacht | None = None
    sinds_op: Waargenomen | None = None
    ontbreekt: Kenmerken | None = None
    plaatsen: Samen | None = None

    @model_validator(mode="after")
    def check_facts(self) -> Self:
        """Each reason brings its own facts."""
        needed = {
            "plaats_onbruikbaar": (self.uitval, "Zeg bij uitval waarom de plaats onbruikbaar is."),
            "al_bezet": (self.sinds_op, "Zeg bij sindsOp sinds wanneer de plaats bezet is."),
            "niet_geschikt_te_maken": (self.ontbreekt, "Zeg bij ontbreekt wat er mist."),
        }
        if self.reden in needed:
            _require(*needed[self.reden])
        return self


class AankomstIn(Bericht):
    """When they came in, how many nights are promised, and in which of their places they are (default: all)."""

    aangekomen_op: Waargenomen
    nachten: Nachten
    plaatsen: Samen | None = None


class VrijgaveIn(Bericht):
    """The places that the household has left, on which date (Amsterdam); it goes on in its others."""

    plaatsen: Samen
    op_datum: Datum


class VerlengingIn(Bericht):
    """The new total of nights; beyond 3 is refused by rule R11."""

    nachten: Annotated[Geheel, Field(ge=1, le=366)]


class DoorplaatsingIn(Bericht):
    """Where to, as a kind, and on which date (Amsterdam)."""

    naar: Annotated[
        StrictStr,
        Field(
            pattern="^(opvangplaats_zelfde_huis|opvangplaats_zelfde_organisatie|opvang_andere_organisatie"
            "|opvang_regio_van_herkomst)$"
        ),
    ]
    op_datum: Datum


class EindeIn(Bericht):
    """Where to, as a kind, and on which date (Amsterdam)."""

    naar: Annotated[
        StrictStr, Field(pattern="^(eigen_woning|netwerk|zelfstandig|verplaatsing|elders|onbekend|overleden)$")
    ]
    op_datum: Datum


class PlaatsIn(Bericht):
    """A place to add; without `huis` it gets a house of its own."""

    soort: Soort
    centrumgemeente: Streekcode
    organisatie: UUID | None = None
    huis: UUID | None = None
    personen_max: PersonenMax
    kenmerken: Kenmerken = Field(default_factory=list)
    gereed_binnen_minuten: GereedBinnen | None = None
    veiligheidstoets_door: Functie | None = None

    @model_validator(mode="after")
    def check_soort(self) -> Self:
        """A reserveplaats says how soon, an alternatief who owns the safety check (R9)."""
        if self.soort is Soort.reserveplaats:
            _require(self.gereed_binnen_minuten, "Zeg bij gereedBinnenMinuten hoe snel de reserveplaats klaar is.")
        if self.soort is Soort.alternatief:
            _require(self.veiligheidstoets_door, "Zeg bij veiligheidstoetsDoor welke functie de veiligheid toetst.")
        return self


class PlaatsWijziging(Bericht):
    """What changes; what is left out stays as it was."""

    soort: Soort | None = None
    centrumgemeente: Streekcode | None = None
    personen_max: PersonenMax | None = None
    kenmerken: Kenmerken | None = None
    gereed_binnen_minuten: GereedBinnen | None = None
    veiligheidstoets_door: Functie | None = None


class StatusIn(Bericht):
    """How a place is, as seen at `waargenomenOp`; buiten_gebruik is a plan unless `feit` (R1)."""

    status: Plaatsstatus
    waargenomen_op: Waargenomen
    sinds_op: Waargenomen | None = None
    reden: Uitvalreden | None = None
    verwacht_tot_op: Verwacht | None = None
    vanaf_op: Verwacht | None = None
    vervangen_door: UUID | None = None
    feit: StrictBool = False

    @model_validator(mode="after")
    def check_facts(self) -> Self:
        """Each status brings its own facts."""
        if self.status is Plaatsstatus.gereserveerd:
            _require(None, "Gereserveerd ontstaat door een aanvraag. Kies vrij, bezet of buiten_gebruik.")
        if self.status is Plaatsstatus.bezet:
            _require(self.sinds_op, "Zeg bij sindsOp sinds wanneer de plaats bezet is.")
        if self.status is Plaatsstatus.buiten_gebruik:
            _require(self.reden, "Zeg bij reden waarom de plaats buiten gebruik gaat.")
        if self.feit and self.vanaf_op is not None:
            _require(None, "Een feit is er al: laat vanafOp weg, of maak er een plan van (feit: false).")
        return self


class BevestigdIn(Bericht):
    """The status that was seen, and when."""

    status: Plaatsstatus
    waargenomen_op: Waargenomen


class DemoSessieIn(Bericht):
    """Which demo account to log in as."""

    account: UUID
