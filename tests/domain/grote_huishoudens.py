"""Weighings with households that fit in no single place, small enough to try every way to combine places."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import product
from random import Random
from uuid import UUID

from capacity_service.domain.aanvraag import Aanvraag, Behoefte, Huishouden
from capacity_service.domain.combinatie import Combinatie, Manier, fits_nowhere, group_alike, list_options
from capacity_service.domain.matching import Afweging
from capacity_service.domain.plaats import Kenmerk, Soort
from capacity_service.domain.rangorde import Kosten, Opgave, Vrager, cost_of_none, make_vragers, spread_band
from capacity_service.domain.voorraad import Stand
from tests.domain.gevallen import find_least_cost, plus, total_cost
from tests.domain.groepen import Plaats
from tests.domain.strategies import NU, OVERDAG, REGELS, hold, make_aanvraag, make_plaats, make_stand

CODES = ("GM0193", "GM0014", "GM0983")
HUIZEN = tuple(UUID(int=100 + number) for number in range(3))


MakeCase = Callable[[Random], tuple[list[Aanvraag], tuple[Plaats, ...], Stand]]


def make_large_case(random: Random) -> tuple[list[Aanvraag], tuple[Plaats, ...], Stand]:
    """At most six households and six places in two or three houses, some households larger than any place."""
    vrij = tuple(
        make_plaats(
            number,
            huis=HUIZEN[huis],
            centrumgemeente=CODES[huis],
            personen_max=random.randint(2, 3),
            soort=random.choice([Soort.crisisplaats, Soort.crisisplaats, Soort.opvangplaats, Soort.reserveplaats]),
            kenmerken=frozenset(random.sample(list(Kenmerk), random.choice([0, 0, 1]))),
            bevestigd_op=NU - timedelta(hours=random.choice([1, 1, 1, 30])),
        )
        for number in range(1, random.randint(2, 7))
        for huis in [random.randrange(3)]
    )
    reeks = [
        make_aanvraag(
            10 + number,
            vastgesteld_op=NU - timedelta(minutes=random.randint(0, 600)),
            huishouden=Huishouden(1, (4,) * random.choice([1, 2, 3, 4, 5]), frozenset({random.choice(list(Behoefte))})),
            uitsluitingen=frozenset(random.sample(CODES, random.choice([0, 0, 1]))),
            teruggemeld=frozenset(plaats.id for plaats in vrij if random.random() < 0.1),
        )
        for number in range(random.randint(1, 6))
    ]
    huizen: dict[UUID, tuple[UUID, ...]] = {}
    for plaats in vrij:
        huizen[plaats.huis] = (*huizen.get(plaats.huis, ()), plaats.id)
    gegeven = {code: random.randint(0, 40) for code in CODES}
    return reeks, vrij, replace(make_stand(vrij, gegeven=gegeven), huizen=huizen)


def make_alike_case(random: Random) -> tuple[list[Aanvraag], tuple[Plaats, ...], Stand]:
    """The same, with places of one or two kinds only, and perhaps several houses in one centrumgemeente."""
    reeks, vrij, _ = make_large_case(random)
    soorten = random.choice([[Soort.crisisplaats], [Soort.crisisplaats, Soort.opvangplaats]])
    streken = {huis: random.choice(CODES[:2]) for huis in HUIZEN}
    vrij = tuple(
        replace(
            plaats,
            centrumgemeente=streken[plaats.huis],
            soort=random.choice(soorten),
            personen_max=2,
            kenmerken=frozenset(),
            bevestigd_op=NU,
        )
        for plaats in vrij
    )
    huizen = {plaats.huis: tuple(p.id for p in vrij if p.huis == plaats.huis) for plaats in vrij}
    return reeks, vrij, replace(make_stand(vrij), huizen=huizen)


def find_least_together(reeks: list[Aanvraag], vrij: tuple[Plaats, ...], stand: Stand) -> Kosten:
    """The least that any combination of places and any assignment of the others costs, the lot left out.

    Every place is looked at by itself here, also when others are the same.
    """
    vragers = make_vragers(reeks, stand, REGELS)
    large = [vrager for vrager in vragers if fits_nowhere(vrager, [hold(plaats) for plaats in vrij])]
    small = tuple(vrager for vrager in vragers if vrager not in large)
    ways = [[None, *options_of(vrager, vrij, stand)] for vrager in large]
    totals = []
    for chosen in product(*ways):
        taken = [plaats for way in chosen if way for plaats in way.ids]
        if len(set(taken)) < len(taken):
            continue
        come = [way.plaatsen[0].klasse.centrumgemeente for way in chosen if way]
        total = find_least_cost(opgave_without(small, taken, come, vrij, stand))
        for vrager, way in zip(large, chosen, strict=True):
            total = plus(total, way.kosten if way else cost_of_none(vrager))
        totals.append(total[:-1])
    return min(totals)


def opgave_without(
    small: tuple[Vrager, ...], taken: list[UUID], come: list[str], vrij: tuple[Plaats, ...], stand: Stand
) -> Opgave:
    """What is left for the others; who took places has come to the centrumgemeente before them."""
    gaf = {code: (stand.gaf(code)[0] + REGELS.nachten_max * come.count(code), stand.gaf(code)[1]) for code in CODES}
    klassen = tuple(hold(plaats) for plaats in vrij if plaats.id not in taken)
    return Opgave(small, klassen, CODES, gaf, OVERDAG, REGELS)


def options_of(vrager: Vrager, vrij: tuple[Plaats, ...], stand: Stand) -> list[Combinatie]:
    return [take(way) for way in ways_of(vrager, vrij, stand, frozenset(plaats.id for plaats in vrij))]


def ways_of(vrager: Vrager, vrij: tuple[Plaats, ...], stand: Stand, named: frozenset[UUID]) -> list[Manier]:
    huizen = {
        huis: group_alike([hold(plaats) for plaats in vrij if plaats.huis == huis], named) for huis in stand.huizen
    }
    return list_options(vrager, huizen, OVERDAG, lambda code: spread_band(stand.gaf(code), 0, REGELS)[0])


def take(way: Manier) -> Combinatie:
    """This way when every place is free."""
    found = way.take(lambda _: True)
    assert found is not None
    return found


def cost_together(afweging: Afweging) -> Kosten:
    total = total_cost(afweging.opgave, afweging.certificaat.toegewezen)
    for samen in afweging.samen:
        total = plus(total, samen.kosten)
    for vrager in afweging.te_groot:
        total = plus(total, cost_of_none(vrager))
    return total[:-1]
