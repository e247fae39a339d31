"""Why somebody is left over: the smallest group of aanvragen that compete for too few places (the theorem of Hall)."""

from collections.abc import Sequence
from dataclasses import dataclass

from capacity_service.domain.rangorde import Opgave, fits


@dataclass(frozen=True)
class Gedrang:
    """Households (by number) and classes: all that the households may have is in these classes, and it is one place too few.

    It is as small as can be: without any one of the households the places are enough for the others.
    """

    vragers: tuple[int, ...]
    klassen: tuple[int, ...]
    plaatsen: int


def find_gedrang(opgave: Opgave, toegewezen: Sequence[int | None], wie: int) -> Gedrang:
    """The group of somebody who is left over in a best assignment: who could make room for whom, from here on.

    Whoever is in it could step aside for this household, so one more place for any of them would place one more.
    """
    vragers, klassen = [wie], list[int]()
    holders: dict[int, list[int]] = {}
    for vrager, klasse in enumerate(toegewezen):
        if klasse is not None:
            holders.setdefault(klasse, []).append(vrager)
    for vrager in vragers:
        for index, vrij in enumerate(opgave.klassen):
            if index not in klassen and fits(opgave.vragers[vrager], vrij):
                klassen.append(index)
                vragers += holders.get(index, [])
    return Gedrang(tuple(sorted(vragers)), tuple(sorted(klassen)), sum(opgave.klassen[k].aantal for k in klassen))
