"""A screen that opens is a look; one that comes back is the same look; and one that cannot be written down shows nothing."""

import asyncpg

from tests.conftest import Urls
from tests.land import Dienst, Json
from tests.live.client import fresh, watch

TRIES = 5
WENT_WRONG = {1006, 1011, 1013}


async def test_a_screen_that_comes_back_is_one_look(dienst: Dienst) -> None:
    for rol in ("opvang", "coordinator", "landelijk"):
        for _ in range(TRIES):
            await fresh(dienst, rol)
    rows = await dienst.sql("SELECT rol, onderwerp_soort, uitkomst, oorsprong FROM inzagelog WHERE handeling = 'live'")
    assert sorted(row.rol for row in rows) == ["coordinator", "landelijk", "opvang"]
    assert {(row.onderwerp_soort, row.uitkomst, len(row.oorsprong)) for row in rows} == {("scherm", "getoond", 16)}


async def test_a_screen_is_shown_nothing_when_the_line_cannot_be_written(dienst: Dienst, kaal: Urls) -> None:
    connection = await asyncpg.connect(kaal.migrator, ssl=False)
    await connection.execute("SET ROLE capaciteit_schrijver")
    await connection.execute("REVOKE EXECUTE ON FUNCTION append_inzage(jsonb) FROM capaciteit_app")
    await connection.close()
    told: list[Json] = []
    async with watch(dienst, "opvang") as kijker:
        assert await kijker.closed(told=told) in WENT_WRONG
    assert told == []
