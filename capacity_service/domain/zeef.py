"""What a weighing may leave out: classes of which something as good is certainly left for everybody who asks.

A household that is certain of enough places which cost it no more can always have one of those in the stead of what is left out, whatever
the others take; so nothing is lost but the lot among equals. As many are kept as all others together can take, and so that the voorstellen
and the reasons are the same too. Who is not certain of a place at all needs the whole stand: then nothing is left out.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from capacity_service.domain.aanvraag import Aanvraag
from capacity_service.domain.plaats import Soort
from capacity_service.domain.plaatsvoorraad import Voorraad
from capacity_service.domain.rangorde import DAGEN, Omstandigheid, Vrager, make_vragers
from capacity_service.domain.rangtabel import MINDER, mask_of
from capacity_service.domain.raster import Getallen, Raster
from capacity_service.domain.regels import Regels
from capacity_service.domain.voorraad import Stand

SIFT_MAX = 200
"""More households than this need so much that leaving something out is not worth the work."""

RUIM = 1 << 20
"""More than any cost of a trede."""


@dataclass(frozen=True)
class Behoeft:
    """What everybody who is weighed needs together: `plaatsen` that others can take, or that are named apart."""

    plaatsen: int
    voorstellen: int
    """How many centrumgemeenten must certainly have a place left."""


@dataclass(frozen=True)
class Zoekvraag:
    """Who is weighed, under what; of each class the lowest `most` ids are wanted."""

    aanvragen: Sequence[Aanvraag]
    most: int
    regels: Regels
    omstandigheid: Omstandigheid


def see_all(voorraad: Voorraad, country: Stand, most: int) -> Stand:
    """All that is free. `country` gives the map and the nights given."""
    crisis, every = voorraad.count_in_service()
    vrij = voorraad.list_free(most)
    return replace(country, vrij=vrij, inzetbaar=crisis, in_dienst=every, grootste=voorraad.grootste)


def see_for(voorraad: Voorraad, country: Stand, zoekt: Zoekvraag) -> Stand:
    """What is free and can matter to these; all of it when that cannot be told."""
    crisis, every = voorraad.count_in_service()
    whole = replace(country, inzetbaar=crisis, in_dienst=every, grootste=voorraad.grootste)
    vragers = make_vragers(zoekt.aanvragen, whole, zoekt.regels)
    kept = sift(voorraad.raster, vragers, whole, zoekt.regels, zoekt.omstandigheid)
    vrij = voorraad.list_free(zoekt.most, kept)
    if kept is None:
        return replace(whole, vrij=vrij)
    seen = {v.klasse.centrumgemeente for v in vrij}
    return replace(
        whole,
        vrij=vrij,
        inzetbaar={code: crisis[code] for code in seen if code in crisis},
        in_dienst={code: every[code] for code in seen if code in every},
        gegeven={code: whole.gegeven[code] for code in seen if code in whole.gegeven},
        ongewogen=_count_left(voorraad.raster, kept),
    )


def _count_left(raster: Raster, kept: NDArray[np.bool_]) -> dict[str, int]:
    """The free crisisplaatsen of each centrumgemeente that is looked at, in classes that were left out."""
    crisis = np.array([aard.soort is Soort.crisisplaats for aard in raster.aarden], bool)[:, None]
    left = np.where(crisis & ~kept, raster.aantal, 0).sum(axis=0)
    return {
        raster.codes[column]: int(left[column]) for column in np.flatnonzero(kept.any(axis=0) & (left > 0)).tolist()
    }


def sift(
    raster: Raster, vragers: Sequence[Vrager], stand: Stand, regels: Regels, omstandigheid: Omstandigheid
) -> NDArray[np.bool_] | None:
    """Which cells of the raster can matter to any of these households; None when all can."""
    if not vragers or len(vragers) > SIFT_MAX or any(vrager.heeft for vrager in vragers):
        return None
    named = frozenset[UUID]().union(*(vrager.teruggemeld | vrager.gevraagd for vrager in vragers))
    needs = Behoeft(len(vragers) + len(named), regels.voorstellen_max + 1)
    zeef = _Zeef(raster, stand, regels, omstandigheid, len(vragers) - 1)
    for vrager in {_sees(vrager): vrager for vrager in vragers}.values():
        if not zeef.keep(vrager, needs):
            return None
    return zeef.kept


def _sees(vrager: Vrager) -> tuple[object, ...]:
    """Households of which this is the same see the same costs."""
    return vrager.personen, vrager.gewenst, vrager.verboden, vrager.voorkeur, id(vrager.banden)


class _Zeef:
    """The raster with its centrumgemeenten in the order of their lots, and what was kept of it so far."""

    def __init__(self, raster: Raster, stand: Stand, regels: Regels, omstandigheid: Omstandigheid, others: int) -> None:
        self._raster, self._omstandigheid = raster, omstandigheid
        self._order = np.argsort(raster.lot * (2 * omstandigheid.zaad + 1) % (1 << 31), kind="stable")
        self._place = np.empty_like(self._order)
        self._place[self._order] = np.arange(len(self._order))
        self._aantal = raster.aantal[:, self._order]
        self._there = self._aantal > 0
        self._kept = np.zeros_like(self._there)
        self._least, self._most = self._spread(stand, regels, others)
        self._treden: dict[tuple[int, int], tuple[_Trede, ...]] = {}
        self._counted: dict[tuple[int, ...], Getallen] = {}
        self._nearby: dict[int, tuple[Getallen, Getallen]] = {}
        self._uneven = bool((self._least != self._most).any() or (self._least != self._least[:1]).any())
        """Whether the spread tells one centrumgemeente from another; if not, the order of the voorstellen is that of the costs."""

    @property
    def kept(self) -> NDArray[np.bool_]:
        """The cells to look at, as the raster has them."""
        return (self._kept & self._there)[:, self._place]

    def keep(self, vrager: Vrager, needs: Behoeft) -> bool:
        """Keep what can matter to this household; False when it is not certain of a place."""
        banden, order = self._find_nearby(vrager)
        never = self._columns(vrager.verboden)
        sure, enough = 0, needs.plaatsen
        whole = np.zeros(len(self._order), np.int64)
        for rijen, there, where in self._levels(vrager):
            some = there.copy() if where is None else np.where(where, there, 0)
            some[never] = 0
            whole += some
            enough = needs.plaatsen + (needs.voorstellen - 1) * int(whole.max()) + 1
            kept = _first(some, order, banden, banden, enough - sure)
            if self._uneven:
                least, most = banden + self._least * RUIM, banden + self._most * RUIM
                dear = np.argsort(most, kind="stable")
                kept |= _first(some, dear, most, least, needs.plaatsen - sure)
            self._kept[list(rijen)] |= kept
            sure += int(some.sum())
            if sure >= enough:
                break
        self._keep_nearest(vrager)
        return sure >= needs.plaatsen

    def _levels(self, vrager: Vrager) -> Iterator[tuple[tuple[int, ...], Getallen, NDArray[np.bool_] | None]]:
        """What costs this household the same but for where it is, the cheapest first: aarden, places, and where (None: anywhere)."""
        treden = self._find_treden(vrager)
        if not vrager.voorkeur:
            yield from ((trede.rijen, self._count(trede), None) for trede in treden)
            return
        liked = np.zeros(len(self._order), bool)
        liked[self._columns(vrager.voorkeur)] = True
        for _, alike in groupby(treden, lambda trede: trede.before):
            same = tuple(alike)
            for where in (liked, ~liked):
                yield from ((trede.rijen, self._count(trede), where) for trede in same)

    def _count(self, trede: "_Trede") -> Getallen:
        """The places of these aarden by centrumgemeente; other households see the same aarden alike."""
        if trede.rijen not in self._counted:
            self._counted[trede.rijen] = self._aantal[list(trede.rijen)].sum(axis=0)
        return self._counted[trede.rijen]

    def _find_treden(self, vrager: Vrager) -> "tuple[_Trede, ...]":
        """The aarden with room for this household, in the order of what they cost it."""
        key = vrager.personen, mask_of(vrager.gewenst)
        if key not in self._treden:
            personen, gewenst = key
            aarden = self._aarden
            before = aarden.rang * RUIM + MINDER[gewenst & ~aarden.kenmerken]
            after = aarden.ruimte * RUIM + MINDER[aarden.kenmerken & ~gewenst]
            rijen = np.flatnonzero(aarden.ruimte >= personen).tolist()
            costs = sorted(zip(before[rijen].tolist(), after[rijen].tolist(), rijen, strict=True))
            self._treden[key] = tuple(
                _Trede(cost, tuple(rij for *_, rij in alike))
                for (cost, _), alike in groupby(costs, lambda row: row[:2])
            )
        return self._treden[key]

    def _find_nearby(self, vrager: Vrager) -> tuple[Getallen, Getallen]:
        """How far each centrumgemeente is from this household, and all of them in that order."""
        key = id(vrager.banden)
        if key not in self._nearby:
            banden = vrager.banden.over(self._raster.codes)[self._order]
            self._nearby[key] = banden, np.argsort(banden, kind="stable")
        return self._nearby[key]

    @cached_property
    def _aarden(self) -> "_Aarden":
        minder = Soort.crisisplaats if self._omstandigheid.kantoortijd else Soort.opvangplaats
        return _Aarden.of(self._raster, minder)

    def _keep_nearest(self, vrager: Vrager) -> None:
        """The nearest centrumgemeente as a whole: a household is told why not there."""
        nearest = vrager.nearest
        column = None if nearest is None else self._raster.column(nearest)
        if column is not None:
            self._kept[:, self._place[column]] = True

    def _columns(self, codes: frozenset[str]) -> list[int]:
        found = (self._raster.column(code) for code in codes)
        return [int(self._place[column]) for column in found if column is not None]

    def _spread(self, stand: Stand, regels: Regels, others: int) -> tuple[Getallen, Getallen]:
        """What coming to each centrumgemeente costs at least and at most, as `spread_band` counts it.

        Whoever finds a place there finds no more others than there are other places.
        """
        codes, n = self._raster.codes, len(self._raster.codes)
        given = np.fromiter((stand.gegeven.get(code, 0) for code in codes), np.int64, n)[self._order]
        in_dienst = np.fromiter((stand.in_dienst.get(code, 0) for code in codes), np.int64, n)[self._order]
        whole = DAGEN * np.maximum(1, in_dienst) * regels.spreidingsband_procent
        come = np.minimum(others, np.maximum(0, self._aantal.sum(axis=0) - 1))
        return 100 * given // whole, 100 * (given + come * regels.nachten_max) // whole


def _first(some: Getallen, order: Getallen, most: Getallen, least: Getallen, needed: int) -> NDArray[np.bool_]:
    """The centrumgemeenten that may cost no more (`least`) than the cheapest that hold as many as `needed` cost at most.

    `order` is that of `most`.
    """
    if needed <= 0:
        return np.zeros(len(some), bool)
    at = int(np.searchsorted(np.cumsum(some[order]), needed))
    if at >= len(order):
        return some > 0
    last = int(order[at])
    kept: NDArray[np.bool_] = (least < most[last]) | ((least == most[last]) & (np.arange(len(some)) <= last))
    return kept & (some > 0)


@dataclass(frozen=True)
class _Trede:
    """Aarden that cost a household the same, and what they cost before the voorkeuren."""

    before: int
    rijen: tuple[int, ...]


@dataclass(frozen=True)
class _Aarden:
    """The rows of a raster as arrays. `rang` packs what comes before what somebody needs."""

    rang: Getallen
    ruimte: Getallen
    kenmerken: Getallen

    @classmethod
    def of(cls, raster: Raster, minder: Soort) -> "_Aarden":
        rows = [
            (
                8 * (aard.soort is Soort.alternatief)
                + 4 * (aard.soort is Soort.reserveplaats)
                + 2 * aard.onbevestigd
                + (aard.soort is minder),
                aard.personen_max,
                mask_of(aard.kenmerken),
            )
            for aard in raster.aarden
        ]
        columns = np.array(rows, np.int64).reshape(-1, 3)
        return cls(columns[:, 0], columns[:, 1], columns[:, 2])
