"""A household that fits no single plaats has two or three of one huis (R7), and stays together in them.

Before it is inside the places are one promise: when one of them is lost, the whole plaatsing is. Once inside, what is
true is recorded (R14): the household may be in fewer of its places than it was given, never in others.
"""

from collections.abc import Sequence
from uuid import UUID

from capacity_service.domain.errors import Fault, OngeldigeInvoer


def pick_plaatsen(plaatsen: Sequence[UUID], genoemd: Sequence[UUID] | None) -> list[UUID]:
    """Those of the places of one plaatsing that were named, in their own order; all of them when none were.

    Raises `OngeldigeInvoer` for a place that is not of this plaatsing.
    """
    if not genoemd:
        return list(plaatsen)
    if not set(genoemd) <= set(plaatsen):
        raise OngeldigeInvoer(
            Fault(
                "plaatsen",
                "Een van deze plaatsen hoort niet bij deze plaatsing. Kies uit de plaatsen van de plaatsing.",
            )
        )
    return [plaats for plaats in plaatsen if plaats in set(genoemd)]
