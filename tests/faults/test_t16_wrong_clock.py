"""T16: the clock of one machine is two hours wrong. No deadline moves: the service reads the time from the database."""

import random
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path

import httpx2
import pytest

from capacity_service.store.database import Database
from tests.conftest import Urls
from tests.faults.deadlines import judge, set_deadlines, wait_until_fired
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


async def is_wrong(url: str, token: str, hours: float) -> bool:
    """Whether its own clock, which it puts on every answer, is off by so much; what it takes is judged by another.

    The hour that is coming is refused and the hour that is past is taken, whatever the machine thinks that it is.
    """
    async with httpx2.AsyncClient(base_url=f"{url}/v1", headers={"Authorization": f"Bearer {token}"}) as client:
        coming = await client.post("/aanvragen", json=make_aanvraag(vastgesteldOp=in_hours(1)), timeout=30)
        past = await client.post("/aanvragen", json=make_aanvraag(vastgesteldOp=in_hours(-1)), timeout=30)
    assert (coming.status_code, past.status_code) == (400, 201)
    off = parsedate_to_datetime(coming.headers["date"]) - datetime.now(UTC)
    return abs(off - timedelta(hours=hours)) < timedelta(minutes=1)


@pytest.mark.parametrize("hours", SHIFTS)
async def test_t16_a_machine_that_is_two_hours_wrong_moves_no_deadline(
    vol: Urls, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hours: str
) -> None:
    monkeypatch.setenv("SHIFT_HOURS", hours)
    owner = Database(vol.migrator, size=2)
    process = AppProcess(vol.app, tmp_path, PROGRAM)
    async with serve(vol.app, vol.migrator, ticking=False) as dienst:
        await process.start()
        try:
            deadlines = await set_deadlines(dienst, PLAN, WINDOW_S, random.Random(SEED))
            token, _ = await Dienst("", owner, owner).token("coordinator")
            aanvraag, submitted = await ask_wrong(process.url, token)
            armed = await owner_rows(owner, aanvraag)
            assert await is_wrong(process.url, token, float(hours)), "its clock is right"
            await wait_until_fired(dienst, deadlines, SETTLED_S + WINDOW_S)
        finally:
            await process.stop()
        verdict = await judge(dienst, deadlines)
    await owner.close()
    shifts = {
        soort: min(abs((op - submitted).total_seconds() - term) for term in TERMS_S[soort]) for soort, op in armed
    }
    report(f"T16 klok {hours} uur fout: {verdict}; nieuwe termijnen hoogstens {max(shifts.values()):.2f} s verschoven")
    assert verdict.sound, verdict
    assert verdict.percentile(1) < NEAR_S
    assert shifts.keys() == TERMS_S.keys()
    assert max(shifts.values()) < 1
    assert abs((submitted - datetime.now(submitted.tzinfo)).total_seconds()) < NEAR_S + SETTLED_S + WINDOW_S


async def owner_rows(owner: Database, aanvraag: str) -> list[tuple[str, datetime]]:
    async with owner.transaction(None) as tx:
        return [(row.soort, row.op) for row in await tx.sql(ARMED, id=aanvraag) if row.soort in TERMS_S]
