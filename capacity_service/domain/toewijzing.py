"""The exact assignment of households to classes of places, found on few arcs and proven on all.

Households flow to a class of places, from there to its centrumgemeente, and out in steps that cost more as more go there. Only
arcs that can matter are given to the solver. Afterwards every class gets a price, what one place of it is worth to the others, and with
those prices all arcs are looked at: one that is cheaper than what its household got is added, and it is solved again. When
there is none, nothing is better. This is done number by number (`Woord`): of what an earlier number decided nothing is lost, because only
arcs that cost nothing extra by it stay.
"""

from dataclasses import dataclass, replace

import numpy as np

from capacity_service.domain.rangtabel import NOOIT, Rangtabel, Woord, rough_word, split_words
from capacity_service.domain.stroom import Bogen, Getallen, Keuze, bits_for, distances, exchange

FIRST_STREKEN, FIRST_KLASSEN = 3, 2
NEXT_STREKEN, NEXT_KLASSEN = 4, 2
"""Arcs looked for at once, to begin with and later: of each household the best centrumgemeenten, and the best classes there."""

FREE_MAX = 256
"""More households than this always stand in each other's way somewhere."""

ROUGH_ROUNDS = 3
"""How often a first guess is made better before it is put right."""


@dataclass(frozen=True)
class Prijzen:
    """What a place is worth by one number: of each class, and of one more household in each centrumgemeente."""

    woord: Woord
    klasse: Getallen
    streek: Getallen


@dataclass(frozen=True)
class Toewijzing:
    """Of each household the number of its class or -1, and the prices that prove that nothing is better."""

    klasse: Getallen
    prijzen: tuple[Prijzen, ...]


def assign(rang: Rangtabel) -> Toewijzing:
    """Assign every household to at most one class, at least cost trede by trede."""
    if not rang.tabel.klassen or not rang.vragers:
        return Toewijzing(np.full(len(rang.vragers), -1, np.int64), ())
    nodes = len(rang.vragers) + len(rang.tabel.klassen) + len(rang.tabel.codes) + 1
    words = split_words(*rang.bounds(), bits_for(nodes))
    if len(rang.vragers) <= FREE_MAX:
        plenty = _choose_freely(rang, words)
        if plenty is not None:
            return plenty
    netwerk = Netwerk(rang)
    if len(words) > 2:  # noqa: PLR2004 - who is left over is one number; a rough look first pays from three on
        netwerk.improve(Getal(rang, rough_word(rang.bounds()[0], bits_for(nodes))), ROUGH_ROUNDS)
    prijzen = tuple(netwerk.settle(Getal(rang, word)) for word in words)
    return Toewijzing(netwerk.assigned(), prijzen)


class Getal:
    """The costs of one number: by group and class, by household and centrumgemeente, of a step, and of having no place."""

    def __init__(self, rang: Rangtabel, woord: Woord) -> None:
        self.rang, self.woord = rang, woord
        self.klasse, self.streek = rang.costs(woord)
        self.stap = rang.spreiding.band * woord.times("spreiding")
        self.zonder = woord.times("zonder_plaats") + woord.times("wachttijd") * rang.wachttijd

    def of(self, van: Getallen, naar: Getallen) -> Getallen:
        """What these households pay for these classes."""
        rang = self.rang
        some = self.klasse[rang.groep[van], naar] + self.streek[van, rang.tabel.streek[naar]]
        return some - self.woord.times("verschoven") * (rang.heeft[van] == naar)


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


class Netwerk:
    """The flow of all households; at first everybody is left over. Nodes are households, classes, centrumgemeenten, the end."""

    def __init__(self, rang: Rangtabel) -> None:
        self.rang, tabel, spreiding = rang, rang.tabel, rang.spreiding
        self.n, self.k, self.c = len(rang.vragers), len(tabel.klassen), len(tabel.codes)
        self.end = self.n + self.k + self.c
        self.past, self.mag = rang.past.copy(), rang.mag.copy()
        klassen, steps = self.n + np.arange(self.k), len(spreiding.streek)
        self.columns = Bogen(*(np.zeros(0, np.int64) for _ in range(5)), np.zeros(0, bool))
        self.behind = Bogen(
            np.concatenate([klassen, self.n + self.k + spreiding.streek, np.arange(self.n)]),
            np.concatenate([self.n + self.k + tabel.streek, np.full(steps + self.n, self.end)]),
            np.zeros(self.k + steps + self.n, np.int64),
            np.concatenate([tabel.aantal, spreiding.ruimte, rang.heeft < 0]),
            np.concatenate([np.zeros(self.k + steps, np.int64), rang.heeft < 0]),
            np.ones(self.k + steps + self.n, bool),
        )
        self.begun = False
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

    def settle(self, getal: Getal) -> Prijzen:
        """Make the flow as cheap as it can be by this number, and keep only what loses nothing by it."""
        prijzen = self.improve(getal)
        assert prijzen is not None
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

    def improve(self, getal: Getal, rounds: int | None = None) -> Prijzen | None:
        """Make the flow as cheap as it can be by this number; gives the prices that prove it, or None when rounds ran out."""
        if not self.begun:
            self.begun, none = True, np.zeros(self.k, np.int64)
            self._add(*self._cheaper(getal, none, None, FIRST_STREKEN, FIRST_KLASSEN)[:2])
            self._exchange(self._arcs(getal), None)
        while rounds != 0:
            prijzen = self._price(getal)
            if prijzen is None:
                self._exchange(self._arcs(getal), None)
                continue
            paid = self._paid(getal, prijzen)
            van, naar, most = self._cheaper(getal, prijzen.klasse, paid, NEXT_STREKEN, NEXT_KLASSEN)
            if not len(van):
                return prijzen
            worth = self._worth(prijzen, paid)
            # Its own place is cheaper for who has it than `_cheaper` sees, so that arc would not be found again.
            own = self.rang.heeft[self.columns.van] == self.columns.naar - self.n
            self._keep((self._arcs(getal).measure(worth)[: len(self.columns.van)] <= most) | own)
            self._add(van, naar)
            arcs = self._arcs(getal)
            self._exchange(replace(arcs, kosten=arcs.measure(worth)), most)
            rounds = rounds and rounds - 1
        return None

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
        near = np.argpartition(total, some - 1, axis=1)[:, :some]
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
        parts = ((columns.van, van), (columns.naar, naar), (columns.kosten, zeros), (columns.ruimte, ones))
        self.columns = Bogen(
            *(np.concatenate(part) for part in parts),
            np.concatenate([columns.stroom, zeros]),
            np.ones(len(known) + len(new), bool),
        )

    def _keep(self, which: Keuze) -> None:
        """Put the other arcs out of use, except over which somebody flows."""
        columns = self.columns
        keep = which | (columns.stroom > 0)
        parts = (columns.van, columns.naar, columns.kosten, columns.ruimte, columns.stroom, columns.los)
        self.columns = Bogen(*(part[keep] for part in parts))
