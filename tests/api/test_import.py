import httpx2

from tests.land import Dienst, expect

KOP = "soort;centrumgemeente;organisatie;huis;personenMax;kenmerken;gereedBinnenMinuten;veiligheidstoetsDoor"
SOORTEN = ("crisisplaats", "reserveplaats", "alternatief")


async def _import(client: httpx2.AsyncClient, *rows: str, encoding: str = "utf-8") -> httpx2.Response:
    file = "\r\n".join((KOP, *rows, "")).encode(encoding)
    return await client.post("/plaatsen/import", content=file, headers={"Content-Type": "text/csv"})


async def test_an_import_adds_all_rows_as_excel_writes_them(dienst: Dienst) -> None:
    opvang = await dienst.as_rol("opvang")
    done = expect(
        await _import(
            opvang,
            "crisisplaats;Zwolle;;H-1;4;rolstoel babybed;;",
            "reserveplaats;GM0193;;H-1;2;;90;",
            "alternatief;GM0363;;H-2;2;;;teamleider nacht",
        ),
        201,
    )
    assert done["toegevoegd"] == len(done["plaatsen"]) == 3
    found = [expect(await opvang.get(f"/plaatsen/{key}"), 200) for key in done["plaatsen"]]
    first, second, third = [next(p for p in found if p["soort"] == soort) for soort in SOORTEN]
    assert (first["centrumgemeente"], first["kenmerken"]) == ("GM0193", ["babybed", "rolstoel"])
    assert first["huis"] == second["huis"] != third["huis"]
    assert (second["gereedBinnenMinuten"], third["veiligheidstoetsDoor"]) == (90, "teamleider nacht")


async def test_an_import_with_bad_rows_names_each_and_adds_nothing(dienst: Dienst) -> None:
    opvang = await dienst.as_rol("opvang")
    naam = "Opvang van niemand"
    problem = expect(
        await _import(opvang, "crisisplaats;GM0193;;H-1;4;;;", "crisisplaats;GM0193;;H-1;0;;;", "bed;GM0193;;H-1;4;;;"),
        400,
    )
    assert [fault["veld"] for fault in problem["fouten"]] == ["regel 3, personenMax", "regel 4, soort"]
    problem = expect(
        await _import(opvang, "crisisplaats;Nergenshuizen;;H-1;4;;;", f"crisisplaats;GM0193;{naam};H-1;4;;;"), 400
    )
    assert [fault["veld"] for fault in problem["fouten"]] == ["regel 2, centrumgemeente", "regel 3, organisatie"]
    assert await dienst.sql("SELECT 1 FROM plaats") == []
    assert await dienst.sql("SELECT 1 FROM huis") == []


async def test_landelijk_imports_for_whom_it_names_and_opvang_only_for_itself(dienst: Dienst) -> None:
    landelijk, opvang = await dienst.as_rol("landelijk"), await dienst.as_rol("opvang")
    _, own = await dienst.token("opvang")
    _, other = await dienst.token("opvang", nth=1)
    row = "crisisplaats;GM0193;{};H-1;4;;;"
    assert "organisatie" in expect(await _import(landelijk, row.format("")), 400)["fouten"][0]["veld"]
    assert "organisatie" in expect(await _import(opvang, row.format(other)), 400)["fouten"][0]["veld"]
    expect(await _import(landelijk, row.format(own)), 201)
    expect(await _import(opvang, row.format(own)), 201)
    assert {row.organisatie_id for row in await dienst.sql("SELECT organisatie_id FROM plaats")} == {own}


async def test_windows_1252_is_read_as_it_was_meant(dienst: Dienst) -> None:
    opvang = await dienst.as_rol("opvang")
    done = expect(await _import(opvang, "alternatief;GM0193;;H-1;4;;;coördinator", encoding="cp1252"), 201)
    plaats = expect(await opvang.get(f"/plaatsen/{done['plaatsen'][0]}"), 200)
    assert plaats["veiligheidstoetsDoor"] == "coördinator"
