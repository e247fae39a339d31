"""What the calls about the past and the coming days answer, for the document only."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from capacity_service.api.answers import Aantal, Gemeentecode, Uitgaand
from capacity_service.api.bewijsvormen import Streeknaam
from capacity_service.domain.historie import Stap
from capacity_service.domain.openheid import Openheid

Gemiddelde = Annotated[float, Field(ge=0)]


class Opvangpunt(Uitgaand):
    """The same of opvangplaatsen."""

    inzetbaar: Gemiddelde | None
    vrij: Gemiddelde | None
    gereserveerd: Gemiddelde | None = Field(
        default=None, description="Absent for the role gemeente, which sees it as a part of bezet."
    )
    bezet: Gemiddelde | None


class Historiepunt(Uitgaand):
    """An hour, or a calendar day in Amsterdam: averages over the minutes that are known; null is what was not shown."""

    van_op: datetime
    tot_op: datetime
    gemeten_minuten: Gemiddelde
    openheid: Openheid = Field(description="The strictest level of the rule that held in this time.")
    inzetbaar: Gemiddelde | None
    vrij: Gemiddelde | None
    vrij_laagst: Aantal | None
    vrij_hoogst: Aantal | None
    onbevestigd: Gemiddelde | None
    gereserveerd: Gemiddelde | None = Field(
        default=None, description="Absent for the role gemeente, which sees it as a part of bezet."
    )
    bezet: Gemiddelde | None
    buiten_gebruik: Gemiddelde | None
    geen_vrij_minuten: Gemiddelde | None = Field(description="Null for the country.")
    onder_minimum_minuten: Gemiddelde | None = Field(description="Null for the country.")
    gemiddeld_vrij_derden: int | None = Field(
        ge=0, le=3, description="At openheid landelijk, of another centrumgemeente: what was told instead of vrij."
    )
    opvangplaatsen: Opvangpunt


class Historie(Uitgaand):
    """The occupancy of the country, or of one centrumgemeente, point after point; a time of which nothing is known has no point."""

    centrumgemeente: Streeknaam | None
    van_op: datetime
    tot_op: datetime
    stap: Stap
    begonnen_op: datetime | None = Field(description="From when on there are figures at all.")
    punten: list[Historiepunt]


class Verwachtingsvenster(Uitgaand):
    """What is known to change since the window before, until this instant, and what is free then if nobody comes."""

    tot_op: datetime
    vertrek: Aantal
    terug: Aantal
    uit: Aantal
    vrij: int


class Verwachting(Uitgaand):
    """Free now, and at the end of each window: one until the last noon, or one for each noon."""

    vrij: Aantal
    vensters: list[Verwachtingsvenster]


class VerwachtingStreek(Verwachting):
    """The same of one centrumgemeente."""

    code: Gemeentecode
    naam: str


class VerwachtingOverzicht(Uitgaand):
    """The country, and the centrumgemeenten that this asker is told of."""

    tijdstip_op: datetime
    land: Verwachting
    centrumgemeenten: list[VerwachtingStreek]
