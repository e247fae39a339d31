import asyncio
from uuid import uuid4

import pytest

from capacity_service.actions.run import Verzoek, run
from capacity_service.domain.errors import NietGevonden
from capacity_service.domain.inzage import Actor, Rol
from capacity_service.store.database import Transactie
from capacity_service.store.idempotentie import Antwoord, Sleutel
from tests.actions.scene import post, refused, reserve
from tests.land import Dienst, expect, in_hours, make_plaats

COORDINATORS = "SELECT id, organisatie_id FROM account WHERE rol = 'coordinator' ORDER BY id LIMIT 1"
ANTWOORD = Antwoord(404, {}, b"")


async def test_the_same_request_under_the_same_key_has_one_effect_and_one_answer(dienst: Dienst) -> None:
    opvang = await dienst.as_rol("opvang")
    key, body = {"Idempotency-Key": str(uuid4())}, make_plaats()
    first, second = [await opvang.post("/plaatsen", json=body, headers=key) for _ in range(2)]
    assert expect(first, 201) == expect(second, 201)
    assert first.headers["location"] == second.headers["location"]
    assert len(await dienst.sql("SELECT 1 FROM plaats")) == 1


async def test_a_refusal_is_repeated_too(dienst: Dienst) -> None:
    await dienst.add_plaatsen({}, {})
    reserved = await reserve(dienst)
    key = {"Idempotency-Key": "weiger"}
    path = f"/plaatsingen/{reserved.plaatsing['id']}/verlenging"
    first = await reserved.opvang.post(path, json={"nachten": 2}, headers=key)
    await post(reserved.opvang, reserved.plaatsing, "aankomst", aangekomenOp=in_hours(-0.1), nachten=1)
    again = await reserved.opvang.post(path, json={"nachten": 2}, headers=key)
    assert refused(first, 409, "overgang") == refused(again, 409, "overgang")
    assert expect(await reserved.opvang.post(path, json={"nachten": 2}), 200)["nachten"] == 2


async def test_a_key_used_for_something_else_is_refused(dienst: Dienst) -> None:
    opvang = await dienst.as_rol("opvang")
    key = {"Idempotency-Key": "een"}
    expect(await opvang.post("/plaatsen", json=make_plaats(), headers=key), 201)
    answer = await opvang.post("/plaatsen", json=make_plaats(personenMax=5), headers=key)
    assert answer.status_code in {409, 422}
    assert answer.json()["type"].endswith("idempotentie_anders")
    assert len(await dienst.sql("SELECT 1 FROM plaats")) == 1


async def test_twins_at_the_same_moment_have_one_effect(dienst: Dienst) -> None:
    opvang = await dienst.as_rol("opvang")
    key = {"Idempotency-Key": "tweeling"}
    answers = await asyncio.gather(*(opvang.post("/plaatsen", json=make_plaats(), headers=key) for _ in range(6)))
    assert {answer.status_code for answer in answers} <= {201, 409}
    assert len({answer.json()["id"] for answer in answers if answer.status_code == 201}) == 1
    assert len(await dienst.sql("SELECT 1 FROM plaats")) == 1


async def test_what_was_refused_left_nothing_behind(dienst: Dienst) -> None:
    first, _ = await dienst.add_plaatsen({}, {})
    opvang = await dienst.as_rol("opvang")
    before = await dienst.sql("SELECT volgnummer FROM sequencer")
    headers = {"If-Match": f'"{first["revisie"]}"', "Idempotency-Key": "weg"}
    refused(await opvang.delete(f"/plaatsen/{first['id']}", headers=headers), 409, "minimum_plaatsen")
    assert await dienst.sql("SELECT volgnummer FROM sequencer") == before
    assert await dienst.sql("SELECT 1 FROM plaats WHERE verwijderd_op IS NOT NULL OR revisie <> 1") == []


async def test_a_refusal_undoes_all_that_went_before_it(dienst: Dienst) -> None:
    """Also when an action only spoke to the driver; and rows are seen as before it, in PostgreSQL and here alike."""
    (row,) = await dienst.sql(COORDINATORS)
    actor = Actor(row.id, "iemand", Rol.coordinator, row.organisatie_id)
    seen: list[tuple[str, str, int]] = []

    async def work(tx: Transactie) -> None:
        await tx.enter("dienst")
        await tx.sql("UPDATE centrumgemeente SET revisie = revisie + 1")
        raise NietGevonden

    async def look(tx: Transactie, _: object) -> None:
        (row,) = await tx.sql("SELECT current_setting('capaciteit.context') AS context")
        (changed,) = await tx.sql("SELECT count(*) AS n FROM centrumgemeente WHERE revisie > 1")
        seen.append((tx.context, row.context, changed.n))

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("capacity_service.actions.run.keep", look)
        key = Sleutel(row.id, "POST", "/proef", "een", b"")
        await run(dienst.database, Verzoek(actor, key), work, lambda _: ANTWOORD, lambda _: ANTWOORD)
    assert seen == [("eigen", "eigen", 0)]
