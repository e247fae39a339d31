"""T27: the database is put back to a moment in the past under open screens. Every screen reloads; none keeps what never was.

The hard case: before the service sees the restored database, its numbers have already passed those the screens know.
"""

import asyncio
import random
import time
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from capacity_service.store import stand
from capacity_service.store.embedded import RunningCluster, start_cluster
from capacity_service.store.migrate import ROLES
from tests.faults.figures import LONG, report
from tests.faults.ground import OPTIONS, Ground, administer, count_facts, make_ground, make_url
from tests.faults.schermen import Scherm, until, wachttijd, watch_together
from tests.land import Dienst, serve
from tests.live.client import fresh

pytestmark = pytest.mark.faults

ACCOUNTS = 10
PER_ACCOUNT = 20 if LONG else 4
NAME = "terug"
POINT = "hier"
WITHOUT = (
    "SELECT epoch, verzonnen, volgnummer, slag, 1 AS tijdlijn, '' AS herkomst FROM installatie, sequencer, hartslag"
)


@dataclass
class Teruggezet:
    """What the screens hold after a restore, and what they should."""

    schermen: list[Scherm]
    phantoms: int
    epochs: set[str]
    within_s: float


def archive_to(folder: Path) -> dict[str, str]:
    folder.mkdir()
    return OPTIONS | {
        "archive_mode": "on",
        "archive_command": f'cp "%p" "{folder}/part" && mv "{folder}/part" "{folder}/%f"',
    }


async def mark(ground: Ground) -> None:
    """The moment to which the database will be put back."""
    await administer(ground.running.cluster, f"SELECT pg_create_restore_point('{POINT}')")


async def archive_all(ground: Ground, archive: Path) -> None:
    """Everything recorded until now is in the archive."""
    cluster = ground.running.cluster
    last = str(await administer(cluster, "SELECT pg_walfile_name(pg_current_wal_lsn())"))
    await administer(cluster, "SELECT pg_switch_wal()")
    await until((archive / last).exists, 30)


async def put_back(backup: Path, archive: Path) -> RunningCluster:
    """The backup, and from the archive what came after it until the mark."""
    (backup / "postgres" / "recovery.signal").touch()
    recovery = {
        "restore_command": f'cp "{archive}/%f" "%p"',
        "recovery_target_name": POINT,
        "recovery_target_action": "promote",
    }
    running = start_cluster(backup, options=OPTIONS | recovery, say=lambda _: None)
    async with asyncio.timeout(60):
        while await administer(running.cluster, "SELECT pg_is_in_recovery()"):  # noqa: ASYNC110 - it has no event
            await asyncio.sleep(0.05)
    return running


async def add_for_each(dienst: Dienst) -> None:
    """Every opvangorganisatie gets a place more."""
    for nth in range(ACCOUNTS):
        await dienst.add_plaatsen({}, opvang=await dienst.as_rol("opvang", nth=nth))


async def overtake(running: RunningCluster, volgnummer: int) -> None:
    """Other things happen in the restored country, until its numbers are past this one."""
    app, owner = (make_url("127.0.0.1", running.cluster.port, role, NAME) for role in (ROLES[1], ROLES[0]))
    async with serve(app, owner, ticking=False) as other:
        while await count_facts(other) <= volgnummer:
            await other.add_plaatsen({"personenMax": 2}, opvang=await other.as_rol("opvang", nth=ACCOUNTS))


async def restore_under_screens(folder: Path) -> Teruggezet:
    archive, backup = folder / "archive", folder / "backup"
    options = archive_to(archive)
    async with make_ground(folder / "server", NAME, options) as ground, look_through(ground) as dienst:
        chance = random.Random(27)
        tokens = [(await dienst.token("opvang", nth=n))[0] for n in range(ACCOUNTS) for _ in range(PER_ACCOUNT)]
        schermen = [Scherm(dienst.url, token, partial(wachttijd, chance=chance)) for token in tokens]
        await asyncio.to_thread(ground.copy_to, backup, following=False)
        async with watch_together(schermen):
            own = [len(scherm.beeld.of("plaats")) for scherm in schermen]
            await add_for_each(dienst)
            await mark(ground)
            await add_for_each(dienst)
            await until(lambda: [len(s.beeld.of("plaats")) - 2 for s in schermen] == own, 30)
            known = await count_facts(dienst)
            await archive_all(ground, archive)
            ground.running.stop("immediate")
            running = await put_back(backup, archive)
            await overtake(running, known)
            ground.take_over(running)
            return await _look(ground, dienst, schermen)


def look_through(ground: Ground) -> AbstractAsyncContextManager[Dienst]:
    """A node on the address that stays."""
    return serve(ground.url(ROLES[1], NAME), ground.url(ROLES[0], NAME), ticking=False)


async def _look(ground: Ground, dienst: Dienst, schermen: list[Scherm]) -> Teruggezet:
    """Once every screen has heard up to where it is true, compare it with one that a node gives that knows no past."""
    back_at = time.monotonic()
    await dienst.owner.engine.dispose()
    await until(lambda: all(scherm.heard_since(back_at, "bezetting", "stand") for scherm in schermen), 60)
    within_s, phantoms = time.monotonic() - back_at, 0
    async with look_through(ground) as newborn:
        for nth in range(ACCOUNTS):
            true = (await fresh(newborn, "opvang", nth=nth)).things
            for scherm in schermen[nth * PER_ACCOUNT : (nth + 1) * PER_ACCOUNT]:
                held = scherm.beeld.things
                phantoms += sum(held.get(key) != true.get(key) for key in held.keys() | true.keys())
    return Teruggezet(schermen, phantoms, {str(scherm.beeld.epoch) for scherm in schermen}, within_s)


async def test_after_a_restore_every_screen_reloads_and_none_keeps_what_never_was(tmp_path: Path) -> None:
    found = await restore_under_screens(tmp_path)
    report(
        f"T27 teruggezet tot een moment onder {len(found.schermen)} schermen, de nummers al voorbij: {found.phantoms} "
        f"spookbeelden, iedereen opnieuw geladen binnen {found.within_s:.1f} s"
    )
    assert found.phantoms == 0
    assert all(scherm.stands == 2 for scherm in found.schermen)
    (epoch,) = found.epochs
    assert epoch.split(".")[1] == "2"


async def test_without_the_timeline_in_the_epoch_screens_keep_what_never_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The wall removed: only the uuid that stands in the database, which is put back with it."""
    monkeypatch.setattr(stand, "STEMPEL", WITHOUT)
    found = await restore_under_screens(tmp_path)
    report(f"T27 met alleen de uuid als epoch: {found.phantoms} spookbeelden op {len(found.schermen)} schermen")
    assert found.phantoms
