"""T7: `kill -9` of a process under load. What was acknowledged is there, and the other processes carry on."""

import asyncio
import random
from dataclasses import dataclass
from pathlib import Path

import pytest

from capacity_service.store.database import Database
from tests.conftest import Urls
from tests.faults.figures import LONG, report
from tests.faults.ledger import Ledger, Verdict
from tests.faults.load import Caller, Record, work
from tests.faults.processes import SERVICE, AppProcess, run_processes
from tests.land import Dienst

pytestmark = pytest.mark.faults


KILLS = 300 if LONG else 5
PROCESSES = 3 if LONG else 2
CALLERS = PROCESSES
BEFORE_KILL = 6
SEED = 7


@dataclass
class Run:
    """Processes under load, and what their callers were told."""

    processes: list[AppProcess]
    ledger: Ledger
    record: Record

    def find_urls(self, own: int) -> list[str]:
        """Who can be asked, beginning with one's own; a killed one still stands in the list of its callers."""
        first = own % len(self.processes)
        return [p.url for p in self.processes[first:] + self.processes[:first] if p.url]

    def find_latest(self) -> AppProcess:
        """Who gave the last answer."""
        return next(process for process in self.processes if process.url == self.record.answered[-1][1])

    async def kill_one(self, rng: random.Random | None) -> None:
        """Kill one at a moment nobody chose, see the others answer, and bring it back.

        Without `rng` it is the one that answered just now, and it stays away.
        """
        await self.record.until_more(BEFORE_KILL, *self.find_urls(0))
        if rng is not None:
            await asyncio.sleep(rng.uniform(0, 0.2))
        victim = self.find_latest() if rng is None else rng.choice(self.processes)
        others = [process.url for process in self.processes if process is not victim]
        await victim.kill()
        await self.record.until_more(1, *others)
        if rng is not None:
            await victim.start()


async def run_under_load(
    urls: Urls, tmp_path: Path, kills: int, rng: random.Random | None, program: tuple[str, ...]
) -> tuple[Verdict, Record]:
    """Load, kills, and the check when every caller knows what became of its last question."""
    owner = Database(urls.migrator, size=2)
    async with run_processes(PROCESSES, urls.app, tmp_path, program) as processes:
        run, stop = Run(processes, Ledger(), Record()), asyncio.Event()
        dienst = Dienst("", owner, owner)
        tokens = [(await dienst.token("coordinator", nth=n))[0] for n in range(CALLERS)]
        callers = [
            Caller(token, lambda own=number: run.find_urls(own), run.record)  # type: ignore[misc]
            for number, token in enumerate(tokens)
        ]
        try:
            async with asyncio.TaskGroup() as group:
                for caller in callers:
                    group.create_task(work(caller, run.ledger, stop))
                for _ in range(kills):
                    await run.kill_one(rng)
                stop.set()
        finally:
            for caller in callers:
                await caller.close()
        verdict = await run.ledger.check(owner)
    await owner.close()
    return verdict, run.record


async def test_what_a_killed_process_acknowledged_is_there_once(vol: Urls, tmp_path: Path) -> None:
    verdict, record = await run_under_load(vol, tmp_path, KILLS, random.Random(SEED), SERVICE)
    report(
        f"T7 {KILLS} keer kill -9 op {PROCESSES} processen (seed {SEED}): {verdict}; "
        f"{record.unknown} onbekende uitkomsten opgelost, p95 {record.wait_percentile(0.95):.1f} s tot het antwoord"
    )
    assert verdict.sound, verdict
    assert verdict.acknowledged > KILLS * BEFORE_KILL / 2
    assert not record.surprises


async def test_an_answer_before_the_commit_is_found_by_the_same_check(vol: Urls, tmp_path: Path) -> None:
    """The wall removed: every aanvraag is acknowledged half a second before its transaction commits."""
    verdict, _ = await run_under_load(vol, tmp_path, 1, None, ("tests.faults.early_answer", "serve"))
    report(f"T7 met een antwoord voor de commit: {verdict}")
    assert verdict.lost
