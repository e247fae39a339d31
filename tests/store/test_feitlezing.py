"""What is read from a state is what the state says; the states are those that the tables give."""

from datetime import UTC, datetime
from typing import Any

import pytest

from capacity_service.domain.klokken import Moment, Registratiesoort
from capacity_service.domain.normen import Norm
from capacity_service.store.feitlezing import (
    parse_instant,
    read_aanvraag,
    read_plaats,
    read_plaatsing,
    read_registratie,
    read_signaal,
    read_verblijf,
)

OP = "2026-11-21T02:13:00.5Z"
MOMENT = datetime(2026, 11, 21, 2, 13, 0, 500_000, tzinfo=UTC)

AANVRAAG: dict[str, Any] = {
    "id": "a",
    "organisatie": "o",
    "status": "zonder_plaats",
    "ingediendOp": OP,
    "deadlineOp": OP,
    "veiligheid": {"kleur": "rood", "instrument": "verwey_jonker", "door": "opvangorganisatie"},
    "huishouden": {"volwassenen": 1, "kinderen": [{"leeftijd": 3}, {"leeftijd": 9}], "verhuisbewegingen": 2},
    "voorkeuren": ["GM0193"],
}
PLAATSING: dict[str, Any] = {
    "id": "p",
    "aanvraag": "a",
    "aanvraagOrganisatie": "o",
    "opvangOrganisatie": "h",
    "status": "teruggemeld",
    "centrumgemeente": "GM0193",
    "plaatsen": ["s"],
    "deadlineOp": OP,
    "gereserveerdOp": OP,
    "geaccepteerdOp": None,
    "aangekomenOp": None,
    "beeindigdOp": OP,
    "huishouden": {"volwassenen": 1, "kinderen": [{"leeftijd": 3}]},
    "reden": "al_bezet",
}


def test_an_instant_is_read_with_its_zone() -> None:
    assert parse_instant(OP) == MOMENT


def test_an_aanvraag_says_whether_there_was_an_instrument() -> None:
    aanvraag = read_aanvraag(AANVRAAG)
    assert (aanvraag.instrument, aanvraag.kinderen, aanvraag.verhuisbewegingen) == (True, 2, 2)
    assert (aanvraag.deadline_op, aanvraag.voorkeuren) == (MOMENT, ("GM0193",))
    without = AANVRAAG | {"veiligheid": {"dreiging": "wapen", "door": "politie"}}
    assert not read_aanvraag(without).instrument


@pytest.mark.parametrize(("huishouden", "kinderen"), [(PLAATSING["huishouden"], 1), (None, 0)])
def test_a_plaatsing_keeps_both_sides_and_its_end(huishouden: object, kinderen: int) -> None:
    plaatsing = read_plaatsing(PLAATSING | {"huishouden": huishouden})
    assert (plaatsing.aanvrager, plaatsing.opvang, plaatsing.reden) == ("o", "h", "al_bezet")
    assert (plaatsing.aangekomen_op, plaatsing.beeindigd_op, plaatsing.kinderen) == (None, MOMENT, kinderen)


@pytest.mark.parametrize(
    ("told", "expected"),
    [({"teruggemeld": ["t"]}, {"t"}), ({"teruggemeld": []}, set()), ({}, {"s", "t"}), ({"status": "vervallen"}, set())],
)
def test_a_plaatsing_says_which_of_its_places_the_house_could_not_give(
    told: dict[str, Any], expected: set[str]
) -> None:
    """A fact from before a house could name them is about all of them."""
    assert read_plaatsing(PLAATSING | {"plaatsen": ["s", "t"]} | told).teruggemeld == expected


def test_a_verblijf_may_have_no_plaatsing() -> None:
    state = {"plaats": "s", "plaatsing": None, "opvangOrganisatie": "h", "vanOp": OP, "totOp": None, "dubbel": True}
    verblijf = read_verblijf(state)
    assert (verblijf.plaatsing, verblijf.van, verblijf.tot, verblijf.dubbel) == (None, MOMENT, None, True)


@pytest.mark.parametrize(("ontbreekt", "volledig"), [([], True), (["leden"], True), (["wijze"], False)])
def test_a_registratie_is_done_when_its_clock_says_so(ontbreekt: list[str], volledig: bool) -> None:
    state = {"plaatsing": "p", "soort": "risicotaxatie", "moment": "instroom", "gedaanOp": OP, "voor": None}
    registratie = read_registratie(state | {"ontbreekt": ontbreekt})
    assert (registratie.soort, registratie.moment) == (Registratiesoort.risicotaxatie, Moment.instroom)
    assert (registratie.volledig, registratie.ontbreekt) == (volledig, frozenset(ontbreekt))


def test_a_normsignaal_counts_its_interruptions_in_hours() -> None:
    state = {
        "norm": "geen_vrij",
        "waar": "GM0193",
        "opvangOrganisatie": None,
        "aanvraagOrganisatie": None,
        "oorzaak": "x",
        "begonnenOp": OP,
        "beeindigdOp": None,
        "onderbrokenSeconden": 5400,
    }
    signaal = read_signaal(state)
    assert (signaal.norm, signaal.onderbroken_uren, signaal.beeindigd_op) == (Norm.geen_vrij, 1.5, None)


def test_a_place_that_is_gone_says_so() -> None:
    state: dict[str, Any] = {"id": "s", "organisatie": "h", "centrumgemeente": "GM0193", "soort": "crisisplaats"}
    state["kenmerken"] = ["eigen_sanitair"]
    there, gone = (
        read_plaats(state),
        read_plaats(state | {"verwijderd": True, "soort": "opvangplaats", "kenmerken": []}),
    )
    assert (there.crisisplaats, there.eigen_sanitair, there.verwijderd) == (True, True, False)
    assert (gone.crisisplaats, gone.eigen_sanitair, gone.verwijderd) == (False, False, True)
