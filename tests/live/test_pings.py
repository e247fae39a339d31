"""Pings that whoever writes sends, and their answers, which thousands of screens give."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from websockets.frames import Frame, Opcode

from capacity_service.live import direct as live_direct
from capacity_service.live.direct import DirectProtocol
from tests.live.proef import Proef, eventually, opened, run


def mask(opcode: Opcode, data: bytes) -> bytes:
    return Frame(opcode, data).serialize(mask=True, extensions=())


PONG, NO_PONG = mask(Opcode.PONG, live_direct.PING), mask(Opcode.PONG, b"dead")
PING = mask(Opcode.PING, live_direct.PING)


@contextmanager
def parsed(line: DirectProtocol, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[bytes]]:
    """What the parser was given meanwhile."""
    given: list[bytes] = []
    receive = line.conn.receive_data

    def watched(data: bytes) -> None:
        given.append(data)
        receive(data)

    with monkeypatch.context() as patched:
        patched.setattr(line.conn, "receive_data", watched)
        yield given


@pytest.mark.parametrize(
    ("data", "silent_s", "seen"),
    [
        ((PONG,), 100, True),
        ((PONG,), 0, False),
        ((NO_PONG,), 100, False),
        ((PING,), 100, False),
        ((PONG + PONG,), 100, False),
        ((PONG[:6], PONG[6:]), 100, False),
    ],
)
async def test_an_answer_that_is_due_is_seen_without_the_parser_and_nothing_else_is(
    monkeypatch: pytest.MonkeyPatch, data: tuple[bytes, ...], silent_s: float, *, seen: bool
) -> None:
    async with run(Proef()) as proef, opened(proef) as (_, line):
        line.leave_pings()
        line.heard_at -= silent_s
        before = line.heard_at
        with parsed(line, monkeypatch) as given:
            for part in data:
                line.data_received(part)
        assert given == ([] if seen else list(data))
        assert (line.heard_at > before) == (PONG in b"".join(data))
    assert line.conn.parser_exc is None


async def test_before_the_pings_are_left_to_whoever_writes_every_answer_is_uvicorns(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with run(Proef()) as proef, opened(proef) as (_, line):
        with parsed(line, monkeypatch) as given:
            line.data_received(PONG)
            line.data_received(PONG)
        assert given == [PONG, PONG]


async def test_what_looks_like_an_answer_in_the_middle_of_a_message_is_part_of_it() -> None:
    async with run(Proef()) as proef, opened(proef) as (_, line):
        line.leave_pings()
        line.heard_at -= 100
        before, head, begin = line.heard_at, bytes((0x82, 0x80 | 20)) + bytes(4), b"x" * 10
        line.data_received(head + begin)
        line.data_received(PONG)
        assert (proef.heard[0]["bytes"], line.heard_at) == (begin + PONG, before)


async def test_who_writes_sends_the_pings_once_they_are_left_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_direct, "CLOSE_S", 0.2)
    async with run(Proef(), ws_ping_interval=0.05, ws_ping_timeout=0.05) as proef, opened(proef) as (client, line):
        line.leave_pings()
        assert (line.ping_timer, line.pong_timer) == (None, None)
        begun = time.monotonic()
        line.heard_at = begun - live_direct.PONG_APART_S
        line.ping()
        await eventually(lambda: line.heard_at >= begun)
        line.expect_answer(begun)
        assert proef.heard == []
        client.transport.pause_reading()
        asked = time.monotonic()
        line.ping()
        line.expect_answer(asked)
        assert proef.heard[0]["code"] == 1011
        line.ping()
        line.expect_answer(asked)
        assert len(proef.heard) == 1
        client.transport.abort()
