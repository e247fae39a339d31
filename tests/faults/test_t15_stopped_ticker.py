"""T15: whoever fires stands still for a while, with whatever it had open; the others fire, and it wakes to nothing stale."""

import asyncio
import random
import time

import pytest

from tests.conftest import Urls
from tests.faults.deadlines import Verdict, judge, set_deadlines, wait_until_fired
from tests.faults.figures import LONG, report
from tests.faults.firing import WallOff, Worker, run_workers, trust_what_was_due
from tests.faults.invariants import check_invariants
from tests.land import serve

pytestmark = pytest.mark.faults

STOPS = 20 if LONG else 2
STILL_S = 20.0 if LONG else 2.0
HELD_S = 15.0
"""After this the database ends a transaction in which nothing happens (`idle_in_transaction_session_timeout`)."""
MARGIN_S = 8.0
LADDER = 60 if LONG else 10
PLAN = {
    "rood_landelijk": LADDER,
    "rood_tweede": LADDER,
    "niet_gezien": LADDER,
    "reservering_vervalt": LADDER,
    "plaats_onbevestigd": LADDER,
}
SETTLED_S = 60
SEED = 15


async def stand_still(workers: list[Worker], rng: random.Random, stops: int) -> None:
    """One after another, each for so long, at a moment nobody chose."""
    for _ in range(stops):
        await asyncio.sleep(rng.uniform(0, 0.5))
        victim = rng.choice(workers)
        victim.stop()
        await asyncio.sleep(STILL_S)
        victim.wake()


async def run_with_stops(
    urls: Urls, plan: dict[str, int], stops: int, wall_off: WallOff | None = None
) -> tuple[Verdict, float]:
    """What became of these deadlines while whoever fires stood still so often, and how long it took in seconds."""
    rng = random.Random(SEED)
    async with serve(urls.app, urls.migrator, ticking=False) as dienst:
        with run_workers(2, urls.app, wall_off) as workers:
            deadlines = await set_deadlines(dienst, plan, stops * (STILL_S + 0.3), rng)
            start = time.monotonic()
            await stand_still(workers, rng, stops)
            await wait_until_fired(dienst, deadlines, SETTLED_S)
            # Whoever woke last has had its turn by now.
            await asyncio.sleep(1)
        return await judge(dienst, deadlines), time.monotonic() - start


async def test_t15_whoever_stands_still_keeps_nobody_waiting_and_repeats_nothing(vol: Urls) -> None:
    verdict, spent_s = await run_with_stops(vol, PLAN, STOPS)
    report(f"T15 {STOPS} keer {STILL_S:.0f} s stil, 2 tikkers, {spent_s:.0f} s (seed {SEED}): {verdict}")
    assert verdict.sound, verdict
    assert verdict.percentile(1) < min(STILL_S, HELD_S) + MARGIN_S
    assert await check_invariants(vol.migrator) == []


async def test_t15_whoever_wakes_and_does_not_look_again_is_found_by_the_same_check(vol: Urls) -> None:
    """The wall removed: what was due before it stood still is fired without asking whether somebody did so meanwhile."""
    verdict, _ = await run_with_stops(vol, {"rood_landelijk": 20}, 1, trust_what_was_due)
    report(f"T15 zonder opnieuw te kijken: {verdict}")
    assert verdict.double
