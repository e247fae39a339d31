"""What a weighing keeps of a household that is erased: how many they were and what they needed, so that it still runs (R17)."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from capacity_service.domain.tijd import begin_of_day, local_date
from capacity_service.store.afwegingen import PARTS, canonical, digest_of_parts
from capacity_service.store.database import Transactie
from capacity_service.store.toestand import instant

FIND = """
SELECT id, aanvragen, klassen, omgeving, regels, certificaat FROM afweging
WHERE id IN (SELECT afweging_id FROM gewogen WHERE aanvraag_id = ANY(CAST(:ids AS uuid[]))) ORDER BY id
"""
ERASE = "SELECT wis_afweging(:id, CAST(:aanvragen AS jsonb), CAST(:certificaat AS jsonb), :hash)"
WHO_GOT_WHAT = frozenset({"toegewezen", "samen", "grens", "bewezen", "ondergrens"})
"""The parts of a proof that are by household; without them it proves nothing, and is not asked."""


async def erase_from_afwegingen(tx: Transactie, aanvragen: Collection[UUID]) -> int:
    """Take these aanvragen out of every weighing they were in; gives out of how many."""
    gone = set(map(str, aanvragen))
    rows = await tx.sql(FIND, ids=sorted(aanvragen))
    for row in rows:
        kept: dict[str, Any] = {name: getattr(row, name) for name in PARTS}
        kept["aanvragen"] = [erase_weighed(one) if one["id"] in gone else one for one in kept["aanvragen"]]
        kept["certificaat"] = kept["certificaat"] and erase_certificaat(kept["certificaat"])
        parts = {name: canonical(part) for name, part in kept.items()}
        await tx.sql(
            ERASE,
            id=row.id,
            aanvragen=parts["aanvragen"].decode(),
            certificaat=None if kept["certificaat"] is None else parts["certificaat"].decode(),
            hash=digest_of_parts(parts),
        )
    return len(rows)


def erase_weighed(one: Mapping[str, Any]) -> dict[str, Any]:
    """What is left of who was weighed: under an id that nobody has, of a day, with the size and the needs."""
    dag = local_date(datetime.fromisoformat(one["vastgesteldOp"]))
    lists: dict[str, list[str]] = {"teruggemeld": [], "gevraagd": [], "heeft": []}
    return {**one, "id": str(uuid4()), "vastgesteldOp": instant(begin_of_day(dag)), "gewist": True, **lists}


def erase_certificaat(kept: Mapping[str, Any]) -> dict[str, Any]:
    """The prices of the proof, which are of places, without who got what."""
    rest = {name: part for name, part in kept.items() if name not in WHO_GOT_WHAT}
    return {**rest, "toegewezen": []}
