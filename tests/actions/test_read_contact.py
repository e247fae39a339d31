import asyncpg
import httpx2
import pytest

from tests.actions.scene import Reserved, arrive, confirm, leave, pass_term, post, reserve
from tests.conftest import Urls
from tests.land import Dienst, Json, expect
from tests.sleutelbos import TWEEDE, make_kluis

HUIS, TERUG = "+31381234567", "+31612345678"


async def _scene(dienst: Dienst, terugbelnummer: str | None = "06 12345678") -> Reserved:
    """A reservering in a house with a number, of somebody who can be called back."""
    opvang = await dienst.as_rol("opvang")
    (plaats,) = await dienst.add_plaatsen({}, opvang=opvang)
    url = f"/huizen/{plaats['huis']['id']}/contact"
    expect(await opvang.put(url, json={"telefoonnummer": "038-1234567"}, headers={"If-Match": '"0"'}), 200)
    return await reserve(dienst, **({} if terugbelnummer is None else {"terugbelnummer": terugbelnummer}))


async def _look(client: httpx2.AsyncClient, plaatsing: Json) -> httpx2.Response:
    return await client.get(f"/plaatsingen/{plaatsing['id']}/contact")


async def _lines(dienst: Dienst) -> list[tuple[str, str]]:
    # The owner of the tables is held to row-level security too.
    rows = await dienst.sql("SELECT rol, uitkomst FROM inzagelog ORDER BY volgnummer")
    return [(row.rol, row.uitkomst) for row in rows]


async def test_each_side_gets_the_number_of_the_other_and_it_is_written_down(dienst: Dienst) -> None:
    reserved = await _scene(dienst)
    assert expect(await _look(reserved.coordinator, reserved.plaatsing), 200) == {
        "telefoonnummer": HUIS,
        "uitleg": None,
    }
    assert expect(await _look(reserved.opvang, reserved.plaatsing), 200)["telefoonnummer"] == TERUG
    assert await _lines(dienst) == [("coordinator", "getoond"), ("opvang", "getoond")]
    (line, _) = await dienst.sql(
        "SELECT i.*, s.onderwerp AS bedoeld FROM inzagelog i JOIN schuilnaam s ON CAST(s.schuilnaam AS text) = i.onderwerp"
        " ORDER BY volgnummer"
    )
    assert (line.handeling, line.onderwerp_soort, line.bedoeld) == (
        "read_contact",
        "plaatsing",
        reserved.plaatsing["id"],
    )


async def test_nobody_can_be_called_about_what_is_over(dienst: Dienst) -> None:
    """Only while it runs: reserved, confirmed, arrived, or not arrived."""
    reserved = await _scene(dienst)
    await confirm(reserved)
    expect(await _look(reserved.opvang, reserved.plaatsing), 200)
    expect(await post(reserved.opvang, reserved.plaatsing, "niet-verschenen"), 200)
    expect(await _look(reserved.coordinator, reserved.plaatsing), 200)
    await arrive(reserved)
    expect(await _look(reserved.opvang, reserved.plaatsing), 200)
    await leave(reserved)
    for client in (reserved.opvang, reserved.coordinator):
        expect(await _look(client, reserved.plaatsing), 404)
    assert (await _lines(dienst))[-2:] == [("opvang", "geweigerd"), ("coordinator", "geweigerd")]


async def test_a_reservering_that_lapsed_is_over_before_anybody_recorded_it(dienst: Dienst) -> None:
    reserved = await _scene(dienst)
    await pass_term(dienst, reserved.plaatsing)
    expect(await _look(reserved.coordinator, reserved.plaatsing), 404)


async def test_what_is_over_hidden_or_absent_is_refused_in_the_same_words(dienst: Dienst) -> None:
    """R19."""
    reserved = await _scene(dienst)
    other = await dienst.as_rol("opvang", nth=3)
    absent = {"id": "0192a000-0000-7000-8000-000000000000"}
    hidden = expect(await _look(other, reserved.plaatsing), 404)
    assert hidden | {"instance": ""} == expect(await _look(other, absent), 404) | {"instance": ""}
    withdrawn = await reserved.coordinator.post(
        f"/aanvragen/{reserved.aanvraag['id']}/intrekking", json={"reden": "dubbel"}
    )
    expect(withdrawn, 200)
    over = expect(await _look(reserved.opvang, reserved.plaatsing), 404)
    assert hidden | {"instance": ""} == over | {"instance": ""}
    assert await _lines(dienst) == [("opvang", "geweigerd")] * 3


@pytest.mark.parametrize("rol", ["gemeente", "landelijk"])
async def test_a_role_that_may_not_look_is_written_down_when_it_tries(dienst: Dienst, rol: str) -> None:
    reserved = await _scene(dienst)
    client = await dienst.as_rol(rol)
    expect(await _look(client, reserved.plaatsing), 403)
    expect(await _look(client, {"id": "geen-id"}), 403)
    assert await _lines(dienst) == [(rol, "geweigerd")] * 2
    assert await dienst.sql("SELECT 1 FROM inzagelog WHERE onderwerp LIKE '%geen%'") == []


async def test_when_no_number_is_known_it_says_what_to_do(dienst: Dienst) -> None:
    await dienst.add_plaatsen({})
    reserved = await reserve(dienst)
    for client in (reserved.coordinator, reserved.opvang):
        told = expect(await _look(client, reserved.plaatsing), 200)
        assert told["telefoonnummer"] is None
        assert "Bel de landelijke coördinatie" in told["uitleg"]
    assert {uitkomst for _, uitkomst in await _lines(dienst)} == {"niets_bekend"}


async def test_nothing_is_shown_when_it_cannot_be_written_down(dienst: Dienst, kaal: Urls) -> None:
    reserved = await _scene(dienst)
    connection = await asyncpg.connect(kaal.migrator, ssl=False)
    await connection.execute("SET ROLE capaciteit_schrijver")
    await connection.execute("REVOKE EXECUTE ON FUNCTION append_inzage(jsonb) FROM capaciteit_app")
    await connection.close()
    for client, number in ((reserved.coordinator, HUIS), (reserved.opvang, TERUG)):
        answer = await _look(client, reserved.plaatsing)
        expect(answer, 503)
        assert number not in answer.text


async def test_the_number_to_call_back_is_in_no_answer_no_fact_and_no_message(dienst: Dienst) -> None:
    reserved = await _scene(dienst)
    told = [reserved.aanvraag, await reserved.again()]
    assert TERUG not in str(told)
    for table, column in (("logboek", "feit"), ("logboek_gegevens", "waarde"), ("huishoudgegevens", "gegevens::text")):
        assert await dienst.sql(f"SELECT 1 FROM {table} WHERE {column} LIKE '%12345678%'") == []  # noqa: S608
    (row,) = await dienst.sql("SELECT telefoonnummer FROM contact WHERE soort = 'aanvraag'")
    assert TERUG.encode() not in bytes(row.telefoonnummer)


async def test_a_number_whose_key_is_lost_says_what_to_do_and_is_no_fault(dienst: Dienst) -> None:
    """Never a 500: the night goes on by telephone."""
    reserved = await _scene(dienst)
    dienst.database.kluis = make_kluis(TWEEDE)
    for client in (reserved.coordinator, reserved.opvang):
        told = expect(await _look(client, reserved.plaatsing), 200)
        assert told["telefoonnummer"] is None
        assert "kan het niet lezen. Bel de landelijke coördinatie" in told["uitleg"]
    assert {uitkomst for _, uitkomst in await _lines(dienst)} == {"niets_bekend"}
    (huis,) = [one for one in expect(await reserved.opvang.get("/huizen"), 200)["huizen"] if one["contactRevisie"]]
    assert (huis["telefoonnummer"], huis["uitleg"]) == (
        None,
        "Het nummer is bewaard, maar de dienst kan het niet lezen. Vul het opnieuw in.",
    )
    again = await reserved.opvang.put(
        f"/huizen/{huis['id']}/contact", json={"telefoonnummer": "038-1234567"}, headers={"If-Match": '"1"'}
    )
    expect(again, 200)
    assert expect(await _look(reserved.coordinator, reserved.plaatsing), 200)["telefoonnummer"] == HUIS
