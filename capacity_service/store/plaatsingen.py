"""Plaatsingen in SQL: find one of one's own, then lock it with its aanvraag in the one order."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlmodel import select

from capacity_service.domain.errors import NietGevonden
from capacity_service.domain.inzage import Rol
from capacity_service.store import tables
from capacity_service.store.database import Transactie
from capacity_service.store.plaatsen import lock_streken


@dataclass(frozen=True)
class Gebonden:
    """An aanvraag and its plaatsing, both locked; so is the centrumgemeente of the places, if anything of them changes."""

    aanvraag: tables.Aanvraag
    plaatsing: tables.Plaatsing


async def find_own(tx: Transactie, plaatsing_id: UUID) -> tables.Plaatsing:
    """One plaatsing that concerns the actor's organisatie in the actor's role, unlocked.

    Raises `NietGevonden` for absent and hidden alike (R19).
    """
    query = select(tables.Plaatsing).where(tables.Plaatsing.id == plaatsing_id)
    row = (await tx.session.exec(query)).one_or_none()
    if row is None or tx.actor is None:
        raise NietGevonden
    side = row.aanvraag_organisatie if tx.actor.rol is Rol.coordinator else row.opvang_organisatie
    if side != tx.actor.organisatie:
        raise NietGevonden
    return row


async def lock_own(tx: Transactie, plaatsing_id: UUID) -> Gebonden:
    """The same with its aanvraag, locked; sees both sides from here on. No centrumgemeente is locked: no place changes."""
    seen = await find_own(tx, plaatsing_id)
    await tx.enter("dienst")
    return await lock_pair(tx, seen.id, seen.aanvraag_id, set())


async def lock_pair(tx: Transactie, plaatsing_id: UUID, aanvraag_id: UUID, streken: set[str]) -> Gebonden:
    """Lock centrumgemeenten, aanvraag and plaatsing, in that order, and read both again after the lock.

    The caller has entered a context that sees both sides.
    """
    await lock_streken(tx, streken)
    aanvraag = await _lock(tx, tables.Aanvraag, aanvraag_id)
    plaatsing = await _lock(tx, tables.Plaatsing, plaatsing_id)
    return Gebonden(aanvraag, plaatsing)


async def _lock(tx: Transactie, table: type[Any], key: UUID) -> Any:  # noqa: ANN401 - the row of `table`
    query = select(table).where(table.id == key).with_for_update().execution_options(populate_existing=True)
    return (await tx.session.exec(query)).one()


def touch(tx: Transactie, gebonden: Gebonden) -> None:
    """Raise both revisies and note that both changed."""
    for row, noted in ((gebonden.aanvraag, tx.changes.aanvragen), (gebonden.plaatsing, tx.changes.plaatsingen)):
        row.revisie += 1
        tx.session.add(row)
        tx.geschreven.forget(row.id)
        noted.add(row.id)
