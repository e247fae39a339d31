"""The exact assignment against everything that can be tried, and its prices against every arc."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from random import Random
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from capacity_service.domain import toewijzing
from capacity_service.domain.rangorde import TREDEN, Kosten, Vrager, cost_of, cost_of_none, fits
from capacity_service.domain.rangtabel import Rangtabel
from capacity_service.domain.toewijzing import Toewijzing, assign, rough_word
from tests.domain.kleine_weging import CODES, Weging, cost_of_all, least_cost, pack, wegingen
from tests.faults.figures import LONG


def some(share: float) -> settings:
    """This share of all examples: 150 in the suite, 5,000 in the long run."""
    return settings(max_examples=int(share * (5000 if LONG else 150)), suppress_health_check=[HealthCheck.too_slow])


def check_best(weging: Weging) -> Toewijzing:
    """Nothing that can be tried is better than what is assigned."""
    rang = weging.table()
    got = assign(rang)
    klassen = rang.tabel.klassen
    assert cost_of_all(weging, klassen, got.klasse.tolist()) == least_cost(weging, klassen)
    return got


def gains(weging: Weging, rang: Rangtabel, got: Toewijzing) -> Iterator[Kosten]:
    """What every change that is still possible costs at these prices, number by number; the first that is not 0 decides."""
    chosen, klassen, words = got.klasse.tolist(), rang.tabel.klassen, [prijs.woord for prijs in got.prijzen]
    prices = [tuple(int(prijs.klasse[i]) for prijs in got.prijzen) for i in range(len(klassen))]
    streken = [tuple(int(prijs.streek[i]) for prijs in got.prijzen) for i in range(len(CODES))]

    def pay(vrager: Vrager, index: int) -> Kosten:
        if index < 0:
            return tuple(pack(word, cost_of_none(vrager)) for word in words)
        cost = cost_of(vrager, klassen[index], index, weging.omstandigheid)
        return tuple(pack(word, cost) + price for word, price in zip(words, prices[index], strict=True))

    for vrager, has in zip(weging.vragers, chosen, strict=True):
        none = [] if vrager.heeft else [-1]
        for index in none + [index for index, vrij in enumerate(klassen) if fits(vrager, vrij)]:
            yield _minus(pay(vrager, index), pay(vrager, has))
    for index, vrij in enumerate(klassen):
        more = _minus(streken[CODES.index(vrij.klasse.centrumgemeente)], prices[index])
        yield from _both(more, chosen.count(index), vrij.aantal)
    come = [sum(klassen[i].klasse.centrumgemeente == code for i in chosen if i >= 0) for code in CODES]
    for streek, band, ruimte in zip(*(a.tolist() for a in vars(rang.spreiding).values()), strict=True):
        flow = min(ruimte, come[streek])
        come[streek] -= flow
        yield from _both(_minus([band * word.times("spreiding") for word in words], streken[streek]), flow, ruimte)


def _both(more: Kosten, flow: int, ruimte: int) -> Iterator[Kosten]:
    """What one more costs where there is room, and what one less where there is any."""
    if flow < ruimte:
        yield more
    if flow:
        yield tuple(-cost for cost in more)


def _minus(a: Sequence[int], b: Sequence[int]) -> Kosten:
    return tuple(x - y for x, y in zip(a, b, strict=True))


@pytest.mark.faults
@some(0.3)
@given(wegingen())
def test_nothing_is_better(weging: Weging) -> None:
    got = check_best(weging)
    event("somebody is left over" if (got.klasse < 0).any() else "everybody is placed")


@pytest.mark.faults
@some(0.2)
@given(wegingen())
def test_nothing_is_better_when_nobody_may_choose_freely(weging: Weging) -> None:
    with patch.object(toewijzing, "FREE_MAX", -1):
        check_best(weging)


@pytest.mark.faults
@some(0.2)
@given(wegingen(held=True))
def test_nothing_is_better_where_reserveringen_may_move(weging: Weging) -> None:
    got = check_best(weging)
    rang = weging.table()
    moved = any(a not in (-1, b) for a, b in zip(rang.heeft.tolist(), got.klasse.tolist(), strict=True))
    event("somebody moves" if moved else "nobody moves")


@pytest.mark.faults
@some(0.2)
@given(wegingen(plaatsen=3))
def test_nothing_is_better_where_places_are_scarce(weging: Weging) -> None:
    check_best(weging)


@pytest.mark.faults
@some(0.1)
@given(wegingen(vragers=12, plaatsen=14, held=True), st.booleans())
def test_the_prices_prove_it(weging: Weging, free: bool) -> None:
    rang = weging.table()
    with patch.object(toewijzing, "FREE_MAX", 256 if free else -1):
        got = assign(rang)
    cost_of_all(weging, rang.tabel.klassen, got.klasse.tolist())
    nothing = (0,) * len(got.prijzen)
    assert all(change >= nothing for change in gains(weging, rang, got))


@given(wegingen(vragers=4, plaatsen=8), st.randoms(use_true_random=False))
def test_the_order_in_which_classes_come_changes_nothing(weging: Weging, chance: Random) -> None:
    other = list(weging.stand.vrij)
    chance.shuffle(other)
    again = replace(weging, stand=replace(weging.stand, vrij=tuple(other)))
    assert assign(weging.table()).klasse.tolist() == assign(again.table()).klasse.tolist()


@given(st.lists(st.integers(0, 40), min_size=len(TREDEN), max_size=len(TREDEN)), st.integers(24, 60))
def test_the_first_guess_weighs_who_is_left_over_most_and_fits(most: list[int], bits: int) -> None:
    most[0] = 1
    word = rough_word(most, bits)
    placed = [0, *most[1:]]
    assert pack(word, placed) < pack(word, [1] + [0] * (len(most) - 1))
    assert pack(word, most) < 1 << bits
    assert list(word.treden[1:]) == list(range(3, 3 + len(word.treden) - 1))
