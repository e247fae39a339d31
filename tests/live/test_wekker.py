import asyncio

import asyncpg
import pytest

from capacity_service.live import wekker as live_wekker
from capacity_service.live.wekker import Wekker
from tests.land import Dienst


async def test_whoever_commits_a_fact_wakes_it(dienst: Dienst) -> None:
    woken = asyncio.Event()
    wekker = Wekker(dienst.database, woken.set)
    running = asyncio.create_task(wekker.run())
    try:
        async with asyncio.timeout(10):
            await woken.wait()
            woken.clear()
            await dienst.add_plaatsen({})
            await woken.wait()
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    assert wekker.lost == 0


async def test_what_cannot_be_had_is_tried_again_and_counted(dienst: Dienst, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_wekker, "AGAIN_S", 0.01)
    tries, woken = 0, asyncio.Event()
    connect = type(dienst.database).connect

    async def refused(database: object) -> object:
        nonlocal tries
        tries += 1
        if tries < 4:
            raise OSError
        return await connect(database)  # type: ignore[arg-type]

    monkeypatch.setattr(type(dienst.database), "connect", refused)
    wekker = Wekker(dienst.database, woken.set)
    running = asyncio.create_task(wekker.run())
    try:
        async with asyncio.timeout(10):
            await woken.wait()
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    assert wekker.lost == 3


async def test_a_backend_that_freezes_before_it_listens_is_lost_too(
    dienst: Dienst, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_wekker, "CHECK_S", 0.05)
    monkeypatch.setattr(live_wekker, "AGAIN_S", 0.01)

    async def hang(*_: object) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(asyncpg.Connection, "add_listener", hang)
    wekker = Wekker(dienst.database, lambda: None)
    running = asyncio.create_task(wekker.run())
    try:
        async with asyncio.timeout(10):
            while wekker.lost < 2:  # noqa: ASYNC110 - a counter has no event
                await asyncio.sleep(0.01)
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
