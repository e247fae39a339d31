"""Places in SQL: what is free for the weighing, and the locks around a change."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import false
from sqlmodel import col, select

from capacity_service.domain.aanvraag import Aanvraag
from capacity_service.domain.errors import NietGevonden, RevisieVerouderd
from capacity_service.domain.plaats import Kenmerk, becomes_onbevestigd_op
from capacity_service.domain.plaatsvoorraad import look_ahead
from capacity_service.domain.rangorde import Omstandigheid
from capacity_service.domain.regels import check_minimum_plaatsen
from capacity_service.domain.voorraad import Stand
from capacity_service.domain.zeef import Zoekvraag, see_all, see_for
from capacity_service.store import tables, termijnen
from capacity_service.store.database import Database, Transactie
from capacity_service.store.landkaart import KAART
from capacity_service.store.spreiding import read_gegeven

EVERY = 1_000_000
"""More places than there are of any class."""

TOGETHER = """
SELECT p.huis_id, array_agg(p.id ORDER BY p.id) AS plaatsen
FROM plaats p
LEFT JOIN claim c ON c.plaats_id = p.id AND c.verloopt_op > clock_timestamp()
LEFT JOIN uitname u ON u.plaats_id = p.id AND u.vanaf_op < :horizon
WHERE p.verwijderd_op IS NULL AND c.plaats_id IS NULL AND u.plaats_id IS NULL
GROUP BY p.huis_id HAVING count(*) > 1 AND sum(p.personen_max) >= :room
"""

STAYING = """
SELECT g.naam, count(p.id) AS aantal
FROM centrumgemeente g
LEFT JOIN plaats p ON p.centrumgemeente = g.code AND p.soort = 'crisisplaats' AND p.verwijderd_op IS NULL
    AND NOT EXISTS (SELECT FROM uitname u WHERE u.plaats_id = p.id)
    AND (NOT EXISTS (SELECT FROM claim c WHERE c.plaats_id = p.id AND c.soort = 'buiten_gebruik')
         OR EXISTS (SELECT FROM uitname v WHERE v.vervangen_door = p.id))
WHERE g.code = :code GROUP BY g.naam
"""
"""As the constraint trigger counts: what was announced is gone already, and what is to replace it is there."""


async def check_plan(tx: Transactie, code: str) -> None:
    """Raise `MinimumPlaatsen` when a plan that was just written leaves a centrumgemeente too few (R1).

    By the rule of today, which may ask more than the trigger does. Its row is locked by the caller.
    """
    await tx.session.flush()
    (row,) = await tx.sql(STAYING, code=code)
    check_minimum_plaatsen(row.aantal, row.naam, tx.regels)


async def read_stand(tx: Transactie, most: int) -> Stand:
    """What the weighing looks at, as it is now: lapsed reserveringen are free by definition.

    A place that is soon to go out of service is not free. Of each class at least the lowest `most` ids are given.
    """
    country = await _read_country(tx)
    return await tx.plaatsen.look(tx, lambda voorraad: see_all(voorraad, country, most))


async def read_stand_for(
    tx: Transactie, aanvragen: Sequence[Aanvraag], most: int, omstandigheid: Omstandigheid
) -> Stand:
    """The same for a weighing of these alone: without the classes that cannot matter to any of them."""
    country = await _read_country(tx)
    zoekt = Zoekvraag(aanvragen, most, tx.regels, omstandigheid)
    return await tx.plaatsen.look(tx, lambda voorraad: see_for(voorraad, country, zoekt))


async def read_all(database: Database) -> None:
    """Read every place into memory before the first who asks would wait for it: seconds in a large country."""
    async with database.transaction(None) as tx:
        await read_stand(tx, 0)


async def _read_country(tx: Transactie) -> Stand:
    """The map and the nights given, without a place."""
    kaart, gegeven = await KAART.read(tx), await read_gegeven(tx)
    return Stand((), kaart.streken, kaart.regio, {}, 0, {}, gegeven)


async def read_together(tx: Transactie, room: int) -> Stand | None:
    """The same, with every id and the free places under one roof that hold so many persons together (R7); None when none do."""
    huizen = {
        row.huis_id: tuple(row.plaatsen)
        for row in await tx.sql(TOGETHER, horizon=tx.now + look_ahead(tx.regels), room=room)
    }
    return replace(await read_stand(tx, EVERY), huizen=huizen) if huizen else None


async def lock_streken(tx: Transactie, codes: Iterable[str]) -> None:
    """Lock these centrumgemeenten by code: whoever changes what they hold waits for the other and then looks."""
    await tx.sql(
        "SELECT code FROM centrumgemeente WHERE code = ANY(CAST(:codes AS text[])) ORDER BY code FOR UPDATE",
        codes=sorted(set(codes)),
    )


async def lock_free_streken(tx: Transactie, codes: Iterable[str]) -> set[str]:
    """Lock those of these centrumgemeenten that nobody else has locked, without waiting; gives their codes."""
    rows = await tx.sql(
        "SELECT code FROM centrumgemeente WHERE code = ANY(CAST(:codes AS text[])) ORDER BY code FOR UPDATE SKIP LOCKED",
        codes=sorted(set(codes)),
    )
    return {row.code for row in rows}


async def find_own(tx: Transactie, plaats_id: UUID) -> tables.Plaats:
    """One place of the actor's organisatie, unlocked. Raises `NietGevonden` for gone, absent and hidden alike."""
    return _found((await tx.session.exec(_own(tx, plaats_id))).one_or_none())


async def lock_own(tx: Transactie, plaats_id: UUID, revisie: int | None = None) -> tables.Plaats:
    """The same with its centrumgemeente, locked in that order; `RevisieVerouderd` when it has moved on."""
    seen = await find_own(tx, plaats_id)
    await lock_streken(tx, [seen.centrumgemeente])
    query = _own(tx, plaats_id).with_for_update(of=tables.Plaats).execution_options(populate_existing=True)
    locked = _found((await tx.session.exec(query)).one_or_none())
    if revisie is not None and locked.revisie != revisie:
        raise RevisieVerouderd
    return locked


def _own(tx: Transactie, plaats_id: UUID) -> Any:  # noqa: ANN401 - a select of one row
    """What is another's is not even read: that would take longer than finding nothing.

    It is read with its huis, which the database shows to whose it is (0031): places are read by everybody who counts.
    """
    query = select(tables.Plaats).join(tables.Huis, col(tables.Huis.id) == tables.Plaats.huis_id)
    query = query.where(tables.Plaats.id == plaats_id, col(tables.Plaats.verwijderd_op).is_(None))
    actor = tx.actor
    return query.where(false() if actor is None else tables.Plaats.organisatie_id == actor.organisatie)


def _found(row: tables.Plaats | None) -> tables.Plaats:
    if row is None:
        raise NietGevonden
    return row


async def bump(tx: Transactie, plaatsen: Iterable[UUID]) -> dict[UUID, UUID]:
    """Raise the revisie of these places once a transaction and note that they changed; gives whose each of them is."""
    ids = set(plaatsen)
    rows = await tx.sql(
        "UPDATE plaats p SET revisie = p.revisie + CASE WHEN p.id = ANY(CAST(:seen AS uuid[])) THEN 0 ELSE 1 END"
        " FROM (SELECT id FROM plaats WHERE id = ANY(CAST(:ids AS uuid[])) ORDER BY id FOR UPDATE) l"
        " WHERE p.id = l.id RETURNING p.id, p.organisatie_id",
        ids=sorted(ids),
        seen=sorted(ids & tx.changes.plaatsen),
    )
    tx.changes.plaatsen |= ids
    return {row.id: row.organisatie_id for row in rows}


async def mark_seen(tx: Transactie, plaatsen: Sequence[UUID], waargenomen_op: datetime) -> None:
    """Note when these places were last seen; never an earlier moment than the one known (R3).

    Whoever was seen too long ago stays onbevestigd: a tap replayed from a pocket makes nothing fresh.
    """
    rows = await tx.sql(
        "UPDATE plaats SET bevestigd_op = greatest(bevestigd_op, :seen),"
        " onbevestigd = greatest(bevestigd_op, :seen) <= :stale WHERE id = ANY(CAST(:ids AS uuid[]))"
        " RETURNING id, bevestigd_op",
        ids=list(plaatsen),
        seen=waargenomen_op,
        stale=tx.now - timedelta(hours=tx.regels.bevestigd_uren),
    )
    for bevestigd_op in {row.bevestigd_op for row in rows}:
        op = becomes_onbevestigd_op(bevestigd_op, tx.regels)
        if op > tx.now:
            seen = [row.id for row in rows if row.bevestigd_op == bevestigd_op]
            await termijnen.arm(tx, termijnen.PLAATS_ONBEVESTIGD, seen, op)


async def remove_kenmerken(tx: Transactie, plaats: UUID, ontbreekt: Sequence[Kenmerk]) -> None:
    """Correct what a place offers."""
    await tx.sql(
        "UPDATE plaats SET kenmerken = ARRAY(SELECT unnest(kenmerken) EXCEPT SELECT unnest(CAST(:gone AS text[])))"
        " WHERE id = :id",
        id=plaats,
        gone=[str(kenmerk) for kenmerk in ontbreekt],
    )


LOST = """
ON CONFLICT (plaats_id) DO UPDATE SET vanaf_op = excluded.vanaf_op, feit = excluded.feit, reden = excluded.reden,
    verwacht_tot_op = excluded.verwacht_tot_op, vervangen_door = NULL, ingegaan = excluded.ingegaan
"""
"""What is so goes before what was planned: nothing is announced of a place that is out already."""

KEEP = f"""
INSERT INTO uitname (plaats_id, vanaf_op, feit, reden, verwacht_tot_op, ingegaan)
SELECT plaats_id, least(sinds_op, :now), onvoorzien, reden, verwacht_tot_op, true FROM claim
WHERE plaats_id = :plaats AND soort = 'buiten_gebruik'
{LOST}
"""  # noqa: S608 - words of this file

PLAN = f"""
INSERT INTO uitname (plaats_id, vanaf_op, feit, reden, verwacht_tot_op)
SELECT plaats_id, :now, true, :reden, :tot FROM unnest(CAST(:plaatsen AS uuid[])) AS plaats_id ORDER BY plaats_id
{LOST}
"""  # noqa: S608 - words of this file


async def keep_uitval(tx: Transactie, plaats: UUID) -> None:
    """Somebody is inside a place that was out of service: it goes out again when they have left (R14).

    It stays what it was, planned or unforeseen, since when it was. What was planned for later is over by that.
    """
    await tx.sql(KEEP, plaats=plaats, now=tx.now)
    await tx.sql("DELETE FROM claim WHERE plaats_id = :plaats AND soort = 'buiten_gebruik'", plaats=plaats)
    await termijnen.disarm(tx, termijnen.UITNAME_BEGINT, [plaats])


async def plan_uitval(tx: Transactie, plaatsen: Sequence[UUID], reden: str, verwacht_tot_op: datetime | None) -> None:
    """Somebody is inside places that are lost: each goes out when they have left, whatever was planned before (R14)."""
    await tx.sql(PLAN, plaatsen=list(plaatsen), now=tx.now, reden=reden, tot=verwacht_tot_op)
    await termijnen.disarm(tx, termijnen.UITNAME_BEGINT, plaatsen)
