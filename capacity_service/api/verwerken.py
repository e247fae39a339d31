"""Tells the Logboek Dataverwerkingen what was processed, if this installation has one."""

import time

from starlette.requests import Request

from capacity_service.ldv import Ldv, Verwerkt
from capacity_service.store.inzagelog import LOPENDE_ZAAK


def start() -> int:
    """When a processing begins, in nanoseconds since 1970."""
    return time.time_ns()


def note_verwerking(request: Request, operation: str, status: int, begon_ns: int) -> None:
    """One processing is over; of nobody who was not let in."""
    ldv: Ldv | None = request.app.state.ldv
    if ldv is None or request.state.actor is None:
        return
    named = next(
        (
            f"{soort}:{request.path_params[key]}"
            for soort in LOPENDE_ZAAK
            if (key := f"{soort}_id") in request.path_params
        ),
        None,
    )
    ldv.note(Verwerkt(operation, request.state.actor, named, status, begon_ns, time.time_ns()))
