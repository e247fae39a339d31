"""The living country: it moves, waits for a service that is away, and stops in order."""

import asyncio
import contextlib
import signal
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from capacity_service.demo import country, houses, invent
from capacity_service.demo.line import Line, Tempo, Unreachable, list_lines
from tests.faults.invariants import check_facts, check_invariants
from tests.land import Dienst

MOVES = {
    "aanvraag_ingediend",
    "plaatsing_geaccepteerd",
    "plaatsing_bevestigd",
    "aangekomen",
    "verblijf_beeindigd",
    "plaats_bezet",
    "plaats_vrij",
    "plaats_gezien",
    "plaats_buiten_gebruik",
}
WITHIN_S = 120
ROOT = Path(__file__).resolve().parents[2]


async def test_a_country_comes_alive_and_nothing_is_off(dienst: Dienst, monkeypatch: pytest.MonkeyPatch) -> None:
    """A small country, two houses and two coordinators, lives through weeks in seconds."""
    for nth, streek in enumerate(("GM0193", "GM0363")):
        house = await dienst.as_rol("opvang", nth=nth)
        await dienst.add_plaatsen(*[{"centrumgemeente": streek, "personenMax": 9}] * 24, opvang=house)
        # These are seldom asked for, so somebody has to look whether they are still free.
        spare = {"centrumgemeente": streek, "soort": "reserveplaats", "personenMax": 2, "gereedBinnenMinuten": 60}
        await dienst.add_plaatsen(*[spare] * 3, opvang=house)

    async def few(url: str, tempo: Tempo) -> list[Line]:
        lines = await list_lines(url, tempo)
        return [one for rol in ("opvang", "coordinator") for one in [line for line in lines if line.rol == rol][:2]]

    monkeypatch.setattr(country, "list_lines", few)
    monkeypatch.setattr(country, "Land", partial(country.Land, tempo=Tempo(0.005)))
    monkeypatch.setattr(invent, "AANVRAGEN_PER_DAG", 1.5)
    monkeypatch.setattr(houses, "UITVAL_PER_PLAATS_PER_DAG", 0.2)
    living = asyncio.create_task(country.live_a_country(dienst.url, 40_000))
    started, seen = time.monotonic(), set[str]()
    while not seen >= MOVES and time.monotonic() - started < WITHIN_S and not living.done():
        await asyncio.sleep(0.2)
        seen = {row.gebeurtenis for row in await dienst.sql("SELECT DISTINCT gebeurtenis FROM logboek")}
    living.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await living
    assert MOVES - seen == set()
    owner = dienst.owner.url
    # What was on its way when the country stopped may still be written between two questions: ask until it is quiet.
    for _ in range(50):
        faults = await check_invariants(owner) + await check_facts(owner)
        if not faults:
            break
        await asyncio.sleep(0.1)
    assert faults == []


async def test_it_waits_for_a_service_that_is_starting(monkeypatch: pytest.MonkeyPatch) -> None:
    tried, reached = [], asyncio.Event()

    async def starting(*_: object) -> list[Line]:
        tried.append(time.monotonic())
        if len(tried) == 4:
            reached.set()
        await asyncio.sleep(0)
        raise Unreachable

    monkeypatch.setattr(country, "list_lines", starting)
    monkeypatch.setattr(country, "BACKOFF_S", 0.01)
    living = asyncio.create_task(country.live_a_country("http://dienst.test", 60))
    async with asyncio.timeout(10):
        await reached.wait()
    living.cancel()
    with pytest.raises(asyncio.CancelledError):
        await living


async def test_it_gives_up_on_a_service_that_stays_away(monkeypatch: pytest.MonkeyPatch) -> None:
    async def away(*_: object) -> list[Line]:
        await asyncio.sleep(0)
        raise Unreachable

    monkeypatch.setattr(country, "list_lines", away)
    monkeypatch.setattr(country, "BACKOFF_S", 0.01)
    monkeypatch.setattr(country, "GIVE_UP_S", 0.05)
    async with asyncio.timeout(10):
        await country.live_a_country("http://dienst.test", 60)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_it_stops_in_order_when_it_is_told_to(number: signal.Signals) -> None:
    program = (
        "import asyncio, capacity_service.demo.country as d; print('begin', flush=True);"
        " asyncio.run(d.live_a_country('http://127.0.0.1:9', 60))"
    )
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        program,
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    assert await process.stdout.readline() == b"begin\n"
    await asyncio.sleep(0.3)
    process.send_signal(number)
    async with asyncio.timeout(20):
        said = await process.stderr.read()
        code = await process.wait()
    assert (code, said) == (0, b"")
