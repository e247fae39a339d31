"""The fast lane and the long way read, refuse and answer alike: whatever is sent, however it is sent."""

import json
from collections import Counter
from random import Random
from typing import Any

import httpx2
import pytest

from capacity_service.actions.submit_aanvraag import Indiening
from capacity_service.api import aanvragen, fast_lane
from capacity_service.api.indienen import Wachtrij
from capacity_service.domain.errors import EvenNiet
from capacity_service.store.idempotentie import Antwoord
from tests.land import Dienst, expect, in_hours, make_aanvraag

TURNS = 250
ODD: list[Any] = [
    None,
    True,
    0,
    4,
    -1,
    26,
    3.0,
    10**40,
    "",
    "GM0363",
    "GM9999",
    "rood",
    "a\x00b",
    "\ud800",
    "x" * 90,
    [],
    {},
]
ODD += [
    ["GM0599"],
    ["GM0363", "GM0363"],
    {"leeftijd": 3},
    [{"leeftijd": 18}],
    in_hours(3),
    in_hours(-9000),
    "2026-02-30T00:00Z",
]
ODD += [[[[[[[[[[[]]]]]]]]]] * 5, "+31 6 12345678", {"kleur": "oranje", "instrument": "x", "door": "politie"}]
RAW = [
    b"",
    b"null",
    b"[]",
    b"{",
    b'"x"',
    b"NaN",
    b'{"nachten": 1, "nachten": 2}',
    b"\xff",
    b"[" * 40 + b"]" * 40,
    b"{}",
    b"1e999",
]
KINDS = ["application/json", "application/json; charset=utf-8", "text/plain", "", "application/JSON"]
GOOD = make_aanvraag(uitsluitingen=["GM0599"], voorkeuren=["GM0363"], terugbelnummer="06 1234 5678")


class Ways:
    """One service, asked both ways; what reached the queue is kept instead of worked on."""

    def __init__(self, client: httpx2.AsyncClient, patch: pytest.MonkeyPatch) -> None:
        self.client = client
        self.patch = patch
        self.submitted: list[Indiening] = []
        self.fast = 0

        async def note(_queue: Wachtrij, indiening: Indiening) -> Antwoord:
            self.submitted.append(indiening)
            return Antwoord(
                201, {"Location": "/v1/aanvragen/1", "ETag": '"1"', "Content-Type": "application/json"}, b"{}"
            )

        async def count(request: Any) -> Any:
            self.fast += 1
            return await aanvragen.take_aanvraag(request)

        patch.setattr(Wachtrij, "submit", note)
        patch.setattr(fast_lane, "take_aanvraag", count)

    async def both(self, content: bytes, headers: dict[str, str], query: str = "") -> int:
        """Ask the same twice; everything that comes of it must be equal. Gives the status."""
        found = []
        for fast in (True, False):
            with self.patch.context() as context:
                if not fast:
                    context.setattr(fast_lane, "_is_fast", lambda _scope: False)
                self.submitted.clear()
                sent = await self.client.post(f"/aanvragen{query}", content=content, headers=headers)
                kept = {name: value for name, value in sent.headers.items() if name != "date"}
                found.append((sent.status_code, kept, sent.content, list(self.submitted)))
        assert found[0] == found[1], content
        return found[0][0]


@pytest.fixture
async def ways(stil: Dienst, monkeypatch: pytest.MonkeyPatch) -> Ways:
    return Ways(await stil.as_rol("coordinator"), monkeypatch)


def mutate(rng: Random, value: Any) -> Any:
    """The same with a part replaced, dropped or added."""
    if rng.random() < 0.15:
        return rng.choice(ODD)
    if isinstance(value, dict) and value:
        found = {name: item for name, item in value.items() if rng.random() > 0.05}
        name = rng.choice(sorted(value))
        found[name] = mutate(rng, value[name])
        return found | ({"naam": rng.choice(ODD)} if rng.random() < 0.05 else {})
    if isinstance(value, list) and value:
        return [mutate(rng, item) for item in value] * rng.choice([1, 1, 2])
    return value if rng.random() < 0.5 else rng.choice(ODD)


async def test_whatever_is_sent_is_read_and_refused_alike(ways: Ways) -> None:
    rng, statuses = Random(4), Counter[int]()
    for turn in range(TURNS):
        body = mutate(rng, GOOD) if turn % 5 else GOOD
        headers = {"Content-Type": "application/json", "Idempotency-Key": f"sleutel-{turn}"}
        statuses[await ways.both(json.dumps(body).encode(), headers)] += 1
    assert min(statuses[status] for status in (201, 400)) > 40, statuses
    assert ways.fast > 0.9 * TURNS, "the rest held what cannot exist"


@pytest.mark.parametrize("content", RAW)
async def test_what_is_no_aanvraag_at_all_is_refused_alike(ways: Ways, content: bytes) -> None:
    assert await ways.both(content, {"Content-Type": "application/json"}) == 400


async def test_how_it_is_sent_counts_alike(ways: Ways) -> None:
    content, kind = json.dumps(GOOD).encode(), {"Content-Type": "application/json"}
    seen = Counter[int]()
    for each in KINDS:
        seen[await ways.both(content, {"Content-Type": each})] += 1
    for more in (
        {"Accept": "text/html"},
        {"Idempotency-Key": "x" * 200},
        {"Authorization": "Bearer nobody"},
        {"Authorization": "", "Origin": "https://elders.example"},
        {"If-Match": '"3"', "Idempotency-Key": "x"},
    ):
        seen[await ways.both(content, kind | more)] += 1
    for query in ("?x=1", "?", "?nachten=3&nachten=3"):
        seen[await ways.both(content, kind, query)] += 1
    seen[await ways.both(content + b" " * 70_000, kind)] += 1
    assert seen.keys() == {201, 400, 401, 406, 413, 415}


async def test_other_roles_are_refused_alike(stil: Dienst, monkeypatch: pytest.MonkeyPatch) -> None:
    ways = Ways(await stil.as_rol("opvang"), monkeypatch)
    assert await ways.both(json.dumps(GOOD).encode(), {"Content-Type": "application/json"}) == 403
    assert ways.fast == 0


async def test_a_refusal_by_the_queue_and_a_surprise_are_told_as_everywhere(
    stil: Dienst, monkeypatch: pytest.MonkeyPatch
) -> None:
    coordinator = await stil.as_rol("coordinator")
    for error, status in ((EvenNiet(), 503), (ZeroDivisionError(), 500)):

        async def fail(_queue: Wachtrij, _indiening: Indiening, error: Exception = error) -> Antwoord:
            raise error

        monkeypatch.setattr(Wachtrij, "submit", fail)
        answer = await coordinator.post("/aanvragen", json=GOOD)
        assert expect(answer, status)["instance"] == "/v1/aanvragen"
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["cache-control"] == "no-store"


async def test_a_request_that_is_all_headers_is_refused(stil: Dienst) -> None:
    coordinator = await stil.as_rol("coordinator")
    large = {f"X-{n}": "x" * 6000 for n in range(11)}
    assert (await coordinator.post("/aanvragen", json=GOOD, headers=large)).status_code in {413, 431}
