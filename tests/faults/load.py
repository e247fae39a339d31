"""Coordinators at work while things break: each asks until it knows, and writes down only what it was told."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from uuid import uuid4

import httpx2

from tests.faults.ledger import Ledger
from tests.land import Json, in_hours

KNOWN_S = 60
PAUSE_S = 0.05
PACE_S = 0.05
"""Between two households of one coordinator; a machine that is all load has no room to start a process again."""
HURRY_S = 10.0
TOO_BUSY = 503
OUR_FAULT = 500
FIRST_DONE = 201
WITHDRAW_EACH = 3


@dataclass
class Record:
    """What a run was like: answers by instance with their instants, tries whose outcome stayed unknown, surprises."""

    answered: list[tuple[float, str]] = field(default_factory=list)
    news: asyncio.Condition = field(default_factory=asyncio.Condition)
    unknown: int = 0
    surprises: Counter[str] = field(default_factory=Counter)
    waits_s: list[float] = field(default_factory=list)

    async def write(self, url: str, failed_at: float | None) -> None:
        """A definite answer came, perhaps after tries that failed since then."""
        now = time.monotonic()
        self.answered.append((now, url))
        if failed_at is not None:
            self.waits_s.append(now - failed_at)
        async with self.news:
            self.news.notify_all()

    async def until_more(self, number: int, *urls: str) -> None:
        """Wait until these instances have given so many more definite answers."""
        first = len(self.answered)
        async with asyncio.timeout(KNOWN_S), self.news:
            await self.news.wait_for(lambda: sum(url in urls for _, url in self.answered[first:]) >= number)

    def wait_percentile(self, share: float) -> float:
        """Seconds from the first failed try to the definite answer, for the tries that failed."""
        ranked = sorted(self.waits_s) or [0.0]
        return ranked[min(len(ranked) - 1, int(share * len(ranked)))]


class Caller:
    """One coordinator with a token; `find_urls` gives the instances of this moment, its own first."""

    def __init__(self, token: str, find_urls: Callable[[], Sequence[str]], record: Record) -> None:
        self._headers = {"Authorization": f"Bearer {token}"}
        self._find_urls = find_urls
        self._record = record
        self._client = httpx2.AsyncClient(timeout=HURRY_S, trust_env=False)

    async def close(self) -> None:
        await self._client.aclose()

    async def ask(self, path: str, body: Json) -> httpx2.Response:
        """POST until the outcome is known, under one key, on whichever instance answers."""
        headers = self._headers | {"Idempotency-Key": uuid4().hex}
        failed_at, tries = None, 0
        async with asyncio.timeout(KNOWN_S):
            while True:
                urls = self._find_urls()
                url = urls[tries % len(urls)]
                answer = await self._try(url, path, body, headers)
                if answer is not None:
                    await self._record.write(url, failed_at)
                    return answer
                failed_at = failed_at or time.monotonic()
                tries += 1
                self._record.unknown += 1
                await asyncio.sleep(PAUSE_S)

    async def _try(self, url: str, path: str, body: Json, headers: dict[str, str]) -> httpx2.Response | None:
        """The answer, or None when the outcome is unknown."""
        try:
            answer = await self._client.post(f"{url}/v1{path}", json=body, headers=headers)
        except httpx2.TransportError:
            return None
        if answer.status_code >= OUR_FAULT:
            if answer.status_code != TOO_BUSY:
                self._record.surprises[f"{answer.status_code} {answer.text}"] += 1
            return None
        if answer.status_code == httpx2.codes.CONFLICT and answer.json()["type"].endswith("/bezig"):
            return None
        return answer


async def work(caller: Caller, ledger: Ledger, stop: asyncio.Event) -> None:
    """Ask for places until told to stop: confirm what is reserved, take back one in three."""
    count = 0
    while not stop.is_set():
        count += 1
        body = ledger.make()
        answer = await caller.ask("/aanvragen", body)
        if answer.status_code != FIRST_DONE:
            raise AssertionError(answer.text)
        aanvraag = answer.json()
        ledger.acknowledge(body, aanvraag)
        plaatsing = aanvraag["plaatsing"] and await confirm(caller, ledger, aanvraag["plaatsing"]["id"])
        if plaatsing and count % WITHDRAW_EACH == 0:
            taken_back = await caller.ask(f"/aanvragen/{aanvraag['id']}/intrekking", {"reden": "zelf_opgelost"})
            if taken_back.is_success:
                ledger.withdrawn.add(plaatsing["id"])
        await asyncio.sleep(PACE_S)


async def confirm(caller: Caller, ledger: Ledger, plaatsing: str) -> Json | None:
    """Confirm a reservering; None when it was refused."""
    answer = await caller.ask(f"/plaatsingen/{plaatsing}/bevestiging", {"verwachteAankomstOp": in_hours(2)})
    if not answer.is_success:
        return None
    confirmed: Json = answer.json()
    ledger.confirmed[confirmed["id"]] = confirmed
    return confirmed
