from datetime import datetime, timedelta

import httpx2
import pytest

from capacity_service.actions.fire_termijnen import fire_termijnen
from tests.land import Dienst, Json, expect, in_hours, make_aanvraag

Client = httpx2.AsyncClient
GROOT = {"volwassenen": 1, "kinderen": [{"leeftijd": n} for n in range(4)]}


async def _ask(client: Client, **changes: object) -> Json:
    aanvraag: Json = expect(await client.post("/aanvragen", json=make_aanvraag(**changes)), 201)
    return aanvraag


async def _change(client: Client, aanvraag: Json, **body: object) -> httpx2.Response:
    url = f"/aanvragen/{aanvraag['id']}"
    now = expect(await client.get(url), 200)
    return await client.patch(url, json=body, headers={"If-Match": f'"{now["revisie"]}"'})


async def _confirm(client: Client, aanvraag: Json) -> None:
    url = f"/plaatsingen/{aanvraag['plaatsing']['id']}/bevestiging"
    expect(await client.post(url, json={"verwachteAankomstOp": in_hours(3)}), 200)


async def test_an_aanvraag_comes_back_with_its_clock_its_place_and_the_reasons(dienst: Dienst) -> None:
    (plaats,) = await dienst.add_plaatsen({})
    coordinator = await dienst.as_rol("coordinator")
    answer = await coordinator.post("/aanvragen", json=make_aanvraag(nachten=2))
    aanvraag = expect(answer, 201)
    assert answer.headers["location"] == f"/v1/aanvragen/{aanvraag['id']}"
    assert answer.headers["etag"] == f'"{aanvraag["revisie"]}"'
    begin, deadline = (datetime.fromisoformat(aanvraag[field]) for field in ("vastgesteldOp", "deadlineOp"))
    assert deadline - begin == timedelta(hours=24)
    assert (aanvraag["plaatsing"]["plaatsen"], aanvraag["plaatsing"]["nachten"]) == ([plaats["id"]], 2)
    assert aanvraag["voorstellen"][0]["redenen"]
    url = answer.headers["location"].removeprefix("/v1")
    assert expect(await coordinator.get(url), 200) == aanvraag
    assert expect(await coordinator.get(f"{url}/voorstellen"), 200)["voorstellen"] == aanvraag["voorstellen"]


@pytest.mark.parametrize("kleur", ["oranje", "groen"])
async def test_only_rood_leaves_the_region(dienst: Dienst, kleur: str) -> None:
    """R4, for a new aanvraag and for a change of one."""
    coordinator = await dienst.as_rol("coordinator")
    veiligheid = {"kleur": kleur, "instrument": "verwey_jonker", "door": "opvangorganisatie"}
    problem = expect(await coordinator.post("/aanvragen", json=make_aanvraag(veiligheid=veiligheid)), 409)
    assert problem["type"] == "/v1/problemen/code_rood_vereist"
    assert "R4" in problem["detail"]
    assert await dienst.sql("SELECT 1 FROM aanvraag") == []
    aanvraag = await _ask(coordinator)
    assert expect(await _change(coordinator, aanvraag, veiligheid=veiligheid), 409)["type"].endswith(
        "code_rood_vereist"
    )


@pytest.mark.parametrize("door", ["veilig_thuis", "politie", "lec_egg"])
async def test_an_acute_threat_stands_in_for_the_instrument(dienst: Dienst, door: str) -> None:
    coordinator = await dienst.as_rol("coordinator")
    aanvraag = await _ask(coordinator, veiligheid={"dreiging": "wurging", "door": door})
    assert aanvraag["veiligheid"] == {"kleur": None, "instrument": None, "dreiging": "wurging", "door": door}


async def test_a_household_that_fits_nowhere_is_recorded_with_what_is_in_the_way(dienst: Dienst) -> None:
    await dienst.add_plaatsen({})
    aanvraag = await _ask(await dienst.as_rol("coordinator"), huishouden={"volwassenen": 25})
    assert (aanvraag["status"], aanvraag["plaatsing"], aanvraag["voorstellen"]) == ("zonder_plaats", None, [])
    assert aanvraag["knelpunt"]["code"] == "te_groot"


async def test_an_extra_child_moves_a_reservering_that_no_longer_fits(dienst: Dienst) -> None:
    small, large = await dienst.add_plaatsen({"personenMax": 2}, {"personenMax": 6, "centrumgemeente": "GM0363"})
    coordinator, opvang = await dienst.as_rol("coordinator"), await dienst.as_rol("opvang")
    aanvraag = await _ask(coordinator)
    assert aanvraag["plaatsing"]["plaatsen"] == [small["id"]]
    changed = expect(await _change(coordinator, aanvraag, huishouden=GROOT), 200)
    assert changed["plaatsing"]["plaatsen"] == [large["id"]]
    assert changed["plaatsing"]["id"] != aanvraag["plaatsing"]["id"]
    old = expect(await opvang.get(f"/plaatsingen/{aanvraag['plaatsing']['id']}"), 200)
    assert old["status"] == "vervangen"
    assert expect(await opvang.get(f"/plaatsen/{small['id']}"), 200)["status"] == "vrij"


async def test_an_extra_child_with_a_confirmed_place_only_brings_voorstellen(dienst: Dienst) -> None:
    """R6: after confirmation nothing is silently assigned elsewhere."""
    small, large = await dienst.add_plaatsen({"personenMax": 2}, {"personenMax": 6, "centrumgemeente": "GM0363"})
    coordinator, opvang = await dienst.as_rol("coordinator"), await dienst.as_rol("opvang")
    aanvraag = await _ask(coordinator)
    await _confirm(coordinator, aanvraag)
    changed = expect(await _change(coordinator, aanvraag, huishouden=GROOT), 200)
    assert (changed["status"], changed["plaatsing"]["id"]) == ("bevestigd", aanvraag["plaatsing"]["id"])
    assert changed["plaatsing"]["plaatsen"] == [small["id"]]
    assert [voorstel["plaatsen"] for voorstel in changed["voorstellen"]] == [[large["id"]]]
    seen = expect(await opvang.get(f"/plaatsingen/{aanvraag['plaatsing']['id']}"), 200)
    assert len(seen["huishouden"]["kinderen"]) == 4
    assert expect(await opvang.get(f"/plaatsen/{large['id']}"), 200)["status"] == "vrij"


async def test_a_change_that_still_fits_keeps_the_place(dienst: Dienst) -> None:
    await dienst.add_plaatsen({}, {"centrumgemeente": "GM0363"})
    coordinator = await dienst.as_rol("coordinator")
    aanvraag = await _ask(coordinator)
    changed = expect(await _change(coordinator, aanvraag, voorkeuren=["GM0363"]), 200)
    assert changed["plaatsing"]["id"] == aanvraag["plaatsing"]["id"]
    assert changed["voorkeuren"] == ["GM0363"]
    assert changed["huishouden"] == aanvraag["huishouden"]


async def test_a_gemeente_that_turns_out_unsafe_moves_the_reservering_away(dienst: Dienst) -> None:
    await dienst.add_plaatsen({}, {"centrumgemeente": "GM0363"})
    coordinator = await dienst.as_rol("coordinator")
    aanvraag = await _ask(coordinator)
    unsafe = aanvraag["plaatsing"]["centrumgemeente"]
    changed = expect(await _change(coordinator, aanvraag, uitsluitingen=[unsafe]), 200)
    assert changed["plaatsing"]["centrumgemeente"] != unsafe
    assert unsafe not in {voorstel["centrumgemeente"] for voorstel in changed["voorstellen"]}


async def test_new_danger_starts_a_new_clock(dienst: Dienst) -> None:
    coordinator = await dienst.as_rol("coordinator")
    aanvraag = await _ask(coordinator, vastgesteldOp=in_hours(-20))
    changed = expect(await _change(coordinator, aanvraag, vastgesteldOp=in_hours(-1)), 200)
    later = datetime.fromisoformat(changed["deadlineOp"]) - datetime.fromisoformat(aanvraag["deadlineOp"])
    assert timedelta(hours=18.9) < later < timedelta(hours=19.1)


async def test_taking_it_back_frees_the_place_for_whoever_waits(dienst: Dienst) -> None:
    (plaats,) = await dienst.add_plaatsen({})
    coordinator = await dienst.as_rol("coordinator")
    first, waiting = await _ask(coordinator), await _ask(coordinator)
    assert (first["status"], waiting["status"]) == ("gereserveerd", "zonder_plaats")
    url = f"/aanvragen/{first['id']}/intrekking"
    gone = expect(await coordinator.post(url, json={"reden": "zelf_opgelost"}), 200)
    assert (gone["status"], gone["reden"]) == ("ingetrokken", "zelf_opgelost")
    placed = expect(await coordinator.get(f"/aanvragen/{waiting['id']}"), 200)
    assert (placed["status"], placed["plaatsing"]["plaatsen"]) == ("gereserveerd", [plaats["id"]])
    assert expect(await coordinator.post(url, json={"reden": "dubbel"}), 409)["type"].endswith("overgang")
    expect(await coordinator.post(url, json={"reden": "zomaar"}), 400)


async def test_a_reservering_nobody_confirms_lapses_and_is_weighed_again(dienst: Dienst) -> None:
    await dienst.add_plaatsen({})
    coordinator = await dienst.as_rol("coordinator")
    aanvraag = await _ask(coordinator)
    for table, column in (("termijn", "op"), ("claim", "verloopt_op"), ("plaatsing", "verloopt_op")):
        await dienst.sql(
            f"UPDATE {table} SET {column} = clock_timestamp() - interval '1 second' WHERE {column} < 'infinity'"  # noqa: S608 - names of this test
        )
    url = f"/plaatsingen/{aanvraag['plaatsing']['id']}"
    late = expect(await coordinator.post(f"{url}/bevestiging", json={"verwachteAankomstOp": in_hours(1)}), 409)
    assert "verlopen" in late["detail"]
    await fire_termijnen(dienst.database)
    assert expect(await coordinator.get(url), 200)["status"] == "vervallen"
    again = expect(await coordinator.get(f"/aanvragen/{aanvraag['id']}"), 200)
    assert again["status"] == "gereserveerd"
    assert again["plaatsing"]["id"] != aanvraag["plaatsing"]["id"]


async def test_a_stale_revisie_changes_nothing(dienst: Dienst) -> None:
    coordinator = await dienst.as_rol("coordinator")
    aanvraag = await _ask(coordinator)
    url, stale = f"/aanvragen/{aanvraag['id']}", {"If-Match": f'"{aanvraag["revisie"]}"'}
    expect(await coordinator.patch(url, json={"voorkeuren": ["GM0363"]}, headers=stale), 200)
    expect(await coordinator.patch(url, json={"voorkeuren": ["GM0193"]}, headers=stale), 412)
    assert expect(await coordinator.get(url), 200)["voorkeuren"] == ["GM0363"]


async def test_more_than_a_hundred_aanvragen_come_in_pages_newest_first(dienst: Dienst) -> None:
    coordinator, landelijk = await dienst.as_rol("coordinator"), await dienst.as_rol("landelijk")
    ids = [(await _ask(coordinator))["id"] for _ in range(3)]
    await dienst.sql(
        "INSERT INTO aanvraag (id, referentie, organisatie_id, status, alleen_voorstellen, nachten, ingediend_op,"
        " vastgesteld_op, deadline_op, knelpunt_code, knelpunt_tekst, reden, afweging_id, revisie, nachten_geteld)"
        " SELECT gen_random_uuid(), 'K' || n, organisatie_id, status, alleen_voorstellen, nachten,"
        " ingediend_op, vastgesteld_op, deadline_op, knelpunt_code, knelpunt_tekst, reden, afweging_id, 1, 0"
        " FROM (SELECT * FROM aanvraag LIMIT 1) a, generate_series(1, 120) n"
    )
    await dienst.sql(
        "INSERT INTO huishoudgegevens SELECT a.id, 1, a.organisatie_id, (SELECT gegevens FROM huishoudgegevens LIMIT 1)"
        " FROM aanvraag a WHERE NOT EXISTS (SELECT FROM huishoudgegevens g WHERE g.aanvraag_id = a.id)"
    )
    for client in (coordinator, landelijk):
        first = expect(await client.get("/aanvragen"), 200)
        second = expect(await client.get("/aanvragen", params={"cursor": first["volgende"]}), 200)
        seen = [aanvraag["id"] for aanvraag in first["aanvragen"] + second["aanvragen"]]
        assert (len(first["aanvragen"]), len(second["aanvragen"]), second["volgende"]) == (100, 23, None)
        assert seen == sorted(set(seen), reverse=True)
        assert set(ids) <= set(seen)


async def test_landelijk_sees_who_is_open_and_never_where_it_leads(dienst: Dienst) -> None:
    await dienst.add_plaatsen({})
    coordinator, landelijk = await dienst.as_rol("coordinator"), await dienst.as_rol("landelijk")
    placed, waiting = await _ask(coordinator), await _ask(coordinator)
    seen = {aanvraag["id"]: aanvraag for aanvraag in expect(await landelijk.get("/aanvragen"), 200)["aanvragen"]}
    assert seen.keys() == {placed["id"], waiting["id"]}
    assert all((a["plaatsing"], a["voorstellen"]) == (None, None) for a in seen.values())
    assert placed["plaatsing"]["centrumgemeente"] not in str(seen[placed["id"]])
    expect(await coordinator.post(f"/aanvragen/{waiting['id']}/intrekking", json={"reden": "dubbel"}), 200)
    expect(await landelijk.get(f"/aanvragen/{waiting['id']}"), 404)


async def test_somebody_who_has_arrived_can_no_longer_be_changed_or_taken_back(dienst: Dienst) -> None:
    await dienst.add_plaatsen({})
    coordinator, opvang = await dienst.as_rol("coordinator"), await dienst.as_rol("opvang")
    aanvraag = await _ask(coordinator)
    arrive = {"aangekomenOp": in_hours(0), "nachten": 1}
    expect(await opvang.post(f"/plaatsingen/{aanvraag['plaatsing']['id']}/aankomst", json=arrive), 200)
    assert expect(await _change(coordinator, aanvraag, voorkeuren=[]), 409)["type"].endswith("overgang")
    problem = expect(await coordinator.post(f"/aanvragen/{aanvraag['id']}/intrekking", json={"reden": "dubbel"}), 409)
    assert problem["type"].endswith("overgang")
