"""T19: a tick meets a lock that somebody holds for a minute. The other clocks go on, the log says what waits."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import pytest
import structlog

from capacity_service.actions import fire_steps, fire_termijnen, lapse_reserveringen
from capacity_service.store import plaatsen
from capacity_service.store.database import Transactie, connect_to
from capacity_service.timers import schedule
from tests.conftest import Urls
from tests.faults.figures import LONG, report
from tests.land import Dienst, expect, make_aanvraag, serve

pytestmark = pytest.mark.faults

HELD_S = 60 if LONG else 4
OTHERS_S = 3.0
REQUEST_WAITS_S = 5
AFTER_S = 8.0
ALARM_S = 60 if LONG else HELD_S
HELD = {
    "centrumgemeente": "SELECT 1 FROM centrumgemeente WHERE code = 'GM0193' FOR UPDATE",
    "aanvraag": "SELECT 1 FROM aanvraag WHERE id = (SELECT min(id::text)::uuid FROM aanvraag) FOR UPDATE",
    "afwegen": "SELECT pg_advisory_xact_lock(hashtext('afwegen'))",
}
WAITS = {"centrumgemeente": {"plaats_onbevestigd"}, "aanvraag": {"rood_landelijk"}, "afwegen": {"reservering_vervalt"}}
DUE = "UPDATE termijn SET op = clock_timestamp() + interval '1 second' WHERE soort = ANY(:soorten)"
LEFT = (
    "SELECT DISTINCT soort FROM termijn WHERE gevuurd_op IS NULL AND op <= clock_timestamp() AND soort = ANY(:soorten)"
)
KINDS = ["plaats_onbevestigd", "rood_landelijk", "reservering_vervalt"]


@asynccontextmanager
async def hold(urls: Urls, statement: str) -> AsyncIterator[None]:
    """Somebody takes this lock, and hangs."""
    connection = await asyncpg.connect(**connect_to(urls.migrator))
    try:
        async with connection.transaction():
            await connection.execute("SELECT set_config('capaciteit.context', 'dienst', true)")
            await connection.execute(statement)
            yield
    finally:
        await connection.close()


async def prepare(dienst: Dienst) -> None:
    """Two households without a place, a place too small in Zwolle and one in Ede that nobody saw, a reservering in Almere."""
    coordinator = await dienst.as_rol("coordinator")
    for _ in range(2):
        crowd = {"volwassenen": 20, "kinderen": [], "behoeften": []}
        expect(await coordinator.post("/aanvragen", json=make_aanvraag(huishouden=crowd)), 201)
    await dienst.add_plaatsen({"centrumgemeente": "GM0034"})
    expect(await coordinator.post("/aanvragen", json=make_aanvraag()), 201)
    await dienst.add_plaatsen({"centrumgemeente": "GM0193", "personenMax": 1}, {"centrumgemeente": "GM0228"})
    await dienst.sql("UPDATE plaats SET bevestigd_op = bevestigd_op - interval '25 hours'")
    for table in ("claim", "plaatsing"):
        await dienst.sql(
            f"UPDATE {table} SET verloopt_op = clock_timestamp() + interval '1 second'"  # noqa: S608 - two names of ours
            " WHERE verloopt_op < 'infinity'"
        )
    await dienst.sql(DUE, soorten=KINDS)


async def read_left(dienst: Dienst) -> set[str]:
    return {row.soort for row in await dienst.sql(LEFT, soorten=KINDS)}


async def wait_until_left(dienst: Dienst, left: Iterable[str], within_s: float) -> float:
    """Seconds until only these kinds wait; `within_s` at most."""
    start = time.monotonic()
    while (spent := time.monotonic() - start) < within_s:
        if await read_left(dienst) == set(left):
            break
        await asyncio.sleep(0.05)
    return spent


async def measure(urls: Urls, held: str) -> tuple[float, float, list[Any]]:
    """Seconds past their instant until the others had fired, seconds after the release until the rest had, the log."""
    async with serve(urls.app, urls.migrator) as dienst:
        with structlog.testing.capture_logs() as told:
            await prepare(dienst)
            async with hold(urls, HELD[held]):
                start = time.monotonic()
                await asyncio.sleep(1)
                others = await wait_until_left(dienst, WAITS[held], HELD_S - 1)
                await asyncio.sleep(max(0.0, HELD_S - (time.monotonic() - start)))
                assert await read_left(dienst) >= WAITS[held]
            rest = await wait_until_left(dienst, [], AFTER_S)
        fired_once = await dienst.sql(
            "SELECT count(*) AS n FROM melding WHERE soort = 'rood_landelijk' GROUP BY onderwerp HAVING count(*) > 1"
        )
        assert fired_once == []
    return others, rest, [line for line in told if line["event"] == "termijnen lopen achter"]


@pytest.mark.parametrize("held", HELD if LONG else ["centrumgemeente"])
async def test_t19_what_hangs_on_a_lock_keeps_nothing_else_waiting(
    kaal: Urls, monkeypatch: pytest.MonkeyPatch, held: str
) -> None:
    if not LONG:
        monkeypatch.setattr(schedule, "BEHIND_S", 1)
        monkeypatch.setattr(schedule, "WATCH_S", 1)
    others, rest, alarms = await measure(kaal, held)
    report(
        f"T19 slot op {held}, {HELD_S} s vast: de andere klokken {others:.1f} s te laat, de rest {rest:.1f} s na het slot,"
        f" {len(alarms)} regels in het log"
    )
    assert others < OTHERS_S
    assert rest < AFTER_S
    assert {alarm["termijnsoort"] for alarm in alarms} == WAITS[held]


async def test_t19_a_tick_that_waits_for_its_locks_keeps_everybody_waiting(
    kaal: Urls, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The walls removed: the locks of a tick are waited for, as long as a request waits for its own."""

    async def wait_for(tx: Transactie, codes: Iterable[str]) -> set[str]:
        await plaatsen.lock_streken(tx, codes)
        return set(codes)

    for module in (fire_termijnen, fire_steps, lapse_reserveringen):
        monkeypatch.setattr(module, "lock_free_streken", wait_for)
    monkeypatch.setattr(fire_termijnen, "LOCK_WAIT_MS", REQUEST_WAITS_S * 1000)
    others, _, _ = await measure(kaal, "centrumgemeente")
    report(f"T19 zonder muren: de andere klokken {others:.1f} s te laat")
    assert others >= min(HELD_S, REQUEST_WAITS_S) - 1.5
