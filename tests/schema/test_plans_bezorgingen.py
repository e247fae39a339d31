"""After years of telling people, looking for what is due still finds its rows by an index."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from capacity_service.domain.inzage import Rol
from capacity_service.store import bezorgingen, meldadressen
from capacity_service.store.database import Database
from capacity_service.store.pagina import BEZORGINGEN_OWN
from tests.conftest import MakeDatabase
from tests.store.meldscene import add_meldadres, add_melding
from tests.store.scene import find_actor_of

GROW_MELDING = """
INSERT INTO melding SELECT gen_random_uuid(), soort, rol, organisatie_id, onderwerp_soort, onderwerp, normsignaal_id, titel,
    tekst, dringend, op, termijn_op, laat, gezien_op, gezien_door, revisie FROM melding, generate_series(1, 30000)
"""
GROW_BEZORGING = """
INSERT INTO bezorging SELECT gen_random_uuid(), m.id, :adres, m.organisatie_id, m.rol,
    CASE WHEN row_number() OVER () % 500 = 0 THEN 'wachtend' ELSE 'bezorgd' END, 1, m.op,
    m.op - row_number() OVER () * interval '1 second', m.op, NULL, 1 FROM melding m
"""


@pytest.fixture(scope="module")
async def years(make_database: MakeDatabase) -> AsyncIterator[tuple[Database, UUID, UUID]]:
    """30,000 bezorgingen of one meldadres, 60 of which wait; the meldadres and one of the bezorgingen."""
    async with make_database("kaal") as urls:
        owner, app = Database(urls.migrator, size=1), Database(urls.app, size=1)
        opvang = await find_actor_of(owner, Rol.opvang)
        adres = await add_meldadres(owner, opvang)
        await add_melding(owner, opvang)
        async with owner.transaction(None) as tx:
            await tx.sql(GROW_MELDING)
            await tx.sql(GROW_BEZORGING, adres=adres)
            await tx.sql("ANALYZE")
            (row,) = await tx.sql("SELECT id FROM bezorging LIMIT 1")
        yield app, adres, row.id
        await owner.close()
        await app.close()


async def test_nothing_reads_all_that_was_ever_told(years: tuple[Database, UUID, UUID]) -> None:
    app, adres, one = years
    opvang, long_ago = await find_actor_of(app, Rol.opvang), datetime(2020, 1, 1, tzinfo=UTC)
    page = f"SELECT id FROM ({BEZORGINGEN_OWN}) AS list ORDER BY id DESC LIMIT 101"  # noqa: S608
    asked: list[tuple[str, dict[str, object]]] = [
        (bezorgingen.DUE, {"soort": "email", "busy": [], "limit": 8}),
        (bezorgingen.TAKE, {"meldadres": adres, "lease": timedelta(seconds=30)}),
        (bezorgingen.DELIVERED, {"id": one}),
        (bezorgingen.FAILED, {"id": one, "pogingen": 1, "fout": "x", "pause": None}),
        (bezorgingen.FORGET, {"since": long_ago, "most": bezorgingen.FORGOTTEN_MAX}),
        (meldadressen.BEZORGINGEN, {"ids": [one]}),
        (page, {"own": opvang.organisatie, "rol": "opvang", "status": None}),
    ]
    for statement, params in asked:
        async with app.transaction(None) as tx:
            plan = "\n".join(row[0] for row in await tx.sql(f"EXPLAIN {statement}", **params))
        assert "Seq Scan on bezorging" not in plan, plan
        assert "Seq Scan on melding" not in plan, plan


async def test_the_look_itself_sees_a_statement_that_reads_everything(years: tuple[Database, UUID, UUID]) -> None:
    app, *_ = years
    async with app.transaction(None) as tx:
        plan = "\n".join(row[0] for row in await tx.sql("EXPLAIN SELECT * FROM bezorging WHERE fout = 'x'"))
    assert "Seq Scan on bezorging" in plan
