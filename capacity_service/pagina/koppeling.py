"""The page asks the interface what any client would ask: the same rights, checks, revisies and idempotency keys.

Nothing of the field is decided here, so a page without JavaScript can do nothing that a program could not.
"""

from dataclasses import dataclass
from typing import Any

import httpx2
from starlette.requests import Request
from starlette.types import ASGIApp

from capacity_service.spoor import find_spoor

PREFIX = "/v1"
ROOT = f"http://dienst{PREFIX}"
"""A name that nobody resolves: these calls stay in this process."""
PASSED_ON = ("cookie", "origin", "host", "sec-fetch-site")
"""Who this is and where the form came from: the interface refuses a form of another site."""
NOBODY = ("", 0)


@dataclass(frozen=True)
class Gehoord:
    """What the interface answered: `body` is JSON, `koekjes` are the cookies it sets."""

    status: int
    body: Any
    koekjes: tuple[str, ...] = ()

    @property
    def goed(self) -> bool:
        """Whether it was done."""
        return self.status < 400  # noqa: PLR2004 - HTTP

    @property
    def code(self) -> str:
        """The code of a refusal, such as `revisie_verouderd`; empty when there was none."""
        return "" if self.goed or self.body is None else str(self.body.get("type", "")).rpartition("/")[2]


class Koppeling:
    """One browser's way to the interface, in this process."""

    def __init__(self, api: ASGIApp, request: Request) -> None:
        client = (request.client.host, request.client.port) if request.client else NOBODY
        self._transport = httpx2.ASGITransport(app=api, raise_app_exceptions=False, root_path=PREFIX, client=client)
        self._headers = [(name, request.headers[name]) for name in PASSED_ON if name in request.headers]
        self._headers.append(("traceparent", find_spoor(request.scope).traceparent))

    async def ask(
        self, method: str, path: str, body: object = None, *, revisie: str | None = None, sleutel: str | None = None
    ) -> Gehoord:
        """One call. `revisie` and `sleutel` are sent as they came in the form: the interface judges them."""
        headers = [*self._headers, ("accept", "application/json, application/problem+json")]
        if revisie is not None:
            headers.append(("if-match", f'"{revisie}"'))
        if sleutel is not None:
            headers.append(("idempotency-key", sleutel))
        async with httpx2.AsyncClient(transport=self._transport, trust_env=False) as client:
            answer = await client.request(method, f"{ROOT}{path}", json=body, headers=headers)
        return Gehoord(
            answer.status_code,
            _read(answer),
            tuple(answer.headers.get_list("set-cookie")),
        )

    async def gather(self, path: str, name: str) -> Gehoord:
        """Every page of a list, as one list; the first refusal as it is."""
        found: list[Any] = []
        cursor = ""
        while True:
            page = await self.ask("GET", f"{path}{cursor}")
            if not page.goed:
                return page
            found += page.body[name]
            if page.body["volgende"] is None:
                return Gehoord(page.status, found)
            cursor = f"{'&' if '?' in path else '?'}cursor={page.body['volgende']}"


def _read(answer: httpx2.Response) -> object:
    """JSON, or nothing: an empty answer, and what a server says that is in pieces."""
    try:
        return answer.json()
    except ValueError:
        return None
