"""After years of facts, the evidence of one organisatie or centrumgemeente still finds its own by an index."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest

from capacity_service.domain.inzage import Rol
from capacity_service.store import bewijs, feitenset, tikken, volgnummers
from capacity_service.store.database import Database
from tests.conftest import MakeDatabase
from tests.store.scene import find_actor_of

GROW_LOGBOEK = """
INSERT INTO logboek
    SELECT n, TIMESTAMPTZ '2090-01-01Z' + n * interval '5 minutes', 'proef', 'bezetting',
           jsonb_build_object('code', 'GM' || 1000 + n % 500, 'onderMinimum', false, 'geenVrij', true)::text, ''
    FROM generate_series((SELECT volgnummer + 1 FROM sequencer), 100000) n
"""
GROW_VERBLIJF = """
INSERT INTO verblijf
    SELECT gen_random_uuid(), (SELECT id FROM plaats LIMIT 1), NULL, o.id,
           TIMESTAMPTZ '2090-01-01Z' + n * interval '1 hour', TIMESTAMPTZ '2090-01-02Z' + n * interval '1 hour', NULL, false
    FROM generate_series(1, 500) n, organisatie o
"""
VAN, TOT = datetime(2090, 3, 1, tzinfo=UTC), datetime(2090, 4, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
async def years(make_database: MakeDatabase) -> AsyncIterator[Database]:
    """A year of 100,000 facts about 500 centrumgemeenten, and 50,000 stays."""
    async with make_database("vol") as urls:
        owner, app = Database(urls.migrator, size=1), Database(urls.app, size=2)
        async with owner.transaction(None) as tx:
            await tx.sql(GROW_LOGBOEK)
            await tx.sql("UPDATE sequencer SET volgnummer = 100000")
            await tx.sql(GROW_VERBLIJF)
            await tx.sql("ANALYZE")
        await owner.close()
        yield app
        await app.close()


async def test_evidence_reads_no_large_table_whole(years: Database) -> None:
    own = (await find_actor_of(years, Rol.opvang)).organisatie
    about: dict[str, Any] = {"organisatie": own, "vanaf": VAN, "tot": TOT}
    asked: list[tuple[str, dict[str, Any], str]] = [
        (bewijs.TELLINGEN + bewijs.DURING, {"code": "GM1007", "eerste": 1, "laatste": 99999}, "logboek_bezetting"),
        (bewijs.TELLINGEN + bewijs.BEFORE, {"code": "GM1007", "eerste": 5000}, "logboek_bezetting"),
        (volgnummers.FIRST_SINCE, {"op": VAN, "head": 100000}, "logboek_pkey"),
        (feitenset.VERBLIJVEN, about, "verblijf_per_organisatie"),
    ]
    for statement, params, index in asked:
        async with years.transaction(None) as tx:
            plan = "\n".join(row[0] for row in await tx.sql(f"EXPLAIN {statement}", **params))
        assert index in plan, plan
        assert "Seq Scan on" not in plan, plan


async def test_the_first_fact_since_an_instant_is_found_by_halving(years: Database) -> None:
    async with years.transaction(None, snapshot=True) as tx:
        for moment in (VAN, TOT, datetime(2000, 1, 1, tzinfo=UTC), datetime(2099, 12, 1, tzinfo=UTC)):
            (found,) = await tx.sql(volgnummers.FIRST_SINCE, op=moment, head=100000)
            (row,) = await tx.sql("SELECT min(volgnummer) AS n FROM logboek WHERE op >= :op", op=moment)
            assert found.volgnummer == (row.n or 100001)


@pytest.mark.parametrize(
    ("statement", "params", "index"),
    [
        (tikken.LAST, {}, "logboek_tik"),
        (tikken.COUNTS_AT, {"eerste": 90_000}, "logboek_bezetting"),
        (tikken.AVERAGES, {"van": VAN, "tot": TOT, "eerste": 90_000, "na": 95_000}, "logboek_bezetting"),
    ],
    ids=["the last", "counts", "averages"],
)
async def test_a_tik_is_made_without_reading_the_logboek_whole(
    years: Database, statement: str, params: dict[str, Any], index: str
) -> None:
    async with years.transaction(None) as tx:
        plan = "\n".join(row[0] for row in await tx.sql(f"EXPLAIN {statement}", **params))
    assert index in plan, plan
    assert "Seq Scan on logboek" not in plan, plan
