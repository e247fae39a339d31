"""Some days of a country, and then the term goes by: everybody's figures stay, and of who was where nothing does."""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from capacity_service.actions.erase_zaken import close_zaken, erase_zaken
from capacity_service.store.bewijs import TABELLEN, Bron, make_dossier, make_verantwoording
from capacity_service.store.check import verify_chain
from capacity_service.store.database import Database
from capacity_service.store.herweging import weigh_again
from capacity_service.store.replay import Tot, replay
from capacity_service.store.wissing import count_overdue
from capacity_service.store.wissingsbewijs import Vindplaats, find_left
from tests.conftest import Urls
from tests.faults.figures import LONG, report
from tests.faults.invariants import check_invariants
from tests.klok import Klok
from tests.sleutelbos import KLUIS
from tests.stories import year, year_people
from tests.stories.life import Stil
from tests.stories.year import DAY, Jaar
from tests.stories.year_people import Mensen

SEED, DAYS = 2041, 40 if LONG else 4
BEGIN = datetime(2040, 3, 24, 7, tzinfo=UTC)
"""A week before a quarter ends, and the night in which the clock goes forward."""
DAGEN = [
    (date(2040, 3, 24), date(2040, 4, 4)),
    (date(2040, 3, 26), date(2040, 3, 27)),
    (date(2040, 3, 24), date(2040, 3, 26)),
]
KWARTAAL = (date(2040, 3, 24), date(2040, 4, 1))
IDS = """
SELECT id FROM aanvraag WHERE status IN ('beeindigd', 'ingetrokken')
UNION ALL SELECT p.id FROM plaatsing p JOIN aanvraag a ON a.id = p.aanvraag_id WHERE a.status IN ('beeindigd', 'ingetrokken')
"""
KENMERKEN = "SELECT referentie FROM aanvraag WHERE status IN ('beeindigd', 'ingetrokken')"
NACHTEN = """
SELECT p.centrumgemeente, count(*) AS verblijven, sum(extract(epoch FROM v.tot - v.van)) AS seconden
FROM verblijf v JOIN plaats p ON p.id = v.plaats_id WHERE (v.plaatsing_id IS NOT NULL OR v.gewist) AND v.tot IS NOT NULL
GROUP BY 1 ORDER BY 1
"""


async def _read_figures(database: Database, jaar: Jaar) -> dict[str, Any]:
    """Every dossier and verantwoording from the tables, and some from the logboek."""
    found: dict[str, Any] = {}
    orgs = sorted({organisatie for rol, organisatie in jaar.people if rol in {"opvang", "coordinator"}})
    async with database.transaction(None, snapshot=True) as tx:
        for bron, some in ((TABELLEN, None), (Bron(uit_logboek=True), 2)):
            for org in [*orgs, *jaar.orgs][:some] if some is None else jaar.orgs[:some]:
                for dagen in DAGEN if some is None else DAGEN[:1]:
                    rows = await tx.sql(
                        "SELECT 1 FROM organisatie WHERE id = :id AND soort = 'opvangorganisatie'", id=org
                    )
                    if rows:
                        found[f"dossier {org} {dagen} {bron}"] = (await make_dossier(tx, org, *dagen, bron))["normen"]
            for code in jaar.streken[:some]:
                body = await make_verantwoording(tx, code, *KWARTAAL, bron)
                found[f"verantwoording {code} {bron}"] = [body["kwartalen"], body["totaal"]]
    return json.loads(json.dumps(found))  # type: ignore[no-any-return]


def _count(figures: dict[str, Any]) -> int:
    """What the shares are over: a test over nothing would pass."""
    return sum(
        cijfer["noemer"] or 0
        for name, normen in figures.items()
        if name.startswith("dossier")
        for norm in normen
        for cijfer in norm["cijfers"]
    )


@pytest.mark.faults
async def test_after_the_term_every_figure_stands_and_nobody_can_be_found(
    klok: Klok, kaal: Urls, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (year, year_people):
        monkeypatch.setattr(module, "BEGIN", BEGIN)
    stil, database = await Stil.make(klok), Database(kaal.app, size=3, kluis=KLUIS)
    jaar = Jaar(database, stil, SEED, DAYS, now=BEGIN)
    try:
        await jaar.begin()
        await Mensen(jaar).begin()
        await jaar.live()
        afwegingen = [
            row["id"] for row in await jaar.sql("SELECT id FROM afweging WHERE volgnummer > 0 ORDER BY id LIMIT 5")
        ]
        first = await jaar.sql("SELECT min(beeindigd_op) AS op FROM aanvraag")
        await jaar.reach(max(jaar.now, first[0]["op"] + 13.5 * DAY))
        # A day before the term what still stands on screens is closed: facts like any other.
        await close_zaken(database)
        ids = [row["id"] for row in await jaar.sql(IDS)]
        kenmerken = [row["referentie"] for row in await jaar.sql(KENMERKEN)]
        before, nights = await _read_figures(database, jaar), await jaar.sql(NACHTEN)
        named = await _find(database, ids, kenmerken)
        await _pass_term(jaar, database)
        after = await _read_figures(database, jaar)
        left = await _find(database, ids, kenmerken)
        (done,) = await jaar.sql(
            "SELECT count(*) AS keer, sum((feit::jsonb ->> 'zaken')::int) AS zaken, sum((feit::jsonb ->> 'feiten')::int) AS feiten"
            " FROM logboek WHERE soort = 'wissing'"
        )
        differing = [name for name in before if before[name] != after[name]]
        report(
            f"wissen: {DAYS} dagen, seed {SEED}, {done['zaken']} zaken in {done['keer']} keer, {done['feiten']} feiten gewist"
        )
        report(f"  {len(before)} dossiers en verantwoordingen over {_count(before)}, anders: {len(differing)}")
        report(
            f"  {len(ids)} ids en {len(kenmerken)} kenmerken: voor in {len(named)} kolommen, na in {len(left)}: {left}"
        )
        assert differing == []
        assert _count(before) > 0
        assert min(len(ids), len(named), done["zaken"]) > 0
        assert left == []
        assert await jaar.sql(NACHTEN) == nights
        await _look_again(database, kaal, afwegingen)
    finally:
        await stil.connection.close()
        await database.close()


async def _pass_term(jaar: Jaar, database: Database) -> None:
    """Day by day until the last that ended is gone."""
    for _ in range(DAYS + 20):
        await jaar.reach(jaar.now + DAY)
        await erase_zaken(database)
    async with database.transaction(None) as tx:
        assert await count_overdue(tx, tx.now - 16 * DAY) == (0, None)


async def _find(database: Database, ids: Sequence[UUID], kenmerken: Sequence[str]) -> list[Vindplaats]:
    async with database.transaction(None) as tx:
        return await find_left(tx, ids, kenmerken)


async def _look_again(database: Database, kaal: Urls, afwegingen: Sequence[UUID]) -> None:
    """The chain holds, the past is counted again, and what was weighed still runs, and says that it is erased."""
    assert (await verify_chain(kaal.app))[0] == []
    assert await check_invariants(kaal.migrator) == []
    async with database.transaction(None, snapshot=True) as tx:
        stand = await replay(tx, Tot())
        assert stand.gewist["aanvraag"] > 0
        assert stand.gewist["plaatsing"] > 0
        for key in afwegingen:
            found = await weigh_again(tx, key)
            assert found is not None
            assert (bool(found.gewist), found.fouten) == (True, ())
