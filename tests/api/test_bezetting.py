from tests.actions.scene import put_status
from tests.land import Dienst, Json, expect, in_hours, make_aanvraag

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
