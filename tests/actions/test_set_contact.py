import httpx2

from tests.actions.scene import refused
from tests.land import Dienst, expect


async def _put(client: httpx2.AsyncClient, huis: str, revisie: int, number: str = "06-12345678") -> httpx2.Response:
    headers = {"If-Match": f'"{revisie}"'}
    return await client.put(f"/huizen/{huis}/contact", json={"telefoonnummer": number}, headers=headers)


async def test_a_house_has_one_number_that_changes_at_its_revisie(dienst: Dienst) -> None:
    opvang = await dienst.as_rol("opvang")
    (plaats,) = await dienst.add_plaatsen({}, opvang=opvang)
    huis = plaats["huis"]["id"]
    assert [(h["telefoonnummer"], h["contactRevisie"]) for h in expect(await opvang.get("/huizen"), 200)["huizen"]] == [
        (None, 0)
    ]
    first = await _put(opvang, huis, 0)
    assert expect(first, 200) == {"huis": huis, "telefoonnummer": "+31612345678", "revisie": 1}
    assert first.headers["etag"] == '"1"'
    refused(await _put(opvang, huis, 0, "06-87654321"), 412, "revisie_verouderd")
    expect(await _put(opvang, huis, 1, "06-87654321"), 200)
    (row,) = expect(await opvang.get("/huizen"), 200)["huizen"]
    assert (row["telefoonnummer"], row["contactRevisie"]) == ("+31687654321", 2)


async def test_the_house_of_another_organisatie_is_not_there(dienst: Dienst) -> None:
    (plaats,) = await dienst.add_plaatsen({})
    other = await dienst.as_rol("opvang", nth=3)
    refused(await _put(other, plaats["huis"]["id"], 0), 404, "niet_gevonden")
    refused(await _put(other, "0192a000-0000-7000-8000-000000000000", 0), 404, "niet_gevonden")
    assert await dienst.sql("SELECT 1 FROM contact") == []


async def test_a_number_is_in_no_fact(dienst: Dienst) -> None:
    opvang = await dienst.as_rol("opvang")
    (plaats,) = await dienst.add_plaatsen({}, opvang=opvang)
    expect(await _put(opvang, plaats["huis"]["id"], 0), 200)
    facts = await dienst.sql(
        "SELECT 1 FROM logboek l LEFT JOIN logboek_gegevens g USING (volgnummer)"
        " WHERE l.feit LIKE '%12345678%' OR g.waarde LIKE '%12345678%'"
    )
    assert facts == []


async def test_nonsense_is_refused_with_what_to_do(dienst: Dienst) -> None:
    opvang = await dienst.as_rol("opvang")
    (plaats,) = await dienst.add_plaatsen({}, opvang=opvang)
    problem = refused(await _put(opvang, plaats["huis"]["id"], 0, "bel maar"), 400, "ongeldige_invoer")
    assert problem["fouten"][0]["veld"] == "telefoonnummer"
    assert "netnummer" in problem["fouten"][0]["fout"]
