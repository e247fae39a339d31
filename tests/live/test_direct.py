"""One connection, driven by its bytes: what uvicorn does and what the service writes past it."""

import asyncio
import gc
from collections.abc import Callable
from typing import Any

import pytest
import uvloop
from websockets.asyncio.client import ClientConnection, connect
from websockets.frames import Frame, Opcode

from capacity_service.live import direct as live_direct
from capacity_service.live.direct import ASIDE_A_MINUTE, DirectProtocol, Telraam
from capacity_service.live.frames import make_bundel
from tests.live.proef import Event, Proef, code_of, eventually, opened, run


def mask(opcode: Opcode, data: bytes) -> bytes:
    return Frame(opcode, data).serialize(mask=True, extensions=())


class Order(list[Event]):
    """What is heard, among what is written."""

    def __init__(self, order: list[str]) -> None:
        super().__init__()
        self._order = order

    def append(self, event: Event) -> None:
        self._order.append("heard" if event["type"] == "websocket.disconnect" else "said")


async def test_the_application_returns_and_the_connection_lives_on_both_ways() -> None:
    async with run(Proef()) as proef, opened(proef) as (client, line):
        await eventually(lambda: not line.tasks)
        line.write(make_bundel(["een", "twee"]))
        assert [await client.recv(), await client.recv()] == ["een", "twee"]
        for text in ("a", "b"):
            await client.send(text)
        await eventually(lambda: len(proef.heard) == 2)
        await client.close(1000)
        await eventually(lambda: len(proef.heard) == 4)
    assert [event.get("text") for event in proef.heard[:2]] == ["a", "b"]
    assert {event["type"] for event in proef.heard[2:]} == {"websocket.disconnect"}


async def test_what_the_client_says_before_the_application_is_ready_is_heard_in_order() -> None:
    said = asyncio.Event()

    async def wait(line: DirectProtocol) -> None:
        await said.wait()
        await eventually(lambda: not line.queue.empty())

    async with run(Proef(before=wait)) as proef, connect(proef.url, compression=None, proxy=None) as client:
        for n in range(20):
            await client.send(str(n))
        said.set()
        await eventually(lambda: len(proef.heard) == 20)
        assert [event["text"] for event in proef.heard] == [str(n) for n in range(20)]


async def test_who_left_before_the_application_is_ready_is_heard_to_have_left() -> None:
    gone = asyncio.Event()

    async def wait(line: DirectProtocol) -> None:
        await gone.wait()
        await eventually(lambda: line.disconnected)

    async with run(Proef(before=wait)) as proef:
        async with connect(proef.url, compression=None, proxy=None) as client:
            client.transport.abort()
        gone.set()
        await eventually(lambda: bool(proef.heard))
        proef.lines[0].write(make_bundel(["later"]))
        assert proef.heard[0]["type"] == "websocket.disconnect"


async def test_nothing_is_written_after_the_close_frame_and_the_end_is_heard_at_once() -> None:
    async with run(Proef()) as proef, opened(proef) as (client, line):
        line.write(make_bundel(["een"]))
        line.end(4003)
        assert [event["code"] for event in proef.heard] == [4003]
        line.write(make_bundel(["geheim"]))
        line.end(4008)
        assert await client.recv() == "een"
        assert await code_of(client) == 4003
        await eventually(lambda: line.disconnected)
        line.write(make_bundel(["geheim"]))


ENDS: list[Callable[[DirectProtocol], None]] = [
    lambda line: line.end(4003),
    lambda line: line.shutdown(),
    lambda line: line.keepalive_timeout(),
    lambda line: line.data_received(mask(Opcode.CLOSE, b"\x03\xe8")),
    lambda line: line.data_received(mask(Opcode.TEXT, b"x" * 70_000)),
    lambda line: line.data_received(mask(Opcode.TEXT, b"\xff")),
    lambda line: line.data_received(mask(Opcode.PING, b"") * (ASIDE_A_MINUTE + 1)),
    lambda line: line.eof_received(),
    lambda line: line.transport.abort(),
]


@pytest.mark.parametrize("end", ENDS)
async def test_every_end_is_heard_before_anything_that_closes_is_written(
    end: Callable[[DirectProtocol], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The short way asks nothing, so whoever uses it must know in time."""
    order: list[str] = []
    async with run(Proef()) as proef, opened(proef) as (_, line):
        write = line.transport.write

        def watched(data: bytes) -> None:
            order.append("close" if b"\x88" in data else "more")
            write(data)

        monkeypatch.setattr(line.transport, "write", watched)
        monkeypatch.setattr(proef, "heard", Order(order))
        end(line)
        await eventually(lambda: "heard" in order)
    assert "close" not in order[: order.index("heard")]


async def test_frames_pings_and_pongs_stay_whole_between_each_other() -> None:
    async with run(Proef(), ws_ping_interval=0.01, ws_ping_timeout=5) as proef, opened(proef) as (client, line):
        waiting = []
        for n in range(60):
            line.write(make_bundel([f"{n}", "x" * 3000 * (n % 7)]))
            waiting.append(await client.ping())
            await asyncio.sleep(0.005)
        got = [await client.recv() for _ in range(120)]
        assert got[::2] == [str(n) for n in range(60)]
        await asyncio.gather(*waiting)
    assert client.protocol.parser_exc is None


async def test_a_client_that_does_not_read_fills_the_line_and_is_cut_off_after_it_was_closed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(live_direct, "CLOSE_S", 0.2)
    async with run(Proef()) as proef, opened(proef) as (client, line):
        client.transport.pause_reading()
        for _ in range(1000):
            line.write(make_bundel(["x" * 20_000]))
            await asyncio.sleep(0)
            if proef.said:
                break
        assert proef.said == ["pause"]
        line.end(4008)
        await eventually(lambda: line.disconnected)
        assert line not in line.connections
        client.transport.abort()


async def test_a_client_that_reads_again_makes_room_on_the_line() -> None:
    async with run(Proef()) as proef, opened(proef) as (client, line):
        client.transport.pause_reading()
        while not proef.said:
            line.write(make_bundel(["x" * 20_000]))
            await asyncio.sleep(0)
        client.transport.resume_reading()
        while proef.said != ["pause", "resume"]:
            await client.recv()


@pytest.mark.parametrize("reads", [True, False])
async def test_a_ping_without_an_answer_ends_the_connection(monkeypatch: pytest.MonkeyPatch, *, reads: bool) -> None:
    """Whether it is only deaf, or does not take what waits for it either."""
    monkeypatch.setattr(live_direct, "CLOSE_S", 0.2)
    monkeypatch.setattr(ClientConnection, "pong", None)
    async with run(Proef(), ws_ping_interval=0.1, ws_ping_timeout=0.1) as proef, opened(proef) as (client, line):
        client.transport.pause_reading()
        while not reads and not proef.said:
            line.write(make_bundel(["x" * 20_000]))
            await asyncio.sleep(0)
        await eventually(lambda: line.disconnected)
        assert proef.heard[-1]["type"] == "websocket.disconnect"
        assert proef.heard[0]["code"] == (1011 if reads else 4008)
        client.transport.abort()


@pytest.mark.parametrize("opcode", [Opcode.PING, Opcode.PONG, Opcode.CONT])
async def test_a_flood_of_pings_pongs_or_pieces_is_4029(opcode: Opcode) -> None:
    async with run(Proef()) as proef, opened(proef) as (client, _):
        if opcode is Opcode.CONT:
            client.transport.write(Frame(Opcode.TEXT, b"", fin=False).serialize(mask=True, extensions=()))
        flood = Frame(opcode, b"", fin=opcode is not Opcode.CONT).serialize(mask=True, extensions=())
        client.transport.write(flood * ASIDE_A_MINUTE)
        await asyncio.wait_for(await client.ping(), 5) if opcode is Opcode.PONG else await asyncio.sleep(0)
        client.transport.write(flood * 3)
        assert await code_of(client) == 4029
        assert proef.heard[0]["code"] == 4029


async def test_a_client_that_leaves_but_does_not_take_what_waits_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_direct, "CLOSE_S", 0.2)
    async with run(Proef()) as proef, opened(proef) as (client, line):
        client.transport.pause_reading()
        while not proef.said:
            line.write(make_bundel(["x" * 20_000]))
            await asyncio.sleep(0)
        client.transport.write(Frame(Opcode.CLOSE, b"\x03\xe8").serialize(mask=True, extensions=()))
        await eventually(lambda: line.disconnected)
        client.transport.abort()


async def test_an_application_that_returns_without_taking_over_ends_the_connection() -> None:
    async def app(_: Event, receive: Any, send: Any) -> None:
        await receive()
        await send({"type": "websocket.accept"})

    async with run(app) as proef, connect(proef.url, compression=None, proxy=None) as client:  # type: ignore[arg-type]
        assert await code_of(client) == 1006


async def test_an_application_that_fails_ends_the_connection() -> None:
    async def fail(_: DirectProtocol) -> None:
        raise ValueError

    async with run(Proef(before=fail)) as proef, connect(proef.url, compression=None, proxy=None) as client:
        assert await code_of(client) == 1006


async def test_a_line_that_was_taken_over_keeps_nothing_of_how_it_began() -> None:
    async with run(Proef()) as proef, opened(proef) as (_, line):
        await eventually(lambda: not line.tasks)
        gc.collect()
        held = vars(line).keys()
        assert not {"scope", "request", "response"} & held
        assert not isinstance(line.queue, asyncio.Queue)


def test_a_minute_later_the_count_begins_again(monkeypatch: pytest.MonkeyPatch) -> None:
    moment = 1000.0
    monkeypatch.setattr("capacity_service.live.direct.time.monotonic", lambda: moment)
    telraam = Telraam()
    assert [telraam.count() for _ in range(3)] == [1, 2, 3]
    moment += 59
    assert telraam.count() == 4
    moment += 1
    assert telraam.count() == 1


def test_on_another_loop_too() -> None:
    """The service runs on uvloop where that is; both loops write whole frames."""
    for new_loop in (asyncio.new_event_loop, uvloop.new_event_loop):
        with asyncio.Runner(loop_factory=new_loop) as runner:
            runner.run(_say_much())


async def _say_much() -> None:
    async with run(Proef()) as proef, opened(proef) as (client, line):
        client.transport.pause_reading()
        while not proef.said:
            line.write(make_bundel(["x" * 20_000, "y"]))
            await asyncio.sleep(0)
        client.transport.resume_reading()
        line.write(make_bundel(["einde"]))
        seen = []
        while (text := await client.recv()) != "einde":
            seen.append(text)
        assert set(seen[::2]) == {"x" * 20_000}
        assert set(seen[1::2]) == {"y"}
