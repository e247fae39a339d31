"""A line keeps its pace, and nothing the service answers stops it."""

import asyncio
import time
from collections.abc import Callable
from typing import Any

import httpx2
import pytest

from capacity_service.demo.line import Line, Tempo, Unreachable

Answers = Callable[[httpx2.Request], httpx2.Response]


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
