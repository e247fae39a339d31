"""A node that loses its database: it says so, keeps its sockets, vouches for nothing, and catches up without a restart."""

import asyncio
import random
import time
from functools import partial
from pathlib import Path

import httpx2
import pytest

from capacity_service.live import hub as live_hub
from capacity_service.live.feed import Feed
from capacity_service.live.versheid import FRESH_S
from capacity_service.store.migrate import ROLES
from tests.faults.figures import LONG, report
from tests.faults.ground import Ground, make_ground
from tests.faults.schermen import Scherm, count_losses, until, wachttijd, watch_together
from tests.land import NO_TLS, Dienst, expect, make_plaats, serve

pytestmark = pytest.mark.faults

SCREENS = 50
AWAY_S = 30 if LONG else 8
BEAT_S = 0.25
BUSY = httpx2.codes.SERVICE_UNAVAILABLE
ROLLEN = ("opvang", "coordinator", "gemeente", "landelijk")
PER_ACCOUNT = 13


async def make_schermen(dienst: Dienst, number: int, chance: random.Random) -> list[Scherm]:
    tokens = [(await dienst.token(rol))[0] for rol in ROLLEN for _ in range(PER_ACCOUNT)]
    return [Scherm(dienst.url, token, partial(wachttijd, chance=chance)) for token in tokens[:number]]


async def look(dienst: Dienst) -> tuple[httpx2.Response, httpx2.Response]:
    """How the node says it is, and what a person gets who asks it something."""
    async with httpx2.AsyncClient(base_url=dienst.url, trust_env=False, verify=NO_TLS, timeout=30) as client:
        token = {"Authorization": "Bearer x"}
        return await dienst.ask_operator("/readyz"), await client.get("/v1/bezetting", headers=token)


class Afwezig:
    """The database goes and comes back under open screens; what was seen of it."""

    def __init__(self, ground: Ground, dienst: Dienst, schermen: list[Scherm]) -> None:
        self.ground, self.dienst, self.schermen = ground, dienst, schermen
        self.gone_at = self.back_at = 0.0
        self.answers: list[httpx2.Response] = []

    async def happen(self) -> None:
        """Away for a while, back, and something new recorded after that."""
        self.gone_at = time.monotonic()
        self.ground.running.stop("immediate")
        await asyncio.sleep(FRESH_S + 1)
        self.answers = list(await look(self.dienst))
        await asyncio.sleep(max(0.0, self.gone_at + AWAY_S - time.monotonic()))
        self.back_at = time.monotonic()
        self.ground.start()

    @property
    def vouched(self) -> int:
        """Heartbeats for a view that could already be older than what is fresh."""
        stale = self.gone_at + FRESH_S, self.back_at
        return sum(stale[0] < at < stale[1] for scherm in self.schermen for at, _ in scherm.heard)

    @property
    def silent_s(self) -> float:
        """The longest that a screen still heard that all was well, after the database had gone."""
        last = [max((at for at, _ in scherm.heard if at < self.back_at), default=0.0) for scherm in self.schermen]
        return max(last) - self.gone_at


async def run(folder: Path) -> Afwezig:
    async with make_ground(folder, "weg") as ground:
        app, owner = ground.url(ROLES[1], "weg"), ground.url(ROLES[0], "weg")
        async with serve(app, owner) as dienst:
            schermen = await make_schermen(dienst, SCREENS, random.Random(33))
            afwezig = Afwezig(ground, dienst, schermen)
            async with watch_together(schermen):
                await afwezig.happen()
                await catch_up(afwezig)
    return afwezig


async def catch_up(afwezig: Afwezig) -> None:
    """Until every screen has what was recorded after the return."""
    # The connections of the test itself are broken too, and nobody mends those.
    await afwezig.dienst.owner.engine.dispose()
    opvang = await afwezig.dienst.as_rol("opvang", nth=1)
    async with asyncio.timeout(60):
        while (answer := await opvang.post("/plaatsen", json=make_plaats())).status_code == BUSY:  # noqa: ASYNC110 - the answer of a service
            await asyncio.sleep(0.1)
    expect(answer, 201)
    await until(lambda: all(scherm.heard_since(afwezig.back_at, "bezetting") for scherm in afwezig.schermen), 30)


async def test_without_its_database_a_node_keeps_its_sockets_and_vouches_for_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_hub, "HEARTBEAT_S", BEAT_S)
    afwezig = await run(tmp_path / "server")
    caught_up = max(scherm.heard[-1][0] for scherm in afwezig.schermen) - afwezig.back_at
    lost = count_losses(afwezig.schermen, 0)
    report(
        f"Gegevensbank {AWAY_S} s weg onder {SCREENS} schermen: {lost.total()} verbindingen verbroken, {afwezig.vouched} keer "
        f"vers genoemd; stil na {afwezig.silent_s:.1f} s; allemaal bij {caught_up:.1f} s nadat zij terugkwam"
    )
    gereed, bezetting = afwezig.answers
    assert gereed.status_code == BUSY
    assert (bezetting.status_code, bezetting.headers["Retry-After"]) == (BUSY, "2")
    assert bezetting.json()["type"].endswith("even_niet")
    assert not lost
    assert afwezig.vouched == 0
    assert all(scherm.stands == 1 for scherm in afwezig.schermen), "they resumed nothing and reloaded nothing"


async def test_by_having_been_connected_once_old_figures_look_fresh(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The wall removed: a feed that has read once calls its view fresh."""
    monkeypatch.setattr(live_hub, "HEARTBEAT_S", BEAT_S)
    monkeypatch.setattr(Feed, "is_fresh", property(lambda _: True))
    afwezig = await run(tmp_path / "server")
    report(f"Gegevensbank weg, zonder te vragen hoe oud het beeld is: {afwezig.vouched} keer vers genoemd")
    assert afwezig.vouched
