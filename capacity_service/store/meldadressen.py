"""Where an organisatie is told outside the screen, and what became of each melding on its way there.

An address and the secret of a webhook are sealed (`store/kluis.py`).
"""

from collections.abc import Iterable
from typing import Any, Literal
from uuid import UUID

from sqlmodel import col, select

from capacity_service.domain.bezorging import Bezorgstatus
from capacity_service.domain.errors import NietGevonden
from capacity_service.domain.inzage import Actor
from capacity_service.store.database import Transactie
from capacity_service.store.kluis import Onleesbaar, Vak
from capacity_service.store.tables_signalen import Bezorging, Meldadres
from capacity_service.store.toestand import Toestand, instant

BEZORGINGEN = """
SELECT b.*, m.titel, m.dringend, a.soort, a.adres
FROM bezorging b JOIN melding m ON m.id = b.melding_id JOIN meldadres a ON a.id = b.meldadres_id
WHERE b.id = ANY(CAST(:ids AS uuid[])) ORDER BY b.id
"""

UNREADABLE = "Niet te lezen. Haal dit meldadres weg en voeg het opnieuw toe."
"""What stands where an address would, when its key is lost."""


def find_vak(kolom: Literal["adres", "geheim"], meldadres: UUID, organisatie: UUID) -> Vak:
    """Where the address or the secret of a meldadres of this organisatie stands."""
    return Vak("meldadres", kolom, f"{meldadres}|{organisatie}")


def open_adres(tx: Transactie, meldadres: UUID, organisatie: UUID, sealed: bytes) -> str:
    """An address as it was given. Raises `Onleesbaar`."""
    return tx.kluis.open(sealed, find_vak("adres", meldadres, organisatie)).decode()


def _show_adres(tx: Transactie, meldadres: UUID, organisatie: UUID, sealed: bytes) -> str:
    try:
        return open_adres(tx, meldadres, organisatie, sealed)
    except Onleesbaar:
        return UNREADABLE


async def find_meldadres(tx: Transactie, actor: Actor, meldadres_id: UUID, *, lock: bool = False) -> Meldadres:
    """An own meldadres that is still told things. Raises `NietGevonden`."""
    query = select(Meldadres).where(
        Meldadres.id == meldadres_id,
        Meldadres.organisatie_id == actor.organisatie,
        Meldadres.rol == str(actor.rol),
        col(Meldadres.ingetrokken_op).is_(None),
    )
    found = (await tx.session.exec(query.with_for_update() if lock else query)).one_or_none()
    if found is None:
        raise NietGevonden
    return found


async def lock_bezorging(tx: Transactie, actor: Actor, bezorging_id: UUID) -> Bezorging:
    """An own bezorging. Raises `NietGevonden`."""
    query = select(Bezorging).where(
        Bezorging.id == bezorging_id,
        Bezorging.organisatie_id == actor.organisatie,
        Bezorging.rol == str(actor.rol),
    )
    found = (await tx.session.exec(query.with_for_update())).one_or_none()
    if found is None:
        raise NietGevonden
    return found


async def read_meldadressen(tx: Transactie, ids: Iterable[UUID]) -> list[Toestand]:
    """These meldadressen by id, without their secret."""
    query = select(Meldadres).where(col(Meldadres.id).in_(list(ids))).order_by(col(Meldadres.id))
    return [make_meldadres(tx, row) for row in await tx.session.exec(query)]


async def read_bezorgingen(tx: Transactie, ids: Iterable[UUID]) -> list[Toestand]:
    """These bezorgingen by id, with what was told and where."""
    return [make_bezorging(tx, row) for row in await tx.sql(BEZORGINGEN, ids=list(ids))]


def make_meldadres(tx: Transactie, row: Meldadres) -> Toestand:
    """One meldadres as its organisatie sees it; the secret of a webhook is told once, when it is added."""
    return {
        "id": str(row.id),
        "soort": row.soort,
        "adres": _show_adres(tx, row.id, row.organisatie_id, row.adres),
        "alleenDringend": row.alleen_dringend,
        "toegevoegdOp": instant(row.toegevoegd_op),
        "revisie": row.revisie,
    }


def make_bezorging(tx: Transactie, row: Any) -> Toestand:  # noqa: ANN401 - a row of BEZORGINGEN
    """One bezorging. `volgendeOp` is null when no try will come by itself."""
    waiting = row.status == Bezorgstatus.wachtend
    return {
        "id": str(row.id),
        "melding": str(row.melding_id),
        "meldadres": str(row.meldadres_id),
        "soort": row.soort,
        "adres": _show_adres(tx, row.meldadres_id, row.organisatie_id, row.adres),
        "titel": row.titel,
        "dringend": row.dringend,
        "status": row.status,
        "pogingen": row.pogingen,
        "aangemaaktOp": instant(row.aangemaakt_op),
        "volgendeOp": instant(row.volgende_op) if waiting else None,
        "bezorgdOp": instant(row.bezorgd_op),
        "fout": row.fout,
        "revisie": row.revisie,
    }
