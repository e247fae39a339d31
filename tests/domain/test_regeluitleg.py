"""Every rule is explained in words that people read."""

import pytest

from capacity_service.domain.regels import GRENZEN, Regels
from capacity_service.domain.regeluitleg import KEUZES, UITLEG, name_waarde

UNITS = {
    "_uren": "uren",
    "_minuten": "minuten",
    "_seconden": "seconden",
    "_werkdagen": "werkdagen",
    "_uur": "uur van de dag",
    "_km": "kilometer",
    "_plaatsen": "plaatsen",
}


def test_every_rule_is_explained_and_nothing_else_is() -> None:
    assert UITLEG.keys() == set(Regels.namen())


@pytest.mark.parametrize("naam", UITLEG)
def test_an_explanation_is_short_dutch_sentences(naam: str) -> None:
    eenheid, zin = UITLEG[naam]
    assert zin[0].isupper()
    assert zin.endswith(".")
    assert len(zin) <= 110
    assert {unit for ending, unit in UNITS.items() if naam.endswith(ending)} <= {eenheid}


def test_no_two_rules_are_explained_alike() -> None:
    assert len({zin for _, zin in UITLEG.values()}) == len(UITLEG)


def test_a_choice_has_a_word_for_each_of_its_numbers_and_reads_as_that() -> None:
    assert KEUZES.keys() == {naam for naam, (eenheid, _) in UITLEG.items() if eenheid == "keuze"}
    for naam, woorden in KEUZES.items():
        grens = GRENZEN[naam]
        assert (grens.laagst, grens.hoogst) == (0, len(woorden) - 1)
        assert [name_waarde(naam, waarde) for waarde in range(len(woorden))] == list(woorden)


def test_any_other_rule_reads_as_a_number_with_its_unit() -> None:
    assert name_waarde("plaatsing_uren", 24) == "24 uren"
