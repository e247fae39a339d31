"""Whom to call about a plaatsing that runs. Who looked is written down and committed before the number is shown."""

from uuid import UUID

from sqlmodel import select

from capacity_service.domain.aanvraag import LOPEND, Plaatsingstatus
from capacity_service.domain.errors import NietGevonden, TeVeelIngezien
from capacity_service.domain.inzage import Actor, Rol
from capacity_service.domain.inzagelog import Inzage, Uitkomst
from capacity_service.store import tables
from capacity_service.store.contacten import read_telefoonnummer
from capacity_service.store.database import Database, Transactie
from capacity_service.store.inzagelog import complete, record_inzage
from capacity_service.store.kluis import Onleesbaar
from capacity_service.store.plaatsingen import find_own
from capacity_service.store.toestand import Toestand

NO_NUMBER = {
    Rol.coordinator: "Dit huis heeft nog geen nummer opgegeven. Bel de landelijke coördinatie.",
    Rol.opvang: "Bij deze aanvraag is geen terugbelnummer opgegeven. Bel de landelijke coördinatie.",
}
UNREADABLE = "Het nummer is bewaard, maar de dienst kan het niet lezen. Bel de landelijke coördinatie."
"""Its key is lost; the operator is told by `capacity-service check`."""


async def read_contact(database: Database, actor: Actor, plaatsing_id: UUID) -> Toestand:
    """The house's number for the coordinator, the terugbelnummer for the house; null with a sentence when there is none to read.

    Raises `NietGevonden` alike for a plaatsing that is absent, hidden or does not run, and `TeVeelIngezien` for whoever looks
    at too much in an hour; those looks are written down too.
    """
    return await database.retry(lambda: _look(database, actor, plaatsing_id))


async def _look(database: Database, actor: Actor, plaatsing_id: UUID) -> Toestand:
    found: str | None = None
    uitleg = NO_NUMBER.get(actor.rol)
    uitkomst: Uitkomst = "geweigerd"
    # The refusal is raised after the commit, so that the line about it stays.
    async with database.transaction(actor) as tx:
        plaatsing = await _find_running(tx, plaatsing_id)
        if plaatsing is not None:
            try:
                found = await _read_number(tx, actor, plaatsing)
            except Onleesbaar:
                uitleg = UNREADABLE
            uitkomst = "niets_bekend" if found is None else "getoond"
        inzage = await complete(tx, actor, Inzage("read_contact", "plaatsing", plaatsing_id, uitkomst))
        await record_inzage(tx, actor, inzage)
    if inzage.uitkomst == "geremd":
        raise TeVeelIngezien
    if uitkomst == "geweigerd":
        raise NietGevonden
    return {"telefoonnummer": found, "uitleg": uitleg if found is None else None}


async def _find_running(tx: Transactie, plaatsing_id: UUID) -> tables.Plaatsing | None:
    try:
        plaatsing = await find_own(tx, plaatsing_id)
    except NietGevonden:
        return None
    # A reservering that lapsed has ended by definition, also while nobody recorded it yet.
    lapsed = plaatsing.verloopt_op is not None and plaatsing.verloopt_op <= tx.now
    return plaatsing if Plaatsingstatus(plaatsing.status) in LOPEND and not lapsed else None


async def _read_number(tx: Transactie, actor: Actor, plaatsing: tables.Plaatsing) -> str | None:
    """The number of the other side, which an organisatie cannot see by itself."""
    await tx.enter("dienst")
    if actor.rol is Rol.opvang:
        return await read_telefoonnummer(tx, plaatsing.aanvraag_id, "aanvraag")
    query = select(tables.Plaats.huis_id).where(tables.Plaats.id == plaatsing.plaatsen[0])
    return await read_telefoonnummer(tx, (await tx.session.exec(query)).one(), "huis")
