"""A household that fits no single free place takes two or three places of one huis (R7): which ones, without costing others a place.

This is an integer programme, small in practice: how such households combine places is searched, best bound first, and what is left
for the others is assigned exactly each time. Taking places away can only make the others worse off, so what they get without that is
a bound: a branch that cannot become better than what was found is left out.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest
from itertools import combinations
from uuid import UUID

from capacity_service.domain.plaats import Soort
from capacity_service.domain.rangorde import TREDEN, Kosten, Omstandigheid, Vrager, cost_of, cost_of_none, fits, told_no
from capacity_service.domain.voorraad import Vrij

TOGETHER_MAX = 3
"""More places than this is no household that stays together."""

LOOKS_MAX = 300
"""After so many assignments of the others the best found is taken, and the bound says what is not proven."""


@dataclass(frozen=True)
class Combinatie:
    """Two or three places of one huis for one household, and what they cost it by the order of `rangorde.py`."""

    vrager: Vrager
    plaatsen: tuple[Vrij, ...]
    kosten: Kosten

    @property
    def ids(self) -> tuple[UUID, ...]:
        """The places, by id."""
        return tuple(sorted(plaats for vrij in self.plaatsen for plaats in vrij.plaatsen))

    @property
    def soort(self) -> Soort:
        """Of places of different soorten the one that is tried last (R9)."""
        return max((vrij.klasse.soort for vrij in self.plaatsen), key=list(Soort).index)


def fits_nowhere(vrager: Vrager, klassen: Sequence[Vrij]) -> bool:
    """Whether no single free place would do for this household, whoever else wants it."""
    return not any(fits(vrager, vrij) for vrij in klassen)


def list_options(
    vrager: Vrager, huizen: Mapping[UUID, Sequence[Vrij]], omstandigheid: Omstandigheid, spread: Callable[[str], int]
) -> list[Combinatie]:
    """Every way to put this household in two or three confirmed places of one huis, none of them superfluous; best first.

    `spread` gives what one more household costs a centrumgemeente.
    """
    found = [
        Combinatie(vrager, places, _cost_together(vrager, places, omstandigheid, spread))
        for free in huizen.values()
        if _is_roomy(vrager, free)
        for places in _combine(vrager, [vrij for vrij in free if _allowed(vrager, vrij)])
    ]
    return sorted(found, key=lambda combinatie: (combinatie.kosten, combinatie.ids))


def _is_roomy(vrager: Vrager, free: Sequence[Vrij]) -> bool:
    return sum(nlargest(TOGETHER_MAX, (vrij.klasse.personen_max for vrij in free))) >= vrager.personen


def _allowed(vrager: Vrager, vrij: Vrij) -> bool:
    klasse = vrij.klasse
    return not klasse.onbevestigd and klasse.centrumgemeente not in vrager.verboden and not told_no(vrager, vrij)


def _combine(vrager: Vrager, free: Sequence[Vrij]) -> Iterator[tuple[Vrij, ...]]:
    for number in range(2, TOGETHER_MAX + 1):
        for places in combinations(free, number):
            rooms = [vrij.klasse.personen_max for vrij in places]
            if vrager.personen <= sum(rooms) < vrager.personen + min(rooms):
                yield places


def _cost_together(
    vrager: Vrager, places: tuple[Vrij, ...], omstandigheid: Omstandigheid, spread: Callable[[str], int]
) -> Kosten:
    """As of one place with everything that these have; what counts against one of them counts against all."""
    each = [cost_of(vrager, vrij, 0, omstandigheid) for vrij in places]
    there = frozenset(kenmerk for vrij in places for kenmerk in vrij.klasse.kenmerken)
    together = {
        "behoeften": len(vrager.gewenst - there),
        "ruimte": sum(vrij.klasse.personen_max for vrij in places) - vrager.personen,
        "kenmerken": len(there - vrager.gewenst),
        "spreiding": spread(places[0].klasse.centrumgemeente),
        "lot": 0,
    }
    worst = (max(trede) for trede in zip(*each, strict=True))
    return tuple(together.get(trede, cost) for trede, cost in zip(TREDEN, worst, strict=True))


Keuze = Combinatie | None
Others = Callable[[tuple[Combinatie, ...]], Kosten]
"""What the assignment of all others costs when these places are taken."""


class Zoektocht:
    """The search over all combinations, the oldest danger first; each household may also be left over.

    `best` is what was found, with its cost; nothing can cost less than `grens`. `options` are of each household, best first.
    """

    def __init__(self, large: Sequence[Vrager], options: Sequence[Sequence[Combinatie]], others: Others) -> None:
        self._options, self._others, self._looks = options, others, 0
        self._none = [cost_of_none(vrager) for vrager in large]
        self.best: tuple[Kosten, tuple[Keuze, ...]] | None = None
        self.grens = self._bound(())
        self._branch(())

    @property
    def proven(self) -> bool:
        """Whether nothing better exists: every branch was looked at, or could not be better."""
        return self._looks < LOOKS_MAX or (self.best is not None and self.best[0] == self.grens)

    def _branch(self, made: tuple[Keuze, ...]) -> None:
        if self.best is not None and self._looks >= LOOKS_MAX:
            return
        total = self._bound(made)
        if self.best is not None and total >= self.best[0]:
            return
        if len(made) == len(self._options):
            self.best = total, made
            return
        used = {plaats for combinatie in made if combinatie for plaats in combinatie.ids}
        for option in self._options[len(made)]:
            if used.isdisjoint(option.ids):
                self._branch((*made, option))
        self._branch((*made, None))

    def _bound(self, made: tuple[Keuze, ...]) -> Kosten:
        """What this costs at least: the others as they are then, and who is not decided yet as if alone in the country."""
        self._looks += 1
        costs = [self._others(tuple(combinatie for combinatie in made if combinatie))]
        for number, (none, options) in enumerate(zip(self._none, self._options, strict=True)):
            choice = made[number] if number < len(made) else next(iter(options), None)
            alone = choice.kosten if choice else none
            costs.append(alone if number < len(made) else min(alone, none))
        return tuple(map(sum, zip(*costs, strict=True)))
