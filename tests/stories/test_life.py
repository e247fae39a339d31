"""The whole life of an aanvraag: whatever people do, in whatever order, it goes as a plain model says that it goes."""

import asyncio
from collections.abc import Coroutine
from datetime import timedelta
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from capacity_service.store.database import Database
from tests.conftest import Urls
from tests.faults.figures import LONG, report
from tests.faults.invariants import check_facts, check_invariants
from tests.klok import Klok
from tests.stories.afwegingen import check_afwegingen
from tests.stories.life import Leven, Stil
from tests.stories.life_steps import STEPS

PAUSES = tuple(timedelta(minutes=minutes) for minutes in (4, 20, 70, 130, 260, 12 * 60, 24 * 60, 40 * 60, 72 * 60))
FLAPS = """
SELECT a.norm, a.onderwerp FROM normsignaal a JOIN normsignaal b
    ON (a.norm, a.onderwerp) = (b.norm, b.onderwerp) AND b.begonnen_op >= a.begonnen_op AND b.id <> a.id
WHERE b.vastgelegd_op < a.beeindigd_op + interval '30 minutes'
"""


class Life(RuleBasedStateMachine):
    """People act, one after the other, and time passes, with the clock looked at or not."""

    leven: ClassVar[Leven]
    loop: ClassVar[asyncio.AbstractEventLoop]
    owner_url: ClassVar[str]
    seen: ClassVar[list[str]]

    @initialize()
    def begin(self) -> None:
        self._wait(self.leven.begin())

    @rule(what=st.sampled_from(range(len(STEPS))), n=st.integers(0, 839))
    def act(self, what: int, n: int) -> None:
        # Without anybody there is nothing to do but ask.
        self._wait(STEPS[what if self.leven.model.vragen else 0](self.leven, n))

    @rule(pause=st.sampled_from(PAUSES), ticking=st.sampled_from((True, True, True, False)))
    def let_time_pass(self, pause: timedelta, ticking: bool) -> None:
        self._wait(self.leven.passes(pause, ticking=ticking))

    def teardown(self) -> None:
        self._wait(self._look_back())

    async def _look_back(self) -> None:
        await self.leven.tick()
        # The next example begins with an empty country, so its weighings are looked at now.
        weighings, _ = await check_afwegingen(self.owner_url)
        assert await check_invariants(self.owner_url) + await check_facts(self.owner_url) + weighings == []
        assert await self.leven.sql(FLAPS) == []
        self.seen.append("")

    def _wait(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self.loop).result(120)


@pytest.mark.faults
async def test_it_goes_as_the_model_says(klok: Klok, kaal: Urls) -> None:
    stil = await Stil.make(klok)
    database, owner = Database(kaal.app, size=3), Database(kaal.migrator, size=2)
    Life.leven, Life.loop, Life.owner_url = Leven(database, owner, stil), asyncio.get_running_loop(), kaal.migrator
    Life.seen = []
    chosen = settings(
        max_examples=2000 if LONG else 12,
        stateful_step_count=20,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    try:
        await asyncio.to_thread(run_state_machine_as_test, Life, settings=chosen)
    finally:
        await stil.connection.close()
        await database.close()
        await owner.close()
        leven = Life.leven
        report(f"leven: {len(Life.seen)} voorbeelden, {leven.done} handelingen, {leven.refused} geweigerd")
