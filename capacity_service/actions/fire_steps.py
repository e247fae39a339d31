"""A clock has run out: mark it, tell whom it concerns, and let the norms be judged. Nothing here moves a claim (R15)."""

from datetime import timedelta
from uuid import UUID

from capacity_service.domain.klokken import Termijnsoort
from capacity_service.domain.meldingen import Meldingsoort
from capacity_service.domain.normen import NORM_VAN
from capacity_service.store import termijnen
from capacity_service.store.database import Transactie
from capacity_service.store.plaatsen import lock_streken
from capacity_service.store.termijnen import Gevuurd

AT_ONCE_MAX = 200
TOLD = {Termijnsoort(soort.value): soort for soort in Meldingsoort if soort.value in set(map(str, Termijnsoort))}
"""The clocks that are told of by themselves; the others open an episode, and that is told."""

LOCK_AANVRAGEN = """
SELECT id FROM aanvraag WHERE id = ANY(CAST(:ids AS uuid[]))
   OR id IN (SELECT aanvraag_id FROM plaatsing WHERE id = ANY(CAST(:ids AS uuid[]))) ORDER BY id FOR UPDATE
"""
WHERE = """
SELECT p.id AS plaats, p.centrumgemeente FROM plaats p WHERE p.id = ANY(CAST(:ids AS uuid[]))
UNION SELECT v.plaats_id, p.centrumgemeente FROM verblijf v JOIN plaats p ON p.id = v.plaats_id
      WHERE v.id = ANY(CAST(:ids AS uuid[]))
UNION SELECT NULL, p.centrumgemeente FROM plaatsing p WHERE p.id = ANY(CAST(:ids AS uuid[]))
"""


async def fire_steps(tx: Transactie) -> int:
    """Fire what is due of all clocks that only tell and judge, in the order in which it was due; gives how many."""
    tx.changes.gebeurtenis = "termijn_verstreken"
    due = await termijnen.read_due_of(tx, termijnen.WOUND, AT_ONCE_MAX)
    if not due:
        return 0
    ids = sorted({key for _, key in due})
    places = await tx.sql(WHERE, ids=ids)
    await lock_streken(tx, [row.centrumgemeente for row in places])
    await tx.sql(LOCK_AANVRAGEN, ids=ids)
    # What was found due by the clock of a moment ago is judged by a clock that is not behind it.
    (clock,) = await tx.sql("SELECT clock_timestamp() AS now")
    tx.now = clock.now
    fired = await termijnen.fire(tx, due)
    for one in fired:
        _tell(tx, one)
    _judge_again(tx, {one.sleutel for one in fired}, {row.plaats for row in places if row.plaats})
    again = [one.sleutel for one in fired if one.soort is Termijnsoort.overschrijding]
    if again:
        every = timedelta(hours=tx.regels.overschrijding_herhaling_uren)
        await termijnen.repeat(tx, Termijnsoort.overschrijding, again, every)
    return len(due)


def _tell(tx: Transactie, one: Gevuurd) -> None:
    """The first time a norm begins its episode is told; only what lasts is told again from here."""
    if one.soort in TOLD and (one.soort not in NORM_VAN or one.keren > 0):
        tx.changes.tell(TOLD[one.soort], one.sleutel, one.op)


def _judge_again(tx: Transactie, fired: set[UUID], plaatsen: set[UUID]) -> None:
    """A key is the id of one kind of thing; asking the others for it finds nothing."""
    tx.changes.judge_aanvragen |= fired
    tx.changes.judge_plaatsingen |= fired
    tx.changes.judge_plaatsen |= plaatsen
