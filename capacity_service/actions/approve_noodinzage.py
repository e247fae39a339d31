"""Somebody of another organisatie agrees: from now on, and not for long, the asker sees both sides. Both sides are told."""

from datetime import timedelta
from uuid import UUID

from capacity_service.domain.errors import Overgang
from capacity_service.domain.inzage import Actor
from capacity_service.domain.inzagelog import Inzage
from capacity_service.domain.meldingen import Meldingsoort
from capacity_service.domain.noodinzage import check_goedkeuring
from capacity_service.store import noodinzagen
from capacity_service.store.database import Transactie
from capacity_service.store.inzagelog import record_inzage
from capacity_service.store.toestand import Toestand


async def approve_noodinzage(tx: Transactie, actor: Actor, key: UUID) -> Toestand:
    """Let it begin, and tell the house and the aanvrager at once.

    Raises `NietGevonden` when it does not wait, `AndereOrganisatie` for whoever asked or works where they do, `Overgang` for
    who approved it already.
    """
    tx.changes.gebeurtenis = "noodinzage_goedgekeurd"
    await tx.enter("dienst")
    nood = await noodinzagen.find_noodinzage(tx, key)
    check_goedkeuring(nood, actor.account, actor.organisatie, tx.now)
    tot = tx.now + timedelta(minutes=tx.regels.noodinzage_minuten)
    if not await noodinzagen.add_step(tx, actor, key, "goedgekeurd", tot):
        raise Overgang("Iemand anders keurde deze noodinzage net goed.")
    tx.changes.noodinzagen.add(key)
    plaatsing = await noodinzagen.find_plaatsing(tx, key)
    if plaatsing is not None:
        tx.changes.tell(Meldingsoort.noodinzage, plaatsing)
    await record_inzage(
        tx, actor, Inzage("approve_noodinzage", "noodinzage", key, "goedgekeurd", str(nood.reden), aantal=0)
    )
    (state,) = await noodinzagen.read_toestanden(tx, [key])
    return state
