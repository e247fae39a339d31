"""T49: the public port, tried one by one: whom it believes, where it sends people, and what stands open."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from capacity_service.rand.toelating import GESLOTEN
from tests.conftest import MakeDatabase
from tests.faults.edges import serve_publicly
from tests.faults.figures import report
from tests.faults.wire import Answer, ask, port_of
from tests.land import Dienst

pytestmark = pytest.mark.faults

HTML = {"Host": "plaatsen.example", "Accept": "text/html"}


@pytest.fixture(scope="module")
async def dienst(make_database: MakeDatabase, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Dienst]:
    async with serve_publicly(make_database, tmp_path_factory.mktemp("dist")) as running:
        yield running


async def say(dienst: Dienst, method: str, path: str | bytes, **headers: str) -> Answer:
    answer = await ask(port_of(dienst.url), method, path, HTML | {n.replace("_", "-"): v for n, v in headers.items()})
    assert answer is not None
    return answer


ELSEWHERE = [
    "//kwaad.example",
    "//kwaad.example/",
    "///kwaad.example/",
    "//kwaad.example/%2e%2e",
    "/%2f%2fkwaad.example/",
    "/\\kwaad.example/",
    "/%5ckwaad.example/",
    "/v1//kwaad.example",
    "/v1",
    "/v1/",
    "/zonder-javascript",
    "/zonder-javascript//kwaad.example/",
    "/zonder-javascript/?terug=https://kwaad.example",
    "/assets",
    "/assets//kwaad.example/",
    "/?next=//kwaad.example",
    "/.//kwaad.example",
]


async def test_no_address_sends_a_browser_to_another_host(dienst: Dienst) -> None:
    sent_on = []
    for path in ELSEWHERE:
        for method in ("GET", "HEAD", "POST"):
            answer = await say(dienst, method, path, X_Forwarded_Host="kwaad.example", X_Forwarded_For="127.0.0.1")
            location = answer.headers.get("location", "/")
            if not location.startswith("/") or location.startswith(("//", "/\\")) or "kwaad" in location:
                sent_on.append((method, path, location))
            assert answer.status < 500, (method, path)
    report(f"T49 open redirect: {3 * len(ELSEWHERE)} requests, {len(sent_on)} sent elsewhere")
    assert sent_on == []


HOSTS = [
    "kwaad.example",
    "plaatsen.example.kwaad.example",
    "kwaad-plaatsen.example",
    "plaatsen.example:8443",
    "plaatsen.example.",
    "plaatsen.example@kwaad.example",
    "kwaad.example/plaatsen.example",
    "plaatsen.example kwaad.example",
    "localhost",
    "127.0.0.1",
    "[::1]",
    "",
    "%00",
    "plaatsen.example\tx",
]


async def test_no_other_host_is_answered(dienst: Dienst) -> None:
    answered = []
    for host in HOSTS:
        for path in ("/", "/v1/aanmelding", "/zonder-javascript/"):
            answer = await ask(port_of(dienst.url), "GET", path, {"Host": host})
            assert answer is not None
            if answer.status not in {400, 421} or "location" in answer.headers:
                answered.append((host, path, answer.status))
    report(f"T49 host: {3 * len(HOSTS)} requests, {len(answered)} answered")
    assert answered == []


async def test_what_is_the_operators_is_behind_no_public_door(dienst: Dienst) -> None:
    found = []
    extra = [
        "/metrics/",
        "/%6detrics",
        "/./metrics",
        "/v1/docs",
        "/v1/redoc",
        "/v1/metrics",
        "/v1/readyz",
        "/v1/healthz",
    ]
    for path in [*sorted(GESLOTEN), *extra]:
        answer = await say(dienst, "GET", path)
        if answer.status != 404 or b"capaciteit_" in answer.body:
            found.append((path, answer.status))
    report(f"T49 operator's paths: {len(GESLOTEN) + len(extra)}, {len(found)} open")
    assert found == []


@pytest.mark.parametrize("method", ["TRACE", "TRACK", "CONNECT", "DEBUG", "PROPFIND", "PURGE"])
async def test_no_method_gives_back_what_was_sent(dienst: Dienst, method: str) -> None:
    for path in ("/", "/v1/bezetting", "/zonder-javascript/"):
        answer = await say(dienst, method, path, Cookie="capaciteit_sessie=geheim-koekje", X_Geheim="geheim-kop")
        assert answer.status in {400, 404, 405, 501}, path
        assert b"geheim" not in answer.body


async def test_what_a_stranger_says_of_himself_is_not_believed(dienst: Dienst) -> None:
    """A proxy appends; whatever stands before it was written by whoever asks, and buys no new bucket."""
    statuses = [
        (await say(dienst, "GET", "/v1/bezetting", X_Forwarded_For=f"203.0.113.{n}, 192.0.2.7")).status
        for n in range(90)
    ]
    refused = statuses.count(429)
    report(f"T49 X-Forwarded-For: 90 names from one address, {refused} refused")
    assert set(statuses) == {401, 429}
    assert refused >= 20
    assert (await say(dienst, "GET", "/v1/bezetting", X_Forwarded_For="192.0.2.8")).status == 401


async def test_the_wall_removed_a_stranger_is_somebody_else_each_time(
    dienst: Dienst, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("capacity_service.rand.toelating.find_adres", _believe)
    statuses = [
        (await say(dienst, "GET", "/v1/bezetting", X_Forwarded_For=f"198.51.100.{n}, 192.0.2.9")).status
        for n in range(90)
    ]
    assert statuses == [401] * 90


def _believe(scope: dict[str, Any]) -> str:
    sent = dict(scope["headers"]).get(b"x-forwarded-for", b"")
    return str(sent.decode().split(",")[0])
