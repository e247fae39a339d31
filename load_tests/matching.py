"""Matching: how many are left over in scarcity, by us, by greedy and at the least; and how long an exact weighing takes.

`make bench NAME=matching` (ARGS="--seed 1 --rounds 5"). Nothing runs beside it: no database, no server. Every outcome is
checked: nothing is given twice, everybody fits where they go, and the prices prove that nothing is better.
"""

import argparse
import statistics
import time
from collections.abc import Callable
from functools import partial
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from capacity_service.domain.prijzen import Getal
from capacity_service.domain.rangorde import Omstandigheid, Vrager, fits, make_vragers
from capacity_service.domain.rangtabel import Getallen, Klassentabel, Rangtabel, Spreiding
from capacity_service.domain.toewijzing import Toewijzing, assign
from load_tests.ground import report, say, spread, stopwatch
from load_tests.matching_baselines import count_greedy, count_unplaceable
from load_tests.schaarste import REGELS, Land, make_land

SCARCE = ((1_000, 1_000), (10_000, 10_500))
LARGE = (10_000, 84_000)
PART = 256
"""Of so many households all arcs are looked at together."""


def weigh(vragers: tuple[Vrager, ...], tabel: Klassentabel, land: Land, seed: int) -> tuple[Rangtabel, Toewijzing]:
    """What is timed: from the households and the classes to an assignment with its proof."""
    spreiding = Spreiding.make(tabel, land.stand, REGELS, len(vragers))
    rang = Rangtabel(vragers, tabel, spreiding, Omstandigheid(kantoortijd=False, zaad=seed))
    return rang, assign(rang)


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds that it takes, and how many of them it computed: less when other work has the machine."""
    begin, computed = stopwatch(), time.process_time()
    work()
    return stopwatch() - begin, time.process_time() - computed


def check(rang: Rangtabel, got: Toewijzing) -> None:
    """Nothing twice, everybody fits, and at the prices of the proof nobody and no place can do better."""
    tabel = rang.tabel
    placed = np.flatnonzero(got.klasse >= 0)
    used = np.bincount(got.klasse[placed], minlength=len(tabel.aantal))
    assert (used <= tabel.aantal).all()
    assert all(fits(rang.vragers[i], tabel.klassen[got.klasse[i]]) for i in placed.tolist())
    for begin in range(0, len(rang.vragers), PART):
        part = np.arange(begin, min(begin + PART, len(rang.vragers)))
        assert not _gains(_of_households(rang, got, part)), "a household can do better"
    assert not _gains([p.streek[tabel.streek] - p.klasse for p in got.prijzen], used < tabel.aantal), "a class gains"
    assert not _gains([p.klasse - p.streek[tabel.streek] for p in got.prijzen], used > 0), "a class loses"
    come = np.bincount(tabel.streek[got.klasse[placed]], minlength=len(tabel.codes))
    steps = rang.spreiding
    before = np.array([steps.ruimte[:i][steps.streek[:i] == streek].sum() for i, streek in enumerate(steps.streek)])
    flow = np.clip(come[steps.streek] - before, 0, steps.ruimte)
    more = [steps.band * p.woord.times("spreiding") - p.streek[steps.streek] for p in got.prijzen]
    assert not _gains(more, flow < steps.ruimte), "a centrumgemeente gains"
    assert not _gains([-step for step in more], flow > 0), "a centrumgemeente loses"


def _of_households(rang: Rangtabel, got: Toewijzing, part: Getallen) -> list[Getallen]:
    """Of each number what every arc of these households costs beyond what they pay; no arc, no cost."""
    chosen, streek = got.klasse[part], rang.tabel.streek
    allowed = rang.past[rang.groep[part]] & rang.mag[part][:, streek]
    found = []
    for prijs in got.prijzen:
        getal = Getal(rang, prijs.woord)
        costs = getal.klasse[rang.groep[part]] + getal.streek[part][:, streek] + prijs.klasse
        paid = np.where(chosen < 0, getal.zonder[part], costs[np.arange(len(part)), chosen])
        more = np.where(allowed, costs - paid[:, None], 1)
        found.append(np.concatenate([more, (getal.zonder[part] - paid)[:, None]], axis=1))
    return found


def _gains(words: list[Getallen], where: NDArray[np.bool_] | bool = True) -> bool:
    """Whether one of these changes gains: by the first number in which it makes a difference."""
    equal = np.broadcast_to(np.asarray(where, bool), words[0].shape)
    for more in words:
        if (equal & (more < 0)).any():
            return True
        equal = equal & (more == 0)
    return False


def scarce(households: int, places: int, seed: int) -> dict[str, int]:
    """Left over by us, at the least, and by greedy."""
    land = make_land(households, places, seed)
    tabel = Klassentabel(land.stand.vrij, land.stand.streken)
    vragers = make_vragers(land.aanvragen, land.stand, REGELS)
    begin = stopwatch()
    rang, got = weigh(vragers, tabel, land, seed)
    seconds = stopwatch() - begin
    check(rang, got)
    over, least, greedy = int((got.klasse < 0).sum()), count_unplaceable(land), count_greedy(land)
    assert over == least, "more are left over than must be"
    say(f"{households} x {places}: over {over}, least {least}, greedy {greedy}; {seconds:.2f} s")
    size = f"{households}x{places}"
    return {f"over_{size}": over, f"optimum_{size}": least, f"greedy_{size}": greedy}


def main() -> None:
    """Weigh, check, and print the line of figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    figures = {key: value for size in SCARCE for key, value in scarce(*size, options.seed).items()}
    land = make_land(*LARGE, options.seed)
    build: list[float] = []
    for _ in range(options.rounds):
        begin = stopwatch()
        tabel = Klassentabel(land.stand.vrij, land.stand.streken)
        vragers = make_vragers(land.aanvragen, land.stand, REGELS)
        build.append(stopwatch() - begin)
    check(*weigh(vragers, tabel, land, options.seed))
    runs = [timed(partial(weigh, vragers, tabel, land, options.seed)) for _ in range(options.rounds)]
    large, computed = [run[0] for run in runs], [run[1] for run in runs]
    say(f"{LARGE[0]} x {LARGE[1]} ({len(tabel.klassen)} classes): {spread(large)} s, computing {spread(computed)} s")
    say(f"and to build households and classes {spread(build)} s")
    single = [timed(partial(weigh, (vrager,), tabel, land, options.seed))[0] for vrager in islice(vragers, 200)]
    for vrager in islice(vragers, 20):
        check(*weigh((vrager,), tabel, land, options.seed))
    report(
        bench="matching",
        n=options.rounds,
        seed=options.seed,
        spread=spread(large),
        **figures,
        seconds_10000x84000=round(statistics.median(large), 3),
        cpu_seconds_10000x84000=round(statistics.median(computed), 3),
        ms_1x84000=round(statistics.median(single) * 1000, 2),
        ms_1x84000_spread=spread([second * 1000 for second in single]),
        seconds_build=round(statistics.median(build), 3),
    )


if __name__ == "__main__":
    main()
