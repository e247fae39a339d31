"""What is due happens: once, in the transaction that has the effect, on whichever node gets the row (P5)."""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from uuid import UUID

from capacity_service.actions.begin_regels import begin_regels
from capacity_service.actions.fire_steps import fire_steps
from capacity_service.actions.lapse_reserveringen import lapse_due
from capacity_service.actions.settle import settle
from capacity_service.actions.weigh import lock_afwegen, weigh_waiting
from capacity_service.domain.errors import EvenNiet
from capacity_service.domain.klokken import Termijnsoort
from capacity_service.domain.meldingen import Meldingsoort
from capacity_service.domain.plaats import ClaimSoort
from capacity_service.store import claims, tables, termijnen
from capacity_service.store.database import Database, Transactie
from capacity_service.store.plaatsen import bump, lock_free_streken

AT_ONCE_MAX = 200
LOCK_WAIT_MS = 1000
"""Shorter than a person waits: what hangs on a lock is left for the next tick, and the other kinds go on (T19)."""

Effect = Callable[[Transactie], Awaitable[int]]


async def fire_termijnen(database: Database) -> int:
    """Fire everything that is due, by the database's clock; gives how many. Safe to run on every node at once.

    What has waited longest goes first, at most 200 of a kind in one transaction. Raises `EvenNiet`, after all else has
    been fired, when an effect could not get its locks.
    """
    fired, stuck = 0, set[Effect]()
    while kinds := await termijnen.look_for_due_kinds(database):
        done = 0
        for fire in dict.fromkeys(EFFECT.get(kind, fire_steps) for kind in kinds):
            if fire in stuck:
                continue
            try:
                done += await database.retry(partial(_in_transaction, database, fire))
            except EvenNiet:
                stuck.add(fire)
        fired += done
        if not done:
            # Another node is firing these, or somebody holds what they are about.
            break
    if stuck:
        raise EvenNiet
    return fired


async def _in_transaction(database: Database, fire: Effect) -> int:
    async with database.transaction(None, own_pool=True) as tx:
        await tx.sql("SELECT set_config('lock_timeout', :wait, true)", wait=str(LOCK_WAIT_MS))
        done = await fire(tx)
        await settle(tx)
        return done


async def _lapse(tx: Transactie) -> int:
    tx.changes.gebeurtenis = "reservering_vervallen"
    if not await termijnen.read_due(tx, termijnen.RESERVERING_VERVALT, 1):
        return 0
    await lock_afwegen(tx)
    done = await lapse_due(tx, skip_held=True)
    if done:
        await weigh_waiting(tx)
    return done


async def _mark_onbevestigd(tx: Transactie) -> int:
    """A vrij place that nobody saw within the term turns grey, as a recorded fact (R3)."""
    tx.changes.gebeurtenis = "plaats_onbevestigd"
    due = await _lock_places(tx, termijnen.PLAATS_ONBEVESTIGD)
    # By the clock that called the deadline due: what became due since tx.now would not be looked at again.
    rows = await tx.sql(
        "UPDATE plaats SET onbevestigd = true WHERE id = ANY(CAST(:ids AS uuid[])) AND NOT onbevestigd"
        " AND verwijderd_op IS NULL AND bevestigd_op <= clock_timestamp() - make_interval(hours => :uren) RETURNING id",
        ids=due,
        uren=tx.regels.bevestigd_uren,
    )
    await bump(tx, [row.id for row in rows])
    for row in rows:
        tx.changes.tell(Meldingsoort.plaats_onbevestigd, row.id)
    return len(due)


async def _expire_vragen(tx: Transactie) -> int:
    """Houses that did not answer are not waited for: the next ones are asked (R3)."""
    tx.changes.gebeurtenis = "vraag_verlopen"
    if not await termijnen.read_due(tx, termijnen.VRAAG_VERLOOPT, 1):
        return 0
    await lock_afwegen(tx)
    due = await termijnen.read_due(tx, termijnen.VRAAG_VERLOOPT, AT_ONCE_MAX)
    rows = await tx.sql(
        "UPDATE vraag SET status = 'verlopen', revisie = revisie + 1"
        " WHERE id = ANY(CAST(:ids AS uuid[])) AND status = 'open' RETURNING id",
        ids=await termijnen.take(tx, termijnen.VRAAG_VERLOOPT, due),
    )
    tx.changes.vragen |= {row.id for row in rows}
    if rows:
        await weigh_waiting(tx)
    return len(due)


async def _begin_uitname(tx: Transactie) -> int:
    """A planned uitname begins: at once where nobody is, else as soon as they have left."""
    tx.changes.gebeurtenis = "uitname_begonnen"
    due = await _lock_places(tx, termijnen.UITNAME_BEGINT)
    for plaats in due:
        plan = await tx.session.get(tables.Uitname, plaats)
        claim = await claims.lock_claim(tx, plaats)
        lapsed = claim is not None and claim.verloopt_op <= tx.now
        if plan is None or (claim is not None and not lapsed):
            continue
        if plan.vervangen_door is not None:
            await _return_to_service(tx, plan.vervangen_door)
        await tx.session.delete(plan)
        await tx.session.flush()
        await claims.hold(
            tx,
            plaats,
            ClaimSoort.buiten_gebruik,
            plan.vanaf_op,
            reden=plan.reden,
            tot=plan.verwacht_tot_op,
            # The minimum was judged when the plan was made (R1); a fact elsewhere since then does not stop it.
            feit=True,
            onvoorzien=plan.feit,
        )
        await bump(tx, [plaats])
    return len(due)


async def _return_to_service(tx: Transactie, plaats: UUID) -> None:
    claim = await claims.lock_claim(tx, plaats)
    if claim is not None and claim.soort == ClaimSoort.buiten_gebruik:
        await claims.release(tx, [plaats], None)
        await bump(tx, [plaats])


async def _lock_places(tx: Transactie, soort: Termijnsoort) -> list[UUID]:
    """The places whose deadline of this kind is due, taken by us, with their centrumgemeenten locked.

    Those in a centrumgemeente that somebody else holds are left for the next time.
    """
    due = await termijnen.read_due(tx, soort, AT_ONCE_MAX)
    if not due:
        return []
    rows = await tx.sql("SELECT id, centrumgemeente FROM plaats WHERE id = ANY(CAST(:ids AS uuid[]))", ids=due)
    free = await lock_free_streken(tx, [row.centrumgemeente for row in rows])
    held = {row.id for row in rows if row.centrumgemeente not in free}
    return await termijnen.take(tx, soort, [key for key in due if key not in held])


EFFECT: Mapping[Termijnsoort, Effect] = {
    Termijnsoort.reservering_vervalt: _lapse,
    Termijnsoort.plaats_onbevestigd: _mark_onbevestigd,
    Termijnsoort.uitname_begint: _begin_uitname,
    Termijnsoort.vraag_verloopt: _expire_vragen,
    Termijnsoort.regel_begint: begin_regels,
}
"""The clocks with an effect of their own; all others tell and judge."""
