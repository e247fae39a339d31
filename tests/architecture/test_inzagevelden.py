"""The table of what each rol is shown and the document of the interface tell of the same things, fields and roles."""

from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from capacity_service.api.app import create_api
from capacity_service.domain.inzage import IEDEREEN, MAG, Rol
from capacity_service.domain.inzagevelden import TOONBAAR

DOCUMENT: dict[str, Any] = create_api().openapi()
SCHEMAS: dict[str, Any] = DOCUMENT["components"]["schemas"]
REF = "#/components/schemas/"
LOGS_IN = {"start_demo_sessie"}
"""Whoever does this is somebody by the time of the answer, which tells them who."""
WHERE = "Say in TOONBAAR (domain/inzagevelden.py) who sees it, then run: capacity-service inzage > docs/inzage.md"


def refs(node: Any) -> Iterator[str]:
    """The names of the schemas that are referred to here."""
    if isinstance(node, dict):
        if str(node.get("$ref", "")).startswith(REF):
            yield node["$ref"].removeprefix(REF)
        for value in node.values():
            yield from refs(value)
    elif isinstance(node, list):
        for value in node:
            yield from refs(value)


@cache
def inside(naam: str) -> frozenset[str]:
    """This schema and every one below it."""
    found, todo = set[str](), [naam]
    while todo:
        one = todo.pop()
        if one not in found:
            found.add(one)
            todo += refs(SCHEMAS[one])
    return frozenset(found)


def answers() -> dict[str, str]:
    """Operation -> the schema of its answer when all is well; a list is named by what is in it."""
    found = {}
    for item in DOCUMENT["paths"].values():
        for operation in item.values():
            told = [r for status, r in operation["responses"].items() if status.startswith("2")]
            for naam in refs([r.get("content", {}).get("application/json", {}) for r in told]):
                found[operation["operationId"]] = of_list(naam)
    return found


def of_list(naam: str) -> str:
    """What is in a list; a list holds one kind of thing."""
    if not naam.endswith("Lijst"):
        return naam
    (thing,) = set(refs(SCHEMAS[naam]))
    return thing


SHOWN = {naam for root in answers().values() for naam in inside(root) if "properties" in SCHEMAS[naam]} | {"Probleem"}


@pytest.mark.parametrize("naam", sorted(SHOWN))
def test_every_field_of_every_answer_stands_in_the_table(naam: str) -> None:
    assert naam in TOONBAAR, f"{naam} goes out. {WHERE}"
    assert SCHEMAS[naam]["properties"].keys() == TOONBAAR[naam].velden, f"{naam}. {WHERE}"


def test_the_table_holds_nothing_that_does_not_go_out() -> None:
    assert not TOONBAAR.keys() - SHOWN, f"No answer holds these; take them out of TOONBAAR: {TOONBAAR.keys() - SHOWN}"


@pytest.mark.parametrize("operation", sorted(answers()))
def test_who_may_ask_for_a_thing_is_who_sees_it(operation: str) -> None:
    roles, toonbaar = MAG[operation], TOONBAAR[answers()[operation]]
    if roles is IEDEREEN and operation not in LOGS_IN:
        assert toonbaar.open, f"{operation} answers to anybody. {WHERE}"
    else:
        assert toonbaar.open or all(toonbaar.sees(rol) for rol in roles or Rol), f"{operation}: {roles}. {WHERE}"


def test_whoever_sees_a_thing_may_ask_for_it() -> None:
    for naam, toonbaar in TOONBAAR.items():
        asked = [MAG[operation] for operation, thing in answers().items() if naam in inside(thing)]
        for rol in toonbaar.van or ():
            assert any(roles is None or rol in roles for roles in asked), f"{rol} sees a {naam} and cannot ask for one"


def test_who_is_logged_in_as_nobody_in_particular_is_shown_nothing_of_a_household() -> None:
    about = {"Aanvraag", "Plaatsing", "Voorstel", "Registratie", "Contact", "Vraag", "Huishouden", "Gezelschap"}
    for operation, thing in answers().items():
        roles = MAG[operation]
        if inside(thing) & about:
            assert roles is not None, operation
            assert roles <= {Rol.coordinator, Rol.opvang, Rol.landelijk}, operation
