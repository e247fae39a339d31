"""The flow of households to places, found on few arcs and proven on all.

Households flow to a class of places, from there to its centrumgemeente, and out in steps that cost more as more go there. Only
arcs that can matter are given to the solver. Afterwards every class gets a price, what one place of it is worth to the others, and with
those prices all arcs are looked at: one that is cheaper than what its household got is added, and it is solved again. When
there is none, nothing is better. Classes that differ in nothing by a number are one class while it is settled.
"""

from dataclasses import replace

import numpy as np

from capacity_service.domain.prijzen import Getal, Prijzen
from capacity_service.domain.rangtabel import NOOIT, Rangtabel
from capacity_service.domain.stroom import Bogen, Getallen, Keuze, distances, exchange

FIRST_STREKEN, FIRST_KLASSEN = 3, 2
NEXT_STREKEN, NEXT_KLASSEN = 4, 2
"""Arcs looked for at once, to begin with and later: of each household the best centrumgemeenten, and the best classes there."""

JOINED_STREKEN, JOINED_KLASSEN = 6, 1
"""The same to begin with where classes are taken together."""

MIX = 0x9E3779B97F4A7C1
"""An odd number with bits everywhere, to tell columns of costs apart by one number."""

JOIN_SHARE = 0.5
"""Classes are taken together when at most this share of them is left."""

KEEP = 8
"""So many arcs of a household stay in use at least; more each round, so that none comes and goes for ever."""


class Netwerk:
    """The flow of all households; at first everybody is left over. Nodes are households, classes, centrumgemeenten, the end."""

    def __init__(self, rang: Rangtabel) -> None:
        self.rang, tabel, spreiding = rang, rang.tabel, rang.spreiding
        self.n, self.k, self.c = len(rang.vragers), len(tabel.aantal), len(tabel.codes)
        self.end = self.n + self.k + self.c
        self.past, self.mag = rang.past.copy(), rang.mag.copy()
        klassen, steps = self.n + np.arange(self.k), len(spreiding.streek)
        self.columns = _no_arcs()
        self.behind = Bogen(
            np.concatenate([klassen, self.n + self.k + spreiding.streek, np.arange(self.n)]),
            np.concatenate([self.n + self.k + tabel.streek, np.full(steps + self.n, self.end)]),
            np.zeros(self.k + steps + self.n, np.int64),
            np.concatenate([tabel.aantal, spreiding.ruimte, rang.heeft < 0]),
            np.concatenate([np.zeros(self.k + steps, np.int64), rang.heeft < 0]),
            np.ones(self.k + steps + self.n, bool),
        )
        self.toss = (np.arange(self.n)[:, None] * 7919 + np.arange(self.c) * 104729) % 1021 / 1024
        """Less than 1, so that not everybody to whom all is equal looks in the same centrumgemeenten first."""
        self._stay()

    def _stay(self) -> None:
        """Who has a place already begins there, and cannot be left over."""
        rang, spreiding = self.rang, self.rang.spreiding
        stays = np.flatnonzero(rang.heeft >= 0)
        self._add(stays, rang.heeft[stays])
        self.columns.stroom[:] = 1
        self.behind.stroom[: self.k] = np.bincount(rang.heeft[stays], minlength=self.k)
        come = np.bincount(rang.tabel.streek[rang.heeft[stays]], minlength=self.c)
        for step, (streek, ruimte) in enumerate(zip(spreiding.streek, spreiding.ruimte, strict=True)):
            self.behind.stroom[self.k + step] = min(come[streek], ruimte)
            come[streek] -= self.behind.stroom[self.k + step]

    def assigned(self) -> Getallen:
        """Of each household the number of its class, or -1."""
        found = np.full(self.n, -1, np.int64)
        taken = self.columns.stroom > 0
        found[self.columns.van[taken]] = self.columns.naar[taken] - self.n
        return found

    def own_places(self) -> Keuze:
        """Which arcs lead a household to the place that it has: nobody finds these again, since they cost others more."""
        own: Keuze = self.rang.heeft[self.columns.van] == self.columns.naar - self.n
        return own

    def settle(self, getal: Getal) -> Prijzen:
        """Make the flow as cheap as it can be by this number, and keep only what loses nothing by it."""
        prijzen = self.improve(getal, 0) or self._improve_joined(getal)
        paid = self._paid(getal, prijzen)
        klasse = np.where(self.past, getal.klasse + prijzen.klasse, NOOIT)
        best = self.rang.tabel.best(klasse)
        self.past &= klasse == best[:, self.rang.tabel.streek]
        self.mag &= best[self.rang.groep] + getal.streek == paid[:, None]
        exact = self._arcs(getal).measure(self._worth(prijzen, paid)) == 0
        number = len(self.columns.van)
        self._keep(exact[:number])
        self.behind = replace(self.behind, los=self.behind.los & exact[number:])
        return prijzen

    def start(self, getal: Getal, streken: int, klassen: int) -> None:
        """Begin with what is cheapest when nothing is full yet."""
        self._add(*self._cheaper(getal, np.zeros(self.k, np.int64), None, streken, klassen)[:2])
        self._exchange(self._arcs(getal), None)

    def improve(self, getal: Getal, rounds: int | None = None) -> Prijzen | None:
        """Make the flow as cheap as it can be by this number; gives the prices that prove it, or None when rounds ran out."""
        rounds_done = 0
        while True:
            prijzen = self._price(getal)
            if prijzen is None and rounds != 0:
                self._exchange(self._arcs(getal), None)
                continue
            if prijzen is None:
                return None
            paid = self._paid(getal, prijzen)
            van, naar, most = self._cheaper(getal, prijzen.klasse, paid, NEXT_STREKEN, NEXT_KLASSEN)
            if not len(van):
                return prijzen
            if rounds_done == rounds:
                return None
            worth = self._worth(prijzen, paid)
            self._thin_out(self._arcs(getal).measure(worth)[: len(self.columns.van)], most, KEEP + rounds_done)
            self._add(van, naar)
            arcs = self._arcs(getal)
            self._exchange(replace(arcs, kosten=arcs.measure(worth)), most)
            rounds_done += 1

    def _improve_joined(self, getal: Getal) -> Prijzen:
        """The same to the end, with classes between which this number makes no difference taken together where that saves much."""
        which, first = self._join(getal)
        if len(first) > JOIN_SHARE * self.k:
            return self._improve_fully(getal)
        small = Netwerk(self.rang.join(which, first, self.past, self.mag))
        small.take_over(self, which)
        joined = Getal(small.rang, getal.woord)
        small.start(joined, JOINED_STREKEN, JOINED_KLASSEN)
        prijzen = small._improve_fully(joined)
        self._spread(small, which)
        return replace(prijzen, klasse=prijzen.klasse[which])

    def _improve_fully(self, getal: Getal) -> Prijzen:
        while True:
            prijzen = self.improve(getal)
            if prijzen is not None:
                return prijzen

    def _join(self, getal: Getal) -> tuple[Getallen, Getallen]:
        """To which group each class belongs, and the first of each group; who is held stays alone."""
        held = np.full(self.k, -1, np.int64)
        held[self.rang.heeft[self.rang.heeft >= 0]] = self.rang.heeft[self.rang.heeft >= 0]
        kosten = np.where(self.past, getal.klasse, -1)
        free = self.behind.los[: self.k] * 2 + (self.behind.stroom[: self.k] > 0) * ~self.behind.los[: self.k]
        columns = np.vstack([self.rang.tabel.streek, held, free, kosten])
        return find_same(columns)

    def take_over(self, whole: "Netwerk", which: Getallen) -> None:
        """The flow of a network whose classes are taken together here."""
        taken = whole.columns.stroom > 0
        own = whole.own_places() | taken
        self.columns = _no_arcs()
        self._add(whole.columns.van[own], which[whole.columns.naar[own] - whole.n])
        found = np.full(self.n, -1, np.int64)
        found[whole.columns.van[taken]] = which[whole.columns.naar[taken] - whole.n]
        self.columns.stroom[:] = found[self.columns.van] == self.columns.naar - self.n
        behind, k = whole.behind, whole.k
        self.behind.stroom[:] = np.concatenate(
            [np.bincount(which, behind.stroom[:k], self.k).astype(np.int64), behind.stroom[k:]]
        )
        self.behind.los[self.k :] = behind.los[k:]
        self.behind.los[which] = behind.los[:k]

    def _spread(self, small: "Netwerk", which: Getallen) -> None:
        """The flow of the small network in the classes themselves; who need not move stays."""
        old, group = self.assigned(), small.assigned()
        new = np.where((old >= 0) & (which[old] == group), old, -1)
        left = self.rang.tabel.aantal - np.bincount(new[new >= 0], minlength=self.k)
        order = np.argsort(which, kind="stable")
        slots = np.repeat(order, left[order])
        move = np.flatnonzero((new < 0) & (group >= 0))
        move = move[np.argsort(group[move], kind="stable")]
        begin = np.searchsorted(group[move], group[move])
        new[move] = slots[np.searchsorted(which[slots], group[move]) + np.arange(len(move)) - begin]
        there = np.flatnonzero(new >= 0)
        self._add(there, new[there])
        self.columns.stroom[:] = new[self.columns.van] == self.columns.naar - self.n
        used = np.bincount(new[there], minlength=self.k)
        self.behind.stroom[:] = np.concatenate([used, small.behind.stroom[small.k :]])

    def _arcs(self, getal: Getal) -> Bogen:
        columns, behind = self.columns, self.behind
        costs = [getal.of(columns.van, columns.naar - self.n), np.zeros(self.k, np.int64), getal.stap, getal.zonder]
        return Bogen(
            np.concatenate([columns.van, behind.van]),
            np.concatenate([columns.naar, behind.naar]),
            np.concatenate(costs),
            np.concatenate([columns.ruimte, behind.ruimte]),
            np.concatenate([columns.stroom, behind.stroom]),
            np.concatenate([columns.los, behind.los]),
        )

    def _exchange(self, arcs: Bogen, most: int | None) -> None:
        stroom, number = exchange(arcs, most).stroom, len(self.columns.van)
        self.columns = replace(self.columns, stroom=stroom[:number])
        self.behind = replace(self.behind, stroom=stroom[number:])

    def _price(self, getal: Getal) -> Prijzen | None:
        far = distances(self._arcs(getal), self.end)
        if far is None:
            return None
        return Prijzen(getal.woord, far[self.n : self.n + self.k], far[self.n + self.k : self.end])

    def _paid(self, getal: Getal, prijzen: Prijzen) -> Getallen:
        """What each household pays for what it has, its price included."""
        paid, taken = getal.zonder.copy(), self.columns.stroom > 0
        van, naar = self.columns.van[taken], self.columns.naar[taken] - self.n
        paid[van] = getal.of(van, naar) + prijzen.klasse[naar]
        return paid

    def _worth(self, prijzen: Prijzen, paid: Getallen) -> Getallen:
        return np.concatenate([paid, prijzen.klasse, prijzen.streek, np.zeros(1, np.int64)])

    def _cheaper(
        self, getal: Getal, prijs: Getallen, paid: Getallen | None, streken: int, klassen: int
    ) -> tuple[Getallen, Getallen, int]:
        """The best classes of each household's best centrumgemeenten, where cheaper than `paid`; and by how much at most."""
        tabel, groep = self.rang.tabel, self.rang.groep
        index, value = tabel.best_some(np.where(self.past, getal.klasse + prijs, NOOIT), klassen)
        total = np.where(self.mag, value[:, :, 0].take(groep, axis=0) + getal.streek, NOOIT)
        some = min(streken, self.c)
        near = np.argpartition(total + self.toss, some - 1, axis=1)[:, :some]
        van = np.repeat(np.arange(self.n), some * index.shape[2])
        streek = np.repeat(near.ravel(), index.shape[2])
        which = np.tile(np.arange(index.shape[2]), self.n * some)
        kosten = np.where(self.mag[van, streek], value[groep[van], streek, which] + getal.streek[van, streek], NOOIT)
        good = kosten < (NOOIT >> 1 if paid is None else paid[van])
        van, naar = van[good], index[groep[van], streek, which][good]
        most = 0 if paid is None or not len(van) else int((paid[van] - kosten[good]).max())
        return van, naar, most

    def _add(self, van: Getallen, naar: Getallen) -> None:
        """Put these arcs in use, each once."""
        columns = self.columns
        known = np.sort(columns.van * self.k + columns.naar - self.n)
        new = van * self.k + naar
        at = np.searchsorted(known, new)
        new = new[np.append(known, -1)[at] != new]
        van, naar = new // self.k, new % self.k + self.n
        ones, zeros = np.ones(len(new), np.int64), np.zeros(len(new), np.int64)
        self.columns = Bogen(
            np.concatenate([columns.van, van]),
            np.concatenate([columns.naar, naar]),
            np.concatenate([columns.kosten, zeros]),
            np.concatenate([columns.ruimte, ones]),
            np.concatenate([columns.stroom, zeros]),
            np.ones(len(known) + len(new), bool),
        )

    def _thin_out(self, more: Getallen, most: int, some: int) -> None:
        """Keep of each household the best arcs, at most so many, that cost at most so much more."""
        near = np.flatnonzero(more <= most)
        order = near[np.lexsort((more[near], self.columns.van[near]))]
        van = self.columns.van[order]
        keep = self.own_places()
        keep[order] |= np.arange(len(van)) - np.searchsorted(van, van) < some
        self._keep(keep)

    def _keep(self, which: Keuze) -> None:
        """Put the other arcs out of use, except over which somebody flows."""
        columns = self.columns
        keep = which | (columns.stroom > 0)
        self.columns = Bogen(
            columns.van[keep],
            columns.naar[keep],
            columns.kosten[keep],
            columns.ruimte[keep],
            columns.stroom[keep],
            columns.los[keep],
        )


def _no_arcs() -> Bogen:
    van, naar, kosten, ruimte, stroom = np.zeros((5, 0), np.int64)
    return Bogen(van, naar, kosten, ruimte, stroom, np.zeros(0, bool))


def find_same(columns: Getallen) -> tuple[Getallen, Getallen]:
    """Equal columns of a matrix: to which group each belongs, and the first of each group, ordered by the first row."""
    odd = np.arange(1, 2 * len(columns), 2, dtype=np.int64) * MIX
    mixed = (columns * (odd ^ (odd >> 29))[:, None]).sum(axis=0)
    _, first, which = np.unique(np.vstack([columns[0], mixed]), axis=1, return_index=True, return_inverse=True)
    if (columns != columns[:, first[which]]).any():
        return np.arange(columns.shape[1]), np.arange(columns.shape[1])
    return which.astype(np.int64), first.astype(np.int64)
