import re

from capacity_service.domain.metingen import METINGEN
from capacity_service.domain.normen import Norm
from capacity_service.domain.normenkader import KADER, NIET_GEMETEN, Meetwijze

NUMMERS = [
    *("1.1", "1.2a", "1.2b", "1.2c", "1.3", "1.4", "1.5a", "1.5b", "1.5c", "1.5d"),
    *(f"1.{n}" for n in range(6, 12)),
    *(f"2.{n}" for n in range(1, 9)),
    *("3.1", "3.2", "3.3", "3.4", "3.5a", "3.5b", "4.1", "4.2", "4.3", "4.4"),
    *("5.1a", "5.1b", "5.1c", "5.2", "fn 27", "fn 28", "R6", "R14"),
]
OF_THE_GEMEENTE = {Norm.minimum_plaatsen, Norm.geen_vrij}


def test_every_norm_of_the_normenkader_is_there_once_in_its_order() -> None:
    assert [norm.nummer for norm in KADER] == NUMMERS


def test_what_is_not_measured_says_so_and_has_no_figures() -> None:
    outside = {norm.nummer for norm in KADER if norm.wijze is Meetwijze.buiten}
    assert outside == set(NUMMERS) - METINGEN.keys()
    assert {norm.toelichting for norm in KADER if norm.nummer in outside} == {NIET_GEMETEN}


def test_every_kind_of_episode_belongs_to_one_norm_or_to_the_gemeente() -> None:
    named = [norm for entry in KADER for norm in entry.normen]
    assert len(named) == len(set(named))
    assert set(named) == set(Norm) - OF_THE_GEMEENTE


def test_the_texts_are_short_sentences() -> None:
    for norm in KADER:
        for sentence in re.split(r"(?<=[.])\s", f"{norm.vraag} {norm.toelichting}".strip()):
            assert sentence.endswith("."), norm.nummer
            assert len(sentence.split()) <= 20, sentence
