"""T21: sockets are cut at random, in the middle of a frame too, and resumed. Nothing missed, nothing reordered, nothing twice."""

import asyncio
import random

import pytest

from capacity_service.live.abonnee import Abonnee
from capacity_service.live.hub import Hub
from tests.conftest import Urls
from tests.faults.figures import LONG, report
from tests.faults.places_that_change import find_huizen
from tests.faults.proxy import Proxy, Toxic
from tests.faults.screens import Oordeel, Scherm, compare
from tests.faults.wire import port_of
from tests.land import Dienst, serve
from tests.live.client import fresh, recorded

pytestmark = pytest.mark.faults

SCREENS = 200 if LONG else 16
EVENTS = 1_000 if LONG else 60
CUTS = 20 if LONG else 4
LASTS_S = 1.5 if LONG else 0.2
HUIZEN = 4
SEED = 21
AUDIENCES = [(rol, nth) for nth in range(4) for rol in ("opvang", "coordinator", "gemeente")] + [("landelijk", 0)]


class Cutter(Proxy):
    """Cuts each connection after a number of bytes nobody knows, sometimes with a reset."""

    rng = random.Random(SEED)

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        limit = int(10 ** self.rng.uniform(2.5, 5.5))
        self.toxic = Toxic(answer_bytes=limit, reset=self.rng.random() < 0.5)
        await super()._take(reader, writer)


async def run_cuts(urls: Urls, screens: int, events: int, cuts: int, lasts_s: float) -> tuple[Oordeel, int]:
    """Events while every screen is cut so many times; then everybody comes back and is compared. Gives also what was recorded."""
    rng, oordeel = random.Random(SEED), Oordeel()
    async with serve(urls.app, urls.migrator, ticking=False) as dienst, Cutter(port_of(dienst.url)) as cutter:
        where = [f"http://127.0.0.1:{cutter.port}"]
        huizen = await find_huizen(dienst, HUIZEN, rng)
        audiences = [AUDIENCES[nth % len(AUDIENCES)] for nth in range(screens)]
        schermen = [
            Scherm((await dienst.token(rol, nth=nth))[0], lambda: where[0], oordeel, rng) for rol, nth in audiences
        ]
        for scherm in schermen:
            await scherm.look(5, until=0)
            scherm.cuts = 0
        await asyncio.gather(_change(huizen.change, events), *(scherm.follow(cuts, lasts_s) for scherm in schermen))
        where[0] = dienst.url
        await _compare_all(dienst, schermen, audiences, oordeel)
    return oordeel, huizen.done


async def _change(change: object, events: int) -> None:
    for _ in range(events):
        await change()  # type: ignore[operator]


async def _compare_all(
    dienst: Dienst, schermen: list[Scherm], audiences: list[tuple[str, int]], oordeel: Oordeel
) -> None:
    for rol, nth in sorted(set(audiences)):
        number = await recorded(dienst, rol, nth=nth)
        now = await fresh(dienst, rol, nth=nth)
        for scherm, own in zip(schermen, audiences, strict=True):
            if own == (rol, nth):
                await scherm.finish(number)
                oordeel.differ += compare(scherm.beeld, now)
                await scherm.close()


async def test_t21_a_screen_that_is_cut_misses_nothing(vol: Urls) -> None:
    oordeel, done = await run_cuts(vol, SCREENS, EVENTS, CUTS, LASTS_S)
    report(f"T21 {SCREENS} schermen, {done} gebeurtenissen, {CUTS} keer verbroken (seed {SEED}): {oordeel}")
    assert oordeel.sound, oordeel
    assert done > EVENTS * 0.9
    assert oordeel.resumes + oordeel.stands >= SCREENS * CUTS
    assert oordeel.sums > oordeel.resumes


async def test_t21_a_socket_that_listens_a_moment_after_it_was_greeted_is_found_by_the_same_check(
    vol: Urls, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The wall removed: the stand is read first, and what happens before the socket listens is told to nobody."""
    add = Hub.add

    def add_later(hub: Hub, abonnee: Abonnee) -> bool:
        asyncio.get_running_loop().call_later(0.15, add, hub, abonnee)
        return True

    monkeypatch.setattr(Hub, "add", add_later)
    oordeel, _ = await run_cuts(vol, 16, 200, 3, 1.0)
    report(f"T21 met luisteren na de begroeting: {oordeel}")
    assert oordeel.wrong
