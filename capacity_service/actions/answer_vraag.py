"""The house says whether a place that nobody had confirmed is really free (R3)."""

from uuid import UUID

from sqlmodel import select

from capacity_service.actions.weigh import lock_afwegen, weigh_waiting
from capacity_service.domain.errors import NietGevonden, Overgang
from capacity_service.store import claims, tables_signalen, termijnen
from capacity_service.store.database import Transactie
from capacity_service.store.plaatsen import bump, lock_own, mark_seen
from capacity_service.store.signaaltoestand import make_vraag
from capacity_service.store.toestand import Toestand


async def answer_vraag(tx: Transactie, vraag_id: UUID, *, ja: bool) -> Toestand:
    """Answer a vraag about an own place; a yes confirms the place and whoever waits longest and fits gets it.

    After a no the next house is asked. Raises `Overgang` when the vraag is over, or when the service knows the place
    as held; `NietGevonden` for absent and hidden alike.
    """
    tx.changes.gebeurtenis = f"vraag_{'ja' if ja else 'nee'}"
    await _find_own(tx, vraag_id)
    await lock_afwegen(tx)
    vraag = await _lock(tx, vraag_id)
    if vraag.status != "open" or vraag.verloopt_op <= tx.now:
        raise Overgang(
            "Deze vraag loopt niet meer. Is de plaats vrij? Tik dan bij de plaats op nog steeds vrij: dat helpt de volgende."
        )
    plaats = await lock_own(tx, vraag.plaats_id)
    if ja and await claims.lock_claim(tx, plaats.id) is not None:
        raise Overgang("De dienst kent deze plaats niet als vrij. Kies bij de plaats eerst de status die u ziet.")
    vraag.status = "ja" if ja else "nee"
    vraag.beantwoord_op = tx.now
    vraag.revisie += 1
    tx.session.add(vraag)
    tx.changes.vragen.add(vraag.id)
    await tx.session.flush()
    await termijnen.disarm(tx, termijnen.VRAAG_VERLOOPT, [vraag.id])
    if ja:
        await mark_seen(tx, [plaats.id], tx.now)
        await bump(tx, [plaats.id])
    await weigh_waiting(tx)
    return make_vraag(vraag)


async def _find_own(tx: Transactie, vraag_id: UUID) -> None:
    query = select(tables_signalen.Vraag.opvang_organisatie).where(tables_signalen.Vraag.id == vraag_id)
    owner = (await tx.session.exec(query)).one_or_none()
    if owner is None or tx.actor is None or owner != tx.actor.organisatie:
        raise NietGevonden


async def _lock(tx: Transactie, vraag_id: UUID) -> tables_signalen.Vraag:
    query = select(tables_signalen.Vraag).where(tables_signalen.Vraag.id == vraag_id).with_for_update()
    return (await tx.session.exec(query.execution_options(populate_existing=True))).one()
