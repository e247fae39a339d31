import time
from collections.abc import AsyncIterator

import pytest

from capacity_service.live import versheid as live_versheid
from capacity_service.live.versheid import NEVER, Versheid
from capacity_service.store.database import Database
from tests.conftest import Urls


@pytest.fixture
async def database(kaal: Urls) -> AsyncIterator[Database]:
    database = Database(kaal.app, size=1)
    yield database
    await database.close()


def beaten(*beats: tuple[int, float]) -> Versheid:
    """What a node knows of its own beats: slag, and how many seconds ago it began to."""
    versheid, now = Versheid(Database("postgresql://nobody@127.0.0.1/nothing")), time.monotonic()
    for slag, ago in beats:
        versheid.note_beat(slag, now - ago)
    return versheid


@pytest.mark.parametrize(
    ("slag", "age"),
    [
        pytest.param(12, 1, id="the last beat"),
        pytest.param(99, 1, id="beats of other nodes after it"),
        pytest.param(11, 4, id="the beat before, of another node"),
        pytest.param(10, 4, id="the beat before"),
        pytest.param(9, float("inf"), id="from before this node began"),
    ],
)
def test_a_view_is_as_old_as_the_last_own_beat_in_it(slag: int, age: float) -> None:
    versheid = beaten((10, 4), (12, 1))
    versheid.note_view(slag)
    assert versheid.age_s == pytest.approx(age, abs=0.5)
    assert versheid.is_fresh == (age < 5)


def test_without_a_view_nothing_is_fresh() -> None:
    assert not beaten((10, 0)).is_fresh


def test_a_view_that_stands_still_gets_old_however_often_it_is_read() -> None:
    versheid = beaten((10, 4.9))
    versheid.note_view(10)
    assert versheid.is_fresh
    time.sleep(0.2)
    versheid.note_beat(11, time.monotonic())
    versheid.note_view(10)
    assert not versheid.is_fresh


def test_an_older_view_after_a_newer_one_is_not_taken_for_the_newer_one() -> None:
    versheid = beaten((10, 9), (12, 0))
    versheid.note_view(12)
    versheid.note_view(10)
    assert not versheid.is_fresh


def test_after_a_restore_the_beats_of_before_make_nothing_fresh() -> None:
    """The slag falls back, and rises past what this node remembers of the other history."""
    versheid = beaten((100, 20), (101, 19))
    versheid.note_view(95)
    assert versheid.age_s == -NEVER
    versheid.note_beat(96, time.monotonic())
    versheid.note_view(96)
    assert versheid.is_fresh
    versheid.note_view(101)
    assert versheid.is_fresh


async def test_a_node_beats_as_long_as_it_runs(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_versheid, "BEAT_EVERY_S", 0.02)
    versheid = Versheid(database)
    await versheid.start()
    first = await read_slag(database)
    while await read_slag(database) < first + 3:
        pass
    await versheid.stop()
    last = await read_slag(database)
    versheid.note_view(last)
    assert versheid.is_fresh
    assert await read_slag(database) == last


async def test_without_a_database_it_starts_and_is_not_fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_versheid, "BEAT_EVERY_S", 0.02)
    versheid = Versheid(Database("postgresql://nobody@127.0.0.1:9/nothing"))
    await versheid.start()
    assert not versheid.is_fresh
    await versheid.stop()


async def read_slag(database: Database) -> int:
    async with database.transaction(None) as tx:
        (row,) = await tx.sql("SELECT slag FROM hartslag")
    return int(row.slag)
