"""What the exact matching is compared with: greedy best-fit, and the most that any distribution can place."""

from collections import Counter

import numpy as np
from numpy.typing import NDArray
from ortools.graph.python import max_flow

from capacity_service.domain.behoefte import kenmerken_for
from capacity_service.domain.plaats import Kenmerk, Soort
from capacity_service.domain.rangorde import forbidden_for
from capacity_service.domain.voorraad import Klasse, distance_bands
from load_tests.schaarste import REGELS, Land

Ranks = NDArray[np.int64]
SOORTEN = list(Soort)
BANDS, SPARE = 16, 1024
"""More than there are bands of distance; and into how many steps the share that is still free is cut."""

WISHED = 128 * SPARE * BANDS
NEVER = 1 << 60


def count_greedy(land: Land) -> int:
    """How many households are left over when each in turn, the oldest danger first, gets the best place that is left.

    Best: confirmed, soort, needs met, voorkeur, the smallest that fits, no kenmerken wasted, the most spare in its
    centrumgemeente, the nearest. So this service chose before it weighed exactly.
    """
    stand, codes = land.stand, sorted(land.stand.streken)
    klassen, aantal = [v.klasse for v in stand.vrij], np.array([v.aantal for v in stand.vrij])
    streek = np.array([codes.index(klasse.centrumgemeente) for klasse in klassen])
    size = np.array([klasse.personen_max for klasse in klassen])
    free, whole = np.bincount(streek, aantal), np.array([stand.inzetbaar[code] for code in codes])
    ranks: dict[frozenset[Kenmerk], Ranks] = {}
    over = 0
    for aanvraag in land.aanvragen:
        wanted, wished = kenmerken_for(aanvraag.huishouden), stand.streken_of(aanvraag.voorkeuren)
        if wanted not in ranks:
            ranks[wanted] = _rank(klassen, wanted)
        never = forbidden_for(aanvraag, stand)
        bands = distance_bands(aanvraag.gemeente, stand, REGELS)
        band = np.array([bands[code] for code in codes])
        there = ((1 - free / whole) * SPARE).astype(np.int64) * BANDS + band
        other = np.array([WISHED * (bool(wished) and code not in wished) for code in codes])
        fits = (
            (aantal > 0)
            & (size >= aanvraag.huishouden.personen)
            & np.array([code not in never for code in codes])[streek]
        )
        best = int(np.where(fits, ranks[wanted] + (there + other)[streek], NEVER).argmin())
        over += not fits[best]
        aantal[best] -= fits[best]
        free[streek[best]] -= fits[best]
    return over


def _rank(klassen: list[Klasse], wanted: frozenset[Kenmerk]) -> Ranks:
    """What each class costs whoever wants this, but for where it is; the parts never outweigh each other."""
    parts = [
        (
            2 * SOORTEN.index(k.soort) + 8 * k.onbevestigd,
            len(wanted - k.kenmerken),
            k.personen_max,
            len(k.kenmerken - wanted),
        )
        for k in klassen
    ]
    soort, lacks, size, wastes = np.array(parts, np.int64).T
    found: Ranks = (soort * 8 + lacks) * 2 * WISHED + (size * 8 + wastes) * SPARE * BANDS
    return found


def count_unplaceable(land: Land) -> int:
    """How many households no distribution can place: the largest flow through the plain graph of who fits where."""
    kinds = Counter((plek.klasse.centrumgemeente, plek.klasse.personen_max) for plek in land.plekken)
    n, nodes = len(land.aanvragen), list(kinds)
    source, sink = n + len(nodes), n + len(nodes) + 1
    arcs = [(source, i, 1) for i in range(n)] + [(n + j, sink, kinds[kind]) for j, kind in enumerate(nodes)]
    for i, aanvraag in enumerate(land.aanvragen):
        never = land.stand.streken_of(aanvraag.uitsluitingen | {aanvraag.gemeente})
        personen = aanvraag.huishouden.personen
        arcs += [(i, n + j, 1) for j, (code, size) in enumerate(nodes) if size >= personen and code not in never]
    flow = max_flow.SimpleMaxFlow()
    van, naar, ruimte = np.array(arcs, np.int64).T
    flow.add_arcs_with_capacity(van.astype(np.int32), naar.astype(np.int32), ruimte)
    assert flow.solve(source, sink) == flow.OPTIMAL
    return n - int(flow.optimal_flow())
