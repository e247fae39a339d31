from tests.land import Dienst, expect

NUMBER = {"telefoonnummer": "(038) 123 45 67"}


async def test_an_organisatie_sees_its_own_houses_and_their_numbers_only(dienst: Dienst) -> None:
    ours, theirs = await dienst.as_rol("opvang"), await dienst.as_rol("opvang", nth=1)
    (first,), (second,) = [await dienst.add_plaatsen({}, opvang=client) for client in (ours, theirs)]
    url = f"/huizen/{first['huis']['id']}/contact"
    expect(await ours.put(url, json=NUMBER, headers={"If-Match": '"0"'}), 200)
    (own,) = expect(await ours.get("/huizen"), 200)["huizen"]
    assert (own["id"], own["telefoonnummer"], own["contactRevisie"]) == (first["huis"]["id"], "+31381234567", 1)
    (other,) = expect(await theirs.get("/huizen"), 200)["huizen"]
    assert (other["id"], other["telefoonnummer"]) == (second["huis"]["id"], None)


async def test_a_number_asks_for_the_revisie_that_it_changes(dienst: Dienst) -> None:
    opvang = await dienst.as_rol("opvang")
    (plaats,) = await dienst.add_plaatsen({}, opvang=opvang)
    url = f"/huizen/{plaats['huis']['id']}/contact"
    expect(await opvang.put(url, json=NUMBER), 428)
    expect(await opvang.put(url, json=NUMBER, headers={"If-Match": '"4"'}), 412)


async def test_the_same_key_sets_a_number_once(dienst: Dienst) -> None:
    opvang = await dienst.as_rol("opvang")
    (plaats,) = await dienst.add_plaatsen({}, opvang=opvang)
    headers = {"If-Match": '"0"', "Idempotency-Key": "een"}
    answers = [await opvang.put(f"/huizen/{plaats['huis']['id']}/contact", json=NUMBER, headers=headers) for _ in "12"]
    assert [expect(answer, 200)["revisie"] for answer in answers] == [1, 1]


async def test_the_same_key_reports_a_house_out_once(dienst: Dienst) -> None:
    opvang = await dienst.as_rol("opvang")
    (plaats,) = await dienst.add_plaatsen({}, opvang=opvang)
    url, body = f"/huizen/{plaats['huis']['id']}/uitval", {"reden": "water"}
    first, second = [await opvang.post(url, json=body, headers={"Idempotency-Key": "een"}) for _ in "12"]
    assert expect(first, 200) == expect(second, 200)
    assert first.json()["buitenGebruik"] == 1
    assert "reden" in str(expect(await opvang.post(url, json={"reden": "zin in iets anders"}), 400))
