"""T13: `kill -9` of whoever fires, while it fires. Nothing is lost, nothing happens twice, nothing comes early."""

import asyncio
import random

import pytest

from tests.conftest import Urls
from tests.faults.deadlines import Verdict, judge, set_deadlines, wait_until_fired
from tests.faults.figures import LONG, report
from tests.faults.firing import WallOff, mark_apart, run_workers
from tests.faults.invariants import check_invariants
from tests.land import serve

pytestmark = pytest.mark.faults

LADDER = 350 if LONG else 25
PLAN = {
    "rood_landelijk": LADDER,
    "rood_achterwacht": LADDER,
    "rood_tweede": LADDER,
    "rood_derde": LADDER,
    "niet_gezien": 200 if LONG else 30,
    "reservering_vervalt": 100 if LONG else 20,
    "plaats_onbevestigd": 300 if LONG else 50,
}
KILLS = 100 if LONG else 6
WINDOW_S = 120.0 if LONG else 5.0
WORKERS = 3 if LONG else 2
SETTLED_S = 60
SEED = 13
P99_S = 20.0


async def run_under_kills(urls: Urls, plan: dict[str, int], kills: int, wall_off: WallOff | None = None) -> Verdict:
    """Set deadlines, let workers fire them, kill one after another, and look what came of it."""
    rng = random.Random(SEED)
    async with serve(urls.app, urls.migrator, ticking=False) as dienst:
        with run_workers(WORKERS, urls.app, wall_off) as workers:
            deadlines = await set_deadlines(dienst, plan, WINDOW_S, rng)
            for _ in range(kills):
                await asyncio.sleep(rng.uniform(0.5, 1.5) * WINDOW_S / kills)
                victim = rng.choice(workers)
                victim.kill()
                victim.start()
            await wait_until_fired(dienst, deadlines, SETTLED_S)
        return await judge(dienst, deadlines)


async def test_t13_what_is_due_happens_once_whoever_is_killed(vol: Urls) -> None:
    verdict = await run_under_kills(vol, PLAN, KILLS)
    report(f"T13 {KILLS} keer kill -9 op {WORKERS} tikkers (seed {SEED}): {verdict}")
    assert verdict.number == sum(PLAN.values())
    assert verdict.sound, verdict
    assert verdict.percentile(0.99) < P99_S
    assert await check_invariants(vol.migrator) == []


async def test_t13_a_mark_that_commits_before_its_effect_is_found_by_the_same_check(vol: Urls) -> None:
    """The wall removed: the deadline is marked in one transaction, and people are told in another, a moment later."""
    verdict = await run_under_kills(vol, {"rood_landelijk": 30}, 8, mark_apart)
    report(f"T13 met het merkteken in een andere transactie: {verdict}")
    assert verdict.lost
