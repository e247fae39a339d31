import asyncio
from collections.abc import Callable
from typing import Any

import httpx2
import pytest

from tests.api.document import CSV, make_body
from tests.land import Dienst, Json, expect, make_aanvraag, make_plaats

SLEUTEL = {"Idempotency-Key": "een-sleutel"}


async def _count(dienst: Dienst, table: str) -> int:
    rows = await dienst.sql(f"SELECT count(*) AS n FROM {table}")  # noqa: S608 - a name of this test
    return int(rows[0].n)


def _same(first: httpx2.Response, second: httpx2.Response) -> bool:
    kept = {"content-type", "etag", "location"}
    headers = [{n: v for n, v in answer.headers.items() if n in kept} for answer in (first, second)]
    return (first.status_code, first.content, headers[0]) == (second.status_code, second.content, headers[1])


async def test_the_same_request_under_the_same_key_has_one_effect_and_one_answer(dienst: Dienst) -> None:
    coordinator, opvang = await dienst.as_rol("coordinator"), await dienst.as_rol("opvang")
    body = make_aanvraag()
    asked = [await coordinator.post("/aanvragen", json=body, headers=SLEUTEL) for _ in range(3)]
    assert all(_same(asked[0], answer) for answer in asked)
    added = [await opvang.post("/plaatsen", json=make_plaats(), headers=SLEUTEL) for _ in range(3)]
    assert all(_same(added[0], answer) for answer in added)
    expect(asked[0], 201)
    expect(added[0], 201)
    assert (await _count(dienst, "aanvraag"), await _count(dienst, "plaats")) == (1, 1)


async def test_every_kind_of_write_is_replayed_from_what_was_stored(dienst: Dienst) -> None:
    coordinator, opvang = await dienst.as_rol("coordinator"), await dienst.as_rol("opvang")
    (plaats,) = await dienst.add_plaatsen({"centrumgemeente": "GM0363"}, opvang=opvang)
    file: dict[str, Any] = {"content": CSV, "headers": SLEUTEL | {"Content-Type": "text/csv"}}
    match = SLEUTEL | {"If-Match": '"1"'}
    url = f"/plaatsen/{plaats['id']}"
    body = make_body("set_plaatsstatus")
    writes: list[Callable[[], Any]] = [
        lambda: opvang.post("/plaatsen/import", **file),
        lambda: opvang.put(f"{url}/status", json=body, headers=match),
        lambda: opvang.post(f"{url}/bevestiging", json=body, headers=SLEUTEL),
    ]
    for write in writes:
        first, second = await write(), await write()
        assert first.is_success, first.text
        assert _same(first, second)
    aanvraag = expect(await coordinator.post("/aanvragen", json=make_aanvraag()), 201)
    confirm: dict[str, Any] = {"json": make_body("confirm_voorstel"), "headers": SLEUTEL}
    path = f"/plaatsingen/{aanvraag['plaatsing']['id']}/bevestiging"
    first, second = await coordinator.post(path, **confirm), await coordinator.post(path, **confirm)
    expect(first, 200)
    assert _same(first, second)
    assert expect(await coordinator.post(path, json=confirm["json"]), 409)["type"].endswith("/overgang")


@pytest.mark.parametrize("change", [{"nachten": 2}, {"nachten": 3, "voorkeuren": ["GM0193"]}])
async def test_another_body_under_a_used_key_is_409_and_does_nothing(dienst: Dienst, change: Json) -> None:
    coordinator = await dienst.as_rol("coordinator")
    body = make_aanvraag()
    expect(await coordinator.post("/aanvragen", json=body, headers=SLEUTEL), 201)
    problem = expect(await coordinator.post("/aanvragen", json=body | change, headers=SLEUTEL), 409)
    assert problem["type"] == "/v1/problemen/idempotentie_anders"
    assert await _count(dienst, "aanvraag") == 1


async def test_another_if_match_under_a_used_key_is_409(dienst: Dienst) -> None:
    opvang = await dienst.as_rol("opvang")
    (plaats,) = await dienst.add_plaatsen({}, opvang=opvang)
    url = f"/plaatsen/{plaats['id']}"
    expect(await opvang.patch(url, json={"personenMax": 5}, headers=SLEUTEL | {"If-Match": '"1"'}), 200)
    problem = expect(await opvang.patch(url, json={"personenMax": 5}, headers=SLEUTEL | {"If-Match": '"2"'}), 409)
    assert problem["type"] == "/v1/problemen/idempotentie_anders"


async def test_a_key_belongs_to_one_account_and_one_address(dienst: Dienst) -> None:
    """T5: what another account or another path did under the same key is neither told nor in the way."""
    opvang = await dienst.as_rol("opvang")
    one, other = await dienst.add_plaatsen({}, {}, opvang=opvang)
    seen = make_body("confirm_plaats")
    told = [await opvang.post(f"/plaatsen/{p['id']}/bevestiging", json=seen, headers=SLEUTEL) for p in (one, other)]
    assert [expect(answer, 200)["id"] for answer in told] == [one["id"], other["id"]]
    body = make_aanvraag()
    ids = set()
    for nth in range(3):
        coordinator = await dienst.as_rol("coordinator", nth=nth)
        ids.add(expect(await coordinator.post("/aanvragen", json=body, headers=SLEUTEL), 201)["id"])
    assert len(ids) == 3


@pytest.mark.parametrize(
    ("statement", "status"),
    [
        ("UPDATE account SET ingetrokken_op = clock_timestamp()", 401),
        ("UPDATE sessie SET verloopt_op = clock_timestamp()", 401),
        ("UPDATE account SET rol = 'fg' WHERE rol = 'coordinator'", 403),
    ],
)
async def test_a_replay_asks_for_rights_again_and_tells_nothing_without(
    dienst: Dienst, statement: str, status: int
) -> None:
    coordinator = await dienst.as_rol("coordinator")
    body = make_aanvraag()
    stored = expect(await coordinator.post("/aanvragen", json=body, headers=SLEUTEL), 201)
    await dienst.sql(statement)
    answer = await coordinator.post("/aanvragen", json=body, headers=SLEUTEL)
    expect(answer, status)
    assert stored["id"] not in answer.text
    assert stored["referentie"] not in answer.text


async def test_after_8_days_the_key_is_new_again(dienst: Dienst) -> None:
    coordinator = await dienst.as_rol("coordinator")
    body = make_aanvraag()
    first = expect(await coordinator.post("/aanvragen", json=body, headers=SLEUTEL), 201)
    await dienst.sql("UPDATE idempotentie SET op = op - interval '6 days 23 hours'")
    assert expect(await coordinator.post("/aanvragen", json=body, headers=SLEUTEL), 201)["id"] == first["id"]
    await dienst.sql("UPDATE idempotentie SET op = op - interval '1 day'")
    assert expect(await coordinator.post("/aanvragen", json=body, headers=SLEUTEL), 201)["id"] != first["id"]
    assert await _count(dienst, "idempotentie") == 1


async def test_a_refusal_of_the_field_is_replayed_too(dienst: Dienst) -> None:
    opvang = await dienst.as_rol("opvang")
    plaats, *_ = await dienst.add_plaatsen({}, {}, opvang=opvang)
    url, headers = f"/plaatsen/{plaats['id']}", SLEUTEL | {"If-Match": '"1"'}
    refused = expect(await opvang.delete(url, headers=headers), 409)
    await dienst.add_plaatsen({}, opvang=opvang)
    assert expect(await opvang.delete(url, headers=headers), 409) == refused
    expect(await opvang.delete(url, headers={"If-Match": '"1"'}), 204)


async def test_faulty_input_does_not_use_up_the_key(dienst: Dienst) -> None:
    opvang = await dienst.as_rol("opvang")
    expect(await opvang.post("/plaatsen", json=make_plaats(personenMax=0), headers=SLEUTEL), 400)
    expect(await opvang.post("/plaatsen", json=make_plaats(), headers=SLEUTEL), 201)


async def test_twenty_at_once_under_one_key_have_one_effect(dienst: Dienst) -> None:
    """A twin of a running request is told so, with when to ask again; afterwards everybody gets the one answer."""
    coordinator, opvang = await dienst.as_rol("coordinator"), await dienst.as_rol("opvang")
    body, plaats = make_aanvraag(), make_plaats()
    for client, path, sent in ((coordinator, "/aanvragen", body), (opvang, "/plaatsen", plaats)):
        answers = await asyncio.gather(*(client.post(path, json=sent, headers=SLEUTEL) for _ in range(20)))
        done = [answer for answer in answers if answer.status_code == 201]
        busy = [answer for answer in answers if answer.status_code != 201]
        assert len({answer.content for answer in done}) == 1
        assert all(expect(answer, 409)["type"] == "/v1/problemen/bezig" for answer in busy)
        assert all(answer.headers["retry-after"] == "1" for answer in busy)
        assert (await client.post(path, json=sent, headers=SLEUTEL)).content == done[0].content
    assert (await _count(dienst, "aanvraag"), await _count(dienst, "plaats")) == (1, 1)


@pytest.mark.parametrize("sleutel", [b"", b"x" * 129, "sl\u00e9utel".encode(), b"a\tb"])
async def test_a_key_that_is_no_key_is_400(stil: Dienst, sleutel: bytes) -> None:
    opvang = await stil.as_rol("opvang")
    problem = expect(await opvang.post("/plaatsen", json=make_plaats(), headers={b"Idempotency-Key": sleutel}), 400)
    assert problem["fouten"][0]["veld"] == "Idempotency-Key"
    assert await _count(stil, "plaats") == 0
