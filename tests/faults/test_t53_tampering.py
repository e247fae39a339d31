"""T53: a superuser of the database rewrites the past, in five ways. The next checkpoint is refused, and it is told why."""

import random
import shutil
import time
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

import pytest

from capacity_service.actions import grow_boom as growing
from capacity_service.actions.sign_controlepunt import sign_controlepunt
from capacity_service.domain.controlepunt import Boom
from capacity_service.domain.inzage import Rol
from capacity_service.domain.inzagelog import Inzage
from capacity_service.store.boom import Tegenspraak
from capacity_service.store.boomcontrole import Rondgang
from capacity_service.store.boomverslag import verify_boom
from capacity_service.store.check import KETENS, Keten, verify_chain
from capacity_service.store.database import Database
from capacity_service.store.embedded import Cluster
from tests.conftest import MakeDatabase, Urls
from tests.faults.figures import LONG, report
from tests.faults.tampering import DOELWITTEN, FIVE, Superuser, choose, keep_clean, put_back
from tests.sleutelbos import KLUIS
from tests.store.boomscene import Bomen, connect_superuser, look
from tests.store.scene import add_places, find_actor_of, submit

pytestmark = pytest.mark.faults

SEED, TIMES = 53, 10 if LONG else 1
LINES = 1_000 if LONG else 60
KETEN: dict[Boom, Keten] = dict(zip(Boom, KETENS, strict=True))


class Evidence:
    """Trees with several checkpoints over a country in which something happened, and who has every right in it."""

    def __init__(self, bomen: Bomen, urls: Urls, superuser: Superuser) -> None:
        self.bomen, self.urls, self.superuser = bomen, urls, superuser

    async def next_checkpoint(self, boom: Boom) -> str | None:
        """Why the next checkpoint is refused; None when it is signed. Its round begins anywhere, as after a start."""
        self.bomen.rondgangen[boom] = Rondgang()
        try:
            await self.bomen.grow(boom)
            await sign_controlepunt(self.bomen.database, boom, self.bomen.bos, self.bomen.map_)
        except Tegenspraak as error:
            return str(error)
        return None

    async def count(self, boom: Boom) -> int:
        return (await self.bomen.stam(boom)).tot

    async def self_check(self, boom: Boom) -> bool:
        """Whether the chain finds anything by itself."""
        faults, _ = await verify_chain(self.urls.app, KETEN[boom])
        return bool(faults)


@pytest.fixture(scope="module")
async def evidence(
    make_database: MakeDatabase, cluster: Cluster, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Evidence]:
    async with make_database("kaal") as urls:
        database = Database(urls.app, size=4, kluis=KLUIS)
        bomen = Bomen(database, tmp_path_factory.mktemp("punten"))
        house = await find_actor_of(database, Rol.opvang)
        superuser = await connect_superuser(cluster, urls)
        for part in range(4):
            await add_places(database, LINES // 8)
            await submit(database)
            for n in range(LINES // 8):
                await look(database, house, Inzage("read_contact", "plaatsing", UUID(int=n), "getoond"))
            if part < 3:
                for boom in Boom:
                    await bomen.keep(boom)
        for boom in Boom:
            await bomen.keep(boom)
        await keep_clean(superuser)
        yield Evidence(bomen, urls, superuser)
        await superuser.close()
        await database.close()


async def refill(bomen: Bomen, superuser: Superuser, boom: Boom) -> None:
    """The tree once more over what stands there now, by somebody who has the key of the leaves too."""
    for table in ("boomgroei", "boomvak"):
        await superuser.execute(f"DELETE FROM {table} WHERE boom = '{boom}'")
    before = bomen.map_.read_last(boom)
    assert before is not None
    while (await bomen.stam(boom)).grootte < before.punt.grootte:
        await bomen.grow(boom)


@pytest.mark.parametrize("boom", Boom)
@pytest.mark.parametrize("what", FIVE)
async def test_five_kinds_of_tampering_are_found_at_the_next_checkpoint(
    evidence: Evidence, boom: Boom, what: str
) -> None:
    chance, found, slowest = random.Random(SEED), 0, 0.0
    count = await evidence.count(boom)
    for _ in range(TIMES):
        await FIVE[what](evidence.superuser, DOELWITTEN[boom], choose(chance, what, count))
        if what.startswith("alles"):
            await refill(evidence.bomen, evidence.superuser, boom)
        begun = time.monotonic()
        refused = await evidence.next_checkpoint(boom)
        slowest = max(slowest, time.monotonic() - begun)
        found += refused is not None
        verslag = await verify_boom(evidence.urls.app, boom, evidence.bomen.middelen)
        assert verslag.fout is not None
        await put_back(evidence.superuser)
    report(
        f"T53: {boom}, {what}: {found} of {TIMES} found by the next checkpoint (within five minutes; {slowest:.2f} s of work,"
        f" {count} lines, seed {SEED})"
    )
    assert found == TIMES
    assert not await evidence.self_check(boom), "it was put back"


@pytest.mark.parametrize("boom", Boom)
async def test_by_itself_the_chain_does_not_find_a_lost_tail_nor_a_new_chain(evidence: Evidence, boom: Boom) -> None:
    """The wall removed: without tree and checkpoints, two of the five are never found (P10)."""
    found = {}
    count = await evidence.count(boom)
    for what, tamper in FIVE.items():
        await tamper(evidence.superuser, DOELWITTEN[boom], choose(random.Random(SEED), what, count))
        found[what] = await evidence.self_check(boom)
        await put_back(evidence.superuser)
    assert list(found.values()) == [True, True, False, True, False], found
    report(f"T53 control: the chain of the {boom} alone finds 3 of 5")


@pytest.mark.parametrize("boom", Boom)
async def test_without_the_file_outside_whoever_chains_all_again_is_not_found(
    evidence: Evidence, boom: Boom, tmp_path: Path
) -> None:
    """The wall removed: the same rewriting, and a service that has no earlier checkpoint to hold it against."""
    what = "alles opnieuw geketend"
    await FIVE[what](evidence.superuser, DOELWITTEN[boom], 5)
    await refill(evidence.bomen, evidence.superuser, boom)
    assert await evidence.next_checkpoint(boom) is not None
    outside, evidence.bomen.folder = evidence.bomen.folder, tmp_path
    try:
        assert await evidence.next_checkpoint(boom) is None
    finally:
        evidence.bomen.folder = outside
        await put_back(evidence.superuser)


@pytest.mark.parametrize("boom", Boom)
async def test_without_counting_again_an_old_line_that_was_changed_is_not_found(
    evidence: Evidence, boom: Boom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The wall removed: a checkpoint that looks at new lines only."""

    async def look_away(*_: object) -> tuple[int, bool]:
        return 0, True

    await FIVE["een regel gewijzigd"](evidence.superuser, DOELWITTEN[boom], 5)
    assert await evidence.next_checkpoint(boom) is not None
    monkeypatch.setattr(growing, "walk", look_away)
    outside, evidence.bomen.folder = evidence.bomen.folder, tmp_path / "kopie"
    shutil.copytree(outside, evidence.bomen.folder)
    try:
        assert await evidence.next_checkpoint(boom) is None
    finally:
        evidence.bomen.folder = outside
        await put_back(evidence.superuser)
