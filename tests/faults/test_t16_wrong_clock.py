"""T16: the clock of one machine is two hours wrong. No deadline moves: the service reads the time from the database."""

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path

import httpx2
import pytest

from capacity_service.store.database import Database
from tests.conftest import Urls
from tests.faults.deadlines import Verdict, judge, set_deadlines, wait_until_fired
from tests.faults.figures import LONG, report
from tests.faults.processes import AppProcess
from tests.land import Dienst, expect, in_hours, make_aanvraag, serve

pytestmark = pytest.mark.faults

NUMBER = 60 if LONG else 10
PLAN = {"rood_landelijk": NUMBER, "niet_gezien": NUMBER, "reservering_vervalt": NUMBER, "plaats_onbevestigd": NUMBER}
WINDOW_S = 20.0 if LONG else 3.0
SETTLED_S = 30
SEED = 16
NEAR_S = 60.0
PROGRAM = ("tests.faults.shifted_clock", "serve")
SHIFTS = ["2", "-2"] if LONG else ["2"]
ARMED = """
SELECT t.soort, t.op, (SELECT max(l.op) FROM logboek l) AS last FROM termijn t JOIN plaatsing p ON p.id = t.sleutel
WHERE p.aanvraag_id = :id
"""
TERMS_S = {"niet_gezien": {300.0}, "reservering_vervalt": {7200.0, 14400.0}}


async def ask_wrong(url: str, token: str) -> tuple[str, datetime]:
    """A household through the machine with the wrong clock; its aanvraag, and its deadline as answered."""
    async with httpx2.AsyncClient(base_url=f"{url}/v1", headers={"Authorization": f"Bearer {token}"}) as client:
        body = make_aanvraag(vastgesteldOp=in_hours(-3), huishouden={"volwassenen": 1, "kinderen": [], "behoeften": []})
        found = expect(await client.post("/aanvragen", json=body, timeout=30), 201)
        asked = datetime.fromisoformat(body["vastgesteldOp"])
        assert datetime.fromisoformat(found["deadlineOp"]) - asked == timedelta(hours=24)
        return found["id"], datetime.fromisoformat(found["ingediendOp"])


async def is_right(url: str, token: str, hours: float) -> bool:
    """Whether it judges by another clock than its own, which is off by so much: it puts that on every answer.

    The hour that is coming is refused and the hour that is past is taken, whatever the machine thinks that it is.
    """
    async with httpx2.AsyncClient(base_url=f"{url}/v1", headers={"Authorization": f"Bearer {token}"}) as client:
        coming = await client.post("/aanvragen", json=make_aanvraag(vastgesteldOp=in_hours(1)), timeout=30)
        past = await client.post("/aanvragen", json=make_aanvraag(vastgesteldOp=in_hours(-1)), timeout=30)
    off = parsedate_to_datetime(coming.headers["date"]) - datetime.now(UTC)
    assert abs(off - timedelta(hours=hours)) < timedelta(minutes=1), "its clock is not what the test made it"
    return (coming.status_code, past.status_code) == (400, 201)


@dataclass(frozen=True)
class Outcome:
    """What became of deadlines beside a machine that is wrong; by how many seconds it moved new ones and told another time."""

    verdict: Verdict
    right: bool
    shifts: dict[str, float]
    off_s: float

    def find_faults(self) -> list[str]:
        return [
            *([] if self.verdict.sound and self.verdict.percentile(1) < NEAR_S else [str(self.verdict)]),
            *([] if self.right else ["it takes what it should refuse"]),
            *([] if self.shifts.keys() == TERMS_S.keys() else [f"only {sorted(self.shifts)} are armed"]),
            *(f"{soort} moved by {by:.0f} s" for soort, by in self.shifts.items() if by >= 1),
            *(
                []
                if abs(self.off_s) < NEAR_S + SETTLED_S + WINDOW_S
                else [f"told a time that is off by {self.off_s:.0f} s"]
            ),
        ]


async def run_beside(urls: Urls, process: AppProcess, plan: dict[str, int], hours: float) -> Outcome:
    """Deadlines fired by that machine alone, and a household that comes in through it."""
    owner = Database(urls.migrator, size=2)
    async with serve(urls.app, urls.migrator, ticking=False) as dienst:
        await process.start()
        try:
            deadlines = await set_deadlines(dienst, plan, WINDOW_S, random.Random(SEED))
            token, _ = await Dienst("", owner, owner).token("coordinator")
            aanvraag, submitted = await ask_wrong(process.url, token)
            off_s = (submitted - datetime.now(UTC)).total_seconds()
            armed = await owner_rows(owner, aanvraag)
            right = await is_right(process.url, token, hours)
            await wait_until_fired(dienst, deadlines, SETTLED_S + WINDOW_S)
        finally:
            await process.stop()
        verdict = await judge(dienst, deadlines)
    await owner.close()
    shifts = {
        soort: min(abs((op - submitted).total_seconds() - term) for term in TERMS_S[soort]) for soort, op in armed
    }
    return Outcome(verdict, right, shifts, off_s)


@pytest.mark.parametrize("hours", SHIFTS)
async def test_t16_a_machine_that_is_two_hours_wrong_moves_no_deadline(
    vol: Urls, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hours: str
) -> None:
    monkeypatch.setenv("SHIFT_HOURS", hours)
    outcome = await run_beside(vol, AppProcess(vol.app, tmp_path, PROGRAM), PLAN, float(hours))
    moved = max(outcome.shifts.values())
    report(f"T16 klok {hours} uur fout: {outcome.verdict}; nieuwe termijnen hoogstens {moved:.2f} s verschoven")
    assert outcome.find_faults() == []


async def test_t16_a_machine_that_goes_by_its_own_clock_is_found_by_the_same_check(
    vol: Urls, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The wall removed: wherever the service asks the database for the time, it takes that of the machine."""
    monkeypatch.setenv("SHIFT_HOURS", "2")
    monkeypatch.setenv("OWN_CLOCK", "1")
    outcome = await run_beside(vol, AppProcess(vol.app, tmp_path, PROGRAM), {"plaats_onbevestigd": 20}, 2.0)
    report(f"T16 met de eigen klok: {outcome.find_faults()}")
    assert outcome.find_faults() == [str(outcome.verdict), f"told a time that is off by {outcome.off_s:.0f} s"]
    assert outcome.verdict.early


async def owner_rows(owner: Database, aanvraag: str) -> list[tuple[str, datetime]]:
    async with owner.transaction(None) as tx:
        return [(row.soort, row.op) for row in await tx.sql(ARMED, id=aanvraag) if row.soort in TERMS_S]
