"""Every way in which one field of a body can be wrong by its schema, made from the document."""

from collections.abc import Iterator
from copy import deepcopy
from datetime import timedelta
from typing import Any

from tests.land import Json, now

Path = tuple[str | int, ...]
Mutation = tuple[str, Path, Any]

SAMPLES: dict[str, list[Any]] = {
    "string": ["tekst"],
    "integer": [7],
    "number": [2.0, 0.5],
    "boolean": [True],
    "null": [None],
    "array": [["x"]],
    "object": [{"x": 1}],
}
IMPOSSIBLE_TIMES = [
    "2026-11-21T02:10:00",
    "0001-01-01T00:00:00+14:00",
    "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59-12:00",
    "9999-12-31T23:59:59Z",
    "2026-02-30T02:10:00Z",
    "2026-06-30T23:59:60Z",
    "2026-13-01T02:10:00Z",
    "2026-11-21T25:00:00Z",
    "2026-11-21T02:10:00+25:00",
    "2026-11-21T02:10:00+01:00:30",
    "2026-11-21 02:10:00Z",
    "2026-11-21",
    "2026-W47-6T02:10:00Z",
    "٢٠٢٦-11-21T02:10:00Z",
    "gisteren",
    "1763687400",
    "",
    "2026-11-21T02:10:00Z" * 500,
    (now() + timedelta(days=800)).isoformat(),
]
IMPOSSIBLE_DATES = [
    "2026-02-30",
    "0001-01-01",
    "9999-12-31",
    "21-11-2026",
    "2026-11-21T00:00:00Z",
    "20261121",
    "morgen",
    "",
]
NO_IDS = ["geen-id", "00000000-0000-0000-0000-00000000000g", "", "1"]
HUGE = 2**63


def resolve(schema: Json, document: Json) -> tuple[Json, bool]:
    """The schema a reference or `anyOf` stands for, and whether null is allowed beside it."""
    if "$ref" in schema:
        return document["components"]["schemas"][schema["$ref"].rpartition("/")[2]], False
    options = schema.get("anyOf", [schema])
    nullable = any(option.get("type") == "null" for option in options)
    real = [option for option in options if option.get("type") != "null"]
    if len(real) == 1 and real[0] is not schema:
        return resolve(real[0], document)[0], nullable
    return schema, nullable


def mutate(body: Any, schema: Json, document: Json) -> Iterator[Mutation]:
    """(what is wrong, where, the whole body) for each fault that one field of a good body can have."""
    for what, path, value in _wrong_values(body, schema, document, ()):
        yield what, path, _replace(body, path, value)
    for what, path in _wrong_shapes(body, schema, document, ()):
        yield what, path, _reshape(body, path, what)


def _wrong_values(value: Any, schema: Json, document: Json, path: Path) -> Iterator[Mutation]:
    real, nullable = resolve(schema, document)
    yield from ((f"{wrong!r:.60}", path, wrong) for wrong in _misfits(real, nullable=nullable))
    if real["type"] == "object" and isinstance(value, dict):
        for name, part in real.get("properties", {}).items():
            yield from _wrong_values(value.get(name), part, document, (*path, name))
    if real["type"] == "array" and isinstance(value, list) and value:
        yield from _wrong_values(value[0], real["items"], document, (*path, 0))
        # Two children of one age are two children.
        if not isinstance(value[0], dict):
            yield "staat er dubbel in", path, [value[0], value[0]]
        yield "te veel", path, value * (real["maxItems"] + 1)


def _misfits(schema: Json, *, nullable: bool) -> Iterator[Any]:
    kind = schema["type"]
    yield from (
        wrong
        for name, samples in SAMPLES.items()
        for wrong in samples
        if name != kind and not (name == "null" and nullable)
    )
    if kind == "integer":
        yield from (schema["minimum"] - 1, schema["maximum"] + 1, HUGE, -HUGE, 10**29, str(int(schema["minimum"])))
    elif kind == "string":
        yield from _wrong_texts(schema)


def _wrong_texts(schema: Json) -> Iterator[str]:
    if "enum" in schema or "pattern" in schema:
        yield from ("on zin", "ı", "\u202evrij", "vrij\u200b", "😀", schema.get("enum", ["x"])[0].upper())
    if "maxLength" in schema:
        yield "x" * (schema["maxLength"] + 1)
    yield from {"date-time": IMPOSSIBLE_TIMES, "date": IMPOSSIBLE_DATES, "uuid": NO_IDS}.get(
        schema.get("format", ""), []
    )


def _wrong_shapes(value: Any, schema: Json, document: Json, path: Path) -> Iterator[tuple[str, Path]]:
    real, _ = resolve(schema, document)
    if real["type"] == "object" and isinstance(value, dict):
        yield from (("ontbreekt", (*path, name)) for name in real.get("required", []))
        yield "onbekend", (*path, "adres")
        for name, part in real.get("properties", {}).items():
            if name in value:
                yield from _wrong_shapes(value[name], part, document, (*path, name))
    if real["type"] == "array" and isinstance(value, list) and value:
        yield from _wrong_shapes(value[0], real["items"], document, (*path, 0))


def _replace(body: Any, path: Path, value: Any) -> Any:
    if not path:
        return value
    changed = deepcopy(body)
    _parent(changed, path)[path[-1]] = value
    return changed


def _reshape(body: Any, path: Path, what: str) -> Any:
    changed = deepcopy(body)
    parent = _parent(changed, path)
    if what == "ontbreekt":
        parent.pop(path[-1])
    else:
        parent[path[-1]] = "Dorpsstraat 1"
    return changed


def _parent(body: Any, path: Path) -> Any:
    for part in path[:-1]:
        body = body[part]
    return body
