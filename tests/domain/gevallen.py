"""Small whole weighings: who asks, who has a reservering that may move, what is free, at what hour; and the best by trying all."""

from dataclasses import dataclass, replace
from datetime import timedelta
from operator import add
from random import Random

from hypothesis import strategies as st

from capacity_service.domain.aanvraag import Aanvraag, Behoefte, Huishouden
from capacity_service.domain.matching import Afweging, decide
from capacity_service.domain.plaats import Kenmerk, Soort
from capacity_service.domain.rangorde import (
    TREDEN,
    Kosten,
    Omstandigheid,
    Opgave,
    cost_of,
    cost_of_none,
    fits,
    make_vragers,
)
from capacity_service.domain.voorraad import Stand
from tests.domain.groepen import Plaats
from tests.domain.strategies import (
    NU,
    REGELS,
    REGIO,
    STREKEN,
    hold,
    make_aanvraag,
    make_plaats,
    make_stand,
)

NIETS: Kosten = (0,) * len(TREDEN)


@dataclass(frozen=True)
class Geval:
    """One weighing: `vrij` and `vastgehouden` are the places behind the stand."""

    aanvragen: tuple[Aanvraag, ...]
    vrij: tuple[Plaats, ...]
    vastgehouden: tuple[Plaats, ...]
    stand: Stand
    omstandigheid: Omstandigheid

    def decide(self) -> Afweging:
        return decide(self.aanvragen, self.stand, REGELS, self.omstandigheid)


def gevallen(households: int = 4, places: int = 6) -> st.SearchStrategy[Geval]:
    """At most so many households and places."""
    seeds = st.integers(0, 2**32 - 1).map(Random)
    return st.builds(make_geval, seeds, st.integers(0, households), st.integers(0, places))


def make_geval(random: Random, households: int, places: int) -> Geval:
    """Exactly so many households and places, many alike, so that they stand in each other's way.

    Some houses said no or nothing, and some households have a reservering that may move.
    """
    codes = random.sample(sorted(STREKEN), random.randint(2, len(STREKEN)))
    alle = [
        make_plaats(
            1000 + number,
            soort=random.choice([Soort.crisisplaats, Soort.crisisplaats, *Soort]),
            centrumgemeente=random.choice(codes),
            personen_max=random.randint(2, 5),
            kenmerken=frozenset(random.sample(list(Kenmerk), random.choice([0, 0, 1]))),
            bevestigd_op=NU - timedelta(hours=random.choice([1, 1, 30])),
        )
        for number in range(places)
    ]
    reeks = [
        make_aanvraag(
            1 + number,
            vastgesteld_op=NU - timedelta(minutes=random.randint(0, 600)),
            gemeente=random.choice(sorted(REGIO)),
            huishouden=Huishouden(
                1, (4,) * random.randint(0, 3), frozenset(random.sample(list(Behoefte), random.randint(0, 1)))
            ),
            uitsluitingen=frozenset(random.sample(sorted(REGIO), random.randint(0, 2))),
            voorkeuren=frozenset(random.sample(sorted(REGIO), random.choice([0, 0, 1]))),
            teruggemeld=frozenset(plaats.id for plaats in alle if random.random() < 0.08),
            gevraagd=frozenset(plaats.id for plaats in alle if random.random() < 0.08),
        )
        for number in range(households)
    ]
    gegeven = {code: random.randint(0, 60) for code in codes}
    omstandigheid = Omstandigheid(random.random() < 0.5, random.randrange(2**32))
    return hand_out(reeks, alle, [random.random() < 0.3 for _ in reeks], gegeven, omstandigheid)


def hand_out(
    reeks: list[Aanvraag],
    alle: list[Plaats],
    moves: list[bool],
    gegeven: dict[str, int],
    omstandigheid: Omstandigheid,
) -> Geval:
    """Who `moves` already has the first place that fits, in a reservering that nobody confirmed."""
    vrij, vastgehouden, weighed = list(alle), list[Plaats](), list[Aanvraag]()
    for aanvraag, moving in zip(reeks, moves, strict=True):
        (vrager,) = make_vragers([aanvraag], make_stand(()), REGELS)
        own = next((plaats for plaats in vrij if moving and fits(vrager, hold(plaats))), None)
        weighed.append(replace(aanvraag, heeft=frozenset({own.id})) if own else aanvraag)
        if own:
            vrij.remove(own)
            vastgehouden.append(own)
    stand = make_stand(tuple(vrij), vastgehouden=tuple(vastgehouden), gegeven=gegeven)
    return Geval(tuple(weighed), tuple(vrij), tuple(vastgehouden), stand, omstandigheid)


def total_cost(opgave: Opgave, toegewezen: tuple[int | None, ...]) -> Kosten:
    """What an assignment costs, trede by trede."""
    total, come = NIETS, dict.fromkeys(opgave.streken, 0)
    for rij, index in enumerate(toegewezen):
        total = plus(total, cost_to_add(opgave, rij, index, come))
        if index is not None:
            come[opgave.klassen[index].klasse.centrumgemeente] += 1
    return total


def find_least_cost(opgave: Opgave) -> Kosten:
    """The least that any assignment costs: every household in turn tries all it may have, for every way to fill the classes."""
    known: dict[tuple[int, ...], Kosten] = {(0,) * len(opgave.klassen): NIETS}
    for rij, vrager in enumerate(opgave.vragers):
        following: dict[tuple[int, ...], Kosten] = {}
        for used, total in known.items():
            come = dict.fromkeys(opgave.streken, 0)
            for count, vrij in zip(used, opgave.klassen, strict=True):
                come[vrij.klasse.centrumgemeente] += count
            options: list[int | None] = [
                index for index, vrij in enumerate(opgave.klassen) if fits(vrager, vrij) and used[index] < vrij.aantal
            ]
            for index in options if vrager.heeft else [*options, None]:
                then = tuple(count + (at == index) for at, count in enumerate(used))
                cost = plus(total, cost_to_add(opgave, rij, index, come))
                following[then] = min(cost, following.get(then, cost))
        known = following
    return min(known.values())


def cost_to_add(opgave: Opgave, rij: int, index: int | None, come: dict[str, int]) -> Kosten:
    """What one more household costs when so many have come to each centrumgemeente."""
    if index is None:
        return cost_of_none(opgave.vragers[rij])
    code = opgave.klassen[index].klasse.centrumgemeente
    own = cost_of(opgave.vragers[rij], opgave.klassen[index], index, opgave.omstandigheid)
    return plus(own, opgave.spread(code, come[code]))


def plus(one: Kosten, other: Kosten) -> Kosten:
    return tuple(map(add, one, other))
