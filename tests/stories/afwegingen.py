"""Every weighing that a story leaves behind, once more: the same answer, and a proof that the checker accepts."""

from uuid import UUID

from capacity_service.store.database import Database
from capacity_service.store.herweging import Herweging, weigh_again


async def check_afwegingen(owner_url: str) -> tuple[list[str], int]:
    """A Dutch sentence for each weighing that is not accepted, and how many were looked at; erased ones have no proof left."""
    database = Database(owner_url, size=1)
    try:
        async with database.transaction(None, snapshot=True) as tx:
            keys: list[UUID] = [row.id for row in await tx.sql("SELECT id FROM afweging ORDER BY op, id")]
            faults = [fault for key in keys for fault in _judge(key, await weigh_again(tx, key))]
    finally:
        await database.close()
    return faults, len(keys)


def _judge(key: UUID, found: Herweging | None) -> list[str]:
    if found is None or found.bewaard.id != key:
        return [f"Afweging {key} is niet na te rekenen."]
    if found.gewist:
        return []
    other = [] if found.gelijk else [f"Afweging {key} geeft een ander antwoord dan is vastgelegd."]
    return other + [f"Afweging {key}: {fault}" for fault in found.fouten]
