"""The whole service for a night, with real input at ten times the national rate; afterwards nothing may be off."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from tests.conftest import Urls
from tests.faults.invariants import check_facts, check_invariants
from tests.land import Dienst, serve
from tests.live.client import fresh
from tests.store.today import compare_replay
from tests.stories.listener import Listener
from tests.stories.night import Night

ROLLEN = ("coordinator", "opvang", "gemeente", "landelijk")
CUTS_EVERY_S = 1.5


async def test_a_night_at_ten_times_the_national_rate_leaves_nothing_off(
    vol: Urls, capsys: pytest.CaptureFixture[str]
) -> None:
    async with serve(vol.app, vol.migrator) as dienst:
        started = time.monotonic()
        night = Night(dienst)
        listeners = {rol: Listener(dienst, rol) for rol in ROLLEN}
        traveller = Listener(dienst, "opvang", nth=1)
        for listener in (*listeners.values(), traveller):
            await listener.connect()
        await night.prepare()
        async with _travelling(traveller):
            await night.live()
        await _settle(dienst)
        listeners["opvang onderweg"] = traveller
        await traveller.cut()
        await traveller.connect()
        off = {rol: await _compare(dienst, listener) for rol, listener in listeners.items()}
        for listener in listeners.values():
            await listener.cut()
        faults = await check_invariants(vol.migrator) + await check_facts(vol.migrator)
        faults += await _check_acknowledged(dienst, night)
        async with dienst.database.transaction(None, snapshot=True) as tx:
            faults += await compare_replay(tx)
        with capsys.disabled():
            _tell(night, listeners, time.monotonic() - started, len(faults))
    assert faults == []
    assert off == {rol: [] for rol in listeners}
    assert [status for status in night.statuses if status >= 500] == []
    assert traveller.soorten["hersteld"] >= 5
    assert night.counted["aanvraag"] > 200
    for happened in (
        "aankomst",
        "verlenging",
        "einde",
        "doorplaatsing",
        "terugmelding",
        "verlopen",
        "intrekking",
        "zonder_plaats",
    ):
        assert night.counted[happened] > 0, happened


@asynccontextmanager
async def _travelling(listener: Listener) -> AsyncIterator[None]:
    """In and out of tunnels all night."""

    async def travel() -> None:
        while True:
            await asyncio.sleep(CUTS_EVERY_S)
            await listener.cut()
            await listener.connect()

    going = asyncio.create_task(travel())
    try:
        yield
        assert not going.done(), "de reiziger kwam de tunnel niet meer uit"
    finally:
        going.cancel()
        await asyncio.gather(going, return_exceptions=True)


async def _settle(dienst: Dienst) -> None:
    """Wait for the clock to have recorded every lapse."""
    for _ in range(100):
        if not await dienst.sql("SELECT 1 FROM termijn WHERE op <= clock_timestamp()"):
            return
        await asyncio.sleep(0.1)
    raise AssertionError("verlopen termijnen zijn na 10 seconden niet vastgelegd")


async def _compare(dienst: Dienst, listener: Listener) -> list[str]:
    """What a screen kept since the evening against a screen that opens now."""
    now = await fresh(dienst, listener.rol, nth=listener.nth)
    return await listener.compare(now)


async def _check_acknowledged(dienst: Dienst, night: Night) -> list[str]:
    """I2: whatever was acknowledged is there, once, and what was confirmed still shows when."""
    rows = await dienst.sql("SELECT CAST(id AS text) AS id FROM aanvraag")
    there = sorted(row.id for row in rows)
    faults = [] if there == sorted(night.ids) else [f"I2: {len(night.ids)} aanvragen bevestigd, {len(there)} bewaard."]
    rows = await dienst.sql("SELECT CAST(id AS text) AS id FROM plaatsing WHERE bevestigd_op IS NOT NULL")
    lost = night.confirmed - {row.id for row in rows}
    return faults + [f"I2: bevestigde plaatsing {key} is weg." for key in sorted(lost)]


def _tell(night: Night, listeners: dict[str, Listener], seconds: float, faults: int) -> None:
    frames = {rol: listener.soorten.total() for rol, listener in listeners.items()}
    print(f"\neen nacht: N={night.statuses.total()} verzoeken in {seconds:.0f} s, {faults} fouten")  # noqa: T201
    print(f"  {dict(night.counted.most_common())}")  # noqa: T201
    print(f"  antwoorden {dict(night.statuses)}; live-berichten {frames}")  # noqa: T201
