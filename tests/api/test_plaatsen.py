from typing import Any

import httpx2
import pytest

from tests.land import Dienst, Json, expect, in_hours, make_aanvraag, make_plaats

KOP = "soort;centrumgemeente;organisatie;huis;personenMax;kenmerken;gereedBinnenMinuten;veiligheidstoetsDoor"
Client = httpx2.AsyncClient


async def _set(client: Client, plaats: Json, **body: Any) -> httpx2.Response:
    told = {"waargenomenOp": in_hours(0)} | body
    return await client.put(f"/plaatsen/{plaats['id']}/status", json=told, headers=_match(plaats))


def _match(plaats: Json) -> dict[str, str]:
    return {"If-Match": f'"{plaats["revisie"]}"'}


async def _counts(dienst: Dienst, code: str = "GM0193") -> Json:
    body = expect(await (await dienst.as_rol("landelijk")).get("/bezetting"), 200)
    (found,) = [row for row in body["centrumgemeenten"] if row["code"] == code]
    return dict(found)


async def _import(client: Client, *rows: str, encoding: str = "utf-8") -> httpx2.Response:
    file = "\r\n".join((KOP, *rows, "")).encode(encoding)
    return await client.post("/plaatsen/import", content=file, headers={"Content-Type": "text/csv"})


async def test_an_added_place_is_vrij_counts_at_once_and_says_where_it_is(dienst: Dienst) -> None:
    opvang = await dienst.as_rol("opvang")
    answer = await opvang.post("/plaatsen", json=make_plaats(kenmerken=["rolstoel", "babybed"], personenMax=7))
    plaats = expect(answer, 201)
    assert (plaats["status"], plaats["onbevestigd"], plaats["revisie"]) == ("vrij", False, 1)
    assert plaats["kenmerken"] == ["babybed", "rolstoel"]
    assert answer.headers["location"] == f"/v1/plaatsen/{plaats['id']}"
    assert expect(await opvang.get(answer.headers["location"].removeprefix("/v1")), 200) == plaats
    assert (await _counts(dienst))["vrij"] == 1


async def test_a_place_in_a_known_house_is_under_that_roof(dienst: Dienst) -> None:
    opvang = await dienst.as_rol("opvang")
    (first,) = await dienst.add_plaatsen({}, opvang=opvang)
    second = expect(await opvang.post("/plaatsen", json=make_plaats(huis=first["huis"]["id"])), 201)
    assert second["huis"] == first["huis"]
    assert [huis["id"] for huis in expect(await opvang.get("/huizen"), 200)["huizen"]] == [first["huis"]["id"]]
    elsewhere = make_plaats(huis=first["huis"]["id"], centrumgemeente="GM0363")
    assert expect(await opvang.post("/plaatsen", json=elsewhere), 400)["fouten"][0]["veld"] == "huis"


async def test_more_than_a_hundred_places_come_in_pages_each_once(dienst: Dienst) -> None:
    opvang = await dienst.as_rol("opvang")
    expect(await _import(opvang, *[f"opvangplaats;GM0193;;H-1;{n % 7 + 1};;;" for n in range(230)]), 201)
    sizes: list[int] = []
    seen: list[str] = []
    cursor = None
    while cursor or not sizes:
        body = expect(await opvang.get("/plaatsen", params={"cursor": cursor} if cursor else {}), 200)
        sizes.append(len(body["plaatsen"]))
        seen += [plaats["id"] for plaats in body["plaatsen"]]
        cursor = body["volgende"]
    assert sizes == [100, 100, 30]
    assert len(set(seen)) == 230
    assert seen == sorted(seen, reverse=True)


async def test_a_list_can_be_narrowed_and_refuses_what_it_cannot_narrow_by(dienst: Dienst) -> None:
    opvang, landelijk = await dienst.as_rol("opvang"), await dienst.as_rol("landelijk")
    mine, other = await dienst.add_plaatsen({}, {"centrumgemeente": "GM0363", "soort": "opvangplaats"}, opvang=opvang)
    for client in (opvang, landelijk):
        for params, expected in (
            ({"centrumgemeente": "GM0363"}, [other["id"]]),
            ({"soort": "crisisplaats"}, [mine["id"]]),
            ({"soort": "crisisplaats", "centrumgemeente": "GM0363"}, []),
        ):
            body = expect(await client.get("/plaatsen", params=params), 200)
            assert [plaats["id"] for plaats in body["plaatsen"]] == expected
    for bad in ({"soort": "bed"}, {"centrumgemeente": "Zwolle"}, {"cursor": "1"}):
        expect(await opvang.get("/plaatsen", params=bad), 400)


async def test_a_coordinator_sees_the_places_of_own_open_voorstellen_without_who_is_there(dienst: Dienst) -> None:
    plaats, other = await dienst.add_plaatsen({}, {"centrumgemeente": "GM0228"})
    coordinator = await dienst.as_rol("coordinator")
    expect(await coordinator.get(f"/plaatsen/{plaats['id']}"), 404)
    aanvraag = expect(await coordinator.post("/aanvragen", json=make_aanvraag()), 201)
    seen = expect(await coordinator.get(f"/plaatsen/{plaats['id']}"), 200)
    assert (seen["status"], seen["plaatsing"], seen["uitname"]) == ("gereserveerd", None, None)
    expect(await coordinator.get(f"/plaatsen/{other['id']}"), 404)
    expect(await coordinator.post(f"/aanvragen/{aanvraag['id']}/intrekking", json={"reden": "dubbel"}), 200)
    expect(await coordinator.get(f"/plaatsen/{plaats['id']}"), 404)


async def test_a_plan_that_leaves_fewer_than_two_is_refused_in_every_way_it_can_be_made(dienst: Dienst) -> None:
    """R1: withdrawing, moving, converting and planned or immediate loss are plans."""
    opvang = await dienst.as_rol("opvang")
    plaats, _ = await dienst.add_plaatsen({}, {}, opvang=opvang)
    url = f"/plaatsen/{plaats['id']}"
    plan = {"status": "buiten_gebruik", "reden": "verbouwing"}
    for answer in (
        await opvang.delete(url, headers=_match(plaats)),
        await opvang.patch(url, json={"centrumgemeente": "GM0363"}, headers=_match(plaats)),
        await opvang.patch(url, json={"soort": "opvangplaats"}, headers=_match(plaats)),
        await _set(opvang, plaats, **plan),
        await _set(opvang, plaats, **plan, vanafOp=in_hours(48)),
    ):
        assert expect(answer, 409)["type"] == "/v1/problemen/minimum_plaatsen"
    assert expect(await opvang.get(url), 200) == plaats
    assert (await _counts(dienst))["inzetbaar"] == 2


async def test_a_fact_is_taken_at_once_even_below_the_minimum_and_shows(dienst: Dienst) -> None:
    opvang = await dienst.as_rol("opvang")
    plaats, other = await dienst.add_plaatsen({}, {}, opvang=opvang)
    lost = expect(
        await _set(opvang, plaats, status="buiten_gebruik", reden="brand", feit=True, verwachtTotOp=in_hours(9)), 200
    )
    assert (lost["status"], lost["reden"]) == ("buiten_gebruik", "brand")
    counts = await _counts(dienst)
    assert (counts["inzetbaar"], counts["buitenGebruik"], counts["onderMinimum"], counts["geenVrij"]) == (
        1,
        1,
        True,
        False,
    )
    expect(await _set(opvang, other, status="buiten_gebruik", reden="water", feit=True), 200)
    assert (await _counts(dienst))["geenVrij"] is True
    expect(await _set(opvang, lost, status="vrij"), 200)
    assert (await _counts(dienst))["inzetbaar"] == 1


async def test_a_plan_may_be_made_with_a_third_place_or_with_a_swap(dienst: Dienst) -> None:
    opvang = await dienst.as_rol("opvang")
    one, two, spare = await dienst.add_plaatsen({}, {}, {}, opvang=opvang)
    spare = expect(await _set(opvang, spare, status="buiten_gebruik", reden="schoonmaak"), 200)
    assert expect(await _set(opvang, one, status="buiten_gebruik", reden="onderhoud"), 409)["type"].endswith(
        "minimum_plaatsen"
    )
    swapped = expect(
        await _set(opvang, one, status="buiten_gebruik", reden="onderhoud", vervangenDoor=spare["id"]), 200
    )
    assert swapped["status"] == "buiten_gebruik"
    assert expect(await opvang.get(f"/plaatsen/{spare['id']}"), 200)["status"] == "vrij"
    assert (await _counts(dienst))["inzetbaar"] == 2
    refused = expect(
        await _set(opvang, two, status="buiten_gebruik", reden="onderhoud", vervangenDoor=spare["id"]), 400
    )
    assert refused["fouten"][0]["veld"] == "vervangenDoor"


async def test_somebody_outside_an_aanvraag_makes_a_place_bezet_since_then(dienst: Dienst) -> None:
    opvang = await dienst.as_rol("opvang")
    plaats, _ = await dienst.add_plaatsen({}, {}, opvang=opvang)
    since = in_hours(-7)
    taken = expect(await _set(opvang, plaats, status="bezet", sindsOp=since), 200)
    assert (taken["status"], taken["sindsOp"][:19]) == ("bezet", since[:19])
    assert (await _counts(dienst))["bezet"] == 1
    freed = expect(await _set(opvang, taken, status="vrij"), 200)
    assert (freed["status"], freed["plaatsing"]) == ("vrij", None)


async def test_bezet_where_somebody_was_expected_lets_them_look_on(dienst: Dienst) -> None:
    """R14: what is true is recorded; whoever had the reservering gets another place in the same moment."""
    opvang, coordinator = await dienst.as_rol("opvang"), await dienst.as_rol("coordinator")
    one, two = await dienst.add_plaatsen({}, {"centrumgemeente": "GM0363"}, opvang=opvang)
    aanvraag = expect(await coordinator.post("/aanvragen", json=make_aanvraag()), 201)
    first = one if aanvraag["plaatsing"]["plaatsen"] == [one["id"]] else two
    held = expect(await opvang.get(f"/plaatsen/{first['id']}"), 200)
    expect(await _set(opvang, held, status="bezet", sindsOp=in_hours(-2)), 200)
    moved = expect(await coordinator.get(f"/aanvragen/{aanvraag['id']}"), 200)
    assert moved["status"] == "gereserveerd"
    assert moved["plaatsing"]["plaatsen"] == [(two if first is one else one)["id"]]


async def test_a_status_never_ends_a_stay_nor_a_promise(dienst: Dienst) -> None:
    opvang, coordinator = await dienst.as_rol("opvang"), await dienst.as_rol("coordinator")
    await dienst.add_plaatsen({}, opvang=opvang)
    aanvraag = expect(await coordinator.post("/aanvragen", json=make_aanvraag()), 201)
    url = f"/plaatsen/{aanvraag['plaatsing']['plaatsen'][0]}"
    assert expect(await _set(opvang, expect(await opvang.get(url), 200), status="vrij"), 409)["type"].endswith(
        "overgang"
    )
    arrive = {"aangekomenOp": in_hours(0), "nachten": 1}
    expect(await opvang.post(f"/plaatsingen/{aanvraag['plaatsing']['id']}/aankomst", json=arrive), 200)
    for body in ({"status": "vrij"}, {"status": "bezet", "sindsOp": in_hours(-1)}):
        assert expect(await _set(opvang, expect(await opvang.get(url), 200), **body), 409)["type"].endswith("overgang")
    after = expect(
        await _set(opvang, expect(await opvang.get(url), 200), status="buiten_gebruik", reden="brand", feit=True), 200
    )
    assert (after["status"], after["uitname"]["reden"]) == ("bezet", "brand")


@pytest.mark.parametrize(
    ("body", "veld"),
    [
        ({"status": "bezet"}, "bericht"),
        ({"status": "buiten_gebruik"}, "bericht"),
        ({"status": "gereserveerd"}, "bericht"),
        ({"status": "weg"}, "status"),
        ({"status": "buiten_gebruik", "reden": "zin"}, "reden"),
        ({"status": "buiten_gebruik", "reden": "brand", "feit": True, "vanafOp": in_hours(1)}, "bericht"),
        ({"status": "vrij", "waargenomenOp": in_hours(1)}, "waargenomenOp"),
        ({"status": "vrij", "feit": "ja"}, "feit"),
        ({"status": "bezet", "sindsOp": in_hours(5)}, "sindsOp"),
    ],
)
async def test_a_status_without_its_facts_is_400(stil: Dienst, body: Json, veld: str) -> None:
    opvang = await stil.as_rol("opvang")
    (plaats,) = await stil.add_plaatsen({}, opvang=opvang)
    assert [fault["veld"] for fault in expect(await _set(opvang, plaats, **body), 400)["fouten"]] == [veld]


async def test_a_tap_from_a_pocket_makes_nothing_fresh(dienst: Dienst) -> None:
    """R3: what counts is when it was seen, not when it was said."""
    opvang = await dienst.as_rol("opvang")
    (plaats,) = await dienst.add_plaatsen({}, opvang=opvang)
    await dienst.sql("UPDATE plaats SET bevestigd_op = bevestigd_op - interval '30 hours', onbevestigd = true")
    url = f"/plaatsen/{plaats['id']}/bevestiging"
    old = expect(await opvang.post(url, json={"status": "vrij", "waargenomenOp": in_hours(-26)}), 200)
    assert old["onbevestigd"] is True
    seen = expect(await opvang.post(url, json={"status": "vrij", "waargenomenOp": in_hours(-1)}), 200)
    assert seen["onbevestigd"] is False
    older = expect(await opvang.post(url, json={"status": "vrij", "waargenomenOp": in_hours(-5)}), 200)
    assert older["bevestigdOp"] == seen["bevestigdOp"]
    assert expect(await opvang.post(url, json={"status": "bezet", "waargenomenOp": in_hours(0)}), 409)["type"].endswith(
        "overgang"
    )


async def test_a_removed_place_is_gone_from_every_answer(dienst: Dienst) -> None:
    opvang = await dienst.as_rol("opvang")
    plaats, *_ = await dienst.add_plaatsen({}, {}, {}, opvang=opvang)
    url = f"/plaatsen/{plaats['id']}"
    answer = await opvang.delete(url, headers=_match(plaats))
    assert (answer.status_code, answer.content) == (204, b"")
    for gone in (
        await opvang.get(url),
        await opvang.delete(url, headers=_match(plaats)),
        await _set(opvang, plaats, status="vrij"),
    ):
        expect(gone, 404)
    assert len(expect(await opvang.get("/plaatsen"), 200)["plaatsen"]) == 2
    assert (await _counts(dienst))["inzetbaar"] == 2


async def test_a_household_that_waits_gets_what_becomes_large_enough(dienst: Dienst) -> None:
    """R8: correcting what a place can hold is a change of capacity."""
    opvang, coordinator = await dienst.as_rol("opvang"), await dienst.as_rol("coordinator")
    (plaats,) = await dienst.add_plaatsen({"personenMax": 1}, opvang=opvang)
    waiting = expect(await coordinator.post("/aanvragen", json=make_aanvraag()), 201)
    assert waiting["knelpunt"]["code"] == "te_groot"
    expect(await opvang.patch(f"/plaatsen/{plaats['id']}", json={"personenMax": 2}, headers=_match(plaats)), 200)
    assert expect(await coordinator.get(f"/aanvragen/{waiting['id']}"), 200)["status"] == "gereserveerd"
