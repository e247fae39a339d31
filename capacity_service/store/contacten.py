"""Whom to call, in SQL: the number of a huis, and the terugbelnummer of an aanvraag. In no fact, message or household.

A number is sealed (`store/kluis.py`): who has the tables and not the key reads none.
"""

from typing import Literal
from uuid import UUID

from sqlmodel import select

from capacity_service.domain.errors import RevisieVerouderd
from capacity_service.store.database import Transactie
from capacity_service.store.kluis import Kluis, Vak
from capacity_service.store.tables_signalen import Contact

CREATE = """
INSERT INTO contact (onderwerp, soort, organisatie_id, telefoonnummer, gewijzigd_op, revisie)
VALUES (:onderwerp, 'huis', :organisatie, :telefoonnummer, :now, 1) ON CONFLICT (onderwerp) DO NOTHING RETURNING revisie
"""
CHANGE = """
UPDATE contact SET telefoonnummer = :telefoonnummer, gewijzigd_op = :now, revisie = revisie + 1
WHERE onderwerp = :onderwerp AND organisatie_id = :organisatie AND revisie = :revisie RETURNING revisie
"""
KEEP = """
INSERT INTO contact (onderwerp, soort, organisatie_id, telefoonnummer, gewijzigd_op, revisie)
VALUES (:onderwerp, 'aanvraag', :organisatie, :telefoonnummer, :now, 1)
ON CONFLICT (onderwerp) DO UPDATE
SET telefoonnummer = excluded.telefoonnummer, gewijzigd_op = excluded.gewijzigd_op, revisie = contact.revisie + 1
"""


def find_vak(onderwerp: UUID, organisatie: UUID) -> Vak:
    """Where the number of this huis or aanvraag, of this organisatie, stands."""
    return Vak("contact", "telefoonnummer", f"{onderwerp}|{organisatie}")


async def change_huiscontact(tx: Transactie, huis: UUID, organisatie: UUID, revisie: int, telefoonnummer: str) -> int:
    """Set the number of a huis at this revisie (0: there is none yet); gives the new revisie.

    Raises `RevisieVerouderd` when somebody was first.
    """
    rows = await tx.sql(
        CHANGE if revisie else CREATE,
        onderwerp=huis,
        organisatie=organisatie,
        telefoonnummer=tx.kluis.seal(telefoonnummer.encode(), find_vak(huis, organisatie)),
        now=tx.now,
        **({"revisie": revisie} if revisie else {}),
    )
    if not rows:
        raise RevisieVerouderd
    new: int = rows[0].revisie
    return new


async def keep_terugbelnummer(tx: Transactie, aanvraag: UUID, organisatie: UUID, telefoonnummer: str) -> None:
    """Set the number at which whoever asked can be called back about this aanvraag."""
    sealed = tx.kluis.seal(telefoonnummer.encode(), find_vak(aanvraag, organisatie))
    await tx.sql(KEEP, onderwerp=aanvraag, organisatie=organisatie, telefoonnummer=sealed, now=tx.now)


async def read_telefoonnummer(tx: Transactie, onderwerp: UUID, soort: Literal["huis", "aanvraag"]) -> str | None:
    """The number of this huis or aanvraag, as far as this transaction may see it. Raises `Onleesbaar` when its key is lost."""
    query = select(Contact).where(Contact.onderwerp == onderwerp, Contact.soort == soort)
    row = (await tx.session.exec(query)).one_or_none()
    return None if row is None else open_telefoonnummer(tx.kluis, onderwerp, row.organisatie_id, row.telefoonnummer)


def open_telefoonnummer(kluis: Kluis, onderwerp: UUID, organisatie: UUID, sealed: bytes) -> str:
    """A number as it was given. Raises `Onleesbaar` when its key is lost, or it was not written for this row."""
    return kluis.open(sealed, find_vak(onderwerp, organisatie)).decode()
