"""What ran before there were clocks gets them as if it had had them all along, and nothing else does."""

import asyncpg
import pytest

from capacity_service.actions import wind_clocks as action
from capacity_service.actions.fire_termijnen import fire_termijnen
from capacity_service.actions.wind_clocks import wind_clocks
from capacity_service.store import termijnen
from capacity_service.store.database import connect_to
from tests.actions.clocked import HOUR, WITHOUT_INSTRUMENT, Verhaal
from tests.actions.scene import post
from tests.faults.shortfalls import check_shortfalls
from tests.klok import Klok
from tests.land import Dienst, expect

CLOCKS = "SELECT soort, sleutel, op FROM termijn WHERE soort = ANY(:wound) ORDER BY 1, 2"
FORGET = "DELETE FROM termijn WHERE soort = ANY(:wound)"
WOUND = sorted(termijnen.WOUND)


@pytest.fixture
async def verhaal(klok: Klok, dienst: Dienst) -> Verhaal:
    """One of each that runs: without a place, reserved, confirmed, inside, inside without an aanvraag, a place that is out."""
    verhaal = Verhaal(klok, dienst)
    plaatsen = await dienst.add_plaatsen(*[{}] * 7)
    inside = await verhaal.reserve(veiligheid=WITHOUT_INSTRUMENT)
    await verhaal.arrive(inside)
    await verhaal.confirm(await verhaal.reserve())
    gone = await verhaal.reserve()
    expect(
        await gone.coordinator.post(f"/aanvragen/{gone.aanvraag['id']}/intrekking", json={"reden": "zelf_opgelost"}),
        200,
    )
    await verhaal.reserve()
    await verhaal.submit(huishouden={"volwassenen": 20, "kinderen": [], "behoeften": []})
    taken = {row.plaats_id for row in await dienst.sql("SELECT plaats_id FROM claim")}
    bezet, out, *_ = [one["id"] for one in plaatsen if one["id"] not in map(str, taken)]
    await verhaal.put(bezet, "bezet")
    await verhaal.put(out, "buiten_gebruik", reden="brand", feit=True, verwachtTotOp=await verhaal.in_time(5 * HOUR))
    return verhaal


async def test_whatever_runs_gets_the_clocks_that_it_would_have_had(verhaal: Verhaal) -> None:
    before = await verhaal.dienst.sql(CLOCKS, wound=WOUND)
    assert len({row.soort for row in before}) >= 10
    await verhaal.dienst.sql(FORGET, wound=WOUND)
    assert await wind_clocks(verhaal.dienst.database) == len({row.sleutel for row in before})
    assert await verhaal.dienst.sql(CLOCKS, wound=WOUND) == before


async def test_looking_again_finds_nothing_and_records_nothing(
    verhaal: Verhaal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However few are wound in one transaction."""
    monkeypatch.setattr(action, "AT_ONCE_MAX", 2)
    await verhaal.dienst.sql(FORGET, wound=WOUND)
    assert await wind_clocks(verhaal.dienst.database) > 2
    before = await verhaal.dienst.sql("SELECT volgnummer FROM sequencer")
    assert await wind_clocks(verhaal.dienst.database) == 0
    assert await verhaal.dienst.sql("SELECT volgnummer FROM sequencer") == before


async def test_what_ran_out_long_ago_is_a_shortfall_since_then_and_told_once(verhaal: Verhaal) -> None:
    await verhaal.dienst.sql(FORGET, wound=WOUND)
    await verhaal.klok.forward(30 * HOUR)
    await wind_clocks(verhaal.dienst.database)
    await fire_termijnen(verhaal.dienst.database)
    assert {"plaatsing_te_laat", "overdracht_in_ontbreekt", "buiten_gebruik_te_lang"} <= await verhaal.open_norms()
    told = await verhaal.told()
    await wind_clocks(verhaal.dienst.database)
    await fire_termijnen(verhaal.dienst.database)
    assert await verhaal.told() == told
    async with verhaal.dienst.owner.transaction(None, snapshot=True) as tx:
        assert await check_shortfalls(tx) == []


async def test_what_somebody_holds_is_left_to_them(verhaal: Verhaal) -> None:
    (row,) = await verhaal.dienst.sql("SELECT id FROM aanvraag WHERE status = 'zonder_plaats'")
    await verhaal.dienst.sql(FORGET, wound=WOUND)
    connection = await asyncpg.connect(**connect_to(verhaal.klok.url))
    async with connection.transaction():
        await connection.execute("SELECT 1 FROM aanvraag WHERE id = $1 FOR UPDATE", row.id)
        await wind_clocks(verhaal.dienst.database)
        assert await verhaal.dienst.sql("SELECT 1 FROM termijn WHERE sleutel = :id", id=row.id) == []
    await connection.close()
    assert await wind_clocks(verhaal.dienst.database) == 1
    assert len(await verhaal.dienst.sql("SELECT 1 FROM termijn WHERE sleutel = :id", id=row.id)) == 5


async def test_who_has_nothing_to_wait_for_gets_no_clock(klok: Klok, dienst: Dienst) -> None:
    """Seen by the house and not confirmed yet: its term is armed by hand, the ladder is that of the aanvraag."""
    verhaal = Verhaal(klok, dienst)
    await dienst.add_plaatsen({})
    one = await verhaal.reserve()
    expect(await post(one.opvang, one.plaatsing, "acceptatie"), 200)
    before = await dienst.sql(CLOCKS, wound=WOUND)
    assert await wind_clocks(dienst.database) == 1
    assert await dienst.sql(CLOCKS, wound=WOUND) == before
