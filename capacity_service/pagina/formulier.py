"""What a form of the page brings: fields as text, and the bodies for the interface that they mean."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request

from capacity_service.domain.tijd import AMSTERDAM

URLENCODED = "application/x-www-form-urlencoded"
BYTES_MAX = 8 * 1024
FIELDS_MAX = 20


class Onleesbaar(Exception):
    """The form cannot be read; the message is a Dutch sentence for whoever sent it."""


async def read_form(request: Request) -> dict[str, str]:
    """The fields of a sent form. Raises `Onleesbaar` for what no form of the page sends."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != URLENCODED:
        raise Onleesbaar("Dit is geen formulier van deze pagina.")
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > BYTES_MAX:
            raise Onleesbaar("Het formulier is te groot.")
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=FIELDS_MAX, errors="strict")
    except ValueError:
        raise Onleesbaar("Het formulier is beschadigd. Open de pagina opnieuw.") from None
    fields = dict(pairs)
    if len(fields) != len(pairs) or "\x00" in "".join(fields.values()):
        raise Onleesbaar("Het formulier is beschadigd. Open de pagina opnieuw.")
    return fields


def make_status(fields: Mapping[str, str], nu: datetime) -> dict[str, Any]:
    """The body of PUT /v1/plaatsen/{id}/status. Raises `Onleesbaar` for a time that is none on a clock in Amsterdam.

    Whoever says it on this page says a fact: a plan for later is made on the other screens.
    """
    status = fields.get("status", "")
    body: dict[str, Any] = {"status": status, "waargenomenOp": nu.isoformat()}
    if status == "bezet":
        typed = fields.get("sinds", "").strip()
        body["sindsOp"] = (read_moment(typed) if typed else nu).isoformat()
    elif status == "buiten_gebruik":
        body |= {"reden": fields.get("reden") or None, "feit": True}
    return body


def read_moment(typed: str) -> datetime:
    """What `datetime-local` sends, as an instant. Raises `Onleesbaar` when a clock in Amsterdam says it twice or never."""
    try:
        wall = datetime.fromisoformat(typed)
    except ValueError:
        raise Onleesbaar("Schrijf datum en tijd zoals 2026-11-21 02:10, of laat dit leeg.") from None
    if wall.tzinfo is not None:
        raise Onleesbaar("Schrijf de tijd zoals de klok hem hier aanwijst, zonder tijdzone.")
    first, second = (wall.replace(tzinfo=AMSTERDAM, fold=fold) for fold in (0, 1))
    if first.utcoffset() != second.utcoffset():
        raise Onleesbaar(
            "In de nacht dat de klok wordt verzet, is deze tijd er niet of twee keer. Laat dit leeg of kies een andere."
        )
    return first
