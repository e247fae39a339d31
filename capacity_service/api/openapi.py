"""The document at /v1/openapi.json, made to follow the NLGov REST API Design Rules in what FastAPI cannot know."""

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI

from capacity_service.domain.ingang import KOEKJE_BEVEILIGD
from capacity_service.domain.inzage import IEDEREEN, MAG

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
    "429": "Te veel verzoeken; Retry-After zegt hoelang u wacht.",
    "500": "Er ging iets mis in de dienst.",
    "503": "De dienst kan even niet; probeer het opnieuw.",
}
WRITE_ERRORS = {
    "408": "Het versturen duurde te lang.",
    "409": "Een regel staat dit niet toe.",
    "413": "Te groot.",
    "415": "Dit inhoudstype leest de dienst niet.",
}
READ_IN_TIME = {"read_noodinzage"}
"""Operations that read, and are refused before and after their time."""
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
FORM_BODIES: dict[str, dict[str, Any]] = {
    "/tokens": {"required": ["grant_type"], "properties": ("grant_type", "client_id", "client_secret")},
    "/afmelden/aanbieder": {"required": ["logout_token"], "properties": ("logout_token",)},
}
"""What OAuth and OpenID Connect send as a form, in words that they chose."""
SESSION_PATHS = {"/demo-sessies", "/sessies/huidige", "/sessies/andere", "/live-tickets", *FORM_BODIES}
"""What they give is a secret or its end: nothing to keep under a key, no revisie to match."""
ETAG_HEADER = {"ETag": {"description": "De revisie, voor If-Match.", "schema": {"type": "string"}}}
LOCATION_HEADER = {"Location": {"description": "Het adres van wat er bij kwam.", "schema": {"type": "string"}}}
WITH_REVISIE = {
    f"#/components/schemas/{name}"
    for name in ("Plaats", "Aanvraag", "Plaatsing", "Huiscontact", "Meldadres", "NieuwMeldadres", "Bezorging")
}
SECURITY_SCHEMES = {
    "bearer": {"type": "http", "scheme": "bearer"},
    "cookie": {"type": "apiKey", "in": "cookie", "name": KOEKJE_BEVEILIGD},
}
TAGS = [
    {
        "name": "sessies",
        "description": "Inloggen en uitloggen, tokens voor programma's, en kaartjes voor de live-verbinding.",
    },
    {"name": "referentie", "description": "De 35 centrumgemeenten, de gemeenten en de organisaties."},
    {"name": "regels", "description": "Elk getal in het beleid: wat geldt, wat gold, en wijzigen met twee personen."},
    {"name": "bezetting", "description": "Hoeveel plaatsen er zijn en hoeveel er vrij zijn."},
    {"name": "plaatsen", "description": "Het register van plaatsen, en hoe elke plaats er nu bij staat."},
    {"name": "aanvragen", "description": "Vragen om een plaats, en wat daaruit kwam."},
    {"name": "plaatsingen", "description": "Wie waar verwacht wordt, van reservering tot einde."},
    {"name": "signalen", "description": "Wat de dienst zelf merkt en meldt, en wat zij huizen vraagt."},
    {"name": "bewijs", "description": "Dossiers en verantwoordingen: cijfers, met waar ze op rusten."},
    {"name": "inzagelog", "description": "Wie wat inzag: bekijken, beoordelen, en in nood beide kanten zien."},
    {"name": "meldadressen", "description": "Waar een organisatie het hoort buiten het scherm, en of het aankwam."},
]


def describe(app: FastAPI) -> dict[str, Any]:
    """The document, made once; later calls give the same."""
    if app.openapi_schema is None:
        document = FastAPI.openapi(app)
        document.setdefault("components", {}).setdefault("schemas", {})["Probleem"] = PROBLEM
        document["components"]["securitySchemes"] = SECURITY_SCHEMES
        document["tags"] = TAGS
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
    for status, response in responses.items():
        response["headers"] = API_VERSION_HEADER | _resource_headers(status, response)
    writes = method != "get"
    matches = method in {"put", "patch", "delete"} and path not in SESSION_PATHS
    refused_in_time = {"409": WRITE_ERRORS["409"]} if operation["operationId"] in READ_IN_TIME else {}
    errors = ERRORS | refused_in_time | (WRITE_ERRORS if writes else {}) | (MATCH_ERRORS if matches else {})
    for status, description in errors.items():
        responses[status] = PROBLEM_ANSWER | {"description": description}
    if MAG.get(operation["operationId"], frozenset()) is not IEDEREEN:
        operation["security"] = [{name: []} for name in SECURITY_SCHEMES]
    if writes and path not in SESSION_PATHS:
        operation.setdefault("parameters", []).append(KEY_PARAMETER)
    if matches:
        operation["parameters"].append(MATCH_PARAMETER)
    if path == "/plaatsen/import":
        operation["requestBody"] = CSV_BODY
    if path in FORM_BODIES:
        operation["requestBody"] = _form_body(**FORM_BODIES[path])
    if path == "/tokens":
        responses["401"] = PROBLEM_ANSWER | {"description": "De client is onbekend, of het geheim klopt niet."}
        responses["429"] = PROBLEM_ANSWER | {"description": "Te vaak geprobeerd."}
    if "303" in responses:
        responses["303"]["headers"] = API_VERSION_HEADER | {"Location": {"schema": {"type": "string"}}}


def _form_body(required: list[str], properties: tuple[str, ...]) -> dict[str, Any]:
    fields = {name: {"type": "string"} for name in properties}
    schema = {"type": "object", "required": required, "properties": fields}
    return {"required": True, "content": {"application/x-www-form-urlencoded": {"schema": schema}}}


def _resource_headers(status: str, response: dict[str, Any]) -> dict[str, Any]:
    schema = response.get("content", {}).get("application/json", {}).get("schema", {}).get("$ref")
    if schema not in WITH_REVISIE:
        return {}
    return ETAG_HEADER | (LOCATION_HEADER if status == "201" else {})
