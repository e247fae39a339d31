"""Every table of the catalog is of a kind, and has the walls of that kind."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from capacity_service.store.migrate import ROLES, SCHRIJVER
from capacity_service.store.tabelsoorten import HOUSEHOLD, TABELLEN, WALLED, Tabelsoort
from tests.conftest import MakeDatabase

APP, READER = ROLES[1], ROLES[2]
POINTS_TO_A_HOUSEHOLD = {"aanvraag_id", "plaatsing_id", "melding_id", "huishouden", "gegevens"}
POINTERS = {"claim": "who holds a place", "voorstel": "walled", "bezorging": "walled"}
"""Tables that are no household's and name one by its id only."""
GIVES_MORE = {
    "admit_account": "the id of the account of a subject who was just admitted",
    "wis_afweging": "nothing",
    "wis_zaken": "how many facts were erased, and the numbers of the first and the last",
}
READ_WHOLE = {
    ("plaats", "geteld"): "every weighing and every count reads all places; what of one is shown is read with its huis",
    ("huis", "lezer"): "reports are about houses",
    ("logboek_gegevens", "schrijver"): "who writes the record",
    ("inzagelog", "schrijver"): "who writes the record",
    ("schuilnaam", "schrijver"): "who writes the record",
}
"""Policies without a condition, and why."""


@pytest.fixture(scope="module")
async def catalog(make_database: MakeDatabase) -> AsyncIterator[asyncpg.Connection]:
    async with make_database("kaal") as urls:
        connection = await asyncpg.connect(urls.migrator, ssl=False)
        yield connection
        await connection.close()


async def test_every_table_is_of_a_kind_and_every_kind_is_of_a_table(catalog: asyncpg.Connection) -> None:
    found = {
        row["relname"]
        for row in await catalog.fetch(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'f', 'm', 'v')"
        )
    }
    assert found - TABELLEN.keys() == set(), (
        "Say in store/tabelsoorten.py what is in it, and wall it if it is anybody's"
    )
    assert TABELLEN.keys() - found == set(), "These are gone; take them out of store/tabelsoorten.py"


async def test_what_is_of_somebody_is_walled_also_for_the_owner_and_no_wall_has_a_hole(
    catalog: asyncpg.Connection,
) -> None:
    walled = {
        row["relname"]
        for row in await catalog.fetch(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relrowsecurity AND relforcerowsecurity"
        )
    }
    assert walled >= set(WALLED)
    policies = await catalog.fetch(
        "SELECT tablename, policyname, qual, with_check, roles::text[] AS roles FROM pg_policies WHERE schemaname = 'public'"
    )
    assert {row["tablename"] for row in policies} == walled
    whole = {(row["tablename"], row["policyname"]): row["roles"] for row in policies if row["qual"] == "true"}
    assert whole.keys() == READ_WHOLE.keys()
    assert {tuple(roles) for (_, policy), roles in whole.items() if policy == "schrijver"} == {(SCHRIJVER,)}
    assert whole["huis", "lezer"] == [READER]


async def test_a_policy_looks_at_the_context_of_the_transaction_and_an_unset_one_is_nobody(
    catalog: asyncpg.Connection,
) -> None:
    for row in await catalog.fetch("SELECT * FROM pg_policies WHERE schemaname = 'public'"):
        said = f"{row['qual']} {row['with_check']}"
        if (row["tablename"], row["policyname"]) in READ_WHOLE or row["permissive"] == "RESTRICTIVE":
            continue
        assert "current_setting('capaciteit.context'::text, true)" in said, row["policyname"]
        assert "('capaciteit.organisatie'::text)" not in said, "without `true` an unset context is an error"
        for part in said.split("current_setting('capaciteit.organisatie'")[:-1]:
            assert part.endswith("NULLIF("), f"{row['tablename']}: '' must be nobody (P8)"


async def test_what_names_a_household_is_walled_or_holds_an_id_and_nothing_else(catalog: asyncpg.Connection) -> None:
    rows = await catalog.fetch(
        "SELECT table_name AS tabel, array_agg(column_name::text) AS kolommen FROM information_schema.columns"
        " WHERE table_schema = 'public' AND column_name = ANY($1) GROUP BY 1",
        sorted(POINTS_TO_A_HOUSEHOLD),
    )
    naming = {row["tabel"] for row in rows}
    assert naming - set(HOUSEHOLD) == POINTERS.keys() - set(HOUSEHOLD)


async def test_the_reader_reads_no_row_that_is_walled_but_houses_and_places(catalog: asyncpg.Connection) -> None:
    rows = await catalog.fetch(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
        " AND has_table_privilege($1, oid, 'SELECT')",
        READER,
    )
    assert {row["relname"] for row in rows} & set(WALLED) == {"huis", "plaats"}


async def test_what_is_open_is_changed_by_nobody_who_serves_but_the_rules(catalog: asyncpg.Connection) -> None:
    for naam, soort in TABELLEN.items():
        if soort is Tabelsoort.open and naam != "regel":
            assert not await catalog.fetchval("SELECT has_table_privilege($1, $2, 'INSERT, UPDATE, DELETE')", APP, naam)


async def test_nothing_looks_past_the_walls_for_somebody_else(catalog: asyncpg.Connection) -> None:
    """P16: no view of somebody with more rights; what runs with the rights of another gives a number, and builds no statement."""
    views = await catalog.fetch(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('v', 'm')"
        " AND NOT coalesce('security_invoker=true' = ANY(reloptions), false)"
    )
    assert views == []
    for row in await catalog.fetch(
        "SELECT proname, prorettype::regtype::text AS geeft, proretset, prosrc, has_function_privilege($1, oid, 'EXECUTE') AS lezer,"
        " proowner::regrole::text AS eigenaar FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace",
        READER,
    ):
        assert row["geeft"] in {"bigint", "trigger"} or row["proname"] in GIVES_MORE, (
            f"{row['proname']} gives {row['geeft']}"
        )
        assert not row["proretset"]
        assert not row["lezer"]
        assert row["eigenaar"] == SCHRIJVER
        assert "EXECUTE" not in row["prosrc"].upper(), f"{row['proname']} builds a statement"


async def test_the_check_finds_a_table_that_nobody_walled(catalog: asyncpg.Connection) -> None:
    """With a wall of another kind taken down: the catalog says so."""
    transaction = catalog.transaction()
    await transaction.start()
    try:
        await catalog.execute("ALTER TABLE plaatsing DISABLE ROW LEVEL SECURITY")
        await catalog.execute("CREATE TABLE export AS SELECT 1 AS n")
        with pytest.raises(AssertionError):
            await test_what_is_of_somebody_is_walled_also_for_the_owner_and_no_wall_has_a_hole(catalog)
        with pytest.raises(AssertionError, match="export"):
            await test_every_table_is_of_a_kind_and_every_kind_is_of_a_table(catalog)
    finally:
        await transaction.rollback()
