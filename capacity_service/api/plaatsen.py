"""The register: which places there are, and how each is right now."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from capacity_service.actions.add_plaatsen import NieuwePlaats, add_plaatsen
from capacity_service.actions.change_plaats import Wijziging, change_plaats, withdraw_plaats
from capacity_service.actions.confirm_plaats import confirm_plaats
from capacity_service.actions.set_plaatsstatus import Melding, set_plaatsstatus
from capacity_service.api import answers
from capacity_service.api.guard import GuardedRoute, answer, current_actor, perform, read_if_match
from capacity_service.api.problems import make_answer
from capacity_service.api.requests import BevestigdIn, PlaatsIn, PlaatsWijziging, StatusIn
from capacity_service.domain.errors import Fault, NietGevonden, OngeldigeInvoer
from capacity_service.domain.importbestand import PlaatsRegel
from capacity_service.domain.importbestand import read_plaatsen as read_bestand
from capacity_service.domain.inzage import Actor, Rol
from capacity_service.domain.inzagevelden import show
from capacity_service.domain.plaats import Soort
from capacity_service.store.database import Database, Transactie
from capacity_service.store.idempotentie import Antwoord
from capacity_service.store.namen import Namen, read_namen
from capacity_service.store.pagina import PLAATSEN_ALL, PLAATSEN_OWN, PLAATSEN_PROPOSED, is_listed, read_page
from capacity_service.store.toestand import Toestand, read_plaatsen

router = APIRouter(route_class=GuardedRoute, tags=["plaatsen"])

READABLE = {Rol.opvang: PLAATSEN_OWN, Rol.landelijk: PLAATSEN_ALL, Rol.coordinator: PLAATSEN_PROPOSED}


@router.get("/plaatsen", responses=answers.tell(answers.PlaatsLijst))
async def list_plaatsen(
    request: Request,
    centrumgemeente: Annotated[str | None, Query(pattern=r"^GM\d{4}$")] = None,
    soort: Soort | None = None,
    cursor: UUID | None = None,
) -> Response:
    """Own places (opvang), all (landelijk), or those of voorstellen of own open aanvragen (coordinator)."""
    actor = current_actor(request)
    database: Database = request.app.state.database
    query = (
        f"SELECT q.id FROM ({READABLE[actor.rol]}) q JOIN plaats f ON f.id = q.id"  # noqa: S608
        " WHERE (CAST(:streek AS text) IS NULL OR f.centrumgemeente = :streek)"
        " AND (CAST(:soort AS text) IS NULL OR f.soort = :soort)"
    )
    async with database.transaction(actor) as tx:
        ids, volgende = await read_page(tx, query, cursor, streek=centrumgemeente, soort=soort and str(soort))
        await _see_houses(tx, actor)
        states = await read_plaatsen(tx, ids)
    shown = [show("plaats", actor.rol, state) for state in reversed(states)]
    return answer(make_answer({"plaatsen": shown, "volgende": volgende}))


async def _see_houses(tx: Transactie, actor: Actor) -> None:
    """What is proposed to a coordinator stands under another's roof, which their organisatie does not see by itself."""
    if actor.rol is Rol.coordinator:
        await tx.enter("dienst")


@router.get("/plaatsen/{plaats_id}", responses=answers.tell(answers.Plaats))
async def read_plaats(request: Request, plaats_id: UUID) -> Response:
    """One place, with its revisie as ETag."""
    actor = current_actor(request)
    database: Database = request.app.state.database
    async with database.transaction(actor) as tx:
        listed = await is_listed(tx, READABLE[actor.rol], plaats_id)
        await _see_houses(tx, actor)
        states = await read_plaatsen(tx, [plaats_id]) if listed else []
    if not states:
        raise NietGevonden
    return answer(make_answer(show("plaats", actor.rol, states[0])))


def _render(state: Toestand) -> Antwoord:
    return make_answer(show("plaats", Rol.opvang, state))


@router.post("/plaatsen", status_code=201, responses=answers.tell(answers.Plaats, 201))
async def add_plaats(request: Request, bericht: PlaatsIn) -> Response:
    """Add a place; it is vrij and counts at once."""
    actor = current_actor(request)
    if bericht.organisatie not in {None, actor.organisatie}:
        raise OngeldigeInvoer(Fault("organisatie", "U kunt alleen plaatsen van uw eigen organisatie toevoegen."))
    nieuw = NieuwePlaats(
        bericht.soort,
        bericht.centrumgemeente,
        actor.organisatie,
        bericht.personen_max,
        bericht.kenmerken,
        huis=bericht.huis,
        gereed_binnen_minuten=bericht.gereed_binnen_minuten,
        veiligheidstoets_door=bericht.veiligheidstoets_door,
    )

    def render(states: list[Toestand]) -> Antwoord:
        return make_answer(show("plaats", Rol.opvang, states[0]), 201, {"Location": f"/v1/plaatsen/{states[0]['id']}"})

    return await perform(request, lambda tx: add_plaatsen(tx, [nieuw]), render)


@router.post("/plaatsen/import", status_code=201, responses=answers.tell(answers.ImportResultaat, 201))
async def import_plaatsen(request: Request) -> Response:
    """Add a CSV file of places (as Excel writes it): all rows or none, every bad row named."""
    actor = current_actor(request)
    rows = read_bestand(await request.body())

    async def work(tx: Transactie) -> list[Toestand]:
        return await add_plaatsen(tx, resolve(rows, await read_namen(tx), actor))

    def render(states: list[Toestand]) -> Antwoord:
        return make_answer({"toegevoegd": len(states), "plaatsen": [state["id"] for state in states]}, 201)

    return await perform(request, work, render)


def resolve(rows: tuple[PlaatsRegel, ...], namen: Namen, actor: Actor) -> list[NieuwePlaats]:
    """Rows of a file with the names looked up. Raises `OngeldigeInvoer` naming every row that points nowhere."""
    faults: list[Fault] = []
    found: list[NieuwePlaats] = []
    for row in rows:
        veld = f"regel {row.regelnummer}, "
        streek = namen.streek(row.centrumgemeente)
        organisatie = namen.organisatie(row.organisatie, actor)
        if streek is None:
            faults.append(Fault(f"{veld}centrumgemeente", "Dit is geen van de 35. Geef de code of de naam."))
        if organisatie is None:
            faults.append(
                Fault(f"{veld}organisatie", "Geef de id of de precieze naam van uw organisatie, of laat dit leeg.")
            )
        if streek is not None and organisatie is not None:
            found.append(
                NieuwePlaats(
                    row.soort,
                    streek,
                    organisatie,
                    row.personen_max,
                    row.kenmerken,
                    huiscode=row.huis,
                    gereed_binnen_minuten=row.gereed_binnen_minuten,
                    veiligheidstoets_door=row.veiligheidstoets_door,
                    veld=veld,
                )
            )
    if faults:
        raise OngeldigeInvoer(*faults)
    return found


@router.patch("/plaatsen/{plaats_id}", name="change_plaats", responses=answers.tell(answers.Plaats))
async def change_plaats_now(request: Request, plaats_id: UUID, bericht: PlaatsWijziging) -> Response:
    """Correct what the register says of a place; a plan, so the minimum holds (R1)."""
    revisie = read_if_match(request)
    kenmerken = None if bericht.kenmerken is None else tuple(bericht.kenmerken)
    wijziging = Wijziging(
        bericht.soort,
        bericht.centrumgemeente,
        bericht.personen_max,
        kenmerken,
        bericht.gereed_binnen_minuten,
        bericht.veiligheidstoets_door,
    )
    return await perform(request, lambda tx: change_plaats(tx, plaats_id, revisie, wijziging), _render)


@router.delete("/plaatsen/{plaats_id}", status_code=204, name="withdraw_plaats")
async def withdraw_plaats_now(request: Request, plaats_id: UUID) -> Response:
    """Take a place out of the register for good; a plan, so the minimum holds (R1)."""
    revisie = read_if_match(request)
    return await perform(request, lambda tx: withdraw_plaats(tx, plaats_id, revisie), lambda _: make_answer(None, 204))


@router.put("/plaatsen/{plaats_id}/status", name="set_plaatsstatus", responses=answers.tell(answers.Plaats))
async def set_plaatsstatus_now(request: Request, plaats_id: UUID, bericht: StatusIn) -> Response:
    """Say how a place is. A plan may be refused (R1); a fact never is (R14)."""
    revisie = read_if_match(request)
    melding = Melding(
        bericht.status,
        bericht.waargenomen_op,
        bericht.sinds_op,
        bericht.reden,
        bericht.verwacht_tot_op,
        bericht.vanaf_op,
        bericht.vervangen_door,
        bericht.feit,
    )
    return await perform(request, lambda tx: set_plaatsstatus(tx, plaats_id, revisie, melding), _render)


@router.post("/plaatsen/{plaats_id}/bevestiging", name="confirm_plaats", responses=answers.tell(answers.Plaats))
async def confirm_plaats_now(request: Request, plaats_id: UUID, bericht: BevestigdIn) -> Response:
    """One tap: still as the service says, seen then (R3)."""
    return await perform(
        request, lambda tx: confirm_plaats(tx, plaats_id, bericht.status, bericht.waargenomen_op), _render
    )
