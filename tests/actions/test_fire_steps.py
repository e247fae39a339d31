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
    SECOND,
    Verhaal,
)
from tests.actions.households import (
    confirmed,
    inside,
    left_to_assess,
    left_to_hand_over,
    long_inside,
    out_of_service,
    places,
    reserved,
    unassessed,
    waiting,
    with_child,
    without_aanvraag,
)
from tests.klok import Klok
from tests.land import Dienst

Setting = Callable[[Verhaal], Awaitable[object]]
COORDINATOR, OPVANG, LANDELIJK = "coordinator", "opvang", "landelijk"


@pytest.fixture
def verhaal(klok: Klok, dienst: Dienst) -> Verhaal:
    return Verhaal(klok, dienst)


SIGNAAL = "normsignaal"


def _once(soort: str, *rollen: str) -> dict[tuple[str, str], int]:
    return {(soort, rol): 1 for rol in rollen}


TELLS: dict[Setting, dict[str, dict[tuple[str, str], int]]] = {
    waiting: {
        "rood_landelijk": _once("rood_landelijk", LANDELIJK),
        "rood_achterwacht": _once("rood_achterwacht", OPVANG),
        "rood_tweede": _once("rood_tweede", LANDELIJK, COORDINATOR),
        "rood_derde": _once("rood_derde", LANDELIJK, COORDINATOR),
        "rood_te_laat": _once(SIGNAAL, LANDELIJK, COORDINATOR),
    },
    reserved: {
        "niet_gezien": _once("niet_gezien", COORDINATOR),
        "reservering_vervalt": _once("reservering_vervallen", COORDINATOR) | _once("reservering", OPVANG),
    },
    confirmed: {
        "aankomst_uitgebleven": _once("aankomst_uitgebleven", OPVANG, COORDINATOR),
        "aankomst_escalatie": _once("aankomst_escalatie", COORDINATOR, LANDELIJK),
    },
    inside: {
        "overdracht_in_uit": _once(SIGNAAL, OPVANG, COORDINATOR),
        "vervolg_vragen": _once("vervolg_vragen", COORDINATOR, OPVANG),
        "laatste_ochtend": _once("laatste_ochtend", COORDINATOR, OPVANG),
    },
    long_inside: {"overschrijding": _once(SIGNAAL, OPVANG, COORDINATOR, LANDELIJK)},
    with_child: {"kind_te_lang": _once(SIGNAAL, OPVANG, COORDINATOR)},
    unassessed: {"risicotaxatie_uit": _once(SIGNAAL, OPVANG)},
    left_to_hand_over: {"overdracht_uit_uit": _once(SIGNAAL, OPVANG)},
    left_to_assess: {"veiligheidstaxatie_uit": _once(SIGNAAL, OPVANG)},
    out_of_service: {"uitval_verwacht": _once(SIGNAAL, OPVANG)},
    places: {"plaats_onbevestigd": _once("plaats_onbevestigd", OPVANG)},
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
    await without_aanvraag(verhaal)
    for soort in ("vervolg_vragen", "laatste_ochtend", "overschrijding"):
        told = await verhaal.run_out(soort)
        assert {rol for _, rol in told} == {OPVANG, COORDINATOR} | ({LANDELIJK} if soort == "overschrijding" else set())


def test_every_clock_is_told_of_or_has_an_effect_here() -> None:
    elsewhere = {"uitname_begint", "vraag_verloopt", "regel_begint"}
    told = {soort for clocks in TELLS.values() for soort in clocks}
    assert set(map(str, Termijnsoort)) - elsewhere == told
    assert {str(soort) for soort in EFFECT} >= elsewhere
    assert not set(TOLD) & {Termijnsoort.rood_te_laat, Termijnsoort.kind_te_lang}


async def test_a_stay_too_long_is_told_again_every_12_hours_and_no_more_after_its_end(verhaal: Verhaal) -> None:
    one = await inside(verhaal, huishouden=CHILDLESS)
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
    await inside(verhaal, huishouden=CHILDLESS)
    await verhaal.run_out("overschrijding")
    began: datetime = (await verhaal.armed())["overschrijding"] - 12 * HOUR
    before = await verhaal.told()
    await verhaal.wait(50 * HOUR)
    assert (await verhaal.told() - before)["overschrijding", OPVANG] == 1
    assert (await verhaal.armed())["overschrijding"] == began + 60 * HOUR


async def test_what_somebody_else_holds_is_left_and_fires_afterwards(verhaal: Verhaal) -> None:
    await waiting(verhaal)
    await verhaal.klok.forward(16 * MINUTE)
    database = verhaal.dienst.database
    async with verhaal.dienst.owner.transaction(None) as holder:
        await holder.sql("SELECT 1 FROM aanvraag FOR UPDATE")
        async with database.transaction(None) as tx:
            assert await fire_steps(tx) == 0
    async with database.transaction(None) as tx:
        assert await fire_steps(tx) == 1


async def test_what_is_told_late_says_so(verhaal: Verhaal) -> None:
    await waiting(verhaal)
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
