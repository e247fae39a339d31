import httpx2

from tests.actions.scene import Reserved, reserve
from tests.land import Dienst, Json, expect, in_hours

SAID = {"soort": "intake", "moment": "instroom", "voor": "kind"}


async def _record(client: httpx2.AsyncClient, reserved: Reserved, **headers: str) -> httpx2.Response:
    url = f"/plaatsingen/{reserved.plaatsing['id']}/registraties"
    return await client.post(url, json=SAID | {"gedaanOp": reserved.aanvraag["vastgesteldOp"]}, headers=headers)


async def _list(client: httpx2.AsyncClient, reserved: Reserved, **params: str) -> Json:
    url = f"/plaatsingen/{reserved.plaatsing['id']}/registraties"
    found: Json = expect(await client.get(url, params=params), 200)
    return found


async def test_both_sides_see_what_was_recorded_and_nobody_sees_by_whom(dienst: Dienst) -> None:
    """R19: the house never learns who asked, so not who recorded either."""
    await dienst.add_plaatsen({})
    reserved = await reserve(dienst)
    expect(await _record(reserved.coordinator, reserved), 201)
    expect(await _record(reserved.opvang, reserved), 201)
    for client, own in ((reserved.opvang, [True, False]), (reserved.coordinator, [False, True])):
        found = await _list(client, reserved)
        assert [one["eigen"] for one in found["registraties"]] == own
    (row,) = await dienst.sql("SELECT aanvraag_organisatie AS a, opvang_organisatie AS o FROM plaatsing")
    text = str(await _list(reserved.opvang, reserved))
    assert str(row.a) not in text
    assert str(row.o) not in text


async def test_the_same_key_records_once(dienst: Dienst) -> None:
    await dienst.add_plaatsen({})
    reserved = await reserve(dienst)
    first, second = [await _record(reserved.opvang, reserved, **{"Idempotency-Key": "een"}) for _ in range(2)]
    assert expect(first, 201) == expect(second, 201)
    assert len((await _list(reserved.opvang, reserved))["registraties"]) == 1


async def test_a_long_record_comes_a_page_at_a_time(dienst: Dienst) -> None:
    await dienst.add_plaatsen({})
    reserved = await reserve(dienst)
    expect(await _record(reserved.opvang, reserved), 201)
    await dienst.sql(
        "INSERT INTO registratie SELECT gen_random_uuid(), plaatsing_id, aanvraag_organisatie, opvang_organisatie,"
        " organisatie_id, soort, moment, gedaan_op, vastgelegd_op, gegevens FROM registratie, generate_series(1, 104)"
    )
    first = await _list(reserved.opvang, reserved)
    rest = await _list(reserved.opvang, reserved, cursor=first["volgende"])
    keys = {one["id"] for page in (first, rest) for one in page["registraties"]}
    assert (len(first["registraties"]), len(keys), rest["volgende"]) == (100, 105, None)


async def test_another_organisatie_sees_none_of_it(dienst: Dienst) -> None:
    await dienst.add_plaatsen({})
    reserved = await reserve(dienst)
    other = await dienst.as_rol("opvang", nth=3)
    hidden = await other.get(f"/plaatsingen/{reserved.plaatsing['id']}/registraties")
    absent = await other.get("/plaatsingen/0192a000-0000-7000-8000-000000000000/registraties")
    for answer in (hidden, absent):
        assert expect(answer, 404)["detail"] == expect(absent, 404)["detail"]


async def test_what_lies_ahead_was_not_done(dienst: Dienst) -> None:
    await dienst.add_plaatsen({})
    reserved = await reserve(dienst)
    url = f"/plaatsingen/{reserved.plaatsing['id']}/registraties"
    problem = expect(await reserved.opvang.post(url, json=SAID | {"gedaanOp": in_hours(1)}), 400)
    assert [fault["veld"] for fault in problem["fouten"]] == ["gedaanOp"]
