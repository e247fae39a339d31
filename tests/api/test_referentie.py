import pytest

from tests.land import Dienst, expect


async def test_the_35_centrumgemeenten_each_with_its_own_address(stil: Dienst) -> None:
    client = await stil.as_rol("gemeente")
    body = expect(await client.get("/centrumgemeenten"), 200)
    codes = [streek["code"] for streek in body["centrumgemeenten"]]
    assert (len(codes), codes, body["volgende"]) == (35, sorted(set(codes)), None)
    zwolle = next(streek for streek in body["centrumgemeenten"] if streek["code"] == "GM0193")
    assert (zwolle["naam"], zwolle["provincie"]) == ("Zwolle", "Overijssel")
    assert expect(await client.get("/centrumgemeenten/GM0193"), 200) == zwolle


@pytest.mark.parametrize(
    "code", ["GM0267", "gm0193", "GM9999", "Zwolle", "%00", "GM0193%0a", "%ff", "'; DROP TABLE plaats; --"]
)
async def test_what_is_none_of_the_35_is_404(stil: Dienst, code: str) -> None:
    expect(await (await stil.as_rol("gemeente")).get(f"/centrumgemeenten/{code}"), 404)


async def test_gemeenten_are_found_by_a_part_of_their_name(stil: Dienst) -> None:
    client = await stil.as_rol("coordinator")
    everything = expect(await client.get("/gemeenten"), 200)["gemeenten"]
    assert len(everything) == 342
    found = expect(await client.get("/gemeenten", params={"naam": "zWO"}), 200)["gemeenten"]
    assert [gemeente["naam"] for gemeente in found] == ["Zwolle"]
    assert expect(await client.get("/gemeenten", params={"naam": "Súdwest"}), 200)["gemeenten"]
    for nothing in ("%", "_", "xyz", "' OR 1=1 --"):
        assert expect(await client.get("/gemeenten", params={"naam": nothing}), 200)["gemeenten"] == []


async def test_a_gemeente_can_belong_elsewhere_by_law_than_in_practice(stil: Dienst) -> None:
    client = await stil.as_rol("opvang")
    (nijkerk,) = expect(await client.get("/gemeenten", params={"naam": "Nijkerk"}), 200)["gemeenten"]
    assert nijkerk["formeel"] != nijkerk["feitelijk"]


async def test_a_correction_of_a_gemeente_counts_from_its_date(dienst: Dienst) -> None:
    client = await dienst.as_rol("opvang")
    for days, feitelijk in ((30, "GM0193"), (-1, "GM0363")):
        await dienst.sql(
            "INSERT INTO gemeente (code, naam, veiligheidsregio, formeel, feitelijk, geldig_vanaf, zekerheid, bron)"
            " SELECT code, naam, veiligheidsregio, formeel, :feitelijk, current_date + CAST(:days AS integer),"
            " zekerheid, 'proef' FROM gemeente WHERE code = 'GM0228' ORDER BY geldig_vanaf LIMIT 1",
            days=days,
            feitelijk=feitelijk,
        )
    found = expect(await client.get("/gemeenten"), 200)["gemeenten"]
    assert len(found) == 342
    assert [gemeente["feitelijk"] for gemeente in found if gemeente["code"] == "GM0228"] == ["GM0363"]


async def test_an_organisatie_serves_where_it_has_places(dienst: Dienst) -> None:
    opvang = await dienst.as_rol("opvang")
    _, own = await dienst.token("opvang")
    await dienst.add_plaatsen({}, {}, {"centrumgemeente": "GM0363"}, opvang=opvang)
    found = {o["id"]: o for o in expect(await opvang.get("/organisaties"), 200)["organisaties"]}
    assert found[str(own)]["centrumgemeenten"] == ["GM0193", "GM0363"]
    zwolle = [o for o in found.values() if o["soort"] == "gemeente" and o["centrumgemeenten"] == ["GM0193"]]
    assert [o["naam"] for o in zwolle] == ["Gemeente Zwolle"]


async def test_a_problem_code_is_explained_and_an_unknown_one_is_404(stil: Dienst) -> None:
    client = await stil.as_rol("opvang")
    told = expect(await client.get("/problemen/minimum_plaatsen"), 200)
    assert (told["code"], told["status"]) == ("minimum_plaatsen", 409)
    expect(await client.get("/problemen/verzonnen"), 404)
