"""The shapes of normsignalen, meldingen and vragen, coming in and going out."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field

from capacity_service.api.answers import Cursor, Gemeentecode, Gezelschap, Revisie, Uitgaand
from capacity_service.api.fields import Bericht
from capacity_service.domain.inzage import Rol
from capacity_service.domain.meldingen import Meldingsoort
from capacity_service.domain.normen import Norm, Onderwerpsoort, Plichthouder

Aantal = Annotated[int, Field(ge=0)]


class Antwoord(StrEnum):
    """What a house can say to a vraag."""

    ja = "ja"
    nee = "nee"


class Vraagstatus(StrEnum):
    """Where a vraag stands; all but the first are ends."""

    open = "open"
    ja = "ja"
    nee = "nee"
    verlopen = "verlopen"
    vervallen = "vervallen"


class AntwoordIn(Bericht):
    """Whether the place is really free."""

    antwoord: Antwoord


class Normsignaal(Uitgaand):
    """An episode in which a norm is not met; `plichthouder` is a kind, because a name could betray where somebody is."""

    id: UUID
    norm: Norm
    nummer: str
    titel: str
    onderwerp_soort: Onderwerpsoort
    onderwerp: str | None
    waar: Gemeentecode | None
    plichthouder: Plichthouder
    oorzaak: str
    remedie: str | None
    begonnen_op: datetime
    vastgelegd_op: datetime
    beeindigd_op: datetime | None
    onderbrekingen: Aantal
    onderbroken_seconden: Aantal
    verteld_aan: list[Rol]
    revisie: Revisie


class NormsignaalLijst(Uitgaand):
    """A page of normsignalen, newest first."""

    normsignalen: list[Normsignaal]
    volgende: Cursor


class Melding(Uitgaand):
    """Something told to one audience; `laat` when it was told later than it was due."""

    id: UUID
    meldingsoort: Meldingsoort
    rol: Rol
    onderwerp_soort: str
    onderwerp: str
    titel: str
    tekst: str
    dringend: bool
    op: datetime
    termijn_op: datetime | None
    laat: bool
    gezien_op: datetime | None
    revisie: Revisie


class MeldingLijst(Uitgaand):
    """A page of meldingen, newest first."""

    meldingen: list[Melding]
    volgende: Cursor


class Vraag(Uitgaand):
    """The question to a house whether a place that nobody confirmed is really free, and for whom."""

    id: UUID
    plaats: UUID
    status: Vraagstatus
    huishouden: Gezelschap | None
    gesteld_op: datetime
    verloopt_op: datetime
    beantwoord_op: datetime | None
    revisie: Revisie


class VraagLijst(Uitgaand):
    """A page of vragen, newest first."""

    vragen: list[Vraag]
    volgende: Cursor
