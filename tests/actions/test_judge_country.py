from capacity_service.actions.judge_country import judge_country
from tests.land import Dienst


async def test_a_country_without_places_has_35_times_too_few(dienst: Dienst) -> None:
    assert await dienst.sql("SELECT 1 FROM normsignaal") == []
    assert await judge_country(dienst.database) == 70
    rows = await dienst.sql(
        "SELECT norm, count(*) AS n FROM normsignaal WHERE beeindigd_op IS NULL GROUP BY 1 ORDER BY 1"
    )
    assert [(row.norm, row.n) for row in rows] == [("geen_vrij", 35), ("minimum_plaatsen", 35)]
    told = await dienst.sql("SELECT rol, count(*) AS n FROM melding GROUP BY 1 ORDER BY 1")
    assert [(row.rol, row.n) for row in told] == [("gemeente", 70), ("landelijk", 70)]


async def test_looking_again_changes_nothing(dienst: Dienst) -> None:
    await judge_country(dienst.database)
    before = await dienst.sql("SELECT volgnummer FROM sequencer")
    assert await judge_country(dienst.database) == 0
    assert await dienst.sql("SELECT volgnummer FROM sequencer") == before


async def test_a_rule_whose_day_has_come_is_judged_without_any_change(dienst: Dienst) -> None:
    await dienst.add_plaatsen({}, {})
    assert await dienst.sql("SELECT 1 FROM normsignaal WHERE beeindigd_op IS NULL") == []
    await dienst.sql("ALTER TABLE regel DISABLE TRIGGER regel_stays_as_approved")
    await dienst.sql(
        "INSERT INTO regel (id, naam, waarde, geldig_vanaf, bron, reden, voorgesteld_op, goedgekeurd_op, revisie)"
        " VALUES (gen_random_uuid(), 'minimum_plaatsen', 3, current_date - 1, 'proef', 'proef', now(), now(), 1)"
    )
    await dienst.sql("UPDATE installatie SET regels_revisie = regels_revisie + 1")
    await judge_country(dienst.database)
    (row,) = await dienst.sql(
        "SELECT oorzaak FROM normsignaal WHERE norm = 'minimum_plaatsen' AND onderwerp = 'GM0193'"
    )
    assert row.oorzaak == "Inzetbaar: 2 van minimaal 3 crisisplaatsen."
