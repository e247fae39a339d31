"""Weighings small enough to try everything: strategies for them, and the order of `rangorde.py` tried out one by one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from hypothesis import strategies as st

from capacity_service.domain.plaats import Kenmerk, Soort
from capacity_service.domain.rangorde import (
    TREDEN,
    Kosten,
    Omstandigheid,
    Vrager,
    cost_of,
    cost_of_none,
    fits,
    spread_band,
)
from capacity_service.domain.rangtabel import Klassentabel, Rangtabel, Spreiding, Woord
from capacity_service.domain.regels import Regels
from capacity_service.domain.voorraad import Banden, Klasse, Stand, Streken, Vrij

REGELS = Regels.op(date(2026, 11, 22))
CODES = ("GM0014", "GM0193", "GM0228", "GM0307", "GM0363", "GM0983")
SPREIDING = TREDEN.index("spreiding")

omstandigheden = st.builds(Omstandigheid, kantoortijd=st.booleans(), zaad=st.integers(0, (1 << 63) - 1))
_klassen = st.builds(
    Klasse,
    centrumgemeente=st.sampled_from(CODES),
    soort=st.sampled_from(Soort),
    personen_max=st.sampled_from((1, 2, 3, 4, 4, 4)),
    kenmerken=st.frozensets(st.sampled_from(Kenmerk), max_size=2),
    onbevestigd=st.booleans(),
)
_codes = st.frozensets(st.sampled_from(CODES), max_size=3)
_banden = st.fixed_dictionaries({code: st.integers(0, 3) for code in CODES}).map(Banden)


@dataclass(frozen=True)
class Weging:
    """Who asks, what is free, and what holds for everybody; `stand` knows what every centrumgemeente already gave."""

    vragers: tuple[Vrager, ...]
    stand: Stand
    omstandigheid: Omstandigheid

    def table(self) -> Rangtabel:
        """What is assigned from."""
        tabel = Klassentabel(self.stand.vrij, CODES)
        spreiding = Spreiding.make(tabel, self.stand, REGELS, len(self.vragers))
        return Rangtabel(self.vragers, tabel, spreiding, self.omstandigheid)


@st.composite
def _free(draw: st.DrawFn, plaatsen: int) -> list[Vrij]:
    """At most so many places; some are known one by one."""
    found: list[Vrij] = []
    klassen = draw(st.integers(0, plaatsen))
    for klasse in draw(st.lists(_klassen, min_size=klassen, max_size=klassen, unique=True)):
        apart = draw(st.integers(0, 3)) == 0
        left = plaatsen - sum(vrij.aantal for vrij in found)
        aantal = min(left, 1 if apart else draw(st.sampled_from((1, 1, 2))))
        first = sum(vrij.aantal for vrij in found) + 1
        found.append(Vrij(klasse, aantal, tuple(UUID(int=first + i) for i in range(max(1, aantal))), apart))
    return found


@st.composite
def _asker(draw: st.DrawFn, nummer: int, wachttijd: int, vrij: list[Vrij]) -> Vrager:
    apart = [v.plaatsen[0] for v in vrij if v.afzonderlijk]
    nee = st.frozensets(st.sampled_from(apart)) if apart else st.just(frozenset[UUID]())
    return Vrager(
        id=UUID(int=1000 + nummer),
        personen=draw(st.sampled_from((1, 1, 2, 2, 3, 4))),
        gewenst=draw(st.frozensets(st.sampled_from(Kenmerk), max_size=2)),
        verboden=draw(_codes),
        voorkeur=draw(st.one_of(st.just(frozenset[str]()), _codes)),
        banden=draw(_banden),
        teruggemeld=draw(nee),
        gevraagd=draw(nee),
        heeft=None,
        wachttijd=wachttijd,
    )


@st.composite
def _held_by(draw: st.DrawFn, vrager: Vrager, plaats: UUID) -> tuple[Vrager, Vrij]:
    """The same household with a reservering that may move, and the place it is of; it fits."""
    klasse = draw(_klassen)
    safe = vrager.verboden - {klasse.centrumgemeente}
    free = Vrij(replace(klasse, personen_max=4), 1, (plaats,), afzonderlijk=True)
    return replace(vrager, heeft=plaats, verboden=safe), free


@st.composite
def wegingen(draw: st.DrawFn, vragers: int = 6, plaatsen: int = 6, *, held: bool = False) -> Weging:
    """At most so many households and places; with `held` some of the places are held by households that may move."""
    count = draw(st.integers(2 if held else 0, vragers))
    holders = draw(st.integers(1, max(1, count // 2))) if held else 0
    vrij = draw(_free(plaatsen - holders))
    askers = []
    for nummer in range(count):
        vrager = draw(_asker(nummer, count - nummer, vrij))
        if nummer < holders:
            vrager, own = draw(_held_by(vrager, UUID(int=2000 + nummer)))
            vrij = [*vrij, own]
        askers.append(vrager)
    in_dienst = draw(st.fixed_dictionaries({code: st.integers(1, 3) for code in CODES}))
    gegeven = draw(st.fixed_dictionaries({code: st.integers(0, 120) for code in CODES}))
    stand = Stand(tuple(vrij), Streken(), {}, {}, 4, in_dienst, gegeven)
    return Weging(tuple(draw(st.permutations(askers))), stand, draw(omstandigheden))


def pack(woord: Woord, kosten: Sequence[int]) -> int:
    """The costs of the treden of this number, as one number."""
    return sum(kosten[trede] * maal for trede, maal in zip(woord.treden, woord.maal, strict=True))


def cost_of_all(weging: Weging, klassen: Sequence[Vrij], chosen: Sequence[int]) -> Kosten:
    """What everybody together costs, each the class with this number or -1; it must be allowed."""
    come = dict.fromkeys(CODES, 0)
    total = [0] * len(TREDEN)
    for vrager, index in zip(weging.vragers, chosen, strict=True):
        assert index >= 0 or not vrager.heeft, "a reservering moves and never ends"
        assert index < 0 or fits(vrager, klassen[index])
        total = _plus(total, _one(weging, klassen, vrager, index, come))
    assert all(chosen.count(index) <= vrij.aantal for index, vrij in enumerate(klassen))
    return tuple(total)


def least_cost(weging: Weging, klassen: Sequence[Vrij]) -> Kosten:
    """The least that everybody together can cost, found by trying everything that is not dearer already."""
    best: Kosten | None = None
    left, come = [vrij.aantal for vrij in klassen], dict.fromkeys(CODES, 0)

    def look(rij: int, so_far: list[int]) -> None:
        nonlocal best
        if best is not None and tuple(so_far) >= best:
            return
        if rij == len(weging.vragers):
            best = tuple(so_far)
            return
        vrager = weging.vragers[rij]
        for index in _open_to(vrager, klassen, left):
            one = _one(weging, klassen, vrager, index, come)
            if index >= 0:
                left[index] -= 1
            look(rij + 1, _plus(so_far, one))
            if index >= 0:
                left[index] += 1
                come[klassen[index].klasse.centrumgemeente] -= 1

    look(0, [0] * len(TREDEN))
    assert best is not None
    return best


def _open_to(vrager: Vrager, klassen: Sequence[Vrij], left: list[int]) -> Iterator[int]:
    yield from (index for index, vrij in enumerate(klassen) if left[index] and fits(vrager, vrij))
    if not vrager.heeft:
        yield -1


def _one(weging: Weging, klassen: Sequence[Vrij], vrager: Vrager, index: int, come: dict[str, int]) -> list[int]:
    """What this household costs for this class, the spread included; counts that it comes there."""
    if index < 0:
        return list(cost_of_none(vrager))
    cost, code = (
        list(cost_of(vrager, klassen[index], index, weging.omstandigheid)),
        klassen[index].klasse.centrumgemeente,
    )
    cost[SPREIDING] += spread_band(weging.stand.gaf(code), come[code], REGELS)[0]
    come[code] += 1
    return cost


def _plus(a: Sequence[int], b: Sequence[int]) -> list[int]:
    return [x + y for x, y in zip(a, b, strict=True)]
