"""The providers of an installation, from the file that CAPACITY_AANBIEDERS names; every fault in it is a sentence.

The file is TOML. A secret never stands in it: it names the file or the environment variable that holds the secret.
"""

import os
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from capacity_service.domain.aanbieder import ALGORITMEN, CODE, EIGEN_WOORDEN, Aanbieder, Koppeling
from capacity_service.domain.ingang import is_own_machine
from capacity_service.domain.inzage import Rol

BYTES_MAX = 256 * 1024
NAAM_MAX = 80
SLEUTELS = {
    "code": "de code in het adres, zoals `gemeente-zwolle`",
    "naam": "wat er op de knop staat",
    "issuer": "het adres van de aanbieder, zoals hij het zelf schrijft (https)",
    "client_id": "de naam waaronder deze dienst daar bekend is",
    "geheim_bestand": "het bestand met het geheim",
    "geheim_variabele": "de omgevingsvariabele met het geheim",
    "scopes": "een lijst; `openid` hoort erin",
    "algoritmen": f"een lijst uit {', '.join(ALGORITMEN)}",
    "rol": "{ claim, waarden } of { vast }",
    "organisatie": "{ claim, waarden } of { vast }",
    "acr": "per rol een lijst van waarden",
}
MOET = ("code", "naam", "issuer", "client_id", "rol", "organisatie")


class AanbiedersError(Exception):
    """The file holds nonsense; the message names every fault in Dutch, and shows no secret."""


def read_aanbieders(path: Path) -> tuple[Aanbieder, ...]:
    """The providers in this file, in its order. Raises AanbiedersError."""
    try:
        content = path.read_bytes()
        found = tomllib.loads(content[: BYTES_MAX + 1].decode("utf-8"))
    except OSError:
        raise AanbiedersError(f"CAPACITY_AANBIEDERS: het bestand {path} is niet te lezen.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise AanbiedersError(f"CAPACITY_AANBIEDERS: {path} is geen TOML ({error}).") from None
    tables = found.get("aanbieder")
    faults = [
        f"{name}: dit kent de dienst niet; een aanbieder begint met [[aanbieder]]."
        for name in found.keys() - {"aanbieder"}
    ]
    if len(content) > BYTES_MAX:
        faults.append(f"het bestand is groter dan {BYTES_MAX // 1024} kB.")
    if not isinstance(tables, list) or not tables or not all(isinstance(table, dict) for table in tables):
        tables, faults = [], [*faults, "er staat geen [[aanbieder]] in."]
    for number, table in enumerate(tables, 1):
        faults += [f"aanbieder {number}: {fault}" for fault in _faults(table, path.parent)]
    codes = [table.get("code") for table in tables]
    faults += [f"de code {code} staat er dubbel in." for code in sorted({str(c) for c in codes if codes.count(c) > 1})]
    if faults:
        raise AanbiedersError("\n".join(f"CAPACITY_AANBIEDERS: {fault}" for fault in faults))
    return tuple(_make(table, path.parent) for table in tables)


def _faults(table: Mapping[str, Any], folder: Path) -> Iterator[str]:
    for name in sorted(table.keys() - SLEUTELS.keys()):
        yield f"{name}: dit kent de dienst niet."
    for name in MOET:
        if name not in table:
            yield f"{name} ontbreekt: {SLEUTELS[name]}."
    for name in ("code", "naam", "issuer", "client_id"):
        if name in table and not _fits(name, table[name]):
            yield f"{name} is niet goed: {SLEUTELS[name]}."
    for name in ("scopes", "algoritmen"):
        if name in table and not _is_words(table[name]):
            yield f"{name} is niet goed: {SLEUTELS[name]}."
    if _is_words(table.get("scopes")) and "openid" not in table["scopes"]:
        yield "scopes: `openid` ontbreekt."
    if _is_words(table.get("algoritmen")) and set(table["algoritmen"]) - set(ALGORITMEN):
        yield f"algoritmen: kies uit {', '.join(ALGORITMEN)}. Zonder handtekening, of met een gedeeld geheim, kan niet."
    yield from _koppeling_faults("rol", table.get("rol"), {str(rol) for rol in Rol})
    yield from _koppeling_faults("organisatie", table.get("organisatie"), None)
    yield from _acr_faults(table.get("acr", {}))
    yield from _geheim_faults(table, folder)


def _fits(name: str, value: object) -> bool:
    if not isinstance(value, str) or not value.strip() or not value.isprintable() or len(value) > NAAM_MAX * 4:
        return False
    if name == "code":
        return CODE.fullmatch(value) is not None and len(value) <= NAAM_MAX and value not in EIGEN_WOORDEN
    if name == "issuer":
        parts = urlsplit(value)
        whole = bool(parts.hostname) and not parts.query and not parts.fragment and "@" not in parts.netloc
        return whole and (parts.scheme == "https" or is_own_machine(value))
    return name != "naam" or len(value) <= NAAM_MAX


def _is_words(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(word, str) and word for word in value)


def _koppeling_faults(name: str, value: object, allowed: set[str] | None) -> Iterator[str]:
    if value is None:
        return
    if not isinstance(value, dict) or value.keys() not in ({"claim", "waarden"}, {"vast"}):
        yield f"{name} is niet goed: {SLEUTELS[name]}."
        return
    waarden = value.get("waarden", {"": value.get("vast")})
    ours = list(waarden.values()) if isinstance(waarden, dict) else []
    texts = [text for text in [value.get("claim", "x"), *ours] if isinstance(text, str) and text]
    if not ours or len(texts) != len(ours) + 1:
        yield f"{name}: geef tekst, met minstens een waarde."
        return
    for word in sorted(set(texts[1:]) - allowed if allowed else set()):
        yield f"{name}: {word} is geen rol. Kies uit {', '.join(sorted(allowed or set()))}."


def _acr_faults(value: object) -> Iterator[str]:
    if not isinstance(value, dict) or not all(_is_words(words) for words in value.values()):
        yield f"acr is niet goed: {SLEUTELS['acr']}."
        return
    for rol in sorted(value.keys() - {str(rol) for rol in Rol}):
        yield f"acr: {rol} is geen rol."


def _geheim_faults(table: Mapping[str, Any], folder: Path) -> Iterator[str]:
    if "geheim_bestand" in table and "geheim_variabele" in table:
        yield "kies geheim_bestand of geheim_variabele."
    elif "geheim_bestand" in table or "geheim_variabele" in table:
        try:
            found = _read_geheim(table, folder)
        except (OSError, UnicodeDecodeError, TypeError):
            found = None
        if not found:
            yield f"het geheim is er niet: kijk in {table.get('geheim_bestand', table.get('geheim_variabele'))}."


def _read_geheim(table: Mapping[str, Any], folder: Path) -> str | None:
    """The secret, without the line end that editors put after it; None for a client without one."""
    if "geheim_bestand" in table:
        return (folder / str(table["geheim_bestand"])).read_text(encoding="utf-8").strip()
    return os.environ.get(str(table["geheim_variabele"]), "").strip() if "geheim_variabele" in table else None


def _make(table: Mapping[str, Any], folder: Path) -> Aanbieder:
    given = {name: tuple(table[name]) for name in ("scopes", "algoritmen") if name in table}
    return Aanbieder(
        code=table["code"],
        naam=table["naam"],
        issuer=table["issuer"],
        client_id=table["client_id"],
        rol=Koppeling(**table["rol"]),
        organisatie=Koppeling(**table["organisatie"]),
        geheim=_read_geheim(table, folder),
        acr={Rol(rol): frozenset(words) for rol, words in table.get("acr", {}).items()},
        **given,
    )
