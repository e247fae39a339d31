"""T46: each wall without the other. Every filter of the service forgotten in turn: the database shows A nothing of B.

And the other way round: with row-level security off, the filters of the service still hide.
"""

from collections.abc import AsyncIterator
from contextlib import ExitStack
from dataclasses import dataclass
from uuid import UUID

import pytest

from capacity_service.domain.inzage import Actor, Rol
from capacity_service.store.tabelsoorten import WALLED
from tests.conftest import MakeDatabase, Urls
from tests.faults.attack import Uitslag, attack, find_secrets, list_proeven, read_all
from tests.faults.figures import LONG, report
from tests.faults.first_wall import Mutant, find_mutants, without
from tests.faults.foreign_land import Land, make_land
from tests.land import run_sql, serve

pytestmark = pytest.mark.faults

AT_WORK = {"coordinator", "opvang", "gemeente", "landelijk"}
HELD_BY_NOBODY = {
    "api.dossiers.read_dossier": "a dossier is counted by the service itself, over both sides of each plaatsing",
    "api.dossiers.read_verantwoording": "as a dossier; of one gemeente another would see counts, small ones hidden",
    "store.feitenset.": "what a dossier counts: with others in it the counts are wrong, and nothing else is shown",
}
"""Filters behind which the second wall does not stand, and what would be seen: counts, never a household."""
OWNERS = """
SELECT table_name AS tabel, array_agg(column_name::text) AS van FROM information_schema.columns
WHERE table_schema = 'public' AND table_name = ANY(CAST(:walled AS text[]))
  AND column_name IN ('organisatie_id', 'aanvraag_organisatie', 'opvang_organisatie', 'account_id') GROUP BY 1
"""
PEOPLE = "IN (SELECT id FROM account WHERE organisatie_id = :b)"
NOBODYS = {"afweging", "gewogen", "logboek_gegevens", "noodinzage", "noodinzagezaak"}
"""Walled tables without an owner in a row: shown in no context but the service's own."""


@dataclass
class Grond:
    """One country, and the addresses of its database."""

    land: Land
    urls: Urls

    async def raise_wall(self, *, up: bool) -> None:
        for tabel in WALLED:
            await run_sql(
                self.land.dienst.owner, f"ALTER TABLE {tabel} {'ENABLE' if up else 'DISABLE'} ROW LEVEL SECURITY"
            )


@pytest.fixture(scope="module")
async def grond(make_database: MakeDatabase) -> AsyncIterator[Grond]:
    async with make_database("kaal") as urls, serve(urls.app, urls.migrator, ticking=False) as dienst:
        yield Grond(await make_land(dienst), urls)


async def look(land: Land) -> list[str]:
    """What A learns by every operation on one id of each kind, and by every list.

    That the database itself breaks off what a forgetful service began is no look: nothing came of it.
    """
    uitslag = Uitslag()
    for proef in list_proeven(land):
        if proef.rol in AT_WORK:
            await attack(land, proef, uitslag)
    leaks = [leak for leak in uitslag.leaks if ": 500 " not in leak]
    async for rol, path, answer in read_all(land):
        if found := find_secrets(land, rol, answer.text):
            leaks.append(f"{rol} {path}: {sorted(found)[:3]}")
    return leaks


def held() -> list[Mutant]:
    """The filters behind which there is a second wall."""
    return [mutant for mutant in find_mutants() if not mutant.naam.startswith(tuple(HELD_BY_NOBODY))]


def test_the_filters_are_found_and_what_stands_alone_is_written_down() -> None:
    names = [mutant.naam for mutant in find_mutants()]
    for known in (
        "store.pagina.AANVRAGEN_OWN",
        "store.plaatsingen.find_own",
        "domain.inzage.concerns",
        "api.huizen.HUIZEN",
    ):
        assert any(naam.startswith(known) for naam in names), known
    for alone in HELD_BY_NOBODY:
        assert any(naam.startswith(alone) for naam in names), alone
    assert len(held()) >= 30


async def test_a_statement_without_any_filter_sees_own_rows_only(grond: Grond) -> None:
    """The catalog itself asked, table by table, in the context of each role of A: the second wall alone."""
    dienst, looked = grond.land.dienst, 0
    van = {row.tabel: row.van for row in await dienst.sql(OWNERS, walled=list(WALLED))}
    assert set(WALLED) - van.keys() == NOBODYS
    (a,) = await dienst.sql(
        "SELECT organisatie_id AS id FROM plaats WHERE id = CAST(:id AS uuid)", id=grond.land.eigen["plaats_id"]
    )
    (b,) = [UUID(key) for key in grond.land.van_b["organisatie_id"]]
    for tabel in WALLED:
        (whole,) = await dienst.sql(f"SELECT count(*) AS n FROM {tabel}")  # noqa: S608 - a name of the catalog
        async with dienst.database.transaction(Actor(UUID(int=1), "", Rol.opvang, a.id)) as tx:
            if tabel in NOBODYS:
                (seen,) = await tx.sql(f"SELECT count(*) AS n FROM {tabel}")  # noqa: S608
                assert (seen.n, whole.n > 0) == (0, True), tabel
                continue
            own = " OR ".join(f"{kolom} IN (:a, :account)" for kolom in van[tabel])
            rows = await tx.sql(f"SELECT count(*) AS n FROM {tabel} WHERE NOT ({own})", a=a.id, account=UUID(int=1))  # noqa: S608
        # Places are counted by everybody; they are walled where they are changed, and shown with their huis.
        assert (rows[0].n == 0) == (tabel != "plaats"), tabel
        theirs = " OR ".join(f"{kolom} {PEOPLE if kolom == 'account_id' else '= :b'}" for kolom in van[tabel])
        (there,) = await dienst.sql(f"SELECT count(*) AS n FROM {tabel} WHERE {theirs}", b=b)  # noqa: S608
        assert there.n, f"B has nothing in {tabel}: the test looks at nothing"
        looked += there.n
    report(f"T46 zonder filters: {len(WALLED)} tabellen, {looked} rijen van B, 0 gezien")


async def test_with_every_filter_forgotten_at_once_the_database_still_hides(grond: Grond) -> None:
    with ExitStack() as stack:
        for mutant in held():
            stack.enter_context(without(mutant))
        leaks = await look(grond.land)
    assert not leaks, "\n".join(leaks)
    report(f"T46 eerste muur weg: {len(held())} filters tegelijk vergeten, 0 van B gezien")


async def test_with_row_level_security_off_the_service_still_hides(grond: Grond) -> None:
    """And with both gone the same look finds B: it is not blind."""
    await grond.raise_wall(up=False)
    try:
        assert await look(grond.land) == []
        with ExitStack() as stack:
            for mutant in held():
                stack.enter_context(without(mutant))
            blind = await look(grond.land)
    finally:
        await grond.raise_wall(up=True)
    assert len(blind) >= 20
    report(f"T46 tweede muur weg: 0 van B gezien; beide weg: {len(blind)} keer gezien")


@pytest.mark.skipif(not LONG, reason="one by one only in the long run; together above")
async def test_each_filter_forgotten_by_itself(grond: Grond) -> None:
    """k of k: with the database's wall none is seen; without it most are, and the others have another filter behind them."""
    killed, seen = 0, []
    for mutant in held():
        with without(mutant):
            assert await look(grond.land) == [], mutant.naam
        killed += 1
    await grond.raise_wall(up=False)
    try:
        for mutant in held():
            with without(mutant):
                if await look(grond.land):
                    seen.append(mutant.naam)
    finally:
        await grond.raise_wall(up=True)
    report(
        f"T46 een voor een: {killed} van {len(held())} filters door de tweede muur gedekt; zonder die muur {len(seen)} gezien"
    )
    assert seen
