"""What somebody of A sends to learn of B: every operation with an id of B, beside the same with an id of nothing."""

import json
import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field

import httpx2

from capacity_service.domain.inzage import MAG
from tests.api.document import Operation, ask, operations
from tests.faults.foreign_land import Land, neighbour
from tests.land import Json

UNTOLD = {"date"}
"""Headers that depend on the second. The length does not: an id is as long as its neighbour."""
SEEN = {
    ("landelijk", "GET", "plaats_id"): "every place is in the register of landelijk",
    ("landelijk", "GET", "aanvraag_id"): "what is open is for landelijk to help with",
    ("auditor", "GET", "organisatie_id"): "an auditor reads every dossier",
}
"""What A's people may see of B: the rol, the method, the kind."""
OPEN_TO_LANDELIJK = {"plaats_id", "huis_id", "aanvraag_id", "normsignaal_id"}
"""Places and what is open, and episodes without whom they are about."""
PUBLIC_KINDS = {"regel_id"}
"""Kinds that are nobody's."""


@dataclass(frozen=True)
class Proef:
    """One operation, by one rol of A, on one id of B."""

    rol: str
    operation: Operation
    kind: str
    key: str

    @property
    def naam(self) -> str:
        return f"{self.rol} {self.operation.method.upper()} {self.operation.path} met een {self.kind}"


@dataclass
class Uitslag:
    """What came of it: how much was tried, and what was learnt."""

    tried: int = 0
    leaks: list[str] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)


def kind_of(operation: Operation) -> str | None:
    """The parameter in the address of this operation that is an id; None when there is none."""
    found = re.search(r"\{(\w+_id)\}", operation.path)
    return found[1] if found else None


def list_proeven(land: Land, *, ids: int | None = 1, all_kinds: bool = False) -> Iterator[Proef]:
    """Every operation by id, for every rol, with so many ids (None: all) of its kind, or of every kind.

    Of what a rol may not do at all, one id is enough.
    """
    for operation in operations():
        own = kind_of(operation)
        if own is None or own in PUBLIC_KINDS:
            continue
        assert own in land.van_b, f"Say in foreign_land.py what B has behind {{{own}}} of {operation.path}"
        roles = MAG[operation.naam]
        for kind in land.van_b if all_kinds else (own,):
            for rol in land.a:
                may = roles is None or rol in roles
                for key in land.van_b[kind][: ids if may else 1]:
                    yield Proef(rol, operation, kind, key)


def faceless(answer: httpx2.Response, key: str) -> tuple[int, dict[str, str], str]:
    """An answer without the second it was given, and without the id that was asked."""
    headers = {name: value for name, value in answer.headers.items() if name not in UNTOLD}
    return answer.status_code, headers, answer.text.replace(key, "ID")


def may_see(land: Land, proef: Proef, answer: httpx2.Response) -> bool:
    """Whether this is something of B that the table gives A: then there is nothing to hide."""
    if (proef.rol, proef.operation.method.upper(), proef.kind) not in SEEN or proef.kind != kind_of(proef.operation):
        return False
    return answer.status_code in {200, 404} and proef.key in land.van_b[proef.kind]


async def attack(land: Land, proef: Proef, uitslag: Uitslag) -> None:
    """Ask for the thing of B and for nothing; the two answers must be one."""
    client, operation = land.a[proef.rol], proef.operation
    absent = neighbour(proef.key)
    hidden, nothing = await ask(client, operation, proef.key), await ask(client, operation, absent)
    uitslag.tried += 1
    uitslag.statuses[hidden.status_code] = uitslag.statuses.get(hidden.status_code, 0) + 1
    if may_see(land, proef, hidden):
        return
    if faceless(hidden, proef.key) != faceless(nothing, absent):
        uitslag.leaks.append(f"{proef.naam}: {hidden.status_code} {hidden.text[:160]}; niets: {nothing.status_code}")
    elif hidden.status_code not in {401, 403, 404}:
        uitslag.leaks.append(f"{proef.naam}: {hidden.status_code} {hidden.text[:160]}")


ASKED_THEMSELVES = {"list_steekproef"}
"""Shows the privacy officer of A which ids the people of A asked for: those of B that this attack asks, refused like absent ones."""


async def read_all(land: Land) -> AsyncIterator[tuple[str, str, httpx2.Response]]:
    """Every operation that reads without an id, by every rol of A: the rol, the address, the answer."""
    for operation in operations():
        if operation.method != "get" or "{" in operation.path:
            continue
        for rol, client in land.a.items():
            if operation.naam not in ASKED_THEMSELVES:
                yield rol, operation.path, await client.get(operation.path)


def find_secrets(land: Land, rol: str, text: str) -> set[str]:
    """What of B stands in this text and is no business of this rol."""
    found = {word for word in land.geheim if word in text}
    if rol == "landelijk":
        found -= {key for kind in OPEN_TO_LANDELIJK for key in land.van_b[kind]}
        found -= set(_references(text))
    return found


def _references(text: str) -> Iterator[str]:
    """The references and codes that landelijk is given beside an aanvraag, a place or a house."""

    def walk(node: object) -> Iterator[str]:
        if isinstance(node, dict):
            yield from (str(node[name]) for name in ("referentie", "code", "afweging") if node.get(name))
            for value in node.values():
                yield from walk(value)
        elif isinstance(node, list):
            for value in node:
                yield from walk(value)

    try:
        body: Json = json.loads(text)
    except ValueError:
        return
    yield from walk(body)


def diff(names: dict[str, set[str]]) -> list[str]:
    """As sentences, what was found where."""
    return [f"{where}: {sorted(found)[:3]}" for where, found in names.items() if found]
