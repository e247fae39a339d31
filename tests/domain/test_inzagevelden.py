"""Which fields each rol is shown. What is not named goes out to nobody."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity_service.domain.inzage import Rol, concerns
from capacity_service.domain.inzagevelden import SOORTEN, TOONBAAR, show
from tests.domain.test_inzage import actor
from tests.domain.toestanden import (
    AANVRAAG,
    ANDER,
    EIGEN,
    KINDS,
    NORMSIGNAAL,
    PLAATS,
    PLAATSING,
    STATES,
)

rollen = st.sampled_from(Rol)
ROUTING = {"aanvraagOrganisatie", "opvangOrganisatie", "plichthouderOrganisatie"}
"""Fields of a state that only tell the service who may see it; side by side they would join origin and destination (R19)."""


@pytest.mark.parametrize("rol", [Rol.auditor, Rol.fg, Rol.systeembeheerder])
def test_who_does_not_place_people_sees_no_aanvraag_and_no_plaatsing(rol: Rol) -> None:
    assert [show(soort, rol, STATES[soort]) for soort in KINDS] == [None] * len(KINDS)


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


@given(rollen, st.text().filter(lambda soort: soort not in SOORTEN), st.dictionaries(st.text(), st.integers()))
def test_a_kind_of_thing_nobody_wrote_down_is_shown_to_nobody(rol: Rol, soort: str, state: dict[str, int]) -> None:
    assert show(soort, rol, state) is None


@given(rollen, st.sampled_from(KINDS))
def test_hiding_empties_a_field_and_never_removes_or_invents_one(rol: Rol, soort: str) -> None:
    state = STATES[soort]
    shown = show(soort, rol, state)
    assert (shown is None) == (not SOORTEN[soort].sees(rol))
    if shown is not None:
        assert shown.keys() <= state.keys()
        assert all(shown[name] in (None, state[name]) for name in shown if name != "verteldAan")
    if soort != "normsignaal":
        assert show(soort, rol, {"id": "x"}) in (None, {"id": "x"})


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


@given(
    rollen, st.sampled_from(KINDS), st.text().filter(lambda name: not any(name in z.velden for z in TOONBAAR.values()))
)
def test_a_field_nobody_wrote_down_is_shown_to_nobody(rol: Rol, soort: str, name: str) -> None:
    """A state that gets another field keeps it to itself until somebody says who may see it."""
    shown = show(soort, rol, STATES[soort] | {name: "Dorpsstraat 1"})
    assert shown is None or name not in shown


def test_what_reads_null_or_is_left_out_is_a_field_and_whoever_it_is_hidden_from_sees_the_thing() -> None:
    for naam, toonbaar in TOONBAAR.items():
        for hidden in (toonbaar.leeg, toonbaar.weg):
            for rol, names in hidden.items():
                assert names <= toonbaar.velden, naam
                assert toonbaar.sees(rol), naam


def test_a_registratie_is_seen_by_the_two_concerned_without_whose_it_is() -> None:
    state = {"id": "r", "plaatsing": "p", "soort": "kindcheck", "organisatie": str(EIGEN)} | dict.fromkeys(
        ("aanvraagOrganisatie", "opvangOrganisatie"), str(ANDER)
    )
    seen = {rol: show("registratie", rol, state) for rol in Rol}
    assert {rol for rol, shown in seen.items() if shown} == {Rol.coordinator, Rol.opvang}
    assert seen[Rol.opvang] == {"id": "r", "plaatsing": "p", "soort": "kindcheck"}
