"""Which aanvraag moves a household on from which plaatsing, in SQL; only the service itself sees both ends."""

from uuid import UUID

from sqlmodel import col, select

from capacity_service.domain.aanvraag import Aanvraagstatus
from capacity_service.store import tables
from capacity_service.store.database import Transactie

UNDER_WAY = frozenset(
    {
        Aanvraagstatus.zonder_plaats,
        Aanvraagstatus.gereserveerd,
        Aanvraagstatus.bevestigd,
        Aanvraagstatus.niet_verschenen,
    }
)


async def is_moving(tx: Transactie, plaatsing: tables.Plaatsing) -> bool:
    """Whether an aanvraag of the house's own organisatie is looking for where this household can go on to."""
    query = select(tables.Aanvraag.id).where(
        tables.Aanvraag.organisatie_id == plaatsing.opvang_organisatie,
        tables.Aanvraag.verplaatst_van == plaatsing.id,
        col(tables.Aanvraag.status).in_(UNDER_WAY),
    )
    return (await tx.session.exec(query.limit(1))).one_or_none() is not None


async def find_next(tx: Transactie, plaatsing: tables.Plaatsing) -> list[UUID]:
    """The plaatsingen that this household moved on to from this one, or was to."""
    query = (
        select(tables.Plaatsing.id)
        .join(tables.Aanvraag, col(tables.Aanvraag.id) == col(tables.Plaatsing.aanvraag_id))
        .where(
            tables.Aanvraag.organisatie_id == plaatsing.opvang_organisatie,
            tables.Aanvraag.verplaatst_van == plaatsing.id,
        )
    )
    return list(await tx.session.exec(query))


async def find_left(tx: Transactie, aanvraag_id: UUID) -> tables.Plaatsing | None:
    """The plaatsing that this aanvraag moves a household on from, unlocked; None when it moves nobody."""
    query = (
        select(tables.Plaatsing)
        .join(tables.Aanvraag, col(tables.Aanvraag.verplaatst_van) == col(tables.Plaatsing.id))
        .where(tables.Aanvraag.id == aanvraag_id)
    )
    return (await tx.session.exec(query)).one_or_none()
