"""From the state of a thing, as toestand and logboek tell it, to the plain value that figures are counted from.

One reading for both sources: a dossier from the tables and one from a herspeling cannot differ in how they read.
"""

from datetime import datetime
from typing import Any

from capacity_service.domain.feitenset import (
    SECONDEN_PER_UUR,
    Aanvraagfeit,
    Gewistsignaal,
    Plaatsfeit,
    Plaatsingfeit,
    Registratiefeit,
    Signaalfeit,
    Verblijffeit,
    noon_of,
)
from capacity_service.domain.klokken import Moment, Registratiesoort
from capacity_service.domain.normen import Norm
from capacity_service.domain.plaats import Kenmerk, Soort
from capacity_service.domain.registratie import Lid, is_done
from capacity_service.store.toestand import Toestand


def parse_instant(told: str) -> datetime:
    """The instant of a state."""
    return datetime.fromisoformat(told)


def _maybe(told: str | None) -> datetime | None:
    return None if told is None else parse_instant(told)


def read_aanvraag(state: Toestand) -> Aanvraagfeit:
    """An aanvraag."""
    huishouden = state["huishouden"]
    return Aanvraagfeit(
        id=state["id"],
        organisatie=state["organisatie"],
        status=state["status"],
        ingediend_op=parse_instant(state["ingediendOp"]),
        deadline_op=parse_instant(state["deadlineOp"]),
        instrument=state["veiligheid"].get("instrument") is not None,
        kinderen=len(huishouden["kinderen"]),
        verhuisbewegingen=huishouden["verhuisbewegingen"],
        voorkeuren=tuple(state["voorkeuren"]),
    )


def read_plaatsing(state: Toestand) -> Plaatsingfeit:
    """A plaatsing."""
    return Plaatsingfeit(
        id=state["id"],
        aanvraag=state["aanvraag"],
        aanvrager=state["aanvraagOrganisatie"],
        opvang=state["opvangOrganisatie"],
        status=state["status"],
        centrumgemeente=state["centrumgemeente"],
        plaatsen=tuple(state["plaatsen"]),
        deadline_op=parse_instant(state["deadlineOp"]),
        gereserveerd_op=parse_instant(state["gereserveerdOp"]),
        geaccepteerd_op=_maybe(state["geaccepteerdOp"]),
        aangekomen_op=_maybe(state["aangekomenOp"]),
        beeindigd_op=_maybe(state["beeindigdOp"]),
        kinderen=len((state["huishouden"] or {}).get("kinderen", ())),
        reden=state["reden"],
        teruggemeld=frozenset(_read_teruggemeld(state)),
    )


def _read_teruggemeld(state: Toestand) -> list[str]:
    """Facts from before a house could name places are about all of them."""
    earlier: list[str] = state["plaatsen"] if state["status"] == "teruggemeld" else []
    told: list[str] = state.get("teruggemeld", earlier)
    return told


def read_verblijf(state: Toestand) -> Verblijffeit:
    """A verblijf."""
    return Verblijffeit(
        plaats=state["plaats"],
        plaatsing=state["plaatsing"],
        opvang=state["opvangOrganisatie"],
        van=parse_instant(state["vanOp"]),
        tot=_maybe(state["totOp"]),
        dubbel=state["dubbel"],
    )


def read_registratie(state: Toestand) -> Registratiefeit:
    """A registratie."""
    soort = Registratiesoort(state["soort"])
    return Registratiefeit(
        plaatsing=state["plaatsing"],
        soort=soort,
        moment=Moment(state["moment"]),
        gedaan_op=parse_instant(state["gedaanOp"]),
        volledig=is_done(soort, state["ontbreekt"]),
        ontbreekt=frozenset(state["ontbreekt"]),
        voor_kind=state["voor"] == Lid.kind,
    )


def read_signaal(state: Toestand) -> Signaalfeit:
    """A normsignaal."""
    return Signaalfeit(
        norm=Norm(state["norm"]),
        centrumgemeente=state["waar"],
        opvang=state["opvangOrganisatie"],
        aanvrager=state["aanvraagOrganisatie"],
        oorzaak=state["oorzaak"],
        begonnen_op=parse_instant(state["begonnenOp"]),
        beeindigd_op=_maybe(state["beeindigdOp"]),
        onderbroken_uren=state["onderbrokenSeconden"] / SECONDEN_PER_UUR,
    )


def read_gewist_signaal(row: Any) -> Gewistsignaal:  # noqa: ANN401 - a row of bevroren_signaal
    """An episode of which the household was erased."""
    return Gewistsignaal(
        norm=Norm(row.norm),
        centrumgemeente=row.centrumgemeente,
        opvang=row.opvang_organisatie and str(row.opvang_organisatie),
        aanvrager=row.aanvraag_organisatie and str(row.aanvraag_organisatie),
        oorzaak="",
        begonnen_op=noon_of(row.van_dag),
        beeindigd_op=noon_of(row.tot_dag),
        onderbroken_uren=row.onderbroken_seconden / SECONDEN_PER_UUR,
        delen=tuple(row.delen),
        geheel=row.geheel,
    )


def read_plaats(state: Toestand) -> Plaatsfeit:
    """A plaats."""
    return Plaatsfeit(
        id=state["id"],
        organisatie=state["organisatie"],
        centrumgemeente=state["centrumgemeente"],
        crisisplaats=state["soort"] == Soort.crisisplaats,
        eigen_sanitair=Kenmerk.eigen_sanitair in state["kenmerken"],
        verwijderd=bool(state.get("verwijderd")),
    )
