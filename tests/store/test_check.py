import json
from collections.abc import AsyncIterator
from dataclasses import replace
from uuid import UUID

import asyncpg
import pytest

from capacity_service.actions.keep_historie import keep_historie
from capacity_service.actions.record_tik import record_tik
from capacity_service.domain.inzage import Rol
from capacity_service.domain.inzagelog import Inzage, Toegangsweg
from capacity_service.store.check import INZAGELOG, check_installation, read_rules_in_force, verify_chain
from capacity_service.store.database import Database
from capacity_service.store.embedded import Cluster
from capacity_service.store.inzagelog import record_inzage
from tests.conftest import Urls
from tests.store.scene import add_places, find_actor_of, submit

LANDELIJK = "UPDATE regel SET waarde = 2 WHERE naam = 'openheid'; UPDATE installatie SET regels_revisie = 1"
NEW = "oorsprong = NULL, spoor = NULL, reden = NULL, zaak = NULL, aantal = NULL, in_uur = NULL"
"""What an old line lacks."""
OPEN_WALL = "ALTER TABLE logboek DISABLE TRIGGER ALL"


@pytest.fixture
async def superuser(cluster: Cluster, kaal: Urls) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    """Somebody who may do anything in this database, also what the walls forbid."""
    connection = await asyncpg.connect(
        cluster.url(cluster.superuser, cluster.password, kaal.app.rsplit("/", 1)[-1]), ssl=False
    )
    yield connection
    await connection.close()


async def test_an_untouched_chain_is_sound(app: Database, kaal: Urls) -> None:
    await add_places(app, 3)
    await submit(app)
    faults, count = await verify_chain(kaal.app)
    assert faults == []
    assert count >= 8


@pytest.mark.parametrize(
    ("tampering", "found"),
    [
        ("UPDATE logboek SET feit = replace(feit, 'vrij', 'bezet') WHERE volgnummer = 2", "Feit 2 is niet"),
        ("UPDATE logboek SET op = op + interval '1 microsecond' WHERE volgnummer = 3", "Feit 3 is niet"),
        ("UPDATE logboek SET gebeurtenis = 'anders' WHERE volgnummer = 1", "Feit 1 is niet"),
        ("DELETE FROM logboek WHERE volgnummer = 2", "Feit 2 ontbreekt"),
        ("DELETE FROM logboek WHERE volgnummer = (SELECT max(volgnummer) FROM logboek)", "Het logboek eindigt"),
        ("UPDATE sequencer SET hash = sha256('iets anders')", "Het logboek eindigt"),
    ],
    ids=["a changed fact", "a moved instant", "another event", "a fact cut out", "the tail cut off", "another head"],
)
async def test_tampering_past_the_walls_is_found(
    app: Database, kaal: Urls, superuser: "asyncpg.Connection[asyncpg.Record]", tampering: str, found: str
) -> None:
    await add_places(app, 3)
    await superuser.execute(f"{OPEN_WALL}; {tampering}")
    faults, _ = await verify_chain(kaal.app)
    assert any(fault.startswith(found) for fault in faults), faults


async def test_a_fact_slipped_in_is_found(
    app: Database, kaal: Urls, superuser: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    await add_places(app)
    await superuser.execute(
        "INSERT INTO logboek SELECT volgnummer + 1, op, gebeurtenis, soort, feit, hash FROM logboek"
        " ORDER BY volgnummer DESC LIMIT 1"
    )
    faults, _ = await verify_chain(kaal.app)
    assert len(faults) == 2


@pytest.mark.parametrize(
    ("tampering", "found"),
    [
        ("UPDATE inzagelog SET uitkomst = 'geweigerd' WHERE volgnummer = 2", "Inzage 2 is niet"),
        ("UPDATE inzagelog SET account_id = gen_random_uuid() WHERE volgnummer = 1", "Inzage 1 is niet"),
        ("UPDATE inzagelog SET organisatie_id = gen_random_uuid() WHERE volgnummer = 1", "Inzage 1 is niet"),
        ("UPDATE inzagelog SET rol = 'opvang' WHERE volgnummer = 1", "Inzage 1 is niet"),
        ("UPDATE inzagelog SET handeling = 'read_plaats' WHERE volgnummer = 1", "Inzage 1 is niet"),
        ("UPDATE inzagelog SET onderwerp = 'x' WHERE volgnummer = 3", "Inzage 3 is niet"),
        ("UPDATE inzagelog SET onderwerp_soort = 'x' WHERE volgnummer = 3", "Inzage 3 is niet"),
        ("UPDATE inzagelog SET op = op - interval '1 microsecond' WHERE volgnummer = 3", "Inzage 3 is niet"),
        ("UPDATE inzagelog SET oorsprong = repeat('3210', 4) WHERE volgnummer = 2", "Inzage 2 is niet"),
        ("UPDATE inzagelog SET spoor = repeat('5', 32) WHERE volgnummer = 2", "Inzage 2 is niet"),
        ("UPDATE inzagelog SET reden = 'vermist' WHERE volgnummer = 2", "Inzage 2 is niet"),
        ("UPDATE inzagelog SET zaak = false WHERE volgnummer = 2", "Inzage 2 is niet"),
        ("UPDATE inzagelog SET zaak = NULL WHERE volgnummer = 2", "Inzage 2 is niet"),
        ("UPDATE inzagelog SET aantal = 0 WHERE volgnummer = 2", "Inzage 2 is niet"),
        ("UPDATE inzagelog SET in_uur = NULL WHERE volgnummer = 2", "Inzage 2 is niet"),
        (f"UPDATE inzagelog SET {NEW} WHERE volgnummer = 2", "Inzage 2 is niet"),  # noqa: S608
        ("DELETE FROM inzagelog WHERE volgnummer = 2", "Inzage 2 ontbreekt"),
        ("DELETE FROM inzagelog WHERE volgnummer = 3", "Het inzagelog eindigt bij 2"),
        ("UPDATE inzagekop SET hash = sha256('iets anders')", "Het inzagelog eindigt bij 3"),
    ],
)
@pytest.mark.usefixtures("opgeteld")
async def test_tampering_with_who_looked_is_found(
    app: Database, kaal: Urls, superuser: "asyncpg.Connection[asyncpg.Record]", tampering: str, found: str
) -> None:
    actor = replace(await find_actor_of(app, Rol.coordinator), weg=Toegangsweg("0123" * 4, "4" * 32))
    for _ in range(3):
        async with app.transaction(actor) as tx:
            await record_inzage(
                tx, actor, Inzage("read_contact", "plaatsing", UUID(int=7), "getoond", zaak=True, in_uur=1)
            )
    assert await verify_chain(kaal.app, INZAGELOG) == ([], 3)
    await superuser.execute(f"ALTER TABLE inzagelog DISABLE TRIGGER ALL; {tampering}")
    faults, _ = await verify_chain(kaal.app, INZAGELOG)
    assert any(fault.startswith(found) for fault in faults), faults
    checked = dict(await check_installation(kaal.app))
    assert [name.partition(" ")[0] for name, fault in checked.items() if fault is not None] == ["inzagelog"]


@pytest.mark.usefixtures("opgeteld")
async def test_a_sound_installation_has_no_faults(app: Database, kaal: Urls) -> None:
    await add_places(app)
    found = dict(await check_installation(kaal.app))
    assert set(found.values()) == {None}
    assert {
        "fsync",
        "synchronous_commit",
        "rechten van de dienst",
        "rij-beveiliging",
        "klok",
        "termijnen",
        "regels",
        "openheid",
    } <= set(found)


async def test_it_is_not_sound_to_serve_as_the_owner_of_the_tables(kaal: Urls) -> None:
    found = dict(await check_installation(kaal.migrator))
    assert "capaciteit_app" in str(found["rechten van de dienst"])


async def test_a_deadline_that_fired_in_time_is_not_late(
    app: Database, kaal: Urls, superuser: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    await add_places(app)
    await superuser.execute("UPDATE termijn SET op = clock_timestamp() - interval '2 minutes', gevuurd_op = now()")
    assert dict(await check_installation(kaal.app))["termijnen"] is None


@pytest.mark.parametrize(
    ("damage", "what"),
    [
        ("ALTER TABLE plaatsing NO FORCE ROW LEVEL SECURITY", "rij-beveiliging"),
        ("ALTER TABLE verblijf DISABLE ROW LEVEL SECURITY", "rij-beveiliging"),
        ("ALTER TABLE huis NO FORCE ROW LEVEL SECURITY", "rij-beveiliging"),
        ("CREATE TABLE export AS SELECT * FROM plaatsing", "rij-beveiliging"),
        ("UPDATE termijn SET op = clock_timestamp() - interval '2 minutes'", "termijnen"),
        ("SET session_replication_role = replica; DELETE FROM regel WHERE naam = 'bevestigd_uren'", "regels"),
        ("ALTER TABLE regel DISABLE TRIGGER regel_stays_as_approved", "regels"),
        (f"SET session_replication_role = replica; {LANDELIJK}", "openheid"),
    ],
    ids=[
        "not forced",
        "switched off",
        "houses too",
        "a table nobody knows",
        "late deadlines",
        "a rule lost",
        "a wall down",
        "no ticks",
    ],
)
@pytest.mark.usefixtures("opgeteld")
async def test_what_is_not_as_it_should_be_is_named(
    app: Database, kaal: Urls, superuser: "asyncpg.Connection[asyncpg.Record]", damage: str, what: str
) -> None:
    await add_places(app)
    await superuser.execute(damage)
    found = dict(await check_installation(kaal.app))
    assert [name for name, fault in found.items() if fault is not None] == [what]


async def test_the_rules_that_are_told_of_are_those_in_force(
    app: Database, kaal: Urls, superuser: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    before = await read_rules_in_force(kaal.app)
    await superuser.execute(f"SET session_replication_role = replica; {LANDELIJK}")
    after = await read_rules_in_force(kaal.app)
    assert before is not None
    assert after is not None
    assert (before.openheid, after.openheid) == (0, 2)
    assert await record_tik(app)
    assert dict(await check_installation(kaal.app))["openheid"] is None


async def test_hours_of_the_past_that_nobody_adds_up_are_told(
    app: Database, kaal: Urls, superuser: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    await add_places(app)
    await superuser.execute(OPEN_WALL)
    await superuser.execute("UPDATE logboek SET op = op - interval '3 hours'")
    told = dict(await check_installation(kaal.app))["uren van het verleden"]
    assert told is not None
    assert "nog niet opgeteld" in told
    while await keep_historie(app):
        pass
    assert dict(await check_installation(kaal.app))["uren van het verleden"] is None


async def test_lines_of_before_a_look_told_more_are_still_what_they_were(
    app: Database, kaal: Urls, superuser: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    """As a node of before wrote them, with lines of now around them."""
    actor = await find_actor_of(app, Rol.coordinator)
    old = {
        "account": str(actor.account),
        "organisatie": str(actor.organisatie),
        "rol": "coordinator",
        "handeling": "read_contact",
        "onderwerpSoort": "plaatsing",
        "onderwerp": "x",
        "uitkomst": "getoond",
    }
    for n in range(4):
        async with app.transaction(actor) as tx:
            if n % 2:
                await record_inzage(tx, actor, Inzage("live", "scherm", actor.organisatie, "getoond"))
            else:
                await tx.sql("SELECT append_inzage(CAST(:regels AS jsonb))", regels=json.dumps([old]))
    assert await verify_chain(kaal.app, INZAGELOG) == ([], 4)
    await superuser.execute(
        "ALTER TABLE inzagelog DISABLE TRIGGER ALL; UPDATE inzagelog SET aantal = 1 WHERE volgnummer = 1"
    )
    assert (await verify_chain(kaal.app, INZAGELOG))[0] == ["Inzage 1 is niet wat er is vastgelegd."]
