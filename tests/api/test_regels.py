from datetime import date, timedelta
from typing import Any

import httpx2
import pytest

from capacity_service.domain.regels import SEED, Regels
from capacity_service.domain.regeluitleg import UITLEG
from capacity_service.domain.regelwijziging import first_day
from tests.api.document import ROLLEN
from tests.land import Dienst, Json, expect, now

Client = httpx2.AsyncClient
GRENZEN = {regel.naam: regel for regel in SEED}


def later(days: int = 0) -> str:
    """A day on which a rule can still begin, whenever this test runs."""
    return (first_day(now() + timedelta(minutes=5)) + timedelta(days=days)).isoformat()


def show_voorstel(**changes: Any) -> Json:
    return {
        "naam": "bevestigd_uren",
        "waarde": 12,
        "geldigVanafDatum": later(),
        "bron": "R3, besluit van de stuurgroep",
        "reden": "Een dag is te lang: plaatsen zijn 's avonds al bezet.",
    } | changes


async def two_people(dienst: Dienst) -> tuple[Client, Client]:
    return await dienst.as_rol("systeembeheerder"), await dienst.as_rol("systeembeheerder", nth=1)


async def propose(client: Client, **changes: Any) -> Json:
    proposed: Json = expect(await client.post("/regels", json=show_voorstel(**changes)), 201)
    return proposed


async def approve(client: Client, proposed: Json) -> httpx2.Response:
    return await client.post(f"/regels/{proposed['id']}/goedkeuring")


async def look(client: Client, naam: str = "bevestigd_uren") -> Json:
    regels = expect(await client.get("/regels"), 200)["regels"]
    (found,) = [regel for regel in regels if regel["naam"] == naam]
    regel: Json = found
    return regel


def refused(answer: httpx2.Response, code: str) -> Json:
    problem: Json = expect(answer, 409)
    assert problem["type"] == f"/v1/problemen/{code}", problem
    return problem


def faults(answer: httpx2.Response) -> dict[str, str]:
    return {fault["veld"]: fault["fout"] for fault in expect(answer, 400)["fouten"]}


@pytest.mark.parametrize("rol", ROLLEN)
async def test_everybody_can_read_which_rules_hold_and_what_they_mean(dienst: Dienst, rol: str) -> None:
    await dienst.sql(
        "INSERT INTO account (id, naam, rol, organisatie_id)"
        " SELECT gen_random_uuid(), :rol, :rol, id FROM organisatie WHERE soort = 'opvangorganisatie' LIMIT 1",
        rol=rol,
    )
    body = expect(await (await dienst.as_rol(rol)).get("/regels"), 200)
    assert [regel["naam"] for regel in body["regels"]] == list(Regels.namen())
    for regel in body["regels"]:
        grens = GRENZEN[regel["naam"]]
        assert (regel["waarde"], regel["laagst"], regel["hoogst"]) == (grens.waarde, grens.laagst, grens.hoogst)
        assert (regel["eenheid"], regel["uitleg"]) == UITLEG[regel["naam"]]
        (first,) = regel["historie"]
        assert (first["bron"], first["reden"]) == (grens.bron, "bij de dienst geleverd")
        assert (first["voorgesteldDoor"], first["geldigTotDatum"], regel["voorgesteld"]) == (None, None, [])
        assert regel["geldigVanafDatum"] == first["geldigVanafDatum"] == grens.geldig_vanaf.isoformat()
    assert date.fromisoformat(body["eersteIngangDatum"]) > date.fromisoformat(body["regels"][0]["geldigVanafDatum"])


async def test_a_number_changes_with_two_people_and_from_its_day_on(dienst: Dienst) -> None:
    one, two = await two_people(dienst)
    proposed = await propose(one)
    assert (proposed["goedgekeurdOp"], proposed["waarde"]) == (None, 12)
    assert (await look(two))["voorgesteld"] == [proposed]
    approved = expect(await approve(two, proposed), 200)
    assert approved["voorgesteldDoor"] != approved["goedgekeurdDoor"]
    regel = await look(one)
    assert (regel["waarde"], regel["voorgesteld"]) == (24, [])
    assert [(row["waarde"], row["geldigTotDatum"]) for row in regel["historie"]] == [(24, later()), (12, None)]
    assert regel["historie"][1] == approved


async def test_a_number_between_two_others_ends_where_the_next_begins(dienst: Dienst) -> None:
    one, two = await two_people(dienst)
    for waarde, days in ((6, 20), (12, 10), (18, 15)):
        expect(await approve(two, await propose(one, waarde=waarde, geldigVanafDatum=later(days))), 200)
    rows = (await look(one))["historie"]
    assert [row["waarde"] for row in rows] == [24, 12, 18, 6]
    assert [row["geldigTotDatum"] for row in rows] == [later(10), later(15), later(20), None]


async def test_who_proposed_it_does_not_approve_it(dienst: Dienst) -> None:
    one, two = await two_people(dienst)
    proposed = await propose(one)
    assert "tweede persoon" in refused(await approve(one, proposed), "twee_personen")["detail"]
    expect(await approve(two, proposed), 200)


async def test_a_rule_is_approved_once(dienst: Dienst) -> None:
    one, two = await two_people(dienst)
    proposed = await propose(one)
    expect(await approve(two, proposed), 200)
    for again in (one, two):
        assert "al goedgekeurd" in refused(await approve(again, proposed), "overgang")["detail"]


async def test_a_day_has_one_number(dienst: Dienst) -> None:
    one, two = await two_people(dienst)
    first, second = await propose(one), await propose(one, waarde=6)
    expect(await approve(two, first), 200)
    assert "Voor deze dag" in refused(await approve(two, second), "overgang")["detail"]


async def test_a_proposal_whose_day_has_come_is_no_longer_approved(dienst: Dienst) -> None:
    one, two = await two_people(dienst)
    proposed = await propose(one)
    await dienst.sql("ALTER TABLE regel DISABLE TRIGGER regel_stays_as_approved")
    await dienst.sql("UPDATE regel SET geldig_vanaf = '2026-11-01' WHERE id = :id", id=proposed["id"])
    await dienst.sql("ALTER TABLE regel ENABLE TRIGGER regel_stays_as_approved")
    assert "vandaag of al voorbij" in refused(await approve(two, proposed), "regel_ingang")["detail"]
    assert (await look(one))["voorgesteld"] == []


async def test_rules_that_contradict_each_other_do_not_hold_together(dienst: Dienst) -> None:
    one, two = await two_people(dienst)
    least = await propose(one, naam="nachten_min", waarde=3, geldigVanafDatum=later(5))
    most = await propose(one, naam="nachten_max", waarde=2, geldigVanafDatum=later())
    expect(await approve(two, least), 200)
    assert "nachten_min (3)" in refused(await approve(two, most), "regels_tegenstrijdig")["detail"]


async def test_what_is_not_there_is_404(dienst: Dienst) -> None:
    _, two = await two_people(dienst)
    expect(await approve(two, {"id": "0192a000-0000-7000-8000-000000000000"}), 404)


async def test_every_fault_of_a_proposal_is_named(dienst: Dienst) -> None:
    one, _ = await two_people(dienst)
    wrong = show_voorstel(waarde=500, geldigVanafDatum="2026-01-02", bron="x@y.nl", reden="\n")
    assert faults(await one.post("/regels", json=wrong)).keys() == {"bron", "reden"}
    wrong |= {"bron": "proef", "reden": "proef"}
    found = faults(await one.post("/regels", json=wrong))
    assert found.keys() == {"waarde", "geldigVanafDatum"}
    assert "tussen 1 en 168" in found["waarde"]
    assert (await look(one))["voorgesteld"] == []


@pytest.mark.parametrize("waarde", [0, 169, -1, 2**63, 10**18])
async def test_a_number_outside_the_bounds_is_refused(dienst: Dienst, waarde: int) -> None:
    one, _ = await two_people(dienst)
    assert faults(await one.post("/regels", json=show_voorstel(waarde=waarde))).keys() == {"waarde"}


async def test_today_is_too_early(dienst: Dienst) -> None:
    one, _ = await two_people(dienst)
    eerste = date.fromisoformat(expect(await one.get("/regels"), 200)["eersteIngangDatum"])
    early = show_voorstel(geldigVanafDatum=(eerste - timedelta(days=1)).isoformat())
    assert faults(await one.post("/regels", json=early)).keys() == {"geldigVanafDatum"}


async def test_a_rule_that_nobody_knows_is_named(dienst: Dienst) -> None:
    one, _ = await two_people(dienst)
    assert faults(await one.post("/regels", json=show_voorstel(naam="wachtlijst_dagen"))).keys() == {"naam"}


async def test_a_rule_that_is_a_choice_gives_the_word_for_each_number(dienst: Dienst) -> None:
    beheer = await dienst.as_rol("systeembeheerder")
    regel = await look(beheer, "openheid")
    assert regel["keuzes"] == ["volledig", "getikt", "landelijk"]
    assert regel["keuzes"][regel["waarde"]] == "volledig"
    assert (await look(beheer))["keuzes"] is None
