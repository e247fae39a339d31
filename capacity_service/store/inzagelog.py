"""Who looked at what: a record of its own beside the logboek, so that reading moves nobody's number.

A line is written and committed before what it is about is shown. Refused attempts are lines too. The database writes a
schuilnaam for what names a household: each organisatie has another for the same, so its own looks at one thing can be counted,
and those of two organisaties cannot be laid beside each other.
"""

import json
from dataclasses import replace
from datetime import timedelta

import structlog
from sqlalchemy.exc import DBAPIError

from capacity_service.domain.aanvraag import LOPEND
from capacity_service.domain.errors import EvenNiet
from capacity_service.domain.inzage import Actor
from capacity_service.domain.inzagelog import GETELD, Inzage
from capacity_service.store.database import Transactie
from capacity_service.store.weigeringen import Deadlock, sqlstate, translate

log = structlog.get_logger()

UUR = timedelta(hours=1)
SHOWN = frozenset({"getoond", "niets_bekend"})

LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('inzage:' || :account, 0))"
"""Looks of one account are counted one after the other, so that two at once do not both find room."""

SEEN = """
SELECT coalesce(sum(greatest(z.aantal, 1)), 0) AS aantal, coalesce(bool_or(z.onderwerp = (SELECT CAST(s.schuilnaam AS text)
    FROM schuilnaam s WHERE s.organisatie_id = :own AND s.onderwerp = :onderwerp)), false) AS bekend
FROM (SELECT DISTINCT ON (onderwerp) onderwerp, aantal FROM inzagelog
      WHERE account_id = :account AND op > :since AND onderwerp_soort = ANY(CAST(:geteld AS text[])) AND uitkomst <> 'geremd'
      ORDER BY onderwerp, aantal DESC) z
"""
LOPENDE_ZAAK = {
    "plaatsing": "SELECT 1 FROM plaatsing WHERE id = CAST(:key AS uuid)"
    " AND ((status = ANY(CAST(:lopend AS text[])) AND (verloopt_op IS NULL OR verloopt_op > :now)) OR beeindigd_op > :since)",
    "aanvraag": "SELECT 1 FROM aanvraag a WHERE a.id = CAST(:key AS uuid) AND (a.status NOT IN ('beeindigd', 'ingetrokken')"
    " OR EXISTS (SELECT FROM plaatsing p WHERE p.aanvraag_id = a.id AND p.beeindigd_op > :since))",
}


async def complete(tx: Transactie, actor: Actor, inzage: Inzage) -> Inzage:
    """The same look with what is known of it now: the open case, and how much went before it in this hour.

    Becomes `geremd` when it is more than one account may look at in an hour; what was looked at in that hour already can be
    looked at again. Other looks of this account wait until the end of the transaction.
    """
    if inzage.onderwerp_soort not in GETELD:
        return inzage
    key = str(inzage.onderwerp)
    await tx.sql(LOCK, account=str(actor.account))
    (seen,) = await tx.sql(
        SEEN, account=actor.account, since=tx.now - UUR, own=actor.organisatie, onderwerp=key, geteld=sorted(GETELD)
    )
    in_uur = seen.aantal + (0 if seen.bekend else max(inzage.aantal, 1))
    zaak = await _is_open(tx, inzage.onderwerp_soort, key) if inzage.uitkomst in SHOWN else False
    if not seen.bekend and in_uur > tx.regels.inzage_rem_aantal:
        return replace(inzage, uitkomst="geremd", zaak=None, in_uur=seen.aantal)
    return replace(inzage, zaak=zaak, in_uur=in_uur)


async def _is_open(tx: Transactie, soort: str, key: str) -> bool | None:
    """Whether it runs, or ended so recently that what has to be recorded about it may still be (R13)."""
    query = LOPENDE_ZAAK.get(soort)
    if query is None:
        return None
    since = tx.now - timedelta(hours=tx.regels.registratie_uren)
    rest = {"lopend": sorted(LOPEND), "now": tx.now} if soort == "plaatsing" else {}
    return bool(await tx.sql(query, key=key, since=since, **rest))


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
        "oorsprong": actor.weg.oorsprong,
        "spoor": actor.weg.spoor,
        "reden": inzage.reden,
        "zaak": inzage.zaak,
        "aantal": inzage.aantal,
        "inUur": inzage.in_uur,
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
