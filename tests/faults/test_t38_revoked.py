"""T38: an account is withdrawn, gets another role or logs out while it is at work: REST ends at once, sockets within two seconds."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from uuid import UUID

import httpx2
import pytest
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from capacity_service.live import hub as live_hub
from capacity_service.store.accounts import withdraw_account
from capacity_service.store.toegang import start_sessie
from tests.conftest import Urls
from tests.faults.figures import LONG, report
from tests.land import Dienst, expect, serve
from tests.live.client import dial

pytestmark = pytest.mark.faults

SOCKETS = 300 if LONG else 20
ROUNDS = 5 if LONG else 1
GATE_S = 2.0
WAAR = "GM0193"
ENDINGS = ("ingetrokken", "andere rol", "andere organisatie", "uitgelogd", "elders uitgelogd")


@dataclass
class Scherm:
    """One account at work: its client, its open socket, and what it heard after its rights ended."""

    client: httpx2.AsyncClient
    socket: ClientConnection
    account: str
    closed_at: float = 0.0
    code: int = 0
    seen: int = 0
    """Of how many places of one centrumgemeente it heard at most: each is added after the one before."""

    async def listen(self) -> None:
        try:
            while True:
                frame = json.loads(await self.socket.recv())
                if frame.get("code") == WAAR:
                    self.seen = max(self.seen, frame["inzetbaar"])
        except ConnectionClosed as closed:
            self.closed_at, self.code = time.monotonic(), closed.rcvd.code if closed.rcvd else 1006


@asynccontextmanager
async def at_work(dienst: Dienst, number: int) -> AsyncIterator[list[Scherm]]:
    """So many accounts of their own, each logged in with an open socket that was greeted."""
    async with AsyncExitStack() as stack:
        yield [await _come(dienst, stack) for _ in range(number)]


async def _come(dienst: Dienst, stack: AsyncExitStack) -> Scherm:
    (row,) = await dienst.sql(
        "INSERT INTO account (id, naam, rol, organisatie_id) SELECT gen_random_uuid(), 'proef', 'gemeente', id"
        " FROM organisatie WHERE soort = 'gemeente' ORDER BY naam LIMIT 1 RETURNING id"
    )
    async with dienst.owner.transaction(None) as tx:
        token = await start_sessie(tx, row.id)
    client = httpx2.AsyncClient(
        base_url=f"{dienst.url}/v1", headers={"Authorization": f"Bearer {token}"}, trust_env=False, timeout=30
    )
    dienst.clients.append(client)
    ticket = expect(await client.post("/live-tickets"), 201)["ticket"]
    socket = await stack.enter_async_context(dial(dienst))
    await socket.send(json.dumps({"soort": "hallo", "ticket": ticket, "epoch": None, "vanaf": None}))
    await socket.recv()
    return Scherm(client, socket, str(row.id))


async def end(dienst: Dienst, scherm: Scherm, how: str) -> None:
    """End the rights of one account."""
    if how == "ingetrokken":
        async with dienst.owner.transaction(None) as tx:
            assert await withdraw_account(tx, UUID(scherm.account))
    elif how == "uitgelogd":
        expect(await scherm.client.delete("/sessies/huidige"), 204)
    elif how == "elders uitgelogd":
        await dienst.sql("DELETE FROM sessie WHERE account_id::text = :id", id=scherm.account)
    elif how == "andere rol":
        await dienst.sql("UPDATE account SET rol = 'fg' WHERE id::text = :id", id=scherm.account)
    else:
        await dienst.sql(
            "UPDATE account SET organisatie_id = (SELECT id FROM organisatie WHERE soort = 'gemeente' ORDER BY naam DESC LIMIT 1)"
            " WHERE id::text = :id",
            id=scherm.account,
        )


async def run_round(dienst: Dienst, number: int, seen: list[float]) -> int:
    """End the rights of every second account; gives how many of them were told of what happened after that."""
    opvang = await dienst.as_rol("opvang")
    async with at_work(dienst, number) as schermen:
        gone, staying = schermen[::2], schermen[1::2]
        tasks = [asyncio.create_task(one.listen()) for one in schermen]
        ended, places = [], []
        for nth, scherm in enumerate(gone):
            how = ENDINGS[nth % len(ENDINGS)]
            await end(dienst, scherm, how)
            ended.append(time.monotonic())
            places.append(await count_plaatsen(dienst))
            status = {"andere organisatie": 200, "andere rol": 403}.get(how, 401)
            expect(await scherm.client.get("/bezetting"), status)
            if nth % 3 == 0:
                await dienst.add_plaatsen({}, opvang=opvang)
        closing = [task for scherm, task in zip(schermen, tasks, strict=True) if scherm in gone]
        await asyncio.wait(closing, timeout=GATE_S + 1)
        seen += [(scherm.closed_at or time.monotonic()) - at for scherm, at in zip(gone, ended, strict=True)]
        assert {scherm.code for scherm in gone} <= {4003, 0}
        assert not [one for one in staying if one.closed_at], "whose rights hold, stays"
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        return sum(scherm.seen > there for scherm, there in zip(gone, places, strict=True))


async def count_plaatsen(dienst: Dienst) -> int:
    (row,) = await dienst.sql("SELECT count(*) AS n FROM plaats WHERE centrumgemeente = :code", code=WAAR)
    return int(row.n)


async def test_rights_that_end_close_every_socket_within_two_seconds_and_nothing_is_told_after(dienst: Dienst) -> None:
    seen: list[float] = []
    told = sum([await run_round(dienst, SOCKETS, seen) for _ in range(ROUNDS)])
    seen.sort()
    p99 = seen[min(len(seen) - 1, int(len(seen) * 0.99))]
    report(
        f"T38: {len(seen)} keer rechten voorbij, REST bij het volgende verzoek; socket dicht na mediaan {seen[len(seen) // 2]:.2f} s, p99 {p99:.2f} s; {told} gebeurtenissen erna"
    )
    assert told == 0
    assert seen[-1] < GATE_S + 1
    if LONG:
        assert p99 < GATE_S


async def test_a_hub_that_does_not_look_leaves_them_open(kaal: Urls, monkeypatch: pytest.MonkeyPatch) -> None:
    """The wall removed."""
    monkeypatch.setattr(live_hub, "RIGHTS_S", 3600)

    async def nothing(*_: object) -> None:
        return

    monkeypatch.setattr(live_hub.Hub, "check_rights", nothing)
    seen: list[float] = []
    async with serve(kaal.app, kaal.migrator, ticking=False) as dienst:
        told = await run_round(dienst, 10, seen)
    assert max(seen) > GATE_S
    assert told > 0
