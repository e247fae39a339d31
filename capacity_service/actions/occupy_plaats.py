"""Somebody outside an aanvraag is in a place, and for how long: a fact with a verblijf of its own (R14, R16)."""

from datetime import datetime
from uuid import UUID

from sqlmodel import col, select

from capacity_service.domain.plaats import ClaimSoort
from capacity_service.store import claims, tables
from capacity_service.store.database import Transactie
from capacity_service.store.identiteit import make_id


async def occupy(tx: Transactie, plaats: UUID, organisatie: UUID, sinds_op: datetime) -> None:
    """Hold a free place (or correct since when it is held) for a household that has no aanvraag."""
    await claims.hold(tx, plaats, ClaimSoort.bezet, sinds_op)
    verblijf = await _running(tx, plaats)
    if verblijf is None:
        verblijf = tables.Verblijf(
            id=make_id(tx.now), plaats_id=plaats, organisatie_id=organisatie, van=sinds_op, dubbel=False
        )
    verblijf.van = sinds_op
    verblijf.dubbel = await overlaps(tx, plaats, sinds_op, verblijf.id)
    tx.session.add(verblijf)
    tx.changes.verblijven.add(verblijf.id)
    await tx.session.flush()


async def vacate(tx: Transactie, plaats: UUID) -> None:
    """End the verblijf of whoever was there outside an aanvraag, as the house reports it."""
    verblijf = await _running(tx, plaats)
    if verblijf is not None:
        verblijf.tot = max(tx.now, verblijf.van)
        tx.session.add(verblijf)
        tx.changes.verblijven.add(verblijf.id)
        await tx.session.flush()


async def overlaps(tx: Transactie, plaats: UUID, van: datetime, own: UUID | None = None) -> bool:
    """Whether somebody else was still in this place at `van`, as it was recorded: then the verblijf is a second one."""
    rows = await tx.sql(
        "SELECT 1 FROM verblijf WHERE plaats_id = :plaats AND id IS DISTINCT FROM CAST(:own AS uuid)"
        " AND (tot IS NULL OR tot > :van) LIMIT 1",
        plaats=plaats,
        van=van,
        own=own,
    )
    return bool(rows)


async def _running(tx: Transactie, plaats: UUID) -> tables.Verblijf | None:
    query = select(tables.Verblijf).where(
        tables.Verblijf.plaats_id == plaats,
        col(tables.Verblijf.tot).is_(None),
        col(tables.Verblijf.plaatsing_id).is_(None),
    )
    return (await tx.session.exec(query)).one_or_none()
