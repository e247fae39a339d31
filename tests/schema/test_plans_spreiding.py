"""What the spread of the weighing looks at is found in one row, however many stays there were."""

import json

from capacity_service.store.database import Database
from capacity_service.store.spreiding import read_gegeven
from tests.schema.test_plans import explained, grown

__all__ = ["grown"]
KEPT = (
    "INSERT INTO spreidingstelling VALUES (1, clock_timestamp() - interval '1 minute', 10000, CAST(:nachten AS jsonb))"
)


async def test_the_nights_given_are_not_counted_again_for_every_weighing(grown: Database) -> None:
    nachten = {f"GM{10_000 + n}": n for n in range(1, 1_000)}
    async with grown.transaction(None) as tx:
        await tx.sql(KEPT, nachten=json.dumps(nachten))
    with explained(grown) as plans:
        async with grown.transaction(None) as tx:
            assert await read_gegeven(tx) == nachten
    assert plans.statements == 2, "the one that every transaction begins with, and this one"
    assert plans.tables == {"installatie", "spreidingstelling"}
