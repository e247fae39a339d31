"""What stands in the tables when a story begins, put there by the actions themselves."""

import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from capacity_service.actions.add_plaatsen import NieuwePlaats, add_plaatsen
from capacity_service.actions.run import Verzoek, run
from capacity_service.actions.submit_aanvraag import Indiening, submit_aanvragen
from capacity_service.domain.errors import DomainError
from capacity_service.domain.inzage import Actor, Rol
from capacity_service.domain.plaats import Soort
from capacity_service.store.database import Database, Transactie
from capacity_service.store.idempotentie import Antwoord
from tests.land import Json, now

GEGEVENS: Json = {
    "gemeente": "GM0228",
    "veiligheid": {"kleur": "rood", "instrument": "verwey_jonker", "dreiging": None, "door": "opvangorganisatie"},
    "huishouden": {
        "volwassenen": 1,
        "kinderen": [{"leeftijd": 13}],
        "behoeften": ["tolk"],
        "verhuisbewegingen": 0,
        "nachtenEerder": 0,
    },
    "uitsluitingen": ["GM0153"],
    "voorkeuren": [],
}


async def find_actor_of(database: Database, rol: Rol, nth: int = 0) -> Actor:
    """The `nth` demo account of a role, by organisatie."""
    async with database.transaction(None) as tx:
        rows = await tx.sql(
            "SELECT a.id, a.naam, a.organisatie_id, o.centrumgemeente FROM account a"
            " JOIN organisatie o ON o.id = a.organisatie_id WHERE a.rol = :rol ORDER BY o.soort, o.naam, a.id OFFSET :nth",
            rol=str(rol),
            nth=nth,
        )
    return Actor(rows[0].id, rows[0].naam, rol, rows[0].organisatie_id, rows[0].centrumgemeente)


async def perform(database: Database, actor: Actor, work: Callable[[Transactie], Awaitable[Any]]) -> Any:
    """One action as the service runs it; its result. A refusal is raised."""
    found: list[Any] = []

    def render(result: Any) -> Antwoord:
        found.append(result)
        return Antwoord(200, {}, b"")

    def refuse(error: DomainError) -> Antwoord:
        raise error

    await run(database, Verzoek(actor), work, render, refuse)
    return found[-1]


async def add_places(database: Database, count: int = 1, *, nth: int = 0) -> list[UUID]:
    """Crisisplaatsen for 4 in Zwolle, of the `nth` opvangorganisatie."""
    actor = await find_actor_of(database, Rol.opvang, nth)
    nieuw = NieuwePlaats(Soort.crisisplaats, "GM0193", actor.organisatie, 4)
    states = await perform(database, actor, lambda tx: add_plaatsen(tx, [nieuw] * count))
    return [UUID(state["id"]) for state in states]


async def submit(database: Database, *, nth: int = 0) -> Json:
    """An aanvraag of the `nth` coordinator, as the answer tells it."""
    actor = await find_actor_of(database, Rol.coordinator, nth)
    indiening = Indiening(Verzoek(actor), now() - timedelta(hours=1), 3, GEGEVENS)
    (answer,) = await submit_aanvragen(
        database, [indiening], lambda state: Antwoord(201, {}, json.dumps(state, default=str).encode())
    )
    assert isinstance(answer, Antwoord)
    state: Json = json.loads(answer.inhoud)
    return state
