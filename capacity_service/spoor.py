"""What is known of one request while it is served: its trace, what it does and for which role; never what it is about.

The trace id follows W3C Trace Context, so that a line of the technical log, a line of the inzagelog and what a proxy wrote of
the same request can be laid side by side.
"""

import re
import secrets
from collections.abc import MutableMapping
from dataclasses import dataclass
from typing import Any

KEY = "capaciteit.spoor"
TRACEPARENT = re.compile(r"[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}")
NONE = "0" * 32


@dataclass(slots=True)
class Spoor:
    """`trace_id` is 32 hexadecimal digits; `handeling` and `rol` are empty until they are known.

    `gemeld` says that what went wrong inside stands in the technical log already.
    """

    trace_id: str
    handeling: str = ""
    rol: str = ""
    gemeld: bool = False

    @property
    def traceparent(self) -> str:
        """The header that passes this trace on, with a parent id of its own."""
        return f"00-{self.trace_id}-{secrets.token_hex(8)}-00"


def find_spoor(scope: MutableMapping[str, Any]) -> Spoor:
    """The one of this request, begun when nobody did; kept in the scope, and found again in copies of it."""
    found = scope.get(KEY)
    if not isinstance(found, Spoor):
        found = scope[KEY] = Spoor(read_trace_id(scope) or secrets.token_hex(16))
    return found


def read_trace_id(scope: MutableMapping[str, Any]) -> str | None:
    """The trace that the caller says this belongs to; None for nothing, for two, and for what is no traceparent."""
    sent = [value for name, value in scope.get("headers", ()) if name == b"traceparent"]
    found = TRACEPARENT.fullmatch(sent[0].decode("latin-1")) if len(sent) == 1 else None
    return None if found is None or found[1] == NONE or found[0].startswith("ff") else found[1]
