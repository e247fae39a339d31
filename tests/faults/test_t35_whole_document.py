"""T35: Schemathesis over every operation of the document, in chains too, by every rol: 0 server errors, 0 answers it does not tell."""

import asyncio
from collections import Counter
from random import Random

import pytest

from tests.api.document import operations
from tests.faults.bad_input import INTERNALS
from tests.faults.figures import LONG, report
from tests.faults.foreign_land import make_land
from tests.faults.machine import SEED, Zenders, run_beside, send_each, send_in_order
from tests.land import Dienst

pytestmark = pytest.mark.faults

EACH = 40 if LONG else 2
SCENARIOS, STEPS = (400, 12) if LONG else (5, 6)


async def test_no_request_that_can_be_made_of_the_document_gets_an_answer_it_does_not_tell(dienst: Dienst) -> None:
    zenders = Zenders(await make_land(dienst), asyncio.get_running_loop(), Random(SEED))
    await run_beside(send_each, zenders, EACH)
    await run_beside(send_in_order, zenders, SCENARIOS, STEPS)
    assert not zenders.faults, f"{len(zenders.faults)}:\n" + "\n".join(zenders.faults[:10])
    assert not [told for told in zenders.faults if any(word in told for word in INTERNALS)]
    sent = {naam for naam, _ in zenders.seen}
    assert {operation.naam for operation in operations()} <= sent
    statuses = Counter[int]()
    for (_, status), number in zenders.seen.items():
        statuses[status] += number
    assert not [status for status in statuses if status >= 500]
    assert statuses[200] + statuses[201] > statuses.total() / 10, statuses
    report(
        f"T35 document: {statuses.total()} verzoeken, {len(operations())} handelingen, seed {SEED}, {dict(statuses)}"
    )
