"""A household inside two or three places of one huis: one stay, whatever happens to one of its places (R7, R14)."""

import pytest

from capacity_service.actions.fire_termijnen import fire_termijnen
from capacity_service.domain.tijd import local_date
from tests.actions.clocked import HOUR, Verhaal
from tests.actions.samen import add_huis, ask, reserve_samen, seat, statuses
from tests.actions.scene import AMSTERDAM, Reserved, arrive, confirm, leave, pass_term, post, put_status, read_plaats
from tests.conftest import Urls
from tests.faults.invariants import check_facts
from tests.klok import Klok
from tests.land import Dienst, Json, expect, in_hours, make_aanvraag, make_plaats, now

pytestmark = pytest.mark.usefixtures("sound")

BURNT = {"status": "buiten_gebruik", "reden": "brand", "feit": True}


async def _inside(dienst: Dienst, number: int = 2) -> Reserved:
    samen = await reserve_samen(dienst, number)
    await confirm(samen)
    await arrive(samen)
    return samen


async def _arrive_in(samen: Reserved, plaatsen: list[str]) -> Json:
    body = {"aangekomenOp": in_hours(-0.1), "nachten": 2, "plaatsen": plaatsen}
    arrived: Json = expect(await post(samen.opvang, samen.plaatsing, "aankomst", **body), 200)
    return arrived


@pytest.mark.parametrize("number", [2, 3])
async def test_they_are_inside_all_their_places_and_it_is_one_stay(dienst: Dienst, kaal: Urls, number: int) -> None:
    samen = await _inside(dienst, number)
    stays = await dienst.sql("SELECT plaats_id, dubbel, tot, plaatsing_id FROM verblijf")
    assert sorted(str(row.plaats_id) for row in stays) == sorted(samen.plaatsing["plaatsen"])
    assert {(row.dubbel, row.tot, str(row.plaatsing_id)) for row in stays} == {(False, None, samen.plaatsing["id"])}
    assert await statuses(samen.opvang, samen.plaatsing["plaatsen"]) == ["bezet"] * number
    clocks = await dienst.sql("SELECT soort, count(*) AS n FROM termijn WHERE gevuurd_op IS NULL GROUP BY soort")
    inside = {row.soort: row.n for row in clocks if row.soort in {"overschrijding", "kind_te_lang", "vervolg_vragen"}}
    assert inside == {"overschrijding": 1, "kind_te_lang": 1, "vervolg_vragen": 1}
    assert await check_facts(kaal.migrator) == []


async def test_whoever_stays_too_long_is_one_episode_however_many_places(klok: Klok, dienst: Dienst) -> None:
    verhaal = Verhaal(klok, dienst)
    samen = await reserve_samen(dienst, vastgesteldOp=await verhaal.in_time())
    await verhaal.accept(samen)
    await verhaal.arrive(samen)
    await verhaal.wait(80 * HOUR)
    rows = await dienst.sql(
        "SELECT norm, count(*) AS n FROM normsignaal WHERE onderwerp = :id GROUP BY norm", id=samen.plaatsing["id"]
    )
    counted = {row.norm: row.n for row in rows}
    assert (counted["overschrijding"], counted["kind_te_lang"]) == (1, 1)
    await verhaal.leave(samen)
    open_now = await dienst.sql(
        "SELECT norm FROM normsignaal WHERE beeindigd_op IS NULL AND norm IN ('overschrijding', 'kind_te_lang')"
    )
    assert open_now == []


async def test_a_crisisplaats_and_an_opvangplaats_together_are_counted_in_nights(dienst: Dienst) -> None:
    (crisis,) = await add_huis(dienst, 1)
    opvang, coordinator = await dienst.as_rol("opvang"), await dienst.as_rol("coordinator")
    huis = (await read_plaats(opvang, crisis))["huis"]["id"]
    body = make_plaats(soort="opvangplaats", personenMax=5, huis=huis)
    other = expect(await opvang.post("/plaatsen", json=body), 201)["id"]
    aanvraag = await ask(dienst)
    await seat(dienst, aanvraag, [other, crisis])
    samen = Reserved(coordinator, opvang, expect(await coordinator.get(f"/aanvragen/{aanvraag['id']}"), 200))
    await arrive(samen)
    query = (
        "SELECT soort FROM termijn WHERE sleutel = :id AND soort IN ('overschrijding', 'kind_te_lang') ORDER BY soort"
    )
    assert [row.soort for row in await dienst.sql(query, id=samen.plaatsing["id"])] == [
        "kind_te_lang",
        "overschrijding",
    ]
    body = {"plaatsen": [crisis], "opDatum": local_date(now()).isoformat()}
    expect(await post(opvang, samen.plaatsing, "vrijgave", **body), 200)
    assert await dienst.sql(query, id=samen.plaatsing["id"]) == []


async def test_more_nights_and_the_end_are_of_all_places_together(dienst: Dienst) -> None:
    samen = await _inside(dienst, 3)
    extended = expect(await post(samen.opvang, samen.plaatsing, "verlenging", nachten=3), 200)
    assert (extended["nachten"], len(extended["plaatsen"])) == (3, 3)
    left = await leave(samen)
    assert (left["status"], len(left["plaatsen"])) == ("beeindigd", 3)
    assert await statuses(samen.opvang, samen.plaatsing["plaatsen"]) == ["vrij"] * 3
    rows = await dienst.sql("SELECT count(*) AS n, count(DISTINCT tot) AS ends FROM verblijf WHERE naar = 'netwerk'")
    assert [(row.n, row.ends) for row in rows] == [(3, 1)]


async def test_a_household_may_be_in_fewer_places_than_it_was_given(dienst: Dienst) -> None:
    samen = await reserve_samen(dienst)
    mine, other = samen.plaatsing["plaatsen"]
    waiting = expect(await samen.coordinator.post("/aanvragen", json=make_aanvraag()), 201)
    arrived = await _arrive_in(samen, [mine])
    assert (arrived["status"], arrived["plaatsen"]) == ("aangekomen", [mine])
    given = expect(await samen.coordinator.get(f"/aanvragen/{waiting['id']}"), 200)["plaatsing"]
    assert given["plaatsen"] == [other]
    rows = await dienst.sql("SELECT plaats_id FROM verblijf")
    assert [str(row.plaats_id) for row in rows] == [mine]


async def _overtaken(dienst: Dienst) -> tuple[Reserved, str, str]:
    """The ten of them, whose reservering lapsed; a small household has one of their places since, and it is confirmed."""
    samen = await reserve_samen(dienst)
    small = expect(await samen.coordinator.post("/aanvragen", json=make_aanvraag(vastgesteldOp=in_hours(-5))), 201)
    await pass_term(dienst, samen.plaatsing)
    await fire_termijnen(dienst.database)
    given = expect(await samen.coordinator.get(f"/aanvragen/{small['id']}"), 200)
    reserved = Reserved(samen.coordinator, samen.opvang, given)
    await confirm(reserved)
    return samen, reserved.plaats, reserved.aanvraag["id"]


async def test_arrival_wins_when_one_of_the_places_was_promised_since(dienst: Dienst) -> None:
    samen, taken, small = await _overtaken(dienst)
    assert taken in samen.plaatsing["plaatsen"]
    await arrive(samen)
    displaced = expect(await samen.coordinator.get(f"/aanvragen/{small}"), 200)
    assert (displaced["status"], displaced["plaatsing"]) == ("zonder_plaats", None)
    claims = await dienst.sql("SELECT soort, CAST(plaatsing_id AS text) AS id FROM claim")
    assert {(row.soort, row.id) for row in claims} == {("verblijf", samen.plaatsing["id"])}
    assert [row.dubbel for row in await dienst.sql("SELECT dubbel FROM verblijf")] == [False, False]


async def test_arrival_in_the_other_place_leaves_that_promise_alone(dienst: Dienst) -> None:
    samen, taken, small = await _overtaken(dienst)
    (free,) = set(samen.plaatsing["plaatsen"]) - {taken}
    arrived = await _arrive_in(samen, [free])
    assert arrived["plaatsen"] == [free]
    kept = expect(await samen.coordinator.get(f"/aanvragen/{small}"), 200)
    assert (kept["status"], kept["plaatsing"]["plaatsen"]) == ("bevestigd", [taken])


async def test_a_household_of_several_places_makes_way_as_a_whole_for_who_is_really_there(dienst: Dienst) -> None:
    (first, second) = await add_huis(dienst, 2)
    small = Reserved(
        await dienst.as_rol("coordinator"),
        await dienst.as_rol("opvang"),
        expect(await (await dienst.as_rol("coordinator")).post("/aanvragen", json=make_aanvraag()), 201),
    )
    big = await ask(dienst, vastgesteldOp=in_hours(-6))
    await pass_term(dienst, small.plaatsing)
    await seat(dienst, big, [first, second])
    await arrive(small)
    displaced = expect(await small.coordinator.get(f"/aanvragen/{big['id']}"), 200)
    assert (displaced["status"], displaced["plaatsing"]) == ("zonder_plaats", None)
    assert sorted(await statuses(small.opvang, [first, second])) == ["bezet", "vrij"]


async def test_a_place_that_burnt_with_them_on_the_way_is_held_and_goes_out_when_they_leave(dienst: Dienst) -> None:
    samen = await reserve_samen(dienst)
    await pass_term(dienst, samen.plaatsing)
    await fire_termijnen(dienst.database)
    expect(await put_status(samen.opvang, samen.plaats, **BURNT), 200)
    await arrive(samen)
    burnt = await read_plaats(samen.opvang, samen.plaats)
    assert (burnt["status"], burnt["uitname"]["reden"]) == ("bezet", "brand")
    await leave(samen)
    assert await statuses(samen.opvang, samen.plaatsing["plaatsen"]) == ["buiten_gebruik", "vrij"]


async def test_somebody_else_inside_one_of_the_places_is_a_second_stay_there_and_not_elsewhere(dienst: Dienst) -> None:
    samen = await reserve_samen(dienst)
    await pass_term(dienst, samen.plaatsing)
    await fire_termijnen(dienst.database)
    expect(await put_status(samen.opvang, samen.plaats, status="bezet", sindsOp=in_hours(-0.5)), 200)
    await arrive(samen)
    stays = await dienst.sql("SELECT plaats_id, dubbel FROM verblijf WHERE plaatsing_id IS NOT NULL")
    assert {str(row.plaats_id): row.dubbel for row in stays} == {
        plaats: plaats == samen.plaats for plaats in samen.plaatsing["plaatsen"]
    }
    signals = await dienst.sql("SELECT onderwerp FROM normsignaal WHERE norm = 'dubbel_verblijf'")
    assert [row.onderwerp for row in signals] == [samen.plaats]
    plaats = expect(await put_status(samen.opvang, samen.plaats, status="vrij"), 200)
    assert (plaats["status"], plaats["plaatsing"]) == ("bezet", samen.plaatsing["id"])
    await leave(samen)
    assert await statuses(samen.opvang, samen.plaatsing["plaatsen"]) == ["vrij"] * 2


async def test_a_place_lost_with_people_inside_stays_theirs_until_they_leave_it(dienst: Dienst) -> None:
    samen = await _inside(dienst)
    lost, other = samen.plaatsing["plaatsen"]
    told = expect(await put_status(samen.opvang, lost, **BURNT), 200)
    assert (told["status"], told["uitname"]["reden"], told["plaatsing"]) == ("bezet", "brand", samen.plaatsing["id"])
    today = local_date(now()).isoformat()
    left = expect(await post(samen.opvang, samen.plaatsing, "vrijgave", plaatsen=[lost], opDatum=today), 200)
    assert (left["status"], left["plaatsen"]) == ("aangekomen", [other])
    assert await statuses(samen.opvang, [lost, other]) == ["buiten_gebruik", "bezet"]


async def test_a_house_that_burns_with_them_inside_names_them_once_with_all_their_places(dienst: Dienst) -> None:
    samen = await _inside(dienst)
    huis = (await read_plaats(samen.opvang, samen.plaats))["huis"]["id"]
    told = expect(await samen.opvang.post(f"/huizen/{huis}/uitval", json={"reden": "brand"}), 200)
    assert (told["bezet"], told["buitenGebruik"], told["teruggemeld"]) == (2, 0, 0)
    (household,) = told["verplaatsen"]
    assert household["plaatsen"] == samen.plaatsing["plaatsen"]


async def test_whoever_moves_on_leaves_all_places_when_inside_elsewhere(dienst: Dienst) -> None:
    samen = await _inside(dienst)
    body = {"reden": "verlies", "vastgesteldOp": in_hours(-0.05)}
    expect(await post(samen.opvang, samen.plaatsing, "verplaatsing", **body), 201)
    (large,) = await add_huis(dienst, 1, centrumgemeente=AMSTERDAM, personenMax=10)
    (row,) = await dienst.sql("SELECT id FROM plaatsing WHERE status = 'gereserveerd'")
    assert await statuses(samen.opvang, [large, *samen.plaatsing["plaatsen"]]) == ["gereserveerd", "bezet", "bezet"]
    answer = await post(samen.opvang, {"id": row.id}, "aankomst", aangekomenOp=now().isoformat(), nachten=1)
    expect(answer, 200)
    assert await statuses(samen.opvang, [large, *samen.plaatsing["plaatsen"]]) == ["bezet", "vrij", "vrij"]
    rows = await dienst.sql("SELECT naar FROM verblijf WHERE tot IS NOT NULL")
    assert [row.naar for row in rows] == ["verplaatsing"] * 2
