"""Hours that are over are added up once, from the logboek, however long nobody did."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from capacity_service.actions import keep_historie as module
from capacity_service.actions.keep_historie import keep_historie
from capacity_service.domain.historie import LAND, UUR, floor_uur
from capacity_service.store import historie
from tests.klok import Klok
from tests.land import Dienst, Json
from tests.store.test_tikken import fill_one

ZWOLLE = "GM0193"
BEGIN = floor_uur(datetime.now(UTC)) + timedelta(hours=5, minutes=30)
"""Later than the first facts of every database here, and not so much later that there is a lot to add up."""
HOURS = "SELECT * FROM uurcijfer ORDER BY reeks, kijker, uur"


async def keep_all(dienst: Dienst) -> int:
    uren = 0
    while more := await keep_historie(dienst.database):
        uren += more
    return uren


async def begin(klok: Klok, dienst: Dienst) -> list[Json]:
    """Two places, and all that was before added up; it is half past."""
    await klok.move_to(BEGIN - 2 * UUR)
    plaatsen = await dienst.add_plaatsen({}, {})
    await klok.move_to(BEGIN)
    await keep_all(dienst)
    return plaatsen


async def read_hours(dienst: Dienst, reeks: str = ZWOLLE) -> list[tuple[datetime, float, float, int]]:
    rows = await dienst.sql(
        "SELECT * FROM uurcijfer WHERE reeks = :reeks AND uur >= :van ORDER BY uur", reeks=reeks, van=BEGIN - UUR
    )
    return [(row.uur, round(row.seconden), round(row.vrij / row.seconden, 2), row.laagst) for row in rows]


async def test_an_hour_is_added_up_a_minute_after_it_is_over(klok: Klok, dienst: Dienst) -> None:
    plaats, _ = await begin(klok, dienst)
    await klok.move_to(BEGIN + timedelta(minutes=15))
    await fill_one(klok, dienst, plaats["id"])
    await klok.move_to(BEGIN + timedelta(minutes=30, seconds=30))
    assert await keep_historie(dienst.database) == 0, "somebody may still be committing a fact of that hour"
    await klok.move_to(BEGIN + timedelta(minutes=31, seconds=5))
    assert await keep_historie(dienst.database) == 1
    hour = floor_uur(BEGIN)
    assert (await read_hours(dienst))[-1] == (hour, 3600, 1.75, 1)
    (country,) = [each for each in await read_hours(dienst, LAND) if each[0] == hour]
    assert country[1] == 3600
    rows = await dienst.sql("SELECT sum(vrij) AS vrij FROM uurcijfer WHERE uur = :uur AND reeks <> 'NL'", uur=hour)
    assert country[2] == round(rows[0].vrij / 3600, 2)
    assert await keep_historie(dienst.database) == 0


async def test_an_absence_of_days_is_made_up_in_pieces_and_comes_to_the_same(
    klok: Klok, dienst: Dienst, monkeypatch: pytest.MonkeyPatch
) -> None:
    plaats, _ = await begin(klok, dienst)
    await klok.move_to(BEGIN + timedelta(days=1))
    await fill_one(klok, dienst, plaats["id"])
    await klok.move_to(BEGIN + timedelta(days=3))
    monkeypatch.setattr(module, "RIJEN_ENOUGH", 100)
    pieces = 0
    while await keep_historie(dienst.database):
        pieces += 1
    kept = await dienst.sql(HOURS)
    assert pieces > 20
    assert len(await read_hours(dienst)) == 72
    await dienst.sql("DELETE FROM uurcijfer")
    monkeypatch.undo()
    await keep_all(dienst)
    assert await dienst.sql(HOURS) == kept


async def test_of_two_nodes_one_adds_up(klok: Klok, dienst: Dienst) -> None:
    await begin(klok, dienst)
    await klok.move_to(BEGIN + timedelta(hours=6))
    done = await asyncio.gather(*(keep_historie(dienst.database) for _ in range(4)))
    assert sum(done) == 6
    async with dienst.database.transaction(None) as tx:
        assert await historie.lock(tx)
        assert await keep_historie(dienst.database) == 0
