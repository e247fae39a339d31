"""Both sides of one plaatsing, for who asked, while it lasts. The line about it is committed before anything is shown."""

from uuid import UUID

from capacity_service.domain.errors import DomainError
from capacity_service.domain.inzage import Actor
from capacity_service.domain.inzagelog import Inzage, Uitkomst
from capacity_service.domain.noodinzage import check_inzage
from capacity_service.store import noodinzagen
from capacity_service.store.database import Database
from capacity_service.store.inzagelog import record_inzage
from capacity_service.store.toestand import Toestand


async def read_noodinzage(database: Database, actor: Actor, key: UUID) -> Toestand:
    """The noodinzage with `herkomst` and `bestemming`.

    Raises `NietGevonden` alike for absent and for anybody but who asked, `Overgang` before the approval and after its time.
    Each of these is written down too.
    """
    return await database.retry(lambda: _look(database, actor, key))


async def _look(database: Database, actor: Actor, key: UUID) -> Toestand:
    refusal: DomainError | None = None
    shown: Toestand = {}
    inzage = Inzage("read_noodinzage", "noodinzage", key, "geweigerd", aantal=0)
    # The refusal is raised after the commit, so that the line about it stays.
    async with database.transaction(actor) as tx:
        try:
            await tx.enter("dienst")
            nood = await noodinzagen.find_noodinzage(tx, key)
            check_inzage(nood, actor.account, tx.now)
            shown = noodinzagen.make_noodtoestand(nood, tx.now) | await noodinzagen.read_both_sides(tx, key)
            known = shown["bestemming"] is not None
            uitkomst: Uitkomst = "getoond" if known else "niets_bekend"
            inzage = Inzage("read_noodinzage", "noodinzage", key, uitkomst, str(nood.reden), zaak=known)
        except DomainError as error:
            refusal = error
        await record_inzage(tx, actor, inzage)
    if refusal is not None:
        raise refusal
    return shown
