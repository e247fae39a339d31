from datetime import timedelta
from typing import Any

import httpx2
import pytest

from capacity_service.actions.fire_termijnen import fire_termijnen
from capacity_service.domain.tijd import local_date
from tests.land import Dienst, Json, expect, in_hours, make_aanvraag, now

Client = httpx2.AsyncClient
ZWOLLE, AMSTERDAM = {"centrumgemeente": "GM0193"}, {"centrumgemeente": "GM0363"}


class Geval:
    """One reservering between the first coordinator and the first opvang."""

    def __init__(self, coordinator: Client, opvang: Client, aanvraag: Json) -> None:
        self.coordinator = coordinator
        self.opvang = opvang
        self.aanvraag = aanvraag
        self.id = str(aanvraag["plaatsing"]["id"])
        self.plaats = str(aanvraag["plaatsing"]["plaatsen"][0])

    async def say(self, way: str, key: str | None = None, **body: Any) -> httpx2.Response:
        by = self.coordinator if way in {"bevestiging", "ander-voorstel"} else self.opvang
        return await by.post(f"/plaatsingen/{key or self.id}/{way}", json=body)

    async def arrive(self, nachten: int = 2) -> httpx2.Response:
        return await self.say("aankomst", aangekomenOp=in_hours(0), nachten=nachten)

    async def confirm(self) -> httpx2.Response:
        return await self.say("bevestiging", verwachteAankomstOp=in_hours(4))

    async def look(self) -> Json:
        aanvraag: Json = expect(await self.coordinator.get(f"/aanvragen/{self.aanvraag['id']}"), 200)
        return aanvraag

    async def status_of(self, plaats: str) -> str:
        return str(expect(await self.opvang.get(f"/plaatsen/{plaats}"), 200)["status"])


async def _begin(dienst: Dienst, *plaatsen: Json) -> Geval:
    opvang, coordinator = await dienst.as_rol("opvang"), await dienst.as_rol("coordinator")
    await dienst.add_plaatsen(*(plaatsen or (ZWOLLE,)), opvang=opvang)
    return Geval(coordinator, opvang, expect(await coordinator.post("/aanvragen", json=make_aanvraag()), 201))


def _refused(answer: httpx2.Response, code: str) -> Json:
    problem: Json = expect(answer, 409)
    assert problem["type"] == f"/v1/problemen/{code}"
    return problem


async def test_from_reservering_to_einde(dienst: Dienst) -> None:
    geval = await _begin(dienst)
    accepted = expect(await geval.say("acceptatie"), 200)
    assert (accepted["status"], accepted["aanvraag"]) == ("gereserveerd", None)
    assert accepted["geaccepteerdOp"] is not None
    confirmed = expect(await geval.confirm(), 200)
    assert (confirmed["status"], confirmed["verlooptOp"]) == ("bevestigd", None)
    assert confirmed["aanvraag"] == geval.aanvraag["id"]
    arrived = expect(await geval.arrive(), 200)
    assert arrived["status"] == "aangekomen"
    assert await geval.status_of(geval.plaats) == "bezet"
    ended = expect(await geval.say("einde", naar="netwerk", opDatum=local_date(now()).isoformat()), 200)
    assert (ended["status"], ended["reden"]) == ("beeindigd", "netwerk")
    assert await geval.status_of(geval.plaats) == "vrij"
    assert (await geval.look())["status"] == "beeindigd"


async def test_a_second_acceptatie_changes_nothing(dienst: Dienst) -> None:
    geval = await _begin(dienst)
    assert expect(await geval.say("acceptatie"), 200) == expect(await geval.say("acceptatie"), 200)


@pytest.mark.parametrize("nachten", [0, 4, -1, 2**63, 1.5, "2", None, True])
async def test_promised_nights_are_one_to_three_whatever_is_sent(stil: Dienst, nachten: object) -> None:
    """R11: at the aanvraag and at the door."""
    geval = await _begin(stil)
    for answer in (
        await geval.coordinator.post("/aanvragen", json=make_aanvraag(nachten=nachten)),
        await geval.say("aankomst", aangekomenOp=in_hours(0), nachten=nachten),
    ):
        assert [fault["veld"] for fault in expect(answer, 400)["fouten"]] == ["nachten"]
    assert expect(await geval.opvang.get(f"/plaatsingen/{geval.id}"), 200)["status"] == "gereserveerd"


async def test_an_extension_stays_within_three_nights(dienst: Dienst) -> None:
    geval = await _begin(dienst)
    _refused(await geval.say("verlenging", nachten=2), "overgang")
    arrived = expect(await geval.arrive(nachten=1), 200)
    for nachten in (4, 5, 366):
        assert "R11" in _refused(await geval.say("verlenging", nachten=nachten), "toegezegde_nachten")["detail"]
    extended = expect(await geval.say("verlenging", nachten=3), 200)
    assert (extended["nachten"], extended["eersteNachtDatum"]) == (3, arrived["eersteNachtDatum"])
    for nachten in (3, 2):
        _refused(await geval.say("verlenging", nachten=nachten), "overgang")
    assert await dienst.sql("SELECT vertrek - eerste_nacht AS n FROM plaatsing") == [(3,)]


async def test_a_house_answers_from_the_closed_list_only(dienst: Dienst) -> None:
    """R6; N 5.1c: nobody is turned away."""
    geval = await _begin(dienst)
    for reden in ("te_druk", "psychiatrie", "", "PLAATS_ONBRUIKBAAR"):
        problem = _refused(await geval.say("terugmelding", reden=reden), "terugmelding_onbekend")
        assert "5.1c" in problem["detail"]
    for reden in ("plaats_onbruikbaar", "al_bezet", "niet_geschikt_te_maken"):
        expect(await geval.say("terugmelding", reden=reden), 400)
    assert (await geval.look())["plaatsing"]["id"] == geval.id


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"reden": "plaats_onbruikbaar", "uitval": "verwarming", "verwachtTotOp": in_hours(20)}, "buiten_gebruik"),
        ({"reden": "al_bezet", "sindsOp": in_hours(-4)}, "bezet"),
        ({"reden": "onveilig_voor_huishouden"}, "vrij"),
        ({"reden": "niet_geschikt_te_maken", "ontbreekt": ["rolstoel"]}, "vrij"),
    ],
)
async def test_before_confirmation_the_next_place_is_reserved_at_once_and_not_told_to_the_house(
    dienst: Dienst, body: Json, status: str
) -> None:
    geval = await _begin(dienst, ZWOLLE | {"kenmerken": ["rolstoel"]}, AMSTERDAM | {"kenmerken": ["rolstoel"]})
    told = expect(await geval.say("terugmelding", **body), 200)
    assert (told["id"], told["status"], told["reden"]) == (geval.id, "teruggemeld", body["reden"])
    assert told["plaatsen"] == [geval.plaats]
    assert await geval.status_of(geval.plaats) == status
    moved = await geval.look()
    assert moved["status"] == "gereserveerd"
    assert moved["plaatsing"]["plaatsen"] != [geval.plaats]
    if body["reden"] == "onveilig_voor_huishouden":
        assert told["centrumgemeente"] in moved["uitsluitingen"]
    if body["reden"] == "niet_geschikt_te_maken":
        assert expect(await geval.opvang.get(f"/plaatsen/{geval.plaats}"), 200)["kenmerken"] == []


async def test_after_confirmation_the_next_place_is_only_proposed_until_a_person_takes_it(dienst: Dienst) -> None:
    geval = await _begin(dienst, ZWOLLE, AMSTERDAM)
    expect(await geval.confirm(), 200)
    expect(await geval.say("terugmelding", reden="onveilig_voor_huishouden"), 200)
    waiting = await geval.look()
    assert waiting["status"] == "zonder_plaats"
    (voorstel,) = waiting["voorstellen"]
    assert await geval.status_of(voorstel["plaatsen"][0]) == "vrij"
    chosen = expect(await geval.say("ander-voorstel", plaatsen=voorstel["plaatsen"]), 200)
    assert (chosen["status"], chosen["plaatsen"]) == ("gereserveerd", voorstel["plaatsen"])
    assert (await geval.look())["plaatsing"]["id"] == chosen["id"]


async def test_another_voorstel_is_taken_whole_or_not_at_all(dienst: Dienst) -> None:
    geval = await _begin(dienst, ZWOLLE, AMSTERDAM, {"centrumgemeente": "GM0518"})
    first, second, third = [voorstel["plaatsen"] for voorstel in geval.aanvraag["voorstellen"]]
    assert first == [geval.plaats]
    other = expect(await geval.coordinator.post("/aanvragen", json=make_aanvraag()), 201)
    gone = other["plaatsing"]["plaatsen"]
    (third,) = (plaatsen for plaatsen in (second, third) if plaatsen != gone)
    problem = _refused(await geval.say("ander-voorstel", plaatsen=gone), "plaats_niet_vrij")
    assert "Nog vrij onder de voorstellen" in problem["detail"]
    assert await geval.status_of(geval.plaats) == "gereserveerd"
    _refused(await geval.say("ander-voorstel", plaatsen=[*first, *third]), "plaats_niet_vrij")
    taken = expect(await geval.say("ander-voorstel", plaatsen=third), 200)
    assert (taken["plaatsen"], await geval.status_of(geval.plaats)) == (third, "vrij")
    _refused(await geval.say("ander-voorstel", plaatsen=first), "overgang")


async def _lapse(dienst: Dienst) -> None:
    for table, column in (("termijn", "op"), ("claim", "verloopt_op"), ("plaatsing", "verloopt_op")):
        past = "clock_timestamp() - interval '1 second'"
        await dienst.sql(f"UPDATE {table} SET {column} = {past} WHERE {column} < 'infinity'")  # noqa: S608
    await fire_termijnen(dienst.database)


async def test_arrival_wins_and_whoever_was_promised_the_place_meanwhile_moves(dienst: Dienst) -> None:
    """R14: the reservering had lapsed and the place was promised to another household."""
    geval = await _begin(dienst)
    await _lapse(dienst)
    expect(
        await geval.coordinator.post(f"/aanvragen/{geval.aanvraag['id']}/intrekking", json={"reden": "wil_niet"}), 200
    )
    other = expect(await geval.coordinator.post("/aanvragen", json=make_aanvraag()), 201)
    assert other["plaatsing"]["plaatsen"] == [geval.plaats]
    (spare,) = await dienst.add_plaatsen(AMSTERDAM, opvang=geval.opvang)
    arrived = expect(await geval.arrive(), 200)
    assert (arrived["status"], arrived["plaatsen"]) == ("aangekomen", [geval.plaats])
    moved = expect(await geval.coordinator.get(f"/aanvragen/{other['id']}"), 200)
    assert (moved["status"], moved["plaatsing"]["plaatsen"]) == ("gereserveerd", [spare["id"]])


async def test_two_households_in_one_place_are_both_recorded_and_nobody_is_put_out(dienst: Dienst) -> None:
    """R14: a second verblijf; the place stays bezet until the last has left."""
    geval = await _begin(dienst)
    await _lapse(dienst)
    again = (await geval.look())["plaatsing"]["id"]
    assert again != geval.id
    expect(
        await geval.coordinator.post(f"/aanvragen/{geval.aanvraag['id']}/intrekking", json={"reden": "wil_niet"}), 200
    )
    other = expect(await geval.coordinator.post("/aanvragen", json=make_aanvraag()), 201)
    expect(await geval.say("aankomst", other["plaatsing"]["id"], aangekomenOp=in_hours(0), nachten=1), 200)
    expect(await geval.arrive(), 200)
    rows = await dienst.sql("SELECT dubbel FROM verblijf WHERE tot IS NULL ORDER BY dubbel")
    assert [row.dubbel for row in rows] == [False, True]
    today = local_date(now()).isoformat()
    expect(await geval.say("einde", other["plaatsing"]["id"], naar="elders", opDatum=today), 200)
    assert await geval.status_of(geval.plaats) == "bezet"
    expect(await geval.say("einde", naar="elders", opDatum=today), 200)
    assert await geval.status_of(geval.plaats) == "vrij"


async def test_a_household_is_inside_one_house_only(dienst: Dienst) -> None:
    geval = await _begin(dienst, ZWOLLE, AMSTERDAM)
    await _lapse(dienst)
    again = (await geval.look())["plaatsing"]["id"]
    expect(await geval.say("aankomst", again, aangekomenOp=in_hours(0), nachten=1), 200)
    assert "ander huis" in _refused(await geval.arrive(), "overgang")["detail"]


@pytest.mark.parametrize("hours", [0.5, -1.5, -24 * 400])
async def test_an_arrival_that_cannot_be_is_400(stil: Dienst, hours: float) -> None:
    geval = await _begin(stil)
    answer = await geval.say("aankomst", aangekomenOp=in_hours(hours), nachten=1)
    assert [fault["veld"] for fault in expect(answer, 400)["fouten"]] == ["aangekomenOp"]


async def test_who_never_came_is_an_alarm_and_keeps_the_place(dienst: Dienst) -> None:
    geval = await _begin(dienst)
    _refused(await geval.say("niet-verschenen"), "overgang")
    expect(await geval.confirm(), 200)
    gone = expect(await geval.coordinator.post(f"/plaatsingen/{geval.id}/niet-verschenen"), 200)
    assert gone["status"] == (await geval.look())["status"] == "niet_verschenen"
    assert await geval.status_of(geval.plaats) == "gereserveerd"
    assert expect(await geval.arrive(), 200)["status"] == "aangekomen"


@pytest.mark.parametrize("days", [1, -1, -40])
async def test_a_stay_ends_between_arrival_and_today(stil: Dienst, days: int) -> None:
    geval = await _begin(stil)
    expect(await geval.arrive(), 200)
    day = (local_date(now()) + timedelta(days=days)).isoformat()
    for way, naar in (("einde", "elders"), ("doorplaatsing", "opvangplaats_zelfde_huis")):
        assert [f["veld"] for f in expect(await geval.say(way, naar=naar, opDatum=day), 400)["fouten"]] == ["opDatum"]
    assert await geval.status_of(geval.plaats) == "bezet"


async def test_what_a_plaatsing_is_not_ready_for_is_refused(dienst: Dienst) -> None:
    geval = await _begin(dienst)
    today = local_date(now()).isoformat()
    _refused(await geval.say("einde", naar="elders", opDatum=today), "overgang")
    _refused(await geval.say("doorplaatsing", naar="opvang_andere_organisatie", opDatum=today), "overgang")
    expect(await geval.arrive(), 200)
    for answer in (
        await geval.confirm(),
        await geval.say("acceptatie"),
        await geval.arrive(),
        await geval.say("terugmelding", reden="onveilig_voor_huishouden"),
    ):
        _refused(answer, "overgang")


async def test_neither_side_sees_more_than_its_own(dienst: Dienst) -> None:
    geval = await _begin(dienst)
    house = expect(await geval.opvang.get("/plaatsingen"), 200)["plaatsingen"]
    asked = expect(await geval.coordinator.get("/plaatsingen"), 200)["plaatsingen"]
    assert ([p["aanvraag"] for p in house], [p["aanvraag"] for p in asked]) == ([None], [geval.aanvraag["id"]])
    assert house[0]["huishouden"] == {"volwassenen": 1, "kinderen": [{"leeftijd": 4}], "behoeften": []}
    assert "GM0228" not in str(house)
    assert not [field for field in house[0] if field.endswith("Organisatie")]
