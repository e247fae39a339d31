"""T14: nobody runs while deadlines pass. At the next start each happens once, in order, marked late, and somebody is told."""

import asyncio
import contextlib
import time
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from capacity_service.actions.fire_termijnen import fire_termijnen
from capacity_service.store import termijnen
from tests.conftest import Urls
from tests.faults.deadlines import CROWD
from tests.faults.figures import LONG, report
from tests.faults.invariants import check_invariants
from tests.klok import Klok
from tests.land import Dienst, expect, make_aanvraag, serve

pytestmark = pytest.mark.faults

HOUSEHOLDS = 100 if LONG else 10
DOWN = timedelta(hours=25)
WITHIN_S = 5.0
PATIENCE_S = 60
LEFT = "SELECT count(*) AS n FROM termijn WHERE gevuurd_op IS NULL AND op <= clock_timestamp()"
DUE = "SELECT soort, sleutel, op FROM termijn WHERE gevuurd_op IS NULL AND op <= clock_timestamp() ORDER BY op"
TOLD = """
SELECT soort, rol, onderwerp, laat, dringend, termijn_op FROM melding
WHERE termijn_op < :up AND op >= :up ORDER BY id
"""
LADDER = ["rood_landelijk", "rood_tweede", "rood_derde"]


async def prepare(klok: Klok, dienst: Dienst) -> None:
    """Households that wait, some with a reservering that nobody looks at; two places that nobody looks after."""
    await dienst.add_plaatsen({}, {})
    coordinator = await dienst.as_rol("coordinator")
    rood = (await klok.now()).isoformat()
    for number in range(HOUSEHOLDS):
        changes = {} if number < 2 else {"huishouden": CROWD}
        expect(await coordinator.post("/aanvragen", json=make_aanvraag(vastgesteldOp=rood, **changes)), 201)


@dataclass(frozen=True)
class Outcome:
    """How many were due; seconds from the start until none was; what was told; how much of it another look told again."""

    due: int
    spent_s: float
    told: list[Any]
    repeated: int

    @property
    def doubles(self) -> int:
        keys = [(row.soort, row.rol, row.onderwerp, row.termijn_op) for row in self.told]
        return len(keys) - len(set(keys)) + self.repeated


async def wait_for_nothing_due(dienst: Dienst, patience_s: float) -> None:
    until = time.monotonic() + patience_s
    while time.monotonic() < until:
        (row,) = await dienst.sql(LEFT)
        if not row.n:
            return
        await asyncio.sleep(0.05)


async def go_down_and_up(klok: Klok, urls: Urls, patience_s: float = PATIENCE_S) -> Outcome:
    """Stop, let the time pass, start, and wait until nothing is due any more; then look once more."""
    async with serve(urls.app, urls.migrator, ticking=False) as dienst:
        await prepare(klok, dienst)
    up = await klok.forward(DOWN)
    async with serve(urls.app, urls.migrator) as dienst:
        start = time.monotonic()
        due = len(await dienst.sql(DUE))
        await wait_for_nothing_due(dienst, patience_s)
        spent_s = time.monotonic() - start
        told = await dienst.sql(TOLD, up=up)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(patience_s):
                await fire_termijnen(dienst.database)
        repeated = len(await dienst.sql(TOLD, up=up)) - len(told)
    return Outcome(due, spent_s, told, repeated)


async def test_t14_what_came_due_while_nobody_ran_happens_at_the_next_start(klok: Klok, kaal: Urls) -> None:
    outcome = await go_down_and_up(klok, kaal)
    told = outcome.told
    report(
        f"T14 {DOWN} uit, {outcome.due} termijnen verlopen: na {outcome.spent_s:.1f} s alles afgegaan, {len(told)} "
        f"meldingen, {outcome.doubles} dubbel"
    )
    assert outcome.spent_s < WITHIN_S
    assert all(row.laat for row in told)
    assert outcome.doubles == 0
    for soort in LADDER:
        mine = [row.termijn_op for row in told if row.soort == soort and row.rol == "landelijk"]
        assert mine == sorted(mine)
        assert len(mine) >= HOUSEHOLDS - 2
    alarms = [row for row in told if row.soort == "normsignaal" and row.dringend]
    assert {(row.rol) for row in alarms} >= {"landelijk", "coordinator"}
    assert sum(row.rol == "landelijk" for row in alarms) == HOUSEHOLDS
    assert await check_invariants(kaal.migrator) == []


async def test_t14_without_the_mark_the_same_check_finds_everything_told_again(
    klok: Klok, kaal: Urls, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The wall removed: nothing says that a deadline has been fired."""
    unmarked = termijnen.FIRE.replace("gevuurd_op = :now", "gevuurd_op = NULL")
    assert unmarked != termijnen.FIRE
    monkeypatch.setattr(termijnen, "FIRE", unmarked)
    outcome = await go_down_and_up(klok, kaal, patience_s=2)
    report(f"T14 zonder merkteken: {outcome.doubles} dubbel van {len(outcome.told)}")
    assert outcome.doubles
