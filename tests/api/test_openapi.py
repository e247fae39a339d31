import copy
from collections.abc import Callable
from typing import Any

import httpx2
import pytest

from capacity_service.domain.inzage import MAG
from tests.api.design_rules import RULES
from tests.api.document import DOCUMENT, operations
from tests.land import Dienst, Json, expect

GET = ("paths", "/plaatsen", "get")
ANSWER = (*GET, "responses", "200")

BREAKS: dict[str, tuple[tuple[str | int, ...], Any]] = {
    "oas3-schema": ((*GET, "responses"), {}),
    "operation-operationId-unique": ((*GET, "operationId"), "list_huizen"),
    "path-params": (("paths", "/plaatsen/{plaats_id}", "get", "parameters"), []),
    "openapi-tags-uniqueness": (("tags", 0, "name"), "plaatsen"),
    "oas3-valid-media-example": ((*ANSWER, "content", "application/json", "example"), {"plaatsen": 1}),
    "oas3-valid-schema-example": (("components", "schemas", "Plaats", "example"), {"id": 1}),
    "oas3-server-variables": (("servers", 0, "url"), "/v1/{naam}"),
    "oas3-api-servers": (("servers",), []),
    "path-keys-no-trailing-slash": (("paths", "/huizen/"), {}),
    "nlgov:openapi3": (("openapi",), "2.0"),
    "nlgov:openapi-root-exists": (("openapi",), None),
    "nlgov:missing-version-header": ((*ANSWER, "headers"), {"ETag": {}}),
    "nlgov:missing-header": ((*ANSWER, "headers"), {}),
    "nlgov:include-major-version-in-uri": (("servers", 0, "url"), "/api"),
    "nlgov:paths-no-trailing-slash": (("paths", "/huizen/"), {}),
    "info-contact": (("info", "contact"), {}),
    "nlgov:info-contact-fields-exist": (("info", "contact"), {"name": "Dienst"}),
    "nlgov:http-methods": (("paths", "/plaatsen", "options"), {}),
    "nlgov:paths-kebab-case": (("paths", "/vrijePlaatsen"), {}),
    "nlgov:query-keys-camel-case": ((*GET, "parameters", 0, "name"), "centrum_gemeente"),
    "nlgov:schema-camel-case": (("components", "schemas", "plaats_klein"), {}),
    "nlgov:servers-use-https": (("servers", 0, "url"), "http://voorbeeld.test/v1"),
    "nlgov:use-problem-schema": ((*GET, "responses", "404"), {"content": {"application/json": {}}}),
    "nlgov:problem-schema-members": (("components", "schemas", "Probleem", "required"), ["type"]),
    "nlgov:problem-invalid-input": ((*GET, "responses"), {"200": {}}),
    "nlgov:property-casing": (("components", "schemas", "Plaats", "properties", "personen_max"), {}),
    "nlgov:date-time-ensure-timezone": (("components", "schemas", "Plaats", "format"), "date-time-local"),
    "nlgov:time-without-timezone": (("components", "schemas", "Plaats", "format"), "time"),
    "nlgov:specify-format-for-date-and-time": (
        ("components", "schemas", "Plaats", "properties", "vertrekDatum"),
        {"type": "string"},
    ),
    "nlgov:use-date-instead-of-datetime": (
        ("components", "schemas", "Plaats", "properties", "vertrekDatum"),
        {"type": "string", "format": "date-time"},
    ),
    "nlgov:semver": (("info", "version"), "1"),
}
SECURITY_HEADERS = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "strict-transport-security": "max-age=31536000; includeSubDomains",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "api-version": "1.0.0",
}


def put(document: Json, path: tuple[str | int, ...], value: object) -> Json:
    """A copy of the document with one thing changed (None: taken away)."""
    changed = copy.deepcopy(document)
    node: Any = changed
    for step in path[:-1]:
        node = node[step]
    if value is None:
        del node[path[-1]]
    else:
        node[path[-1]] = value
    return changed


def test_all_31_entries_of_the_ruleset_are_looked_at() -> None:
    assert len(RULES) == 31


@pytest.mark.parametrize("naam", RULES)
def test_the_document_follows(naam: str) -> None:
    assert RULES[naam](DOCUMENT) == []


@pytest.mark.parametrize("naam", RULES)
def test_the_check_sees_a_document_that_breaks(naam: str) -> None:
    assert RULES[naam](put(DOCUMENT, *BREAKS[naam])) != []


async def test_the_document_is_public_and_may_be_read_from_any_page(stil: Dienst) -> None:
    async with httpx2.AsyncClient(trust_env=False) as client:
        answer = await client.get(f"{stil.url}/v1/openapi.json", headers={"Origin": "https://elders.test"})
    assert expect(answer, 200) == DOCUMENT
    assert answer.headers["access-control-allow-origin"] == "*"


async def test_nothing_else_may_be_read_from_another_page(stil: Dienst) -> None:
    landelijk = await stil.as_rol("landelijk")
    answer = await landelijk.get("/bezetting", headers={"Origin": "https://elders.test"})
    assert "access-control-allow-origin" not in answer.headers


def test_every_operation_is_in_the_table_of_rights_and_every_right_has_an_operation() -> None:
    """The short addresses of the files do not fit the rule for paths; the document tells them where it tells the long ones."""
    assert {operation.naam for operation in operations()} | {"live", "download_bezetting_short"} == set(MAG)


def test_422_is_nowhere() -> None:
    assert all("422" not in operation.told["responses"] for operation in operations())
    assert not {"HTTPValidationError", "ValidationError"} & DOCUMENT["components"]["schemas"].keys()


def test_every_operation_says_what_it_does_and_belongs_to_a_told_tag() -> None:
    tags = {tag["name"] for tag in DOCUMENT["tags"]}
    for operation in operations():
        assert operation.told["description"], operation.naam
        assert set(operation.told["tags"]) <= tags


def test_every_write_of_a_thing_takes_an_idempotency_key_and_every_change_an_if_match() -> None:
    for operation in operations():
        headers = {p["name"] for p in operation.told.get("parameters", []) if p["in"] == "header"}
        session = operation.told["tags"] == ["sessies"]
        assert ("Idempotency-Key" in headers) == (operation.method != "get" and not session), operation.naam
        assert ("If-Match" in headers) == (operation.method in {"put", "patch", "delete"} and not session)


Ask = Callable[[httpx2.AsyncClient], Any]
REFUSALS: dict[int, Ask] = {
    400: lambda client: client.get("/gemeenten", params={"onbekend": "1"}),
    401: lambda client: client.get("/bezetting", headers={"Authorization": ""}),
    403: lambda client: client.post("/aanvragen", json={}),
    404: lambda client: client.get("/nergens"),
    405: lambda client: client.put("/huizen", json={}),
    406: lambda client: client.get("/huizen", headers={"Accept": "application/xml"}),
    413: lambda client: client.post("/plaatsen", content=b" " * 70_000),
    415: lambda client: client.post("/plaatsen", content=b"<a/>", headers={"Content-Type": "application/xml"}),
    428: lambda client: client.delete("/plaatsen/0192a000-0000-7000-8000-000000000000"),
}


@pytest.mark.parametrize("status", REFUSALS)
async def test_a_refusal_is_a_problem_with_every_header(stil: Dienst, status: int) -> None:
    answer = await REFUSALS[status](await stil.as_rol("opvang"))
    problem = expect(answer, status)
    assert answer.headers["content-type"] == "application/problem+json"
    assert {"type", "title", "status", "detail", "instance"} <= problem.keys()
    assert problem["status"] == status
    assert problem["instance"] == answer.request.url.path
    assert problem["type"].startswith("/v1/problemen/")
    assert {naam: answer.headers.get(naam) for naam in SECURITY_HEADERS} == SECURITY_HEADERS


async def test_the_address_of_a_problem_type_explains_it(stil: Dienst) -> None:
    opvang = await stil.as_rol("opvang")
    problem = expect(await opvang.get("/nergens"), 404)
    told = expect(await opvang.get(problem["type"].removeprefix("/v1")), 200)
    assert told == {"code": "niet_gevonden", "status": 404, "title": problem["title"]}


async def test_a_trailing_slash_is_another_address(stil: Dienst) -> None:
    answer = await (await stil.as_rol("opvang")).get("/huizen/")
    assert expect(answer, 404)["type"] == "/v1/problemen/niet_gevonden"


@pytest.mark.parametrize("path", ["/huizen", "/openapi.json", "/problemen/overgang"])
async def test_an_answer_has_the_same_headers_as_a_refusal(stil: Dienst, path: str) -> None:
    answer = await (await stil.as_rol("opvang")).get(path)
    expect(answer, 200)
    assert {naam: answer.headers.get(naam) for naam in SECURITY_HEADERS} == SECURITY_HEADERS
