"""An attacker who knows origin and time of every departure guesses where each went, from what one gemeente is shown.

It is a good one. It knows the rules of the weighing by heart: how often households from here go there is counted over other months
of the same country, apart for office hours and for the kind of place (which the national totals tell at once). It waits for the next
tik, or for the average of that week, subtracts what it knows of all other departures, and has learned on those other months how much
each thing that it sees is worth (a conditional logit). What it would guess without any feed is the base rate.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from capacity_service.domain.openheid import STAPPEN, Blik, Gemiddeld, Openheid, find_tik, find_week, fold_row, make_tik
from capacity_service.domain.plaats import Soort
from capacity_service.domain.tijd import begin_of_day
from load_tests.maand import KAART, Maand, Rijen, Toestand, Vlucht
from load_tests.niveaus import Niveau

Getallen = NDArray[np.float64]

CODES = tuple(sorted(KAART.streken))
SOORTEN = (Soort.crisisplaats, Soort.opvangplaats)
FIGURES = ("inzetbaar", "vrij", "bezet", "gemiddeldVrijDerden")
SMOOTH = 8.0
"""So many departures of the whole country count along with those from one centrumgemeente."""

ROUNDS = 4
"""So often all departures between two ticks are explained anew, each given what is thought of the others."""

CERTAIN = 8.0
"""The news is believed so far (as a logarithm): what is thought of the others is no certainty."""

LEAST = 1e-6
MOST = 40
"""More than so many do not leave one centrumgemeente between two ticks."""

FACTORIALS = np.cumsum(np.log(np.maximum(np.arange(100), 1)))


@dataclass(frozen=True)
class Gezien:
    """What is shown at one moment: of every centrumgemeente the figures by kind of place, and its revisie; nan where nothing is told."""

    telling: Getallen
    revisie: Getallen

    @classmethod
    def of(cls, rijen: Sequence[Toestand]) -> "Gezien":
        """From rows as a gemeente gets them, by code."""
        telling = [[[_number(t.get(naam)) for naam in FIGURES] for t in (rij, rij["opvangplaatsen"])] for rij in rijen]
        return cls(np.array(telling), np.array([float(rij["revisie"]) for rij in rijen]))

    def figure(self, naam: str, soort: int) -> Getallen:
        """One figure of all centrumgemeenten."""
        found: Getallen = self.telling[:, soort, FIGURES.index(naam)]
        return found


def _number(value: float | None) -> float:
    return float("nan") if value is None else float(value)


class Kijkgat:
    """What the gemeente of `eigen` is shown in one month, at one level."""

    def __init__(self, maand: Maand, niveau: Niveau, eigen: str) -> None:
        self._maand, self._niveau, self._eigen = maand, niveau, eigen
        self._regels = niveau.regels
        self._tikken: dict[datetime, Toestand] = {}
        self._averages: dict[datetime, dict[str, Gemiddeld]] = {}

    def show(self, rijen: Rijen, moment: datetime) -> Gezien:
        """The rows, through the projection of the service; without the wall as they are."""
        if not self._niveau.muur:
            return Gezien.of([fold_row(rijen[code]) for code in CODES])
        blik = Blik(self._eigen, self._tik(moment))
        return Gezien.of([blik.show(rijen[code]) for code in CODES])

    def wait(self, moment: datetime) -> datetime:
        """When the next news of others comes: at once, at the next tik, or when the average of this week is told."""
        if self._niveau.openheid is Openheid.volledig:
            return moment
        if self._niveau.openheid is Openheid.getikt:
            return find_tik(moment, self._regels)[1]
        return begin_of_day(find_week(moment)[1] + timedelta(days=7))

    def next(self, moment: datetime) -> list[datetime]:
        """The two ticks after that: a household that came leaves again in one to three nights."""
        if self._niveau.openheid is not Openheid.getikt:
            return []
        second = self.wait(moment)
        return [second, self.wait(second)]

    def last(self, moment: datetime) -> datetime:
        """Of which moment the news is that was there at this one."""
        return moment if self._niveau.openheid is Openheid.volledig else find_tik(moment, self._regels)[0]

    def _tik(self, moment: datetime) -> Toestand | None:
        if self._niveau.openheid is Openheid.volledig:
            return None
        begin, _ = find_tik(moment, self._regels)
        if begin not in self._tikken:
            rijen = self._maand.before(begin)
            self._tikken[begin] = make_tik(begin, self._regels, [rijen[code] for code in CODES], self._average(begin))
        return self._tikken[begin]

    def _average(self, moment: datetime) -> dict[str, Gemiddeld]:
        if self._niveau.openheid is not Openheid.landelijk:
            return {}
        van, tot = find_week(moment)
        key = begin_of_day(tot)
        if key not in self._averages:
            self._averages[key] = self._maand.average(van, tot)
        return self._averages[key]


class Ervaring:
    """How often households from a centrumgemeente went to each, counted over months; one month can be left out."""

    def __init__(self, maanden: Sequence[Maand]) -> None:
        self._each = [self._count(maand.vluchten) for maand in maanden]
        self._all = np.sum(self._each, axis=0)

    @staticmethod
    def _count(vluchten: Sequence[Vlucht]) -> Getallen:
        """By office hours or not, kind of place, from, to."""
        counted = np.zeros((2, len(SOORTEN), len(CODES), len(CODES)))
        for v in vluchten:
            at = int(v.kantoortijd), SOORTEN.index(v.soort), CODES.index(v.vandaan), CODES.index(v.bestemming)
            counted[at] += 1
        return counted

    def chances(self, vlucht: Vlucht, soort: int | None, without: int | None) -> Getallen:
        """Where this departure goes as far as is known without any feed; with `soort` also by the kind of place it got."""
        counted = self._all if without is None else self._all - self._each[without]
        some: Getallen = (
            counted[int(vlucht.kantoortijd)].sum(axis=0) if soort is None else counted[:, soort].sum(axis=0)
        )
        anywhere = some.sum(axis=0) + 0.5
        chances = some[CODES.index(vlucht.vandaan)] + SMOOTH * anywhere / anywhere.sum()
        return _normal(np.where(_allowed(vlucht), chances, 0))


def _allowed(vlucht: Vlucht) -> NDArray[np.bool_]:
    return np.array([code not in vlucht.verboden for code in CODES])


def _normal(chances: Getallen) -> Getallen:
    found: Getallen = chances / max(chances.sum(), LEAST)
    return found


@dataclass(frozen=True)
class Raadsel:
    """One departure to guess: `zonder` is what is known of each centrumgemeente without the feed, `met` with it.

    How many places there are is no secret.
    """

    mogelijk: NDArray[np.bool_]
    zonder: Getallen
    met: Getallen
    antwoord: int


def list_raadsels(
    maand: Maand, niveau: Niveau, eigen: str, ervaring: Ervaring, without: int | None = None
) -> Iterator[Raadsel]:
    """Every departure of a month that did not end in the own centrumgemeente: that, everybody there sees."""
    gat = Kijkgat(maand, niveau, eigen)
    others = [v for v in maand.vluchten if v.bestemming != eigen]
    away = np.array([code != eigen for code in CODES])
    for eerste, group in _between_news(others, gat):
        laatste = gat.wait(group[0].op)
        before = [gat.show(maand.before(v.op), eerste) for v in group]
        later = gat.show(maand.at(laatste), laatste)
        after = [later, *(gat.show(maand.at(moment), moment) for moment in gat.next(laatste))]
        soorten = [_find_soort(maand, v) for v in group]
        prior = [_normal(ervaring.chances(v, s, without) * away) for v, s in zip(group, soorten, strict=True)]
        news = _weigh_news(maand, (before[0], later), (eerste, laatste), soorten, prior)
        for i, v in enumerate(group):
            now = gat.show(maand.at(v.op), v.op)
            known = np.log(_normal(ervaring.chances(v, None, without) * away) + LEAST)
            seen = _look(before[i], now, after, soorten[i])
            met = np.stack([known, np.log(prior[i] + LEAST), news[i], *seen], axis=1)
            places = np.log1p(before[i].figure("inzetbaar", soorten[i]))
            zonder = np.stack([known, places], axis=1)
            yield Raadsel(_allowed(v) & away, zonder, met, CODES.index(v.bestemming))


def _between_news(vluchten: Sequence[Vlucht], gat: Kijkgat) -> Iterator[tuple[datetime, list[Vlucht]]]:
    """Departures that the same news is about, with the moment of the news before it."""
    groups: dict[tuple[datetime, datetime], list[Vlucht]] = {}
    for v in vluchten:
        groups.setdefault((gat.last(v.op), gat.wait(v.op)), []).append(v)
    for (eerste, _), group in groups.items():
        yield eerste, group


def _find_soort(maand: Maand, vlucht: Vlucht) -> int:
    """Which kind of place it was, by the step of the national totals at that moment."""
    nummer = maand.find(vlucht.op)
    return int(np.argmax(np.subtract(maand.totalen[nummer], maand.totalen[nummer - 1])))


def _weigh_news(
    maand: Maand,
    shown: tuple[Gezien, Gezien],
    between: tuple[datetime, datetime],
    soorten: list[int],
    prior: list[Getallen],
) -> list[Getallen]:
    """For each departure and centrumgemeente how much likelier the change of its count is if that was where it went.

    The change is who came less who left. Of who came the chances are known, of how many left the national totals tell.
    """
    news = [np.zeros(len(CODES)) for _ in soorten]
    for soort in set(soorten):
        change = shown[1].figure("bezet", soort) - shown[0].figure("bezet", soort)
        if np.isnan(change).any():
            continue
        mine = [i for i, one in enumerate(soorten) if one == soort]
        left = _count_left(maand, between, soort)
        gone = left * _normal(shown[0].figure("bezet", soort) + 0.1)
        thought = {i: prior[i] for i in mine}
        for _ in range(ROUNDS):
            come = sum(thought.values(), np.zeros(len(CODES)))
            for i in mine:
                ratio = _ratio(change, come - thought[i], gone)
                news[i] = np.clip(np.log(ratio), -CERTAIN, CERTAIN)
                come = come - thought[i]
                thought[i] = _normal(prior[i] * ratio)
                come = come + thought[i]
    return news


def _count_left(maand: Maand, between: tuple[datetime, datetime], soort: int) -> int:
    """How many left a place of this kind somewhere between two moments."""
    first, last = map(maand.find, between)
    totals = [total[soort] for total in maand.totalen[first - 1 : last + 1]]
    return sum(max(0, a - b) for a, b in pairwise(totals))


def _ratio(change: Getallen, come: Getallen, gone: Getallen) -> Getallen:
    """P(the others changed it by one less) / P(the others changed it by so much), both Poisson."""
    come = np.maximum(come, LEAST)
    ratio: Getallen = (_skellam(change - 1, come, gone) + LEAST) / (_skellam(change, come, gone) + LEAST)
    return ratio


def _skellam(change: Getallen, come: Getallen, gone: Getallen) -> Getallen:
    """The chance that those who came less those who left are so many, for each centrumgemeente."""
    left = np.arange(MOST)
    chances: Getallen = (_poisson(left + change[:, None], come[:, None]) * _poisson(left, gone[:, None])).sum(axis=1)
    return chances


def _poisson(k: Getallen | NDArray[np.int64], rate: Getallen) -> Getallen:
    safe = np.clip(k, 0, len(FACTORIALS) - 1).astype(int)
    chances: Getallen = np.exp(safe * np.log(np.maximum(rate, LEAST)) - rate - FACTORIALS[safe])
    return np.where(k < 0, 0, chances)


def _look(before: Gezien, now: Gezien, after: Sequence[Gezien], soort: int) -> list[Getallen]:
    """What else is to be seen: a change at once, what was free, the averages of the week before and of this one, the ticks after."""
    later = after[0]
    free = before.figure("vrij", soort)
    shares = [1 - g.figure("gemiddeldVrijDerden", soort) / STAPPEN for g in (before, later)]
    seen = [
        now.figure("bezet", soort) - before.figure("bezet", soort),
        (now.revisie != before.revisie).astype(float),
        np.log1p(free),
        (free == 0).astype(float),
        *shares,
        shares[1] - shares[0],
        np.log1p(before.figure("inzetbaar", soort)),
    ]
    held = [one.figure("bezet", soort) for one in after]
    changes = [b - a for a, b in pairwise(held)] or [np.zeros(len(CODES))] * 2
    return [np.nan_to_num(one) for one in (*seen, *changes)]
