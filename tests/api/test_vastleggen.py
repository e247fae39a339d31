"""Every route is a look or is none, and each look is a line before anybody sees what it shows; made from the routes."""

from uuid import UUID, uuid4

import asyncpg
import httpx2
import pytest

from capacity_service.domain.inzage import MAG
from capacity_service.domain.inzagelog import GEEN_INZAGE, VASTLEGGING, Maat
from tests.actions.scene import Reserved, reserve
from tests.api.document import Operation, operations
from tests.api.rights import MAG as RIGHTS
from tests.conftest import Urls
from tests.land import Dienst, Json, expect

SHORT = {"download_bezetting_short"}
"""Another address of the same file; the document names one."""
READS = [operation for operation in operations() if operation.method == "get"]
TRACE = "4bf9" * 8


def test_every_operation_that_reads_is_a_look_or_is_none() -> None:
    named = {operation.naam for operation in READS} | {"live"}
    missing = named - VASTLEGGING.keys() - GEEN_INZAGE
    assert not missing, f"Say in domain/inzagelog.py whether these tell of a household: {missing}"
    assert VASTLEGGING.keys() | GEEN_INZAGE <= named | SHORT


def test_where_a_look_is_named_its_address_names_it() -> None:
    for operation in READS:
        vastlegging = VASTLEGGING.get(operation.naam)
        if vastlegging is not None:
            assert ("{" in operation.path) == (vastlegging.sleutel is not None), operation.naam
            assert vastlegging.sleutel is None or f"{{{vastlegging.sleutel}}}" in operation.path, operation.naam
            if vastlegging.lijst:
                ref = operation.told["responses"]["200"]["content"]["application/json"]["schema"]["$ref"]
                assert ref, operation.naam


LINES = """
SELECT i.*, coalesce(s.onderwerp, i.onderwerp) AS bedoeld FROM inzagelog i
LEFT JOIN schuilnaam s ON CAST(s.schuilnaam AS text) = i.onderwerp ORDER BY i.volgnummer
"""


async def _lines(dienst: Dienst) -> list[Json]:
    return [dict(row) for row in await dienst.sql(LINES)]


def _url(operation: Operation, reserved: Reserved) -> str:
    keys = {
        "{plaatsing_id}": reserved.plaatsing["id"],
        "{aanvraag_id}": reserved.aanvraag["id"],
        "{plaats_id}": reserved.plaats,
        "{code}": "GM0193" if "centrumgemeenten" in operation.path else "niet_gevonden",
        "{centrumgemeente}": "GM0193",
    }
    url = operation.path
    for name, key in keys.items():
        url = url.replace(name, key)
    return operation.url(UUID(int=9)) if "{" in url else url


async def test_each_route_that_tells_of_a_household_writes_a_line_and_no_other_does(dienst: Dienst) -> None:
    """Asked twice by a role that may: one line for a screen that refreshes, two for what counts each time."""
    await dienst.add_plaatsen({})
    reserved = await reserve(dienst, terugbelnummer="06 12345678")
    clients: dict[str, httpx2.AsyncClient] = {}
    wrong, tried = [], 0
    for operation in READS:
        roles = RIGHTS.get(f"GET {operation.path}")
        if roles is None:
            continue
        rol = next(rol for rol in ("coordinator", "opvang", "gemeente", "landelijk", "auditor", "fg") if rol in roles)
        client = clients.setdefault(rol, await dienst.as_rol(rol))
        before = len(await _lines(dienst))
        answers = [await client.get(_url(operation, reserved)) for _ in range(2)]
        assert {answer.status_code for answer in answers} <= {200, 404, 409}, answers[0].text
        new = [line for line in (await _lines(dienst))[before:] if line["handeling"] == operation.naam]
        vastlegging = VASTLEGGING.get(operation.naam)
        expected = 0 if vastlegging is None else 1 if vastlegging.maat is Maat.eens else 2
        tried += 1
        if len(new) != expected or any(line["spoor"] == "" or line["oorsprong"] == "" for line in new):
            wrong.append((operation.naam, len(new), expected))
    assert wrong == []
    assert tried >= 25


async def test_what_is_absent_or_hidden_is_an_attempt_and_a_line(dienst: Dienst) -> None:
    await dienst.add_plaatsen({})
    reserved = await reserve(dienst)
    stranger = await dienst.as_rol("coordinator", nth=1)
    keys = (reserved.plaatsing["id"], str(uuid4()))
    for key in keys:
        expect(await stranger.get(f"/plaatsingen/{key}"), 404)
    lines = [line for line in await _lines(dienst) if line["handeling"] == "read_plaatsing"]
    assert [(line["bedoeld"], line["uitkomst"], line["zaak"]) for line in lines] == [
        (key, "geweigerd", False) for key in keys
    ]


async def test_what_a_role_may_not_do_is_a_line_and_what_was_typed_is_not(dienst: Dienst) -> None:
    await dienst.add_plaatsen({})
    reserved = await reserve(dienst)
    gemeente = await dienst.as_rol("gemeente")
    for _ in range(3):
        expect(await gemeente.get(f"/plaatsingen/{reserved.plaatsing['id']}"), 403)
        expect(await gemeente.get("/plaatsingen/Dorpsstraat 12"), 403)
        expect(await gemeente.post(f"/plaatsingen/{reserved.plaatsing['id']}/acceptatie"), 403)
        expect(await gemeente.post("/regels"), 403)
    lines = [(line["handeling"], line["onderwerp_soort"], line["uitkomst"]) for line in await _lines(dienst)][-4:]
    assert lines == [
        ("read_plaatsing", "plaatsing", "geweigerd"),
        ("read_plaatsing", "plaatsing", "geweigerd"),
        ("accept_plaatsing", "plaatsing", "geweigerd"),
        ("propose_regel", "dienst", "geweigerd"),
    ]
    assert await dienst.sql("SELECT 1 FROM inzagelog WHERE onderwerp LIKE '%orpsstraat%'") == []


async def test_the_trace_of_the_caller_is_in_the_line_and_the_address_is_not(dienst: Dienst) -> None:
    coordinator = await dienst.as_rol("coordinator")
    expect(await coordinator.get("/aanvragen", headers={"traceparent": f"00-{TRACE}-{TRACE[:16]}-01"}), 200)
    (line,) = await _lines(dienst)
    assert (line["spoor"], line["aantal"]) == (TRACE, 0)
    assert len(line["oorsprong"]) == 16
    assert "127.0.0.1" not in str(line)


async def test_going_back_page_by_page_is_a_line_for_each_page(dienst: Dienst) -> None:
    coordinator = await dienst.as_rol("coordinator")
    cursor = str(uuid4())
    for _ in range(2):
        expect(await coordinator.get("/plaatsingen", params={"cursor": cursor}), 200)
    (line,) = await _lines(dienst)
    assert (line["onderwerp_soort"], line["bedoeld"]) == ("bladzijde", cursor)


async def test_what_runs_can_be_asked_for_without_the_past(dienst: Dienst) -> None:
    await dienst.add_plaatsen({})
    reserved = await reserve(dienst)
    for question, found in (("open=true", 1), ("open=false", 0)):
        assert len(expect(await reserved.opvang.get(f"/plaatsingen?{question}"), 200)["plaatsingen"]) == found


@pytest.mark.parametrize("path", ["/plaatsingen", "/aanvragen", "/historie/overzicht.csv"])
async def test_nothing_is_shown_when_the_line_cannot_be_written(dienst: Dienst, kaal: Urls, path: str) -> None:
    coordinator = await dienst.as_rol("coordinator")
    connection = await asyncpg.connect(kaal.migrator, ssl=False)
    await connection.execute("SET ROLE capaciteit_schrijver")
    await connection.execute("REVOKE EXECUTE ON FUNCTION append_inzage(jsonb) FROM capaciteit_app")
    await connection.close()
    problem = expect(await coordinator.get(path), 503)
    assert problem["type"] == "/v1/problemen/even_niet"


def test_who_may_look_is_who_the_table_of_rights_says() -> None:
    assert all(MAG[naam] is not None for naam in VASTLEGGING)
