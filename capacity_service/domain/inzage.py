"""Who may do what, and whose things are for whom: the one table. What is not named here is refused.

Which fields of a thing are shown is in `inzagevelden.py`.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID

from capacity_service.domain.errors import GeenRecht
from capacity_service.domain.inzagelog import ONBEKEND, Toegangsweg


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
    """Who asks: an account, in one role, for one organisatie, and by which way. `centrumgemeente` is set for a gemeente."""

    account: UUID
    naam: str
    rol: Rol
    organisatie: UUID
    centrumgemeente: str | None = None
    weg: Toegangsweg = field(default=ONBEKEND, compare=False)
    """How they came in: it is written down, and makes nobody somebody else."""


ALLEN = frozenset(Rol)
IEDEREEN: frozenset[Rol] | None = None
"""Also who is not logged in."""

OPVANG = frozenset({Rol.opvang})
COORDINATOR = frozenset({Rol.coordinator})
BEHEER = frozenset({Rol.systeembeheerder})
FG = frozenset({Rol.fg})
BETROKKENEN = OPVANG | COORDINATOR
LANDELIJK = frozenset({Rol.landelijk})
TOEZICHT = frozenset({Rol.landelijk, Rol.auditor, Rol.fg})
"""Who can agree to a noodinzage of another organisatie."""
AANGESPROKENEN = frozenset({Rol.coordinator, Rol.opvang, Rol.gemeente, Rol.landelijk})
"""Who is told things, on the screen and outside it, and sees counts."""

MAG: dict[str, frozenset[Rol] | None] = {
    "list_demo_accounts": IEDEREEN,
    "start_demo_sessie": IEDEREEN,
    "list_aanbieders": IEDEREEN,
    "begin_aanmelding": IEDEREEN,
    "finish_aanmelding": IEDEREEN,
    "leave_aanbieder": IEDEREEN,
    "end_by_aanbieder": IEDEREEN,
    "make_token": IEDEREEN,
    "read_probleem": IEDEREEN,
    "read_aanmelding": IEDEREEN,
    "read_sessie": ALLEN,
    "end_sessie": ALLEN,
    "list_sessies": ALLEN,
    "end_other_sessies": ALLEN,
    "list_centrumgemeenten": ALLEN,
    "read_centrumgemeente": ALLEN,
    "list_gemeenten": ALLEN,
    "list_organisaties": ALLEN,
    "list_regels": ALLEN,
    "propose_regel": BEHEER,
    "approve_regel": BEHEER,
    "read_bezetting": AANGESPROKENEN,
    "read_historie": AANGESPROKENEN,
    "read_verwachting": AANGESPROKENEN,
    "download_bezetting_csv": AANGESPROKENEN,
    "download_bezetting_ods": AANGESPROKENEN,
    "download_bezetting_short": AANGESPROKENEN,
    "download_historie_csv": AANGESPROKENEN,
    "download_historie_ods": AANGESPROKENEN,
    "list_plaatsen": frozenset({Rol.opvang, Rol.landelijk, Rol.coordinator}),
    "read_plaats": frozenset({Rol.opvang, Rol.landelijk, Rol.coordinator}),
    "add_plaats": OPVANG,
    "import_plaatsen": frozenset({Rol.opvang, Rol.landelijk}),
    "change_plaats": OPVANG,
    "withdraw_plaats": OPVANG,
    "set_plaatsstatus": OPVANG,
    "confirm_plaats": OPVANG,
    "list_huizen": OPVANG,
    "set_contact": OPVANG,
    "report_uitval": OPVANG,
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
    "release_plaatsen": OPVANG,
    "move_on_verblijf": OPVANG,
    "end_verblijf": OPVANG,
    "relocate_verblijf": OPVANG,
    "record_registratie": BETROKKENEN,
    "list_registraties": BETROKKENEN,
    "read_contact": BETROKKENEN,
    "list_meldadressen": AANGESPROKENEN,
    "read_meldadres": AANGESPROKENEN,
    "add_meldadres": AANGESPROKENEN,
    "withdraw_meldadres": AANGESPROKENEN,
    "try_meldadres": AANGESPROKENEN,
    "list_bezorgingen": AANGESPROKENEN,
    "repeat_bezorging": AANGESPROKENEN,
    "read_dossier": frozenset({Rol.auditor, Rol.opvang}),
    "read_verantwoording": frozenset({Rol.gemeente, Rol.landelijk}),
    "list_logboek": ALLEN,
    "list_inzagelog": ALLEN,
    "list_controlepunten": IEDEREEN,
    "read_samenhang": IEDEREEN,
    "list_zegels": IEDEREEN,
    "download_controleur": IEDEREEN,
    "list_normsignalen": AANGESPROKENEN,
    "list_meldingen": AANGESPROKENEN,
    "see_melding": AANGESPROKENEN,
    "list_steekproef": FG,
    "judge_inzage": FG,
    "ask_noodinzage": LANDELIJK,
    "read_noodinzage": LANDELIJK,
    "list_noodinzagen": TOEZICHT,
    "approve_noodinzage": TOEZICHT,
    "end_noodinzage": TOEZICHT,
    "list_vragen": OPVANG,
    "answer_vraag": OPVANG,
    "make_live_ticket": frozenset({Rol.coordinator, Rol.opvang, Rol.gemeente, Rol.landelijk}),
    "live": frozenset({Rol.coordinator, Rol.opvang, Rol.gemeente, Rol.landelijk}),
}
"""Operation -> the roles that may ask for it; of *whose* things is decided by row-level security and the queries."""


def check_may(rol: Rol, operation: str) -> None:
    """Raise `GeenRecht` unless the table lets this role ask for this operation; an unknown operation is refused."""
    roles = MAG.get(operation, frozenset())
    if roles is not None and rol not in roles:
        raise GeenRecht(
            f"Uw rol ({rol}) mag dit niet. Vraag uw organisatie om een andere rol als dit bij uw werk hoort."
        )


NORMEN_VAN_GEMEENTE = frozenset(
    {
        "minimum_plaatsen",
        "geen_vrij",
        "onvoorziene_uitval",
        "buiten_gebruik_te_lang",
        "overschrijding",
        "kind_te_lang",
    }
)
"""The duties of a centrumgemeente, and what keeps its crisisplaatsen from being free (N ind. 5, fn 27/28)."""

CLOSED = frozenset({"aangekomen", "beeindigd", "ingetrokken"})
"""Statuses in which an aanvraag is no longer landelijk's business, in lists, by id and live alike."""

Toestand = dict[str, Any]


def concerns(soort: str, actor: Actor, toestand: Toestand) -> bool:
    """Whether the state of this thing is for this actor at all: own things only, and for landelijk what is open."""
    own = str(actor.organisatie)
    if soort == "plaatsing":
        side = "aanvraagOrganisatie" if actor.rol is Rol.coordinator else "opvangOrganisatie"
        return actor.rol in BETROKKENEN and toestand[side] == own
    if soort == "plaats":
        return actor.rol is Rol.opvang and toestand["organisatie"] == own
    if soort == "melding":
        return actor.rol == toestand["rol"] and toestand["organisatie"] in {None, own}
    if soort == "vraag":
        return actor.rol is Rol.opvang and toestand["opvangOrganisatie"] == own
    if soort == "normsignaal":
        return _concerns_normsignaal(actor, toestand)
    mine = actor.rol is Rol.coordinator and toestand.get("organisatie") == own
    return soort == "aanvraag" and (actor.rol is Rol.landelijk or mine)


def is_gone(soort: str, rol: Rol, toestand: Toestand) -> bool:
    """Whether this role no longer sees the thing: it was removed, or it is an aanvraag that landelijk need not help with.

    Who has arrived is in an episode with its place, if in any; with the aanvraag beside it, origin and destination join (R19).
    """
    if soort == "aanvraag":
        return rol is Rol.landelijk and toestand["status"] in CLOSED
    return soort == "plaats" and bool(toestand.get("verwijderd"))


def _concerns_normsignaal(actor: Actor, toestand: Toestand) -> bool:
    own = str(actor.organisatie)
    if actor.rol is Rol.gemeente:
        return toestand["waar"] == actor.centrumgemeente is not None and toestand["norm"] in NORMEN_VAN_GEMEENTE
    sides = {Rol.opvang: "opvangOrganisatie", Rol.coordinator: "aanvraagOrganisatie"}
    return actor.rol is Rol.landelijk or (actor.rol in sides and toestand[sides[actor.rol]] == own)
