"""What the tables are asked is enough: the facts that a period could touch, of one organisatie and no other."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from capacity_service.domain.feitenset import Periode
from capacity_service.domain.regels import SEED
from capacity_service.store.database import Database
from capacity_service.store.feitenset import (
    from_herspeling,
    from_tables,
    read_laatste,
    read_regels,
    streek_from_herspeling,
    streek_from_tables,
)
from capacity_service.store.replay import Tot, replay
from tests.store.scene import add_places, submit

NU = datetime.now(UTC)
WIDE = Periode(NU - timedelta(days=2), NU + timedelta(days=2))
LONG_AGO = Periode(NU - timedelta(days=900), NU - timedelta(days=800))


async def _live(app: Database) -> UUID:
    """A household with a reservering; gives the opvangorganisatie."""
    await add_places(app, 2)
    await submit(app)
    async with app.transaction(None) as tx:
        (row,) = await tx.sql("SELECT opvang_organisatie AS id FROM plaatsing")
    found: UUID = row.id
    return found


async def test_tables_and_herspeling_give_the_same_values(app: Database) -> None:
    huis = await _live(app)
    async with app.transaction(None, snapshot=True) as tx:
        quick, proof = await from_tables(tx, huis, WIDE), await from_herspeling(tx, await replay(tx, Tot()))
    assert quick.plaatsingen == proof.plaatsingen
    assert quick.aanvragen == proof.aanvragen
    assert quick.signalen == proof.signalen
    assert (quick.volgnummer, quick.op) == (proof.volgnummer, proof.op)
    assert quick.regels == proof.regels
    assert [(p.opvang, p.kinderen) for p in quick.plaatsingen] == [(str(huis), 1)]
    assert {key: proof.plaatsen[key] for key in quick.plaatsen} == quick.plaatsen


async def test_what_is_long_over_or_of_another_house_is_not_read(app: Database) -> None:
    huis = await _live(app)
    async with app.transaction(None, snapshot=True) as tx:
        (other,) = await tx.sql(
            "SELECT id FROM organisatie WHERE soort = 'opvangorganisatie' AND id <> :huis ORDER BY naam DESC LIMIT 1",
            huis=huis,
        )
        before, elsewhere = await from_tables(tx, huis, LONG_AGO), await from_tables(tx, other.id, WIDE)
    assert before.plaatsingen == elsewhere.plaatsingen == ()
    assert (len(before.plaatsen), len(elsewhere.plaatsen)) == (2, 0)


async def test_a_streek_has_its_own_episodes_and_arrivals(app: Database) -> None:
    await _live(app)
    async with app.transaction(None, snapshot=True) as tx:
        quick = await streek_from_tables(tx, "GM0193", WIDE)
        proof = await streek_from_herspeling(tx, await replay(tx, Tot()), "GM0193")
    assert quick == proof
    assert quick.aankomsten == ()


async def test_the_last_fact_is_the_head_of_the_logboek(app: Database) -> None:
    await add_places(app)
    async with app.transaction(None, snapshot=True) as tx:
        (head,) = await tx.sql("SELECT max(volgnummer) AS n, max(op) AS op FROM logboek")
        assert await read_laatste(tx) == (head.n, head.op)


async def test_without_a_rule_of_later_the_rules_are_those_the_service_came_with(app: Database) -> None:
    async with app.transaction(None, snapshot=True) as tx:
        stand = await replay(tx, Tot())
    assert set(read_regels(stand)) == set(SEED)
