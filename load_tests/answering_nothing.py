"""The contender for the front: the same service and route, but the queue answers at once with bytes of the usual size."""

from capacity_service.actions.submit_aanvraag import Indiening
from capacity_service.api.indienen import Wachtrij
from capacity_service.cli import main
from capacity_service.store.idempotentie import Antwoord

NOTHING = Antwoord(201, {"Location": "/v1/aanvragen/0", "ETag": '"1"', "Content-Type": "application/json"}, b"x" * 2840)


async def answer_nothing(_wachtrij: Wachtrij, _indiening: Indiening) -> Antwoord:
    """No transaction, no decision."""
    return NOTHING


Wachtrij.submit = answer_nothing  # type: ignore[assignment, method-assign]

if __name__ == "__main__":
    main()
