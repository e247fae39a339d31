"""What dossiers and verantwoordingen answer, for the document only (as in `answers.py`)."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from capacity_service.api.answers import Aantal, Gemeentecode, Uitgaand
from capacity_service.domain.normen import Norm
from capacity_service.domain.normenkader import Meetwijze

Uren = Annotated[float, Field(ge=0)]
Cel = Annotated[str, Field(pattern=r"^(<5|\d+|\d+-\d+)$")]
"""Households: a number, `<5`, or for a total over hidden cells a range."""
Volgnummer = Annotated[int, Field(ge=0)]


class Cijfer(Uitgaand):
    """One figure; a share (eenheid procent) has teller and noemer, and waarde null when the noemer is 0."""

    naam: str
    eenheid: str
    waarde: float | None
    teller: Aantal | None
    noemer: Aantal | None


class Episodes(Uitgaand):
    """The normsignalen of one kind that ran in the period, counted."""

    norm: Norm
    titel: str
    aantal: Aantal
    uren_totaal: Uren
    uren_langste: Uren
    nog_open: Aantal


class Dossiernorm(Uitgaand):
    """One norm: what it asks, how this service knows, figures, episodes, a remark."""

    norm: str
    titel: str
    vraag: str
    wijze: Meetwijze
    cijfers: list[Cijfer]
    episodes: list[Episodes]
    toelichting: str


class Bewijsperiode(Uitgaand):
    """Days in Amsterdam, `totDatum` not included; measured until `gemetenTotOp`, the last fact if that is earlier."""

    van_datum: date
    tot_datum: date
    gemeten_tot_op: datetime


class Geldenderegel(Uitgaand):
    """A rule that was in force on a day of the period; `gelezen` is its number as people read it."""

    naam: str
    waarde: int
    eenheid: str
    gelezen: str
    geldig_vanaf_datum: date
    geldig_tot_datum: date | None
    bron: str


class Bronnen(Uitgaand):
    """What it rests on: the facts of the period, the last fact that was read, the rules, the command that repeats it.

    No numbers for a gemeente when the rule `openheid` is not `volledig`.
    """

    eerste_volgnummer: Volgnummer | None
    laatste_volgnummer: Volgnummer | None
    tot_volgnummer: Volgnummer | None
    regels: list[Geldenderegel]
    opdracht: str


class Dossierorganisatie(Uitgaand):
    """Whose dossier it is."""

    id: UUID
    naam: str


Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
"""Over the canonical JSON of all other fields: keys sorted, no spaces, UTF-8."""


class Dossier(Uitgaand):
    """The evidence of one opvangorganisatie over a period, norm by norm; counts only."""

    organisatie: Dossierorganisatie
    periode: Bewijsperiode
    normen: list[Dossiernorm]
    bronnen: Bronnen
    sha256: Sha256


class Oorzaak(Uitgaand):
    """How often places were lost for one cause."""

    oorzaak: str
    aantal: Aantal


class Huishoudencellen(Uitgaand):
    """About households; null while the quarter is running."""

    aangekomen: Cel | None
    overschrijdingen: Cel | None
    kind_te_lang: Cel | None


class Verantwoordingscijfers(Uitgaand):
    """Hours and counts of one centrumgemeente."""

    uren_gemeten: Uren
    uren_onder_minimum: Uren
    uren_geen_vrij: Uren
    keer_onder_minimum: Aantal
    keer_geen_vrij: Aantal
    onvoorziene_uitval: list[Oorzaak]
    huishoudens: Huishoudencellen


class Verantwoordingskwartaal(Verantwoordingscijfers):
    """The same for one calendar quarter, `totDatum` not included."""

    van_datum: date
    tot_datum: date
    afgesloten: bool


class Streeknaam(Uitgaand):
    """Whose verantwoording it is."""

    code: Gemeentecode
    naam: str


class Verantwoording(Uitgaand):
    """Did a centrumgemeente meet its duty: by quarter and in total, small cells suppressed."""

    centrumgemeente: Streeknaam
    periode: Bewijsperiode
    kwartalen: list[Verantwoordingskwartaal]
    totaal: Verantwoordingscijfers
    toelichting: list[str]
    bronnen: Bronnen
    sha256: Sha256
