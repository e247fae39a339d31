"""What every transaction ends with: clocks wound, norms judged, people told, all of it recorded."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from capacity_service.actions.fire_termijnen import fire_termijnen
from tests.klok import Klok
from tests.land import Dienst, Json, expect, make_aanvraag

MINUTE = timedelta(minutes=1)


async def _told(dienst: Dienst) -> Counter[tuple[str, str]]:
    rows = await dienst.sql("SELECT soort, rol FROM melding WHERE soort <> 'normsignaal'")
    return Counter((row.soort, row.rol) for row in rows)


async def _open(dienst: Dienst) -> set[str]:
    return {row.norm for row in await dienst.sql("SELECT norm FROM normsignaal WHERE beeindigd_op IS NULL")}


async def _pass(klok: Klok, dienst: Dienst, by: timedelta) -> None:
    await klok.forward(by)
    await fire_termijnen(dienst.database)


async def _submit(klok: Klok, dienst: Dienst, **changes: Any) -> Json:
    rood = (await klok.now()).isoformat()
    coordinator = await dienst.as_rol("coordinator")
    found: Json = expect(
        await coordinator.post("/aanvragen", json=make_aanvraag(**({"vastgesteldOp": rood} | changes))), 201
    )
    return found


async def test_the_ladder_climbs_from_the_first_second_without_a_place(klok: Klok, dienst: Dienst) -> None:
    await _submit(klok, dienst)
    await _pass(klok, dienst, 14 * MINUTE)
    assert await _told(dienst) == {}
    await _pass(klok, dienst, 2 * MINUTE)
    assert await _told(dienst) == {("rood_landelijk", "landelijk"): 1}
    await _pass(klok, dienst, 12 * 60 * MINUTE)
    told = await _told(dienst)
    assert told["rood_tweede", "coordinator"] == told["rood_tweede", "landelijk"] == 1
    assert await _open(dienst) == set()
    await _pass(klok, dienst, 12 * 60 * MINUTE)
    assert await _open(dienst) == {"plaatsing_te_laat"}
    again = await _told(dienst)
    await fire_termijnen(dienst.database)
    assert await _told(dienst) == again


async def test_a_house_that_does_not_look_makes_the_coordinator_call(klok: Klok, dienst: Dienst) -> None:
    await dienst.add_plaatsen({}, {})
    aanvraag = await _submit(klok, dienst)
    assert aanvraag["status"] == "gereserveerd"
    assert await _told(dienst) == {("reservering", "opvang"): 1}
    await _pass(klok, dienst, 6 * MINUTE)
    assert (await _told(dienst))["niet_gezien", "coordinator"] == 1
    await _pass(klok, dienst, 5 * 60 * MINUTE)
    told = await _told(dienst)
    assert told["reservering_vervallen", "coordinator"] == 1
    assert told["reservering", "opvang"] == 2


async def test_an_episode_has_one_beginning_one_end_and_comes_back_as_itself(klok: Klok, dienst: Dienst) -> None:
    one, _, _ = await dienst.add_plaatsen({}, {}, {})
    # Adding the first place opened and closed the minimum on the way to two.
    assert await _open(dienst) == set()
    opvang = await dienst.as_rol("opvang")

    async def say(status: str, **fields: Any) -> None:
        state = expect(await opvang.get(f"/plaatsen/{one['id']}"), 200)
        seen = {"status": status, "waargenomenOp": (await klok.now()).isoformat()} | fields
        headers = {"If-Match": f'"{state["revisie"]}"'}
        expect(await opvang.put(f"/plaatsen/{one['id']}/status", json=seen, headers=headers), 200)

    await say("buiten_gebruik", reden="brand", feit=True)
    assert await _open(dienst) == {"onvoorziene_uitval"}
    await say("vrij")
    assert await _open(dienst) == set()
    await klok.forward(10 * MINUTE)
    await say("buiten_gebruik", reden="brand", feit=True)
    query = (
        "SELECT onderbrekingen, onderbroken_seconden, beeindigd_op FROM normsignaal WHERE norm = 'onvoorziene_uitval'"
    )
    (row,) = await dienst.sql(query)
    assert row.onderbrekingen == 1
    assert 600 <= row.onderbroken_seconden < 660
    assert row.beeindigd_op is None


@pytest.mark.parametrize("hours", [23, 25])
async def test_what_was_due_while_nobody_ran_fires_once_and_says_that_it_is_late(
    klok: Klok, dienst: Dienst, hours: int
) -> None:
    await _submit(klok, dienst)
    await _pass(klok, dienst, timedelta(hours=hours))
    rows = await dienst.sql("SELECT soort, laat, termijn_op FROM melding WHERE termijn_op IS NOT NULL ORDER BY id")
    assert all(row.laat for row in rows)
    due = [row.termijn_op for row in rows if row.soort != "normsignaal"]
    assert due == sorted(due)
    assert ("plaatsing_te_laat" in await _open(dienst)) is (hours > 24)
    count = len(rows)
    await fire_termijnen(dienst.database)
    assert len(await dienst.sql("SELECT 1 FROM melding WHERE termijn_op IS NOT NULL")) == count
