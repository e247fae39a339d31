"""What people do stops or moves the clock that asks for it, and no other."""

from collections.abc import Awaitable, Callable

import pytest

from tests.actions.clocked import HOUR, OVERDRACHT, TAXATIE, UITSTROOM, Verhaal
from tests.actions.households import confirmed, inside, left, out_of_service, reserved, unassessed, waiting
from tests.actions.scene import Reserved, post
from tests.klok import Klok
from tests.land import Dienst, expect

COORDINATOR, OPVANG = "coordinator", "opvang"


@pytest.fixture
def verhaal(klok: Klok, dienst: Dienst) -> Verhaal:
    return Verhaal(klok, dienst)


async def _to_the_house(verhaal: Verhaal, one: Reserved) -> None:
    await verhaal.arrive(one)


async def _withdraw(_: Verhaal, one: Reserved) -> None:
    answer = await one.coordinator.post(f"/aanvragen/{one.aanvraag['id']}/intrekking", json={"reden": "zelf_opgelost"})
    expect(answer, 200)


async def _not_seen(_: Verhaal, one: Reserved) -> None:
    expect(await post(one.opvang, one.plaatsing, "niet-verschenen"), 200)


async def _taxatie(verhaal: Verhaal, one: Reserved) -> None:
    await verhaal.record(one.opvang, one, **TAXATIE)


async def _handed_over(verhaal: Verhaal, one: Reserved) -> None:
    await verhaal.record(one.coordinator, one, moment="instroom", **OVERDRACHT)


async def _handed_on(verhaal: Verhaal, one: Reserved) -> None:
    await verhaal.record(one.opvang, one, moment="uitstroom", **OVERDRACHT)


async def _assessed(verhaal: Verhaal, one: Reserved) -> None:
    await verhaal.record(one.opvang, one, **UITSTROOM)


async def _accept(verhaal: Verhaal, one: Reserved) -> None:
    await verhaal.accept(one)


async def _leave(verhaal: Verhaal, one: Reserved) -> None:
    await verhaal.leave(one)


LADDER = {"rood_tweede", "rood_derde", "rood_te_laat"}
COMING = {"aankomst_uitgebleven", "aankomst_escalatie", "niet_gezien"}
NIGHTS = {"vervolg_vragen", "laatste_ochtend", "overschrijding", "kind_te_lang"}
STOPS: list[
    tuple[Callable[[Verhaal], Awaitable[Reserved]], Callable[[Verhaal, Reserved], Awaitable[None]], set[str]]
] = [
    (reserved, _accept, {"niet_gezien"}),
    (reserved, _withdraw, {"niet_gezien", "reservering_vervalt"} | LADDER),
    (confirmed, _to_the_house, COMING | LADDER),
    (confirmed, _not_seen, COMING | LADDER),
    (unassessed, _taxatie, {"risicotaxatie_uit"}),
    (inside, _handed_over, {"overdracht_in_uit"}),
    (inside, _leave, NIGHTS | {"overdracht_in_uit"}),
    (left, _handed_on, {"overdracht_uit_uit"}),
    (left, _assessed, {"veiligheidstaxatie_uit"}),
]


@pytest.mark.parametrize(("setting", "action", "stopped"), STOPS, ids=lambda one: getattr(one, "__name__", ""))
async def test_what_people_do_stops_the_clock_that_asks_for_it_and_no_other(
    verhaal: Verhaal,
    setting: Callable[[Verhaal], Awaitable[Reserved]],
    action: Callable[[Verhaal, Reserved], Awaitable[None]],
    stopped: set[str],
) -> None:
    one = await setting(verhaal)
    before = await verhaal.armed()
    await action(verhaal, one)
    after = await verhaal.armed()
    assert before.keys() - after.keys() == stopped
    assert {soort: after[soort] for soort in before.keys() & after.keys() if soort != "plaats_onbevestigd"} == {
        soort: before[soort] for soort in before.keys() & after.keys() if soort != "plaats_onbevestigd"
    }


async def test_whoever_gets_a_place_no_longer_waits_and_the_24_hours_run_on(verhaal: Verhaal) -> None:
    await waiting(verhaal)
    before = await verhaal.armed()
    await verhaal.dienst.add_plaatsen({})
    after = await verhaal.armed()
    assert before.keys() - after.keys() == {"rood_landelijk", "rood_achterwacht"}
    assert {soort: after[soort] for soort in LADDER} == {soort: before[soort] for soort in LADDER}


async def test_an_extension_moves_the_last_morning_and_not_the_last_allowed_night(verhaal: Verhaal) -> None:
    one = await inside(verhaal, nachten=1)
    before = await verhaal.armed()
    expect(await post(one.opvang, one.plaatsing, "verlenging", nachten=3), 200)
    after = await verhaal.armed()
    days = (after["laatste_ochtend"] - before["laatste_ochtend"]).total_seconds() / 86400
    assert days == pytest.approx(2, abs=0.1)
    assert after["overschrijding"] == before["overschrijding"]


async def test_a_last_morning_that_was_told_is_told_again_for_the_new_one(verhaal: Verhaal) -> None:
    one = await inside(verhaal, nachten=1)
    await verhaal.run_out("laatste_ochtend")
    expect(await post(one.opvang, one.plaatsing, "verlenging", nachten=2), 200)
    assert await verhaal.run_out("laatste_ochtend") == {("laatste_ochtend", rol): 1 for rol in (OPVANG, COORDINATOR)}


async def test_a_house_that_says_when_a_place_is_back_is_asked_then(verhaal: Verhaal) -> None:
    plaats = await out_of_service(verhaal)
    later = await verhaal.in_time(9 * HOUR)
    await verhaal.put(plaats, "buiten_gebruik", reden="verbouwing", verwachtTotOp=later)
    assert (await verhaal.armed())["uitval_verwacht"].isoformat() == later
    await verhaal.put(plaats, "vrij")
    assert "uitval_verwacht" not in await verhaal.armed()
