"""Servers and screens killed at random, on two nodes: what a screen holds is what the database holds at its number."""

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from capacity_service.domain.inzage import Rol
from capacity_service.live.land import read_land
from capacity_service.live.messages import Sleutel, state_for
from capacity_service.live.nummering import Nummering
from capacity_service.live.publiek import Publiek
from capacity_service.live.streken import BEZETTING, KINDS, TOTAAL
from tests.conftest import Urls
from tests.faults.figures import LONG, report
from tests.faults.places_that_change import Huizen, find_huizen
from tests.faults.processes import SERVICE, AppProcess, run_processes
from tests.faults.screens import Oordeel, Scherm
from tests.land import Dienst, Json, serve
from tests.live.client import recorded

pytestmark = pytest.mark.faults

KILLS = 1_000 if LONG else 30
SERVER_EACH = 10
"""One in so many kills is of a server."""
SCREENS = 24 if LONG else 8
NODES = 2
LOOKS = 5 if LONG else 1
LASTS_S = 10.0 if LONG else 1.5
PACE_S = 0.05
SEED = 28
AUDIENCES = [("opvang", 0), ("coordinator", 0), ("gemeente", 0), ("landelijk", 0), ("opvang", 1), ("gemeente", 1)]


@dataclass
class Run:
    """Two nodes that are killed, screens that are cut, and a house that changes its places through a third node."""

    dienst: Dienst
    nodes: list[AppProcess]
    schermen: dict[Scherm, tuple[str, int]]
    huizen: Huizen
    rng: random.Random
    servers: int = 0

    @property
    def kills(self) -> int:
        return self.servers + sum(scherm.cuts for scherm in self.schermen)

    async def live(self, kills: int) -> None:
        """Until so many kills in all."""
        tasks = [asyncio.create_task(self._change()), asyncio.create_task(self._kill_servers())]
        tasks += [asyncio.create_task(scherm.follow(10**9, LASTS_S)) for scherm in self.schermen]
        try:
            while self.kills < kills:
                await asyncio.sleep(0.1)
                for task in tasks:
                    if task.done():
                        task.result()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        for node in self.nodes:
            if not node.url:
                await node.stop()
                await node.start()

    async def compare(self, oordeel: Oordeel) -> None:
        """Let every screen come to where the database is, and hold it against the tables themselves."""
        async with self.dienst.database.transaction(None, snapshot=True) as tx:
            land = await read_land(tx)
        for scherm, (rol, nth) in self.schermen.items():
            await scherm.finish(await recorded(self.dienst, rol, nth=nth))
            rows = _show(await _find_publiek(self.dienst, rol, nth), land.things)
            ours = {key: _without_own(key[0], row) for key, row in scherm.beeld.things.items()}
            theirs = {key: _without_own(key[0], row) for key, row in rows.items()}
            oordeel.differ += [f"{key}" for key in ours.keys() | theirs.keys() if ours.get(key) != theirs.get(key)]

    async def _change(self) -> None:
        while True:
            await self.huizen.change()
            await asyncio.sleep(PACE_S)

    async def _kill_servers(self) -> None:
        while True:
            await asyncio.sleep(0.05)
            if self.kills >= SERVER_EACH * (self.servers + 1):
                victim = self.rng.choice(self.nodes)
                self.servers += 1
                await victim.kill()
                victim.url = ""
                await victim.start()


def _show(publiek: Publiek, things: Mapping[Sleutel, Json]) -> dict[Sleutel, Json]:
    """What an audience is shown of the tables as they are."""
    counted = Nummering.first(publiek, 0, 0, things)
    rows = {(BEZETTING, code): row for code, row in counted.bezetting.items()}
    rows |= {(TOTAAL, key): row for key, row in counted.totalen.items()}
    shown = {key: state_for(publiek.actor, key[0], thing) for key, thing in things.items() if key[0] not in KINDS}
    return rows | {key: row for key, row in shown.items() if row is not None and "verwijderd" not in row}


def _without_own(soort: str, row: Json) -> Json:
    """A row of counts carries the revisie of its audience, which the tables do not know."""
    return row | {"revisie": 0} if soort in {BEZETTING, TOTAAL} else row


async def _find_publiek(dienst: Dienst, rol: str, nth: int) -> Publiek:
    _, organisatie = await dienst.token(rol, nth=nth)
    (row,) = await dienst.sql("SELECT centrumgemeente FROM organisatie WHERE id = :id", id=organisatie)
    return Publiek(Rol(rol), organisatie, row.centrumgemeente if rol == "gemeente" else None)


@contextlib.asynccontextmanager
async def running(urls: Urls, tmp_path: Path, oordeel: Oordeel, program: tuple[str, ...]) -> AsyncIterator[Run]:
    rng = random.Random(SEED)
    async with (
        serve(urls.app, urls.migrator, ticking=False) as dienst,
        run_processes(NODES, urls.app, tmp_path, program) as nodes,
    ):

        def find_url() -> str:
            return rng.choice([node.url for node in nodes if node.url] or [dienst.url])

        schermen = {}
        for nth in range(SCREENS):
            rol, own = AUDIENCES[nth % len(AUDIENCES)]
            schermen[Scherm((await dienst.token(rol, nth=own))[0], find_url, oordeel, rng)] = (rol, own)
        yield Run(dienst, nodes, schermen, await find_huizen(dienst, 2, rng), rng)
        for scherm in schermen:
            await scherm.close()


async def test_whatever_is_killed_a_screen_holds_what_the_database_holds(vol: Urls, tmp_path: Path) -> None:
    oordeel = Oordeel()
    async with running(vol, tmp_path, oordeel, SERVICE) as run:
        for look in range(1, LOOKS + 1):
            await run.live(KILLS * look // LOOKS)
            await run.compare(oordeel)
        done, servers, kills = run.huizen.done, run.servers, run.kills
    report(
        f"{kills} keer iets geveld ({servers} keer een van {NODES} diensten, de rest van {SCREENS} schermen; seed {SEED}), "
        f"{done} gebeurtenissen, {LOOKS} keer vergeleken: {oordeel}"
    )
    assert oordeel.sound, oordeel
    assert servers >= (20 if LONG else 1)
    assert oordeel.resumes > oordeel.stands


async def test_nodes_that_number_for_themselves_are_found_by_the_same_check(vol: Urls, tmp_path: Path) -> None:
    """The wall removed: the number that one node gave means something else on the other."""
    oordeel = Oordeel()
    async with running(vol, tmp_path, oordeel, ("tests.faults.own_numbers", "serve")) as run:
        # Which number meets which node is chance; it is looked for until it happened, and not for ever.
        for kills in range(40, 401, 40):
            if not oordeel.wrong:
                await run.live(kills)
    report(f"Met nummers per dienst: {oordeel}")
    assert oordeel.wrong
