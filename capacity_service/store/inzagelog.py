"""Who looked at what: a record of its own beside the logboek, so that reading moves nobody's number.

A line is written and committed before what it is about is shown. Refused attempts are lines too.
"""

import json
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

import structlog
from sqlalchemy.exc import DBAPIError

from capacity_service.domain.errors import EvenNiet
from capacity_service.domain.inzage import Actor
from capacity_service.store.database import Deadlock, Transactie, sqlstate, translate

log = structlog.get_logger()

Uitkomst = Literal["getoond", "niets_bekend", "geweigerd"]


@dataclass(frozen=True)
class Inzage:
    """One look, or an attempt at it: `handeling` is the operation of `domain/inzage.py`, `onderwerp` an id."""

    handeling: str
    onderwerp_soort: str
    onderwerp: UUID
    uitkomst: Uitkomst


async def record_inzage(tx: Transactie, actor: Actor, inzage: Inzage) -> int:
    """Write the line as the last thing of the transaction; gives its volgnummer. The head of the chain is locked last.

    Whoever cannot write the line cannot look: `EvenNiet` ends the transaction, and the log says so.
    """
    line = {
        "account": str(actor.account),
        "organisatie": str(actor.organisatie),
        "rol": str(actor.rol),
        "handeling": inzage.handeling,
        "onderwerpSoort": inzage.onderwerp_soort,
        "onderwerp": str(inzage.onderwerp),
        "uitkomst": inzage.uitkomst,
    }
    await tx.session.flush()
    return await _append(tx, json.dumps([line]))


async def _append(tx: Transactie, regels: str) -> int:
    try:
        (row,) = await tx.sql("SELECT append_inzage(CAST(:regels AS jsonb)) AS volgnummer", regels=regels)
    except DBAPIError as error:
        refusal = translate(error)
        if isinstance(refusal, Deadlock):
            raise refusal from error
        # Without what was written: the error holds the whole line.
        log.error("inzage niet vast te leggen", sqlstate=str(sqlstate(error)))  # noqa: TRY400
        raise EvenNiet from error
    volgnummer: int = row.volgnummer
    return volgnummer
