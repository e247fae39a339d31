"""A tik is recorded once for all nodes, when its boundary has passed, and shows how things stood then."""

import asyncio
import json
from datetime import UTC, datetime, timedelta

import pytest

from capacity_service.actions.record_tik import record_tik
from capacity_service.domain.openheid import Openheid
from capacity_service.store.check import verify_chain
from tests.klok import Klok
from tests.land import Dienst, Json
from tests.openheid import ZWOLLE, put_in_force, row_of

TUESDAY = datetime(2027, 3, 2, 13, 20, tzinfo=UTC)
"""14:20 in Amsterdam."""
MINUTE = timedelta(minutes=1)


async def read_tikken(dienst: Dienst) -> list[Json]:
    rows = await dienst.sql("SELECT feit FROM logboek WHERE soort = 'tik' ORDER BY volgnummer")
    return [json.loads(row.feit) for row in rows]


async def test_without_ticks_in_force_nothing_is_recorded(dienst: Dienst) -> None:
    assert not await record_tik(dienst.database)
    assert await read_tikken(dienst) == []


async def test_a_tik_holds_how_it_was_at_its_boundary_however_late_it_is_recorded(klok: Klok, dienst: Dienst) -> None:
    await klok.move_to(TUESDAY - timedelta(hours=1))
    await dienst.add_plaatsen({}, {})
    await put_in_force(dienst, Openheid.getikt)
    await klok.move_to(TUESDAY - 3 * MINUTE)
    await dienst.add_plaatsen({})
    await klok.move_to(TUESDAY)
    assert await record_tik(dienst.database)
    (tik,) = await read_tikken(dienst)
    assert (tik["op"], tik["volgendeOp"]) == ("2027-03-02T13:15:00Z", "2027-03-02T13:30:00Z")
    assert row_of(tik, ZWOLLE)["vrij"] == 2
    await klok.move_to(TUESDAY + 10 * MINUTE)
    assert await record_tik(dienst.database)
    assert row_of((await read_tikken(dienst))[1], ZWOLLE)["vrij"] == 3


@pytest.mark.parametrize(("niveau", "minuten"), [(Openheid.getikt, 60), (Openheid.landelijk, 15)])
async def test_twenty_nodes_that_look_at_once_record_one_tik(
    klok: Klok, dienst: Dienst, niveau: Openheid, minuten: int
) -> None:
    await klok.move_to(TUESDAY)
    await put_in_force(dienst, niveau, minuten)
    done = await asyncio.gather(*[record_tik(dienst.database) for _ in range(20)])
    assert sum(done) == 1
    assert not await record_tik(dienst.database)
    await klok.forward(timedelta(days=1))
    assert await record_tik(dienst.database)
    assert [tik["openheid"] for tik in await read_tikken(dienst)] == [str(niveau)] * 2
    assert await verify_chain(dienst.owner.url) == (
        [],
        (await dienst.sql("SELECT volgnummer FROM sequencer"))[0].volgnummer,
    )


async def test_another_level_has_a_tik_of_its_own_at_once(klok: Klok, dienst: Dienst) -> None:
    await klok.move_to(TUESDAY)
    for niveau in (Openheid.getikt, Openheid.landelijk, Openheid.volledig, Openheid.getikt):
        await put_in_force(dienst, niveau)
        assert await record_tik(dienst.database)
        assert not await record_tik(dienst.database)
    assert [tik["openheid"] for tik in await read_tikken(dienst)] == ["getikt", "landelijk", "volledig", "getikt"]


async def test_landelijk_records_the_average_of_the_week_before_and_what_is_inzetbaar_at_midnight(
    klok: Klok, dienst: Dienst
) -> None:
    await klok.move_to(TUESDAY - timedelta(days=8))
    await dienst.add_plaatsen({}, {}, {}, {})
    await klok.move_to(TUESDAY - timedelta(hours=2))
    await dienst.add_plaatsen({}, {})
    await put_in_force(dienst, Openheid.landelijk)
    await klok.move_to(TUESDAY)
    assert await record_tik(dienst.database)
    (tik,) = await read_tikken(dienst)
    assert tik["week"] == {"vanDatum": "2027-02-22", "totDatum": "2027-03-01"}
    row = row_of(tik, ZWOLLE)
    assert (row["inzetbaar"], row["gemiddeldVrijDerden"]) == (4, 3)
    assert tik["op"] == "2027-03-01T23:00:00Z"
