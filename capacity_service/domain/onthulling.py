"""What each level of the rule `openheid` gives away, as measured: for whoever has to choose one (`load_tests/disclosure.py`)."""

from dataclasses import dataclass
from datetime import date

from capacity_service.domain.openheid import Openheid
from capacity_service.domain.regels import Regels


@dataclass(frozen=True)
class Onthulling:
    """Of one level and tick (minutes; 0 where there is none) the share of departures of which the destination was guessed rightly.

    By whoever knows origin and time of every departure: without what a gemeente sees, and with it. `marge` is half the 95% interval
    of the difference.
    """

    niveau: Openheid
    minuten: int
    zonder: float
    met: float
    marge: float

    @property
    def voordeel(self) -> float:
        """By how much that share rises."""
        return self.met - self.zonder


GEMETEN_OP = date(2026, 12, 1)
ZAAD = 1
VLUCHTEN = 13_734
"""When, from which seed, and over how many departures the figures below were measured."""

GEMETEN = (
    Onthulling(Openheid.volledig, 0, 0.128, 1.000, 0.008),
    Onthulling(Openheid.getikt, 15, 0.128, 0.918, 0.010),
    Onthulling(Openheid.getikt, 60, 0.128, 0.720, 0.013),
    Onthulling(Openheid.getikt, 240, 0.128, 0.404, 0.012),
    Onthulling(Openheid.getikt, 1440, 0.128, 0.167, 0.007),
    Onthulling(Openheid.landelijk, 0, 0.128, 0.128, 0.001),
)
"""From the most to the least, a longer tick after a shorter one."""


def find_onthulling(regels: Regels) -> Onthulling:
    """The figure of the level in force; between two ticks that were measured the shorter one, which gives away more."""
    niveau = Openheid.of(regels)
    minuten = regels.openheid_tik_minuten if niveau is Openheid.getikt else 0
    return [one for one in GEMETEN if one.niveau is niveau and one.minuten <= minuten][-1]


def describe_onthulling(regels: Regels) -> str:
    """The same in Dutch, for who runs the service."""
    one = find_onthulling(regels)
    tik = f", elke {regels.openheid_tik_minuten} minuten" if one.niveau is Openheid.getikt else ""
    als = f" (gemeten bij {one.minuten} minuten)" if one.minuten not in {0, regels.openheid_tik_minuten} else ""
    return (
        f"{one.niveau}{tik}. Wie weet wanneer iemand vluchtte en waarvandaan, raadt met wat een gemeente ziet in "
        f"{100 * one.met:.0f} van de 100 keer waarheen{als}. Zonder dat is het {100 * one.zonder:.0f} van de 100. "
        f"Gemeten op {GEMETEN_OP:%d-%m-%Y} over {VLUCHTEN} vluchten, zaad {ZAAD}."
    )
