"""Who may do what: the one table. What is not named here is refused."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from capacity_service.domain.errors import GeenRecht


class Rol(StrEnum):
    """What somebody is here for."""

    coordinator = "coordinator"
    opvang = "opvang"
    gemeente = "gemeente"
    landelijk = "landelijk"
    auditor = "auditor"
    fg = "fg"
    systeembeheerder = "systeembeheerder"


@dataclass(frozen=True)
class Actor:
    """Who asks: an account, in one role, for one organisatie. `centrumgemeente` is set for a gemeente."""

    account: UUID
    naam: str
    rol: Rol
    organisatie: UUID
    centrumgemeente: str | None = None


ALLEN = frozenset(Rol)
IEDEREEN: frozenset[Rol] | None = None
"""Also who is not logged in."""

OPVANG = frozenset({Rol.opvang})
COORDINATOR = frozenset({Rol.coordinator})
BETROKKENEN = OPVANG | COORDINATOR

MAG: dict[str, frozenset[Rol] | None] = {
    "list_demo_accounts": IEDEREEN,
    "start_demo_sessie": IEDEREEN,
    "read_probleem": IEDEREEN,
    "read_sessie": ALLEN,
    "end_sessie": ALLEN,
    "list_centrumgemeenten": ALLEN,
    "read_centrumgemeente": ALLEN,
    "list_gemeenten": ALLEN,
    "list_organisaties": ALLEN,
    "read_bezetting": frozenset({Rol.coordinator, Rol.opvang, Rol.gemeente, Rol.landelijk}),
    "list_plaatsen": frozenset({Rol.opvang, Rol.landelijk, Rol.coordinator}),
    "read_plaats": frozenset({Rol.opvang, Rol.landelijk, Rol.coordinator}),
    "add_plaats": OPVANG,
    "import_plaatsen": frozenset({Rol.opvang, Rol.landelijk}),
    "change_plaats": OPVANG,
    "withdraw_plaats": OPVANG,
    "set_plaatsstatus": OPVANG,
    "confirm_plaats": OPVANG,
    "list_huizen": OPVANG,
    "submit_aanvraag": COORDINATOR,
    "list_aanvragen": frozenset({Rol.coordinator, Rol.landelijk}),
    "read_aanvraag": frozenset({Rol.coordinator, Rol.landelijk}),
    "list_voorstellen": COORDINATOR,
    "change_aanvraag": COORDINATOR,
    "withdraw_aanvraag": COORDINATOR,
    "list_plaatsingen": BETROKKENEN,
    "read_plaatsing": BETROKKENEN,
    "confirm_voorstel": COORDINATOR,
    "choose_voorstel": COORDINATOR,
    "accept_plaatsing": OPVANG,
    "report_terugmelding": OPVANG,
    "confirm_aankomst": OPVANG,
    "report_niet_verschenen": BETROKKENEN,
    "extend_verblijf": OPVANG,
    "move_on_verblijf": OPVANG,
    "end_verblijf": OPVANG,
    "make_live_ticket": frozenset({Rol.coordinator, Rol.opvang, Rol.gemeente, Rol.landelijk}),
    "live": frozenset({Rol.coordinator, Rol.opvang, Rol.gemeente, Rol.landelijk}),
}
"""Operation -> the roles that may ask for it; of *whose* things is decided by row-level security and the queries."""


def check_may(rol: Rol, operation: str) -> None:
    """Raise `GeenRecht` unless the table lets this role ask for this operation; an unknown operation is refused."""
    roles = MAG.get(operation, frozenset())
    if roles is not None and rol not in roles:
        raise GeenRecht(f"Uw rol ({rol}) mag dit niet. Vraag uw organisatie om een andere rol als dit bij uw werk hoort.")
