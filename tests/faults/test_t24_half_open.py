"""T24: screens whose network is gone without a word. The service lets them go; that they grey themselves within 25 s is
tested where it happens, in `dashboard/src/live/verbinding.test.ts`.
"""

import asyncio
import json
import random
import time

import pytest

from capacity_service.live.direct import CLOSE_S
from capacity_service.serve import PING_S
from tests.conftest import Urls
from tests.faults.figures import LONG, report
from tests.faults.netwerk import Stopbaar, Ver, far_network
from tests.faults.raw_screens import Kijkgat, make_heads, screens
from tests.land import Dienst, serve

pytestmark = pytest.mark.faults

SEED = 24
NUMBER = 100 if LONG else 10
PING = float(PING_S) if LONG else 1.0
BOUND_S = 40.0 if LONG else 2 * PING + CLOSE_S
SPREAD_S = PING / NUMBER
rng = random.Random(SEED)


async def see_them_go(kijkgat: Kijkgat, within: float) -> list[float]:
    """After how many seconds each was let go, until nobody listens or the time is up."""
    begin, gone = time.monotonic(), []
    while kijkgat.listening and time.monotonic() - begin < within:
        before = kijkgat.listening
        await asyncio.sleep(0.01)
        gone += [time.monotonic() - begin] * (before - kijkgat.listening)
    return gone


def tell(how: str, gone: list[float]) -> None:
    report(
        f"T24 {how}, ping {PING:.0f} s, seed {SEED}: {len(gone)} van {NUMBER} losgelaten, na {gone[0]:.1f} s (eerste), "
        f"p99 {gone[int(len(gone) * 0.99)]:.1f} s, {gone[-1]:.1f} s (laatste)"
    )


async def through_a_cable(dienst: Dienst, ver: Ver, kijkgat: Kijkgat) -> list[float]:
    heads = await make_heads(dienst, NUMBER)
    host, _, port = dienst.url.removeprefix("http://").rpartition(":")
    far = ver.start(host, int(port), SPREAD_S)
    assert far.stdin is not None
    assert far.stdout is not None
    try:
        far.stdin.write("".join(f"{json.dumps(head.decode())}\n" for head in heads) + "\n")
        far.stdin.flush()
        assert await asyncio.to_thread(far.stdout.readline) == "open\n"
        await asyncio.sleep(rng.uniform(0, PING))
        assert (kijkgat.listening, kijkgat.codes) == (NUMBER, [])
        ver.pull()
        return await see_them_go(kijkgat, BOUND_S + 1)
    finally:
        far.kill()
        far.wait()
        far.stdin.close()
        far.stdout.close()


async def test_t24_screens_whose_cable_is_gone_are_let_go(kaal: Urls, monkeypatch: pytest.MonkeyPatch) -> None:
    kijkgat = Kijkgat(monkeypatch)
    with far_network() as ver:
        if ver is None:
            pytest.skip("a network of one's own needs root and ip; the stopped proxy shows the same")
        async with serve(kaal.app, kaal.migrator, ticking=False, host=ver.host, ping_s=PING) as dienst:
            gone = await through_a_cable(dienst, ver, kijkgat)
    tell("de kabel eruit", gone)
    assert (len(gone), kijkgat.listening) == (NUMBER, 0)
    assert gone[-1] <= BOUND_S


async def behind_a_stopped_proxy(dienst: Dienst, kijkgat: Kijkgat) -> list[float]:
    heads = await make_heads(dienst, NUMBER)
    proxy = Stopbaar(int(dienst.url.rpartition(":")[2]))
    try:
        async with screens(dienst, heads, port=proxy.port):
            await asyncio.sleep(rng.uniform(0, PING))
            assert (kijkgat.listening, kijkgat.codes) == (NUMBER, [])
            proxy.stop()
            return await see_them_go(kijkgat, BOUND_S + 1)
    finally:
        proxy.end()


async def test_t24_screens_behind_a_proxy_that_stands_still_are_let_go(
    kaal: Urls, monkeypatch: pytest.MonkeyPatch
) -> None:
    kijkgat = Kijkgat(monkeypatch)
    async with serve(kaal.app, kaal.migrator, ticking=False, ping_s=PING) as dienst:
        gone = await behind_a_stopped_proxy(dienst, kijkgat)
    tell("een proxy die stilstaat", gone)
    assert (len(gone), kijkgat.listening) == (NUMBER, 0)
    assert gone[-1] <= BOUND_S


async def test_t24_without_pings_they_are_found_to_stay(kaal: Urls, monkeypatch: pytest.MonkeyPatch) -> None:
    """The wall removed."""
    kijkgat = Kijkgat(monkeypatch)
    async with serve(kaal.app, kaal.migrator, ticking=False, ping_s=None) as dienst:
        gone = await behind_a_stopped_proxy(dienst, kijkgat)
    report(f"T24 zonder pings: {len(gone)} van {NUMBER} losgelaten in {BOUND_S:.0f} s")
    assert gone == []
