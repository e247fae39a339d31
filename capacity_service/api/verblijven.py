"""What the calls around a stay take and answer: registraties, who can be called, verplaatsing, a whole house out.

As in `requests.py` and `answers.py`, which hold those of the register, the aanvraag and the plaatsing.
"""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, StrictBool, StrictStr, model_validator
from pydantic.alias_generators import to_camel
from pydantic_core import PydanticCustomError

from capacity_service.api.answers import Aantal, Cursor, Nachten, Revisie, Uitgaand
from capacity_service.api.fields import Bericht, Distinct, Geheel, Telefoonnummer, Verwacht, Waargenomen
from capacity_service.api.requests import Codes, VeiligheidIn
from capacity_service.domain import registratie
from capacity_service.domain.aanvraag import Aanvraagstatus, Kleur
from capacity_service.domain.klokken import Moment, Registratiesoort
from capacity_service.domain.plaats import Uitvalreden
from capacity_service.domain.regels import LEEFTIJD_KIND_MAX, PERSONEN_MAX
from capacity_service.domain.registratie import VELDEN, Aanwezige, Lid, Onderdeel, Wijze
from capacity_service.domain.verplaatsing import Verplaatsingreden

Instrument = Annotated[StrictStr, Field(min_length=1, max_length=40, pattern=r"^[a-z0-9_]+$")]


class GezinslidIn(Bericht):
    """The kleur of one member; the age tells children apart."""

    lid: Lid
    leeftijd: Annotated[Geheel, Field(ge=0, le=LEEFTIJD_KIND_MAX)] | None = None
    kleur: Kleur

    @model_validator(mode="after")
    def check_leeftijd(self) -> Self:
        """An age is a child's: of adults nobody asks it."""
        if self.lid is Lid.volwassene and self.leeftijd is not None:
            raise _fault("Geef alleen de leeftijd van kinderen.")
        return self


class RegistratieIn(Bericht):
    """What was done: a kind, when in the stay, when, and the fields of that kind; what is left out is said to be missing."""

    soort: Registratiesoort
    moment: Moment
    gedaan_op: Waargenomen
    instrument: Instrument | None = None
    wijze: Wijze | None = None
    leden: Annotated[list[GezinslidIn], Field(max_length=PERSONEN_MAX)] | None = None
    verhuisreden: StrictBool | None = None
    voor: Lid | None = None
    oordeel_medewerker: StrictBool | None = None
    oordeel_client: StrictBool | None = None
    onderdelen: Annotated[list[Onderdeel], Field(max_length=len(Onderdeel)), Distinct] | None = None
    aanwezig: Annotated[list[Aanwezige], Field(max_length=len(Aanwezige)), Distinct] | None = None

    @model_validator(mode="after")
    def check_fields(self) -> Self:
        """A field of another kind was meant for something that would not be kept."""
        always = {"soort", "moment", "gedaan_op"}
        strange = sorted(self.model_fields_set - always - VELDEN[self.soort])
        if strange:
            names = ", ".join(to_camel(name) for name in strange)
            raise _fault(f"Hoort niet bij {self.soort.replace('_', ' ')}: {names}. Haal het weg.")
        return self

    def make(self) -> registratie.Registratie:
        """The value of the domain."""
        return registratie.Registratie(
            self.soort,
            self.moment,
            self.gedaan_op,
            instrument=self.instrument,
            wijze=self.wijze,
            leden=tuple(registratie.Gezinslid(one.lid, one.kleur, one.leeftijd) for one in self.leden or ()),
            verhuisreden=self.verhuisreden,
            voor=self.voor,
            oordeel_medewerker=self.oordeel_medewerker,
            oordeel_client=self.oordeel_client,
            onderdelen=frozenset(self.onderdelen or ()),
            aanwezig=frozenset(self.aanwezig or ()),
        )


class Gezinslid(Uitgaand):
    """The kleur of one member."""

    lid: Lid
    leeftijd: int | None
    kleur: Kleur


class Registratie(Uitgaand):
    """What was recorded about a plaatsing. `eigen`: by the own organisatie; who did it is not told to anybody."""

    id: UUID
    plaatsing: UUID
    eigen: bool
    soort: Registratiesoort
    moment: Moment
    gedaan_op: datetime
    vastgelegd_op: datetime
    instrument: str | None
    wijze: Wijze | None
    leden: list[Gezinslid] | None
    verhuisreden: bool | None
    voor: Lid | None
    oordeel_medewerker: bool | None
    oordeel_client: bool | None
    onderdelen: list[Onderdeel] | None
    aanwezig: list[Aanwezige] | None
    volledig: bool
    ontbreekt: list[str]


class RegistratieLijst(Uitgaand):
    """What was recorded about one plaatsing, newest first."""

    registraties: list[Registratie]
    volgende: Cursor


class ContactIn(Bericht):
    """The number at which somebody of the house answers, day and night."""

    telefoonnummer: Telefoonnummer


class Huiscontact(Uitgaand):
    """The number of an own house, at this revisie."""

    huis: UUID
    telefoonnummer: str
    revisie: Revisie


class Contact(Uitgaand):
    """Whom to call about a plaatsing; when no number is known, `uitleg` says what to do instead."""

    telefoonnummer: str | None
    uitleg: str | None


class VerplaatsingIn(Bericht):
    """Why this household cannot stay, and since when that is known. A new danger comes with its assessment (R11)."""

    reden: Verplaatsingreden
    vastgesteld_op: Waargenomen
    veiligheid: VeiligheidIn | None = None
    uitsluitingen: Codes = Field(default_factory=list)

    @model_validator(mode="after")
    def check_facts(self) -> Self:
        """A danger that nobody assessed is not a new one."""
        if self.reden is Verplaatsingreden.gevaar and self.veiligheid is None:
            raise _fault("Stuur bij gevaar de veiligheid mee: de kleur met het instrument, of de acute dreiging.")
        return self


class Verplaatsing(Uitgaand):
    """The aanvraag that looks for where the household can go on to, as the house may know it: never where that is."""

    plaatsing: UUID
    referentie: str
    status: Aanvraagstatus
    vastgesteld_op: datetime
    deadline_op: datetime
    nachten: Nachten


class UitvalIn(Bericht):
    """Why the whole house is out, and until when that is expected."""

    reden: Uitvalreden
    verwacht_tot_op: Verwacht | None = None


class TeVerplaatsen(Uitgaand):
    """A household inside a house that is out: it needs a verplaatsing."""

    plaatsing: UUID
    referentie: str
    plaatsen: list[UUID]


class Uitval(Uitgaand):
    """How many places went out and how many were out, how many plaatsingen look on, and who is inside.

    `bezetZonderAanvraag` are places with people who came without an aanvraag.
    """

    huis: UUID
    buiten_gebruik: Aantal
    waren_buiten_gebruik: Aantal
    teruggemeld: Aantal
    bezet: Aantal
    verplaatsen: list[TeVerplaatsen]
    bezet_zonder_aanvraag: list[UUID]


def _fault(zin: str) -> PydanticCustomError:
    return PydanticCustomError("zin", "{zin}", {"zin": zin})
