"""Record aanvragen and weigh them together: whatever was waiting anyway shares one transaction (R8, R17).

An aanvraag for which there is no place is recorded all the same, with the knelpunt: real people are never bad input.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from capacity_service.actions.lapse_reserveringen import lapse_due
from capacity_service.actions.run import NOT_KEPT, Verzoek
from capacity_service.actions.settle import settle
from capacity_service.actions.weigh import lock_afwegen, weigh_waiting
from capacity_service.domain.aanvraag import Aanvraagstatus
from capacity_service.domain.errors import DomainError
from capacity_service.domain.tijd import compute_deadline
from capacity_service.store.aanvragen import make_new
from capacity_service.store.contacten import keep_terugbelnummer
from capacity_service.store.database import Database, Transactie
from capacity_service.store.idempotentie import Antwoord, find_answers, keep
from capacity_service.store.identiteit import make_id, make_referentie
from capacity_service.store.rijen import Rij
from capacity_service.store.toestand import Toestand, put_inside

__all__ = ["NOT_KEPT", "Indiening", "submit_aanvragen"]


@dataclass(frozen=True)
class Indiening:
    """One aanvraag that was sent: `gegevens` is the household part as JSON, checked; `nachten` is 1-3.

    `terugbelnummer` is kept beside the aanvraag: in nothing that is told of it.
    """

    verzoek: Verzoek
    vastgesteld_op: datetime
    nachten: int
    gegevens: dict[str, Any]
    terugbelnummer: str | None = None


async def submit_aanvragen(
    database: Database,
    indieningen: Sequence[Indiening],
    render: Any,  # noqa: ANN401 - Callable[[Toestand], Antwoord]
) -> list[Antwoord | DomainError]:
    """Record, weigh and reserve all of these in one transaction; gives one answer or refusal each, in order."""
    return await database.retry(lambda: _once(database, indieningen, render))


async def _once(
    database: Database,
    indieningen: Sequence[Indiening],
    render: Any,  # noqa: ANN401
) -> list[Antwoord | DomainError]:
    async with database.transaction(None, "dienst") as tx:
        keys = [i.verzoek.sleutel for i in indieningen if i.verzoek.sleutel]
        found = await find_answers(tx, keys)
        new = {
            index: indiening
            for index, indiening in enumerate(indieningen)
            if indiening.verzoek.sleutel is None or indiening.verzoek.sleutel.naam not in found
        }
        states = await _submit(tx, list(new.values()))
        answers = dict(zip(new, map(render, states), strict=True))
        await keep(tx, [(i.verzoek.sleutel, answers[n]) for n, i in new.items() if i.verzoek.sleutel])
        return [
            answers[n] if n in answers else found[i.verzoek.sleutel.naam]  # type: ignore[union-attr]
            for n, i in enumerate(indieningen)
        ]


async def _submit(tx: Transactie, indieningen: Sequence[Indiening]) -> list[Toestand]:
    if not indieningen:
        return []
    tx.changes.gebeurtenis = "aanvraag_ingediend"
    await lock_afwegen(tx)
    await lapse_due(tx)
    new = [make_new(_make_row(tx, indiening), indiening.gegevens) for indiening in indieningen]
    # Who waits is weighed with who comes in: the oldest danger first, whoever that is.
    proposed = await weigh_waiting(tx, new)
    for one, indiening in zip(new, indieningen, strict=True):
        if indiening.terugbelnummer is not None:
            await keep_terugbelnummer(tx, one.rij.id, one.rij.organisatie_id, indiening.terugbelnummer)
    told = await settle(tx)
    aanvragen = {state["id"]: state for state in told["aanvraag"]}
    return put_inside([aanvragen[str(one.rij.id)] for one in new], told["plaatsing"], proposed)


def _make_row(tx: Transactie, indiening: Indiening) -> Rij:
    return {
        "id": make_id(tx.now),
        "referentie": make_referentie(),
        "organisatie_id": indiening.verzoek.actor.organisatie,
        "status": Aanvraagstatus.zonder_plaats,
        "alleen_voorstellen": False,
        "nachten": indiening.nachten,
        "ingediend_op": tx.now,
        "vastgesteld_op": indiening.vastgesteld_op.astimezone(UTC),
        "deadline_op": compute_deadline(indiening.vastgesteld_op, tx.regels),
        "zonder_plaats_sinds": tx.now,
        "nachten_geteld": 0,
        "revisie": 0,
    }
