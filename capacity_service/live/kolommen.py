"""Rows of one shape with the names of their fields said once: in a large country the names are most of a stand."""

from collections.abc import Iterable, Iterator

import msgspec

from capacity_service.live.messages import Toestand

encode = msgspec.json.Encoder().encode

Rij = tuple[bytes, bytes]
"""The names of the fields of a row, and its values in the same order, both as a JSON list."""


def lay_out(row: Toestand) -> Rij:
    """This row as names and values; what lies in a field that has fields itself is named `field.inner`."""
    flat = dict(_flatten(row))
    return encode(list(flat)), encode(list(flat.values()))


def join(rows: Iterable[Rij]) -> str:
    """These rows as `[{"velden": [...], "rijen": [[...], ...]}, ...]`: a block for each shape, in the order in which they came."""
    blocks: dict[bytes, list[bytes]] = {}
    for names, values in rows:
        blocks.setdefault(names, []).append(values)
    parts = [b'{"velden":%b,"rijen":[%b]}' % (names, b",".join(values)) for names, values in blocks.items()]
    return f"[{b','.join(parts).decode()}]"


def _flatten(row: Toestand) -> Iterator[tuple[str, object]]:
    for name, value in sorted(row.items()):
        if isinstance(value, dict) and value:
            yield from ((f"{name}.{inner}", one) for inner, one in sorted(value.items()))
        else:
            yield name, value
