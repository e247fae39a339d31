"""The service with one wall removed: it answers an aanvraag when it is weighed, half a second before the commit.

Started by T7 in the place of the service, to see that its check finds what such a service loses.
"""

import asyncio
from collections.abc import Sequence
from typing import Any
from unittest.mock import patch

from capacity_service.actions.submit_aanvraag import Indiening, submit_aanvragen
from capacity_service.cli import main
from capacity_service.domain.errors import DomainError
from capacity_service.store.database import Database, Transactie
from capacity_service.store.idempotentie import Antwoord, Sleutel, keep

LATE_S = 0.5

committing: set[asyncio.Task[Any]] = set()


async def keep_late(tx: Transactie, answers: Sequence[tuple[Sleutel, Antwoord]]) -> None:
    await asyncio.sleep(LATE_S)
    await keep(tx, answers)


async def answer_early(
    database: Database, indieningen: Sequence[Indiening], render: Any
) -> list[Antwoord | DomainError]:
    rendered: list[Antwoord | DomainError] = []
    told = asyncio.Event()

    def render_and_tell(state: Any) -> Antwoord:
        answer: Antwoord = render(state)
        rendered.append(answer)
        if len(rendered) == len(indieningen):
            told.set()
        return answer

    commit = asyncio.create_task(submit_aanvragen(database, indieningen, render_and_tell))
    committing.add(commit)
    commit.add_done_callback(committing.discard)
    waiting = asyncio.create_task(told.wait())
    await asyncio.wait([commit, waiting], return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    return rendered if told.is_set() else await commit


if __name__ == "__main__":
    with (
        patch("capacity_service.actions.submit_aanvraag.keep", keep_late),
        patch("capacity_service.api.indienen.submit_aanvragen", answer_early),
    ):
        main()
