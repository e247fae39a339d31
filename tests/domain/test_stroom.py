"""Flow on networks small enough to walk every path and try every flow."""

from collections.abc import Sequence
from itertools import product

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from capacity_service.domain.stroom import BITS_MAX, Bogen, bits_for, distances, exchange

NODES = 5
END = NODES - 1
Boog = tuple[int, int, int, int, int, bool]
"""From, to, cost, room, flow, and whether the flow may change."""


@st.composite
def _bogen(draw: st.DrawFn, least: int) -> list[Boog]:
    arcs: list[Boog] = []
    for _ in range(draw(st.integers(1, 7))):
        van = draw(st.integers(0, END))
        naar = (van + draw(st.integers(1, END))) % NODES
        ruimte = draw(st.integers(0, 2))
        stroom = draw(st.integers(0, ruimte))
        arcs.append((van, naar, draw(st.integers(least, 6)), ruimte, stroom, draw(st.integers(0, 4)) > 0))
    return arcs


def make(arcs: Sequence[Boog]) -> Bogen:
    van, naar, kosten, ruimte, stroom = np.array([arc[:5] for arc in arcs], np.int64).T.copy()
    return Bogen(van, naar, kosten, ruimte, stroom, np.array([arc[5] for arc in arcs], bool))


def changes(arcs: Sequence[Boog]) -> list[tuple[int, int, int]]:
    """What can still change: from, to, and what one more costs."""
    loose = [arc for arc in arcs if arc[5]]
    more = [(van, naar, kost) for van, naar, kost, ruimte, stroom, _ in loose if stroom < ruimte]
    return more + [(naar, van, -kost) for van, naar, kost, _, stroom, _ in loose if stroom > 0]


def gains_in_a_circle(arcs: Sequence[Boog]) -> bool:
    """Whether some circle of changes costs less than nothing: paths of one step more keep getting shorter."""
    far = [0] * NODES
    for _ in range(NODES):
        far = [
            min([far[node], *(kost + far[naar] for van, naar, kost in changes(arcs) if van == node)])
            for node in range(NODES)
        ]
    return any(kost + far[naar] < far[van] for van, naar, kost in changes(arcs))


def shortest(arcs: Sequence[Boog], node: int, seen: frozenset[int] = frozenset()) -> int | None:
    """The least cost of a path to the end, by walking all of them; None when there is none."""
    if node == END:
        return 0
    found = [
        kost + rest
        for van, naar, kost in changes(arcs)
        if van == node and naar not in seen and (rest := shortest(arcs, naar, seen | {node})) is not None
    ]
    return min(found, default=None)


@given(st.one_of(_bogen(-3), _bogen(0)))
def test_distances_are_those_of_the_shortest_paths(arcs: list[Boog]) -> None:
    far = distances(make(arcs), END)
    assert (far is None) == gains_in_a_circle(arcs)
    if far is None:
        return
    for van, naar, kost in changes(arcs):
        assert far[van] <= kost + far[naar]
    for node in range(NODES):
        least = shortest(arcs, node)
        assert least is None or far[node] == least


def test_the_end_is_no_distance_away_whatever_cannot_reach_it() -> None:
    arcs = [(END, 0, -9, 1, 0, True), (0, 1, -9, 1, 0, True), (1, 2, -9, 1, 0, True), (2, 3, -9, 1, 0, True)]
    far = distances(make(arcs), END)
    assert far is not None
    assert far[END] == 0
    assert all(far[van] <= kost + far[naar] for van, naar, kost in changes(arcs))


def cost(arcs: Sequence[Boog], flow: Sequence[int]) -> int:
    return sum(arc[2] * stroom for arc, stroom in zip(arcs, flow, strict=True))


def excess(arcs: Sequence[Boog], flow: Sequence[int]) -> list[int]:
    """Of each node how much more flows in than out."""
    found = [0] * NODES
    for arc, stroom in zip(arcs, flow, strict=True):
        found[arc[0]] -= stroom
        found[arc[1]] += stroom
    return found


@given(_bogen(-4))
def test_an_exchange_is_the_cheapest_flow_that_changes_no_balance(arcs: list[Boog]) -> None:
    before = [arc[4] for arc in arcs]
    after = exchange(make(arcs), None).stroom.tolist()
    assert excess(arcs, after) == excess(arcs, before)
    choices = [range(arc[3] + 1) if arc[5] else [arc[4]] for arc in arcs]
    assert all(stroom in choice for stroom, choice in zip(after, choices, strict=True))
    allowed = [flow for flow in product(*choices) if excess(arcs, flow) == excess(arcs, before)]
    assert cost(arcs, after) == min(cost(arcs, flow) for flow in allowed)


@given(_bogen(-4), st.integers(0, 6))
def test_an_exchange_over_cheap_arcs_only_leaves_the_dear_ones(arcs: list[Boog], most: int) -> None:
    before = [arc[4] for arc in arcs]
    after = exchange(make(arcs), most).stroom.tolist()
    assert excess(arcs, after) == excess(arcs, before)
    assert cost(arcs, after) <= cost(arcs, before)
    for arc, old, new in zip(arcs, before, after, strict=True):
        assert new <= old or arc[2] <= most
        assert new >= old or -arc[2] <= most


def test_a_flow_that_nothing_can_change_stays() -> None:
    arcs = [(0, 1, -5, 1, 1, True), (1, 0, -5, 3, 0, False)]
    assert exchange(make(arcs), None).stroom.tolist() == [1, 0]


def test_costs_of_the_most_bits_still_fit_the_solver() -> None:
    dear = (1 << bits_for(NODES)) - 1
    arcs = [
        (0, 1, -dear, 2, 0, True),
        (1, 0, dear - 1, 1, 0, True),
        (1, 2, dear, 1, 0, True),
        (2, 0, -dear, 1, 0, True),
    ]
    assert exchange(make(arcs), None).stroom.tolist() == [2, 1, 1, 1]
    assert bits_for(1 << 20) < BITS_MAX - 20
