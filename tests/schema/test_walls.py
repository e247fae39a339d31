"""The database refuses what the domain refuses, also when somebody writes to the tables without the domain."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from capacity_service.domain.aanvraag import Aanvraagstatus, Plaatsingstatus
from capacity_service.domain.errors import DomainError
from capacity_service.domain.importbestand import GEREED_MINUTEN_MAX
from capacity_service.domain.inzage import Rol
from capacity_service.domain.klokken import Moment, Registratiesoort, Termijnsoort
from capacity_service.domain.plaats import ClaimSoort, Kenmerk, Soort, Uitvalreden
from capacity_service.domain.regels import PERSONEN_MAX, PERSONEN_MIN, SEED, check_toegezegde_nachten
from tests.domain.strategies import REGELS
from tests.schema.rows import Rows

NU = datetime(2026, 11, 21, 12, tzinfo=UTC)
ENDLESS = datetime.max.replace(tzinfo=UTC)
TODAY = date(2026, 11, 21)
(NACHTEN,) = (regel for regel in SEED if regel.naam == "nachten_max")


def is_promised(nachten: int) -> bool:
    try:
        check_toegezegde_nachten(nachten, REGELS)
    except DomainError:
        return False
    return True


def cases() -> list[Any]:
    """Table, what is changed in a valid row of it, and whether the domain allows that."""
    found: list[tuple[str, dict[str, Any], bool]] = []
    for nachten in range(NACHTEN.laagst - 2, NACHTEN.hoogst + 3):
        allowed = is_promised(nachten)
        found += [
            ("aanvraag", {"nachten": nachten}, allowed),
            ("plaatsing", {"nachten": nachten}, allowed),
            (
                "plaatsing",
                {"nachten": nachten, "eerste_nacht": TODAY, "vertrek": TODAY + timedelta(days=nachten)},
                allowed,
            ),
        ]
    found += [
        ("plaats", {"personen_max": n}, PERSONEN_MIN <= n <= PERSONEN_MAX)
        for n in (PERSONEN_MIN - 2, PERSONEN_MIN - 1, PERSONEN_MIN, PERSONEN_MAX, PERSONEN_MAX + 1)
    ]
    found += [
        (
            "plaats",
            {"soort": "reserveplaats", "gereed_binnen_minuten": n},
            n is not None and 1 <= n <= GEREED_MINUTEN_MAX,
        )
        for n in (None, 0, 1, GEREED_MINUTEN_MAX, GEREED_MINUTEN_MAX + 1)
    ]
    for reden in Uitvalreden:
        found += [
            ("claim", {"soort": "buiten_gebruik", "reden": str(reden), "feit": True}, True),
            ("uitname", {"reden": str(reden)}, True),
        ]
    found += [
        ("plaats", {"soort": "alternatief", "veiligheidstoets_door": None}, False),
        ("plaats", {"soort": "alternatief", "veiligheidstoets_door": "teamleider"}, True),
        ("plaats", {"kenmerken": [str(kenmerk) for kenmerk in Kenmerk]}, True),
        ("plaats", {"kenmerken": ["zwembad"]}, False),
        ("aanvraag", {"deadline_op": NU - timedelta(hours=1)}, False),
        ("plaatsing", {"plaatsen": []}, False),
        ("plaatsing", {"plaatsen": [UUID(int=n) for n in range(3)]}, True),
        ("plaatsing", {"plaatsen": [UUID(int=n) for n in range(4)]}, False),
        ("plaatsing", {"eerste_nacht": TODAY}, False),
        ("plaatsing", {"vertrek": TODAY}, False),
        ("plaatsing", {"nachten": 2, "eerste_nacht": TODAY, "vertrek": TODAY + timedelta(days=3)}, False),
        ("plaatsing", {"status": "aangekomen"}, False),
        ("verblijf", {"tot": NU - timedelta(seconds=1)}, False),
        ("verblijf", {"tot": NU}, True),
        ("claim", {"soort": "bezet"}, True),
        ("claim", {"soort": "bezet", "plaatsing_id": UUID(int=1)}, False),
        ("claim", {"soort": "bezet", "reden": "overig"}, False),
        ("claim", {"soort": "bezet", "verloopt_op": NU}, False),
        ("claim", {"soort": "buiten_gebruik", "reden": None, "feit": True}, False),
        ("claim", {"soort": "buiten_gebruik", "reden": "geen zin", "feit": True}, False),
        ("uitname", {"reden": "geen zin"}, False),
        ("claim", {"soort": "reservering", "plaatsing_id": UUID(int=1), "verloopt_op": NU}, True),
        ("claim", {"soort": "reservering", "plaatsing_id": UUID(int=1), "verloopt_op": ENDLESS}, False),
        ("claim", {"soort": "reservering", "plaatsing_id": None, "verloopt_op": NU}, False),
        ("sequencer", {"id": 2}, False),
        ("installatie", {"id": 2}, False),
        ("hartslag", {"id": 2}, False),
        ("rechten", {"id": 2}, False),
    ]
    return [pytest.param(*case, id=f"{case[0]} {_words(case[1])} {'mag' if case[2] else 'mag niet'}") for case in found]


def _words(changes: dict[str, Any]) -> str:
    return " ".join(f"{name}={len(value) if isinstance(value, list) else value}" for name, value in changes.items())


@pytest.mark.parametrize(("table", "changes", "allowed"), cases())
async def test_the_tables_allow_what_the_domain_allows(
    rows: Rows, table: str, changes: dict[str, Any], allowed: bool
) -> None:
    if allowed:
        await rows.add(table, **changes)
        return
    with pytest.raises(asyncpg.CheckViolationError):
        await rows.add(table, **changes)


LISTS: dict[tuple[str, str], set[str]] = {
    ("claim", "uitvalreden"): set(Uitvalreden),
    ("uitname", "uitvalreden"): set(Uitvalreden),
    ("plaats", "soort"): set(Soort),
    ("aanvraag", "status"): set(Aanvraagstatus),
    ("plaatsing", "status"): set(Plaatsingstatus),
    ("claim", "soort"): set(ClaimSoort),
    ("account", "rol"): set(Rol),
    ("termijn", "soort"): set(Termijnsoort),
    ("registratie", "soort"): set(Registratiesoort),
    ("registratie", "moment"): set(Moment),
}


@pytest.mark.parametrize(("table", "what"), LISTS)
async def test_a_column_with_a_list_holds_the_words_of_the_domain_and_no_others(
    database: asyncpg.Connection, table: str, what: str
) -> None:
    definition = await database.fetchval(
        "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = $1::regclass AND conname = $2",
        table,
        f"{table}_{what}",
    )
    assert set(_quoted(definition)) == {str(word) for word in LISTS[table, what]}


def _quoted(definition: str) -> list[str]:
    return [part for n, part in enumerate(definition.split("'")) if n % 2]


async def test_a_place_has_one_holder(rows: Rows) -> None:
    plaats = await rows.add("plaats")
    await rows.add("claim", plaats_id=plaats)
    with pytest.raises(asyncpg.UniqueViolationError):
        await rows.add("claim", plaats_id=plaats)


@pytest.mark.parametrize(("lapses_in", "taken"), [(timedelta(minutes=1), False), (timedelta(minutes=-1), True)])
async def test_a_reservering_is_taken_over_only_after_it_has_lapsed(
    rows: Rows, lapses_in: timedelta, taken: bool
) -> None:
    now = await rows.connection.fetchval("SELECT clock_timestamp()")
    plaats, first = await rows.add("plaats"), uuid4()
    await rows.add("claim", plaats_id=plaats, soort="reservering", plaatsing_id=first, verloopt_op=now + lapses_in)
    take = "UPDATE claim SET plaatsing_id = $2 WHERE plaats_id = $1"
    if taken:
        assert await rows.connection.execute(take, plaats, uuid4()) == "UPDATE 1"
        return
    with pytest.raises(asyncpg.PostgresError) as refused:
        await rows.connection.execute(take, plaats, uuid4())
    assert refused.value.sqlstate == "CP001"


async def test_an_aanvraag_has_one_running_plaatsing(rows: Rows) -> None:
    aanvraag = await rows.add("aanvraag")
    await rows.add("plaatsing", aanvraag_id=aanvraag, status="vervallen")
    await rows.add("plaatsing", aanvraag_id=aanvraag, status="gereserveerd")
    with pytest.raises(asyncpg.UniqueViolationError):
        await rows.add("plaatsing", aanvraag_id=aanvraag, status="bevestigd")


@pytest.mark.parametrize(
    "statement",
    ["UPDATE logboek SET feit = '{}'", "DELETE FROM logboek", "TRUNCATE logboek CASCADE", "DELETE FROM plaats"],
)
async def test_what_is_written_down_stays_whoever_asks(rows: Rows, statement: str) -> None:
    await rows.add("plaats")
    assert await rows.connection.fetchval("SELECT count(*) FROM logboek")
    with pytest.raises(asyncpg.PostgresError) as refused:
        await rows.connection.execute(statement)
    assert refused.value.sqlstate == "CP003"


async def plan_uitval(rows: Rows, plaats: UUID) -> None:
    await rows.add("claim", plaats_id=plaats, soort="buiten_gebruik", reden="onderhoud", feit=False)


async def plan_uitname(rows: Rows, plaats: UUID) -> None:
    await rows.add("uitname", plaats_id=plaats, feit=False)


async def remove(rows: Rows, plaats: UUID) -> None:
    await rows.connection.execute("UPDATE plaats SET verwijderd_op = now() WHERE id = $1", plaats)


async def move(rows: Rows, plaats: UUID) -> None:
    await rows.connection.execute("UPDATE plaats SET centrumgemeente = 'GM0363' WHERE id = $1", plaats)


async def call_otherwise(rows: Rows, plaats: UUID) -> None:
    await rows.connection.execute("UPDATE plaats SET soort = 'opvangplaats' WHERE id = $1", plaats)


PLANS = [plan_uitval, plan_uitname, remove, move, call_otherwise]


@pytest.mark.parametrize("plan", PLANS)
@pytest.mark.parametrize("over", [1, 2, 3])
async def test_a_plan_never_leaves_fewer_crisisplaatsen_than_the_minimum(
    rows: Rows, plan: Callable[[Rows, UUID], Any], over: int
) -> None:
    plaatsen = [await rows.add("plaats") for _ in range(over + 1)]
    await plan(rows, plaatsen[0])
    if over >= REGELS.minimum_plaatsen:
        await rows.connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
        return
    with pytest.raises(asyncpg.PostgresError) as refused:
        await rows.connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert refused.value.sqlstate == "CP002"


@pytest.mark.parametrize("plan", PLANS)
async def test_a_plan_may_put_another_crisisplaats_in_within_the_same_transaction(
    rows: Rows, plan: Callable[[Rows, UUID], Any]
) -> None:
    first, _ = [await rows.add("plaats") for _ in range(2)]
    await plan(rows, first)
    await rows.add("plaats")
    await rows.connection.execute("SET CONSTRAINTS ALL IMMEDIATE")


async def test_a_plan_that_began_before_is_not_judged_again(rows: Rows) -> None:
    await rows.add("uitname", plaats_id=await rows.add("plaats"), feit=False, ingegaan=True)
    await rows.connection.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.parametrize("table", ["claim", "uitname"])
async def test_a_fact_is_never_refused_whatever_it_leaves(rows: Rows, table: str) -> None:
    plaats = await rows.add("plaats")
    soort = {"soort": "buiten_gebruik"} if table == "claim" else {}
    await rows.add(table, plaats_id=plaats, reden="brand", feit=True, **soort)
    await rows.connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
