"""Every clock of domain/klokken.py through the service: when it fires, who is told, and what stops it."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import pytest

from capacity_service.actions.fire_steps import TOLD, fire_steps
from capacity_service.actions.fire_termijnen import EFFECT, fire_termijnen
from capacity_service.domain.klokken import Termijnsoort
from tests.actions.clocked import (
    CHILDLESS,
    HOUR,
    MINUTE,
    OVERDRACHT,
    SECOND,
    TAXATIE,
    UITSTROOM,
    WITHOUT_INSTRUMENT,
    Verhaal,
)
from tests.actions.scene import Reserved, post
from tests.klok import Klok
from tests.land import Dienst, expect

Setting = Callable[[Verhaal], Awaitable[object]]
COORDINATOR, OPVANG, LANDELIJK = "coordinator", "opvang", "landelijk"


@pytest.fixture
def verhaal(klok: Klok, dienst: Dienst) -> Verhaal:
    return Verhaal(klok, dienst)


async def _waiting(verhaal: Verhaal) -> None:
    """Somebody waits; the only place in the country is too small."""
    await verhaal.dienst.add_plaatsen({"personenMax": 1}, {"personenMax": 1})
    assert (await verhaal.submit())["status"] == "zonder_plaats"


async def _reserved(verhaal: Verhaal, **changes: object) -> Reserved:
    await verhaal.dienst.add_plaatsen({}, {}, {})
    return await verhaal.reserve(**changes)


async def _confirmed(verhaal: Verhaal) -> Reserved:
    one = await _reserved(verhaal)
    await verhaal.confirm(one)
    return one


async def _inside(verhaal: Verhaal, nachten: int = 3, **changes: object) -> Reserved:
    one = await _reserved(verhaal, **changes)
    await verhaal.accept(one)
    await verhaal.arrive(one, nachten)
    return one


async def _long_inside(verhaal: Verhaal) -> Reserved:
    return await _inside(verhaal, huishouden=CHILDLESS)


async def _with_child(verhaal: Verhaal) -> Reserved:
    """Handed over, so that only the days of the child run out at their instant."""
    one = await _inside(verhaal)
    await verhaal.record(one.opvang, one, moment="instroom", **OVERDRACHT)
    return one


async def _unassessed(verhaal: Verhaal) -> Reserved:
    return await _inside(verhaal, veiligheid=WITHOUT_INSTRUMENT)


async def _left(verhaal: Verhaal) -> Reserved:
    one = await _inside(verhaal)
    await verhaal.record(one.opvang, one, moment="instroom", **OVERDRACHT)
    await verhaal.wait(HOUR)
    await verhaal.leave(one)
    return one


async def _left_to_hand_over(verhaal: Verhaal) -> None:
    one = await _left(verhaal)
    await verhaal.record(one.opvang, one, **UITSTROOM)


async def _left_to_assess(verhaal: Verhaal) -> None:
    one = await _left(verhaal)
    await verhaal.record(one.opvang, one, moment="uitstroom", **OVERDRACHT)


async def _out_of_service(verhaal: Verhaal) -> str:
    one, *_ = await verhaal.dienst.add_plaatsen({}, {}, {})
    back = await verhaal.in_time(5 * HOUR)
    await verhaal.put(one["id"], "buiten_gebruik", reden="verbouwing", verwachtTotOp=back)
    plaats: str = one["id"]
    return plaats


async def _without_aanvraag(verhaal: Verhaal) -> str:
    one, *_ = await verhaal.dienst.add_plaatsen({}, {}, {})
    await verhaal.put(one["id"], "bezet", sindsOp=await verhaal.in_time(-HOUR))
    plaats: str = one["id"]
    return plaats


async def _places(verhaal: Verhaal) -> None:
    await verhaal.dienst.add_plaatsen({}, {})


SIGNAAL = "normsignaal"


def _once(soort: str, *rollen: str) -> dict[tuple[str, str], int]:
    return {(soort, rol): 1 for rol in rollen}


TELLS: dict[Setting, dict[str, dict[tuple[str, str], int]]] = {
    _waiting: {
        "rood_landelijk": _once("rood_landelijk", LANDELIJK),
        "rood_achterwacht": _once("rood_achterwacht", OPVANG),
        "rood_tweede": _once("rood_tweede", LANDELIJK, COORDINATOR),
        "rood_derde": _once("rood_derde", LANDELIJK, COORDINATOR),
        "rood_te_laat": _once(SIGNAAL, LANDELIJK, COORDINATOR),
    },
    _reserved: {
        "niet_gezien": _once("niet_gezien", COORDINATOR),
        "reservering_vervalt": _once("reservering_vervallen", COORDINATOR) | _once("reservering", OPVANG),
    },
    _confirmed: {
        "aankomst_uitgebleven": _once("aankomst_uitgebleven", OPVANG, COORDINATOR),
        "aankomst_escalatie": _once("aankomst_escalatie", COORDINATOR, LANDELIJK),
    },
    _inside: {
        "overdracht_in_uit": _once(SIGNAAL, OPVANG, COORDINATOR),
        "vervolg_vragen": _once("vervolg_vragen", COORDINATOR, OPVANG),
        "laatste_ochtend": _once("laatste_ochtend", COORDINATOR, OPVANG),
    },
    _long_inside: {"overschrijding": _once(SIGNAAL, OPVANG, COORDINATOR, LANDELIJK)},
    _with_child: {"kind_te_lang": _once(SIGNAAL, OPVANG, COORDINATOR)},
    _unassessed: {"risicotaxatie_uit": _once(SIGNAAL, OPVANG)},
    _left_to_hand_over: {"overdracht_uit_uit": _once(SIGNAAL, OPVANG)},
    _left_to_assess: {"veiligheidstaxatie_uit": _once(SIGNAAL, OPVANG)},
    _out_of_service: {"uitval_verwacht": _once(SIGNAAL, OPVANG)},
    _places: {"plaats_onbevestigd": _once("plaats_onbevestigd", OPVANG)},
}


@pytest.mark.parametrize("setting", TELLS, ids=lambda one: one.__name__)
async def test_a_clock_fires_at_its_instant_and_tells_whom_it_is_for(verhaal: Verhaal, setting: Setting) -> None:
    await setting(verhaal)
    expected = TELLS[setting]
    armed = await verhaal.armed()
    for soort in sorted(expected, key=armed.__getitem__):
        assert await verhaal.run_out(soort) == expected[soort], soort
        again = await verhaal.told()
        await fire_termijnen(verhaal.dienst.database)
        assert await verhaal.told() == again, soort


async def test_who_is_inside_without_an_aanvraag_has_the_same_nights(verhaal: Verhaal) -> None:
    """R16: the house is the one that has to look for a next place."""
    await _without_aanvraag(verhaal)
    for soort in ("vervolg_vragen", "laatste_ochtend", "overschrijding"):
        told = await verhaal.run_out(soort)
        assert {rol for _, rol in told} == {OPVANG, COORDINATOR} | ({LANDELIJK} if soort == "overschrijding" else set())


def test_every_clock_is_told_of_or_has_an_effect_here() -> None:
    elsewhere = {"uitname_begint", "vraag_verloopt", "regel_begint"}
    told = {soort for clocks in TELLS.values() for soort in clocks}
    assert set(map(str, Termijnsoort)) - elsewhere == told
    assert {str(soort) for soort in EFFECT} >= elsewhere
    assert not set(TOLD) & {Termijnsoort.rood_te_laat, Termijnsoort.kind_te_lang}


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
    (_reserved, _accept, {"niet_gezien"}),
    (_reserved, _withdraw, {"niet_gezien", "reservering_vervalt"} | LADDER),
    (_confirmed, _to_the_house, COMING | LADDER),
    (_confirmed, _not_seen, COMING | LADDER),
    (_unassessed, _taxatie, {"risicotaxatie_uit"}),
    (_inside, _handed_over, {"overdracht_in_uit"}),
    (_inside, _leave, NIGHTS | {"overdracht_in_uit"}),
    (_left, _handed_on, {"overdracht_uit_uit"}),
    (_left, _assessed, {"veiligheidstaxatie_uit"}),
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
    await _waiting(verhaal)
    before = await verhaal.armed()
    await verhaal.dienst.add_plaatsen({})
    after = await verhaal.armed()
    assert before.keys() - after.keys() == {"rood_landelijk", "rood_achterwacht"}
    assert {soort: after[soort] for soort in LADDER} == {soort: before[soort] for soort in LADDER}


async def test_an_extension_moves_the_last_morning_and_not_the_last_allowed_night(verhaal: Verhaal) -> None:
    one = await _inside(verhaal, nachten=1)
    before = await verhaal.armed()
    expect(await post(one.opvang, one.plaatsing, "verlenging", nachten=3), 200)
    after = await verhaal.armed()
    days = (after["laatste_ochtend"] - before["laatste_ochtend"]).total_seconds() / 86400
    assert days == pytest.approx(2, abs=0.1)
    assert after["overschrijding"] == before["overschrijding"]


async def test_a_last_morning_that_was_told_is_told_again_for_the_new_one(verhaal: Verhaal) -> None:
    one = await _inside(verhaal, nachten=1)
    await verhaal.run_out("laatste_ochtend")
    expect(await post(one.opvang, one.plaatsing, "verlenging", nachten=2), 200)
    assert await verhaal.run_out("laatste_ochtend") == {("laatste_ochtend", rol): 1 for rol in (OPVANG, COORDINATOR)}


async def test_a_stay_too_long_is_told_again_every_12_hours_and_no_more_after_its_end(verhaal: Verhaal) -> None:
    one = await _inside(verhaal, huishouden=CHILDLESS)
    began = (await verhaal.armed())["overschrijding"]
    await verhaal.run_out("overschrijding")
    for turn in (1, 2):
        due = (await verhaal.armed())["overschrijding"]
        assert due == began + turn * 12 * HOUR
        expected = {("overschrijding", rol): 1 for rol in (OPVANG, COORDINATOR, LANDELIJK)}
        assert await verhaal.run_out("overschrijding") == expected
    await verhaal.klok.forward(25 * HOUR)
    await verhaal.leave(one)
    assert "overschrijding" not in await verhaal.armed()
    before = await verhaal.told()
    await verhaal.wait(13 * HOUR)
    assert (await verhaal.told())["overschrijding", OPVANG] == before["overschrijding", OPVANG]


async def test_hours_in_which_nobody_ran_are_told_once(verhaal: Verhaal) -> None:
    await _inside(verhaal, huishouden=CHILDLESS)
    await verhaal.run_out("overschrijding")
    began: datetime = (await verhaal.armed())["overschrijding"] - 12 * HOUR
    before = await verhaal.told()
    await verhaal.wait(50 * HOUR)
    assert (await verhaal.told() - before)["overschrijding", OPVANG] == 1
    assert (await verhaal.armed())["overschrijding"] == began + 60 * HOUR


async def test_a_house_that_says_when_a_place_is_back_is_asked_then(verhaal: Verhaal) -> None:
    plaats = await _out_of_service(verhaal)
    later = await verhaal.in_time(9 * HOUR)
    await verhaal.put(plaats, "buiten_gebruik", reden="verbouwing", verwachtTotOp=later)
    assert (await verhaal.armed())["uitval_verwacht"].isoformat() == later
    await verhaal.put(plaats, "vrij")
    assert "uitval_verwacht" not in await verhaal.armed()


async def test_what_somebody_else_holds_is_left_and_fires_afterwards(verhaal: Verhaal) -> None:
    await _waiting(verhaal)
    await verhaal.klok.forward(16 * MINUTE)
    database = verhaal.dienst.database
    async with verhaal.dienst.owner.transaction(None) as holder:
        await holder.sql("SELECT 1 FROM aanvraag FOR UPDATE")
        async with database.transaction(None) as tx:
            assert await fire_steps(tx) == 0
    async with database.transaction(None) as tx:
        assert await fire_steps(tx) == 1


async def test_what_is_told_late_says_so(verhaal: Verhaal) -> None:
    await _waiting(verhaal)
    due = (await verhaal.armed())["rood_landelijk"]
    await verhaal.klok.move_to(due + timedelta(seconds=59))
    await fire_termijnen(verhaal.dienst.database)
    (row,) = await verhaal.dienst.sql("SELECT laat, termijn_op FROM melding WHERE soort = 'rood_landelijk'")
    assert (row.laat, row.termijn_op) == (False, due)
    later = (await verhaal.armed())["rood_achterwacht"]
    await verhaal.klok.move_to(later + timedelta(seconds=61) + SECOND)
    await fire_termijnen(verhaal.dienst.database)
    (row,) = await verhaal.dienst.sql("SELECT laat FROM melding WHERE soort = 'rood_achterwacht'")
    assert row.laat
