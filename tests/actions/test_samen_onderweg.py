"""A household with two or three places of one huis, from reservering to the door: one promise, kept or lost whole (R7)."""

import pytest

from capacity_service.actions.fire_termijnen import fire_termijnen
from tests.actions.samen import add_huis, ask, propose, reserve_samen, seat, statuses
from tests.actions.scene import AMSTERDAM, Reserved, confirm, pass_term, post, put_status, read_plaats, refused, reserve
from tests.conftest import Urls
from tests.faults.invariants import check_facts
from tests.land import Dienst, Json, expect, in_hours, make_aanvraag, make_plaats

pytestmark = pytest.mark.usefixtures("sound")

REDENEN: dict[str, Json] = {
    "plaats_onbruikbaar": {"uitval": "brand"},
    "al_bezet": {"sindsOp": in_hours(-1)},
    "niet_geschikt_te_maken": {"ontbreekt": ["rolstoel"]},
}
LEFT_BEHIND = {"plaats_onbruikbaar": "buiten_gebruik", "al_bezet": "bezet", "niet_geschikt_te_maken": "vrij"}


async def _of(dienst: Dienst, plaatsing: Json) -> Json:
    """How a plaatsing is, in the table."""
    (row,) = await dienst.sql("SELECT status, reden, teruggemeld FROM plaatsing WHERE id = :id", id=plaatsing["id"])
    gemeld = None if row.teruggemeld is None else sorted(map(str, row.teruggemeld))
    return {"status": row.status, "reden": row.reden, "teruggemeld": gemeld}


async def _held(dienst: Dienst, plaatsing: Json) -> list[str]:
    rows = await dienst.sql("SELECT soort FROM claim WHERE plaatsing_id = :id ORDER BY plaats_id", id=plaatsing["id"])
    return [row.soort for row in rows]


async def _wait_for_room(dienst: Dienst) -> Reserved:
    """A mother with one child who waits: nothing is free."""
    coordinator = await dienst.as_rol("coordinator")
    waiting = expect(await coordinator.post("/aanvragen", json=make_aanvraag()), 201)
    assert waiting["status"] == "zonder_plaats"
    return Reserved(coordinator, await dienst.as_rol("opvang"), waiting)


@pytest.mark.parametrize("number", [2, 3])
async def test_all_places_are_accepted_confirmed_and_kept_as_one(dienst: Dienst, number: int) -> None:
    samen = await reserve_samen(dienst, number)
    assert await _held(dienst, samen.plaatsing) == ["reservering"] * number
    accepted = expect(await post(samen.opvang, samen.plaatsing, "acceptatie"), 200)
    assert (len(accepted["plaatsen"]), accepted["teruggemeld"]) == (number, [])
    assert (await confirm(samen))["status"] == "bevestigd"
    assert await _held(dienst, samen.plaatsing) == ["plaatsing"] * number
    (row,) = await dienst.sql("SELECT count(*) AS n FROM claim WHERE verloopt_op = 'infinity'")
    assert row.n == number
    (told,) = await dienst.sql("SELECT count(*) AS n FROM melding WHERE soort = 'reservering'")
    assert told.n == 1


async def test_a_bezetting_counts_places(dienst: Dienst) -> None:
    samen = await reserve_samen(dienst, 3)
    counts = expect(await samen.coordinator.get("/bezetting"), 200)["centrumgemeenten"]
    (here,) = [row for row in counts if row["code"] == samen.plaatsing["centrumgemeente"]]
    assert (here["inzetbaar"], here["gereserveerd"], here["vrij"]) == (3, 3, 0)


async def test_what_nobody_confirms_lapses_whole(dienst: Dienst) -> None:
    samen = await reserve_samen(dienst)
    await pass_term(dienst, samen.plaatsing)
    await fire_termijnen(dienst.database)
    assert (await _of(dienst, samen.plaatsing))["status"] == "vervallen"
    assert await _held(dienst, samen.plaatsing) == []


async def test_with_one_place_lapsed_none_is_confirmed(dienst: Dienst) -> None:
    samen = await reserve_samen(dienst)
    lapse = "UPDATE claim SET verloopt_op = clock_timestamp() - interval '1 second' WHERE plaats_id = :id"
    await dienst.sql(lapse, id=samen.plaats)
    answer = await post(samen.coordinator, samen.plaatsing, "bevestiging", verwachteAankomstOp=in_hours(1))
    refused(answer, 409, "overgang")
    assert await _held(dienst, samen.plaatsing) == ["reservering"] * 2
    await pass_term(dienst, samen.plaatsing)
    await fire_termijnen(dienst.database)


@pytest.mark.parametrize("reden", REDENEN)
async def test_a_terugmelding_is_a_fact_about_the_place_it_names_and_frees_the_others(
    dienst: Dienst, reden: str
) -> None:
    samen = await reserve_samen(dienst)
    lost, other = samen.plaatsing["plaatsen"]
    small = await _wait_for_room(dienst)
    back = expect(
        await post(samen.opvang, samen.plaatsing, "terugmelding", reden=reden, plaatsen=[lost], **REDENEN[reden]), 200
    )
    assert (back["status"], back["teruggemeld"]) == ("teruggemeld", [lost])
    # In that transaction whoever waits gets a place, of those that are left.
    given = (await small.again())["plaatsing"]["plaatsen"]
    left = {lost: LEFT_BEHIND[reden], other: "vrij"} | dict.fromkeys(given, "gereserveerd")
    assert await statuses(samen.opvang, [lost, other]) == [left[lost], left[other]]
    assert given == [other] or reden == "niet_geschikt_te_maken"
    assert (await samen.again())["status"] == "zonder_plaats"


async def test_a_terugmelding_without_a_name_is_about_all_places(dienst: Dienst) -> None:
    samen = await reserve_samen(dienst)
    body = {"reden": "plaats_onbruikbaar", "uitval": "water"}
    back = expect(await post(samen.opvang, samen.plaatsing, "terugmelding", **body), 200)
    assert sorted(back["teruggemeld"]) == sorted(samen.plaatsing["plaatsen"])
    assert await statuses(samen.opvang, samen.plaatsing["plaatsen"]) == ["buiten_gebruik"] * 2


async def test_a_place_of_somebody_else_is_not_reported_back(dienst: Dienst) -> None:
    samen = await reserve_samen(dienst)
    (strange,) = await add_huis(dienst, 1)
    body = {"reden": "al_bezet", "sindsOp": in_hours(-1), "plaatsen": [strange]}
    problem = refused(await post(samen.opvang, samen.plaatsing, "terugmelding", **body), 400, "ongeldige_invoer")
    assert [fault["veld"] for fault in problem["fouten"]] == ["plaatsen"]
    assert (await read_plaats(samen.opvang, strange))["status"] == "vrij"


async def test_a_place_that_one_household_cannot_use_is_kept_from_it_and_the_other_is_not(dienst: Dienst) -> None:
    samen = await reserve_samen(dienst)
    unfit, other = samen.plaatsing["plaatsen"]
    body = {"reden": "niet_geschikt_te_maken", "ontbreekt": ["rolstoel"], "plaatsen": [unfit]}
    expect(await post(samen.opvang, samen.plaatsing, "terugmelding", **body), 200)
    smaller = {"huishouden": {"volwassenen": 1, "kinderen": [{"leeftijd": 3}], "behoeften": []}}
    now = await samen.again()
    headers = {"If-Match": f'"{now["revisie"]}"'}
    path = f"/aanvragen/{samen.aanvraag['id']}"
    changed = expect(await samen.coordinator.patch(path, json=smaller, headers=headers), 200)
    assert changed["plaatsing"]["plaatsen"] == [other]


SAID: dict[str, Json] = {
    "al_bezet": {"status": "bezet", "sindsOp": in_hours(-1)},
    "plaats_onbruikbaar": {"status": "buiten_gebruik", "reden": "brand", "feit": True},
}


@pytest.mark.parametrize("confirmed", [False, True], ids=["reserved", "confirmed"])
@pytest.mark.parametrize("reden", SAID)
async def test_a_house_that_loses_one_place_loses_the_household(dienst: Dienst, reden: str, *, confirmed: bool) -> None:
    samen = await reserve_samen(dienst, 3)
    if confirmed:
        await confirm(samen)
    lost, *others = samen.plaatsing["plaatsen"]
    small = await _wait_for_room(dienst)
    expect(await put_status(samen.opvang, lost, **SAID[reden]), 200)
    assert await _of(dienst, samen.plaatsing) == {"status": "teruggemeld", "reden": reden, "teruggemeld": [lost]}
    assert await _held(dienst, samen.plaatsing) == []
    assert sorted(await statuses(samen.opvang, others)) == ["gereserveerd", "vrij"]
    assert (await small.again())["status"] == "gereserveerd"
    (row,) = await dienst.sql("SELECT alleen_voorstellen FROM aanvraag WHERE id = :id", id=samen.aanvraag["id"])
    assert row.alleen_voorstellen is confirmed
    (told,) = await dienst.sql("SELECT count(*) AS n FROM melding WHERE soort = 'teruggemeld'")
    assert told.n == 1


async def test_a_house_that_burns_down_is_one_household_that_looks_on(dienst: Dienst) -> None:
    samen = await reserve_samen(dienst)
    huis = (await read_plaats(samen.opvang, samen.plaats))["huis"]["id"]
    told = expect(await samen.opvang.post(f"/huizen/{huis}/uitval", json={"reden": "brand"}), 200)
    assert (told["teruggemeld"], told["buitenGebruik"], told["bezet"]) == (1, 2, 0)
    gone = await _of(dienst, samen.plaatsing)
    assert gone["teruggemeld"] == sorted(samen.plaatsing["plaatsen"])


async def test_a_plan_for_one_of_the_places_moves_nobody(dienst: Dienst) -> None:
    samen = await reserve_samen(dienst)
    await add_huis(dienst, 3)
    plan = {"status": "buiten_gebruik", "reden": "onderhoud", "vanafOp": in_hours(1)}
    expect(await put_status(samen.opvang, samen.plaats, **plan), 200)
    assert (await confirm(samen))["status"] == "bevestigd"
    assert await statuses(samen.opvang, samen.plaatsing["plaatsen"]) == ["gereserveerd"] * 2


@pytest.mark.parametrize(("room", "status"), [(6, 200), (4, 409)])
async def test_one_of_the_places_may_shrink_as_long_as_all_of_them_fit(dienst: Dienst, room: int, status: int) -> None:
    samen = await reserve_samen(dienst)
    revisie = (await read_plaats(samen.opvang, samen.plaats))["revisie"]
    headers = {"If-Match": f'"{revisie}"'}
    path = f"/plaatsen/{samen.plaats}"
    expect(await samen.opvang.patch(path, json={"personenMax": room}, headers=headers), status)


async def test_none_of_the_places_can_move_to_another_house(dienst: Dienst) -> None:
    samen = await reserve_samen(dienst)
    revisie = (await read_plaats(samen.opvang, samen.plaats))["revisie"]
    headers = {"If-Match": f'"{revisie}"'}
    answer = await samen.opvang.patch(f"/plaatsen/{samen.plaats}", json={"centrumgemeente": AMSTERDAM}, headers=headers)
    refused(answer, 409, "overgang")


async def test_another_voorstel_lets_all_places_go_and_takes_all_of_the_other(dienst: Dienst) -> None:
    samen = await reserve_samen(dienst)
    small = await _wait_for_room(dienst)
    others = await add_huis(dienst, 2, centrumgemeente=AMSTERDAM, personenMax=10)
    if (await small.again())["plaatsing"]["plaatsen"][0] in others:
        expect(
            await small.coordinator.post(
                f"/aanvragen/{small.aanvraag['id']}/intrekking", json={"reden": "zelf_opgelost"}
            ),
            200,
        )
    await propose(dienst, samen.aanvraag["id"], others)
    taken = expect(await post(samen.coordinator, samen.plaatsing, "ander-voorstel", plaatsen=others), 200)
    assert sorted(taken["plaatsen"]) == sorted(others)
    assert await statuses(samen.opvang, others) == ["gereserveerd"] * 2
    assert await statuses(samen.opvang, samen.plaatsing["plaatsen"]) == ["vrij"] * 2


async def test_a_voorstel_of_which_one_place_is_gone_changes_nothing(dienst: Dienst) -> None:
    samen = await reserve_samen(dienst)
    others = await add_huis(dienst, 2, centrumgemeente=AMSTERDAM)
    await propose(dienst, samen.aanvraag["id"], others)
    expect(await put_status(samen.opvang, others[1], status="bezet", sindsOp=in_hours(-1)), 200)
    await propose(dienst, samen.aanvraag["id"], others)
    answer = await post(samen.coordinator, samen.plaatsing, "ander-voorstel", plaatsen=others)
    refused(answer, 409, "plaats_niet_vrij")
    assert await _held(dienst, samen.plaatsing) == ["reservering"] * 2
    assert (await read_plaats(samen.opvang, others[0]))["status"] == "vrij"


async def test_whoever_is_withdrawn_leaves_no_place_held(dienst: Dienst, kaal: Urls) -> None:
    samen = await reserve_samen(dienst, 3)
    path = f"/aanvragen/{samen.aanvraag['id']}/intrekking"
    expect(await samen.coordinator.post(path, json={"reden": "zelf_opgelost"}), 200)
    assert await statuses(samen.opvang, samen.plaatsing["plaatsen"]) == ["vrij"] * 3
    assert await check_facts(kaal.migrator) == []


async def test_whoever_does_not_arrive_keeps_all_places(dienst: Dienst) -> None:
    samen = await reserve_samen(dienst)
    await confirm(samen)
    expect(await post(samen.opvang, samen.plaatsing, "niet-verschenen"), 200)
    assert await _held(dienst, samen.plaatsing) == ["plaatsing"] * 2
    (told,) = await dienst.sql(
        "SELECT count(*) AS n FROM melding WHERE soort = 'niet_verschenen' AND rol = 'landelijk'"
    )
    assert told.n == 1


async def test_a_household_that_lost_its_places_can_be_given_others(dienst: Dienst) -> None:
    samen = await reserve_samen(dienst)
    expect(await put_status(samen.opvang, samen.plaats, **SAID["plaats_onbruikbaar"]), 200)
    others = await add_huis(dienst, 2, centrumgemeente=AMSTERDAM)
    await seat(dienst, samen.aanvraag, others)
    again = await samen.again()
    assert (again["status"], sorted(again["plaatsing"]["plaatsen"])) == ("gereserveerd", sorted(others))


async def test_a_household_with_one_place_is_as_before(dienst: Dienst) -> None:
    await dienst.as_rol("opvang")
    expect(await (await dienst.as_rol("opvang")).post("/plaatsen", json=make_plaats()), 201)
    one = await reserve(dienst)
    assert len(one.plaatsing["plaatsen"]) == 1
    expect(await put_status(one.opvang, one.plaats, **SAID["al_bezet"]), 200)
    assert (await _of(dienst, one.plaatsing))["teruggemeld"] == [one.plaats]
    assert (await ask(dienst))["status"] == "zonder_plaats"
