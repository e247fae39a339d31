"""T23: the connection that is told of commits is frozen, ended, or told nothing. It is noticed, and the poll covers."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest
from sqlalchemy import make_url

from capacity_service.live import feed as live_feed
from capacity_service.live.feed import Feed
from capacity_service.store.embedded import Cluster
from tests.conftest import Urls
from tests.faults.figures import LONG, report
from tests.land import Dienst, serve
from tests.live.client import watch

pytestmark = pytest.mark.faults

EVENTS = 200 if LONG else 8
DETECTED_S = 15.0
LATEST_S = live_feed.POLL_S + 2.0
LISTENERS = "SELECT pid FROM pg_stat_activity WHERE datname = $1 AND query ILIKE 'LISTEN%'"
DEAF = """
DO $$ BEGIN
    EXECUTE (SELECT string_agg(replace(pg_get_functiondef(oid), 'PERFORM pg_notify(', 'PERFORM concat('), ';')
             FROM pg_proc WHERE proname = 'append_logboek');
END $$
"""
Admin = Any
"""A superuser's connection beside the service; asyncpg has no types."""


@pytest.fixture
async def admin(cluster: Cluster, kaal: Urls) -> AsyncIterator[Admin]:
    url = make_url(cluster.url(cluster.superuser, cluster.password, "postgres"))
    url = url.set(database=make_url(kaal.app).database)
    connection = await asyncpg.connect(url.render_as_string(hide_password=False), ssl=False)
    yield connection
    await connection.close()


async def measure(dienst: Dienst, events: int) -> list[float]:
    """From the answer to whoever recorded it until it is on a screen, in seconds, for each; a lost one never comes."""
    delays = []
    async with watch(dienst, "opvang") as kijker:
        await kijker.receive()
        for _ in range(events):
            (plaats,) = await dienst.add_plaatsen({})
            at = time.monotonic()
            told = await kijker.until(lambda frame: frame["soort"] == "plaats", within=60)
            assert told["id"] == plaats["id"]
            delays.append(time.monotonic() - at)
    return delays


async def lose(feed: Feed, before: int) -> float:
    """How long it takes until the loss of the connection is known."""
    began = time.monotonic()
    async with asyncio.timeout(60):
        while feed.wekker.lost == before:  # noqa: ASYNC110 - a counter has no event
            await asyncio.sleep(0.05)
    return time.monotonic() - began


async def run_with(dienst: Dienst, feed: Feed, how: str) -> tuple[list[float], float]:
    """The delays, and how long the loss stayed unknown."""
    before = feed.wekker.lost
    measuring = asyncio.create_task(measure(dienst, EVENTS))
    detected = 0.0 if how == "NOTIFY weg" else await lose(feed, before)
    return await measuring, detected


async def find_listener(admin: Admin) -> int:
    naam = await admin.fetchval("SELECT current_database()")
    async with asyncio.timeout(10):
        while (pid := await admin.fetchval(LISTENERS, naam)) is None:  # noqa: ASYNC110 - the database has no event
            await asyncio.sleep(0.05)
    return int(pid)


@pytest.mark.parametrize("how", ["bevroren", "beëindigd", "NOTIFY weg"])
async def test_t23_a_deaf_listener_delays_and_loses_nothing(
    kaal: Urls, admin: Admin, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    feeds = _remember_feeds(monkeypatch)
    async with serve(kaal.app, kaal.migrator, ticking=False) as dienst:
        pid = await find_listener(admin)
        try:
            if how == "bevroren":
                os.kill(pid, signal.SIGSTOP)
            elif how == "beëindigd":
                await admin.execute("SELECT pg_terminate_backend($1)", pid)
            else:
                await admin.execute(DEAF)
            delays, detected = await run_with(dienst, feeds[0], how)
        finally:
            if how == "bevroren":
                os.kill(pid, signal.SIGCONT)
    report(
        f"T23 {how}: {len(delays)} verteld, 0 gemist; hoogstens {max(delays):.2f} s later"
        + ("" if how == "NOTIFY weg" else f"; ontdekt na {detected:.1f} s")
    )
    assert len(delays) == EVENTS
    assert max(delays) < LATEST_S
    assert detected < DETECTED_S


async def test_t23_without_the_poll_nothing_comes_any_more(
    kaal: Urls, admin: Admin, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The wall removed: whoever trusts NOTIFY alone is never told."""
    monkeypatch.setattr(live_feed, "POLL_S", 3_600.0)
    async with serve(kaal.app, kaal.migrator, ticking=False) as dienst:
        await find_listener(admin)
        async with watch(dienst, "opvang") as kijker:
            await kijker.receive()
            await admin.execute(DEAF)
            await dienst.add_plaatsen({})
            with pytest.raises(TimeoutError):
                await kijker.until(lambda frame: frame["soort"] == "plaats", within=LATEST_S)
    report(f"T23 zonder poll en zonder NOTIFY: na {LATEST_S:.0f} s niets verteld")


def _remember_feeds(monkeypatch: pytest.MonkeyPatch) -> list[Feed]:
    feeds: list[Feed] = []
    start = Feed.start

    async def remembered(feed: Feed) -> None:
        feeds.append(feed)
        await start(feed)

    monkeypatch.setattr(Feed, "start", remembered)
    return feeds
