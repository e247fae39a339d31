"""Who may do and see what. What is not named is refused."""

from itertools import product
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity_service.domain.errors import GeenRecht
from capacity_service.domain.inzage import (
    HIDDEN,
    MAG,
    NORMEN_VAN_GEMEENTE,
    ROUTING,
    Actor,
    Rol,
    check_may,
    concerns,
    show,
)

EIGEN, ANDER = UUID(int=1), UUID(int=2)
KINDS = ("plaatsing", "aanvraag", "plaats", "normsignaal", "melding", "vraag")

PLAATSING = {
    "id": "p",
    "aanvraag": "a",
    "aanvraagOrganisatie": str(EIGEN),
    "opvangOrganisatie": str(ANDER),
    "status": "gereserveerd",
}
AANVRAAG = {"id": "a", "organisatie": str(EIGEN), "gemeente": "GM0228", "plaatsing": "p", "voorstellen": [1]}
PLAATS = {"id": "q", "organisatie": str(EIGEN), "status": "vrij", "plaatsing": "p", "uitname": None}
TOLD = [{"rol": "gemeente", "organisatie": str(ANDER)}, {"rol": "landelijk", "organisatie": None}]
NORMSIGNAAL = {
    "id": "n",
    "norm": "overschrijding",
    "onderwerpSoort": "plaatsing",
    "onderwerp": "p",
    "waar": "GM0193",
    "opvangOrganisatie": str(ANDER),
    "aanvraagOrganisatie": str(EIGEN),
    "plichthouderOrganisatie": str(EIGEN),
    "verteldAan": TOLD,
}
MELDING = {"id": "m", "rol": "opvang", "organisatie": str(EIGEN), "onderwerpSoort": "plaatsing", "onderwerp": "p"}
VRAAG = {"id": "v", "plaats": "q", "opvangOrganisatie": str(EIGEN), "huishouden": {"volwassenen": 1}}
STATES: dict[str, dict[str, Any]] = {
    "plaatsing": PLAATSING,
    "aanvraag": AANVRAAG,
    "plaats": PLAATS,
    "normsignaal": NORMSIGNAAL,
    "melding": MELDING,
    "vraag": VRAAG,
}

rollen = st.sampled_from(Rol)
aantallen = st.integers(0, 500)


def may(rol: Rol, operation: str) -> bool:
    try:
        check_may(rol, operation)
    except GeenRecht:
        return False
    return True


def actor(rol: Rol, organisatie: UUID = EIGEN) -> Actor:
    return Actor(UUID(int=9), "Verzonnen", rol, organisatie)


@given(rollen, st.text().filter(lambda name: name not in MAG))
def test_an_operation_nobody_wrote_down_is_refused_to_everybody(rol: Rol, operation: str) -> None:
    assert not may(rol, operation)


@given(rollen, st.sampled_from(sorted(MAG)))
def test_a_role_may_do_what_the_table_says_and_nothing_else(rol: Rol, operation: str) -> None:
    roles = MAG[operation]
    assert may(rol, operation) == (roles is None or rol in roles)


def test_a_refusal_names_the_role_and_what_to_do() -> None:
    with pytest.raises(GeenRecht, match=r"\(gemeente\).*Vraag uw organisatie"):
        check_may(Rol.gemeente, "submit_aanvraag")


def test_whoever_is_not_logged_in_may_only_log_in_hear_so_and_read_what_a_problem_means() -> None:
    assert {name for name, roles in MAG.items() if roles is None} == {
        "list_demo_accounts",
        "start_demo_sessie",
        "read_probleem",
        "read_aanmelding",
    }


@pytest.mark.parametrize("rol", [Rol.auditor, Rol.fg, Rol.systeembeheerder])
def test_who_does_not_place_people_sees_no_aanvraag_and_no_plaatsing(rol: Rol) -> None:
    assert not any(may(rol, name) for name in MAG if "aanvra" in name or "plaats" in name or name == "live")
    assert [show(soort, rol, STATES[soort]) for soort in KINDS] == [None] * len(KINDS)


def test_only_a_coordinator_asks_for_a_place_and_only_a_house_says_who_is_inside() -> None:
    assert [rol for rol in Rol if may(rol, "submit_aanvraag")] == [Rol.coordinator]
    assert [rol for rol in Rol if may(rol, "confirm_aankomst")] == [Rol.opvang]


def test_a_house_never_sees_the_aanvraag_behind_a_plaatsing() -> None:
    shown = show("plaatsing", Rol.opvang, PLAATSING)
    assert shown is not None
    assert shown["aanvraag"] is None
    assert show("aanvraag", Rol.opvang, AANVRAAG) is None


def test_where_a_household_is_that_moves_on_is_known_to_its_own_coordinators_only() -> None:
    """R19: landelijk knew where it came from."""
    moving = AANVRAAG | {"gemeente": "GM0193", "uitsluitingen": ["GM0193"], "verplaatsing": "gevaar"}
    seen, own = show("aanvraag", Rol.landelijk, moving), show("aanvraag", Rol.coordinator, moving)
    assert seen is not None
    assert own is not None
    assert (seen["gemeente"], seen["uitsluitingen"]) == (None, None)
    assert (own["gemeente"], own["uitsluitingen"]) == ("GM0193", ["GM0193"])
    assert (show("aanvraag", Rol.landelijk, AANVRAAG | {"verplaatsing": None}) or {})["gemeente"] == "GM0228"


def test_a_gemeente_sees_counts_and_nobody() -> None:
    of_households = ("plaatsing", "aanvraag", "plaats", "vraag")
    assert [show(soort, Rol.gemeente, STATES[soort]) for soort in of_households] == [None] * 4
    assert not concerns("aanvraag", actor(Rol.gemeente), AANVRAAG)


def test_landelijk_never_sees_origin_and_destination_side_by_side() -> None:
    shown = show("aanvraag", Rol.landelijk, AANVRAAG)
    assert shown is not None
    assert (shown["plaatsing"], shown["voorstellen"]) == (None, None)
    assert show("plaatsing", Rol.landelijk, PLAATSING) is None
    plaats = show("plaats", Rol.landelijk, PLAATS)
    assert plaats is not None
    assert plaats["plaatsing"] is None


@given(rollen, st.sampled_from(KINDS))
def test_nobody_sees_whose_things_these_are_by_way_of_the_routing(rol: Rol, soort: str) -> None:
    shown = show(soort, rol, STATES[soort])
    if shown is not None:
        assert ROUTING.isdisjoint(shown)
        assert soort not in {"aanvraag", "melding"} or "organisatie" not in shown
        assert not {str(EIGEN), str(ANDER)} & set(map(str, shown.values())) or soort == "plaats"


@given(rollen, st.text().filter(lambda soort: soort not in KINDS), st.dictionaries(st.text(), st.integers()))
def test_a_kind_of_thing_nobody_wrote_down_is_shown_to_nobody(rol: Rol, soort: str, state: dict[str, int]) -> None:
    assert show(soort, rol, state) is None


@given(rollen, st.sampled_from(KINDS))
def test_hiding_empties_a_field_and_never_removes_or_invents_one(rol: Rol, soort: str) -> None:
    state = STATES[soort]
    shown = show(soort, rol, state)
    assert (shown is None) == ((soort, rol) not in HIDDEN)
    if shown is not None:
        assert shown.keys() <= state.keys()
        assert all(shown[name] in (None, state[name]) for name in shown if name != "verteldAan")
    if soort != "normsignaal":
        assert show(soort, rol, {"id": "x"}) in (None, {"id": "x"})


@pytest.mark.parametrize(("rol", "organisatie"), list(product(Rol, (EIGEN, ANDER))))
def test_a_plaatsing_concerns_the_two_organisations_and_nobody_else(rol: Rol, organisatie: UUID) -> None:
    expected = (rol, organisatie) in {(Rol.coordinator, EIGEN), (Rol.opvang, ANDER)}
    assert concerns("plaatsing", actor(rol, organisatie), PLAATSING) == expected


@pytest.mark.parametrize(("rol", "organisatie"), list(product(Rol, (EIGEN, ANDER))))
def test_a_place_concerns_the_house_whose_it_is(rol: Rol, organisatie: UUID) -> None:
    assert concerns("plaats", actor(rol, organisatie), PLAATS) == (rol is Rol.opvang and organisatie == EIGEN)


@pytest.mark.parametrize(("rol", "organisatie"), list(product(Rol, (EIGEN, ANDER))))
def test_an_aanvraag_concerns_who_sent_it_and_the_national_coordination(rol: Rol, organisatie: UUID) -> None:
    expected = rol is Rol.landelijk or (rol is Rol.coordinator and organisatie == EIGEN)
    assert concerns("aanvraag", actor(rol, organisatie), AANVRAAG) == expected


@pytest.mark.parametrize(("rol", "organisatie"), list(product(Rol, (EIGEN, ANDER))))
def test_an_episode_about_a_stay_concerns_both_sides_the_streek_and_the_national_coordination(
    rol: Rol, organisatie: UUID
) -> None:
    expected = rol is Rol.landelijk or (rol, organisatie) in {(Rol.coordinator, EIGEN), (Rol.opvang, ANDER)}
    assert concerns("normsignaal", actor(rol, organisatie), NORMSIGNAAL) == expected


def test_landelijk_sees_where_a_stay_is_too_long_and_never_whose() -> None:
    shown = show("normsignaal", Rol.landelijk, NORMSIGNAAL)
    assert shown is not None
    assert (shown["waar"], shown["onderwerp"], shown["verteldAan"]) == ("GM0193", None, ["gemeente", "landelijk"])


def test_landelijk_sees_which_aanvraag_is_too_late_and_that_it_is_nowhere() -> None:
    late = NORMSIGNAAL | {"norm": "plaatsing_te_laat", "onderwerpSoort": "aanvraag", "onderwerp": "a", "waar": None}
    shown = show("normsignaal", Rol.landelijk, late)
    assert shown is not None
    assert (shown["onderwerp"], shown["waar"]) == ("a", None)


@pytest.mark.parametrize("soort", ["plaatsing", "verblijf", "organisatie"])
@pytest.mark.parametrize("rol", [Rol.landelijk, Rol.gemeente])
def test_who_only_watches_is_shown_no_household_by_its_episode(rol: Rol, soort: str) -> None:
    shown = show("normsignaal", rol, NORMSIGNAAL | {"onderwerpSoort": soort})
    assert shown is not None
    assert shown["onderwerp"] is None


@given(st.sampled_from(sorted(NORMEN_VAN_GEMEENTE)), st.sampled_from(["GM0193", "GM0228", None]))
def test_a_gemeente_sees_its_own_streek_only(norm: str, streek: str | None) -> None:
    own = Actor(UUID(int=9), "Verzonnen", Rol.gemeente, EIGEN, streek)
    assert concerns("normsignaal", own, NORMSIGNAAL | {"norm": norm}) == (streek == "GM0193")
    assert not concerns("normsignaal", own, NORMSIGNAAL | {"norm": norm, "waar": None})


@pytest.mark.parametrize(("rol", "organisatie"), list(product(Rol, (EIGEN, ANDER))))
def test_a_vraag_and_a_melding_are_for_who_is_asked_and_told(rol: Rol, organisatie: UUID) -> None:
    own = rol is Rol.opvang and organisatie == EIGEN
    assert concerns("vraag", actor(rol, organisatie), VRAAG) == own
    assert concerns("melding", actor(rol, organisatie), MELDING) == own
