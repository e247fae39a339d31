"""One demo account on the line: logs in, asks at a modest pace, says again what got lost, takes no for an answer."""

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx2

Json = dict[str, Any]

PAUSE_S = 0.25
"""Between two requests of the whole country: at most four a second."""
TRIES_MAX = 3
TIMEOUT_S = 20
UNREADY = {httpx2.codes.TOO_MANY_REQUESTS, *range(500, 600)}


class Unreachable(Exception):
    """The service cannot be had now; trying later is safe."""


@dataclass
class Tempo:
    """Keeps the pace of all accounts together, and counts what was asked and what was refused."""

    pause_s: float = PAUSE_S
    asked: int = 0
    refused: int = 0
    _next_at: float = 0.0

    async def wait(self) -> None:
        """Until the next request may go."""
        now = time.monotonic()
        self._next_at = max(now, self._next_at + self.pause_s)
        await asyncio.sleep(self._next_at - now)
        self.asked += 1


@dataclass
class Line:
    """An account, logged in when it first asks; `rol` tells what it does in the country."""

    url: str
    account: str
    rol: str
    tempo: Tempo
    _client: httpx2.AsyncClient | None = field(default=None, repr=False)
    _soort: str = ""

    async def connect(self) -> str:
        """Log in if that is still to be done; gives the soort of the organisatie. Raises `Unreachable`."""
        if self._client is None:
            await self._log_in()
        return self._soort

    async def ask(self, method: str, path: str, body: Json | None = None, *, revisie: int | None = None) -> Json | None:
        """The answer, or None when the service refuses. Raises `Unreachable`.

        A change carries one Idempotency-Key over all its tries, so a lost answer leads to no second effect.
        """
        headers = {"Idempotency-Key": str(uuid4())} if method != "GET" else {}
        if revisie is not None:
            headers["If-Match"] = f'"{revisie}"'
        for attempt in range(TRIES_MAX):
            client = self._client or await self._log_in()
            response = await self._send(client, method, path, body, headers)
            if response.status_code == httpx2.codes.UNAUTHORIZED:
                await self.close()
            elif response.status_code not in UNREADY:
                return self._read(response)
            await asyncio.sleep(self.tempo.pause_s * 2**attempt)
        raise Unreachable

    async def pages(self, path: str, name: str) -> AsyncIterator[Json]:
        """Every row of a list, page after page."""
        cursor = ""
        while page := await self.ask("GET", f"{path}{cursor}"):
            for row in page[name]:
                yield row
            if page["volgende"] is None:
                return
            cursor = f"?cursor={page['volgende']}"

    async def close(self) -> None:
        """Hang up; asking again logs in again."""
        client, self._client = self._client, None
        if client is not None:
            await client.aclose()

    def _read(self, response: httpx2.Response) -> Json | None:
        if response.is_error:
            self.tempo.refused += 1
            return None
        found: Json = response.json() if response.content else {}
        return found

    async def _send(
        self, client: httpx2.AsyncClient, method: str, path: str, body: Json | None, headers: dict[str, str]
    ) -> httpx2.Response:
        await self.tempo.wait()
        try:
            return await client.request(method, f"{self.url}/v1{path}", json=body, headers=headers)
        except httpx2.HTTPError as error:
            raise Unreachable from error

    async def _log_in(self) -> httpx2.AsyncClient:
        client = httpx2.AsyncClient(headers={"Origin": self.url}, timeout=TIMEOUT_S, trust_env=False)
        try:
            response = await self._send(client, "POST", "/demo-sessies", {"account": self.account}, {})
            response.raise_for_status()
        except (Unreachable, httpx2.HTTPStatusError) as error:
            await client.aclose()
            raise Unreachable from error
        self._soort = response.json()["organisatie"]["soort"]
        self._client = client
        return client


async def list_lines(url: str, tempo: Tempo) -> list[Line]:
    """The accounts that move the country: every coordinator and every opvang. Raises `Unreachable`."""
    async with httpx2.AsyncClient(timeout=TIMEOUT_S, trust_env=False) as client:
        try:
            response = await client.get(f"{url}/v1/demo-accounts")
        except httpx2.HTTPError as error:
            raise Unreachable from error
    if response.is_error:
        raise Unreachable
    return [
        Line(url, account["id"], account["rol"], tempo)
        for account in response.json()["demoAccounts"]
        if account["rol"] in {"coordinator", "opvang"}
    ]
