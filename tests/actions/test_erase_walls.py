"""The walls round erasing: what the database refuses whatever the service asks, and that nothing forgotten goes unseen."""

from uuid import UUID

import asyncpg
import pytest
from sqlalchemy.exc import DBAPIError

from tests.actions.test_erase_zaken import DAG, find, live_through, pass_term
from tests.conftest import Urls
from tests.klok import Klok
from tests.land import Dienst


@pytest.mark.parametrize(
    ("forgotten", "found"),
    [
        ("DELETE FROM logboek_gegevens g WHERE g.onderwerp = ANY(alles) RETURNING", ("logboek_gegevens", "waarde")),
        ("DELETE FROM termijn WHERE sleutel = ANY(alles);", ("termijn", "sleutel")),
        ("DELETE FROM contact WHERE onderwerp = ANY(wie);", ("contact", "onderwerp")),
        ("DELETE FROM gewogen WHERE aanvraag_id = ANY(wie);", ("gewogen", "aanvraag_id")),
    ],
)
async def test_what_is_forgotten_to_erase_is_found(
    klok: Klok, dienst: Dienst, kaal: Urls, forgotten: str, found: tuple[str, str]
) -> None:
    """The walls removed, one by one: the search sees each of them, whatever the table."""
    reserved = await live_through(dienst)
    if found[0] == "termijn":
        await dienst.sql(
            "INSERT INTO termijn (soort, sleutel, op, basis, keren) VALUES ('niet_gezien', :id, now() + interval '1 year', now(), 0)",
            id=UUID(reserved.plaatsing["id"]),
        )
    connection = await asyncpg.connect(kaal.migrator, ssl=False)
    source = await connection.fetchval("SELECT pg_get_functiondef('wis_zaken(uuid[])'::regprocedure)")
    assert forgotten in source
    less = forgotten.replace(" RETURNING", " AND false RETURNING") if "RETURNING" in forgotten else ""
    await connection.execute("GRANT CREATE ON SCHEMA public TO capaciteit_schrijver")
    await connection.execute("SET ROLE capaciteit_schrijver")
    await connection.execute(source.replace(forgotten, less))
    await connection.close()
    assert await pass_term(klok, dienst) == 1
    assert found in await find(dienst, reserved)


async def test_whatever_the_rule_says_the_database_keeps_it_for_seven_days(klok: Klok, dienst: Dienst) -> None:
    reserved = await live_through(dienst)
    await klok.forward(6.9 * DAG)
    with pytest.raises(DBAPIError) as refused:
        await dienst.sql("SELECT wis_zaken(CAST(:ids AS uuid[]))", ids=[UUID(reserved.aanvraag["id"])])
    assert getattr(refused.value.orig, "sqlstate", None) == "CP005"
    await klok.forward(0.2 * DAG)
    await dienst.sql("SELECT wis_zaken(CAST(:ids AS uuid[]))", ids=[UUID(reserved.aanvraag["id"])])


@pytest.mark.parametrize(
    "table", ["aanvraag", "plaatsing", "logboek_gegevens", "huishoudgegevens", "normsignaal", "registratie"]
)
async def test_the_service_itself_may_delete_nothing(dienst: Dienst, table: str) -> None:
    await live_through(dienst)
    with pytest.raises(DBAPIError, match="permission denied"):
        async with dienst.database.transaction(None) as tx:
            await tx.sql(f"DELETE FROM {table}")  # noqa: S608
