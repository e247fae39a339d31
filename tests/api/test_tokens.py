import base64
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import httpx2
import pytest

from capacity_service.api.app import TOKENS
from capacity_service.domain.inzage import Rol
from capacity_service.store.accounts import NieuweClient, make_client, withdraw_client
from tests.api.document import check_answer
from tests.conftest import MakeDatabase
from tests.land import Dienst, expect, serve


@pytest.fixture
async def dienst(make_database: MakeDatabase) -> AsyncIterator[Dienst]:
    """A service of its own: it remembers who tried how often."""
    async with make_database("kaal") as urls, serve(urls.app, urls.migrator, ticking=False) as running:
        yield running


async def make(dienst: Dienst, operaties: list[str] | None = None) -> NieuweClient:
    async with dienst.owner.transaction(None) as tx:
        (row,) = await tx.sql("SELECT id FROM organisatie WHERE soort = 'opvangorganisatie' ORDER BY naam LIMIT 1")
        return await make_client(tx, Rol.opvang, row.id, operaties)


async def ask(dienst: Dienst, **fields: Any) -> httpx2.Response:
    headers = {name: fields.pop(name) for name in ("Authorization",) if name in fields}
    async with httpx2.AsyncClient(trust_env=False) as program:
        answer = await program.post(
            f"{dienst.url}/v1/tokens", data={"grant_type": "client_credentials"} | fields, headers=headers
        )
    check_answer(answer)
    return answer


def program(dienst: Dienst, token: str) -> httpx2.AsyncClient:
    client = httpx2.AsyncClient(
        base_url=f"{dienst.url}/v1", headers={"Authorization": f"Bearer {token}"}, trust_env=False
    )
    dienst.clients.append(client)
    return client


def basic(client: object, secret: str) -> str:
    return "Basic " + base64.b64encode(f"{client}:{secret}".encode()).decode()


async def test_a_program_gets_a_token_for_a_quarter_and_works_as_its_role(dienst: Dienst) -> None:
    made = await make(dienst)
    for answer in (
        await ask(dienst, client_id=str(made.id), client_secret=made.geheim),
        await ask(dienst, Authorization=basic(made.id, made.geheim)),
    ):
        given = expect(answer, 200)
        assert (given["token_type"], given["expires_in"]) == ("Bearer", 900)
        assert answer.headers["cache-control"] == "no-store"
        client = program(dienst, given["access_token"])
        sessie = expect(await client.get("/sessies/huidige"), 200)
        assert sessie["account"]["rol"] == "opvang"
        assert sessie["account"]["naam"].startswith("programma ")
        expect(await client.post("/aanvragen", json={}), 403)
    assert await dienst.sql("SELECT 1 FROM sessie WHERE verloopt_op <> uiterlijk_op") == []


async def test_a_token_is_not_prolonged_by_using_it(dienst: Dienst) -> None:
    made = await make(dienst)
    token = expect(await ask(dienst, client_id=str(made.id), client_secret=made.geheim), 200)["access_token"]
    await dienst.sql(
        "UPDATE sessie SET verloopt_op = verloopt_op - interval '14 minutes', uiterlijk_op = uiterlijk_op - interval '14 minutes'",
    )
    client = program(dienst, token)
    expect(await client.get("/sessies/huidige"), 200)
    await dienst.sql("UPDATE sessie SET verloopt_op = clock_timestamp()")
    expect(await client.get("/sessies/huidige"), 401)


async def test_a_program_may_be_made_for_a_few_operations_only(dienst: Dienst) -> None:
    made = await make(dienst, ["read_bezetting"])
    token = expect(await ask(dienst, client_id=str(made.id), client_secret=made.geheim), 200)["access_token"]
    client = program(dienst, token)
    expect(await client.get("/bezetting"), 200)
    for path in ("/plaatsen", "/sessies/huidige", "/huizen"):
        assert expect(await client.get(path), 403)["type"].endswith("geen_recht")
    expect(await client.post("/live-tickets"), 403)


async def test_a_withdrawn_program_loses_its_tokens_at_once_and_gets_no_other(dienst: Dienst) -> None:
    made = await make(dienst)
    token = expect(await ask(dienst, client_id=str(made.id), client_secret=made.geheim), 200)["access_token"]
    client = program(dienst, token)
    expect(await client.get("/bezetting"), 200)
    async with dienst.owner.transaction(None) as tx:
        assert await withdraw_client(tx, made.id)
    expect(await client.get("/bezetting"), 401)
    expect(await ask(dienst, client_id=str(made.id), client_secret=made.geheim), 401)


async def test_a_client_that_is_not_there_looks_like_a_wrong_secret(dienst: Dienst) -> None:
    made = await make(dienst)
    refused = [
        await ask(dienst, client_id=str(made.id), client_secret="fout"),
        await ask(dienst, client_id=str(uuid4()), client_secret="fout"),
        await ask(dienst, client_id="geen-id", client_secret=made.geheim),
        await ask(dienst, client_id=str(made.id)),
        await ask(dienst, client_secret=made.geheim),
        await ask(dienst, Authorization=basic(made.id, "fout")),
        await ask(dienst, Authorization="Basic !"),
        await ask(dienst, Authorization="Basic " + base64.b64encode(b"\xff:\xff").decode()),
    ]
    assert {answer.status_code for answer in refused} == {401}
    assert len({answer.text for answer in refused}) == 1
    assert len({tuple(sorted(set(answer.headers) - {"date"})) for answer in refused}) == 1


async def test_another_grant_and_other_fields_are_refused_in_words(dienst: Dienst) -> None:
    assert [f["veld"] for f in expect(await ask(dienst, grant_type="password", username="x"), 400)["fouten"]] == [
        "username",
        "grant_type",
    ]
    async with httpx2.AsyncClient(trust_env=False) as other:
        expect(await other.post(f"{dienst.url}/v1/tokens", json={"grant_type": "client_credentials"}), 415)
        expect(await other.post(f"{dienst.url}/v1/tokens"), 400)
        from_elsewhere = {"Origin": "https://elders.example"}
        expect(await other.post(f"{dienst.url}/v1/tokens", data={"grant_type": "x"}, headers=from_elsewhere), 403)


async def test_who_guesses_is_slowed_down_and_keeps_no_other_client_out(dienst: Dienst) -> None:
    burst, _ = TOKENS
    mine, other = await make(dienst), await make(dienst)
    tried = [(await ask(dienst, client_id=str(mine.id), client_secret=f"{n}")).status_code for n in range(burst + 5)]
    assert tried == [401] * burst + [429] * 5
    slowed = await ask(dienst, client_id=str(mine.id), client_secret=mine.geheim)
    assert (slowed.status_code, "retry-after" in slowed.headers) == (429, True)
    expect(await ask(dienst, client_id=str(other.id), client_secret=other.geheim), 200)


async def test_a_secret_is_no_token_and_a_token_no_secret(dienst: Dienst) -> None:
    made = await make(dienst)
    token = expect(await ask(dienst, client_id=str(made.id), client_secret=made.geheim), 200)["access_token"]
    for wrong in (made.geheim, str(made.id), f"{made.id}:{made.geheim}"):
        expect(await program(dienst, wrong).get("/bezetting"), 401)
    expect(await ask(dienst, client_id=str(made.id), client_secret=token), 401)
