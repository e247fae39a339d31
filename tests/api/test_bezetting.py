from datetime import UTC, datetime, timedelta

import pytest

from capacity_service.actions.record_tik import record_tik
from capacity_service.domain.openheid import Openheid
from tests.actions.scene import put_status
from tests.api.document import check_answer
from tests.klok import Klok
from tests.land import Dienst, Json, expect, in_hours, make_aanvraag
from tests.openheid import AMSTERDAM, ZWOLLE, find_gemeente, put_in_force, row_of

FIGURES = ("inzetbaar", "vrij", "onbevestigd", "gereserveerd", "bezet", "buitenGebruik")


def _figures(telling: Json) -> tuple[int, ...]:
    return tuple(telling[naam] for naam in FIGURES)


async def _look(dienst: Dienst, rol: str = "landelijk") -> tuple[Json, Json]:
    body = expect(await (await dienst.as_rol(rol)).get("/bezetting"), 200)
    zwolle: Json = next(row for row in body["centrumgemeenten"] if row["code"] == "GM0193")
    return body, zwolle


async def test_a_country_without_places_says_so_for_each_of_the_35(dienst: Dienst) -> None:
    body, _ = await _look(dienst)
    assert len(body["centrumgemeenten"]) == 35
    assert all(_figures(row) == (0,) * 6 for row in [*body["centrumgemeenten"], body["totaal"]])
    assert all(row["onderMinimum"] and row["geenVrij"] for row in body["centrumgemeenten"])
    assert (body["minimum"], body["verzonnen"]) == (2, True)


async def test_every_place_is_counted_once_under_what_it_is_now(dienst: Dienst) -> None:
    opvang = await dienst.as_rol("opvang")
    plaatsen = await dienst.add_plaatsen(*[{}] * 5, {"soort": "opvangplaats", "personenMax": 1}, opvang=opvang)
    seen = {"waargenomenOp": in_hours(0)}
    for plaats, told in (
        (plaatsen[0], {"status": "bezet", "sindsOp": in_hours(-1)}),
        (plaatsen[1], {"status": "buiten_gebruik", "reden": "brand", "feit": True}),
    ):
        url, match = f"/plaatsen/{plaats['id']}/status", {"If-Match": '"1"'}
        expect(await opvang.put(url, json=seen | told, headers=match), 200)
    expect(await (await dienst.as_rol("coordinator")).post("/aanvragen", json=make_aanvraag()), 201)
    await dienst.sql(
        "UPDATE plaats SET onbevestigd = true WHERE id = ANY(:ids)", ids=[plaatsen[0]["id"], plaatsen[4]["id"]]
    )
    body, zwolle = await _look(dienst)
    assert _figures(zwolle)[0:2] == (4, 2)
    assert _figures(zwolle)[3:] == (1, 1, 1)
    assert zwolle["onbevestigd"] <= zwolle["vrij"]
    assert _figures(zwolle["opvangplaatsen"]) == (1, 1, 0, 0, 0, 0)
    assert _figures(body["totaal"]) == _figures(zwolle)
    for row in [*body["centrumgemeenten"], body["totaal"]]:
        assert row["vrij"] + row["gereserveerd"] + row["bezet"] == row["inzetbaar"]


async def test_a_gemeente_sees_gereserveerd_as_bezet_everywhere(dienst: Dienst) -> None:
    await dienst.add_plaatsen({}, {})
    expect(await (await dienst.as_rol("coordinator")).post("/aanvragen", json=make_aanvraag()), 201)
    body, zwolle = await _look(dienst, "gemeente")
    assert (zwolle["vrij"], zwolle["bezet"], body["totaal"]["bezet"]) == (1, 1, 1)
    for row in (zwolle, body["totaal"], zwolle["opvangplaatsen"], body["totaal"]["opvangplaatsen"]):
        assert "gereserveerd" not in row
        assert row["vrij"] + row["bezet"] == row["inzetbaar"]


async def test_none_free_and_below_the_minimum_are_said_apart(dienst: Dienst) -> None:
    opvang = await dienst.as_rol("opvang")
    await dienst.add_plaatsen({}, opvang=opvang)
    _, zwolle = await _look(dienst)
    assert (zwolle["onderMinimum"], zwolle["geenVrij"]) == (True, False)
    await dienst.add_plaatsen({}, opvang=opvang)
    coordinator = await dienst.as_rol("coordinator")
    for _ in range(2):
        expect(await coordinator.post("/aanvragen", json=make_aanvraag()), 201)
    _, zwolle = await _look(dienst)
    assert (zwolle["onderMinimum"], zwolle["geenVrij"]) == (False, True)


async def test_a_place_lost_with_somebody_inside_is_in_service_and_does_not_count_for_the_minimum(
    dienst: Dienst,
) -> None:
    """R1, R14: nobody is put out by a count."""
    opvang = await dienst.as_rol("opvang")
    plaats, _ = await dienst.add_plaatsen({}, {}, opvang=opvang)
    for told in (
        {"status": "bezet", "sindsOp": in_hours(-1)},
        {"status": "buiten_gebruik", "reden": "brand", "feit": True},
    ):
        expect(await put_status(opvang, plaats["id"], **told), 200)
    for rol in ("landelijk", "gemeente"):
        _, zwolle = await _look(dienst, rol)
        assert (zwolle["inzetbaar"], zwolle["bezet"], zwolle["buitenGebruik"]) == (2, 1, 0)
        assert (zwolle["uitgevallen"], zwolle["onderMinimum"]) == (1, True)


async def test_the_stand_says_where_the_audience_is_in_numbers_of_its_own(dienst: Dienst) -> None:
    before, row = await _look(dienst)
    await dienst.add_plaatsen({}, {})
    after, changed = await _look(dienst)
    again, _ = await _look(dienst)
    rows = await dienst.sql("SELECT volgnummer FROM sequencer")
    assert before["stand"]["epoch"] == after["stand"]["epoch"]
    assert before["stand"]["volgnummer"] < after["stand"]["volgnummer"] == again["stand"]["volgnummer"]
    assert after["stand"]["volgnummer"] < rows[0].volgnummer
    assert row["revisie"] < changed["revisie"]


async def test_what_changes_nothing_for_an_audience_moves_none_of_its_numbers(dienst: Dienst) -> None:
    """Reserved and confirmed are both bezet for a gemeente: no number tells it that somebody is coming."""
    await dienst.add_plaatsen({}, {})
    coordinator = await dienst.as_rol("coordinator")
    aanvraag = expect(await coordinator.post("/aanvragen", json=make_aanvraag()), 201)
    before, row = await _look(dienst, "gemeente")
    told = {"verwachteAankomstOp": in_hours(1)}
    expect(await coordinator.post(f"/plaatsingen/{aanvraag['plaatsing']['id']}/bevestiging", json=told), 200)
    opvang = await dienst.as_rol("opvang")
    arrived = {"aangekomenOp": in_hours(0), "nachten": 2}
    expect(await opvang.post(f"/plaatsingen/{aanvraag['plaatsing']['id']}/aankomst", json=arrived), 200)
    after, same = await _look(dienst, "gemeente")
    assert (after["stand"]["volgnummer"], same) == (before["stand"]["volgnummer"], row)


@pytest.mark.parametrize("niveau", [Openheid.getikt, Openheid.landelijk])
async def test_below_volledig_a_gemeente_learns_nothing_of_another_until_the_tick(
    klok: Klok, dienst: Dienst, niveau: Openheid
) -> None:
    """Its own counts and the totals are of now; of the rest not a byte moves, and its number rises by the one of the totals."""
    await klok.move_to(datetime(2027, 3, 2, 13, 20, tzinfo=UTC))
    away, own = await dienst.add_plaatsen({}, {"centrumgemeente": AMSTERDAM})
    await put_in_force(dienst, niveau, 60)
    await klok.forward(timedelta(hours=30))
    assert await record_tik(dienst.database)
    gemeente = await dienst.as_rol("gemeente", await find_gemeente(dienst))
    before = expect(await gemeente.get("/bezetting"), 200)
    assert await fill(klok, dienst, away) == 200
    answer = await gemeente.get("/bezetting")
    assert check_answer(answer).naam == "read_bezetting"
    after = expect(answer, 200)
    assert (before["totaal"]["vrij"], after["totaal"]["vrij"]) == (2, 1)
    assert after["openheid"] == niveau
    assert after["getiktOp"] == before["getiktOp"] is not None
    moved = {"totaal", "stand"}
    assert {k: v for k, v in after.items() if k not in moved} == {k: v for k, v in before.items() if k not in moved}
    assert after["stand"]["volgnummer"] == before["stand"]["volgnummer"] + 1
    shown = row_of(after, ZWOLLE)
    assert (shown["inzetbaar"], shown["vrij"]) == (1, 1 if niveau is Openheid.getikt else None)
    assert await fill(klok, dienst, own) == 200
    mine = row_of(expect(await gemeente.get("/bezetting"), 200), AMSTERDAM)
    assert (mine["vrij"], mine["bezet"]) == (0, 1)
    await klok.forward(timedelta(days=1))
    assert await record_tik(dienst.database)
    gemeente = await dienst.as_rol("gemeente", await find_gemeente(dienst))
    later = expect(await gemeente.get("/bezetting"), 200)
    assert row_of(later, ZWOLLE)["vrij"] == (0 if niveau is Openheid.getikt else None)
    assert later["stand"]["volgnummer"] > after["stand"]["volgnummer"]


async def test_the_rule_is_about_gemeenten_only(dienst: Dienst) -> None:
    await dienst.add_plaatsen({})
    await put_in_force(dienst, Openheid.landelijk)
    for rol in ("landelijk", "coordinator", "opvang"):
        body, zwolle = await _look(dienst, rol)
        assert (body["openheid"], body["getiktOp"], zwolle["vrij"]) == ("volledig", None, 1)


async def test_a_gemeente_sees_everything_when_the_rule_says_so(dienst: Dienst) -> None:
    await dienst.add_plaatsen({})
    body = expect(await (await dienst.as_rol("gemeente", await find_gemeente(dienst))).get("/bezetting"), 200)
    assert (body["openheid"], row_of(body, ZWOLLE)["vrij"]) == ("volledig", 1)


async def fill(klok: Klok, dienst: Dienst, plaats: Json) -> int:
    """Somebody is inside from now on; sessions of before may be over."""
    moment = (await klok.now()).isoformat()
    told = {"status": "bezet", "sindsOp": moment, "waargenomenOp": moment}
    answer = await put_status(await dienst.as_rol("opvang"), plaats["id"], **told)
    return answer.status_code
