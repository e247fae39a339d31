import httpx2
import pytest

from capacity_service.store.toegang import COOKIE
from tests.api.document import ROLLEN, ask, make_body, operations
from tests.api.rights import MAG, PUBLIC
from tests.api.test_hidden import make_own_things
from tests.land import Dienst, expect, make_plaats


def test_the_table_of_this_test_names_every_operation_of_the_document() -> None:
    told = {f"{operation.method.upper()} {operation.path}" for operation in operations()}
    assert told == MAG.keys() | PUBLIC


@pytest.mark.parametrize("rol", ROLLEN)
async def test_a_role_may_exactly_what_the_table_says(dienst: Dienst, rol: str) -> None:
    await dienst.sql(
        "INSERT INTO account (id, naam, rol, organisatie_id)"
        " SELECT gen_random_uuid(), :rol, :rol, id FROM organisatie WHERE soort = 'opvangorganisatie' LIMIT 1",
        rol=rol,
    )
    client = await dienst.as_rol(rol)
    refused, wrong = set(), []
    for operation in sorted(operations(), key=lambda o: o.naam == "end_sessie"):
        naam = f"{operation.method.upper()} {operation.path}"
        answer = await ask(client, operation)
        if answer.status_code == 403:
            refused.add(naam)
        elif operation.by_id and answer.status_code != 404:
            wrong.append(f"{naam} {answer.status_code}")
    assert refused == {naam for naam, roles in MAG.items() if rol not in roles}
    assert wrong == []


async def test_without_a_login_only_the_public_operations_answer(stil: Dienst) -> None:
    async with httpx2.AsyncClient(base_url=f"{stil.url}/v1", trust_env=False) as client:
        answered = {
            f"{operation.method.upper()} {operation.path}"
            for operation in operations()
            if (await ask(client, operation)).status_code != 401
        }
    assert answered == PUBLIC


@pytest.mark.parametrize("header", ["Bearer onzin", "Bearer", "Basic dTpw", "bearer x", "Bearer a b", "Bearer \xe9"])
async def test_a_token_that_is_no_session_is_401(stil: Dienst, header: str) -> None:
    async with httpx2.AsyncClient(base_url=f"{stil.url}/v1", trust_env=False) as client:
        answer = await client.get("/bezetting", headers={b"Authorization": header.encode("latin-1")})
    assert expect(answer, 401)["type"] == "/v1/problemen/niet_ingelogd"


async def test_an_ended_or_expired_session_and_a_revoked_account_are_401_at_once(dienst: Dienst) -> None:
    for statement in (
        "UPDATE sessie SET verloopt_op = clock_timestamp()",
        "UPDATE account SET ingetrokken_op = clock_timestamp()",
    ):
        client = await dienst.as_rol("landelijk")
        expect(await client.get("/bezetting"), 200)
        await dienst.sql(statement)
        expect(await client.get("/bezetting"), 401)


async def test_a_role_that_was_taken_away_is_refused_at_the_next_request(dienst: Dienst) -> None:
    client = await dienst.as_rol("landelijk")
    expect(await client.get("/plaatsen"), 200)
    await dienst.sql("UPDATE account SET rol = 'fg' WHERE rol = 'landelijk'")
    expect(await client.get("/plaatsen"), 403)


async def _with_cookie(dienst: Dienst) -> httpx2.AsyncClient:
    token, _ = await dienst.token("opvang")
    client = httpx2.AsyncClient(base_url=f"{dienst.url}/v1", headers={"Cookie": f"{COOKIE}={token}"}, trust_env=False)
    dienst.clients.append(client)
    return client


ORIGINS = [
    "",
    "null",
    "https://elders.test",
    "http://127.0.0.1",
    "http://127.0.0.1:1",
    "{url}.test",
    "http://x@{host}",
    "ftp://{host}",
    "{host}",
    "http://[{host}",
    "{url}/pad",
]


@pytest.mark.parametrize("origin", [None, *ORIGINS])
async def test_a_cookie_changes_nothing_for_a_page_from_elsewhere(stil: Dienst, origin: str | None) -> None:
    client = await _with_cookie(stil)
    host = stil.url.removeprefix("http://")
    headers = {} if origin is None else {"Origin": origin.format(url=stil.url, host=host)}
    expect(await client.post("/plaatsen", json=make_plaats(), headers=headers), 403)
    assert await stil.sql("SELECT 1 FROM plaats") == []


async def test_a_cookie_from_our_own_page_works_and_reading_needs_no_origin(dienst: Dienst) -> None:
    client = await _with_cookie(dienst)
    expect(await client.post("/plaatsen", json=make_plaats(), headers={"Origin": dienst.url}), 201)
    assert len(expect(await client.get("/plaatsen"), 200)["plaatsen"]) == 1


@pytest.mark.parametrize("match", ["*", '"x"', "", '"-1"', '"1.0"', '"9999999999999999999"', '"٣"', 'W/"1"', '"2"'])
async def test_a_revisie_that_is_not_the_present_one_is_412_and_changes_nothing(dienst: Dienst, match: str) -> None:
    opvang = await dienst.as_rol("opvang")
    (plaats,) = await dienst.add_plaatsen({}, opvang=opvang)
    url = f"/plaatsen/{plaats['id']}"
    headers = {b"If-Match": match.encode()}
    for answer in (
        await opvang.patch(url, json={"personenMax": 9}, headers=headers),
        await opvang.put(f"{url}/status", json=make_body("set_plaatsstatus"), headers=headers),
        await opvang.delete(url, headers=headers),
    ):
        assert expect(answer, 412)["type"] == "/v1/problemen/revisie_verouderd"
    assert expect(await opvang.get(url), 200) == plaats


async def test_a_change_without_a_revisie_is_428_for_each_that_needs_one(dienst: Dienst) -> None:
    clients = {rol: await dienst.as_rol(rol) for rol in ("opvang", "coordinator")}
    things = await make_own_things(dienst)
    for operation in operations():
        if operation.needs_match:
            client = clients["coordinator" if "aanvraag" in operation.naam else "opvang"]
            url = operation.url(things[operation.path.split("/")[1]])
            answer = await client.request(operation.method.upper(), url, json=make_body(operation.naam))
            assert expect(answer, 428)["type"] == "/v1/problemen/revisie_vereist"


async def test_the_etag_of_a_thing_is_what_if_match_takes(dienst: Dienst) -> None:
    opvang = await dienst.as_rol("opvang")
    (plaats,) = await dienst.add_plaatsen({}, opvang=opvang)
    url = f"/plaatsen/{plaats['id']}"
    for personen in (5, 6, 7):
        etag = (await opvang.get(url)).headers["etag"]
        changed = expect(await opvang.patch(url, json={"personenMax": personen}, headers={"If-Match": etag}), 200)
        assert changed["personenMax"] == personen


@pytest.mark.parametrize(
    ("query", "veld"),
    [
        ("vreemd=1", "vreemd"),
        ("naam=a&naam=b", "naam"),
        ("naam=%00", "adres"),
        ("naam=", "naam"),
        (f"naam={'a' * 61}", "naam"),
    ],
)
async def test_a_question_the_service_does_not_know_is_400(stil: Dienst, query: str, veld: str) -> None:
    problem = expect(await (await stil.as_rol("systeembeheerder")).get(f"/gemeenten?{query}"), 400)
    assert veld in {fault["veld"] for fault in problem["fouten"]}


@pytest.mark.parametrize(
    ("accept", "status"),
    [
        ("text/html", 406),
        ("application/json;q=0.5", 200),
        ("text/html, */*", 200),
        ("application/*", 200),
        ("image/png, application/xml", 406),
    ],
)
async def test_only_json_is_made_here(stil: Dienst, accept: str, status: int) -> None:
    expect(await (await stil.as_rol("systeembeheerder")).get("/organisaties", headers={"Accept": accept}), status)


async def test_an_id_that_cannot_be_an_id_is_400_and_says_so(stil: Dienst) -> None:
    problem = expect(await (await stil.as_rol("opvang")).get("/plaatsen/geen-id"), 400)
    assert problem["fouten"] == [{"veld": "plaats_id", "fout": "Dit is geen id zoals de dienst die geeft."}]
