"""Moving to another house because of new danger or because the house was lost (R11, R12, R13)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from capacity_service.domain.regels import Regels
from capacity_service.domain.tijd import night_of

NACHTEN_EERDER_MAX = 366
MOVES_MAX = 50


class Verplaatsingreden(StrEnum):
    """Why a household cannot stay: it is not safe there any more, or the place is lost."""

    gevaar = "gevaar"
    verlies = "verlies"


@dataclass(frozen=True)
class Verplaatsing:
    """What the house says: since when it is known, and what was assessed anew (None: the danger is the one it was).

    `veiligheid` is JSON in the sender's words, checked; `uitsluitingen` are gemeenten that turned out to be unsafe too.
    """

    reden: Verplaatsingreden
    vastgesteld_op: datetime
    veiligheid: Mapping[str, Any] | None = None
    uitsluitingen: frozenset[str] = frozenset()


def count_nachten(eerste_nacht: date, moment: datetime, regels: Regels) -> int:
    """How many nights were spent since `eerste_nacht`; the night that runs at `moment` is not over and does not count."""
    return max(0, (night_of(moment, regels) - eerste_nacht).days)


def count_along(reden: Verplaatsingreden, geteld: int, nachten: int) -> int:
    """The nights that count along with the promise at the next house.

    A new danger, newly assessed, starts a new 1-3 nights; after a loss the nights already given still count (R11).
    """
    return 0 if reden is Verplaatsingreden.gevaar else geteld + nachten


def make_gegevens(
    gegevens: Mapping[str, Any], centrumgemeente: str, nachten: int, verplaatsing: Verplaatsing
) -> dict[str, Any]:
    """The household part of the aanvraag that moves it on, as JSON in the sender's words.

    The same household, one move and `nachten` nights further (R12). Its gemeente is the centrumgemeente where it is now.
    Where it fled from, what was unsafe before and what was preferred stay with who asked first (R19): the weighing
    reads them there.
    """
    unsafe = {centrumgemeente} if verplaatsing.reden is Verplaatsingreden.gevaar else set()
    huishouden = dict(gegevens["huishouden"])
    huishouden["verhuisbewegingen"] = min(huishouden["verhuisbewegingen"] + 1, MOVES_MAX)
    huishouden["nachtenEerder"] = min(huishouden["nachtenEerder"] + nachten, NACHTEN_EERDER_MAX)
    return {
        "gemeente": centrumgemeente,
        "veiligheid": dict(verplaatsing.veiligheid or gegevens["veiligheid"]),
        "huishouden": huishouden,
        "uitsluitingen": sorted(unsafe.union(verplaatsing.uitsluitingen)),
        "voorkeuren": [],
        "verplaatsing": str(verplaatsing.reden),
    }
