"""The service on uvicorn's own WebSocket connection, as on any other server: everything still holds."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import cast

import pytest
from fastapi import WebSocket
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from capacity_service.live import hub as live_hub
from capacity_service.live import socket as live_socket
from capacity_service.live.detour import FULL, Omweg
from capacity_service.live.frames import make_bundel
from tests import land
from tests.conftest import Urls
from tests.land import Dienst, serve
from tests.live.client import watch


@pytest.fixture
async def elders(kaal: Urls, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Dienst]:
    monkeypatch.setattr(land, "SocketProtocol", WebSocketsSansIOProtocol)
    monkeypatch.setattr(live_hub, "HEARTBEAT_S", 0.1)
    async with serve(kaal.app, kaal.migrator, ticking=False) as running:
        yield running


async def test_a_screen_is_greeted_told_beaten_and_answered(elders: Dienst) -> None:
    async with watch(elders, "opvang") as kijker:
        assert (await kijker.receive())["soort"] == "stand"
        (plaats,) = await elders.add_plaatsen({})
        assert (await kijker.until(lambda frame: frame["soort"] == "plaats"))["id"] == plaats["id"]
        await kijker.until(lambda frame: frame["soort"] == "hartslag")
        await kijker.say({"soort": "opnieuw"})
        await kijker.until(lambda frame: frame["soort"] == "stand")
    async with watch(elders, "opvang", beeld=kijker.beeld) as again:
        assert (await again.receive())["soort"] == "hersteld"


async def test_ended_rights_and_nonsense_close_it_with_their_code(elders: Dienst) -> None:
    async with watch(elders, "opvang") as kijker, watch(elders, "gemeente") as other:
        await kijker.receive()
        await other.receive()
        await other.say("onzin")
        assert await other.closed() == 1008
        await elders.sql("DELETE FROM live_ticket")
        await elders.sql("DELETE FROM sessie")
        assert await kijker.closed(within=2) == 4003


async def test_too_many_messages_close_it(elders: Dienst, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_socket, "MESSAGES_A_MINUTE", 3)
    async with watch(elders, "gemeente") as kijker:
        for _ in range(4):
            await kijker.say({"soort": "opnieuw"})
        assert await kijker.closed() == 4029


class Stuck:
    """A server that takes no message until it is let go."""

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.code: int | None = None
        self.free = asyncio.Event()

    async def send_text(self, text: str) -> None:
        await self.free.wait()
        self.sent.append(text)

    async def close(self, code: int) -> None:
        self.code = code

    async def receive(self) -> dict[str, object]:
        await asyncio.Event().wait()
        return {}


class Heard:
    """Which of the two was said last."""

    said = ""

    def pause(self) -> None:
        self.said = "pause"

    def resume(self) -> None:
        self.said = "resume"


async def test_a_line_that_is_full_says_so_and_says_when_there_is_room() -> None:
    server, heard = Stuck(), Heard()
    omweg = Omweg(cast(WebSocket, server))
    omweg.open_for(heard)
    relaying = asyncio.create_task(omweg.relay(lambda _: None))
    texts = [str(n) for n in range(FULL + 1)]
    omweg.write(make_bundel(texts))
    assert heard.said == "pause"
    server.free.set()
    async with asyncio.timeout(5):
        while heard.said != "resume":  # noqa: ASYNC110 - it tells nobody else
            await asyncio.sleep(0)
    omweg.end(4003)
    omweg.write(make_bundel(["geheim"]))
    await relaying
    assert (server.sent, server.code) == (texts, 4003)


async def test_a_server_that_takes_nothing_more_is_left_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("capacity_service.live.detour.CLOSE_S", 0.05)
    server = Stuck()
    omweg = Omweg(cast(WebSocket, server))
    omweg.write(make_bundel(["1"]))
    relaying = asyncio.create_task(omweg.relay(lambda _: None))
    await asyncio.sleep(0)
    omweg.end(4008)
    async with asyncio.timeout(5):
        await relaying
    with contextlib.suppress(RuntimeError):
        omweg.end(4003)
    assert server.sent == []
