"""T29: a house is silent for a day. Its places are no longer plainly free, to the second, and it is asked once."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from capacity_service.actions.fire_termijnen import fire_termijnen
from capacity_service.store import meldingen, termijnen
from tests.faults.figures import LONG, report
from tests.faults.invariants import check_facts, check_invariants
from tests.klok import Klok
from tests.land import Dienst, expect

pytestmark = pytest.mark.faults

HOUSES = 8 if LONG else 3
PLACES = 12 if LONG else 3
STEP = timedelta(minutes=1)
RULE = timedelta(hours=24)
SEEN = "SELECT id, organisatie_id, bevestigd_op, onbevestigd FROM plaats WHERE verwijderd_op IS NULL"
NUDGES = "SELECT organisatie_id, tekst FROM melding WHERE soort = 'plaats_onbevestigd' AND rol = 'opvang'"


async def _fill(klok: Klok, dienst: Dienst) -> None:
    """Places of several houses, each seen at another minute."""
    for house in range(HOUSES):
        opvang = await dienst.as_rol("opvang", nth=house)
        for _ in range(PLACES):
            await dienst.add_plaatsen({}, opvang=opvang)
            await klok.forward(STEP)


async def _watch(klok: Klok, dienst: Dienst) -> dict[Any, datetime]:
    """Let the day pass a minute at a time, from just before the first is due; when each place turned grey."""
    rows = await dienst.sql(SEEN)
    await klok.move_to(min(row.bevestigd_op for row in rows) + RULE - STEP / 2)
    grey: dict[Any, datetime] = {}
    while len(grey) < len(rows):
        await fire_termijnen(dienst.database)
        now = await klok.now()
        grey |= {row.id: now for row in await dienst.sql(SEEN) if row.onbevestigd and row.id not in grey}
        assert now < max(row.bevestigd_op for row in rows) + RULE + 3 * STEP, "some stayed plainly free"
        await klok.forward(STEP)
    return grey


async def be_silent(klok: Klok, dienst: Dienst) -> tuple[list[int], list[str]]:
    """For a day: by how many minutes each place missed the rule, and the houses that were asked, each time again."""
    await _fill(klok, dienst)
    before = {row.id: row.bevestigd_op for row in await dienst.sql(SEEN)}
    grey = await _watch(klok, dienst)
    minutes = [(moment - before[key] - RULE) // STEP for key, moment in grey.items()]
    nudged = [str(row.organisatie_id) for row in await dienst.sql(NUDGES)]
    report(
        f"T29 {len(grey)} plaatsen van {HOUSES} huizen, 24 uur stil: hoogstens {max(minutes)} minuten naast de regel, "
        f"{len(nudged)} keer gevraagd"
    )
    return minutes, nudged


async def test_t29_a_day_of_silence_turns_free_into_unknown_and_asks_once(klok: Klok, dienst: Dienst) -> None:
    minutes, nudged = await be_silent(klok, dienst)
    assert set(minutes) == {0}
    assert len(nudged) == len(set(nudged)) == HOUSES
    coordinator = await dienst.as_rol("coordinator")
    totals = expect(await coordinator.get("/bezetting"), 200)["totaal"]
    assert totals["vrij"] == totals["onbevestigd"] == HOUSES * PLACES
    assert await check_invariants(str(dienst.owner.url)) + await check_facts(str(dienst.owner.url)) == []


async def test_t29_without_its_walls_the_same_check_finds_the_wrong_minute_and_houses_that_are_asked_again(
    klok: Klok, dienst: Dienst, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The walls removed: nobody remembers who was asked, and what is due is looked up by a clock that is behind."""

    async def remember_nobody(_tx: object, _berichten: object) -> set[UUID | None]:
        return set()

    behind = termijnen.DUE.replace("clock_timestamp()", "clock_timestamp() - interval '1 minute'")
    monkeypatch.setattr(meldingen, "_read_nudged", remember_nobody)
    monkeypatch.setattr(termijnen, "DUE", behind)
    minutes, nudged = await be_silent(klok, dienst)
    assert set(minutes) == {1}
    assert len(nudged) > len(set(nudged)) == HOUSES


async def test_t29_a_house_that_looks_is_plainly_free_again_and_is_asked_the_next_day(
    klok: Klok, dienst: Dienst
) -> None:
    one, _ = await dienst.add_plaatsen({}, {})
    await klok.forward(RULE + STEP)
    await fire_termijnen(dienst.database)
    opvang = await dienst.as_rol("opvang")
    state = expect(await opvang.get(f"/plaatsen/{one['id']}"), 200)
    assert state["onbevestigd"] is True
    body = {"status": "vrij", "waargenomenOp": (await klok.now()).isoformat()}
    headers = {"If-Match": f'"{state["revisie"]}"'}
    assert (
        expect(await opvang.put(f"/plaatsen/{one['id']}/status", json=body, headers=headers), 200)["onbevestigd"]
        is False
    )
    await klok.forward(RULE - STEP)
    await fire_termijnen(dienst.database)
    assert len(await dienst.sql(NUDGES)) == 1
    await klok.forward(2 * STEP)
    await fire_termijnen(dienst.database)
    assert len(await dienst.sql(NUDGES)) == 2
