"""A simulated year: every norm is missed and met again, and at the end nothing is off. Run by itself it prints its figures."""

from collections import Counter

import pytest

from capacity_service.domain.normen import Norm
from capacity_service.store.database import Database
from tests.conftest import Urls
from tests.faults.figures import LONG, report
from tests.faults.invariants import check_facts, check_invariants
from tests.klok import Klok
from tests.stories.life import Stil
from tests.stories.test_life import FLAPS
from tests.stories.year import Jaar
from tests.stories.year_people import Mensen

SEED = 2040
DAYS = 365 if LONG else 3

EPISODES = """
SELECT norm, count(*) AS begonnen, count(beeindigd_op) AS beeindigd, sum(onderbrekingen) AS terug,
       percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM beeindigd_op - begonnen_op) / 3600) AS uren
FROM normsignaal GROUP BY norm ORDER BY norm
"""
INCOMPLETE = """
SELECT norm, onderwerp FROM normsignaal
WHERE oorzaak = '' OR plichthouder = '' OR begonnen_op IS NULL OR (beeindigd_op IS NULL) <> (remedie IS NULL)
   OR beeindigd_op < begonnen_op
"""
TOLD = """
SELECT soort, count(*) AS n, count(*) FILTER (WHERE laat) AS laat, count(*) FILTER (WHERE op < termijn_op) AS vroeg
FROM melding GROUP BY soort ORDER BY soort
"""
DOUBLE = """
SELECT soort, rol, organisatie_id, onderwerp, termijn_op FROM melding
WHERE termijn_op IS NOT NULL AND onderwerp_soort IN ('aanvraag', 'plaatsing') AND soort <> 'normsignaal'
GROUP BY 1, 2, 3, 4, 5 HAVING count(*) > 1
"""


@pytest.mark.faults
async def test_a_year_leaves_nothing_off(klok: Klok, kaal: Urls) -> None:
    stil, database = await Stil.make(klok), Database(kaal.app, size=3)
    jaar = Jaar(database, stil, SEED, DAYS)
    try:
        await jaar.begin()
        await _live(jaar)
        episodes = {row["norm"]: row for row in await jaar.sql(EPISODES)}
        told = await jaar.sql(TOLD)
        faults = await check_invariants(kaal.migrator) + await check_facts(kaal.migrator)
        _tell(jaar, episodes, told, len(faults))
        assert faults == []
        assert await jaar.sql(INCOMPLETE) == []
        assert await jaar.sql(FLAPS) == []
        assert await jaar.sql(DOUBLE) == []
        assert {row["soort"]: row["vroeg"] for row in told if row["vroeg"]} == {}
        if LONG:
            assert {norm for norm, row in episodes.items() if row["beeindigd"]} == set(map(str, Norm))
    finally:
        await stil.connection.close()
        await database.close()


async def _live(jaar: Jaar) -> None:
    await Mensen(jaar).begin()
    await jaar.live()


def _tell(jaar: Jaar, episodes: dict[str, object], told: list[object], faults: int) -> None:
    counted = Counter(jaar.counted)
    report(f"jaar: {jaar.days} dagen, seed {jaar.seed}, {jaar.fired} termijnen gevuurd, {faults} fouten")
    report(f"  {dict(counted.most_common())}")
    for row in (*episodes.values(), *told):
        report(f"  {dict(row)}")  # type: ignore[call-overload]
