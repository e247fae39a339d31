"""Answers held against the table of what each rol is shown, field by field, as deep as they go."""

from collections.abc import Iterator
from typing import Any

import httpx2

from capacity_service.domain.inzage import Rol
from capacity_service.domain.inzagevelden import OPEN_ONDERWERP, TOONBAAR, WHERE_IT_IS
from tests.api.document import DOCUMENT, Operation, find_operation
from tests.land import Json

SCHEMAS: dict[str, Json] = DOCUMENT["components"]["schemas"]
LIJST = "Lijst"


def name_of(schema: Json) -> str | None:
    """Which schema this refers to, if it is one; null beside it does not count."""
    options = [one for one in schema.get("anyOf", [schema]) if one.get("type") != "null"]
    return str(options[0]["$ref"]).rpartition("/")[2] if len(options) == 1 and "$ref" in options[0] else None


def find_faults(rol: Rol | None, naam: str, value: Any, where: str = "") -> Iterator[str]:
    """What is shown here to this rol (None: nobody is logged in) and stands not so in the table."""
    properties = SCHEMAS[naam].get("properties")
    if properties is None or not isinstance(value, dict):
        return
    here = f"{where}{naam}"
    if naam in TOONBAAR:
        yield from _find_own_faults(rol, naam, value, here)
    elif not naam.endswith(LIJST):
        yield f"{here} staat niet in TOONBAAR"
    for veld, inside in value.items():
        part = properties.get(veld, {})
        array = next((one for one in part.get("anyOf", [part]) if one.get("type") == "array"), None)
        below = name_of(array["items"] if array else part)
        if below is not None:
            for one in (inside or ()) if array else (inside,):
                yield from find_faults(rol, below, one, f"{here}.{veld}: ")


def _find_own_faults(rol: Rol | None, naam: str, value: Json, here: str) -> Iterator[str]:
    toonbaar = TOONBAAR[naam]
    yield from (f"{here}.{veld} staat niet in TOONBAAR" for veld in value.keys() - toonbaar.velden)
    if rol is None:
        if not toonbaar.open and toonbaar.van is not None:
            yield f"{here} is er zonder inloggen"
        return
    if not toonbaar.open and not toonbaar.sees(rol):
        yield f"{here} is er voor {rol}"
    empty = toonbaar.leeg.get(rol, frozenset())
    if naam == "Normsignaal" and rol in OPEN_ONDERWERP.get(value["onderwerpSoort"], ()):
        empty = frozenset()
    if naam == "Aanvraag" and rol is not Rol.coordinator and value["verplaatsing"]:
        empty |= WHERE_IT_IS
    yield from (f"{here}.{veld} is niet leeg voor {rol}" for veld in sorted(empty) if value.get(veld) is not None)
    yield from (f"{here}.{veld} is er voor {rol}" for veld in sorted(toonbaar.weg.get(rol, ())) if veld in value)


def check_toonbaar(rol: Rol | None, answer: httpx2.Response, operation: Operation | None = None) -> None:
    """Fail when this answer shows somebody of this rol a field that the table does not give it."""
    if answer.status_code == 204 or "json" not in answer.headers.get("content-type", ""):
        return
    if operation is None:
        operation = find_operation(answer.request.method, answer.request.url.path.removeprefix("/v1"))
    ((_, content),) = operation.told["responses"][str(answer.status_code)]["content"].items()
    faults = list(find_faults(rol, name_of(content["schema"]) or "", answer.json()))
    assert not faults, f"{operation.naam}: {faults[:5]}"
