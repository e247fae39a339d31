import io
import json
import logging
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from sqlalchemy.exc import IntegrityError

from capacity_service.rand import log as rand_log
from capacity_service.rand.log import FIELDS, left_out, set_up_log
from tests.architecture.sources import calls, name_of, python_files

CANARY = "kanarie 06-12345678"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def _as_it_was() -> Iterator[None]:
    """The logging of this process is put back."""
    before, root, hook = structlog.get_config(), logging.getLogger(), sys.excepthook
    handlers, level = list(root.handlers), root.level
    yield
    structlog.configure(**before)
    root.handlers, root.level, sys.excepthook = handlers, level, hook
    structlog.contextvars.clear_contextvars()


@pytest.fixture
def out(_as_it_was: None) -> io.StringIO:
    stream = io.StringIO()
    set_up_log(stream)
    return stream


def lines(out: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_an_event_is_one_line_of_json_with_when_and_how_bad(out: io.StringIO) -> None:
    structlog.get_logger().warning("tik mislukt", taak="clean_up", reden="EvenNiet")
    (line,) = lines(out)
    assert line.pop("timestamp").endswith("Z")
    assert line == {"event": "tik mislukt", "level": "warning", "taak": "clean_up", "reden": "EvenNiet"}


def test_every_event_in_the_code_has_fields_from_the_list_only() -> None:
    levels = {"debug", "info", "warning", "error", "exception", "critical"}
    found = {
        f"{name_of(path)}:{line} {keyword.arg}"
        for path in python_files("capacity_service")
        for line, called, call in calls(path)
        if called.startswith("log.") and called.removeprefix("log.") in levels
        for keyword in call.keywords
        if keyword.arg not in FIELDS.keys() | {"exc_info", None}
    }
    assert found == set()


def test_what_is_not_on_the_list_is_left_out_and_counted(out: io.StringIO) -> None:
    before = left_out["onbekend"]
    structlog.get_logger().warning("iets", body={"terugbelnummer": CANARY}, adres=CANARY, aantal=3)
    (line,) = lines(out)
    assert line.keys() == {"timestamp", "level", "event", "aantal"}
    assert left_out["onbekend"] == before + 2


@pytest.mark.parametrize("value", [CANARY, "a\r\nb", {"a": 1}, ["x"], None, "x" * 300], ids=range(6))
def test_a_value_of_another_shape_is_left_out_and_counted(out: io.StringIO, value: object) -> None:
    names = FIELDS.keys() - {"event", "level", "timestamp", "oorzaak"}
    before = {name: left_out[name] for name in names}
    structlog.get_logger().warning("iets", **dict.fromkeys(names, value))
    (line,) = lines(out)
    assert {name: line[name] for name in names} == dict.fromkeys(names, "?")
    assert {name: left_out[name] - before[name] for name in names} == dict.fromkeys(names, 1)
    assert CANARY not in out.getvalue()


def test_every_field_takes_what_it_is_for(out: io.StringIO) -> None:
    good = {
        "trace": "4bf92f3577b34da6a3ce929d0e0e4736",
        "handeling": "read_bezetting",
        "methode": "GET",
        "status": 200,
        "ms": 1.5,
        "aanbieder": "gemeente-proef",
        "rol": "opvang",
        "net": "2001:db8::/64",
        "reden": "TimeoutError",
        "taak": "clean_up",
        "soort": "webhook",
        "termijnsoort": "reservering",
        "aantal": 1,
        "keren": 2,
        "volgnummer": 3,
        "sinds": "2026-11-21T02:10:00+00:00",
        "bron": "uvicorn.error",
        "oorzaak": "Het adres weigerde het bericht (500).",
        "bezorging": "0192a000-0000-7000-8000-000000000000",
        "meldadres": "0192a000-0000-7000-8000-000000000000",
        "fout": "DBAPIError < UniqueViolationError",
        "plek": "store/claims.py:12 base.py:7",
        "sqlstate": "23505",
    }
    assert good.keys() == FIELDS.keys() - {"timestamp", "level", "event"}
    structlog.get_logger().warning("alles", **good)
    (line,) = lines(out)
    assert {name: line[name] for name in good} == good


HOSTILE = [
    "a\r\nb",
    "a\nb",
    "\x1b[31mrood\x1b[0m",
    "\x9b31m",
    '"}\n{"event": "nep", "level": "error"}',
    "%n%n%s%x",
    "{event}",
    "\u2028\u2029\u202e",
    "\x00",
    "x" * 1_000_000,
    "\ud800",
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_whatever_is_in_an_event_it_is_one_line_of_plain_ascii(out: io.StringIO, text: str) -> None:
    structlog.get_logger().warning(text, oorzaak=text)
    (line,) = lines(out)
    assert line["level"] == "warning"
    assert out.getvalue().isascii()
    assert out.getvalue().count("\n") == 1
    assert len(out.getvalue()) < 1_000


@pytest.mark.usefixtures("_as_it_was")
@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_on_a_terminal_nothing_speaks_to_it(text: str) -> None:
    stream = Terminal()
    set_up_log(stream)
    structlog.get_logger().warning(text, oorzaak=text)
    assert stream.getvalue().count("\n") == 1
    assert stream.getvalue().rstrip("\n").isprintable()


@pytest.mark.usefixtures("_as_it_was")
def test_on_a_terminal_only_what_somebody_has_to_look_at_is_shown() -> None:
    stream = Terminal()
    set_up_log(stream)
    structlog.get_logger().info("verzoek", status=200)
    structlog.get_logger().warning("tik mislukt", taak="clean_up")
    assert "verzoek" not in stream.getvalue()
    assert stream.getvalue().endswith("warning  tik mislukt  taak=clean_up\n")


class UniqueViolation(Exception):
    sqlstate = "23505"


def _refuse_row() -> None:
    error = UniqueViolation(f"Key (nummer)=({CANARY}) already exists.")
    raise IntegrityError(f"contact {CANARY}", {"n": CANARY}, error) from error


def test_a_refused_row_is_told_by_kind_place_and_sqlstate_and_never_by_what_stands_in_it(out: io.StringIO) -> None:
    try:
        _refuse_row()
    except IntegrityError:
        structlog.get_logger().exception("onverwachte fout")
    (line,) = lines(out)
    assert CANARY not in out.getvalue()
    assert line["fout"] == "IntegrityError < UniqueViolation"
    assert line["sqlstate"] == "23505"
    assert line["plek"].startswith("test_log.py:")


def test_the_wall_removed_the_text_of_the_fault_is_in_the_log(out: io.StringIO) -> None:
    processors = structlog.get_config()["processors"]
    plain = [structlog.processors.format_exc_info if p is rand_log.tell_fault else p for p in processors]
    structlog.configure(processors=[p for p in plain if p is not rand_log.keep_allowed])
    try:
        _refuse_row()
    except IntegrityError:
        structlog.get_logger().exception("onverwachte fout")
    assert CANARY in out.getvalue()


@pytest.mark.parametrize("name", ["asyncio", "sqlalchemy.pool", "apscheduler.executors.default", "httpx2"])
def test_of_a_library_only_its_name_and_the_kind_of_fault_are_told(out: io.StringIO, name: str) -> None:
    try:
        _refuse_row()
    except IntegrityError:
        logging.getLogger(name).exception("Task exception was never retrieved: %s", CANARY)
    (line,) = lines(out)
    assert CANARY not in out.getvalue()
    assert (line["event"], line["bron"]) == ("bericht van een bibliotheek", name)
    assert line["fout"].startswith("IntegrityError")


def test_of_the_server_its_constant_text_is_told(out: io.StringIO) -> None:
    logging.getLogger("uvicorn.error").warning("Invalid HTTP request received.")
    logging.getLogger("uvicorn.error").error("ASGI callable should return None, but returned '%s'.", CANARY)
    logging.getLogger("uvicorn.error").info("not for this log")
    first, second = lines(out)
    assert first["event"] == "Invalid HTTP request received."
    assert second["event"] == "ASGI callable should return None, but returned '%s'."
    assert CANARY not in out.getvalue()


def test_a_process_that_ends_by_a_fault_says_so_without_its_text(out: io.StringIO) -> None:
    error = ValueError(CANARY)
    sys.excepthook(ValueError, error, None)
    (line,) = lines(out)
    assert (line["event"], line["fout"], line["plek"]) == ("gestopt door een fout", "ValueError", "onbekend:0")
    assert CANARY not in out.getvalue()


def test_what_a_request_is_known_by_goes_along(out: io.StringIO) -> None:
    structlog.contextvars.bind_contextvars(trace="4bf92f3577b34da6a3ce929d0e0e4736")
    structlog.get_logger().warning("onbestelbaar")
    (line,) = lines(out)
    assert line["trace"] == "4bf92f3577b34da6a3ce929d0e0e4736"
