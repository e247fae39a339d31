"""Write down that somebody looks, before anything is shown; who looks at too much in an hour is stopped."""

from dataclasses import replace
from datetime import datetime, timedelta

from capacity_service.domain.errors import TeVeelIngezien
from capacity_service.domain.inzage import Actor
from capacity_service.domain.inzagelog import Inzage, Maat
from capacity_service.store.database import Database
from capacity_service.store.inzagelog import complete, record_inzage


async def record_look(database: Database, actor: Actor, inzage: Inzage, maat: Maat, now: datetime) -> None:
    """One line, or none when the same look was written down a moment ago (`Maat.eens`). Committed when this returns.

    Raises `TeVeelIngezien` for more than an account may look at in an hour, and whatever the database raises when the line
    cannot be written: then nothing may be shown.
    """
    if maat is Maat.eens and database.ingezien.knows(actor.account, inzage, now):
        return
    written, tot = await database.retry(lambda: _write(database, actor, inzage))
    database.ingezien.keep(actor.account, written, tot)
    if written.uitkomst == "geremd":
        raise TeVeelIngezien


async def _write(database: Database, actor: Actor, inzage: Inzage) -> tuple[Inzage, datetime]:
    """The look as it was written down, and until when it is one with what follows; a stopped one is a line once in a while."""
    async with database.transaction(actor) as tx:
        found = await complete(tx, actor, inzage)
        if found.uitkomst == "geremd":
            found = replace(found, onderwerp_soort="rem", onderwerp=actor.organisatie)
        if found.uitkomst != "geremd" or not database.ingezien.knows(actor.account, found, tx.now):
            await record_inzage(tx, actor, found)
        return found, tx.now + timedelta(minutes=tx.regels.inzage_herhaling_minuten)
