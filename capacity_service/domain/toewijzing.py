"""The exact assignment of households to classes of places, number by number.

What an earlier number (`Woord`) decided is never lost by a later one: only arcs that cost nothing extra by it stay (`netwerk.py`).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from capacity_service.domain.netwerk import FIRST_KLASSEN, FIRST_STREKEN, Netwerk
from capacity_service.domain.prijzen import Getal, Prijzen
from capacity_service.domain.rangtabel import NOOIT, ZONDER, Rangtabel, Woord, split_words
from capacity_service.domain.stroom import Getallen, bits_for

FREE_MAX = 256
"""More households than this always stand in each other's way somewhere."""

ROUGH_ROUNDS = 3
"""How often a first guess is made better before it is put right."""


@dataclass(frozen=True)
class Toewijzing:
    """Of each household the number of its class or -1, and the prices that prove that nothing is better."""

    klasse: Getallen
    prijzen: tuple[Prijzen, ...]


def assign(rang: Rangtabel) -> Toewijzing:
    """Assign every household to at most one class, at least cost trede by trede."""
    if not rang.tabel.klassen or not rang.vragers:
        return Toewijzing(np.full(len(rang.vragers), -1, np.int64), ())
    nodes = len(rang.vragers) + len(rang.tabel.aantal) + len(rang.tabel.codes) + 1
    words = split_words(*rang.bounds(), bits_for(nodes))
    if len(rang.vragers) <= FREE_MAX:
        plenty = _choose_freely(rang, words)
        if plenty is not None:
            return plenty
    netwerk = Netwerk(rang)
    prijzen: list[Prijzen] = []
    rough = Getal(rang, rough_word(rang.bounds()[0], bits_for(nodes)))
    netwerk.start(rough, FIRST_STREKEN, FIRST_KLASSEN)
    netwerk.improve(rough, 1)
    if (netwerk.assigned() < 0).any():
        prijzen.append(netwerk.settle(Getal(rang, words[0])))
    if len(words) > 2:  # noqa: PLR2004 - who is left over is one number; a rough look first pays from three on
        netwerk.improve(rough, ROUGH_ROUNDS)
    prijzen += [netwerk.settle(Getal(rang, word)) for word in words[len(prijzen) :]]
    return Toewijzing(netwerk.assigned(), tuple(prijzen))


def rough_word(most: Sequence[int], bits: int) -> Woord:
    """All treden that fit in one number, each with room for a few: a good first guess, to be put right word by word.

    Who is left over weighs most, whoever that is.
    """
    treden, maal, total = list[int](), list[int](), 0
    room = [1 << (most[trede] * 2).bit_length() for trede in range(len(most))]
    budget = bits - 2 * most[0].bit_length() - 2
    used, last = 0, ZONDER
    while last < len(most) and used + room[last].bit_length() - 1 <= budget:
        used += room[last].bit_length() - 1
        last += 1
    for trede in reversed(range(ZONDER, last)):
        treden.insert(0, trede)
        maal.insert(0, 1 << total)
        total += room[trede].bit_length() - 1
    return Woord((0, *treden), (1 << total + 1, *maal))


def _choose_freely(rang: Rangtabel, words: tuple[Woord, ...]) -> Toewijzing | None:
    """Everybody the best class as if alone; None when that asks more of a class or a centrumgemeente than there is.

    Then nobody stands in another's way, and a place is worth nothing more than the first step of its centrumgemeente.
    """
    if (rang.heeft >= 0).any():
        return None
    tabel, spreiding = rang.tabel, rang.spreiding
    past, mag, prijzen = rang.past.copy(), rang.mag.copy(), []
    first = np.searchsorted(spreiding.streek, tabel.met)
    for word in words:
        getal = Getal(rang, word)
        streek = np.zeros(len(tabel.codes), np.int64)
        streek[tabel.met] = getal.stap[first]
        prijs = Prijzen(word, streek[tabel.streek], streek)
        best = tabel.best(np.where(past, getal.klasse + prijs.klasse, NOOIT))
        past &= getal.klasse + prijs.klasse == best[:, tabel.streek]
        costs = np.where(mag, best[rang.groep] + getal.streek, NOOIT)
        mag &= costs == costs.min(axis=1, keepdims=True)
        mag[costs.min(axis=1) >= NOOIT] = False
        prijzen.append(prijs)
    there = mag.any(axis=1)
    streek = mag.argmax(axis=1)
    index = np.where(there, tabel.first(past)[rang.groep, streek], -1)
    used = np.bincount(index[there], minlength=len(tabel.klassen))
    gone = np.bincount(streek[there], minlength=len(tabel.codes))[tabel.met]
    if (used > tabel.aantal).any() or (gone > spreiding.ruimte[first]).any():
        return None
    return Toewijzing(index, tuple(prijzen))
