"""Who must stay together, and who may leave the region."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity_service.domain.aanvraag import (
    LOPEND,
    Aanvraagstatus,
    Door,
    Dreiging,
    Huishouden,
    Kleur,
    Plaatsingstatus,
    Veiligheid,
    check_code_rood,
)
from capacity_service.domain.errors import CodeRoodVereist
from tests.domain.strategies import huishoudens

veiligheden = st.builds(
    Veiligheid,
    door=st.sampled_from(Door),
    kleur=st.none() | st.sampled_from(Kleur),
    instrument=st.none() | st.just("verwey_jonker"),
    dreiging=st.none() | st.sampled_from(Dreiging),
)


def is_allowed(veiligheid: Veiligheid) -> bool:
    try:
        check_code_rood(veiligheid)
    except CodeRoodVereist:
        return False
    return True


@given(huishoudens)
def test_everybody_in_the_household_needs_room(huishouden: Huishouden) -> None:
    assert huishouden.personen == huishouden.volwassenen + len(huishouden.kinderen)


@given(st.sampled_from(Door), st.none() | st.sampled_from(Dreiging))
def test_rood_leaves_the_region_whoever_established_it(door: Door, dreiging: Dreiging | None) -> None:
    assert is_allowed(Veiligheid(door, Kleur.rood, "verwey_jonker", dreiging))


@given(st.sampled_from(Door), st.sampled_from(Dreiging))
def test_an_acute_threat_stands_in_for_an_outcome_that_is_not_there_yet(door: Door, dreiging: Dreiging) -> None:
    assert is_allowed(Veiligheid(door, dreiging=dreiging))


@pytest.mark.parametrize("kleur", [Kleur.oranje, Kleur.groen])
@given(st.sampled_from(Door), st.none() | st.sampled_from(Dreiging))
def test_oranje_and_groen_stay_in_the_region_whatever_the_threat(
    kleur: Kleur, door: Door, dreiging: Dreiging | None
) -> None:
    with pytest.raises(CodeRoodVereist, match=rf"R4.*De uitkomst is: {kleur}\."):
        check_code_rood(Veiligheid(door, kleur, "verwey_jonker", dreiging))


def test_without_an_outcome_and_without_a_threat_it_is_unknown() -> None:
    with pytest.raises(CodeRoodVereist, match="De uitkomst is: onbekend"):
        check_code_rood(Veiligheid(Door.politie))


@given(veiligheden)
def test_who_established_it_and_with_what_changes_nothing(veiligheid: Veiligheid) -> None:
    others = [Veiligheid(door, veiligheid.kleur, None, veiligheid.dreiging) for door in Door]
    assert {is_allowed(other) for other in others} == {is_allowed(veiligheid)}


def test_a_running_plaatsing_has_a_status_that_its_aanvraag_can_have_too() -> None:
    assert {str(status) for status in LOPEND} <= set(Aanvraagstatus)
    assert Plaatsingstatus.beeindigd not in LOPEND
    assert len(Plaatsingstatus) - len(LOPEND) == 5
