"""The watch over the trees: what it cannot do is told once, tried again, and holds nobody up."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import structlog

from capacity_service.domain.controlepunt import Boom
from capacity_service.sleutels import Sleutelbos, SleutelFout
from capacity_service.store.database import Database
from capacity_service.store.zegel import Bewijsmiddelen
from capacity_service.timers import keep_bomen
from capacity_service.timers.keep_bomen import AGAIN, Boomwacht
from tests.conftest import Urls
from tests.sleutelbos import KLUIS
from tests.store.boomscene import Bomen
from tests.store.scene import add_places


@pytest.fixture
async def bomen(kaal: Urls, tmp_path: Path) -> AsyncIterator[Bomen]:
    database = Database(kaal.app, size=4, kluis=KLUIS)
    yield Bomen(database, tmp_path / "punten")
    await database.close()


async def keep(wacht: Boomwacht, bomen: Bomen) -> list[str]:
    """One look; what the log tells of it."""
    with structlog.testing.capture_logs() as told:
        await wacht.keep_bomen(bomen.database)
    return [f"{line['soort']}: {line['oorzaak']}" for line in told]


async def test_both_trees_grow_and_are_signed_when_it_is_time(bomen: Bomen) -> None:
    wacht = Boomwacht(bomen.middelen)
    await add_places(bomen.database)
    for _ in range(2):
        assert await keep(wacht, bomen) == []
    assert [len(list(bomen.map_.read_all(boom))) for boom in Boom] == [1, 1]


async def test_at_a_clean_stop_what_was_recorded_last_is_signed(bomen: Bomen) -> None:
    wacht = Boomwacht(bomen.middelen)
    await keep(wacht, bomen)
    await add_places(bomen.database)
    await wacht.stop(bomen.database)
    before, after = bomen.map_.read_all(Boom.logboek)
    assert after.punt.grootte == before.punt.grootte + 64


async def test_a_stop_waits_for_nothing(bomen: Bomen, monkeypatch: pytest.MonkeyPatch) -> None:
    async def hang(*_: object, **__: object) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(keep_bomen, "STOP_S", 0.01)
    monkeypatch.setattr(keep_bomen, "grow_boom", hang)
    with structlog.testing.capture_logs() as told:
        await Boomwacht(bomen.middelen).stop(bomen.database)
    assert [line["reden"] for line in told] == ["TimeoutError"]


async def test_a_fault_is_told_once_and_again_every_five_minutes_and_when_it_is_another(bomen: Bomen) -> None:
    wacht = Boomwacht(bomen.middelen)
    bomen.folder.write_text("geen map")
    told = [len(await keep(wacht, bomen)) for _ in range(AGAIN + 1)]
    assert told == [2] + [0] * (AGAIN - 1) + [2]
    bomen.folder.unlink()
    assert await keep(wacht, bomen) == []
    assert bomen.map_.read_last(Boom.logboek) is not None


async def test_without_keys_nothing_grows_and_it_is_told(bomen: Bomen) -> None:
    def lose() -> Sleutelbos:
        raise SleutelFout("weg")

    wacht = Boomwacht(Bewijsmiddelen(lose, bomen.map_))
    assert await keep(wacht, bomen) == ["logboek: weg", "inzagelog: weg"]
    assert (await bomen.stam()).nummer == 0
