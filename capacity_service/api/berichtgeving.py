"""What the calls about telling people outside the screen answer, for the document only."""

from datetime import datetime
from uuid import UUID

from capacity_service.api.answers import Aantal, Cursor, Revisie, Uitgaand
from capacity_service.domain.bezorging import Bezorgstatus, Meldadressoort


class Meldadres(Uitgaand):
    """Where an organisatie is told: an e-mail address or a webhook."""

    id: UUID
    soort: Meldadressoort
    adres: str
    alleen_dringend: bool
    toegevoegd_op: datetime
    revisie: Revisie


class NieuwMeldadres(Meldadres):
    """A meldadres as it is added; `geheim` signs what a webhook gets, is told once, and is null for e-mail."""

    geheim: str | None


class MeldadresLijst(Uitgaand):
    """A page of meldadressen, newest first."""

    meldadressen: list[Meldadres]
    volgende: Cursor


class Bezorging(Uitgaand):
    """One melding on its way to one meldadres; `fout` says why the last try failed."""

    id: UUID
    melding: UUID
    meldadres: UUID
    soort: Meldadressoort
    adres: str
    titel: str
    dringend: bool
    status: Bezorgstatus
    pogingen: Aantal
    aangemaakt_op: datetime
    volgende_op: datetime | None
    bezorgd_op: datetime | None
    fout: str | None
    revisie: Revisie


class BezorgingLijst(Uitgaand):
    """A page of bezorgingen, newest first."""

    bezorgingen: list[Bezorging]
    volgende: Cursor
