"""Ask to see both sides of one plaatsing, for a reason from a closed list. Nothing is shown before somebody else agrees."""

from datetime import timedelta

from capacity_service.domain.errors import Fault, OngeldigeInvoer
from capacity_service.domain.inzage import Actor
from capacity_service.domain.inzagelog import Inzage
from capacity_service.domain.noodinzage import Noodinzage, Noodreden
from capacity_service.store import noodinzagen
from capacity_service.store.database import Transactie
from capacity_service.store.identiteit import make_id, make_referentie
from capacity_service.store.inzagelog import record_inzage
from capacity_service.store.toestand import Toestand

REFERENTIE_TEKENS = 6
NOT_RUNNING = "Bij dit kenmerk loopt nu geen plaatsing. Vraag het kenmerk na bij wie belt."


async def ask_noodinzage(tx: Transactie, actor: Actor, kenmerk: str, reden: Noodreden) -> Toestand:
    """Write the question down. Raises `OngeldigeInvoer` alike for a kenmerk that is unknown, has no place, or is over."""
    tx.changes.gebeurtenis = "noodinzage_gevraagd"
    await tx.enter("dienst")
    found = await noodinzagen.find_running(tx, kenmerk)
    if found is None:
        raise OngeldigeInvoer(Fault("kenmerk", NOT_RUNNING))
    tot = tx.now + timedelta(minutes=tx.regels.noodinzage_minuten)
    key, referentie = make_id(tx.now), make_referentie(REFERENTIE_TEKENS)
    nood = Noodinzage(key, referentie, reden, actor.account, actor.organisatie, tx.now, tot)
    await noodinzagen.add(tx, nood, found[0])
    tx.changes.noodinzagen.add(key)
    await record_inzage(tx, actor, Inzage("ask_noodinzage", "noodinzage", key, "gevraagd", str(reden), aantal=0))
    return noodinzagen.make_noodtoestand(nood, tx.now)
