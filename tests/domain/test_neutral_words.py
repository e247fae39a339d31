"""What may light up on a lock screen names no place and no person, and never the field (R19)."""

import re

import pytest

from capacity_service.actions.try_meldadres import TITEL
from capacity_service.domain.meldingen import MELDINGEN, Meldingsoort
from capacity_service.domain.normen import NORMEN, Norm
from tests.data.test_register import read

GEMEENTEN = {rij["naam"] for name in ("gemeenten.csv", "centrumgemeenten.csv") for rij in read(name)}
TITLES = {
    **{f"melding {soort}": tekst.titel for soort, tekst in MELDINGEN.items()},
    **{f"norm {norm}": tekst.titel for norm, tekst in NORMEN.items()},
    "proef": TITEL,
}
TEXTS = {str(soort): tekst.tekst for soort, tekst in MELDINGEN.items()}
PLACES = re.compile(rf"\b({'|'.join(re.escape(naam) for naam in sorted(GEMEENTEN))})\b")
FIELD = re.compile(r"vrouwenopvang|blijf-van-mijn-lijf|slachtoffer|huiselijk geweld|mishandel", re.IGNORECASE)
NUMBER = re.compile(r"\d[\d .-]*\d[\d .-]*\d")
"""Three digits or more: a telephone number, a house number with its postcode. A norm may say 24 hours."""
TITLE_MAX = 80
"""What a lock screen and half an SMS show whole."""


def test_every_kind_of_melding_and_every_norm_has_words() -> None:
    assert MELDINGEN.keys() | {Meldingsoort.normsignaal} == set(Meldingsoort)
    assert NORMEN.keys() == set(Norm)
    assert len(GEMEENTEN) >= 342


@pytest.mark.parametrize("what", TITLES)
def test_a_title_betrays_nothing(what: str) -> None:
    titel = TITLES[what]
    assert not PLACES.search(titel), f"{what} names a place"
    assert not FIELD.search(titel), f"{what} names the field"
    assert not NUMBER.search(titel), f"{what} holds a number that could be somebody's"
    assert "{" not in titel, f"{what} is filled in with something"
    assert 0 < len(titel) <= TITLE_MAX


@pytest.mark.parametrize("soort", TEXTS)
def test_a_text_holds_of_a_household_its_size_and_needs_at_most(soort: str) -> None:
    tekst = TEXTS[soort]
    assert not PLACES.search(tekst), f"{soort} names a place"
    assert not FIELD.search(tekst), f"{soort} names the field"
    assert set(re.findall(r"\{(\w+)\}", tekst)) <= {"wie", "kenmerk", "knelpunt", "aantal", "minuten"}


@pytest.mark.parametrize("told", ["Een plaats in Zwolle", "Vrouwenopvang belt", "Bel 06-12 34"])
def test_the_look_itself_finds_what_betrays(told: str) -> None:
    assert PLACES.search(told) or FIELD.search(told) or NUMBER.search(told)
