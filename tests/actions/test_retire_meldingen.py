from datetime import timedelta

from capacity_service.actions.judge_country import judge_country
from capacity_service.actions.retire_meldingen import retire_meldingen
from tests.klok import Klok
from tests.land import Dienst


async def test_what_nobody_looked_at_for_three_days_leaves_the_screens(klok: Klok, dienst: Dienst) -> None:
    await judge_country(dienst.database)
    await klok.forward(timedelta(hours=71))
    assert await retire_meldingen(dienst.database) == 0
    await klok.forward(timedelta(hours=2))
    assert await retire_meldingen(dienst.database) == 140
    (row,) = await dienst.sql(
        "SELECT count(*) AS n, count(gezien_door) AS door FROM melding WHERE gezien_op IS NOT NULL"
    )
    assert (row.n, row.door) == (140, 0)
    facts = await dienst.sql("SELECT 1 FROM logboek WHERE gebeurtenis = 'melding_verlopen' AND soort = 'melding'")
    assert len(facts) == 140
    # What it was about has not ended by it.
    assert len(await dienst.sql("SELECT 1 FROM normsignaal WHERE beeindigd_op IS NULL")) == 70
