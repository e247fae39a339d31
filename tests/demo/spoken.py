"""A line with nobody at the other end: it answers from a script and remembers what was said."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

from capacity_service.demo.line import Line, Tempo
from tests.land import Json


@dataclass
class Spoken(Line):
    """`pages_of` are the lists it gives by path; `said` is every change that was asked: method, path, body."""

    url: str = "http://dienst.test"
    account: str = "account"
    rol: str = "opvang"
    tempo: Tempo = field(default_factory=Tempo)
    pages_of: dict[str, Json] = field(default_factory=dict)
    said: list[tuple[str, str, Any]] = field(default_factory=list)

    async def ask(self, method: str, path: str, body: Json | None = None, *, revisie: int | None = None) -> Json | None:
        if method == "GET":
            return self.pages_of.get(path)
        self.said.append((method, path if revisie is None else f"{path} @{revisie}", body))
        return {"id": "nieuw"}

    async def pages(self, path: str, name: str) -> AsyncIterator[Json]:
        for row in self.pages_of.get(path, {}).get(name, []):
            yield row
