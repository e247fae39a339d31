"""What each call answers, for the document at /v1/openapi.json only: answers go out as ready bytes, nothing is parsed here.

A field that is always there has no default; one that can be null says so. Instants end in `...Op` and are UTC, dates end
in `...Datum` and are Amsterdam's.
"""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from capacity_service.domain.aanvraag import Aanvraagstatus, Behoefte, Door, Dreiging, Kleur, Plaatsingstatus
from capacity_service.domain.plaats import Kenmerk, Plaatsstatus, Soort, Uitvalreden
from capacity_service.domain.verplaatsing import Verplaatsingreden

Gemeentecode = Annotated[str, Field(pattern=r"^GM\d{4}$")]
Aantal = Annotated[int, Field(ge=0)]
Revisie = Annotated[int, Field(ge=0)]
Nachten = Annotated[int, Field(ge=1, le=3)]
Cursor = UUID | None


class Uitgaand(BaseModel):
    """What goes out: lowerCamelCase."""

    model_config = ConfigDict(alias_generator=to_camel, validate_by_name=False, validate_by_alias=True)


class HuisVerwijzing(Uitgaand):
    """Under which roof a place is: an opaque code, never an address."""

    id: UUID
    code: str


class Huis(HuisVerwijzing):
    """An own house; `telefoonnummer` is answered day and night, `contactRevisie` is 0 while there is none.

    When there is one that cannot be read, it is null and `uitleg` says what to do.
    """

    organisatie: UUID
    centrumgemeente: Gemeentecode
    telefoonnummer: str | None
    uitleg: str | None
    contact_revisie: Revisie


class HuisLijst(Uitgaand):
    """Own houses."""

    huizen: list[Huis]
    volgende: Cursor


class Uitname(Uitgaand):
    """A place that is to go out of service, or that goes out when its people have left."""

    vanaf_op: datetime
    feit: bool
    reden: Uitvalreden
    verwacht_tot_op: datetime | None
    vervangen_door: UUID | None


class Plaats(Uitgaand):
    """A place for one household, and how it is now."""

    id: UUID
    referentie: str
    soort: Soort
    centrumgemeente: Gemeentecode
    organisatie: UUID
    huis: HuisVerwijzing
    personen_max: Annotated[int, Field(ge=1)]
    kenmerken: list[Kenmerk]
    gereed_binnen_minuten: int | None
    veiligheidstoets_door: str | None
    status: Plaatsstatus
    onbevestigd: bool
    sinds_op: datetime
    bevestigd_op: datetime
    reden: Uitvalreden | None
    verwacht_tot_op: datetime | None
    plaatsing: UUID | None
    uitname: Uitname | None
    revisie: Revisie


class PlaatsLijst(Uitgaand):
    """A page of places, newest first."""

    plaatsen: list[Plaats]
    volgende: Cursor


class ImportResultaat(Uitgaand):
    """How many places were added, and which."""

    toegevoegd: Aantal
    plaatsen: list[UUID]


class Kind(Uitgaand):
    """A child: age in whole years."""

    leeftijd: Annotated[int, Field(ge=0, le=17)]


class Gezelschap(Uitgaand):
    """Who is coming and what they need, as the house may know it."""

    volwassenen: Aantal
    kinderen: list[Kind]
    behoeften: list[Behoefte]


class Huishouden(Gezelschap):
    """Who must stay together, and what went before."""

    verhuisbewegingen: Aantal
    nachten_eerder: Aantal


class Veiligheid(Uitgaand):
    """The outcome of the risicotaxatie, or the acute threat while there is none."""

    kleur: Kleur | None
    instrument: str | None
    dreiging: Dreiging | None
    door: Door


class Voorstel(Uitgaand):
    """A place proposed for an aanvraag, or two or three of one huis together, with its rank and reasons.

    `personenMax` is the room of all of them.
    """

    rang: Annotated[int, Field(ge=1)]
    centrumgemeente: Gemeentecode
    plaatsen: list[UUID]
    soort: Soort
    personen_max: Annotated[int, Field(ge=1)]
    onbevestigd: bool
    redenen: list[str]


class VoorstelLijst(Uitgaand):
    """What was proposed, best first."""

    voorstellen: list[Voorstel]
    volgende: Cursor


class Knelpunt(Uitgaand):
    """The smallest thing in the way of placing somebody."""

    code: str
    tekst: str
    verloopt_op: datetime | None = Field(
        description="With code `gevraagd`: until when the last of the houses that are asked can answer; null otherwise."
    )


class Plaatsing(Uitgaand):
    """An aanvraag bound to a place, or to two or three of one huis (R7); `aanvraag` is null for the house.

    `plaatsen` are those it has now, `teruggemeld` those that the house could not give it.
    """

    id: UUID
    aanvraag: UUID | None
    referentie: str
    status: Plaatsingstatus
    centrumgemeente: Gemeentecode
    plaatsen: list[UUID]
    nachten: Nachten
    gereserveerd_op: datetime
    verloopt_op: datetime | None
    bevestigd_op: datetime | None
    geaccepteerd_op: datetime | None
    verwachte_aankomst_op: datetime | None
    aangekomen_op: datetime | None
    eerste_nacht_datum: date | None
    vertrek_datum: date | None
    beeindigd_op: datetime | None
    reden: str | None
    teruggemeld: list[UUID]
    deadline_op: datetime
    huishouden: Gezelschap | None
    revisie: Revisie


class PlaatsingLijst(Uitgaand):
    """A page of plaatsingen, newest first."""

    plaatsingen: list[Plaatsing]
    volgende: Cursor


class Aanvraag(Uitgaand):
    """A request to place one household; for landelijk `plaatsing` and `voorstellen` are null.

    With `verplaatsing` it moves a household on: `gemeente` is where it is now, and for landelijk null as are `uitsluitingen`.
    """

    id: UUID
    referentie: str
    status: Aanvraagstatus
    ingediend_op: datetime
    vastgesteld_op: datetime
    deadline_op: datetime
    gemeente: Gemeentecode | None
    veiligheid: Veiligheid
    huishouden: Huishouden
    uitsluitingen: list[Gemeentecode] | None
    voorkeuren: list[Gemeentecode]
    verplaatsing: Verplaatsingreden | None
    nachten: Nachten
    plaatsing: Plaatsing | None
    voorstellen: list[Voorstel] | None
    knelpunt: Knelpunt | None
    reden: str | None
    afweging: UUID | None
    revisie: Revisie


class AanvraagLijst(Uitgaand):
    """A page of aanvragen, newest first."""

    aanvragen: list[Aanvraag]
    volgende: Cursor


def tell(model: type[Uitgaand], status: int = 200) -> dict[int | str, dict[str, Any]]:
    """What a route answers when all is well, for its `responses`."""
    return {status: {"model": model, "description": (model.__doc__ or "").partition("\n")[0]}}
