"""The living country: what it invents is valid, it keeps its pace, and nothing the service does stops it."""

import asyncio
import contextlib
import signal
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import httpx2
import pytest

from capacity_service.api.requests import AanvraagIn
from capacity_service.demo import country, houses, invent
from capacity_service.demo.clock import Klok
from capacity_service.demo.line import Line, Tempo, Unreachable, list_lines
from tests.faults.invariants import check_facts, check_invariants
from tests.land import Dienst, expect

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
WITHIN_S = 60
ROOT = Path(__file__).resolve().parents[1]
Answers = Callable[[httpx2.Request], httpx2.Response]


@pytest.mark.parametrize("soort", ["opvangorganisatie", "veilig_thuis", "politie", "lec_egg"])
async def test_whatever_it_invents_is_a_valid_aanvraag(vol_land: Dienst, soort: str) -> None:
    client = await vol_land.as_rol("coordinator")
    codes = [gemeente["code"] for gemeente in expect(await client.get("/gemeenten"), 200)["gemeenten"]]
    for seed in range(200):
        AanvraagIn.model_validate(invent.make_aanvraag(Random(seed), codes, soort))


def test_the_country_asks_as_often_as_the_country_does() -> None:
    days = [
        sum(invent.intensity(datetime(2026, 1, 1, hour, tzinfo=UTC) + timedelta(days=day)) for hour in range(24)) / 24
        for day in range(700)
    ]
    assert min(days) == pytest.approx(invent.AANVRAGEN_PER_DAG)
    assert max(days) == pytest.approx(invent.AANVRAGEN_PER_DAG * invent.PIEK)
    assert invent.drukte(21) > invent.drukte(3)


def test_counting_events_gives_on_average_what_is_expected() -> None:
    rng = Random(7)
    assert sum(invent.count_events(rng, 0.4) for _ in range(20_000)) / 20_000 == pytest.approx(0.4, abs=0.03)
    assert not any(invent.happens(rng, 0.0) for _ in range(100))
    assert sum(invent.happens(rng, 0.4) for _ in range(20_000)) / 20_000 == pytest.approx(0.33, abs=0.03)


def test_the_clock_of_the_country_runs_ahead() -> None:
    klok = Klok(3600)
    ago = (datetime.now(UTC) - timedelta(seconds=10)).isoformat()
    assert klok.passed(ago, 9.9)
    assert not klok.passed(ago, 12)
    assert not klok.passed(None, 0)
    assert timedelta(seconds=9) < klok.after(10) - datetime.now(UTC) < timedelta(seconds=11)


async def test_a_country_comes_alive_and_nothing_is_off(dienst: Dienst, monkeypatch: pytest.MonkeyPatch) -> None:
    """A small country, two houses and two coordinators, lives through weeks in seconds."""
    for nth, streek in enumerate(("GM0193", "GM0363")):
        house = await dienst.as_rol("opvang", nth=nth)
        await dienst.add_plaatsen(*[{"centrumgemeente": streek, "personenMax": 9}] * 8, opvang=house)

    async def few(url: str, tempo: Tempo) -> list[Line]:
        lines = await list_lines(url, tempo)
        return [one for rol in ("opvang", "coordinator") for one in [line for line in lines if line.rol == rol][:2]]

    monkeypatch.setattr(country, "list_lines", few)
    monkeypatch.setattr(country, "Tempo", lambda: Tempo(0.005))
    monkeypatch.setattr(invent, "AANVRAGEN_PER_DAG", 3.0)
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
    assert await check_invariants(owner) + await check_facts(owner) == []


async def test_it_asks_no_more_than_its_pace() -> None:
    tempo, started = Tempo(0.02), time.monotonic()
    await asyncio.gather(*(tempo.wait() for _ in range(11)))
    assert time.monotonic() - started >= 10 * 0.02
    assert tempo.asked == 11


def _line(monkeypatch: pytest.MonkeyPatch, answers: Answers) -> Line:
    """A line to a service that answers like this; logging in always works."""

    def respond(request: httpx2.Request) -> httpx2.Response:
        if request.url.path == "/v1/demo-sessies":
            return httpx2.Response(201, json={"organisatie": {"soort": "politie"}})
        return answers(request)

    client = httpx2.AsyncClient

    def make(**kwargs: Any) -> httpx2.AsyncClient:
        return client(transport=httpx2.MockTransport(respond), **kwargs)

    monkeypatch.setattr(httpx2, "AsyncClient", make)
    return Line("http://dienst.test", "account", "coordinator", Tempo(0.001))


async def test_a_refusal_is_an_answer_and_stops_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    one = _line(monkeypatch, lambda _: httpx2.Response(409, json={"type": "/v1/problemen/overgang"}))
    assert await one.ask("POST", "/aanvragen", {}) is None
    assert one.tempo.refused == 1
    assert await one.connect() == "politie"
    await one.close()


async def test_what_got_no_answer_is_said_again_under_the_same_key(monkeypatch: pytest.MonkeyPatch) -> None:
    keys: list[str] = []

    def busy_once(request: httpx2.Request) -> httpx2.Response:
        keys.append(request.headers["idempotency-key"])
        return httpx2.Response(503 if len(keys) == 1 else 201, json={"id": "a"})

    one = _line(monkeypatch, busy_once)
    assert await one.ask("POST", "/aanvragen", {}) == {"id": "a"}
    assert len(keys) == 2
    assert len(set(keys)) == 1
    await one.close()


async def test_a_session_that_ended_is_begun_again(monkeypatch: pytest.MonkeyPatch) -> None:
    statuses = iter((401, 200))
    one = _line(monkeypatch, lambda _: httpx2.Response(next(statuses), json={"aanvragen": []}))
    assert await one.ask("GET", "/aanvragen") == {"aanvragen": []}
    await one.close()


@pytest.mark.parametrize("how", ["silent", "busy"])
async def test_a_service_that_is_away_is_for_later(monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    def answer(request: httpx2.Request) -> httpx2.Response:
        if how == "silent":
            raise httpx2.ConnectError("weg", request=request)
        return httpx2.Response(503)

    one = _line(monkeypatch, answer)
    with pytest.raises(Unreachable):
        await one.ask("GET", "/aanvragen")
    await one.close()


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
        "import asyncio, capacity_service.demo as d; print('begin', flush=True);"
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
