"""A plaats, who holds it, and the one table of transitions."""

from datetime import UTC, datetime, timedelta
from enum import StrEnum

from capacity_service.domain.errors import Overgang
from capacity_service.domain.regels import Regels


class Soort(StrEnum):
    """What a plaats is for, in the order in which the weighing tries them (R9)."""

    crisisplaats = "crisisplaats"
    opvangplaats = "opvangplaats"
    reserveplaats = "reserveplaats"
    alternatief = "alternatief"


class Kenmerk(StrEnum):
    """What a plaats offers; it ranks and never filters (R6)."""

    rolstoel = "rolstoel"
    mannen = "mannen"
    huisdier = "huisdier"
    babybed = "babybed"
    begane_grond = "begane_grond"
    eigen_sanitair = "eigen_sanitair"


class Uitvalreden(StrEnum):
    """Why a plaats is or goes out of service."""

    onderhoud = "onderhoud"
    verbouwing = "verbouwing"
    schoonmaak = "schoonmaak"
    besmetting = "besmetting"
    brand = "brand"
    water = "water"
    verwarming = "verwarming"
    veiligheid = "veiligheid"
    personeel = "personeel"
    overig = "overig"


class ClaimSoort(StrEnum):
    """Who holds a plaats now; no row means nobody."""

    reservering = "reservering"
    plaatsing = "plaatsing"
    verblijf = "verblijf"
    bezet = "bezet"
    buiten_gebruik = "buiten_gebruik"


PROMISED = frozenset({ClaimSoort.reservering, ClaimSoort.plaatsing})
"""Somebody is expected in the plaats."""
INSIDE = frozenset({ClaimSoort.verblijf, ClaimSoort.bezet})
"""Somebody is in it."""


class Plaatsstatus(StrEnum):
    """What people see; derived from the claim, never stored."""

    vrij = "vrij"
    gereserveerd = "gereserveerd"
    bezet = "bezet"
    buiten_gebruik = "buiten_gebruik"


STATUS_OF_CLAIM: dict[ClaimSoort | None, Plaatsstatus] = {
    None: Plaatsstatus.vrij,
    ClaimSoort.reservering: Plaatsstatus.gereserveerd,
    ClaimSoort.plaatsing: Plaatsstatus.gereserveerd,
    ClaimSoort.verblijf: Plaatsstatus.bezet,
    ClaimSoort.bezet: Plaatsstatus.bezet,
    ClaimSoort.buiten_gebruik: Plaatsstatus.buiten_gebruik,
}

TRANSITIONS: dict[ClaimSoort | None, frozenset[ClaimSoort | None]] = {
    None: frozenset({ClaimSoort.reservering, ClaimSoort.verblijf, ClaimSoort.bezet, ClaimSoort.buiten_gebruik}),
    ClaimSoort.reservering: frozenset(
        {None, ClaimSoort.plaatsing, ClaimSoort.verblijf, ClaimSoort.bezet, ClaimSoort.buiten_gebruik}
    ),
    ClaimSoort.plaatsing: frozenset({None, ClaimSoort.verblijf, ClaimSoort.bezet, ClaimSoort.buiten_gebruik}),
    ClaimSoort.verblijf: frozenset({None, ClaimSoort.buiten_gebruik}),
    ClaimSoort.bezet: frozenset({None, ClaimSoort.bezet, ClaimSoort.buiten_gebruik}),
    ClaimSoort.buiten_gebruik: frozenset({None, ClaimSoort.bezet, ClaimSoort.buiten_gebruik}),
}
"""From who holds it to who holds it next. A verblijf ends only through its plaatsing: nobody is put out by a status."""


def check_transition(van: ClaimSoort | None, naar: ClaimSoort | None) -> None:
    """Raise `Overgang` when a plaats cannot go from one holder to the next."""
    if naar not in TRANSITIONS[van]:
        raise Overgang(
            f"Een plaats die {STATUS_OF_CLAIM[van].replace('_', ' ')} is, kan niet zo "
            f"{STATUS_OF_CLAIM[naar].replace('_', ' ')} worden. "
            "Verblijft er iemand via een aanvraag? Meld dan eerst het einde of de doorplaatsing."
        )


FREED_BY_STATUS = frozenset({ClaimSoort.bezet, ClaimSoort.buiten_gebruik})
"""What a house ends by calling the place vrij. Whoever was promised the place keeps it until a person says otherwise."""


def check_freed_by_status(van: ClaimSoort) -> None:
    """Raise `Overgang` when a place is held through an aanvraag: that ends by its plaatsing, not by a status."""
    if van not in FREED_BY_STATUS:
        raise Overgang(
            "Deze plaats wordt vastgehouden voor een huishouden met een aanvraag. "
            "Meld het einde, de doorplaatsing of een terugmelding bij die plaatsing; dan komt de plaats vrij."
        )


def is_onbevestigd(bevestigd_op: datetime, now: datetime, regels: Regels) -> bool:
    """Whether a vrij plaats was seen too long ago to be taken for sure (R3)."""
    return becomes_onbevestigd_op(bevestigd_op, regels) <= now


def becomes_onbevestigd_op(bevestigd_op: datetime, regels: Regels) -> datetime:
    """The instant at which a plaats seen then turns onbevestigd (R3)."""
    return bevestigd_op.astimezone(UTC) + timedelta(hours=regels.bevestigd_uren)
