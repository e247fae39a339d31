"""Whose a line of the logboek or the inzagelog is: under which names it is found again by those whom it concerns.

What they are then shown of it `inzage.py` says. Nobody finds a line here whom `concerns` would not tell of it.
"""

from typing import Any

from capacity_service.domain.controlepunt import Boom
from capacity_service.domain.inzage import NORMEN_VAN_GEMEENTE, Actor, Rol

Naam = tuple[str, ...]
"""A name under which lines are found: a rol with whose it is."""

OF_ONE = {
    "plaats": (Rol.opvang, "organisatie"),
    "aanvraag": (Rol.coordinator, "organisatie"),
    "vraag": (Rol.opvang, "opvangOrganisatie"),
}
"""Kinds that concern one rol of one organisatie, and the field that names it."""

ALLEN: Naam = ("allen",)
"""What everybody may read: the rules of the policy."""


def find_namen(soort: str, toestand: dict[str, Any]) -> set[Naam]:
    """The names of a fact of this kind with this state; none when nobody is shown such facts one by one."""
    if soort == "regel":
        return {ALLEN}
    if soort in OF_ONE:
        rol, whose = OF_ONE[soort]
        return _of(rol, toestand.get(whose))
    if soort == "melding":
        return {(str(toestand.get("rol")), toestand.get("organisatie") or "")}
    if soort in {"plaatsing", "normsignaal"}:
        found = _of(Rol.coordinator, toestand.get("aanvraagOrganisatie")) | _of(
            Rol.opvang, toestand.get("opvangOrganisatie")
        )
        waar: str | None = toestand.get("waar") if soort == "normsignaal" else None
        known = waar is not None and toestand.get("norm") in NORMEN_VAN_GEMEENTE
        return found | ({("waar", str(waar))} if known else set())
    return set()


def _of(rol: Rol, organisatie: str | None) -> set[Naam]:
    return {(str(rol), organisatie)} if organisatie else set()


def find_namen_of_inzage(toestand: dict[str, Any]) -> set[Naam]:
    """The names of a line of the inzagelog: of the account, and of the privacy officer of its organisatie."""
    return {("account", toestand["accountId"]), (str(Rol.fg), toestand["organisatieId"])}


def find_own_namen(boom: Boom, actor: Actor) -> list[Naam]:
    """Under which names this actor finds own lines, always in the same order.

    Landelijk finds no aanvragen and episodes here: of those it sees one side or the other while they last, and a record
    in which both stand side by side would join them (R19).
    """
    own = str(actor.organisatie)
    if boom is Boom.inzagelog:
        return [(str(Rol.fg), own)] if actor.rol is Rol.fg else [("account", str(actor.account))]
    namen: list[Naam] = [ALLEN]
    if actor.rol in {Rol.opvang, Rol.coordinator, Rol.gemeente, Rol.landelijk}:
        namen += [(str(actor.rol), own), (str(actor.rol), "")]
    if actor.rol is Rol.gemeente and actor.centrumgemeente is not None:
        namen.append(("waar", actor.centrumgemeente))
    return namen
