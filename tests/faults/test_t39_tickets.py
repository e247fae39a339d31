"""T39: a session that is over on a live socket, a ticket used twice, and secrets that stand in no address and no log."""

import asyncio
import json
import logging
import time
from collections import Counter
from contextlib import AsyncExitStack

import httpx2
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.typing import Subprotocol

from capacity_service.live import hub as live_hub
from capacity_service.live import socket as live_socket
from capacity_service.store import toegang
from capacity_service.store.database import Transactie
from tests.conftest import Urls
from tests.faults.figures import LONG, report
from tests.land import Dienst, expect, serve
from tests.live.client import dial, make_ticket, watch

pytestmark = pytest.mark.faults

SCREENS = 100 if LONG else 8
OFFICES = 8
"""Accounts that the screens are shared out over: one of them has twenty at most."""
LASTS_S = 5.0 if LONG else 2.0
LATE_S = 1.5
"""Rights are looked at once a second."""


async def wait_for_end(dienst: Dienst, lasts_s: float, patience_s: float) -> list[float]:
    """Open screens whose sessions end by their own time; how long after that each was closed, negative for before."""
    late: list[float] = []
    async with asyncio.TaskGroup() as group:

        async def one(nth: int) -> None:
            async with AsyncExitStack() as stack:
                async with gate:
                    kijker = await stack.enter_async_context(watch(dienst, "gemeente", nth=nth % OFFICES))
                    await kijker.receive()
                ready.release()
                await go.wait()
                try:
                    code = await kijker.closed(within=patience_s)
                except TimeoutError:
                    late.append(patience_s)
                else:
                    late.append(time.monotonic() - over_at)
                    assert code == 4003

        ready, go, gate = asyncio.Semaphore(0), asyncio.Event(), asyncio.Semaphore(4)
        for nth in range(SCREENS):
            group.create_task(one(nth))
        for _ in range(SCREENS):
            await ready.acquire()
        await dienst.sql(
            "UPDATE sessie SET uiterlijk_op = op, verloopt_op = op FROM (SELECT clock_timestamp() + make_interval(secs => :s) AS op)"
            " AS over",
            s=lasts_s,
        )
        over_at = time.monotonic() + lasts_s
        go.set()
    return late


async def test_a_session_that_is_over_closes_its_socket_on_time(kaal: Urls) -> None:
    async with serve(kaal.app, kaal.migrator, ticking=False) as dienst:
        late = await wait_for_end(dienst, LASTS_S, 10)
    assert len(late) == SCREENS
    assert min(late) > -0.2
    assert max(late) < LATE_S
    report(f"T39: {SCREENS} sessies voorbij, sockets dicht na hoogstens {max(late):.2f} s, 0 te vroeg")


async def test_a_hub_that_asks_nobody_again_keeps_them(kaal: Urls, monkeypatch: pytest.MonkeyPatch) -> None:
    """The wall removed: a session is found again long after its time."""

    async def forever(tx: Transactie, hashes: list[bytes]) -> dict[bytes, toegang.Houdbaar]:
        rows = await tx.sql(
            "SELECT s.sleutel_hash, a.rol, a.organisatie_id, s.begonnen_op + interval '1 day' AS op FROM sessie s JOIN account a ON a.id = s.account_id"
            " WHERE s.sleutel_hash = ANY(CAST(:hashes AS bytea[]))",
            hashes=hashes,
        )
        return {r.sleutel_hash: toegang.Houdbaar(r.rol, r.organisatie_id, r.op) for r in rows}

    monkeypatch.setattr(live_hub, "read_live", forever)
    async with serve(kaal.app, kaal.migrator, ticking=False) as dienst:
        late = await wait_for_end(dienst, 0.5, 3)
    assert late == [3] * SCREENS


async def read_rest(dienst: Dienst) -> float:
    """How many seconds the longest session lasts, unless it is used."""
    (row,) = await dienst.sql("SELECT max(verloopt_op) - clock_timestamp() AS rest FROM sessie")
    return float(row.rest.total_seconds())


async def test_an_open_screen_keeps_its_session_and_a_closed_one_does_not(
    kaal: Urls, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_hub, "PROLONG_S", 0.1)
    soon = "UPDATE sessie SET verloopt_op = clock_timestamp() + interval '5 seconds'"
    async with serve(kaal.app, kaal.migrator, ticking=False) as dienst:
        async with watch(dienst, "gemeente") as kijker:
            await kijker.receive()
            await dienst.sql(soon)
            await asyncio.sleep(2.5)
            assert await read_rest(dienst) > 60
        await dienst.sql(soon)
        await asyncio.sleep(1.5)
        assert await read_rest(dienst) < 5


async def use(dienst: Dienst, ticket: str) -> str:
    async with dial(dienst) as socket:
        await socket.send(json.dumps({"soort": "hallo", "ticket": ticket, "epoch": None, "vanaf": None}))
        try:
            return str(json.loads(await socket.recv())["soort"])
        except ConnectionClosed as closed:
            return str(closed.rcvd.code if closed.rcvd else 0)


async def test_of_many_who_use_a_ticket_at_once_one_comes_in(dienst: Dienst) -> None:
    rounds = 100 if LONG else 10
    for _ in range(rounds):
        ticket = await make_ticket(dienst, "opvang")
        found = Counter(await asyncio.gather(*(use(dienst, ticket) for _ in range(6))))
        assert found == {"stand": 1, "4001": 5}
    report(f"T39: {rounds} kaartjes elk 6 keer tegelijk, {rounds} keer een binnen")


async def test_a_ticket_that_is_only_looked_at_comes_in_more_than_once(
    dienst: Dienst, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The wall removed."""

    async def look(tx: Transactie, ticket: str) -> bytes | None:
        rows = await tx.sql(
            "SELECT sleutel_hash FROM live_ticket WHERE ticket_hash = :it", it=toegang.hash_sleutel(ticket)
        )
        return rows[0].sleutel_hash if rows else None

    monkeypatch.setattr(live_socket, "use_ticket", look)
    ticket = await make_ticket(dienst, "opvang")
    assert [await use(dienst, ticket) for _ in range(3)] == ["stand"] * 3


async def test_a_secret_in_an_address_lets_nobody_in_and_no_log_holds_one(
    dienst: Dienst, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    token, _ = await dienst.token("opvang")
    ticket = await make_ticket(dienst, "opvang")
    with caplog.at_level(logging.WARNING):
        for path in (f"/live?ticket={ticket}", f"/live?token={token}"):
            with pytest.raises((InvalidStatus, ConnectionClosed)):
                await try_address(dienst, path)
        async with httpx2.AsyncClient(base_url=f"{dienst.url}/v1", trust_env=False) as client:
            for name in ("token", "access_token", "sessie"):
                expect(await client.get("/plaatsen", params={name: token}), 401)
        assert await use(dienst, ticket) == "stand"
        good = await dienst.as_rol("opvang")
        expect(await good.get("/plaatsen"), 200)
    printed = capfd.readouterr()
    ours = [
        record.getMessage()
        for record in caplog.records
        if not record.name.startswith(("httpx", "httpcore", "websockets.client", "uvicorn.access"))
    ]
    for secret in (token, ticket):
        assert secret not in printed.out + printed.err
        assert not [line for line in ours if secret in line]


async def try_address(dienst: Dienst, path: str) -> None:
    """Open a socket with a secret in its address, and none in the first message."""
    url = f"{dienst.url.replace('http', 'ws')}/v1{path}"
    async with connect(url, subprotocols=[Subprotocol(live_socket.SUBPROTOCOL)], proxy=None) as socket:
        await socket.send(json.dumps({"soort": "hallo", "ticket": None, "epoch": None, "vanaf": None}))
        await socket.recv()
