"""The ruleset of the NLGov REST API Design Rules, entry by entry: each gives a sentence for whatever breaks it."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from tests.api.document import walk
from tests.land import Json

SEMVER = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?")
KEBAB = re.compile(r"^(\/|(\/_[a-z0-9]+|\/(([a-z0-9\-]+|{[^}]+})(\/([a-z0-9\-\.]+|{[^}]+}))*)(\/_[a-z]+)?)\/?)$")
QUERY_KEY = re.compile(r"^\$?[a-z][a-z\d]*([A-Z][a-z\d]*)*$")
CAMEL = re.compile(r"^[a-z][a-z\d]*([A-Z][a-z\d]*)*$")
PASCAL = re.compile(r"^[A-Z][a-z\d]*([A-Z][a-z\d]*)*$")
OF_OAUTH = {"access_token", "token_type", "expires_in"}
"""What every OAuth client looks for (RFC 6749 5.1)."""
DATE_NAME = re.compile(r"^(date|datum|.*(Date|Datum|_date|_datum))$")
Rule = Callable[[Json], list[str]]
RULES: dict[str, Rule] = {}


def rule(naam: str) -> Callable[[Rule], Rule]:
    """Register one entry of the ruleset: it gives a sentence for each thing that breaks it."""

    def register(check: Rule) -> Rule:
        RULES[naam] = check
        return check

    return register


def _operations(document: Json) -> Iterator[tuple[str, str, Json]]:
    for path, item in document["paths"].items():
        for method, told in item.items():
            if isinstance(told, dict):
                yield path, method, told


def _answers(document: Json, *kinds: str) -> Iterator[tuple[str, Json]]:
    for path, method, told in _operations(document):
        for status, answer in told["responses"].items():
            if status[0] in kinds:
                yield f"{method} {path} {status}", answer


def _properties(document: Json) -> Iterator[tuple[str, Json]]:
    for schema in walk(document["components"]["schemas"]):
        yield from schema.get("properties", {}).items()


@rule("oas3-schema")
def _(document: Json) -> list[str]:
    wanted = {"openapi": str, "info": dict, "paths": dict, "components": dict, "servers": list, "tags": list}
    faults = [f"{key} is no {kind.__name__}" for key, kind in wanted.items() if not isinstance(document.get(key), kind)]
    for path, method, told in _operations(document):
        faults += [f"{method} {path} lacks {key}" for key in ("responses", "operationId") if not told.get(key)]
        faults += [
            f"{method} {path} {s}: no description" for s, a in told["responses"].items() if not a.get("description")
        ]
    known = {f"#/components/schemas/{naam}" for naam in document["components"]["schemas"]}
    faults += [
        f"{node['$ref']} leads nowhere" for node in walk(document) if "$ref" in node and node["$ref"] not in known
    ]
    return faults


@rule("operation-operationId-unique")
def _(document: Json) -> list[str]:
    return _doubles([told["operationId"] for _, _, told in _operations(document)])


@rule("path-params")
def _(document: Json) -> list[str]:
    faults = []
    for path, method, told in _operations(document):
        named = set(re.findall(r"{([^}]+)}", path))
        params = [p for p in told.get("parameters", []) if p["in"] == "path"]
        if {p["name"] for p in params} != named or not all(p.get("required") for p in params):
            faults.append(f"{method} {path}")
    return faults


@rule("openapi-tags-uniqueness")
def _(document: Json) -> list[str]:
    return _doubles([tag["name"] for tag in document["tags"]])


@rule("oas3-valid-media-example")
def _(document: Json) -> list[str]:
    media = [kind for _, _, told in _operations(document) for kind in _media(told)]
    return [str(kind) for kind in media if "example" in kind or "examples" in kind]


@rule("oas3-valid-schema-example")
def _(document: Json) -> list[str]:
    return [str(node) for node in walk(document["components"]["schemas"]) if isinstance(node.get("example"), dict)]


@rule("oas3-server-variables")
def _(document: Json) -> list[str]:
    faults = []
    for server in document["servers"]:
        named = set(re.findall(r"{([^}]+)}", server["url"]))
        faults += sorted(named ^ set(server.get("variables", {})))
    return faults


@rule("oas3-api-servers")
def _(document: Json) -> list[str]:
    return [] if document["servers"] else ["no servers"]


@rule("path-keys-no-trailing-slash")
def _(document: Json) -> list[str]:
    return [path for path in document["paths"] if path != "/" and path.endswith("/")]


@rule("nlgov:openapi3")
def _(document: Json) -> list[str]:
    return [] if re.fullmatch(r"3(.\d+){1,2}", document["openapi"]) else [document["openapi"]]


@rule("nlgov:openapi-root-exists")
def _(document: Json) -> list[str]:
    return [] if "openapi" in document else ["openapi"]


@rule("nlgov:missing-version-header")
def _(document: Json) -> list[str]:
    return [at for at, answer in _answers(document, "2", "3") if "API-Version" not in answer.get("headers", {})]


@rule("nlgov:missing-header")
def _(document: Json) -> list[str]:
    return [at for at, answer in _answers(document, "2", "3") if not answer.get("headers")]


@rule("nlgov:include-major-version-in-uri")
def _(document: Json) -> list[str]:
    return [server["url"] for server in document["servers"] if not re.search(r"/v\d+", server["url"])]


@rule("nlgov:paths-no-trailing-slash")
def _(document: Json) -> list[str]:
    return [path for path in document["paths"] if re.search(r".+/$", path)]


@rule("info-contact")
def _(document: Json) -> list[str]:
    return [] if document["info"].get("contact") else ["no contact"]


@rule("nlgov:info-contact-fields-exist")
def _(document: Json) -> list[str]:
    return sorted({"email", "name", "url"} - document["info"].get("contact", {}).keys())


@rule("nlgov:http-methods")
def _(document: Json) -> list[str]:
    allowed = {"post", "put", "get", "delete", "patch", "parameters"}
    return [f"{m} {path}" for path, item in document["paths"].items() for m in item if m not in allowed]


@rule("nlgov:paths-kebab-case")
def _(document: Json) -> list[str]:
    return [path for path in document["paths"] if not KEBAB.match(path)]


@rule("nlgov:query-keys-camel-case")
def _(document: Json) -> list[str]:
    params = [p for _, _, told in _operations(document) for p in told.get("parameters", [])]
    keys = [*params, *document["components"]["securitySchemes"].values()]
    return [key["name"] for key in keys if key.get("in") == "query" and not QUERY_KEY.match(key["name"])]


@rule("nlgov:schema-camel-case")
def _(document: Json) -> list[str]:
    return [naam for naam in document["components"]["schemas"] if not PASCAL.match(naam)]


@rule("nlgov:servers-use-https")
def _(document: Json) -> list[str]:
    return [server["url"] for server in document["servers"] if server["url"].startswith("http://")]


@rule("nlgov:use-problem-schema")
def _(document: Json) -> list[str]:
    kinds = {"application/problem+json", "application/problem+xml"}
    return [at for at, answer in _answers(document, "4", "5") if not kinds & answer.get("content", {}).keys()]


@rule("nlgov:problem-schema-members")
def _(document: Json) -> list[str]:
    problem = document["components"]["schemas"]["Probleem"]
    refs = {kind["schema"]["$ref"] for _, a in _answers(document, "4", "5") for kind in a["content"].values()}
    faults = sorted(refs - {"#/components/schemas/Probleem"})
    return faults + sorted({"status", "title", "detail"} - (set(problem["required"]) & problem["properties"].keys()))


@rule("nlgov:problem-invalid-input")
def _(document: Json) -> list[str]:
    return [
        f"{method} {path}"
        for path, method, told in _operations(document)
        if (method in {"put", "post", "patch"} or told.get("parameters")) and "400" not in told["responses"]
    ]


@rule("nlgov:property-casing")
def _(document: Json) -> list[str]:
    return [naam for naam, _ in _properties(document) if not CAMEL.match(naam) and naam not in OF_OAUTH]


@rule("nlgov:date-time-ensure-timezone")
def _(document: Json) -> list[str]:
    return [str(node) for node in walk(document) if node.get("format") == "date-time-local"]


@rule("nlgov:time-without-timezone")
def _(document: Json) -> list[str]:
    return [str(node) for node in walk(document) if node.get("format") == "time"]


@rule("nlgov:specify-format-for-date-and-time")
def _(document: Json) -> list[str]:
    return [naam for naam, told in _properties(document) if DATE_NAME.match(naam) and not _formats(told)]


@rule("nlgov:use-date-instead-of-datetime")
def _(document: Json) -> list[str]:
    return [naam for naam, told in _properties(document) if DATE_NAME.match(naam) and "date-time" in _formats(told)]


@rule("nlgov:semver")
def _(document: Json) -> list[str]:
    return [] if SEMVER.fullmatch(document["info"]["version"]) else [document["info"]["version"]]


def _doubles(names: list[str]) -> list[str]:
    return sorted({naam for naam in names if names.count(naam) > 1})


def _formats(told: Json) -> set[Any]:
    return {kind["format"] for kind in (told, *told.get("anyOf", [])) if "format" in kind}


def _media(told: Json) -> list[Json]:
    bodies = [told.get("requestBody", {}), *told["responses"].values()]
    return [kind for body in bodies for kind in body.get("content", {}).values()]
