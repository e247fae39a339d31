"""The order as arrays against its plain statement, and treden packed in numbers against tuples."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from capacity_service.domain.plaats import Kenmerk
from capacity_service.domain.rangorde import TREDEN, Kosten, cost_of, cost_of_none, fits, spread_band
from capacity_service.domain.rangtabel import (
    MINDER,
    NOOIT,
    Klassentabel,
    Woord,
    mask_of,
    split_words,
)
from tests.domain.kleine_weging import CODES, REGELS, Weging, cost_of_all, pack, wegingen

ALLES = Woord(tuple(range(len(TREDEN))), tuple(1 << 4 * (len(TREDEN) - 1 - trede) for trede in range(len(TREDEN))))
"""All treden of one household of a small weighing in one number, four bits each."""

some_weging = wegingen(vragers=5, plaatsen=9)
some_held = wegingen(vragers=5, plaatsen=9, held=True)


@given(some_weging)
def test_a_number_of_several_treden_is_their_sum(weging: Weging) -> None:
    rang = weging.table()
    word = Woord(tuple(range(3, len(TREDEN))), ALLES.maal[3:])
    klasse, streek = rang.costs(word)
    for rij, vrager in enumerate(weging.vragers):
        for index, vrij in enumerate(rang.tabel.klassen):
            found = klasse[rang.groep[rij], index] + streek[rij, rang.tabel.streek[index]]
            assert found == pack(word, cost_of(vrager, vrij, index, weging.omstandigheid))


@given(some_weging)
def test_the_arrays_let_in_whom_the_hard_filters_let_in(weging: Weging) -> None:
    rang = weging.table()
    for rij, vrager in enumerate(weging.vragers):
        for index, vrij in enumerate(rang.tabel.klassen):
            let_in = rang.past[rang.groep[rij], index] and rang.mag[rij, rang.tabel.streek[index]]
            assert bool(let_in) == fits(vrager, vrij)


@given(some_held)
def test_who_has_a_reservering_is_found_there(weging: Weging) -> None:
    rang = weging.table()
    for vrager, index in zip(weging.vragers, rang.heeft.tolist(), strict=True):
        assert vrager.heeft in rang.tabel.klassen[index].plaatsen if vrager.heeft else index == -1


@given(st.one_of(some_weging, some_held), st.data())
def test_no_outcome_costs_more_than_the_bounds(weging: Weging, data: st.DataObject) -> None:
    rang = weging.table()
    most, totals = rang.bounds()
    held = rang.heeft.tolist()
    left = [0 if index in held else vrij.aantal for index, vrij in enumerate(rang.tabel.klassen)]
    chosen: list[int] = []
    for vrager, own in zip(weging.vragers, held, strict=True):
        open_to = [i for i, v in enumerate(rang.tabel.klassen) if left[i] and fits(vrager, v)]
        chosen.append(own if vrager.heeft else data.draw(st.sampled_from([-1, *open_to])))
        if chosen[-1] in open_to:
            left[chosen[-1]] -= 1
        costs = [cost_of(vrager, rang.tabel.klassen[i], i, weging.omstandigheid) for i in open_to]
        assert all(
            cost <= bound for kost in [*costs, cost_of_none(vrager)] for cost, bound in zip(kost, most, strict=True)
        )
    total = cost_of_all(weging, rang.tabel.klassen, chosen)
    assert all(cost <= bound for cost, bound in zip(total, totals, strict=True))


@given(some_weging)
def test_the_steps_of_the_spread_are_the_bands_one_by_one(weging: Weging) -> None:
    rang = weging.table()
    steps = zip(*(column.tolist() for column in vars(rang.spreiding).values()), strict=True)
    found: dict[int, list[int]] = {}
    for streek, band, ruimte in steps:
        found.setdefault(streek, []).extend([band] * ruimte)
    for streek, bands in found.items():
        one_by_one = [spread_band(weging.stand.gaf(CODES[streek]), erbij, REGELS)[0] for erbij in range(len(bands))]
        assert bands == one_by_one == sorted(bands)
        free = sum(v.aantal for v in rang.tabel.klassen if v.klasse.centrumgemeente == CODES[streek])
        assert len(bands) == min(free, len(weging.vragers))


@given(some_weging, st.integers(1, 4), st.data())
def test_the_best_of_each_centrumgemeente(weging: Weging, some: int, data: st.DataObject) -> None:
    tabel = Klassentabel(weging.stand.vrij, CODES)
    if not tabel.klassen:
        return
    row = st.lists(st.integers(0, 5), min_size=len(tabel.klassen), max_size=len(tabel.klassen))
    kosten = np.array(data.draw(st.lists(row, min_size=1, max_size=3)), np.int64)
    index, value = tabel.best_some(kosten, some)
    best, first = tabel.best(kosten), tabel.first(kosten == 0)
    for groep, costs in enumerate(kosten.tolist()):
        for streek in range(len(CODES)):
            there = [i for i, s in enumerate(tabel.streek.tolist()) if s == streek]
            cheapest = sorted(costs[i] for i in there)[:some]
            assert value[groep, streek].tolist() == cheapest + [int(NOOIT)] * (some - len(cheapest))
            assert [costs[i] for i in index[groep, streek, : len(cheapest)]] == cheapest
            assert best[groep, streek] == (cheapest[0] if cheapest else NOOIT)
            for_nothing = [i for i in there if costs[i] == 0]
            assert not for_nothing or first[groep, streek] == for_nothing[0]


def test_kenmerken_are_bits_that_are_counted() -> None:
    assert sorted(mask_of(frozenset({kenmerk})) for kenmerk in Kenmerk) == [1 << bit for bit in range(len(Kenmerk))]
    assert MINDER[mask_of(frozenset({Kenmerk.rolstoel, Kenmerk.babybed}))] == 2
    assert MINDER[mask_of(frozenset(Kenmerk))] == len(Kenmerk)


bounds = st.lists(st.tuples(st.integers(0, 40), st.integers(1, 300)), min_size=len(TREDEN), max_size=len(TREDEN))


@given(bounds, st.integers(24, 60), st.data())
def test_packing_in_numbers_keeps_the_order(bounds: list[tuple[int, int]], bits: int, data: st.DataObject) -> None:
    most = [bound for bound, _ in bounds]
    totals = [bound * times for bound, times in bounds]
    words = split_words(most, totals, bits)
    assert [trede for word in words for trede in word.treden] == list(range(len(TREDEN)))
    for word in words:
        largest = pack(word, most)
        assert largest < 1 << bits or len(word.treden) == 1, "the solver wants numbers that fit"
    sums = st.tuples(*(st.integers(0, total) for total in totals))
    one, other = data.draw(sums), data.draw(st.one_of(sums, st.just(tuple(totals)), st.just((0,) * len(totals))))
    assert (packed(one, words) < packed(other, words)) == (one < other)
    near = [*other]
    trede = data.draw(st.integers(0, len(TREDEN) - 1))
    near[trede] = data.draw(st.integers(0, totals[trede]))
    assert (packed(near, words) < packed(other, words)) == (tuple(near) < other)


def packed(kosten: Kosten | list[int], words: tuple[Woord, ...]) -> list[int]:
    return [pack(word, kosten) for word in words]
