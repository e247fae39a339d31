import asyncio
from datetime import timedelta
from uuid import UUID

import asyncpg
import pytest

from tests.actions.noodscene import make_nood
from tests.conftest import Urls
from tests.land import Dienst, expect


async def test_somebody_of_another_organisatie_agrees_and_both_sides_are_told_at_once(dienst: Dienst) -> None:
    nood = await make_nood(dienst)
    approved = expect(await nood.approve(), 200)
    assert (approved["status"], approved["revisie"]) == ("open", 2)
    assert await nood.lines() == [("ask_noodinzage", "gevraagd"), ("approve_noodinzage", "goedgekeurd")]
    for client, onderwerp in (
        (nood.reserved.opvang, nood.reserved.plaatsing["id"]),
        (nood.reserved.coordinator, nood.reserved.aanvraag["id"]),
    ):
        meldingen = expect(await client.get("/meldingen?open=true"), 200)["meldingen"]
        (told,) = [melding for melding in meldingen if melding["meldingsoort"] == "noodinzage"]
        assert (told["onderwerp"], told["dringend"]) == (onderwerp, True)
        assert nood.reserved.aanvraag["referentie"] in told["tekst"]
    others = [melding for rol in ("landelijk", "gemeente") for melding in await _told(dienst, rol)]
    assert "noodinzage" not in others


async def _told(dienst: Dienst, rol: str) -> list[str]:
    client = await dienst.as_rol(rol)
    return [melding["meldingsoort"] for melding in expect(await client.get("/meldingen"), 200)["meldingen"]]


async def test_who_asks_does_not_agree_nor_does_a_colleague(dienst: Dienst) -> None:
    nood = await make_nood(dienst)
    (own,) = await dienst.sql("SELECT id, organisatie_id FROM account WHERE rol = 'landelijk'")
    await dienst.sql(
        "INSERT INTO account (id, naam, rol, organisatie_id) VALUES (gen_random_uuid(), 'tweede', 'landelijk', :own)",
        own=own.organisatie_id,
    )
    colleague_fg = await dienst.as_rol("fg", str(own.organisatie_id))
    for client in (
        nood.landelijk,
        await dienst.as_rol("landelijk", nth=0),
        await dienst.as_rol("landelijk", nth=1),
        colleague_fg,
    ):
        assert expect(await nood.approve(client), 409)["type"].endswith("/andere_organisatie")
    expect(await nood.look(), 409)
    expect(await nood.approve(await dienst.as_rol("fg", nth=1)), 200)


async def test_it_is_approved_once_also_by_two_at_once(dienst: Dienst) -> None:
    nood = await make_nood(dienst)
    others = [nood.auditor, *[await dienst.as_rol("fg", nth=n) for n in (1, 2, 3)]]
    statuses = [answer.status_code for answer in await asyncio.gather(*map(nood.approve, others))]
    assert statuses.count(200) == 1
    assert set(statuses) <= {200, 404, 409}
    assert len(await dienst.sql("SELECT 1 FROM noodinzagestap")) == 1


async def test_what_nobody_answered_in_time_is_over(dienst: Dienst) -> None:
    nood = await make_nood(dienst)
    await nood.let_pass(61)
    expect(await nood.approve(), 404)
    (state,) = expect(await nood.landelijk.get("/noodinzagen"), 200)["noodinzagen"]
    assert state["status"] == "vervallen"


@pytest.mark.parametrize("rol", ["coordinator", "opvang", "gemeente", "systeembeheerder"])
async def test_nobody_else_agrees(dienst: Dienst, rol: str) -> None:
    nood = await make_nood(dienst)
    expect(await nood.approve(await dienst.as_rol(rol, nth=1 if rol != "systeembeheerder" else 0)), 403)
    expect(await nood.look(), 409)


STEP = """
INSERT INTO noodinzagestap (noodinzage_id, soort, account_id, organisatie_id, op, tot)
SELECT $1, 'goedgekeurd', a.id, a.organisatie_id, clock_timestamp() - interval '1 second', clock_timestamp() + $3
FROM account a WHERE a.rol = $2 ORDER BY a.id LIMIT 1
"""


async def _write_past_the_domain(kaal: Urls, vraag: str, rol: str, minutes: int = 60) -> str | None:
    connection = await asyncpg.connect(kaal.app, ssl=False)
    try:
        async with connection.transaction():
            await connection.execute("SELECT set_config('capaciteit.context', 'dienst', true)")
            await connection.execute(STEP, UUID(vraag), rol, timedelta(minutes=minutes))
    except asyncpg.PostgresError as refused:
        return str(refused.sqlstate)
    finally:
        await connection.close()
    return None


async def test_the_database_itself_takes_nobody_of_the_same_organisatie(dienst: Dienst, kaal: Urls) -> None:
    """The second wall; with it removed one person alone breaks the glass."""
    nood = await make_nood(dienst)
    assert await _write_past_the_domain(kaal, nood.vraag["id"], "landelijk") == "CP007"
    await dienst.sql("ALTER TABLE noodinzagestap DISABLE TRIGGER noodinzage_two_people")
    assert await _write_past_the_domain(kaal, nood.vraag["id"], "landelijk") is None
    expect(await nood.look(), 200)


async def test_the_database_itself_keeps_the_term_short_and_the_step_now(dienst: Dienst, kaal: Urls) -> None:
    nood = await make_nood(dienst)
    assert await _write_past_the_domain(kaal, nood.vraag["id"], "auditor", 241) == "23514"
    await nood.let_pass(61)
    assert await _write_past_the_domain(kaal, nood.vraag["id"], "auditor") == "CP003"
