from datetime import timedelta

from capacity_service.store.volgnummers import find_first, read_head
from tests.land import Dienst


async def test_the_first_fact_since_an_instant_is_found_by_halving(dienst: Dienst) -> None:
    for _ in range(3):
        await dienst.add_plaatsen({})
    facts = await dienst.sql("SELECT volgnummer, op FROM logboek ORDER BY volgnummer")
    moments = sorted({fact.op for fact in facts})
    async with dienst.database.transaction(None) as tx:
        head = await read_head(tx)
        assert head == facts[-1].volgnummer
        for moment in moments:
            assert await find_first(tx, moment, head) == min(f.volgnummer for f in facts if f.op >= moment)
        assert await find_first(tx, moments[-1] + timedelta(seconds=1), head) == head + 1
        assert await find_first(tx, moments[0] - timedelta(days=1), head) == 1
