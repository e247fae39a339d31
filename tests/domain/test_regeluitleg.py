"""Every rule is explained in words that people read."""

import pytest

from capacity_service.domain.regels import Regels
from capacity_service.domain.regeluitleg import UITLEG

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
