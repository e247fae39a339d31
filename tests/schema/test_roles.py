"""What each role of the database may do: nothing more than is written here."""

import contextlib

import asyncpg
import pytest

from capacity_service.store.embedded import Cluster
from capacity_service.store.migrate import MIGRATOR, ROLES, SCHRIJVER
from capacity_service.store.tabelsoorten import HOUSEHOLD, WALLED
from tests.conftest import Urls
from tests.schema.rows import Rows

APP, READER = ROLES[1], ROLES[2]
ALL_ROLES = [*ROLES, SCHRIJVER]
HOUSEHOLD_COLUMNS = ["aanvraag_id", "huishouden", "gegevens", "waarde", "antwoord", "redenen", "naar", "aanvragen"]
"""A table with one of these says something about a household."""

READ_BY_APP = {
    "account",
    "installatie",
    "centrumgemeente",
    "gemeente",
    "organisatie",
    "sequencer",
    "logboek",
    "rechten",
}
READ_BY_APP |= {"logboek_gegevens", "inzagelog", "inzagekop", "schuilnaam", "api_client"}
ADDED_BY_APP = {"boomgroei", "boomvak", "boomregel", "beoordeling", "noodinzage", "noodinzagestap"}
ADDED_BY_APP |= {"huis", "huishoudgegevens", "afweging", "registratie", "uurcijfer", "bevroren_signaal", "gewogen"}
CHANGED_BY_APP = {"plaats", "aanvraag", "plaatsing", "verblijf", "regel", "normsignaal", "melding", "vraag", "contact"}
CHANGED_BY_APP |= {"meldadres", "spreidingstelling", "bevroren_cijfer", "bevroren_aankomst"}
REPLACED_BY_APP = {"voorstel", "aanmeldpoging", "afmelding", "noodinzagezaak"}
BEATEN_BY_APP = {"hartslag"}
PASSING = {"claim", "uitname", "termijn", "sessie", "live_ticket", "idempotentie", "bezorging", "ijkpunt"}
"""Rows that stand for a moment: who holds a place, what is due, who is logged in, what was just answered or sent."""
WRITTEN_FOR_THE_APP = {"logboek", "logboek_gegevens", "sequencer", "inzagelog", "inzagekop", "rechten"}
WRITTEN_FOR_THE_APP |= {"melding", "verblijf", "afweging", "account", "schuilnaam"}
ERASED_FOR_THE_APP = {
    "aanvraag",
    "plaatsing",
    "registratie",
    "vraag",
    "normsignaal",
    "melding",
    "bezorging",
    "voorstel",
}
ERASED_FOR_THE_APP |= {"huishoudgegevens", "contact", "termijn", "logboek_gegevens", "gewogen", "schuilnaam"}
"""What functions of the database do that ask first: append, and erase what is over."""
READ_BY_READER = {
    *("regel", "hartslag"),
    *("installatie", "centrumgemeente", "gemeente", "organisatie", "huis", "plaats", "uitname", "sequencer", "logboek"),
}

GRANTED = """
SELECT table_name AS tabel, array_agg(privilege_type::text ORDER BY privilege_type) AS rechten
FROM information_schema.table_privileges WHERE grantee = $1 AND table_schema = 'public' GROUP BY table_name
"""


async def connect(url: str) -> asyncpg.Connection:
    return await asyncpg.connect(url, ssl=False)


async def rights_of(url: str, role: str) -> dict[str, set[str]]:
    connection = await connect(url)
    try:
        return {row["tabel"]: set(row["rechten"]) for row in await connection.fetch(GRANTED, role)}
    finally:
        await connection.close()


async def test_the_app_deletes_only_what_is_over_and_changes_no_account(kaal: Urls) -> None:
    assert await rights_of(kaal.migrator, APP) == {
        **{table: {"SELECT"} for table in READ_BY_APP},
        **{table: {"SELECT", "INSERT"} for table in ADDED_BY_APP},
        **{table: {"SELECT", "INSERT", "UPDATE"} for table in CHANGED_BY_APP},
        **{table: {"SELECT", "INSERT", "DELETE"} for table in REPLACED_BY_APP},
        **{table: {"SELECT", "UPDATE"} for table in BEATEN_BY_APP},
        **{table: {"SELECT", "INSERT", "UPDATE", "DELETE"} for table in PASSING},
    }


async def test_the_reader_reads_places_and_counts_and_nothing_about_people(kaal: Urls) -> None:
    assert await rights_of(kaal.migrator, READER) == {table: {"SELECT"} for table in READ_BY_READER}
    assert not READ_BY_READER & set(HOUSEHOLD)


@pytest.mark.parametrize("everybody", ["PUBLIC", SCHRIJVER])
async def test_nobody_else_was_given_anything_to_change(kaal: Urls, everybody: str) -> None:
    rights = await rights_of(kaal.migrator, everybody)
    if everybody == SCHRIJVER:
        assert {table for table, given in rights.items() if given & {"INSERT", "UPDATE"}} == WRITTEN_FOR_THE_APP
        assert {table for table, given in rights.items() if "DELETE" in given} == ERASED_FOR_THE_APP
    else:
        assert rights == {}


async def test_no_role_is_more_than_it_seems(cluster: Cluster, kaal: Urls) -> None:
    connection = await connect(kaal.migrator)
    roles = await connection.fetch(
        "SELECT rolname, rolcanlogin FROM pg_roles WHERE rolname = ANY($1) AND NOT"
        " (rolsuper OR rolbypassrls OR rolcreatedb OR rolcreaterole OR rolreplication)",
        ALL_ROLES,
    )
    members = await connection.fetch(
        "SELECT member::regrole::text AS member, roleid::regrole::text AS role FROM pg_auth_members"
        " WHERE member::regrole::text = ANY($1)",
        ALL_ROLES,
    )
    await connection.close()
    assert {row["rolname"]: row["rolcanlogin"] for row in roles} == dict.fromkeys(ROLES, True) | {SCHRIJVER: False}
    assert {(row["member"], row["role"]) for row in members} == {(MIGRATOR, SCHRIJVER)}, cluster


@pytest.mark.parametrize("role", [APP, READER])
async def test_who_serves_owns_nothing(kaal: Urls, role: str) -> None:
    connection = await connect(kaal.migrator)
    owned = await connection.fetch(
        "SELECT relname AS naam FROM pg_class WHERE relowner = $1::regrole"
        " UNION ALL SELECT proname FROM pg_proc WHERE proowner = $1::regrole"
        " UNION ALL SELECT nspname FROM pg_namespace WHERE nspowner = $1::regrole"
        " UNION ALL SELECT typname FROM pg_type WHERE typowner = $1::regrole"
        " UNION ALL SELECT datname FROM pg_database WHERE datdba = $1::regrole",
        role,
    )
    await connection.close()
    assert owned == []


async def test_every_table_about_a_household_is_walled_also_for_its_owner(kaal: Urls) -> None:
    connection = await connect(kaal.migrator)
    about = await connection.fetch(
        "SELECT DISTINCT table_name AS tabel FROM information_schema.columns"
        " WHERE table_schema = 'public' AND column_name = ANY($1)",
        HOUSEHOLD_COLUMNS,
    )
    walled = await connection.fetch(
        "SELECT c.relname AS tabel, count(p.polname) AS regels FROM pg_class c LEFT JOIN pg_policy p ON p.polrelid = c.oid"
        " WHERE c.relrowsecurity AND c.relforcerowsecurity GROUP BY c.relname"
    )
    await connection.close()
    assert {row["tabel"] for row in walled} == {
        *WALLED,
        "ijkpunt",
        "boomgroei",
        "boomregel",
        "boomvak",
        "bevroren_aankomst",
        "bevroren_cijfer",
        "bevroren_signaal",
    }
    assert all(row["regels"] for row in walled)
    policy_numbers = {"regel"}  # its waarde is a number of the policy
    outside = {row["tabel"] for row in about} - set(HOUSEHOLD) - policy_numbers
    assert not outside, f"Wall the table in its migration and call it huishouden in tabelsoorten.py: {outside}"


FORBIDDEN = [
    (APP, "UPDATE logboek SET feit = '{}'"),
    (APP, "DELETE FROM logboek"),
    (APP, "INSERT INTO logboek VALUES (99, now(), 'x', 'x', '{}', '')"),
    (APP, "UPDATE logboek_gegevens SET waarde = ''"),
    (APP, "DELETE FROM logboek_gegevens"),
    (APP, "DELETE FROM aanvraag"),
    (APP, "DELETE FROM bevroren_cijfer"),
    (APP, "UPDATE bevroren_signaal SET geheel = 0"),
    (READER, "SELECT wis_zaken('{}')"),
    (APP, "INSERT INTO account SELECT gen_random_uuid(), 'x', 'landelijk', id FROM organisatie"),
    (APP, "UPDATE account SET ingetrokken_op = NULL"),
    (APP, "DELETE FROM plaatsing"),
    (APP, "UPDATE huishoudgegevens SET gegevens = '{}'"),
    (APP, "UPDATE afweging SET hash = ''"),
    (APP, "UPDATE sequencer SET volgnummer = 0"),
    (APP, "UPDATE installatie SET verzonnen = false"),
    (APP, "UPDATE centrumgemeente SET naam = 'x'"),
    (APP, "UPDATE gemeente SET formeel = feitelijk"),
    (APP, "TRUNCATE claim"),
    (APP, "CREATE TABLE eigen (id int)"),
    (APP, "ALTER TABLE plaats DISABLE TRIGGER ALL"),
    (APP, "ALTER TABLE aanvraag DISABLE ROW LEVEL SECURITY"),
    (APP, "SET session_replication_role = replica"),
    (APP, f"SET ROLE {MIGRATOR}"),
    (APP, "SELECT check_minimum_plaatsen()"),
    (APP, "DELETE FROM normsignaal"),
    (APP, "DELETE FROM melding"),
    (APP, "UPDATE registratie SET gegevens = '{}'"),
    (APP, "DELETE FROM regel"),
    (APP, "UPDATE inzagelog SET uitkomst = 'x'"),
    (APP, "INSERT INTO inzagelog SELECT * FROM inzagelog"),
    (APP, "UPDATE inzagekop SET volgnummer = 0"),
    (APP, "UPDATE noodinzage SET reden = 'vermist'"),
    (APP, "DELETE FROM noodinzage"),
    (APP, "UPDATE noodinzagestap SET tot = now()"),
    (APP, "DELETE FROM noodinzagestap"),
    (APP, "UPDATE noodinzagezaak SET aanvraag_id = gen_random_uuid()"),
    (APP, "DELETE FROM beoordeling"),
    *((READER, f"TABLE {table}") for table in sorted({*WALLED} - {"huis", "plaats"})),
    *((READER, f"TABLE {table}") for table in ("account", "sessie", "live_ticket", "claim")),
    (READER, "UPDATE plaats SET revisie = 0"),
    (READER, "UPDATE hartslag SET slag = slag + 1"),
    (APP, "DELETE FROM hartslag"),
    (APP, "DELETE FROM boomgroei"),
    (APP, "DELETE FROM boomvak"),
    (APP, "DELETE FROM boomregel"),
    (APP, "UPDATE boomgroei SET tot = 1"),
    (APP, "UPDATE boomvak SET wortel = ''"),
    (APP, "UPDATE boomregel SET rang = 1"),
    (APP, "UPDATE uurcijfer SET vrij = 0"),
    (APP, "DELETE FROM uurcijfer"),
    (APP, "UPDATE rechten SET revisie = 0"),
    (READER, "DELETE FROM uitname"),
    (READER, "SELECT append_logboek('x', '{}', '{}', '{}', '{}')"),
    (READER, "SELECT append_inzage('[]')"),
    (READER, "CREATE TABLE eigen (id int)"),
]


@pytest.mark.parametrize(("role", "statement"), FORBIDDEN)
async def test_a_right_that_was_not_given_is_not_there(kaal_roles: Urls, role: str, statement: str) -> None:
    connection = await connect(kaal_roles.app if role == APP else kaal_roles.reader)
    try:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(statement)
    finally:
        await connection.close()


async def test_functions_with_the_rights_of_another_choose_where_they_look(kaal: Urls) -> None:
    connection = await connect(kaal.migrator)
    found = await connection.fetch(
        "SELECT proname, proowner::regrole::text AS eigenaar, proconfig,"
        " has_function_privilege('public', oid, 'EXECUTE') AS iedereen FROM pg_proc WHERE prosecdef"
    )
    await connection.close()
    assert {row["proname"] for row in found} == {
        "append_logboek",
        "wis_zaken",
        "wis_meldingen",
        "wis_afweging",
        "append_inzage",
        "admit_account",
        "check_minimum_plaatsen",
        "forget_schuilnaam",
        "note_rechten",
    }
    for row in found:
        assert (row["eigenaar"], row["iedereen"]) == (SCHRIJVER, False)
        assert any(setting.startswith("search_path=pg_catalog") for setting in row["proconfig"])


async def test_without_saying_who_asks_nobody_is_seen(cluster: Cluster, kaal: Urls) -> None:
    name = kaal.migrator.rpartition("/")[2]
    admin = await connect(cluster.url(cluster.superuser, cluster.password, name))
    rows = Rows(admin)
    aanvraag = await rows.add("aanvraag")
    for table in ("huishoudgegevens", "plaatsing"):
        await rows.add(table, aanvraag_id=aanvraag)
    for table in ("verblijf", "afweging"):
        await rows.add(table)
    await admin.close()
    for url in (kaal.app, kaal.migrator):
        connection = await connect(url)
        for table in HOUSEHOLD:
            assert await connection.fetchval(f"SELECT count(*) FROM {table}") == 0, table  # noqa: S608
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await Rows(connection).add("aanvraag")
        await connection.close()


@pytest.mark.parametrize(
    ("context", "allowed"),
    [
        pytest.param("dienst", "reads and adds", id="the service"),
        pytest.param("afwegen", "adds", id="the weighing"),
        pytest.param("eigen", "", id="an organisatie"),
        pytest.param("landelijk", "", id="landelijk"),
    ],
)
@pytest.mark.parametrize("role", [APP, MIGRATOR])
async def test_a_weighing_is_added_by_the_weighing_and_read_by_the_service_alone(
    cluster: Cluster, kaal: Urls, role: str, context: str, allowed: str
) -> None:
    admin = await connect(cluster.url(cluster.superuser, cluster.password, kaal.migrator.rpartition("/")[2]))
    await Rows(admin).add("afweging")
    organisatie = str(await Rows(admin).organisatie())
    await admin.close()
    connection = await connect(kaal.app if role == APP else kaal.migrator)
    for name, value in (("context", context), ("organisatie", organisatie)):
        await connection.execute("SELECT set_config('capaciteit.' || $1, $2, false)", name, value)
    assert await connection.fetchval("SELECT count(*) FROM afweging") == int("reads" in allowed)
    refused = pytest.raises(asyncpg.InsufficientPrivilegeError)
    with contextlib.nullcontext() if "adds" in allowed else refused:
        await Rows(connection).add("afweging")
    await connection.close()
