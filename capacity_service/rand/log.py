"""The technical log: one line of JSON for each event, with fields from a list and values of a known shape.

What is not on the list is left out and counted, so that nothing about a household, a place or a person gets in by accident. Of
an exception the names and the places in the code are told, never its text: a refused row stands in the text of a database error.
On a terminal the same is written for people, warnings and faults only. Who looked at what stands in the inzagelog, not here.
"""

import json
import logging
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, MutableMapping
from pathlib import Path
from traceback import walk_tb
from types import TracebackType
from typing import Any, TextIO

import structlog

EventDict = MutableMapping[str, Any]
PACKAGE = Path(__file__).resolve().parents[1]
CAUSES_MAX, PLACES_MAX, TEXT_MAX = 5, 8, 200

WOORD = re.compile(r"[A-Za-z_][A-Za-z0-9_.]{0,79}")
ZIN = re.compile(r"[^\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]{1,200}")
TRACE = re.compile(r"[0-9a-f]{32}")
SLEUTEL = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT[0-9:.+Z-]{5,30}")
NET = re.compile(r"[0-9a-f.:]{3,39}(/\d{1,3})?")
FOUT = re.compile(r"[A-Za-z_][A-Za-z0-9_]*( < [A-Za-z_][A-Za-z0-9_]*)*")
PLEK = re.compile(r"[A-Za-z0-9_./-]{1,120}:\d{1,6}( [A-Za-z0-9_./-]{1,120}:\d{1,6})*")
CODE = re.compile(r"[a-z0-9-]{1,80}")
SQLSTATE = re.compile(r"[0-9A-Z]{5}")

FIELDS: dict[str, re.Pattern[str] | None] = {
    "timestamp": MOMENT,
    "level": WOORD,
    "event": ZIN,
    "trace": TRACE,
    "handeling": WOORD,
    "methode": WOORD,
    "status": None,
    "ms": None,
    "rol": WOORD,
    "aanbieder": CODE,
    "net": NET,
    "reden": WOORD,
    "taak": WOORD,
    "soort": WOORD,
    "termijnsoort": WOORD,
    "aantal": None,
    "keren": None,
    "volgnummer": None,
    "sinds": MOMENT,
    "fout": FOUT,
    "plek": PLEK,
    "sqlstate": SQLSTATE,
    "bron": WOORD,
    "oorzaak": ZIN,
    "bezorging": SLEUTEL,
    "meldadres": SLEUTEL,
}
"""Every field there is, with the shape of its text; None for numbers and yes or no. Ids are of what goes to an organisatie only."""

left_out: Counter[str] = Counter()
"""How often something was left out: fields that are not on the list together (`onbekend`), others by their name."""


def set_up_log(out: TextIO | None = None) -> None:
    """From now on everything that is logged in this process goes to `out` (stderr), by these rules."""
    stream = out or sys.stderr
    people = stream.isatty()
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            tell_fault,
            keep_allowed,
            render_for_people if people else render,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING if people else logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(stream),
    )
    logging.basicConfig(handlers=[Overname()], level=logging.WARNING, force=True)
    if not people:
        sys.excepthook = _tell_end


def tell_fault(_logger: object, _method: str, event: EventDict) -> EventDict:
    """In place of an exception: the names of it and of what caused it, where in the code, and the SQLSTATE if there is one."""
    error = _find_error(event.pop("exc_info", None))
    if error is None:
        return event
    chain = list(_walk(error))
    event["fout"] = " < ".join(type(one).__name__ for one in chain)
    traces = [one.__traceback__ for one in chain if one.__traceback__ is not None]
    event["plek"] = " ".join(_places(traces[-1])) if traces else "onbekend:0"
    sqlstate = next((state for one in chain if (state := getattr(one, "sqlstate", None))), None)
    if sqlstate is not None:
        event["sqlstate"] = sqlstate
    return event


def keep_allowed(_logger: object, _method: str, event: EventDict) -> EventDict:
    """Only what is on the list, and of that only what looks as it should."""
    kept: EventDict = {}
    for name, value in event.items():
        if name not in FIELDS:
            left_out["onbekend"] += 1
        elif _fits(value, FIELDS[name]):
            kept[name] = value
        else:
            left_out[name] += 1
            kept[name] = "?"
    return kept


def _fits(value: object, shape: re.Pattern[str] | None) -> bool:
    if shape is None:
        return isinstance(value, int | float)
    return isinstance(value, str) and len(value) <= TEXT_MAX and shape.fullmatch(value) is not None


def render(_logger: object, _method: str, event: EventDict) -> str:
    """One line of ASCII: whatever is in it, nothing ends the line or speaks to a terminal."""
    return json.dumps(event, ensure_ascii=True)


def render_for_people(_logger: object, _method: str, event: EventDict) -> str:
    """Time, level, event, and the rest as `name=value`."""
    moment, level, what = event.pop("timestamp", "?"), event.pop("level", "?"), event.pop("event", "?")
    rest = "  ".join(f"{name}={value}" for name, value in event.items())
    return f"{moment[11:19]}  {level:<7}  {what}{'  ' if rest else ''}{rest}"


def _find_error(exc_info: object) -> BaseException | None:
    if isinstance(exc_info, BaseException):
        return exc_info
    if isinstance(exc_info, tuple):
        return exc_info[1] if isinstance(exc_info[1], BaseException) else None
    return sys.exc_info()[1] if exc_info else None


def _walk(error: BaseException) -> Iterator[BaseException]:
    """The error and what it came from, the last cause last; none of them twice."""
    seen: list[BaseException] = []
    found: BaseException | None = error
    while found is not None and len(seen) < CAUSES_MAX:
        seen.append(found)
        yield found
        context = None if found.__suppress_context__ else found.__context__
        # What stands behind a database error of SQLAlchemy is the driver's own, with the SQLSTATE.
        causes = (found.__cause__, context, getattr(found, "orig", None))
        found = next((one for one in causes if one is not None and not any(one is old for old in seen)), None)


def _places(trace: TracebackType) -> list[str]:
    """The innermost places: of our own code by file and line, of others' by the name of the file."""
    found = []
    for frame, line in list(walk_tb(trace))[-PLACES_MAX:]:
        path = Path(frame.f_code.co_filename)
        name = path.relative_to(PACKAGE).as_posix() if path.is_relative_to(PACKAGE) else path.name
        found.append(f"{re.sub(r'[^A-Za-z0-9_./-]', '_', name)}:{line}")
    return found


class Overname(logging.Handler):
    """Takes over what libraries log: of uvicorn the constant text, of all others who they are; an exception as everywhere."""

    def emit(self, record: logging.LogRecord) -> None:
        """One event."""
        own = record.name.startswith("uvicorn")
        text = str(record.msg).strip().splitlines() if own else []
        log = structlog.get_logger()
        tell: Callable[..., Any] = log.error if record.levelno >= logging.ERROR else log.warning
        tell(text[0] if text else "bericht van een bibliotheek", bron=record.name, exc_info=record.exc_info)


def _tell_end(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """The last line of a process that ends by a fault."""
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    structlog.get_logger().critical("gestopt door een fout", exc_info=error)
