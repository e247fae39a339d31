"""Facts of which a test changes only what it is about: one organisatie, one household, one November."""

from datetime import UTC, datetime, timedelta
from typing import Any

from capacity_service.domain.cijfers import Meting
from capacity_service.domain.feitenset import (
    Aanvraagfeit,
    Feitenset,
    Periode,
    Plaatsfeit,
    Plaatsingfeit,
    Registratiefeit,
    Signaalfeit,
    Verblijffeit,
)
from capacity_service.domain.klokken import Moment, Registratiesoort
from capacity_service.domain.normen import Norm
from capacity_service.domain.regels import SEED

OPVANG, ANDER = "opvang", "ander"
VAN, TOT = datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC)
NU = datetime(2026, 11, 10, 12, tzinfo=UTC)
"""A Tuesday, noon in London."""


def after(hours: float) -> datetime:
    return NU + timedelta(hours=hours)


def make_aanvraag(**changes: Any) -> Aanvraagfeit:
    standard: dict[str, Any] = {
        "id": "a",
        "organisatie": ANDER,
        "status": "aangekomen",
        "ingediend_op": after(-3),
        "deadline_op": after(20),
        "instrument": True,
        "kinderen": 1,
        "verhuisbewegingen": 0,
        "voorkeuren": (),
    }
    return Aanvraagfeit(**standard | changes)


def make_plaatsing(**changes: Any) -> Plaatsingfeit:
    """A family inside since NU, for whom a place was reserved two hours before."""
    standard: dict[str, Any] = {
        "id": "p",
        "aanvraag": "a",
        "aanvrager": ANDER,
        "opvang": OPVANG,
        "status": "aangekomen",
        "centrumgemeente": "GM0193",
        "plaatsen": ("s",),
        "deadline_op": after(20),
        "gereserveerd_op": after(-2),
        "geaccepteerd_op": after(-1.95),
        "aangekomen_op": NU,
        "beeindigd_op": None,
        "kinderen": 1,
        "reden": None,
    }
    return Plaatsingfeit(**standard | changes)


def make_verblijf(**changes: Any) -> Verblijffeit:
    standard: dict[str, Any] = {
        "plaats": "s",
        "plaatsing": "p",
        "opvang": OPVANG,
        "van": NU,
        "tot": None,
        "dubbel": False,
    }
    return Verblijffeit(**standard | changes)


def make_registratie(soort: Registratiesoort, **changes: Any) -> Registratiefeit:
    standard: dict[str, Any] = {
        "plaatsing": "p",
        "soort": soort,
        "moment": Moment.instroom,
        "gedaan_op": after(1),
        "volledig": True,
        "ontbreekt": frozenset(),
    }
    return Registratiefeit(**standard | changes)


def make_signaal(norm: Norm, **changes: Any) -> Signaalfeit:
    standard: dict[str, Any] = {
        "norm": norm,
        "centrumgemeente": "GM0193",
        "opvang": OPVANG,
        "aanvrager": ANDER,
        "oorzaak": "Reden: brand.",
        "begonnen_op": NU,
        "beeindigd_op": after(5),
        "onderbroken_uren": 0.0,
    }
    return Signaalfeit(**standard | changes)


def make_feiten(
    plaatsingen: tuple[Plaatsingfeit, ...] = (),
    aanvragen: tuple[Aanvraagfeit, ...] = (),
    **changes: Any,
) -> Feitenset:
    """The facts up to number 99, after the period was over; place `s` is a crisisplaats of the organisatie."""
    standard: dict[str, Any] = {
        "volgnummer": 99,
        "begonnen_op": VAN - timedelta(days=30),
        "op": TOT + timedelta(days=30),
        "aanvragen": {aanvraag.id: aanvraag for aanvraag in aanvragen},
        "plaatsingen": plaatsingen,
        "verblijven": (),
        "registraties": (),
        "signalen": (),
        "plaatsen": {"s": Plaatsfeit("s", OPVANG, "GM0193", crisisplaats=True, eigen_sanitair=True, verwijderd=False)},
        "regels": SEED,
        "regio": {"GM0228": frozenset({"GM0202"}), "GM0193": frozenset({"GM0193"})},
    }
    return Feitenset(**standard | changes)


def make_meting(*plaatsingen: Plaatsingfeit, **changes: Any) -> Meting:
    aanvragen = changes.pop("aanvragen", (make_aanvraag(),))
    organisatie = changes.pop("organisatie", OPVANG)
    return Meting(make_feiten(plaatsingen, aanvragen, **changes), organisatie, Periode(VAN, TOT))
