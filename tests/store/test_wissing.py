from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from capacity_service.domain.bewaring import Bevroren
from capacity_service.domain.feitenset import Dagplek, Dagtelling, Gewistsignaal, noon_of
from capacity_service.domain.inzage import Rol
from capacity_service.domain.normen import Norm
from capacity_service.store.database import Database
from capacity_service.store.ijkpunten import Ijkpunt, keep, read_latest
from capacity_service.store.wissing import (
    blank_ijkpunten,
    count_overdue,
    erase_meldingen,
    find_due,
    keep_bevroren,
    lock,
)
from tests.store.meldscene import add_melding
from tests.store.scene import add_places, find_actor_of, submit

DAG = date(2026, 11, 3)
LONG_AGO = timedelta(days=40)


async def test_one_node_at_a_time_erases(app: Database) -> None:
    async with app.transaction(None) as first, app.transaction(None) as second:
        assert await lock(first)
        assert not await lock(second)
    async with app.transaction(None) as third:
        assert await lock(third)


async def test_what_is_over_is_due_and_what_runs_is_not(app: Database, owner: Database) -> None:
    await add_places(app, 2)
    over, runs = UUID((await submit(app))["id"]), UUID((await submit(app))["id"])
    async with owner.transaction(None) as tx:
        await tx.sql("DELETE FROM claim")
        await tx.sql("UPDATE melding SET gezien_op = :op", op=tx.now - LONG_AGO)
        await tx.sql("UPDATE normsignaal SET beeindigd_op = :op, begonnen_op = :op", op=tx.now - LONG_AGO)
        await tx.sql(
            "UPDATE aanvraag SET status = 'ingetrokken', beeindigd_op = :op WHERE id = :id",
            op=tx.now - LONG_AGO,
            id=over,
        )
    async with app.transaction(None) as tx:
        due = await find_due(tx, tx.now - timedelta(days=14), 10)
        assert [zaak.aanvragen for zaak in due] == [(over,)]
        assert len(due[0].plaatsingen) == 1
        overdue, oldest = await count_overdue(tx, tx.now - timedelta(days=14))
        assert (overdue, oldest is not None and oldest < tx.now - LONG_AGO) == (1, True)
        assert await count_overdue(tx, tx.now - timedelta(days=60)) == (0, None)
        assert runs not in {key for zaak in due for key in zaak.aanvragen}


async def test_an_end_gets_its_instant_from_the_database_and_keeps_it(app: Database) -> None:
    await add_places(app)
    key = UUID((await submit(app))["id"])
    async with app.transaction(None) as tx:
        await tx.sql("UPDATE aanvraag SET status = 'bevestigd' WHERE id = :id", id=key)
        (row,) = await tx.sql("SELECT beeindigd_op FROM aanvraag WHERE id = :id", id=key)
        assert row.beeindigd_op is None
        await tx.sql("UPDATE aanvraag SET status = 'ingetrokken' WHERE id = :id", id=key)
        (ended,) = await tx.sql("SELECT beeindigd_op FROM aanvraag WHERE id = :id", id=key)
        assert ended.beeindigd_op >= tx.now
        await tx.sql("UPDATE aanvraag SET status = 'ingetrokken' WHERE id = :id", id=key)
        (again,) = await tx.sql("SELECT beeindigd_op FROM aanvraag WHERE id = :id", id=key)
        assert again.beeindigd_op == ended.beeindigd_op


async def test_counts_of_one_day_add_up(app: Database) -> None:
    organisatie = str((await find_actor_of(app, Rol.opvang)).organisatie)
    plek, hoogste = Dagplek(organisatie, DAG, "5.2", 0), Dagplek(organisatie, DAG, "1.5b", 1)
    signaal = Gewistsignaal(
        Norm.overschrijding,
        "GM0193",
        organisatie,
        None,
        "",
        noon_of(DAG),
        noon_of(DAG),
        0.5,
        (3_600_000_000,),
        3_600_000_000,
    )
    for high in (2, 1):
        bevroren = Bevroren({plek: Dagtelling(1, 2), hoogste: Dagtelling(hoogste=high)})
        bevroren.aankomsten["GM0193", DAG] += 3
        bevroren.signalen.append(signaal)
        async with app.transaction(None) as tx:
            await keep_bevroren(tx, bevroren)
    async with app.transaction(None) as tx:
        rows = await tx.sql("SELECT norm, teller, noemer, hoogste FROM bevroren_cijfer ORDER BY norm")
        assert [tuple(row) for row in rows] == [("1.5b", 0, 0, 2), ("5.2", 2, 4, None)]
        assert [tuple(row) for row in await tx.sql("SELECT dag, aantal FROM bevroren_aankomst")] == [(DAG, 6)]
        kept = await tx.sql("SELECT id, van_dag, delen, onderbroken_seconden FROM bevroren_signaal")
        assert [tuple(row)[1:] for row in kept] == [(DAG, [3_600_000_000], 1800)] * 2
        assert all(row.id.version == 4 for row in kept), "an id that says nothing of when"


async def test_only_the_service_itself_reads_what_was_counted(app: Database) -> None:
    actor = await find_actor_of(app, Rol.opvang)
    bevroren = Bevroren({Dagplek(str(actor.organisatie), DAG, "5.2", 0): Dagtelling(1, 2)})
    async with app.transaction(None) as tx:
        await keep_bevroren(tx, bevroren)
    async with app.transaction(actor) as tx:
        assert await tx.sql("SELECT * FROM bevroren_cijfer") == []


@pytest.mark.parametrize(("days", "seen", "gone"), [(30, True, 1), (30, False, 0), (3, True, 0)])
async def test_what_was_told_goes_when_it_was_seen_and_is_old(
    app: Database, owner: Database, days: int, seen: bool, gone: int
) -> None:
    actor = await find_actor_of(app, Rol.landelijk)
    key = await add_melding(app, actor)
    then = datetime.now(UTC) - timedelta(days=days)
    old = UUID(int=int(then.timestamp() * 1000) << 80)
    async with owner.transaction(None) as tx:
        await tx.sql(
            "UPDATE melding SET id = :old, op = :op, gezien_op = :seen WHERE id = :key",
            old=old,
            op=then,
            seen=then if seen else None,
            key=key,
        )
    async with app.transaction(None) as tx:
        assert await erase_meldingen(tx, tx.now - timedelta(days=14), 100) == gone


async def test_an_ijkpunt_that_nobody_counts_on_from_keeps_its_number_only(app: Database, owner: Database) -> None:
    await add_places(app, 2)
    async with owner.transaction(None) as tx:
        await tx.sql("ALTER TABLE logboek DISABLE TRIGGER logboek_only_grows")
        await tx.sql("UPDATE logboek SET op = op - interval '3 days' WHERE volgnummer <= 20")
        await tx.sql("ALTER TABLE logboek ENABLE TRIGGER logboek_only_grows")
    async with app.transaction(None) as tx:
        (head,) = await tx.sql("SELECT volgnummer FROM sequencer")
        named = {"getoond": {"plaatsing": ["een"]}}
        await keep(tx, [Ijkpunt("opvang:oud", 7, 10, named), Ijkpunt("opvang:nieuw", 8, head.volgnummer, named)], 0)
        await blank_ijkpunten(tx)
        old, new = await read_latest(tx, "opvang:oud"), await read_latest(tx, "opvang:nieuw")
    assert (old and (old.volgnummer, old.toestand, old.vers)) == (7, {}, False)
    assert new == Ijkpunt("opvang:nieuw", 8, head.volgnummer, named)
