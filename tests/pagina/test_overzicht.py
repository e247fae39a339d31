from datetime import UTC, datetime
from typing import Any

from capacity_service.pagina.overzicht import make_overzicht
from capacity_service.pagina.woorden import make_vertaler

NU = datetime(2026, 11, 21, 22, 30, tzinfo=UTC)
NL = make_vertaler("nl")


def make_regel(**changes: Any) -> dict[str, Any]:
    return {
        "id": "p1",
        "referentie": "AAAA-1111",
        "status": "vrij",
        "onbevestigd": False,
        "personenMax": 4,
        "bevestigdOp": "2026-11-21T22:00:00Z",
        "sindsOp": "2026-11-21T21:00:00Z",
        "reden": None,
        "revisie": 3,
    } | changes


def make_komst(**changes: Any) -> dict[str, Any]:
    return {
        "id": "k1",
        "referentie": "BBBB-2222",
        "status": "bevestigd",
        "plaatsen": ["p1"],
        "huishouden": {"volwassenen": 1, "kinderen": [], "behoeften": ["tolk"]},
        "verwachteAankomstOp": None,
        "deadlineOp": "2026-11-22T10:00:00Z",
        "verlooptOp": None,
        "geaccepteerdOp": None,
        "nachten": 3,
    } | changes


def test_who_waits_for_a_yes_comes_first_and_then_the_clock() -> None:
    coming = [
        make_komst(id="ja", geaccepteerdOp="2026-11-21T22:00:00Z", deadlineOp="2026-11-22T01:00:00Z"),
        make_komst(id="laat", deadlineOp="2026-11-22T09:00:00Z"),
        make_komst(id="eerst", deadlineOp="2026-11-22T02:00:00Z"),
    ]
    shown = make_overzicht([make_regel()], coming, NU, NL).komsten
    assert [(komst.id, komst.vraagt) for komst in shown] == [("eerst", True), ("laat", True), ("ja", False)]
    assert shown[0].plaatsen == "AAAA-1111"


def test_a_reservering_that_lapsed_and_who_is_inside_are_not_coming() -> None:
    coming = [
        make_komst(status="gereserveerd", verlooptOp="2026-11-21T22:30:00Z"),
        make_komst(status="aangekomen"),
        make_komst(status="gereserveerd", verlooptOp="2026-11-21T22:31:00Z", id="nog"),
    ]
    assert [komst.id for komst in make_overzicht([], coming, NU, NL).komsten] == ["nog"]


def test_erased_data_leave_the_clock() -> None:
    (komst,) = make_overzicht([], [make_komst(huishouden=None)], NU, NL).komsten
    assert (komst.gezelschap, komst.behoeften, komst.klok) == ("De gegevens zijn gewist.", "", "Nog 11 uur en 30 min")


def test_a_place_says_how_old_it_is_and_what_else_it_can_be() -> None:
    vrij, bezet, weg, gereserveerd, nooit = make_overzicht(
        [
            make_regel(referentie="1", onbevestigd=True, personenMax=1),
            make_regel(referentie="2", status="bezet"),
            make_regel(referentie="3", status="buiten_gebruik", reden="water"),
            make_regel(referentie="4", status="gereserveerd"),
            make_regel(referentie="5", bevestigdOp=None),
        ],
        [],
        NU,
        NL,
    ).plaatsen
    assert (vrij.status_naam, vrij.uitleg) == ("Vrij, onbevestigd", "Voor 1 persoon, gezien vandaag 23:00")
    assert (bezet.uitleg, bezet.andere) == ("Voor 4 personen, sinds vandaag 22:00", ("vrij", "buiten_gebruik"))
    assert weg.uitleg.endswith("waterschade")
    assert (gereserveerd.nog_steeds, gereserveerd.andere) == ("", ("bezet", "buiten_gebruik"))
    assert nooit.uitleg.endswith("nog nooit gezien")
    assert len({each.sleutel for each in (vrij, bezet, weg, gereserveerd, nooit)}) == 5
