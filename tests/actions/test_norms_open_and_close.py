"""Every norm opened and closed at least once by what people send and by the clock, and by nothing else."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace
from uuid import UUID

import pytest

from capacity_service.actions.fire_termijnen import fire_termijnen
from capacity_service.domain.normen import NORMEN, Norm
from capacity_service.store import lopend
from capacity_service.store.database import Transactie
from capacity_service.store.lopend import GevolgdeOrganisatie
from tests.actions.clocked import CHILDLESS, HOUR, MINUTE, OVERDRACHT, TAXATIE, UITSTROOM, WITHOUT_INSTRUMENT, Verhaal
from tests.actions.scene import AMSTERDAM, Reserved, post, read_facts
from tests.faults.shortfalls import check_shortfalls
from tests.klok import Klok
from tests.land import Dienst, expect

ELSEWHERE = {"centrumgemeente": AMSTERDAM}
Step = Callable[[], Awaitable[object]]
Story = Callable[[Verhaal], Awaitable[tuple[Step, Step]]]
"""What opens the norm, and what closes it."""


@pytest.fixture
def verhaal(klok: Klok, dienst: Dienst) -> Verhaal:
    return Verhaal(klok, dienst)


async def _too_few(verhaal: Verhaal) -> tuple[Step, Step]:
    one, *_ = await verhaal.dienst.add_plaatsen({}, {})
    return (
        lambda: verhaal.put(one["id"], "buiten_gebruik", reden="brand", feit=True),
        lambda: verhaal.put(one["id"], "vrij"),
    )


async def _too_few_with_people_inside(verhaal: Verhaal) -> tuple[Step, Step]:
    """R1 judges a place that is lost without it at once, not when whoever is inside has left."""
    one, *_ = await verhaal.dienst.add_plaatsen({}, {})
    await verhaal.put(one["id"], "bezet")
    return (
        lambda: verhaal.put(one["id"], "buiten_gebruik", reden="verwarming", feit=True),
        lambda: verhaal.dienst.add_plaatsen({}),
    )


async def _full(verhaal: Verhaal) -> tuple[Step, Step]:
    one, other = await verhaal.dienst.add_plaatsen({}, {})
    await verhaal.put(other["id"], "bezet")
    return lambda: verhaal.put(one["id"], "bezet"), lambda: verhaal.put(one["id"], "vrij")


async def _out_too_long(verhaal: Verhaal) -> tuple[Step, Step]:
    one, *_ = await verhaal.dienst.add_plaatsen({}, {}, {})
    back = await verhaal.in_time(5 * HOUR)
    await verhaal.put(one["id"], "buiten_gebruik", reden="verbouwing", verwachtTotOp=back)
    return lambda: verhaal.run_out("uitval_verwacht"), lambda: verhaal.put(one["id"], "vrij")


async def _two_households(verhaal: Verhaal) -> tuple[Step, Step]:
    """The reservering of the first lapsed; both come to the door (R14)."""
    await verhaal.dienst.add_plaatsen({})
    first = await verhaal.reserve()
    await verhaal.wait(5 * HOUR)
    # Five hours without a tap: their sessions are over, so they log in again.
    coordinator, opvang = await verhaal.dienst.as_rol("coordinator"), await verhaal.dienst.as_rol("opvang")
    first = replace(first, coordinator=coordinator, opvang=opvang)
    gone = await coordinator.post(f"/aanvragen/{first.aanvraag['id']}/intrekking", json={"reden": "niet_bereikbaar"})
    expect(gone, 200)
    second = await verhaal.reserve()

    async def both_inside() -> None:
        await verhaal.arrive(second)
        await verhaal.arrive(first)

    return both_inside, lambda: verhaal.leave(first)


async def _too_late(verhaal: Verhaal) -> tuple[Step, Step]:
    await verhaal.dienst.add_plaatsen({})
    one = await verhaal.reserve(vastgesteldOp=await verhaal.in_time(-23 * HOUR))
    await verhaal.confirm(one)
    return lambda: verhaal.run_out("rood_te_laat"), lambda: verhaal.arrive(one)


async def _inside(verhaal: Verhaal, **changes: object) -> Reserved:
    await verhaal.dienst.add_plaatsen({}, {}, {})
    one = await verhaal.reserve(**changes)
    await verhaal.arrive(one)
    return one


async def _overstays(verhaal: Verhaal) -> tuple[Step, Step]:
    one = await _inside(verhaal, huishouden=CHILDLESS)
    return lambda: verhaal.run_out("overschrijding"), lambda: verhaal.leave(one)


async def _overstays_without_aanvraag(verhaal: Verhaal) -> tuple[Step, Step]:
    one, *_ = await verhaal.dienst.add_plaatsen({}, {}, {})
    await verhaal.put(one["id"], "bezet")
    return lambda: verhaal.run_out("overschrijding"), lambda: verhaal.put(one["id"], "vrij")


async def _child_too_long(verhaal: Verhaal) -> tuple[Step, Step]:
    one = await _inside(verhaal)
    return lambda: verhaal.run_out("kind_te_lang"), lambda: verhaal.leave(one)


async def _moves_again(verhaal: Verhaal) -> tuple[Step, Step]:
    await verhaal.dienst.add_plaatsen({}, {}, {})
    family = {"volwassenen": 1, "kinderen": [{"leeftijd": 4}], "behoeften": [], "verhuisbewegingen": 3}
    one = await verhaal.reserve(huishouden=family)
    return (
        lambda: verhaal.arrive(one),
        lambda: verhaal.record(one.opvang, one, **TAXATIE, verhuisreden=True),
    )


async def _unassessed(verhaal: Verhaal) -> tuple[Step, Step]:
    one = await _inside(verhaal, veiligheid=WITHOUT_INSTRUMENT)

    async def assess() -> None:
        await verhaal.record(await verhaal.dienst.as_rol("opvang"), one, **TAXATIE)

    return lambda: verhaal.run_out("risicotaxatie_uit"), assess


async def _not_handed_over(verhaal: Verhaal) -> tuple[Step, Step]:
    one = await _inside(verhaal)

    async def hand_over() -> None:
        await verhaal.record(await verhaal.dienst.as_rol("opvang"), one, moment="instroom", **OVERDRACHT)

    return lambda: verhaal.run_out("overdracht_in_uit"), hand_over


async def _not_handed_on(verhaal: Verhaal) -> tuple[Step, Step]:
    one = await _inside(verhaal)
    await verhaal.leave(one)

    async def hand_on() -> None:
        await verhaal.record(await verhaal.dienst.as_rol("opvang"), one, moment="uitstroom", **OVERDRACHT)

    return lambda: verhaal.run_out("overdracht_uit_uit"), hand_on


async def _left_unassessed(verhaal: Verhaal) -> tuple[Step, Step]:
    one = await _inside(verhaal)
    await verhaal.leave(one)

    async def assess() -> None:
        await verhaal.record(await verhaal.dienst.as_rol("opvang"), one, **UITSTROOM)

    return lambda: verhaal.run_out("veiligheidstaxatie_uit"), assess


STORIES: list[tuple[Story, set[str]]] = [
    (_too_few, {"minimum_plaatsen", "onvoorziene_uitval"}),
    (_too_few_with_people_inside, {"minimum_plaatsen"}),
    (_full, {"geen_vrij", "geen_plaats"}),
    (_out_too_long, {"buiten_gebruik_te_lang"}),
    (_two_households, {"dubbel_verblijf"}),
    (_too_late, {"plaatsing_te_laat"}),
    (_overstays, {"overschrijding"}),
    (_overstays_without_aanvraag, {"overschrijding"}),
    (_child_too_long, {"kind_te_lang"}),
    (_moves_again, {"verhuisbeweging"}),
    (_unassessed, {"risicotaxatie_ontbreekt"}),
    (_not_handed_over, {"overdracht_in_ontbreekt"}),
    (_not_handed_on, {"overdracht_uit_ontbreekt"}),
    (_left_unassessed, {"veiligheidstaxatie_ontbreekt"}),
]


async def check(verhaal: Verhaal) -> None:
    """What is open is what plain SQL says should be."""
    await fire_termijnen(verhaal.dienst.database)
    async with verhaal.dienst.owner.transaction(None, snapshot=True) as tx:
        assert await check_shortfalls(tx) == []


@pytest.mark.parametrize(("story", "norms"), STORIES, ids=lambda one: getattr(one, "__name__", ""))
async def test_it_opens_and_closes(verhaal: Verhaal, story: Story, norms: set[str]) -> None:
    opens, closes = await story(verhaal)
    assert not norms & await verhaal.open_norms()
    await opens()
    assert norms <= await verhaal.open_norms()
    await check(verhaal)
    await closes()
    assert not norms & await verhaal.open_norms()
    await check(verhaal)
    rows = await verhaal.dienst.sql("SELECT norm, remedie FROM normsignaal WHERE norm = ANY(:norms)", norms=list(norms))
    assert {(row.norm, row.remedie) for row in rows} == {(norm, NORMEN[Norm(norm)].remedie) for norm in norms}


def test_no_norm_is_left_out() -> None:
    assert set().union(*(norms for _, norms in STORIES)) == {str(norm) for norm in Norm}


async def test_a_place_lost_with_people_inside_is_one_episode_from_the_loss_until_it_is_back(verhaal: Verhaal) -> None:
    """Their leaving changes what is counted, and nothing of what is missed."""
    one, *_ = await verhaal.dienst.add_plaatsen({}, {})
    await verhaal.put(one["id"], "bezet")
    await verhaal.wait(HOUR)
    lost_op = await verhaal.klok.now()
    await verhaal.put(one["id"], "buiten_gebruik", reden="verwarming", feit=True)
    await verhaal.wait(HOUR)
    await verhaal.put(one["id"], "vrij")
    await check(verhaal)
    await verhaal.put(one["id"], "vrij")
    counts = [
        (fact["inzetbaar"], fact["uitgevallen"], fact["buitenGebruik"], fact["onderMinimum"])
        for gebeurtenis in ("plaats_bezet", "plaats_buiten_gebruik", "plaats_vrij")
        for fact in await read_facts(verhaal.dienst, gebeurtenis, "bezetting")
    ]
    assert counts == [(2, 0, 0, False), (2, 1, 0, True), (1, 0, 1, True), (2, 0, 0, False)]
    rows = await verhaal.dienst.sql(
        "SELECT begonnen_op, beeindigd_op, onderbrekingen FROM normsignaal"
        " WHERE norm = 'minimum_plaatsen' AND begonnen_op >= :lost",
        lost=lost_op,
    )
    (told,) = [(row.onderbrekingen, row.beeindigd_op - row.begonnen_op) for row in rows]
    assert told[0] == 0
    assert told[1] >= HOUR


async def test_a_place_that_is_withdrawn_lacks_nothing_any_more(verhaal: Verhaal) -> None:
    """Neither the place nor, with its last one, its organisatie."""
    opvang = await verhaal.dienst.as_rol("opvang", nth=1)
    await verhaal.dienst.add_plaatsen({}, {}, {})
    (one,) = await verhaal.dienst.add_plaatsen({"soort": "opvangplaats"}, opvang=opvang)
    seen = {"status": "buiten_gebruik", "reden": "brand", "feit": True, "waargenomenOp": await verhaal.in_time()}
    headers = {"If-Match": f'"{one["revisie"]}"'}
    gone = expect(await opvang.put(f"/plaatsen/{one['id']}/status", json=seen, headers=headers), 200)
    assert {"geen_plaats", "onvoorziene_uitval"} <= await verhaal.open_norms()
    headers = {"If-Match": f'"{gone["revisie"]}"'}
    expect(await opvang.delete(f"/plaatsen/{one['id']}", headers=headers), 204)
    assert not {"geen_plaats", "onvoorziene_uitval"} & await verhaal.open_norms()
    await check(verhaal)


async def test_two_who_fill_the_last_places_of_an_organisatie_at_once_leave_an_episode(
    verhaal: Verhaal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In two centrumgemeenten, so that neither waits for the other before the counting."""
    first, second = await verhaal.dienst.add_plaatsen({"soort": "opvangplaats"}, {"soort": "opvangplaats", **ELSEWHERE})
    count = lopend.follow_organisaties

    async def count_slowly(tx: Transactie, ids: Iterable[UUID]) -> dict[UUID, GevolgdeOrganisatie]:
        found = await count(tx, ids)
        await asyncio.sleep(0.3)
        return found

    monkeypatch.setattr(lopend, "follow_organisaties", count_slowly)
    await asyncio.gather(*(verhaal.put(one["id"], "bezet") for one in (first, second)))
    assert "geen_plaats" in await verhaal.open_norms()


async def test_a_place_that_moves_takes_its_counts_along(verhaal: Verhaal) -> None:
    first, *_ = await verhaal.dienst.add_plaatsen({}, {}, {})
    headers = {"If-Match": f'"{first["revisie"]}"'}
    opvang = await verhaal.dienst.as_rol("opvang")
    body = {"centrumgemeente": AMSTERDAM}
    expect(await opvang.patch(f"/plaatsen/{first['id']}", json=body, headers=headers), 200)
    await check(verhaal)
    rows = await verhaal.dienst.sql("SELECT onderwerp FROM normsignaal WHERE beeindigd_op IS NULL")
    assert [row.onderwerp for row in rows] == [AMSTERDAM], "one place there is too few"


async def test_what_was_withdrawn_is_never_too_late(verhaal: Verhaal) -> None:
    await verhaal.dienst.add_plaatsen({})
    one = await verhaal.reserve(vastgesteldOp=await verhaal.in_time(-23 * HOUR))
    answer = await one.coordinator.post(f"/aanvragen/{one.aanvraag['id']}/intrekking", json={"reden": "zelf_opgelost"})
    expect(answer, 200)
    await verhaal.wait(61 * MINUTE)
    assert "plaatsing_te_laat" not in await verhaal.open_norms()
    await check(verhaal)


async def test_a_household_that_did_not_arrive_is_no_longer_counted_by_the_hour(verhaal: Verhaal) -> None:
    """R15: an alarm of its own, told at once; whoever reported it calls."""
    await verhaal.dienst.add_plaatsen({}, {}, {})
    one = await verhaal.reserve()
    await verhaal.confirm(one)
    expect(await post(one.opvang, one.plaatsing, "niet-verschenen"), 200)
    assert (await verhaal.told())["niet_verschenen", "landelijk"] == 1
    await verhaal.wait(25 * HOUR)
    await check(verhaal)
