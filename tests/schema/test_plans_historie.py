"""The past of 90 days, of one of 1,000 centrumgemeenten or of the country, is read by its key and not from all hours."""

from datetime import timedelta

import pytest

from capacity_service.domain.historie import LAND, Kijker
from capacity_service.store.database import Database
from capacity_service.store.historie import read_uren
from tests.schema.test_plans import explained, grown

__all__ = ["grown"]
HOURS = 200
FILL = """
INSERT INTO uurcijfer (reeks, kijker, uur, niveau, seconden, inzetbaar, vrij, laagst, hoogst)
SELECT c.reeks, 'alles', date_trunc('hour', now()) - (n - 1) * interval '1 hour', 'volledig', 3600, 7200, 3600, 0, 2
FROM (SELECT code FROM centrumgemeente UNION SELECT 'NL') AS c (reeks), generate_series(1, :hours) n
"""


@pytest.fixture
async def past(grown: Database) -> Database:
    """Every centrumgemeente has its hours, up to now."""
    async with grown.transaction(None) as tx:
        if not await tx.sql("SELECT 1 FROM uurcijfer LIMIT 1"):
            await tx.sql(FILL, hours=HOURS)
    return grown


@pytest.mark.parametrize("reeks", [LAND, "GM10500"])
@pytest.mark.parametrize("kijker", list(Kijker))
async def test_the_past_of_one_reeks_is_found_by_its_key(past: Database, reeks: str, kijker: Kijker) -> None:
    with explained(past) as plans:
        async with past.transaction(None, snapshot=True) as tx:
            uren = await read_uren(tx, reeks, kijker, tx.now - timedelta(days=90), tx.now)
    assert len(uren) == HOURS
    assert "uurcijfer_pkey" in plans.indexes
    assert {table for table, _ in plans.whole} == set()
    assert plans.statements <= 16, "however many hours there are"
