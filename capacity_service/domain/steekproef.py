"""Which looks a privacy officer should see, and why; the rest is drawn by chance that nobody can foresee."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from capacity_service.domain.regels import Regels
from capacity_service.domain.tijd import AMSTERDAM


class Waarom(StrEnum):
    """Why a look is in the steekproef; the last one is chance."""

    noodinzage = "noodinzage"
    geweigerd = "geweigerd"
    zonder_zaak = "zonder_zaak"
    veel = "veel"
    vreemd_uur = "vreemd_uur"
    toeval = "toeval"


class Beoordeling(StrEnum):
    """What a privacy officer says of a look; `navragen` is not the last word."""

    in_orde = "in_orde"
    navragen = "navragen"
    onterecht = "onterecht"


@dataclass(frozen=True)
class Bekeken:
    """What is judged of one look.

    `hoogste_in_uur` is how much its account looked at in any hour that holds it, `dagen` on how many earlier days somebody
    of the same rol and organisatie looked in this hour of the day.
    """

    op: datetime
    handeling: str
    uitkomst: str
    zaak: bool | None
    hoogste_in_uur: int
    dagen: int
    hash: bytes


def is_night(moment: datetime, regels: Regels) -> bool:
    """Whether this is an hour that is only ordinary for who has a night shift."""
    return regels.is_reserveringsnacht(moment.astimezone(AMSTERDAM).time())


def draw(hash_: bytes) -> int:
    """0 to 99, from the chain: the same for everybody afterwards, and unknown to who looks."""
    return int.from_bytes(hash_[:4], "big") % 100


def find_redenen(bekeken: Bekeken, regels: Regels) -> tuple[Waarom, ...]:
    """Why this look deserves another; empty for one that does not."""
    found = {
        Waarom.noodinzage: bekeken.handeling == "read_noodinzage",
        Waarom.geweigerd: bekeken.uitkomst in {"geweigerd", "geremd"},
        Waarom.zonder_zaak: bekeken.zaak is False,
        Waarom.veel: bekeken.hoogste_in_uur > regels.inzage_bulk_aantal or bekeken.uitkomst == "geremd",
        Waarom.vreemd_uur: is_night(bekeken.op, regels) and bekeken.dagen < regels.inzage_uur_dagen,
        Waarom.toeval: draw(bekeken.hash) < regels.steekproef_procent,
    }
    return tuple(waarom for waarom, so in found.items() if so)
