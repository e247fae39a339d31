from datetime import timedelta
from uuid import uuid4

from capacity_service.domain.regels import SEED
from capacity_service.domain.regelwijziging import first_day
from capacity_service.store.database import Database
from capacity_service.store.regeltoestand import read_approved_of, read_regelrijen, read_regels
from capacity_service.store.tables_signalen import Regel
from tests.land import now
from tests.store.test_regelboek import TODAY, approve


async def test_a_rule_that_came_with_the_service_has_no_proposer(app: Database) -> None:
    async with app.transaction(None) as tx:
        (row,) = await read_approved_of(tx, "minimum_plaatsen")
        (state,) = await read_regels(tx, [row.id])
        assert await read_regels(tx, []) == await read_regels(tx, [uuid4()]) == []
    assert state.keys() == {
        *("id", "naam", "waarde", "geldigVanafDatum", "geldigTotDatum", "bron", "reden", "voorgesteldDoor"),
        *("voorgesteldOp", "goedgekeurdDoor", "goedgekeurdOp", "revisie"),
    }
    assert (state["waarde"], state["geldigVanafDatum"], state["voorgesteldDoor"]) == (2, "2016-01-01", None)
    assert state["goedgekeurdOp"].endswith("Z")


async def test_the_approved_rows_of_a_name_are_in_the_order_in_which_they_begin(app: Database) -> None:
    days = [TODAY + timedelta(days=n) for n in (9, 3, 6)]
    for n, day in enumerate(days):
        await approve(app, "bevestigd_uren", 10 + n, day)
    async with app.transaction(None) as tx:
        rows = await read_approved_of(tx, "bevestigd_uren")
    assert [row.waarde for row in rows] == [24, 11, 12, 10]
    assert [row.geldig_tot for row in rows] == [*sorted(days), None]


async def test_a_proposal_that_came_too_late_is_kept_and_no_longer_shown(app: Database, owner: Database) -> None:
    async with owner.transaction(None) as tx:
        (account,) = await tx.sql("SELECT id FROM account WHERE rol = 'systeembeheerder' LIMIT 1")
        for days in (-1, 0):
            tx.session.add(
                Regel(
                    id=uuid4(),
                    naam="bevestigd_uren",
                    waarde=7,
                    geldig_vanaf=first_day(now()) + timedelta(days=days),
                    bron="proef",
                    reden="proef",
                    voorgesteld_door=account.id,
                    voorgesteld_op=tx.now,
                    revisie=1,
                )
            )
    async with app.transaction(None) as tx:
        shown = await read_regelrijen(tx, first_day(now()))
        (kept,) = await tx.sql("SELECT count(*) AS n FROM regel")
    assert (len(shown), kept.n) == (len(SEED) + 1, len(SEED) + 2)
