"""A clock has run out: mark it, tell whom it concerns, and let the norms be judged. Nothing here moves a claim (R15)."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from capacity_service.domain.klokken import Termijnsoort
from capacity_service.domain.meldingen import Meldingsoort
from capacity_service.domain.normen import NORM_VAN
from capacity_service.store import termijnen
from capacity_service.store.database import Transactie
from capacity_service.store.plaatsen import lock_free_streken
from capacity_service.store.termijnen import Gevuurd

AT_ONCE_MAX = 200
TOLD = {Termijnsoort(soort.value): soort for soort in Meldingsoort if soort.value in set(map(str, Termijnsoort))}
"""The clocks that are told of by themselves; the others open an episode, and that is told."""

LOCK_AANVRAGEN = """
SELECT id FROM aanvraag WHERE id = ANY(CAST(:ids AS uuid[])) ORDER BY id FOR UPDATE SKIP LOCKED
"""
ABOUT = """
SELECT p.id AS sleutel, p.id AS plaats, CAST(NULL AS uuid) AS aanvraag, p.centrumgemeente
FROM plaats p WHERE p.id = ANY(CAST(:ids AS uuid[]))
UNION ALL SELECT v.id, v.plaats_id, NULL, p.centrumgemeente FROM verblijf v JOIN plaats p ON p.id = v.plaats_id
      WHERE v.id = ANY(CAST(:ids AS uuid[]))
UNION ALL SELECT p.id, NULL, p.aanvraag_id, p.centrumgemeente FROM plaatsing p WHERE p.id = ANY(CAST(:ids AS uuid[]))
UNION ALL SELECT a.id, NULL, a.id, NULL FROM aanvraag a WHERE a.id = ANY(CAST(:ids AS uuid[]))
"""


async def fire_steps(tx: Transactie) -> int:
    """Fire what is due of all clocks that only tell and judge, in the order in which it was due; gives how many.

    What somebody else holds is left for the next time: one that hangs must not keep the others from being told (T19).
    """
    tx.changes.gebeurtenis = "termijn_verstreken"
    due = await termijnen.read_due_of(tx, termijnen.WOUND, AT_ONCE_MAX)
    if not due:
        return 0
    about, held = await lock_about(tx, {key for _, key in due})
    due = [one for one in due if one[1] not in held]
    # What was found due by the clock of a moment ago is judged by a clock that is not behind it.
    (clock,) = await tx.sql("SELECT clock_timestamp() AS now")
    tx.now = clock.now
    fired = await termijnen.fire(tx, due)
    for one in fired:
        _tell(tx, one)
    judge_again(tx, about, {one.sleutel for one in fired})
    again = [one.sleutel for one in fired if one.soort is Termijnsoort.overschrijding]
    if again:
        every = timedelta(hours=tx.regels.overschrijding_herhaling_uren)
        await termijnen.repeat(tx, Termijnsoort.overschrijding, again, every)
    return len(fired)


async def lock_about(tx: Transactie, keys: Iterable[UUID]) -> tuple[Sequence[Any], set[UUID]]:
    """Lock what these keys are about, as far as it is free; gives the rows of ABOUT, and the keys of what is not."""
    about = await tx.sql(ABOUT, ids=sorted(set(keys)))
    streken = await lock_free_streken(tx, {row.centrumgemeente for row in about if row.centrumgemeente})
    wanted = {row.aanvraag for row in about if row.aanvraag and row.centrumgemeente in {None, *streken}}
    aanvragen = {row.id for row in await tx.sql(LOCK_AANVRAGEN, ids=sorted(wanted))}
    return about, {
        row.sleutel
        for row in about
        if row.centrumgemeente not in {None, *streken} or row.aanvraag not in {None, *aanvragen}
    }


def _tell(tx: Transactie, one: Gevuurd) -> None:
    """The first time a norm begins its episode is told; only what lasts is told again from here."""
    if one.soort in TOLD and (one.soort not in NORM_VAN or one.keren > 0):
        tx.changes.tell(TOLD[one.soort], one.sleutel, one.op)


def judge_again(tx: Transactie, about: Sequence[Any], keys: set[UUID]) -> None:
    """Let these be judged. A key is the id of one kind of thing; asking the others for it finds nothing."""
    tx.changes.judge_aanvragen |= keys
    tx.changes.judge_plaatsingen |= keys
    tx.changes.judge_plaatsen |= {row.plaats for row in about if row.plaats and row.sleutel in keys}
