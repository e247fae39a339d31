from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from capacity_service.domain.inzage import Rol
from capacity_service.store.bezorgingen import KEPT, enqueue, forget_delivered
from capacity_service.store.database import Database
from tests.store.meldscene import add_meldadres, add_melding
from tests.store.scene import find_actor_of


async def queue(app: Database, *meldingen: UUID) -> set[tuple[UUID, UUID]]:
    """Who is told what once these are queued: pairs of melding and meldadres."""
    async with app.transaction(None) as tx:
        await enqueue(tx, meldingen)
    async with app.transaction(None) as tx:
        rows = await tx.sql("SELECT melding_id, meldadres_id FROM bezorging WHERE status = 'wachtend' AND pogingen = 0")
    return {(row.melding_id, row.meldadres_id) for row in rows}


async def test_every_meldadres_of_the_audience_is_queued_and_nobody_elses(app: Database) -> None:
    mine, theirs = await find_actor_of(app, Rol.opvang), await find_actor_of(app, Rol.opvang, 1)
    desk = await find_actor_of(app, Rol.coordinator)
    own = [await add_meldadres(app, mine), await add_meldadres(app, mine, adres="tweede@voorbeeld.test")]
    await add_meldadres(app, theirs)
    await add_meldadres(app, desk, organisatie=mine.organisatie)
    melding = await add_melding(app, mine)
    assert await queue(app, melding) == {(melding, adres) for adres in own}


async def test_landelijk_is_told_wherever_its_people_work(app: Database) -> None:
    landelijk, gemeente = await find_actor_of(app, Rol.landelijk), await find_actor_of(app, Rol.gemeente)
    told = [await add_meldadres(app, landelijk), await add_meldadres(app, gemeente, rol="landelijk")]
    await add_meldadres(app, gemeente)
    melding = await add_melding(app, landelijk)
    assert await queue(app, melding) == {(melding, adres) for adres in told}


async def test_who_wants_only_what_is_urgent_gets_only_that(app: Database) -> None:
    opvang = await find_actor_of(app, Rol.opvang)
    urgent = await add_meldadres(app, opvang, alleen_dringend=True)
    everything = await add_meldadres(app, opvang)
    loud, quiet = await add_melding(app, opvang), await add_melding(app, opvang, dringend=False)
    assert await queue(app, loud, quiet) == {(loud, urgent), (loud, everything), (quiet, everything)}


async def test_a_withdrawn_meldadres_is_told_nothing(app: Database) -> None:
    opvang = await find_actor_of(app, Rol.opvang)
    await add_meldadres(app, opvang, ingetrokken_op=datetime.now(UTC))
    assert await queue(app, await add_melding(app, opvang)) == set()


async def test_a_melding_is_queued_once_however_often_it_is_asked(app: Database) -> None:
    opvang = await find_actor_of(app, Rol.opvang)
    adres, melding = await add_meldadres(app, opvang), await add_melding(app, opvang)
    assert await queue(app, melding) == await queue(app, melding) == {(melding, adres)}


async def test_the_transaction_of_an_organisatie_queues_for_another(app: Database) -> None:
    asks, told = await find_actor_of(app, Rol.coordinator), await find_actor_of(app, Rol.opvang)
    adres, melding = await add_meldadres(app, told), await add_melding(app, told)
    async with app.transaction(asks) as tx:
        await enqueue(tx, [melding])
    async with app.transaction(told) as tx:
        rows = await tx.sql("SELECT meldadres_id, organisatie_id, rol FROM bezorging")
    assert [tuple(row) for row in rows] == [(adres, told.organisatie, "opvang")]


AGE = """
UPDATE bezorging SET status = CAST(:status AS text), aangemaakt_op = CAST(:op AS timestamptz),
    bezorgd_op = CASE WHEN CAST(:status AS text) = 'bezorgd' THEN CAST(:op AS timestamptz) END
WHERE melding_id = :melding
"""


async def test_what_was_delivered_is_forgotten_after_seven_days_and_nothing_else(app: Database) -> None:
    opvang = await find_actor_of(app, Rol.opvang)
    await add_meldadres(app, opvang)
    ages = [("bezorgd", KEPT), ("bezorgd", KEPT - timedelta(minutes=1))]
    ages += [("wachtend", 10 * KEPT), ("onbestelbaar", 10 * KEPT)]
    meldingen = [await add_melding(app, opvang) for _ in ages]
    await queue(app, *meldingen)
    async with app.transaction(None) as tx:
        for melding, (status, age) in zip(meldingen, ages, strict=True):
            await tx.sql(AGE, melding=melding, status=status, op=tx.now - age)
        await forget_delivered(tx)
        left = await tx.sql("SELECT melding_id FROM bezorging")
    assert {row.melding_id for row in left} == set(meldingen[1:])


@pytest.mark.parametrize(("status", "left"), [("wachtend", 1), ("onbestelbaar", 1), ("bezorgd", 0)])
async def test_nobody_removes_what_still_waits(app: Database, owner: Database, status: str, left: int) -> None:
    opvang = await find_actor_of(app, Rol.opvang)
    await add_meldadres(app, opvang)
    melding = await add_melding(app, opvang)
    await queue(app, melding)
    for database in (app, owner):
        async with database.transaction(None) as tx:
            await tx.sql(AGE, melding=melding, status=status, op=tx.now)
            await tx.sql("DELETE FROM bezorging")
            assert len(await tx.sql("SELECT 1 FROM bezorging")) == left
