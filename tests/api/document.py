"""The document at /v1/openapi.json as tests use it: its operations, a valid body for each, and a check of real answers."""

import copy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any
from uuid import uuid4

import httpx2
from jsonschema import Draft202012Validator, FormatChecker  # type: ignore[import-untyped]

from capacity_service.api.app import create_api
from capacity_service.api.guard import FORM_OPERATIONS
from capacity_service.domain.regelwijziging import first_day
from capacity_service.domain.tijd import local_date
from tests.land import Json, in_hours, make_aanvraag, make_plaats, now

DOCUMENT: Json = create_api().openapi()
ROLLEN = ("coordinator", "opvang", "gemeente", "landelijk", "auditor", "fg", "systeembeheerder")
INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,6})?Z")
CSV = b"soort;centrumgemeente;organisatie;huis;personenMax;kenmerken\r\ncrisisplaats;GM0193;;H-7;4;rolstoel\r\n"

FORM = {"grant_type": "client_credentials", "iets": "anders"}
"""A form with a field too many: a good one is of somebody."""

formats = FormatChecker(("date", "uuid"))
formats.checks("date-time")(lambda value: not isinstance(value, str) or INSTANT.fullmatch(value) is not None)


@dataclass(frozen=True)
class Operation:
    """One method on one path of the document."""

    method: str
    path: str
    told: Json

    @property
    def naam(self) -> str:
        return str(self.told["operationId"])

    @property
    def by_id(self) -> bool:
        return "_id}" in self.path

    @property
    def needs_match(self) -> bool:
        return "412" in self.told["responses"]

    def url(self, key: object = None) -> str:
        """The path with this key filled in."""
        return re.sub(r"\{[^}]+\}", str(key or uuid4()), self.path)


def operations() -> list[Operation]:
    return [Operation(m, p, told) for p, item in DOCUMENT["paths"].items() for m, told in item.items()]


def make_body(naam: str) -> Json | None:
    """A valid body for an operation that takes one."""
    today = local_date(now()).isoformat()
    bodies: dict[str, Json] = {
        "start_demo_sessie": {"account": str(uuid4())},
        "add_plaats": make_plaats(),
        "change_plaats": {"personenMax": 5},
        "set_plaatsstatus": {"status": "vrij", "waargenomenOp": in_hours(0)},
        "confirm_plaats": {"status": "vrij", "waargenomenOp": in_hours(0)},
        "submit_aanvraag": make_aanvraag(),
        "change_aanvraag": {"voorkeuren": ["GM0193"]},
        "withdraw_aanvraag": {"reden": "dubbel"},
        "confirm_voorstel": {"verwachteAankomstOp": in_hours(2)},
        "choose_voorstel": {"plaatsen": [str(uuid4())]},
        "accept_plaatsing": {},
        "report_terugmelding": {"reden": "onveilig_voor_huishouden"},
        "confirm_aankomst": {"aangekomenOp": in_hours(0), "nachten": 2},
        "report_niet_verschenen": {},
        "extend_verblijf": {"nachten": 3},
        "release_plaatsen": {"plaatsen": [str(uuid4())], "opDatum": today},
        "move_on_verblijf": {"naar": "opvang_andere_organisatie", "opDatum": today},
        "end_verblijf": {"naar": "netwerk", "opDatum": today},
        "propose_regel": {
            "naam": "bevestigd_uren",
            "waarde": 12,
            "geldigVanafDatum": first_day(now() + timedelta(hours=1)).isoformat(),
            "bron": "R3, eigen keuze",
            "reden": "proef",
        },
        "answer_vraag": {"antwoord": "ja"},
        "see_melding": {},
        "ask_noodinzage": {"kenmerk": "K7QF-2M9D", "reden": "vermist"},
        "approve_noodinzage": {},
        "end_noodinzage": {},
        "judge_inzage": {"oordeel": "in_orde"},
        "set_contact": {"telefoonnummer": "06 12345678"},
        "relocate_verblijf": {"reden": "verlies", "vastgesteldOp": in_hours(0)},
        "report_uitval": {"reden": "brand"},
        "record_registratie": {"soort": "kindcheck", "moment": "verblijf", "gedaanOp": in_hours(0)},
        "add_meldadres": {"soort": "webhook", "adres": "https://meldingen.organisatie.example/ontvangst"},
    }
    return bodies.get(naam)


async def ask(client: httpx2.AsyncClient, operation: Operation, key: object = None) -> httpx2.Response:
    """A valid request for this operation, on the thing with this key (else on one that is not there)."""
    headers = {"If-Match": '"1"'} if operation.needs_match else {}
    url = operation.url(key)
    if operation.naam in FORM_OPERATIONS:
        return await client.post(url, data=FORM)
    if operation.naam == "import_plaatsen":
        return await client.post(url, content=CSV, headers={"Content-Type": "text/csv"})
    return await client.request(operation.method.upper(), url, json=make_body(operation.naam), headers=headers)


def find_operation(method: str, path: str) -> Operation:
    """Which operation answered on this path (without /v1); a fixed path goes before one with a parameter."""
    found = [
        operation
        for operation in operations()
        if operation.method == method.lower() and re.fullmatch(re.sub(r"\{[^}]+\}", "[^/]+", operation.path), path)
    ]
    return min(found, key=lambda operation: operation.path.count("{"))


def check_answer(answer: httpx2.Response) -> Operation:
    """Fail unless the document announces this answer exactly: its status, headers, kind and every field."""
    operation = find_operation(answer.request.method, answer.request.url.path.removeprefix("/v1"))
    check_told(operation, answer)
    return operation


def check_told(operation: Operation, answer: httpx2.Response) -> None:
    """Fail unless the document announces this answer of this operation exactly."""
    assert str(answer.status_code) in operation.told["responses"], f"{operation.naam}: {answer.status_code} is not told"
    told = operation.told["responses"][str(answer.status_code)]
    for header in told["headers"]:
        assert header.lower() in answer.headers, f"{operation.naam}: {header} is told but not there"
    if "content" not in told:
        assert answer.content == b""
        return
    ((kind, content),) = told["content"].items()
    assert answer.headers["content-type"].partition(";")[0] == kind
    if "json" not in kind:
        assert answer.content
        return
    faults = [
        f"{'.'.join(map(str, e.path))}: {e.message}"
        for e in _validator(content["schema"]["$ref"]).iter_errors(answer.json())
    ]
    assert not faults, f"{operation.naam}: {faults}"


@cache
def _validator(ref: str) -> Any:
    return Draft202012Validator({"$ref": ref, "components": closed_components()}, format_checker=formats)


def closed_components() -> Json:
    """The components of the document, with unknown fields refused everywhere."""
    components = copy.deepcopy({"schemas": DOCUMENT["components"]["schemas"]})
    for schema in walk(components):
        if "properties" in schema and isinstance(schema["properties"], dict):
            schema["additionalProperties"] = False
    return components


def walk(node: Any) -> Iterator[Json]:
    """Every object inside, outermost first."""
    if isinstance(node, dict):
        yield node
        for value in list(node.values()):
            yield from walk(value)
    elif isinstance(node, list):
        for value in node:
            yield from walk(value)
