"""The order of `rangorde.py` for everybody at once: costs as arrays, several treden packed into one whole number.

The cost of a place for a household is the sum of a part that depends on how many they are, what they need and the class, and a part
that depends on the household and the centrumgemeente. So the best class in each centrumgemeente is found once for all households
that are as many and need the same, and no array is as large as households times classes.
"""

from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from functools import cache, lru_cache
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from capacity_service.domain.plaats import Kenmerk, Soort
from capacity_service.domain.rangorde import LOTEN, TREDEN, Omstandigheid, Vrager, spread_band, told_no
from capacity_service.domain.regels import Regels
from capacity_service.domain.voorraad import Klasse, Stand, Vrij

Getallen = NDArray[np.int64]

NOOIT = np.int64(1 << 61)
"""The cost of what is not allowed: more than any sum of costs, and twice it still fits."""

KENMERK_BIT = {kenmerk: 1 << bit for bit, kenmerk in enumerate(Kenmerk)}
SOORT_NUMMER = {soort: nummer for nummer, soort in enumerate(Soort)}
MINDER = np.array([mask.bit_count() for mask in range(1 << len(Kenmerk))], np.int64)


@cache
def mask_of(kenmerken: frozenset[Kenmerk]) -> int:
    """Kenmerken as the bits of a number."""
    return sum(KENMERK_BIT[kenmerk] for kenmerk in kenmerken)


class Klassentabel:
    """The classes of free places as arrays, in one order whatever order they came in; made once for a stand."""

    def __init__(self, vrij: Sequence[Vrij], codes: Iterable[str]) -> None:
        self.codes = tuple(sorted(codes))
        nummer = {code: index for index, code in enumerate(self.codes)}
        ordered = sorted(
            ((*_order(v.klasse), v.afzonderlijk, v.plaatsen[0]), n) for n, v in enumerate(vrij) if v.aantal
        )
        self.klassen = tuple(vrij[n] for _, n in ordered)
        columns = zip(*((nummer[key[0]], *key[1:5]) for key, _ in ordered), strict=True) if ordered else [()] * 5
        self.streek, self.soort, self.ruimte, self.kenmerken, self.onbevestigd = (
            np.array(column, np.int64) for column in columns
        )
        self.aantal = np.array([v.aantal for v in self.klassen], np.int64)
        self.nummer = np.arange(len(self.klassen), dtype=np.int64)
        self.met = np.unique(self.streek)
        self.begin = np.searchsorted(self.streek, self.met)
        """Where each centrumgemeente that has a class (`met`) begins."""

    def join(self, which: Getallen, first: Getallen) -> "Klassentabel":
        """Classes taken together: of each to `which` it belongs now, and of each of those its first; by centrumgemeente."""
        joined = copy(self)
        joined.klassen = tuple(self.klassen[index] for index in first.tolist())
        for name in ("streek", "soort", "ruimte", "kenmerken", "onbevestigd", "nummer"):
            setattr(joined, name, getattr(self, name)[first])
        joined.aantal = np.zeros(len(first), np.int64)
        np.add.at(joined.aantal, which, self.aantal)
        joined.begin = np.searchsorted(joined.streek, joined.met)
        return joined

    def best(self, kosten: Getallen) -> Getallen:
        """Of costs by group and class the least in each centrumgemeente: by group and centrumgemeente."""
        found = np.full((len(kosten), len(self.codes)), NOOIT, np.int64)
        found[:, self.met] = np.minimum.reduceat(kosten, self.begin, axis=1)
        return found

    def first(self, which: NDArray[np.bool_]) -> Getallen:
        """The first of these classes in each centrumgemeente, by group; meaningless where there is none."""
        index = np.where(which, np.arange(len(self.aantal), dtype=np.int64), NOOIT)
        return self.best(index)

    def best_some(self, kosten: Getallen, some: int) -> tuple[Getallen, Getallen]:
        """The same for the `some` cheapest: their numbers and costs, by group, centrumgemeente and place in the row."""
        shape = (len(kosten), len(self.codes), some)
        index, value = np.zeros(shape, np.int64), np.full(shape, NOOIT, np.int64)
        left, rij = kosten.copy(), np.arange(len(kosten))[:, None]
        for place in range(some):
            value[:, :, place] = best = self.best(left)
            index[:, self.met, place] = first = self.first(left == best[:, self.streek])[:, self.met]
            left[rij, first] = NOOIT
        return index, value


@lru_cache(1 << 16)
def _order(k: Klasse) -> tuple[str, int, int, int, bool]:
    return k.centrumgemeente, SOORT_NUMMER[k.soort], k.personen_max, mask_of(k.kenmerken), k.onbevestigd


@dataclass(frozen=True)
class Woord:
    """Treden that are weighed as one number: of each the multiplier, large enough that no sum of later ones outweighs it."""

    treden: tuple[int, ...]
    maal: tuple[int, ...]

    def times(self, trede: str) -> int:
        """The multiplier of one trede; 0 when it is no part of this number."""
        index = TREDEN.index(trede)
        return self.maal[self.treden.index(index)] if index in self.treden else 0


def split_words(most: Sequence[int], totals: Sequence[int], bits: int) -> tuple[Woord, ...]:
    """Treden in as few numbers as fit: `most` is the largest cost of one household per trede, `totals` that of all together.

    The first three (who is left over) go together and alone, since they are costs of having no place.
    """
    words: list[Woord] = []
    treden: list[int] = []
    maal: list[int] = []
    total = largest = 0
    for trede in reversed(range(len(most))):
        if treden and (trede == ZONDER - 1 or largest + (total + 1) * most[trede] >= 1 << bits):
            words.insert(0, Woord(tuple(treden), tuple(maal)))
            treden, maal, total, largest = [], [], 0, 0
        treden.insert(0, trede)
        maal.insert(0, total + 1)
        largest += (total + 1) * most[trede]
        total += (total + 1) * totals[trede]
    return (Woord(tuple(treden), tuple(maal)), *words)


ZONDER = TREDEN.index("wachttijd") + 1
"""The treden before this one are costs of having no place, or of moving."""


@dataclass(frozen=True)
class Spreiding:
    """What one more household in a centrumgemeente costs, in steps that only rise: `ruimte` households at `band`, by `streek`."""

    streek: Getallen
    band: Getallen
    ruimte: Getallen

    @classmethod
    def make(cls, tabel: Klassentabel, stand: Stand, regels: Regels, n: int) -> "Spreiding":
        """The steps for at most `n` households."""
        vrij = np.bincount(tabel.streek, tabel.aantal, minlength=len(tabel.codes)).astype(np.int64)
        steps: list[tuple[int, int, int]] = []
        for streek in tabel.met.tolist():
            erbij, most = 0, min(n, int(vrij[streek]))
            while erbij < most:
                band, until = spread_band(stand.gaf(tabel.codes[streek]), erbij, regels)
                steps.append((streek, band, min(until, most) - erbij))
                erbij = until
        columns = np.array(steps, np.int64).reshape(-1, 3)
        return cls(columns[:, 0], columns[:, 1], columns[:, 2])


class Rangtabel:
    """All costs of these households for these classes, trede by trede, and what is not allowed."""

    def __init__(
        self, vragers: Sequence[Vrager], tabel: Klassentabel, spreiding: Spreiding, omstandigheid: Omstandigheid
    ) -> None:
        self.vragers, self.tabel, self.spreiding, self.omstandigheid = vragers, tabel, spreiding, omstandigheid
        self._group()
        self.mag = np.ones((len(vragers), len(tabel.codes)), bool)
        self.voorkeur = np.zeros((len(vragers), len(tabel.codes)), np.int64)
        self.afstand = np.empty((len(vragers), len(tabel.codes)), np.int64)
        nummer = {code: index for index, code in enumerate(tabel.codes)}
        known: dict[int, Getallen] = {}
        for rij, vrager in enumerate(vragers):
            self.mag[rij, [nummer[code] for code in vrager.verboden if code in nummer]] = False
            if vrager.voorkeur:
                self.voorkeur[rij] = 1
                self.voorkeur[rij, [nummer[code] for code in vrager.voorkeur if code in nummer]] = 0
            if id(vrager.banden) not in known:
                known[id(vrager.banden)] = np.array([vrager.banden[code] for code in tabel.codes], np.int64)
            self.afstand[rij] = known[id(vrager.banden)]
        self.verschoven = np.array([bool(vrager.heeft) for vrager in vragers], np.int64)[:, None]
        self.heeft = self._find_held()
        """Of each household the number of the class that it holds already, or -1."""
        self.wachttijd = np.array([vrager.wachttijd for vrager in vragers], np.int64)

    def _group(self) -> None:
        """Households that are as many, need the same and were told no of the same places share their costs of a class."""
        found: dict[tuple[int, int, frozenset[UUID], frozenset[UUID], UUID | None], int] = {}
        groep, voorbeeld = [], []
        for vrager in self.vragers:
            key = (vrager.personen, mask_of(vrager.gewenst), vrager.teruggemeld, vrager.gevraagd, vrager.heeft)
            if key not in found:
                found[key] = len(found)
                voorbeeld.append(vrager)
            groep.append(found[key])
        self.groep = np.array(groep, np.int64)
        tabel = self.tabel
        personen = np.array([v.personen for v in voorbeeld], np.int64)[:, None]
        self.gewenst = np.array([mask_of(v.gewenst) for v in voorbeeld], np.int64)[:, None]
        self.over = tabel.ruimte[None, :] - personen
        self.past = self.over >= 0
        apart = [index for index, vrij in enumerate(tabel.klassen) if vrij.afzonderlijk]
        for rij, vrager in enumerate(voorbeeld):
            if vrager.heeft:
                sure = tabel.onbevestigd == 0
                sure[[i for i in apart if vrager.heeft in tabel.klassen[i].plaatsen]] = True
                self.past[rij] &= sure
            if vrager.teruggemeld or vrager.gevraagd:
                for index in apart:
                    self.past[rij, index] &= not told_no(vrager, tabel.klassen[index])

    def _find_held(self) -> Getallen:
        found = np.full(len(self.vragers), -1, np.int64)
        for rij, vrager in enumerate(self.vragers):
            if vrager.heeft:
                found[rij] = next((i for i, v in enumerate(self.tabel.klassen) if vrager.heeft in v.plaatsen), -1)
        return found

    def join(self, which: Getallen, first: Getallen, past: NDArray[np.bool_], mag: NDArray[np.bool_]) -> "Rangtabel":
        """The same for classes taken together (as in `Klassentabel.join`), with what is still allowed."""
        joined = copy(self)
        joined.tabel, joined.over = self.tabel.join(which, first), self.over[:, first]
        joined.past, joined.mag = past[:, first], mag
        joined.heeft = np.where(self.heeft < 0, -1, which[self.heeft])
        return joined

    def trede_of_class(self, trede: str) -> Getallen | int:
        """The costs of a trede that depends on the class, by group and class; 0 for a trede that does not."""
        tabel, omstandigheid = self.tabel, self.omstandigheid
        minder = Soort.crisisplaats if omstandigheid.kantoortijd else Soort.opvangplaats
        lage = {"alternatief": Soort.alternatief, "reserve": Soort.reserveplaats, "soort": minder}
        found: Getallen | int = 0
        match trede:
            case "alternatief" | "reserve" | "soort":
                found = (tabel.soort == SOORT_NUMMER[lage[trede]]).astype(np.int64)
            case "onbevestigd":
                found = tabel.onbevestigd
            case "behoeften":
                found = MINDER[self.gewenst & ~tabel.kenmerken]
            case "ruimte":
                found = self.over
            case "kenmerken":
                found = MINDER[tabel.kenmerken & ~self.gewenst]
            case "lot":
                zaad = omstandigheid.zaad
                found = ((zaad % (LOTEN - 1) + 1) * tabel.nummer + zaad // LOTEN) % LOTEN
        return found

    def trede_of_streek(self, trede: str) -> Getallen | int:
        """The costs of a trede that depends on the household and the centrumgemeente; 0 for a trede that does not."""
        return {"verschoven": self.verschoven, "voorkeuren": self.voorkeur, "afstand": self.afstand}.get(trede, 0)

    def costs(self, woord: Woord) -> tuple[Getallen, Getallen]:
        """The two parts of one number's costs: by group and class, and by household and centrumgemeente; also of what is not allowed."""
        klasse, streek = np.zeros(self.past.shape, np.int64), np.zeros(self.mag.shape, np.int64)
        for trede, maal in zip(woord.treden, woord.maal, strict=True):
            for whole, part in (
                (klasse, self.trede_of_class(TREDEN[trede])),
                (streek, self.trede_of_streek(TREDEN[trede])),
            ):
                if not isinstance(part, int):
                    whole += part * maal  # noqa: PLW2901 - adds to the array itself
        return klasse, streek

    def bounds(self) -> tuple[list[int], list[int]]:
        """Of each trede the largest cost of one household, and a sum that all together cannot exceed."""
        n, tabel = len(self.vragers), self.tabel
        gewenst = MINDER[self.gewenst[self.groep, 0]]
        some = {
            "zonder_plaats": (1, n),
            "verschoven": (1, int(self.verschoven.sum())),
            "wachttijd": (n, int(self.wachttijd.sum())),
            "alternatief": _bound(tabel, tabel.soort == SOORT_NUMMER[Soort.alternatief], n),
            "reserve": _bound(tabel, tabel.soort == SOORT_NUMMER[Soort.reserveplaats], n),
            "onbevestigd": _bound(tabel, tabel.onbevestigd == 1, n),
            "soort": (1, n),
            "behoeften": (int(gewenst.max(initial=0)), int(gewenst.sum())),
            "voorkeuren": (1, int(self.voorkeur.any(axis=1).sum())),
            "ruimte": _times(n, int(tabel.ruimte.max(initial=1)) - 1),
            "kenmerken": _times(n, len(Kenmerk)),
            "spreiding": _times(n, int(self.spreiding.band.max(initial=0))),
            "afstand": _times(n, int(self.afstand.max(initial=0))),
            "lot": _times(n, LOTEN - 1),
        }
        return [some[trede][0] for trede in TREDEN], [some[trede][1] for trede in TREDEN]


def _times(n: int, most: int) -> tuple[int, int]:
    return most, n * most


def _bound(tabel: Klassentabel, which: NDArray[np.bool_], n: int) -> tuple[int, int]:
    return (1, n) if tabel.aantal[which].any() else (0, 0)
