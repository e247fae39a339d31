"""Rights are asked of everybody when they may have changed, and not each second."""

import asyncio
from datetime import datetime, timedelta

import pytest

from capacity_service.live import hub as live_hub
from capacity_service.store.database import Database, Transactie
from capacity_service.store.toegang import Houdbaar, look_at_rechten, read_live
from tests.conftest import Urls
from tests.land import Dienst, Json, expect, make_aanvraag, serve
from tests.live.client import watch


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """About how many sessions was asked, each time."""
    counts: list[int] = []

    async def count(tx: Transactie, hashes: list[bytes]) -> dict[bytes, Houdbaar]:
        counts.append(len(hashes))
        return await read_live(tx, hashes)

    monkeypatch.setattr(live_hub, "read_live", count)
    monkeypatch.setattr(live_hub, "RIGHTS_S", 0.02)
    return counts


async def looked(monkeypatch: pytest.MonkeyPatch, times: int) -> None:
    """Until the hub has looked so many times more."""
    seen = 0
    done = asyncio.Event()

    async def count(database: Database) -> tuple[int, datetime]:
        nonlocal seen
        seen += 1
        if seen > times:
            done.set()
        return await look_at_rechten(database)

    with monkeypatch.context() as patched:
        patched.setattr(live_hub, "look_at_rechten", count)
        async with asyncio.timeout(10):
            await done.wait()


async def test_while_nothing_changes_nobody_is_asked_for_and_who_comes_is(
    dienst: Dienst, monkeypatch: pytest.MonkeyPatch, asked: list[int]
) -> None:
    async with watch(dienst, "gemeente") as kijker:
        await kijker.receive()
        await looked(monkeypatch, 2)
        asked.clear()
        await looked(monkeypatch, 5)
        assert asked == []
        async with watch(dienst, "opvang") as other:
            await other.receive()
            await looked(monkeypatch, 2)
            assert asked == [1]
            await dienst.sql("UPDATE account SET naam = naam WHERE rol = 'landelijk'")
            await looked(monkeypatch, 2)
            assert asked == [1, 2]


@pytest.mark.parametrize("statement", ["DELETE FROM sessie", "UPDATE account SET ingetrokken_op = clock_timestamp()"])
async def test_rights_that_end_after_everybody_was_asked_end_the_socket(
    dienst: Dienst, monkeypatch: pytest.MonkeyPatch, asked: list[int], statement: str
) -> None:
    async with watch(dienst, "gemeente") as kijker:
        await kijker.receive()
        await looked(monkeypatch, 2)
        assert asked == [1]
        await dienst.sql("DELETE FROM live_ticket")
        await dienst.sql(statement)
        assert await kijker.closed(within=2) == 4003


async def test_nothing_is_told_to_whose_rights_ended_since_the_round_before(
    kaal: Urls, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_hub, "RIGHTS_S", 3600)
    async with serve(kaal.app, kaal.migrator, ticking=False) as dienst, watch(dienst, "opvang") as kijker:
        await kijker.receive()
        opvang, coordinator = await dienst.as_rol("opvang"), await dienst.as_rol("coordinator")
        await dienst.add_plaatsen({}, opvang=opvang)
        await kijker.until(lambda frame: frame["soort"] == "bezetting")
        told: list[Json] = []
        await dienst.sql("UPDATE account SET ingetrokken_op = clock_timestamp() WHERE rol = 'opvang'")
        expect(await coordinator.post("/aanvragen", json=make_aanvraag()), 201)
        assert (await kijker.closed(within=2, told=told), told) == (4003, [])


async def test_a_session_whose_own_time_runs_out_ends_though_nothing_changes(
    dienst: Dienst, monkeypatch: pytest.MonkeyPatch, asked: list[int]
) -> None:
    async with watch(dienst, "gemeente") as kijker:
        await kijker.receive()
        await dienst.sql(
            "UPDATE sessie SET uiterlijk_op = op, verloopt_op = op FROM (SELECT clock_timestamp() + interval '6 seconds' AS op) AS z"
        )
        await looked(monkeypatch, 2)
        asked.clear()
        await kijker.say({"soort": "opnieuw"})
        assert (await kijker.receive())["soort"] == "stand"
        assert await kijker.closed(within=8) == 4003
    assert len(asked) == 1


@pytest.mark.parametrize("wall", [True, False])
async def test_what_no_trigger_tells_is_found_within_a_minute(
    kaal: Urls, monkeypatch: pytest.MonkeyPatch, *, wall: bool
) -> None:
    """With and without the wall, which is a minute high."""
    monkeypatch.setattr(live_hub, "RIGHTS_S", 0.02)
    monkeypatch.setattr(live_hub, "ASK_ALL", timedelta(seconds=0.1) if wall else timedelta(days=1))
    async with serve(kaal.app, kaal.migrator, ticking=False) as dienst, watch(dienst, "gemeente") as kijker:
        await kijker.receive()
        await looked(monkeypatch, 2)
        await dienst.sql("ALTER TABLE sessie DISABLE TRIGGER sessie_ends")
        await dienst.sql("UPDATE sessie SET verloopt_op = clock_timestamp()")
        if wall:
            assert await kijker.closed(within=2) == 4003
        else:
            await looked(monkeypatch, 20)
            await kijker.say({"soort": "opnieuw"})
            assert (await kijker.receive())["soort"] == "stand"
