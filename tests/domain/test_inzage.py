"""Who may do what, and whose things are for whom. What is not named is refused."""

from itertools import product
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity_service.domain.errors import GeenRecht
from capacity_service.domain.inzage import MAG, NORMEN_VAN_GEMEENTE, Actor, Rol, check_may, concerns
from tests.domain.toestanden import AANVRAAG, ANDER, EIGEN, MELDING, NORMSIGNAAL, PLAATS, PLAATSING, VRAAG

rollen = st.sampled_from(Rol)


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


@pytest.mark.parametrize("rol", [Rol.auditor, Rol.fg, Rol.systeembeheerder])
def test_who_does_not_place_people_asks_for_no_aanvraag_and_no_plaatsing(rol: Rol) -> None:
    assert not any(may(rol, name) for name in MAG if "aanvra" in name or "plaats" in name or name == "live")


def test_a_refusal_names_the_role_and_what_to_do() -> None:
    with pytest.raises(GeenRecht, match=r"\(gemeente\).*Vraag uw organisatie"):
        check_may(Rol.gemeente, "submit_aanvraag")


def test_whoever_is_not_logged_in_may_only_log_in_hear_so_read_what_a_problem_means_and_check_on_us() -> None:
    assert {name for name, roles in MAG.items() if roles is None} == {
        "list_demo_accounts",
        "start_demo_sessie",
        "list_aanbieders",
        "begin_aanmelding",
        "finish_aanmelding",
        "leave_aanbieder",
        "end_by_aanbieder",
        "make_token",
        "read_probleem",
        "read_aanmelding",
        "list_controlepunten",
        "read_samenhang",
        "list_zegels",
        "download_controleur",
    }


def test_only_a_coordinator_asks_for_a_place_and_only_a_house_says_who_is_inside() -> None:
    assert [rol for rol in Rol if may(rol, "submit_aanvraag")] == [Rol.coordinator]
    assert [rol for rol in Rol if may(rol, "confirm_aankomst")] == [Rol.opvang]


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
