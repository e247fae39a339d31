"""The document at /v1/openapi.json, made to follow the NLGov REST API Design Rules in what FastAPI cannot know."""

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI

VERSION = "1.0.0"
CONTACT = {"name": "Crisisplaatsdienst", "url": "https://example.org/crisisplaatsdienst", "email": "beheer@example.org"}
DESCRIPTION = """
Welke crisisplaatsen er in de 35 centrumgemeenten zijn, en wie er vannacht naartoe kan.

Elke fout is `application/problem+json`; het laatste deel van `type` is een vaste code. Tijdstippen hebben een tijdzone;
antwoorden zijn in UTC. Wijzigen vraagt `If-Match` met de revisie; elk schrijven mag een `Idempotency-Key` hebben.
"""
API_VERSION_HEADER = {"API-Version": {"description": "Versie van dit interface", "schema": {"type": "string"}}}
PROBLEM: dict[str, Any] = {
    "type": "object",
    "title": "Probleem",
    "required": ["type", "title", "status", "detail", "instance"],
    "properties": {
        "type": {"type": "string", "description": "Het laatste deel is de vaste code."},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "fouten": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["veld", "fout"],
                "properties": {"veld": {"type": "string"}, "fout": {"type": "string"}},
            },
        },
    },
}
PROBLEM_ANSWER = {
    "headers": API_VERSION_HEADER,
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Probleem"}}},
}
ERRORS = {
    "400": "De invoer klopt niet; alle fouten staan erin.",
    "401": "Niet ingelogd.",
    "403": "Deze rol mag dit niet.",
    "404": "Niet gevonden, of niet voor u.",
    "406": "Dit formaat levert de dienst niet.",
    "503": "De dienst kan even niet; probeer het opnieuw.",
}
WRITE_ERRORS = {
    "408": "Het versturen duurde te lang.",
    "409": "Een regel staat dit niet toe.",
    "413": "Te groot.",
    "415": "Dit inhoudstype leest de dienst niet.",
}
MATCH_ERRORS = {"412": "Iemand was u voor.", "428": "If-Match ontbreekt."}
KEY_PARAMETER = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "Zelfde sleutel, zelfde verzoek: een effect, hetzelfde antwoord. 7 dagen bewaard.",
    "schema": {"type": "string", "maxLength": 128},
}
MATCH_PARAMETER = {
    "name": "If-Match",
    "in": "header",
    "required": True,
    "description": 'De revisie die wordt gewijzigd, bijvoorbeeld "7".',
    "schema": {"type": "string"},
}
CSV_BODY = {"required": True, "content": {"text/csv": {"schema": {"type": "string", "format": "binary"}}}}
NO_MATCH = {"/sessies/huidige"}


def describe(app: FastAPI) -> dict[str, Any]:
    """The document, made once; later calls give the same."""
    if app.openapi_schema is None:
        document = FastAPI.openapi(app)
        document.setdefault("components", {}).setdefault("schemas", {})["Probleem"] = PROBLEM
        for name in ("HTTPValidationError", "ValidationError"):
            document["components"]["schemas"].pop(name, None)
        for path, method, operation in _operations(document):
            _describe(path, method, operation)
        app.openapi_schema = document
    return app.openapi_schema


def _operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in document["paths"].items():
        for method, operation in item.items():
            yield path, method, operation


def _describe(path: str, method: str, operation: dict[str, Any]) -> None:
    responses = operation["responses"]
    responses.pop("422", None)
    for response in responses.values():
        response["headers"] = API_VERSION_HEADER
    writes = method != "get"
    matches = method in {"put", "patch", "delete"} and path not in NO_MATCH
    errors = ERRORS | (WRITE_ERRORS if writes else {}) | (MATCH_ERRORS if matches else {})
    for status, description in errors.items():
        responses[status] = PROBLEM_ANSWER | {"description": description}
    if writes:
        operation.setdefault("parameters", []).append(KEY_PARAMETER)
    if matches:
        operation["parameters"].append(MATCH_PARAMETER)
    if path == "/plaatsen/import":
        operation["requestBody"] = CSV_BODY
