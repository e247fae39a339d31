"""Breaking the glass: for a short time one person sees both sides of a plaatsing, and somebody of another organisation agreed (R19)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from capacity_service.domain.errors import AndereOrganisatie, NietGevonden, Overgang


class Noodreden(StrEnum):
    """Why it cannot wait; a closed list, and no word about the household."""

    acuut_gevaar = "acuut_gevaar"
    medische_nood = "medische_nood"
    vermist = "vermist"
    huis_onbereikbaar = "huis_onbereikbaar"
    aanvrager_onbereikbaar = "aanvrager_onbereikbaar"


class Noodstatus(StrEnum):
    """Where a noodinzage stands; the last three are ends, two of them by time alone."""

    gevraagd = "gevraagd"
    open = "open"
    beeindigd = "beeindigd"
    verlopen = "verlopen"
    vervallen = "vervallen"


@dataclass(frozen=True)
class Noodinzage:
    """One noodinzage: who asked and who agreed, each for which organisatie, and until when.

    `vervalt_op` is when a question that nobody answered lapses, `verloopt_op` when the look itself does.
    """

    id: UUID
    referentie: str
    reden: Noodreden
    gevraagd_door: UUID
    gevraagd_organisatie: UUID
    gevraagd_op: datetime
    vervalt_op: datetime
    goedgekeurd_door: UUID | None = None
    goedgekeurd_organisatie: UUID | None = None
    goedgekeurd_op: datetime | None = None
    verloopt_op: datetime | None = None
    beeindigd_op: datetime | None = None

    def status(self, now: datetime) -> Noodstatus:
        """Where it stands at this instant; no job has to run for it to end."""
        if self.beeindigd_op is not None:
            return Noodstatus.beeindigd
        if self.verloopt_op is None:
            return Noodstatus.gevraagd if now < self.vervalt_op else Noodstatus.vervallen
        return Noodstatus.open if now < self.verloopt_op else Noodstatus.verlopen


def check_goedkeuring(nood: Noodinzage, account: UUID, organisatie: UUID, now: datetime) -> None:
    """Raise `AndereOrganisatie` for whoever asked or works where they do, `Overgang` for who approved it already.

    What no longer waits is not there for anybody else: `NietGevonden`.
    """
    if account == nood.gevraagd_door or organisatie == nood.gevraagd_organisatie:
        raise AndereOrganisatie
    if nood.status(now) is not Noodstatus.gevraagd:
        if account != nood.goedgekeurd_door:
            raise NietGevonden
        raise Overgang("Deze noodinzage wacht niet meer op goedkeuring. Is het nog nodig? Laat haar opnieuw vragen.")


def check_inzage(nood: Noodinzage, account: UUID, now: datetime) -> None:
    """Raise `NietGevonden` for anybody but who asked, `Overgang` while it was not approved and when its time is over."""
    if account != nood.gevraagd_door:
        raise NietGevonden
    match nood.status(now):
        case Noodstatus.gevraagd:
            raise Overgang("Er is nog geen goedkeuring. Bel iemand van een andere organisatie die dit mag goedkeuren.")
        case Noodstatus.open:
            return
        case _:
            raise Overgang("Deze noodinzage is voorbij. Is het nog nodig? Vraag een nieuwe.")


def check_einde(nood: Noodinzage, account: UUID, now: datetime) -> None:
    """Raise `NietGevonden` for anybody but who asked or approved, `Overgang` when it is over already."""
    if account not in {nood.gevraagd_door, nood.goedgekeurd_door}:
        raise NietGevonden
    if nood.status(now) not in {Noodstatus.gevraagd, Noodstatus.open}:
        raise Overgang("Deze noodinzage is al voorbij.")
