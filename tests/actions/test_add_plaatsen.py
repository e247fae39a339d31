from tests.actions.scene import AMSTERDAM, ZWOLLE, refused
from tests.land import Dienst, expect, make_plaats


async def test_a_new_place_is_vrij_counted_and_just_seen(dienst: Dienst) -> None:
    (plaats,) = await dienst.add_plaatsen({"kenmerken": ["rolstoel", "babybed"]})
    assert (plaats["status"], plaats["onbevestigd"], plaats["kenmerken"]) == ("vrij", False, ["babybed", "rolstoel"])
    opvang = await dienst.as_rol("opvang")
    assert expect(await opvang.get("/bezetting"), 200)["totaal"]["vrij"] == 1
    assert await dienst.sql("SELECT 1 FROM termijn WHERE soort = 'plaats_onbevestigd'") != []


async def test_a_second_place_may_stand_in_the_same_house(dienst: Dienst) -> None:
    (first,) = await dienst.add_plaatsen({})
    (second,) = await dienst.add_plaatsen({"huis": first["huis"]["id"]})
    (third,) = await dienst.add_plaatsen({})
    assert second["huis"] == first["huis"]
    assert third["huis"] != first["huis"]


async def test_a_house_is_in_one_centrumgemeente_and_of_one_organisatie(dienst: Dienst) -> None:
    (first,) = await dienst.add_plaatsen({"centrumgemeente": ZWOLLE})
    opvang, other = await dienst.as_rol("opvang"), await dienst.as_rol("opvang", nth=1)
    elsewhere = make_plaats(centrumgemeente=AMSTERDAM, huis=first["huis"]["id"])
    for client, body in ((opvang, elsewhere), (other, make_plaats(huis=first["huis"]["id"]))):
        problem = refused(await client.post("/plaatsen", json=body), 400, "ongeldige_invoer")
        assert [fault["veld"] for fault in problem["fouten"]] == ["huis"]
    assert len(await dienst.sql("SELECT 1 FROM plaats")) == 1


async def test_of_a_file_all_rows_are_added_or_none(dienst: Dienst) -> None:
    opvang = await dienst.as_rol("opvang")
    head = "soort;centrumgemeente;organisatie;huis;personenMax;kenmerken;gereedBinnenMinuten;veiligheidstoetsDoor\r\n"
    good = head + "crisisplaats;Zwolle;;H1;4;;;\r\ncrisisplaats;GM0363;;H2;3;babybed;;\r\n"
    headers = {"Content-Type": "text/csv"}
    added = expect(await opvang.post("/plaatsen/import", content=good.encode(), headers=headers), 201)
    assert added["toegevoegd"] == 2
    bad = head + "opvangplaats;Zwolle;;H9;4;;;\r\nopvangplaats;Amsterdam;;H1;3;;;\r\n"
    answer = await opvang.post("/plaatsen/import", content=bad.encode(), headers=headers)
    problem = refused(answer, 400, "ongeldige_invoer")
    assert [fault["veld"] for fault in problem["fouten"]] == ["regel 3, huis"]
    assert len(await dienst.sql("SELECT 1 FROM plaats")) == 2
    assert await dienst.sql("SELECT 1 FROM huis WHERE code = 'H9'") == []
