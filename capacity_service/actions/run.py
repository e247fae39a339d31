"""One request, one action, one transaction, one answer: with an Idempotency-Key the answer is stored beside the work."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy.exc import DBAPIError

from capacity_service.actions.settle import settle
from capacity_service.domain.errors import Bezig, DomainError, EvenNiet, IdempotentieAnders
from capacity_service.domain.inzage import Actor
from capacity_service.store.database import Database, Transactie
from capacity_service.store.idempotentie import Antwoord, Sleutel, find_answers, keep
from capacity_service.store.weigeringen import Deadlock, translate

T = TypeVar("T")
NOT_KEPT = (Bezig, EvenNiet, IdempotentieAnders)


@dataclass(frozen=True)
class Verzoek:
    """Who asks, and under which key; without a key nothing is stored."""

    actor: Actor
    sleutel: Sleutel | None = None


async def run(
    database: Database,
    verzoek: Verzoek,
    work: Callable[[Transactie], Awaitable[T]],
    render: Callable[[T], Antwoord],
    refuse: Callable[[DomainError], Antwoord],
) -> Antwoord:
    """Do the work once, or repeat the stored answer of when it was done. The commit comes before the return.

    `render` makes the answer of a result, `refuse` that of a refusal of the field (stored too). Raises `Bezig` for a
    running twin, `IdempotentieAnders` for a key used for something else, `EvenNiet` when the database is too busy.
    """
    return await database.retry(lambda: _once(database, verzoek, work, render, refuse))


async def _once(
    database: Database,
    verzoek: Verzoek,
    work: Callable[[Transactie], Awaitable[T]],
    render: Callable[[T], Antwoord],
    refuse: Callable[[DomainError], Antwoord],
) -> Antwoord:
    async with database.transaction(verzoek.actor) as tx:
        if verzoek.sleutel is None:
            return render(await _work(tx, work))
        found = (await find_answers(tx, [verzoek.sleutel])).get(verzoek.sleutel.naam)
        if isinstance(found, DomainError):
            raise found
        if found is not None:
            return found
        context = tx.context
        try:
            async with tx.session.begin_nested():
                # The savepoint is set when the session first asks for its connection; what goes straight there does not ask.
                await tx.session.connection()
                answer = render(await _work(tx, work))
        except DomainError as error:
            if isinstance(error, NOT_KEPT):
                raise
            # Undone with the rest: whose rows are seen.
            tx.context = context
            answer = refuse(error)
        await keep(tx, [(verzoek.sleutel, answer)])
        return answer


async def _work(tx: Transactie, work: Callable[[Transactie], Awaitable[T]]) -> T:
    """The action, then the logboek; a refusal by the database becomes the refusal of the field it stands for."""
    try:
        result = await work(tx)
        await settle(tx)
    except DBAPIError as error:
        translated = translate(error)
        if isinstance(translated, DomainError | Deadlock):
            raise translated from error
        raise
    return result
