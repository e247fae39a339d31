"""T51: whoever writes what they like in a request writes nothing in the log: as many lines as events, each of them JSON.

The service runs as a process of its own, since what it writes is what somebody finds in the log.
"""

import asyncio
import io
import json
import logging
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog

from capacity_service.api import bezetting
from capacity_service.rand.log import FIELDS, set_up_log
from capacity_service.store.database import Transactie
from tests.conftest import MakeDatabase
from tests.faults.figures import LONG, report
from tests.faults.processes import AppProcess
from tests.faults.wire import exchange, make_request, port_of
from tests.land import Dienst, make_aanvraag

pytestmark = pytest.mark.faults

CANARY = "kanarie-0612345678"
FAKE = '{"event": "verzoek", "level": "info", "nep": "' + CANARY + '"}'
AGENTS: list[str | bytes] = [
    f"{CANARY}%0d%0a{FAKE}",
    f"{CANARY}\\r\\n{FAKE}",
    b"a\r\n" + FAKE.encode(),
    b"a\n" + FAKE.encode(),
    b"a\r" + FAKE.encode(),
    b"\x1b[2J\x1b[31m" + CANARY.encode(),
    b"\x9b31m" + CANARY.encode(),
    b"\x00" + CANARY.encode(),
    b"\x08\x08\x08" + CANARY.encode(),
    f"%n%n%s%x%(event)s{{event}}{CANARY}",
    f'"}}, "status": 200, "nep": "{CANARY}',
    f"${{jndi:ldap://127.0.0.1/{CANARY}}}",
    "\u2028\u2029\u202e".encode() + CANARY.encode(),
    b"\xff\xfe" + CANARY.encode(),
    CANARY * 60_000,
]
PATHS = [
    f"/v1/aanvragen/{CANARY}",
    f"/v1/aanvragen/%0d%0a{CANARY}",
    f"/v1/bezetting?naam={CANARY}%0a{CANARY}",
    f"/{CANARY}/%1b%5b31m",
    f"/zonder-javascript/{CANARY}",
    f"/v1/{CANARY * 5_000}",
    f"/%00{CANARY}",
    f"/v1/plaatsen/%c0%ae{CANARY}",
]
METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", f"KANARIE{CANARY.replace('-', '')}"]
NO_HTTP = [
    CANARY.encode() + b"\r\n\r\n",
    FAKE.encode() + b"\r\n\r\n",
    b"GET / HTTP/1.1\r\n" + CANARY.encode() + b"\r\n\r\n",
    b"\x1b[2J" + CANARY.encode() + b"\r\n\r\n",
]
ROUNDS = 10 if LONG else 1


def make_requests() -> Iterator[bytes]:
    """Each of them one event: a request that is answered, or something that is no HTTP."""
    for agent in AGENTS:
        yield make_request("GET", "/v1/bezetting", {"User-Agent": agent, "Cookie": f"capaciteit_sessie={CANARY}"})
        yield make_request("POST", "/v1/aanvragen", {"Content-Type": "application/json", "X-Eigen": agent}, b"{}")
    for path in PATHS:
        for method in METHODS:
            yield make_request(method, path, {"Referer": f"http://x/{CANARY}", "Authorization": f"Bearer {CANARY}"})
    for name in ("Host", "traceparent", "Idempotency-Key", "X-Forwarded-For", "Accept", "If-Match", "Origin"):
        yield make_request("GET", "/v1/bezetting", {name: f"{CANARY}\u00e9"})
    yield make_request("POST", "/v1/aanvragen", {"Content-Type": "application/json"}, FAKE.encode() * 10)
    yield from NO_HTTP


@pytest.fixture
async def process(make_database: MakeDatabase, tmp_path: Path) -> AsyncIterator[AppProcess]:
    async with make_database("kaal") as urls:
        running = AppProcess(urls.app, tmp_path)
        await running.start()
        yield running
        await running.stop()


async def test_as_many_lines_as_events_and_nothing_of_what_was_sent(process: AppProcess) -> None:
    requests = [request for _ in range(ROUNDS) for request in make_requests()]
    port, unanswered = port_of(process.url), 0
    for request in requests:
        unanswered += not await exchange(port, request)
    await asyncio.sleep(0.2)
    await process.stop()
    said = [line for line in process.said.splitlines() if not line.startswith("capaciteit  ")]
    events = [json.loads(line) for line in said]
    told = [event for event in events if event["event"] in {"verzoek", "Invalid HTTP request received."}]
    report(
        f"T51: {len(requests)} hostile requests, {len(told)} lines for them, {len(said)} in all; {unanswered} unanswered"
    )
    assert unanswered == 0
    assert len(told) == len(requests)
    assert all(event.keys() <= FIELDS.keys() for event in events)
    assert CANARY not in process.said
    assert "kanarie" not in process.said.lower()
    assert process.said.isascii()


def _log_as_it_comes(out: io.StringIO) -> None:
    """A log as most services have one: what was asked, and exceptions whole."""
    structlog.configure(
        processors=[structlog.processors.format_exc_info, structlog.processors.KeyValueRenderer()],
        logger_factory=structlog.PrintLoggerFactory(out),
    )


@pytest.fixture
def _as_it_was() -> Iterator[None]:
    before, root, hook = structlog.get_config(), logging.getLogger(), sys.excepthook
    handlers, level = list(root.handlers), root.level
    yield
    structlog.configure(**before)
    root.handlers, root.level, sys.excepthook = handlers, level, hook


async def _refuse_row(tx: Transactie, *_: Any) -> None:
    """The database refuses a row, and says in its answer what was in it."""
    await tx.sql(
        "INSERT INTO sessie (sleutel_hash, account_id, verloopt_op) VALUES (:h, gen_random_uuid(), now())",
        h=CANARY.encode(),
    )


async def _refuse_value(tx: Transactie, *_: Any) -> None:
    await tx.sql(f"SELECT CAST('{CANARY}' AS integer)")


@pytest.mark.parametrize("refuse", [_refuse_row, _refuse_value])
@pytest.mark.usefixtures("_as_it_was")
async def test_what_the_database_says_of_a_refused_row_is_in_no_log_and_in_no_answer(
    dienst: Dienst, monkeypatch: pytest.MonkeyPatch, refuse: Any
) -> None:
    out = io.StringIO()
    set_up_log(out)
    monkeypatch.setattr(bezetting, "read_stempel", refuse)
    answer = await (await dienst.as_rol("landelijk")).get("/bezetting")
    assert answer.status_code == 500
    assert CANARY not in answer.text
    assert CANARY not in out.getvalue()
    assert CANARY.encode().hex() not in out.getvalue() + answer.text
    fault, request = [json.loads(line) for line in out.getvalue().splitlines()]
    assert fault["event"] == "onverwachte fout"
    assert fault["handeling"] == "read_bezetting"
    assert len(fault["sqlstate"]) == 5
    assert "bezetting.py:" in fault["plek"] or "database.py:" in fault["plek"]
    assert (request["event"], request["status"], request["trace"]) == ("verzoek", 500, fault["trace"])


@pytest.mark.usefixtures("_as_it_was")
async def test_the_wall_removed_the_row_is_in_the_log(dienst: Dienst, monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.StringIO()
    _log_as_it_comes(out)
    monkeypatch.setattr(bezetting, "read_stempel", _refuse_value)
    await (await dienst.as_rol("landelijk")).get("/bezetting")
    assert CANARY in out.getvalue()


@pytest.mark.usefixtures("_as_it_was")
async def test_no_field_of_an_aanvraag_is_in_the_log(dienst: Dienst) -> None:
    out = io.StringIO()
    set_up_log(out)
    client = await dienst.as_rol("coordinator")
    body = make_aanvraag(terugbelnummer="0612345678", kanarie=CANARY)
    assert (await client.post("/aanvragen", json=body)).status_code == 400
    assert (await client.post("/aanvragen", json=make_aanvraag(terugbelnummer="0612345678"))).status_code == 201
    assert [json.loads(line)["status"] for line in out.getvalue().splitlines()] == [400, 201]
    for word in (CANARY, "12345678", "GM0228", "verwey"):
        assert word not in out.getvalue()
