"""The two tables of who may do and see what, as a page for people: `docs/inzage.md`, and what `capacity-service inzage` prints."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from capacity_service.domain.inzage import MAG, Rol
from capacity_service.domain.inzagevelden import TOONBAAR, Toonbaar

Document = Mapping[str, Any]

KOP = """# Wie wat mag en ziet

Deze pagina is gemaakt van `MAG` (`capacity_service/domain/inzage.py`), `TOONBAAR` (`inzagevelden.py`) en het document van het
interface: `capacity-service inzage > docs/inzage.md`. Een test houdt haar gelijk. Wat hier niet staat, wordt geweigerd of niet getoond.

Wat een rol niet mag zien, ziet er precies zo uit als wat er niet is (404). Achter deze tabellen staat een tweede muur in de
gegevensbank: row-level security op alles wat over een huishouden gaat ([0036](decisions/0036-two-walls.md)).
"""
AFKORTINGEN = {
    Rol.coordinator: "coör",
    Rol.opvang: "opv",
    Rol.gemeente: "gem",
    Rol.landelijk: "land",
    Rol.auditor: "aud",
    Rol.fg: "fg",
    Rol.systeembeheerder: "sys",
}
NIEMAND: frozenset[Rol] = frozenset()
ZIET, LEEG, NIET = "●", "○", "·"


def render_inzage(document: Document) -> str:
    """The whole page, ending in a newline."""
    parts = [KOP, *_operations(document), *_things()]
    return "\n".join(parts) + "\n"


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _head(*first: str) -> Iterator[str]:
    names = [*first, *AFKORTINGEN.values()]
    yield _row(names)
    yield _row(["---"] * len(names))


def _operations(document: Document) -> Iterator[str]:
    yield "## Handelingen"
    yield f"`{ZIET}` mag het; `{NIET}` krijgt 403. `iedereen`: ook zonder inloggen.\n"
    yield from _head("aanroep", "handeling", "antwoord")
    told = [
        (f"{method.upper()} {path}", operation["operationId"], _answer(operation))
        for path, item in document["paths"].items()
        for method, operation in item.items()
    ]
    known = {naam for _, naam, _ in told}
    for address, naam, kind in [*told, *(("", naam, "") for naam in MAG if naam not in known)]:
        yield _row(
            [f"`{address}`" if address else "(buiten het document)", naam, kind, *_marks(MAG.get(naam, NIEMAND))]
        )
    yield ""


def _marks(roles: frozenset[Rol] | None) -> list[str]:
    if roles is None:
        return ["iedereen"] * len(AFKORTINGEN)
    return [ZIET if rol in roles else NIET for rol in AFKORTINGEN]


def _answer(operation: Mapping[str, Any]) -> str:
    for status, response in operation["responses"].items():
        schema = response.get("content", {}).get("application/json", {}).get("schema", {})
        if status.startswith("2") and "$ref" in schema:
            return str(schema["$ref"]).rpartition("/")[2]
    return ""


def _things() -> Iterator[str]:
    yield "## Velden"
    yield f"`{ZIET}` ziet het; `{LEEG}` het veld is er en leest null; `{NIET}` het veld of het ding is er niet.\n"
    for naam, toonbaar in TOONBAAR.items():
        yield from _thing(naam, toonbaar)


def _thing(naam: str, toonbaar: Toonbaar) -> Iterator[str]:
    yield f"### {naam}"
    yield _whose(toonbaar) + "\n"
    yield from _head("veld")
    by_marks: dict[tuple[str, ...], list[str]] = {}
    for veld in sorted(toonbaar.velden):
        by_marks.setdefault(tuple(_show(toonbaar, rol, veld) for rol in AFKORTINGEN), []).append(veld)
    for marks, velden in by_marks.items():
        yield _row([", ".join(velden), *marks])
    yield ""


def _whose(toonbaar: Toonbaar) -> str:
    if toonbaar.open:
        return "Voor iedereen, ook zonder inloggen."
    if toonbaar.van is None:
        return "Een deel van andere dingen: wie die ziet, ziet dit."
    by_whose: dict[str, list[str]] = {}
    for rol, whose in toonbaar.van.items():
        by_whose.setdefault(whose, []).append(rol)
    return "; ".join(f"{', '.join(sorted(rollen))}: {whose}" for whose, rollen in by_whose.items()) + "."


def _show(toonbaar: Toonbaar, rol: Rol, veld: str) -> str:
    if not toonbaar.sees(rol) or veld in toonbaar.weg.get(rol, ()):
        return NIET
    return LEEG if veld in toonbaar.leeg.get(rol, ()) else ZIET
