"""Flow over a network: what of it can still change, how far every node is from the end, and the exchanges that make it cheaper.

Two well-known parts: shortest paths over what can still change (Bellman and Ford) give the prices that prove a flow, and a
circulation of least cost (OR-tools) over the same arcs makes it cheaper.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from ortools.graph.python import min_cost_flow

Getallen = NDArray[np.int64]
Keuze = NDArray[np.bool_]

PATH_MAX = 400
"""A path that keeps getting shorter for so many rounds is taken for a circle of exchanges that gains."""

FAR = 1 << 58
"""Farther than any path; from there no path leads."""

BITS_MAX = 60
"""The solver multiplies a cost by the number of nodes, and by eight; that must stay below 2 to the power of this."""


class Onoplosbaar(Exception):
    """The solver gave up; with costs that fit it cannot happen."""


def bits_for(nodes: int) -> int:
    """How many bits a cost may have in a network of so many nodes."""
    return BITS_MAX - 3 - nodes.bit_length()


@dataclass(frozen=True)
class Bogen:
    """Arcs as arrays: from and to which node, what a unit costs, how many fit, how many flow, and whether that may change."""

    van: Getallen
    naar: Getallen
    kosten: Getallen
    ruimte: Getallen
    stroom: Getallen
    los: Keuze

    def measure(self, worth: Getallen) -> Getallen:
        """What each arc costs more than the nodes at its ends differ in worth."""
        return self.kosten + worth[self.naar] - worth[self.van]


def distances(arcs: Bogen, end: int) -> Getallen | None:
    """The least cost from every node to `end` over what can still change; None when a circle gains."""
    more, less = arcs.los & (arcs.stroom < arcs.ruimte), arcs.los & (arcs.stroom > 0)
    van = np.concatenate([arcs.van[more], arcs.naar[less]])
    order = np.argsort(van, kind="stable")
    naar = np.concatenate([arcs.naar[more], arcs.van[less]])[order]
    kosten = np.concatenate([arcs.kosten[more], -arcs.kosten[less]])[order]
    van = van[order]
    begin = np.flatnonzero(np.diff(van, prepend=-1))
    nodes = van[begin]
    far = np.full(end + 1, FAR, np.int64)
    far[end] = 0
    for _ in range(PATH_MAX if len(nodes) else 0):
        nearer = np.minimum.reduceat(far[naar] + kosten, begin)
        if not (nearer < far[nodes]).any():
            break
        far[nodes] = np.minimum(far[nodes], nearer)
    else:
        if len(nodes):
            return None
    # From where no path leads, any distance is right that makes no arc into it a short cut; the solver wants small numbers.
    lost = far > FAR >> 1
    far[lost] -= FAR
    into = ~lost[van] & lost[naar]
    far[lost] += (far[van] - kosten - far[naar])[into].max(initial=0)
    return far


def exchange(arcs: Bogen, most: int | None) -> Bogen:
    """The same arcs with the cheapest flow that circles over what can still change.

    With `most` only arcs that cost at most so much are looked at: when no arc gains more than that, few circles that gain hold a
    dearer one, and the next look finds those.
    """
    more, less = arcs.los & (arcs.stroom < arcs.ruimte), arcs.los & (arcs.stroom > 0)
    if most is not None:
        more, less = more & (arcs.kosten <= most), less & (-arcs.kosten <= most)
    van = np.concatenate([arcs.van[more], arcs.naar[less]])
    naar = np.concatenate([arcs.naar[more], arcs.van[less]])
    touched = np.zeros(int(max(arcs.van.max(), arcs.naar.max())) + 1, bool)
    touched[van] = touched[naar] = True
    number = (np.cumsum(touched) - 1).astype(np.int32)
    nodes = np.arange(touched.sum(), dtype=np.int32)
    solver = min_cost_flow.SimpleMinCostFlow()
    numbers = solver.add_arcs_with_capacity_and_unit_cost(
        number[van],
        number[naar],
        np.concatenate([(arcs.ruimte - arcs.stroom)[more], arcs.stroom[less]]),
        np.concatenate([arcs.kosten[more], -arcs.kosten[less]]),
    )
    solver.set_nodes_supplies(nodes, np.zeros(len(nodes), np.int64))
    status = solver.solve()
    if status != solver.OPTIMAL:
        raise Onoplosbaar(str(status))
    flows, stroom = solver.flows(numbers), arcs.stroom.copy()
    stroom[more] += flows[: int(more.sum())]
    stroom[less] -= flows[int(more.sum()) :]
    return replace(arcs, stroom=stroom)
