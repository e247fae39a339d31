import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity_service.domain.telefoonnummer import parse_telefoonnummer

KEPT = re.compile(r"\+?[0-9]{5,15}")
"""What the database keeps."""


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("0612345678", "+31612345678"),
        ("06 12345678", "+31612345678"),
        ("06-12 34 56 78", "+31612345678"),
        ("+31612345678", "+31612345678"),
        ("+31 (0)6 12345678", "+31612345678"),
        ("+31 06 12345678", "+31612345678"),
        ("0031 6 1234 5678", "+31612345678"),
        ("(038) 123 11 22", "+31381231122"),
        ("0318-123456", "+31318123456"),
        ("088/1234567", "+31881234567"),
        ("+32 470 00 00 00", "+32470000000"),
        ("0049 30 1234567", "+49301234567"),
        ("0800-1234", "08001234"),
        ("0900 1234567", "09001234567"),
        ("14 020", "14020"),
        ("116 123", "116123"),
    ],
)
def test_a_number_is_kept_in_one_way_however_it_is_typed(typed: str, kept: str) -> None:
    assert parse_telefoonnummer(typed) == kept


@pytest.mark.parametrize(
    "nonsense",
    [
        "",
        "bel de bureaudienst",
        "112",
        "12345678",
        "06 1234567",
        "06 123456789",
        "0012",
        "+31 6 1234",
        "+0612345678",
        "++31612345678",
        "06+12345678",
        "06 12345678 toestel 3",
        "٠٦١٢٣٤٥٦٧٨",
        "+3212345678901234",
        "0000000000",
    ],
)
def test_what_nobody_can_call_is_refused_with_what_to_do(nonsense: str) -> None:
    with pytest.raises(ValueError, match="Geef het met netnummer"):
        parse_telefoonnummer(nonsense)


@given(st.text(alphabet="0123456789+-() ./", max_size=24))
def test_what_is_kept_is_kept_again_as_it_is_and_fits_the_database(typed: str) -> None:
    try:
        kept = parse_telefoonnummer(typed)
    except ValueError:
        return
    assert KEPT.fullmatch(kept)
    assert parse_telefoonnummer(kept) == kept
