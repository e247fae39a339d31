"""What the calls about sessions, reference data and counts answer, for the document only."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import ConfigDict, Field

from capacity_service.api.answers import Aantal, Cursor, Gemeentecode, Revisie, Uitgaand
from capacity_service.domain.inzage import Rol
from capacity_service.domain.openheid import Openheid

Organisatiesoort = Literal["opvangorganisatie", "veilig_thuis", "politie", "lec_egg", "gemeente", "landelijk", "beheer"]


class DemoOrganisatie(Uitgaand):
    """The organisatie of a demo account."""

    id: UUID
    naam: str


class DemoAccount(Uitgaand):
    """An account of the demonstration; of no person."""

    id: UUID
    naam: str
    rol: Rol
    organisatie: DemoOrganisatie


class DemoAccountLijst(Uitgaand):
    """All demo accounts."""

    demo_accounts: list[DemoAccount]
    volgende: Cursor


class SessieAccount(Uitgaand):
    """Who is logged in."""

    id: UUID
    naam: str
    rol: Rol


class SessieOrganisatie(Uitgaand):
    """For whom; `centrumgemeente` only for a gemeente."""

    id: UUID
    naam: str
    soort: Organisatiesoort
    centrumgemeente: Gemeentecode | None


class Sessie(Uitgaand):
    """Who is logged in, until when, and whether this is the demonstration.

    `verlooptOp` moves on with use, `uiterlijkOp` does not. `aanbieder`: with whom they logged in, to do so again or to log out there.
    """

    account: SessieAccount
    organisatie: SessieOrganisatie
    verloopt_op: datetime
    uiterlijk_op: datetime
    aanbieder: str | None
    demo: bool


class Aanmelding(Uitgaand):
    """Who is logged in here; null for nobody, which is no fault. `demo`: whether there are demo accounts to choose from."""

    sessie: Sessie | None
    demo: bool


class Aanbieder(Uitgaand):
    """A provider with which people log in: `code` is its address here, `naam` is on the button."""

    code: str
    naam: str


class AanbiederLijst(Uitgaand):
    """The providers of this installation, in the order of its settings."""

    aanbieders: list[Aanbieder]
    volgende: None


class Afgemeld(Uitgaand):
    """A provider's logout was heard."""

    afgemeld: bool


class Token(Uitgaand):
    """A token for a program, in the words of RFC 6749 5.1; `expires_in` is in seconds."""

    model_config = ConfigDict(alias_generator=None)

    access_token: str
    token_type: str
    expires_in: Aantal


class LopendeSessie(Uitgaand):
    """One session of who asks; `huidig` is the one that asks. Nothing says where or on what it is."""

    begonnen_op: datetime
    verloopt_op: datetime
    huidig: bool


class SessieLijst(Uitgaand):
    """The sessions of one account that still hold, the newest first."""

    sessies: list[LopendeSessie]
    volgende: None


class LiveTicket(Uitgaand):
    """A ticket for one live connection: 30 seconds, one use."""

    ticket: str


class Centrumgemeente(Uitgaand):
    """One of the 35, with the coordinates of its city centre in degrees."""

    code: Gemeentecode
    naam: str
    provincie: str
    breedtegraad: float
    lengtegraad: float
    veiligheidsregio: str


class CentrumgemeenteLijst(Uitgaand):
    """The 35."""

    centrumgemeenten: list[Centrumgemeente]
    volgende: Cursor


class Gemeente(Uitgaand):
    """One of the 342, with its centrumgemeente by law (`formeel`) and in practice (`feitelijk`)."""

    code: Gemeentecode
    naam: str
    veiligheidsregio: str
    formeel: Gemeentecode
    feitelijk: Gemeentecode
    geldig_vanaf_datum: date
    zekerheid: str
    bron: str


class GemeenteLijst(Uitgaand):
    """The gemeenten that were asked for."""

    gemeenten: list[Gemeente]
    volgende: Cursor


class Organisatie(Uitgaand):
    """An organisatie and the centrumgemeenten it serves."""

    id: UUID
    naam: str
    soort: Organisatiesoort
    centrumgemeenten: list[Gemeentecode]


class OrganisatieLijst(Uitgaand):
    """All organisaties."""

    organisaties: list[Organisatie]
    volgende: Cursor


class Probleemuitleg(Uitgaand):
    """What a problem code means."""

    code: str
    status: int
    title: str


class Telling(Uitgaand):
    """Counts of one kind of place: `vrij + gereserveerd + bezet = inzetbaar`; onbevestigd is a part of vrij."""

    inzetbaar: Aantal
    vrij: Aantal
    onbevestigd: Aantal
    gereserveerd: Aantal = Field(
        default_factory=int, description="Absent for the role gemeente, which sees it as a part of bezet."
    )
    bezet: Aantal
    buiten_gebruik: Aantal


class Totaal(Telling):
    """The counts of the country: crisisplaatsen, and opvangplaatsen beside them."""

    opvangplaatsen: Telling


class GezieneTelling(Uitgaand):
    """The same of one centrumgemeente; null is what the rule `openheid` does not show a gemeente of another one."""

    inzetbaar: Aantal | None
    vrij: Aantal | None
    onbevestigd: Aantal | None
    gereserveerd: Aantal = Field(
        default_factory=int, description="Absent for the role gemeente, which sees it as a part of bezet."
    )
    bezet: Aantal | None
    buiten_gebruik: Aantal | None
    gemiddeld_vrij_derden: int | None = Field(
        default=None,
        ge=0,
        le=3,
        description="Which part of inzetbaar was free on average over the week `gemiddeldOver`, rounded up to thirds; 0 when there "
        "is nothing inzetbaar. There only for a gemeente, of another centrumgemeente, when openheid is landelijk.",
    )


class Bezetting(GezieneTelling):
    """The counts of one centrumgemeente: crisisplaatsen, and opvangplaatsen beside them."""

    opvangplaatsen: GezieneTelling
    code: Gemeentecode
    naam: str
    uitgevallen: Aantal | None = Field(
        description="Crisisplaatsen that are lost already and go out of service when whoever is inside has left; a part of "
        "inzetbaar that does not count for the minimum."
    )
    onder_minimum: bool | None
    geen_vrij: bool | None
    revisie: Revisie = Field(description="Rises with each change of what this role sees here; the same as live.")


class Week(Uitgaand):
    """A whole week: its Monday, and the Monday after it."""

    van_datum: date
    tot_datum: date


class Stand(Uitgaand):
    """Which moment is shown: `volgnummer` counts, within this `epoch`, what changed for whoever asks: the same number as live."""

    epoch: str
    volgnummer: Aantal
    tijdstip_op: datetime


class BezettingOverzicht(Uitgaand):
    """The country; `verzonnen` says that the register is demonstration data."""

    centrumgemeenten: list[Bezetting]
    totaal: Totaal
    openheid: Openheid = Field(
        description="What this asker sees of other centrumgemeenten; volledig for who is no gemeente."
    )
    getikt_op: datetime | None = Field(description="Of which moment the others are; null: of now, or not known yet.")
    volgende_tik_op: datetime | None
    gemiddeld_over: Week | None
    minimum: Aantal
    verzonnen: bool
    stand: Stand
