"""A household that fits no single free place takes two or three places of one huis (R7): which ones, without costing others a place.

This is an integer programme, small in practice: how such households combine places is searched, best bound first, and what is left
for the others is assigned exactly each time. Taking places away can only make the others worse off, so what they get without that is
a bound: a branch that cannot become better than what was found is left out. Places of one huis that are the same for everybody are
one choice: the lowest that nobody has yet.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from heapq import nlargest
from itertools import combinations_with_replacement, groupby
from operator import add, attrgetter, sub
from uuid import UUID

from capacity_service.domain.plaats import Soort
from capacity_service.domain.rangorde import TREDEN, Kosten, Omstandigheid, Vrager, cost_of, cost_of_none, fits, told_no
from capacity_service.domain.voorraad import Klasse, Vrij

TOGETHER_MAX = 3
"""More places than this is no household that stays together."""

LOOKS_MAX = 300
"""After so many assignments of the others the best found is taken, and the bound says what is not proven."""

Gelijken = tuple[Vrij, ...]
"""Single places of one huis that are the same for everybody, the lowest id first."""


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


@dataclass(frozen=True, slots=True)
class Manier:
    """One way for a household: a place out of each of these, perhaps out of one more than once; whichever, it costs the same.

    With slots: a country can have hundreds of thousands.
    """

    vrager: Vrager
    uit: tuple[Gelijken, ...]
    kosten: Kosten

    def take(self, is_free: Callable[[UUID], bool]) -> Combinatie | None:
        """The lowest that are still free; None when there are too few."""
        places: list[Vrij] = []
        for gelijken, wanted in groupby(self.uit):
            free = (vrij for vrij in gelijken if is_free(vrij.plaatsen[0]))
            places += [vrij for vrij, _ in zip(free, wanted, strict=False)]
        return Combinatie(self.vrager, tuple(places), self.kosten) if len(places) == len(self.uit) else None


def fits_nowhere(vrager: Vrager, klassen: Sequence[Vrij]) -> bool:
    """Whether no single free place would do for this household, whoever else wants it."""
    return not any(fits(vrager, vrij) for vrij in klassen)


def group_alike(free: Iterable[Vrij], named: frozenset[UUID]) -> list[Gelijken]:
    """Places of one huis that are the same for everybody taken together; those that somebody means by name (`named`) each alone."""
    found: dict[tuple[Klasse, UUID | None], list[Vrij]] = {}
    for vrij in sorted(free, key=lambda vrij: vrij.plaatsen):
        plaats = vrij.plaatsen[0]
        found.setdefault((vrij.klasse, plaats if plaats in named else None), []).append(vrij)
    return [tuple(gelijken) for gelijken in found.values()]


def list_options(
    vrager: Vrager,
    huizen: Mapping[UUID, Sequence[Gelijken]],
    omstandigheid: Omstandigheid,
    spread: Callable[[str], int],
) -> list[Manier]:
    """Every way to put this household in two or three confirmed places of one huis, none of them superfluous; best first.

    `huizen` gives the free places by huis (`group_alike`); of equal ways that of the first huis comes first. `spread` gives what
    one more household costs a centrumgemeente.
    """
    nummer: dict[Klasse, int] = {}
    known: dict[tuple[int, ...], Kosten] = {}
    found = []
    for free in huizen.values():
        safe = [gelijken for gelijken in free if may_combine(vrager, gelijken[0])]
        klassen = [nummer.setdefault(gelijken[0].klasse, len(nummer)) for gelijken in safe]
        rooms = tuple(gelijken[0].klasse.personen_max for gelijken in safe)
        numbers = tuple(min(len(gelijken), TOGETHER_MAX) for gelijken in safe)
        for which in _combine(vrager.personen, rooms, numbers):
            key, uit = tuple(klassen[index] for index in which), tuple(safe[index] for index in which)
            if key not in known:
                places = [gelijken[0] for gelijken in uit]
                known[key] = cost_together(vrager, places, omstandigheid, spread(places[0].klasse.centrumgemeente))
            found.append(Manier(vrager, uit, known[key]))
    return sorted(found, key=attrgetter("kosten"))


def may_combine(vrager: Vrager, vrij: Vrij) -> bool:
    """Whether this place may be one of those: confirmed, in a region where it is safe, and no house said no."""
    klasse = vrij.klasse
    return not klasse.onbevestigd and klasse.centrumgemeente not in vrager.verboden and not told_no(vrager, vrij)


@lru_cache(1000)
def _combine(personen: int, rooms: tuple[int, ...], numbers: tuple[int, ...]) -> tuple[tuple[int, ...], ...]:
    """Of which of these to take one, two or three, in twos and threes that are enough and of which none is superfluous.

    `rooms` says how many persons a place of each holds, `numbers` how many there are, three for more.
    """
    each = (room for room, number in zip(rooms, numbers, strict=True) for _ in range(number))
    if sum(nlargest(TOGETHER_MAX, each)) < personen:
        return ()
    found = []
    for size in range(2, TOGETHER_MAX + 1):
        for which in combinations_with_replacement(range(len(rooms)), size):
            room = [rooms[index] for index in which]
            enough = personen <= sum(room) < personen + min(room)
            if enough and all(which.count(index) <= numbers[index] for index in which):
                found.append(which)
    return tuple(found)


def cost_together(vrager: Vrager, places: Sequence[Vrij], omstandigheid: Omstandigheid, spread: int) -> Kosten:
    """As of one place with everything that these have; what counts against one of them counts against all."""
    each = [cost_of(vrager, vrij, 0, omstandigheid) for vrij in places]
    there = frozenset(kenmerk for vrij in places for kenmerk in vrij.klasse.kenmerken)
    together = {
        "behoeften": len(vrager.gewenst - there),
        "ruimte": sum(vrij.klasse.personen_max for vrij in places) - vrager.personen,
        "kenmerken": len(there - vrager.gewenst),
        "spreiding": spread,
        "lot": 0,
    }
    worst = (max(trede) for trede in zip(*each, strict=True))
    return tuple(together.get(trede, cost) for trede, cost in zip(TREDEN, worst, strict=True))


Keuze = Combinatie | None
Others = Callable[[tuple[Combinatie, ...]], Kosten]
"""What the assignment of all others costs when these places are taken."""


class Zoektocht:
    """The search over all combinations, the oldest danger first; each household may also be left over.

    `best` is what was found, with its cost; nothing can cost less than `grens`. `options` are of each household, best first; `alone`
    is what each would cost if it were alone in the country.
    """

    def __init__(self, large: Sequence[Vrager], options: Sequence[Sequence[Manier]], others: Others) -> None:
        self._options, self._others, self._looks = options, others, 0
        self._none = [cost_of_none(vrager) for vrager in large]
        best = [[way.kosten for way in ways[:1]] for ways in options]
        self.alone = [min([none, *first]) for none, first in zip(self._none, best, strict=True)]
        self._unseen: list[Kosten] = []
        self.best: tuple[Kosten, tuple[Keuze, ...]] | None = None
        self._branch((), self._look(()))
        self.grens = min(self._unseen + ([self.best[0]] if self.best else []))

    @property
    def proven(self) -> bool:
        """Whether nothing better exists: every branch was looked at, or could not be better."""
        return self.best is not None and self.best[0] == self.grens

    def _branch(self, made: tuple[Keuze, ...], total: Kosten) -> None:
        """Go on from what is `made`; `total` is what it costs at least, the others as they are then."""
        if len(made) == len(self._options):
            self.best = total, made
            return
        used = {plaats for combinatie in made if combinatie for plaats in combinatie.ids}
        without = _less(total, self.alone[len(made)])
        for way in self._options[len(made)]:
            least = _more(without, way.kosten)
            if self._is_lost(least):
                # Every next way costs as much or more, and being left over most of all.
                return
            combinatie = way.take(lambda plaats: plaats not in used)
            if combinatie is not None:
                self._try((*made, combinatie), least)
        least = _more(without, self._none[len(made)])
        if not self._is_lost(least):
            self._branch((*made, None), least)

    def _try(self, made: tuple[Keuze, ...], least: Kosten) -> None:
        if self.best is not None and self._looks >= LOOKS_MAX:
            self._unseen.append(least)
            return
        total = self._look(made)
        if not self._is_lost(total):
            self._branch(made, total)

    def _is_lost(self, least: Kosten) -> bool:
        return self.best is not None and least >= self.best[0]

    def _look(self, made: tuple[Keuze, ...]) -> Kosten:
        """What this costs at least: the others as they are then, and who is not decided yet as if alone in the country."""
        self._looks += 1
        costs = [self._others(tuple(combinatie for combinatie in made if combinatie))]
        costs += [choice.kosten if choice else none for choice, none in zip(made, self._none, strict=False)]
        return tuple(map(sum, zip(*costs, *self.alone[len(made) :], strict=True)))


def _more(kosten: Kosten, other: Kosten) -> Kosten:
    return tuple(map(add, kosten, other))


def _less(kosten: Kosten, other: Kosten) -> Kosten:
    return tuple(map(sub, kosten, other))
