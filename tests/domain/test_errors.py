"""Refusals: each has a code of its own and says what to do, in words."""

import inspect
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity_service.domain import errors
from capacity_service.domain.errors import DomainError, Fault, OngeldigeInvoer

REFUSALS = [
    refusal
    for _, refusal in inspect.getmembers(errors, inspect.isclass)
    if issubclass(refusal, DomainError) and refusal is not DomainError
]
SPEAKS_FOR_ITSELF = [r for r in REFUSALS if r.__init__ is not DomainError.__init__ and r is not OngeldigeInvoer]


@pytest.mark.parametrize("refusal", REFUSALS)
def test_the_code_of_a_refusal_is_its_name_in_small_letters(refusal: type[DomainError]) -> None:
    assert refusal.code == re.sub(r"(?<!^)([A-Z])", r"_\1", refusal.__name__).lower()


def test_no_two_refusals_share_a_code() -> None:
    codes = [refusal.code for refusal in REFUSALS]
    assert len(REFUSALS) >= 15
    assert len(set(codes)) == len(codes)


@pytest.mark.parametrize("refusal", SPEAKS_FOR_ITSELF)
def test_a_refusal_with_one_meaning_says_it_in_whole_sentences(refusal: type[DomainError]) -> None:
    detail = refusal().detail  # type: ignore[call-arg]
    assert detail[0].isupper()
    assert detail.endswith((".", '"7".'))
    assert str(refusal()) == detail  # type: ignore[call-arg]


@given(st.lists(st.builds(Fault, st.text(), st.text()), max_size=5))
def test_what_cannot_mean_anything_names_every_fault_in_order(faults: list[Fault]) -> None:
    refusal = OngeldigeInvoer(*faults)
    assert list(refusal.faults) == faults
    assert "Verbeter de genoemde velden" in refusal.detail


@given(st.sampled_from(REFUSALS), st.text())
def test_a_refusal_keeps_the_sentence_it_was_given(refusal: type[DomainError], detail: str) -> None:
    if refusal.__init__ is DomainError.__init__:
        assert refusal(detail).detail == detail
        assert refusal(detail).faults == ()
