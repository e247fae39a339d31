"""Who holds each plaats now: one row per place, so that a second holder cannot exist."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import select

from capacity_service.domain.plaats import ClaimSoort, check_transition
from capacity_service.store.database import Transactie
from capacity_service.store.plaatsen import bump
from capacity_service.store.tables import Claim, Plaats

TAKE = """
INSERT INTO claim (plaats_id, soort, plaatsing_id, sinds_op, verloopt_op, feit)
SELECT plaats_id, 'reservering', plaatsing_id, :sinds, :verloopt, false
FROM unnest(CAST(:plaatsen AS uuid[]), CAST(:plaatsingen AS uuid[])) AS n (plaats_id, plaatsing_id)
ORDER BY plaats_id
ON CONFLICT (plaats_id) DO UPDATE
SET soort = excluded.soort, plaatsing_id = excluded.plaatsing_id, sinds_op = excluded.sinds_op,
    verloopt_op = excluded.verloopt_op, reden = NULL, verwacht_tot_op = NULL, feit = false, onvoorzien = false
WHERE claim.verloopt_op <= clock_timestamp()
RETURNING plaats_id
"""

HOLD = """
INSERT INTO claim (plaats_id, soort, plaatsing_id, sinds_op, verloopt_op, reden, verwacht_tot_op, feit, onvoorzien)
VALUES (:plaats, :soort, :plaatsing, :sinds, 'infinity', :reden, :tot, :feit, :onvoorzien)
ON CONFLICT (plaats_id) DO UPDATE
SET soort = excluded.soort, sinds_op = excluded.sinds_op, verloopt_op = 'infinity', reden = excluded.reden,
    verwacht_tot_op = excluded.verwacht_tot_op, feit = excluded.feit, onvoorzien = excluded.onvoorzien,
    plaatsing_id = excluded.plaatsing_id
"""

KEEP = """
UPDATE claim SET soort = :soort, verloopt_op = 'infinity'
WHERE plaats_id = ANY(CAST(:plaatsen AS uuid[])) AND plaatsing_id = :plaatsing AND verloopt_op > clock_timestamp()
RETURNING plaats_id
"""


INHERIT = """
INSERT INTO claim (plaats_id, soort, plaatsing_id, sinds_op, verloopt_op, feit)
SELECT DISTINCT ON (v.plaats_id) v.plaats_id, CASE WHEN v.plaatsing_id IS NULL THEN 'bezet' ELSE 'verblijf' END,
       v.plaatsing_id, v.van, 'infinity'::timestamptz, false
FROM verblijf v WHERE v.plaats_id = ANY(CAST(:plaatsen AS uuid[])) AND v.tot IS NULL ORDER BY v.plaats_id, v.van
ON CONFLICT (plaats_id) DO NOTHING
"""

RETURN = """
DELETE FROM claim r USING uitname u
WHERE u.plaats_id = ANY(CAST(:plaatsen AS uuid[])) AND u.vanaf_op <= :now
  AND r.plaats_id = u.vervangen_door AND r.soort = 'buiten_gebruik'
  AND NOT EXISTS (SELECT FROM claim c WHERE c.plaats_id = u.plaats_id)
RETURNING r.plaats_id
"""

# The minimum was judged when the plan was made, and the place has counted as out since: a fact elsewhere in between
# may not keep a household from leaving (R14), so the plan is a fact by now.
GO_OUT = """
INSERT INTO claim (plaats_id, soort, sinds_op, verloopt_op, reden, verwacht_tot_op, feit, onvoorzien)
SELECT u.plaats_id, 'buiten_gebruik', :now, 'infinity', u.reden, u.verwacht_tot_op, true, u.feit FROM uitname u
WHERE u.plaats_id = ANY(CAST(:plaatsen AS uuid[])) AND u.vanaf_op <= :now
ON CONFLICT (plaats_id) DO NOTHING
"""


async def take(tx: Transactie, pairs: Sequence[tuple[UUID, UUID]], verloopt_op: datetime) -> set[UUID]:
    """Reserve (plaats, plaatsing) pairs; gives the places that were reserved. A loser is a place not returned (P2).

    A plaatsing of which one place was not free gets none: a household stays together (R7).
    """
    rows = await tx.sql(
        TAKE,
        plaatsen=[plaats for plaats, _ in pairs],
        plaatsingen=[plaatsing for _, plaatsing in pairs],
        sinds=tx.now,
        verloopt=verloopt_op,
    )
    taken = {row.plaats_id for row in rows}
    lost = {plaatsing for plaats, plaatsing in pairs if plaats not in taken}
    halves = {plaats for plaats, plaatsing in pairs if plaatsing in lost} & taken
    if halves:
        await tx.sql("DELETE FROM claim WHERE plaats_id = ANY(CAST(:ids AS uuid[]))", ids=sorted(halves))
    return taken - halves


async def keep(tx: Transactie, plaatsen: Sequence[UUID], plaatsing: UUID, soort: ClaimSoort) -> bool:
    """Let a plaatsing hold on to its places without end; False when its reservering has lapsed on any of them."""
    rows = await tx.sql(KEEP, plaatsen=list(plaatsen), plaatsing=plaatsing, soort=str(soort))
    return len(rows) == len(plaatsen)


async def hold(
    tx: Transactie,
    plaats: UUID,
    soort: ClaimSoort,
    sinds: datetime,
    *,
    plaatsing: UUID | None = None,
    reden: str | None = None,
    tot: datetime | None = None,
    feit: bool = False,
    onvoorzien: bool | None = None,
) -> None:
    """Hold a free place (or change what holds it, for the same holder) without end.

    A fact is unforeseen (R1), unless the caller says that it was planned before it became one.
    """
    await tx.sql(
        HOLD,
        plaats=plaats,
        soort=str(soort),
        plaatsing=plaatsing,
        sinds=sinds,
        reden=reden,
        tot=tot,
        feit=feit,
        onvoorzien=feit if onvoorzien is None else onvoorzien,
    )


async def lose(tx: Transactie, plaats: UUID, reden: str, tot: datetime | None) -> None:
    """A free place is out of service from now on: a fact that nobody planned. `tot` is when it is expected back."""
    await hold(tx, plaats, ClaimSoort.buiten_gebruik, tx.now, reden=reden, tot=tot, feit=True)


async def release(tx: Transactie, plaatsen: Sequence[UUID], plaatsing: UUID | None) -> None:
    """End what this plaatsing (None: nobody's aanvraag) holds of these places.

    Where a second household is inside, the place is theirs from now on (R14). A place that was to go out of service
    when its people left (uitname) goes out now, and what replaces it comes in.
    """
    await tx.sql(
        "DELETE FROM claim WHERE plaats_id = ANY(CAST(:plaatsen AS uuid[]))"
        " AND plaatsing_id IS NOT DISTINCT FROM CAST(:plaatsing AS uuid)",
        plaatsen=list(plaatsen),
        plaatsing=plaatsing,
    )
    await tx.session.flush()
    await tx.sql(INHERIT, plaatsen=list(plaatsen))
    returned = await tx.sql(RETURN, plaatsen=list(plaatsen), now=tx.now)
    await bump(tx, [row.plaats_id for row in returned])
    await tx.sql(GO_OUT, plaatsen=list(plaatsen), now=tx.now)
    await tx.sql(
        "DELETE FROM uitname u USING claim c WHERE u.plaats_id = ANY(CAST(:plaatsen AS uuid[]))"
        " AND c.plaats_id = u.plaats_id AND c.soort = 'buiten_gebruik'",
        plaatsen=list(plaatsen),
    )


async def lock_claim(tx: Transactie, plaats: UUID) -> Claim | None:
    """The claim on a locked place, read after the lock; a lapsed reservering is shown as it stands."""
    await tx.session.exec(select(Plaats.id).where(Plaats.id == plaats).with_for_update())
    query = select(Claim).where(Claim.plaats_id == plaats).with_for_update()
    return (await tx.session.exec(query.execution_options(populate_existing=True))).one_or_none()


def check_next(claim: Claim | None, naar: ClaimSoort | None) -> None:
    """Raise `Overgang` unless the table of transitions lets this claim become the next."""
    check_transition(ClaimSoort(claim.soort) if claim else None, naar)
