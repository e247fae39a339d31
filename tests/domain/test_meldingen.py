"""What is told: neutral, whole, and to somebody."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity_service.domain.meldingen import MELDINGEN, Meldingsoort, describe_wie, render
from capacity_service.domain.normen import NORMEN, Gehoor

GAPS = {"wie", "kenmerk", "knelpunt", "aantal", "minuten"}
ALL_GAPS = {name: f"<{name}>" for name in GAPS}


def test_all_that_can_be_told_has_words_and_a_normsignaal_has_those_of_its_norm() -> None:
    assert set(Meldingsoort) - MELDINGEN.keys() == {Meldingsoort.normsignaal}
    assert all(norm.titel and norm.gehoor for norm in NORMEN.values())


@pytest.mark.parametrize("soort", MELDINGEN)
def test_every_melding_is_for_somebody_and_asks_for_nothing_that_is_not_filled_in(soort: Meldingsoort) -> None:
    words = MELDINGEN[soort]
    assert words.gehoor
    assert set(re.findall(r"{(\w+)}", words.tekst)) <= GAPS
    assert "{" not in render(words.tekst, **ALL_GAPS)
    assert "{" not in words.titel


@pytest.mark.parametrize("soort", MELDINGEN)
def test_the_achterwacht_hears_of_size_and_needs_and_of_nobody(soort: Meldingsoort) -> None:
    """R8: what goes to every opvangorganisatie of the country may not lead to one household."""
    words = MELDINGEN[soort]
    if Gehoor.achterwacht in words.gehoor:
        assert words.gehoor == (Gehoor.achterwacht,)
        assert set(re.findall(r"{(\w+)}", words.tekst)) == {"wie"}


def test_landelijk_is_never_told_where_and_of_whom_in_one_melding() -> None:
    """What is in the way of an aanvraag, and where somebody stays, are two meldingen."""
    for words in MELDINGEN.values():
        if Gehoor.landelijk in words.gehoor:
            assert not {"centrumgemeente", "plaats", "huis"} & set(re.findall(r"{(\w+)}", words.tekst))


@pytest.mark.parametrize(
    ("volwassenen", "kinderen", "behoeften", "expected"),
    [
        (1, 0, (), "Een huishouden van 1 (1 volwassene)"),
        (2, 1, (), "Een huishouden van 3 (2 volwassenen, 1 kind)"),
        (0, 2, ("tolk",), "Een huishouden van 2 (2 kinderen; nodig: tolk)"),
        (1, 4, ("tolk", "rolstoel"), "Een huishouden van 5 (1 volwassene, 4 kinderen; nodig: rolstoel, tolk)"),
    ],
)
def test_a_household_is_its_size_and_its_needs(
    volwassenen: int, kinderen: int, behoeften: tuple[str, ...], expected: str
) -> None:
    assert describe_wie(volwassenen, kinderen, behoeften) == expected


@given(
    st.dictionaries(st.sampled_from(["wie", "kenmerk", "knelpunt"]), st.sampled_from(["", "Iets.", "Kenmerk K7QF."]))
)
def test_what_is_left_empty_leaves_no_hole(values: dict[str, str]) -> None:
    words = render("{wie} is er nog niet. {kenmerk} {knelpunt} Bel.", **values)
    assert "  " not in words
    assert words == words.strip()
    assert all(value in words for value in values.values())
