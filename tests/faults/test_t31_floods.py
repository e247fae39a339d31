"""T31: whoever floods a live connection, or opens too many, is closed; the others are served meanwhile."""

import asyncio
import itertools
import json
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from websockets.frames import Opcode

from capacity_service.live import direct as live_direct
from capacity_service.live import socket as live_socket
from capacity_service.live.hub import SOCKETS_PER_ACCOUNT_MAX
from tests.conftest import Urls
from tests.faults.figures import LONG, report
from tests.faults.raw_screens import Kijkgat, Screen, make_heads, mask, screens
from tests.land import Dienst, serve

pytestmark = pytest.mark.faults

SOCKETS = 500
FLOOD_S = 30.0 if LONG else 4.0
A_SECOND = 1_000
CLOSED_S = 10.0
SERVED_S = 2.0
TEN_MIB = 10 * 1024 * 1024
OPNIEUW = mask(Opcode.TEXT, json.dumps({"soort": "opnieuw"}).encode())
FLOODS: dict[str, tuple[Callable[[], bytes], int]] = {
    "duizend berichten per seconde": (lambda: OPNIEUW, 4029),
    "tienduizend pings": (lambda: mask(Opcode.PING, b"x") * 10, 4029),
    "pongs waar niemand om vroeg": (lambda: mask(Opcode.PONG, b"x") * 10, 4029),
    "een bericht in stukken zonder eind": (lambda: mask(Opcode.CONT, b"x", fin=False), 4029),
    "lege stukken zonder eind": (lambda: mask(Opcode.CONT, b"", fin=False), 4029),
    "grote stukken zonder eind": (lambda: mask(Opcode.CONT, b"x" * 8_000, fin=False), 1009),
    "een bericht van 10 MiB": (lambda: mask(Opcode.TEXT, b"x" * TEN_MIB), 1009),
}


async def flood(screen: Screen, make: Callable[[], bytes]) -> int:
    """A thousand a second until it is closed or the time is up; gives how many went."""
    if make()[0] & 15 == Opcode.CONT:
        screen.transport.write(mask(Opcode.TEXT, b"", fin=False))
    begin = time.monotonic()
    for sent in itertools.count(1):
        if screen.ended.is_set() or screen.code != 1006 or time.monotonic() - begin > FLOOD_S:
            return sent
        screen.transport.write(make())
        await asyncio.sleep(max(0.0, begin + sent / A_SECOND - time.monotonic()))
    raise AssertionError


@asynccontextmanager
async def watched(kijkgat: Kijkgat, witness: Screen) -> AsyncIterator[list[float]]:
    """How long a message takes to somebody else, all the time."""
    took: list[float] = []

    async def look() -> None:
        for n in itertools.count():
            at, text = time.monotonic(), json.dumps({"soort": "proef", "volgnummer": n})
            kijkgat.tell([text])
            while text.encode() not in [told for told, _ in witness.came[-3:]]:  # noqa: ASYNC110 - it counts only
                await asyncio.sleep(0.001)
            took.append(time.monotonic() - at)
            await asyncio.sleep(0.02)

    looking = asyncio.create_task(look())
    try:
        yield took
    finally:
        looking.cancel()
        await asyncio.gather(looking, return_exceptions=True)


async def run_floods(dienst: Dienst, kijkgat: Kijkgat) -> dict[str, int]:
    """Every flood at a screen of its own while one looks on; gives with which code each was closed, 0 when it was not."""
    heads = await make_heads(dienst, 1 + len(FLOODS), accounts=1 + len(FLOODS))
    codes = {}
    async with screens(dienst, heads[:1]) as (witness,), watched(kijkgat, witness) as took:
        await asyncio.sleep(1)
        alone, quiet = sorted(took), time.process_time()
        took.clear()
        for (name, (make, _)), head in zip(FLOODS.items(), heads[1:], strict=True):
            async with screens(dienst, [head]) as (rude,):
                sent = await flood(rude, make)
                try:
                    codes[name] = await rude.wait_closed(CLOSED_S if rude.code != 1006 else 1)
                except TimeoutError:
                    codes[name] = 0
                report(f"T31 {name}: {sent} verstuurd, gesloten met {codes[name]}")
        among = sorted(took)
        report(
            f"T31 een ander kreeg {len(among)} berichten, p99 {among[int(len(among) * 0.99)] * 1000:.1f} ms "
            f"(zonder: {alone[int(len(alone) * 0.99)] * 1000:.1f}), processor {time.process_time() - quiet:.1f} s"
        )
        assert among[-1] < SERVED_S
    return codes


async def test_t31_floods_are_closed_and_the_others_are_served(kaal: Urls, monkeypatch: pytest.MonkeyPatch) -> None:
    kijkgat = Kijkgat(monkeypatch)
    async with serve(kaal.app, kaal.migrator, ticking=False) as dienst:
        codes = await run_floods(dienst, kijkgat)
    assert codes == {name: code for name, (_, code) in FLOODS.items()}


async def test_t31_without_the_limits_floods_go_on(kaal: Urls, monkeypatch: pytest.MonkeyPatch) -> None:
    """The wall removed: no number of messages, pings or pieces is too many. What is too large stays too large."""
    monkeypatch.setattr(live_socket, "MESSAGES_A_MINUTE", 10**9)
    monkeypatch.setattr(live_socket, "AGAIN_A_MINUTE", 10**9)
    monkeypatch.setattr(live_direct, "ASIDE_A_MINUTE", 10**9)
    monkeypatch.setattr("tests.faults.test_t31_floods.FLOOD_S", 1.0)
    kijkgat = Kijkgat(monkeypatch)
    async with serve(kaal.app, kaal.migrator, ticking=False) as dienst:
        codes = await run_floods(dienst, kijkgat)
    assert codes == {name: 0 if code == 4029 else code for name, (_, code) in FLOODS.items()}


async def test_t31_of_five_hundred_sockets_of_one_user_twenty_stay(kaal: Urls, monkeypatch: pytest.MonkeyPatch) -> None:
    kijkgat = Kijkgat(monkeypatch)
    async with serve(kaal.app, kaal.migrator, ticking=False) as dienst:
        greedy, other = await make_heads(dienst, SOCKETS, accounts=1), await make_heads(dienst, 1)
        async with screens(dienst, other) as (witness,), watched(kijkgat, witness) as took:
            async with screens(dienst, greedy) as many:
                async with asyncio.timeout(30):
                    refused = [screen for screen in many if not screen.came]
                    codes = Counter([await screen.wait_closed(CLOSED_S) for screen in refused])
                assert kijkgat.listening == SOCKETS_PER_ACCOUNT_MAX + 1
            report(
                f"T31 {SOCKETS} verbindingen van een gebruiker: {codes}; een ander wachtte hoogstens {max(took):.2f} s"
            )
            assert max(took) < SERVED_S
    assert codes == {4029: SOCKETS - SOCKETS_PER_ACCOUNT_MAX}
