"""Bodies as they come in: bounded in size and time, one JSON value without surprises, or a CSV file.

Refused here, before anything else looks: double keys, NaN and infinities, numbers nobody means, NUL and lone
surrogates (PostgreSQL refuses those too), nesting without end.
"""

import asyncio
import json
import math
from typing import Any, NoReturn
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, Request

from capacity_service.api.problems import Inhoudstype, TeGroot, TeTraag
from capacity_service.domain.errors import DomainError, Fault, OngeldigeInvoer

BODY_BYTES_MAX = 64 * 1024
BODY_SECONDS_MAX = 15
DEPTH_MAX = 32
DIGITS_MAX = 30
FIELDS_MAX = 20


async def read_body(request: Request, limit: int) -> bytes:
    """The whole body. Raises `TeGroot` past `limit` bytes and `TeTraag` past 15 seconds, without reading on."""
    declared = request.headers.get("content-length", "0")
    if declared.isdecimal() and int(declared[:12]) > limit:
        raise TeGroot(_too_large(limit))
    chunks, size = [], 0
    try:
        async with asyncio.timeout(BODY_SECONDS_MAX):
            async for chunk in request.stream():
                size += len(chunk)
                if size > limit:
                    raise TeGroot(_too_large(limit))
                chunks.append(chunk)
    except TimeoutError:
        raise TeTraag(f"Het bericht was er na {BODY_SECONDS_MAX} seconden niet. Verstuur het opnieuw.") from None
    except ClientDisconnect:
        raise TeTraag("De verbinding werd verbroken voordat het bericht er was.") from None
    return b"".join(chunks)


def _too_large(limit: int) -> str:
    return f"Een bericht is hier hoogstens {limit // 1024} kB. Stuur minder in een keer."


def check_content_type(request: Request, wanted: str) -> None:
    """Raise `Inhoudstype` unless the body is of the wanted kind; the charset is the file's own business."""
    sent = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if sent != wanted:
        raise Inhoudstype(f"Stuur het bericht als {wanted} (kop Content-Type). Nu staat er: {sent[:60] or 'niets'}.")


def parse_json(body: bytes) -> Any:  # noqa: ANN401 - any JSON value
    """One JSON value. Raises `OngeldigeInvoer` saying where the surprise is."""
    try:
        value = json.loads(
            body.decode("utf-8"),
            object_pairs_hook=_object,
            parse_constant=_constant,
            parse_float=_float,
            parse_int=_int,
        )
        if _may_surprise(body):
            _check(value, (), 0)
    except UnicodeDecodeError:
        _refuse("De tekst is geen geldige UTF-8.")
    except json.JSONDecodeError as error:
        _refuse(f"Dit is geen geldige JSON (regel {error.lineno}, teken {error.colno}).")
    except RecursionError:
        _refuse(f"Het bericht is te diep genest; hoogstens {DEPTH_MAX} niveaus.")
    return value


def parse_form(body: bytes) -> dict[str, str]:
    """The fields of a form (`application/x-www-form-urlencoded`). Raises `OngeldigeInvoer`."""
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=FIELDS_MAX, errors="strict")
    except ValueError:
        _refuse("Dit formulier kan de dienst niet lezen.")
    fields = dict(pairs)
    if len(fields) < len(pairs):
        _refuse("Een veld staat er dubbel in. Elk veld mag een keer voorkomen.")
    for name, value in pairs:
        _check_text(name + value, ())
    return fields


def _may_surprise(body: bytes) -> bool:
    """Whether a text in it can hold what cannot exist (only an escape can), or it can be nested too deep."""
    return b"\\u" in body or body.count(b"{") + body.count(b"[") > DEPTH_MAX


def _refuse(fout: str, veld: str = "bericht") -> NoReturn:
    raise OngeldigeInvoer(Fault(veld, fout))


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        _refuse("Een veld staat er dubbel in. Elk veld mag een keer voorkomen.")
    return found


def _constant(word: str) -> NoReturn:
    _refuse(f"{word} is geen getal dat de dienst kent.")


def _float(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        _refuse("Een getal is te groot.")
    return number


def _int(digits: str) -> int:
    if len(digits) > DIGITS_MAX:
        _refuse("Een getal is te groot.")
    return int(digits)


def _check(value: Any, path: tuple[str, ...], depth: int) -> None:  # noqa: ANN401
    if depth > DEPTH_MAX:
        _refuse(f"Het bericht is te diep genest; hoogstens {DEPTH_MAX} niveaus.")
    if isinstance(value, str):
        _check_text(value, path)
    elif isinstance(value, dict):
        for name, item in value.items():
            _check_text(name, path)
            _check(item, (*path, name), depth + 1)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            _check(item, (*path, str(index)), depth + 1)


def _check_text(text: str, path: tuple[str, ...]) -> None:
    if "\x00" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
        veld = ".".join(path).encode(errors="replace").decode().replace("\x00", "?") or "bericht"
        _refuse("Deze tekst bevat tekens die niet kunnen bestaan.", veld)


__all__ = ["BODY_BYTES_MAX", "DomainError", "check_content_type", "parse_json", "read_body"]
