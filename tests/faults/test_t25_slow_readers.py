"""T25: screens that read one byte a second among many. They are let go, and nobody else waits for them."""

import asyncio
import json
import resource
import time

import pytest

from capacity_service.live import abonnee as live_abonnee
from tests.conftest import Urls
from tests.faults.figures import LONG, report
from tests.faults.raw_screens import Kijkgat, Screen, make_heads, screens, slow_screens
from tests.land import Dienst, serve

pytestmark = pytest.mark.faults

QUICK, SLOW = (180, 20) if LONG else (40, 10)
TEXT = {"soort": "proef", "x": "x" * 280}
AT_ONCE, ROUNDS, PAUSE_S = (2, 900, 0.05) if LONG else (60, 20, 0.05)
MEMORY_MB = 64


async def tell(kijkgat: Kijkgat, rounds: int) -> None:
    """So many rounds of messages, each with its number and moment."""
    for n in range(rounds):
        at = time.monotonic()
        kijkgat.tell([json.dumps({**TEXT, "volgnummer": n * AT_ONCE + k, "op": at}) for k in range(AT_ONCE)])
        await asyncio.sleep(PAUSE_S)


async def heard_by(quick: list[Screen], number: int) -> list[float]:
    """How long each message took to each screen, once all have all of them, in order."""
    async with asyncio.timeout(60):
        for screen in quick:
            while len(screen.came) < number:  # noqa: ASYNC110 - it counts only
                await asyncio.sleep(0.02)
    took = []
    for screen in quick:
        told = [(frame, at) for text, at in screen.came if (frame := json.loads(text))["soort"] == "proef"]
        assert [frame["volgnummer"] for frame, _ in told] == list(range(len(told)))
        took += [at - frame["op"] for frame, at in told]
        screen.came.clear()
    return sorted(took)


def p99(values: list[float]) -> float:
    return values[int(len(values) * 0.99)] * 1000


def memory_mb() -> float:
    """The most this process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


async def run(dienst: Dienst, kijkgat: Kijkgat) -> list[int]:
    """Without the slow ones, with them, and what it came to; gives the codes with which sockets were closed."""
    heads = await make_heads(dienst, QUICK + SLOW)
    async with screens(dienst, heads[:QUICK]) as quick:
        for screen in quick:
            screen.came.clear()
        await tell(kijkgat, ROUNDS)
        alone = await heard_by(quick, AT_ONCE * ROUNDS)
        before = memory_mb()
        async with slow_screens(dienst, heads[QUICK:]):
            await kijkgat.until(QUICK + SLOW, 20)
            assert kijkgat.listening == QUICK + SLOW
            await tell(kijkgat, ROUNDS)
            among = await heard_by(quick, AT_ONCE * ROUNDS)
            codes = list(kijkgat.codes)
        grown = memory_mb() - before
    report(
        f"T25 {SLOW} trage lezers onder {QUICK}: {len(alone)} en {len(among)} berichten bij de anderen, alles, p99 "
        f"{p99(alone):.1f} en {p99(among):.1f} ms ({p99(among) / p99(alone):.2f} x), codes {sorted(codes)}, RSS +{grown:.1f} MB"
    )
    assert grown < MEMORY_MB
    return codes


async def test_t25_slow_readers_are_closed_and_the_others_get_everything(
    kaal: Urls, monkeypatch: pytest.MonkeyPatch
) -> None:
    kijkgat = Kijkgat(monkeypatch)
    async with serve(kaal.app, kaal.migrator, ticking=False) as dienst:
        assert await run(dienst, kijkgat) == [4008] * SLOW


async def test_t25_without_an_end_to_what_may_wait_they_are_found_to_stay(
    kaal: Urls, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The wall removed: whatever waits, waits."""
    monkeypatch.setattr(live_abonnee, "HELD_MAX", 10**9)
    kijkgat = Kijkgat(monkeypatch)
    async with serve(kaal.app, kaal.migrator, ticking=False, ping_s=None) as dienst:
        assert await run(dienst, kijkgat) != [4008] * SLOW
