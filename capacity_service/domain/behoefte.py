"""What a household needs, and what that asks of a place."""

from capacity_service.domain.aanvraag import Behoefte, Huishouden
from capacity_service.domain.plaats import Kenmerk

GEVRAAGD: dict[Behoefte, Kenmerk] = {
    Behoefte.rolstoel: Kenmerk.rolstoel,
    Behoefte.mannenopvang: Kenmerk.mannen,
    Behoefte.zwanger: Kenmerk.eigen_sanitair,
    Behoefte.babybed: Kenmerk.babybed,
    Behoefte.huisdier: Kenmerk.huisdier,
}
"""What each need asks of a plaats; a tolk is a person and asks nothing of it."""


def kenmerken_for(huishouden: Huishouden) -> frozenset[Kenmerk]:
    """What a plaats would best offer this household; it ranks and never filters (R6)."""
    return frozenset(GEVRAAGD[behoefte] for behoefte in huishouden.behoeften if behoefte in GEVRAAGD)
