import asyncio
from datetime import date, timedelta

import pytest

from capacity_service.actions.fire_termijnen import fire_termijnen
from capacity_service.domain.tijd import begin_of_day
from tests.actions.scene import read_facts, refused
from tests.actions.test_approve_regel import VANAF, approve, propose
from tests.klok import Klok
from tests.land import Dienst, Json, expect

SECOND = timedelta(seconds=1)


async def let_begin(klok: Klok, dienst: Dienst, vanaf: date = VANAF) -> int:
    await klok.move_to(begin_of_day(vanaf) + SECOND)
    return await fire_termijnen(dienst.database)


async def look(dienst: Dienst, code: str = "GM0193") -> Json:
    body = expect(await (await dienst.as_rol("landelijk")).get("/bezetting"), 200)
    (streek,) = [row for row in body["centrumgemeenten"] if row["code"] == code]
    return {"minimum": body["minimum"], "onderMinimum": streek["onderMinimum"]}


async def open_norms(dienst: Dienst) -> list[str]:
    rows = await dienst.sql("SELECT norm FROM normsignaal WHERE beeindigd_op IS NULL AND onderwerp = 'GM0193'")
    return sorted(row.norm for row in rows)


async def test_a_higher_minimum_is_judged_from_its_first_second_on(klok: Klok, dienst: Dienst) -> None:
    await dienst.add_plaatsen({}, {}, {})
    await approve(dienst, await propose(dienst, "minimum_plaatsen", 4))
    await klok.move_to(begin_of_day(VANAF) - SECOND * 2)
    await fire_termijnen(dienst.database)
    assert await read_facts(dienst, "regel_begonnen", "regel") == []
    assert await look(dienst) == {"minimum": 2, "onderMinimum": False}
    assert await open_norms(dienst) == []
    await let_begin(klok, dienst)
    assert await look(dienst) == {"minimum": 4, "onderMinimum": True}
    assert await open_norms(dienst) == ["minimum_plaatsen"]
    facts = await read_facts(dienst, "regel_begonnen", "bezetting")
    assert [fact["onderMinimum"] for fact in facts if fact["code"] == "GM0193"] == [True]
    assert len(facts) == 35


async def test_a_lower_minimum_ends_what_it_no_longer_asks(klok: Klok, dienst: Dienst) -> None:
    await dienst.add_plaatsen({}, {})
    first, then = VANAF, VANAF + timedelta(days=1)
    await approve(dienst, await propose(dienst, "minimum_plaatsen", 3, first))
    await approve(dienst, await propose(dienst, "minimum_plaatsen", 2, then))
    await let_begin(klok, dienst, first)
    assert await open_norms(dienst) == ["minimum_plaatsen"]
    await let_begin(klok, dienst, then)
    assert await open_norms(dienst) == []


async def test_a_plan_is_judged_by_the_minimum_of_today(klok: Klok, dienst: Dienst) -> None:
    """R1: the trigger knows the outer bound, the service the rule; a fact is taken whatever it leaves."""
    plaats, *_ = await dienst.add_plaatsen({}, {}, {})
    await approve(dienst, await propose(dienst, "minimum_plaatsen", 3))
    await let_begin(klok, dienst)
    opvang, url = await dienst.as_rol("opvang"), f"/plaatsen/{plaats['id']}"
    revisie = expect(await opvang.get(url), 200)["revisie"]
    match, seen = {"If-Match": f'"{revisie}"'}, {"waargenomenOp": (await klok.now()).isoformat()}
    lost = {"status": "buiten_gebruik", "reden": "water"} | seen
    for answer in (
        await opvang.put(f"{url}/status", json=lost, headers=match),
        await opvang.put(
            f"{url}/status", json=lost | {"vanafOp": (await klok.now() + timedelta(days=9)).isoformat()}, headers=match
        ),
        await opvang.patch(url, json={"soort": "opvangplaats"}, headers=match),
        await opvang.patch(url, json={"centrumgemeente": "GM0363"}, headers=match),
        await opvang.delete(url, headers=match),
    ):
        assert "het minimum is 3" in refused(answer, 409, "minimum_plaatsen")["detail"]
    expect(await opvang.put(f"{url}/status", json=lost | {"feit": True}, headers=match), 200)


async def test_a_rule_that_judges_no_counts_begins_as_a_fact_and_no_more(klok: Klok, dienst: Dienst) -> None:
    state = await approve(dienst, await propose(dienst))
    assert await let_begin(klok, dienst) == 1
    assert await read_facts(dienst, "regel_begonnen", "regel") == [state]
    assert await read_facts(dienst, "regel_begonnen", "bezetting") == []


@pytest.mark.parametrize("clocks", [4])
async def test_a_rule_begins_once_however_many_clocks_tick(klok: Klok, dienst: Dienst, clocks: int) -> None:
    await approve(dienst, await propose(dienst, "minimum_plaatsen", 4))
    await klok.move_to(begin_of_day(VANAF) + SECOND)
    fired = await asyncio.gather(*(fire_termijnen(dienst.database) for _ in range(clocks)))
    assert sum(fired) == 1
    assert len(await read_facts(dienst, "regel_begonnen", "regel")) == 1
