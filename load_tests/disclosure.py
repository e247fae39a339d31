"""Disclosure: how much better an attacker guesses where somebody fled with the feed of a gemeente than without, for every level and tick.

`make bench NAME=disclosure` (ARGS="--seed 1 --learn 24 --months 24"). Thirty days in the invented country with the real weighing, counts
and projection; no database, no server. The attacker (`aanvaller.py`) learns on months of its own and is tried on others.
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from load_tests.aanvaller import CODES, LEAST, Ervaring, Getallen, Raadsel, list_raadsels
from load_tests.ground import report, say
from load_tests.maand import PER_DAY, Maand, make_maand
from load_tests.niveaus import NIVEAUS, QUIET, WITHOUT_WALL, Niveau

LANDELIJK_MAX = 0.02
QUIET_PER_DAY = 3
"""Where few flee, an average of a week says more of each; `landelijk` is measured there too."""

STEPS = 25
RIDGE = 1.0
ENOUGH = 0.01
"""So little gained in all is the end of learning."""

SURE = 1.96
"""So many standard errors on either side is the 95% interval."""


@dataclass(frozen=True)
class Weging:
    """How much each thing that an attacker sees is worth, as learned."""

    gewichten: Getallen

    @classmethod
    def learn(cls, seen: Getallen, mogelijk: Getallen, antwoord: Getallen) -> "Weging":
        """The conditional logit of (departure, centrumgemeente, thing seen): Newton's method with a ridge, never a step uphill."""
        weights = np.zeros(seen.shape[2])
        rows, right = np.arange(len(seen)), antwoord.astype(int)
        lost = cls(weights).loss(seen, mogelijk, right)
        for _ in range(STEPS):
            chances = cls(weights).chances(seen, mogelijk)
            mean = np.einsum("ij,ijk->ik", chances, seen)
            gradient = (seen[rows, right] - mean).sum(axis=0) - RIDGE * weights
            spread = np.einsum("ij,ijk,ijl->kl", chances, seen, seen, optimize=True) - mean.T @ mean
            step = np.linalg.solve(spread + RIDGE * np.eye(len(weights)), gradient)
            while (now := cls(weights + step).loss(seen, mogelijk, right)) > lost and np.abs(step).max() > LEAST:
                step = step / 2
            weights, gained, lost = weights + step, lost - now, now
            if gained < ENOUGH:
                break
        return cls(weights)

    def loss(self, seen: Getallen, mogelijk: Getallen, right: NDArray[np.int64]) -> float:
        """How unlikely the right answers are held to be, with the ridge."""
        given = self.chances(seen, mogelijk)[np.arange(len(seen)), right]
        return float(-np.log(given + LEAST).sum() + RIDGE * (self.gewichten**2).sum() / 2)

    def chances(self, seen: Getallen, mogelijk: Getallen) -> Getallen:
        """Of every departure and centrumgemeente the chance that it went there."""
        score = np.where(mogelijk > 0, seen @ self.gewichten, -np.inf)
        score = np.exp(score - score.max(axis=1, keepdims=True))
        found: Getallen = score / score.sum(axis=1, keepdims=True)
        return found


@dataclass(frozen=True)
class Uitslag:
    """Of one level by month: how many departures were guessed, how many rightly without the feed, and how many with it.

    `bits` is by how much the feed raises the chance given to where each really went, as a power of two.
    """

    naam: str
    maanden: list[tuple[int, int, int]] = field(default_factory=list)
    bits: list[float] = field(default_factory=list)

    @property
    def n(self) -> int:
        """How many departures."""
        return sum(n for n, _, _ in self.maanden)

    @property
    def rates(self) -> tuple[float, float]:
        """The share guessed rightly without the feed, and with it."""
        return sum(zonder for _, zonder, _ in self.maanden) / self.n, sum(met for _, _, met in self.maanden) / self.n

    @property
    def advantage(self) -> float:
        """By how much the share guessed rightly rises with the feed."""
        zonder, met = self.rates
        return met - zonder

    @property
    def interval(self) -> tuple[float, float]:
        """The 95% interval, over months: what happens in one month hangs together."""
        each = np.array([(met - zonder) / n for n, zonder, met in self.maanden])
        error = SURE * each.std(ddof=1) / np.sqrt(len(each))
        return self.advantage - error, self.advantage + error


def measure(niveau: Niveau, learned: Sequence[Maand], tried: Sequence[Maand], ervaring: Ervaring, seed: int) -> Uitslag:
    """Learn on some months, guess in others; each month the attacker is in another centrumgemeente."""
    lessons = [r for i, maand in enumerate(learned) for r in list_raadsels(maand, niveau, _own(seed, i), ervaring, i)]
    mogelijk, zonder, met, antwoord = _stack(lessons)
    without, with_feed = Weging.learn(zonder, mogelijk, antwoord), Weging.learn(met, mogelijk, antwoord)
    uitslag = Uitslag(niveau.naam)
    for i, maand in enumerate(tried):
        mogelijk, zonder, met, antwoord = _stack(list(list_raadsels(maand, niveau, _own(seed + 1, i), ervaring)))
        chances = [w.chances(s, mogelijk) for w, s in ((without, zonder), (with_feed, met))]
        right = [int((each.argmax(axis=1) == antwoord).sum()) for each in chances]
        uitslag.maanden.append((len(antwoord), right[0], right[1]))
        given = [each[np.arange(len(antwoord)), antwoord.astype(int)] for each in chances]
        uitslag.bits.extend(np.log2((given[1] + LEAST) / (given[0] + LEAST)).tolist())
    low, high = uitslag.interval
    base, rate = uitslag.rates
    say(
        f"{niveau.naam}: {base:.3f} without, {rate:.3f} with; advantage {uitslag.advantage:+.4f} ({low:+.4f} to {high:+.4f})"
    )
    return uitslag


def _own(seed: int, nummer: int) -> str:
    return CODES[(seed * 11 + nummer * 3) % len(CODES)]


def _stack(raadsels: Sequence[Raadsel]) -> tuple[Getallen, Getallen, Getallen, Getallen]:
    return (
        np.stack([r.mogelijk for r in raadsels]).astype(float),
        np.stack([r.zonder for r in raadsels]),
        np.stack([r.met for r in raadsels]),
        np.array([r.antwoord for r in raadsels], dtype=float),
    )


def make_months(seed: int, learn: int, months: int, per_day: float = PER_DAY) -> tuple[list[Maand], list[Maand]]:
    """Months to learn on and months to guess in; no two alike."""
    made = [make_maand(seed * 1_000 + number, per_day) for number in range(learn + months)]
    return made[:learn], made[learn:]


def main() -> None:
    """Simulate, attack, and print the line of figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--learn", type=int, default=24)
    parser.add_argument("--months", type=int, default=24)
    options = parser.parse_args()
    learned, tried = make_months(options.seed, options.learn, options.months)
    ervaring = Ervaring(learned)
    found = [measure(niveau, learned, tried, ervaring, options.seed) for niveau in NIVEAUS]
    quiet = make_months(options.seed + 1, 2 * options.learn, 3 * options.months, QUIET_PER_DAY)
    found.append(measure(QUIET, *quiet, Ervaring(quiet[0]), options.seed))
    found.append(measure(WITHOUT_WALL, learned[:2], tried[:3], ervaring, options.seed))
    by_name = {uitslag.naam: uitslag for uitslag in found}
    landelijk = by_name["landelijk"]
    low, high = landelijk.interval
    report(
        bench="disclosure",
        n=landelijk.n,
        seed=options.seed,
        spread=[round(low, 4), round(landelijk.advantage, 4), round(high, 4)],
        months=options.months,
        base_rate=round(landelijk.rates[0], 4),
        **{f"advantage_{naam}": round(uitslag.advantage, 4) for naam, uitslag in by_name.items()},
        **{f"bits_{naam}": round(float(np.mean(uitslag.bits)), 3) for naam, uitslag in by_name.items()},
        **{f"interval_{naam}": [round(edge, 4) for edge in uitslag.interval] for naam, uitslag in by_name.items()},
    )
    for one in (landelijk, by_name[QUIET.naam]):
        assert one.advantage <= LANDELIJK_MAX, "landelijk tells more than it may"
    assert by_name["landelijk_without_wall"].advantage > 10 * LANDELIJK_MAX, "the attacker does not see what is there"


if __name__ == "__main__":
    main()
