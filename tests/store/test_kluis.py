import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity_service.store.kluis import NONCE_BYTES, SEALED, Kluis, Onleesbaar, Vak
from tests.sleutelbos import EERSTE, TWEEDE, make_kluis

VAK = Vak("contact", "telefoonnummer", "huis|organisatie")
NUMMER = b"+31612345678"
vakken = st.builds(Vak, st.sampled_from(["contact", "meldadres"]), st.sampled_from(["adres", "geheim"]), st.text())


@given(value=st.binary(), vak=vakken)
def test_what_is_sealed_opens_in_its_place(value: bytes, vak: Vak) -> None:
    kluis = make_kluis(EERSTE)
    sealed = kluis.seal(value, vak)
    assert sealed.startswith(SEALED)
    assert kluis.open(sealed, vak) == value


@given(value=st.binary(), vak=vakken, other=vakken)
def test_a_value_moved_to_another_row_or_column_does_not_open(value: bytes, vak: Vak, other: Vak) -> None:
    if other == vak:
        return
    kluis = make_kluis(EERSTE)
    with pytest.raises(Onleesbaar):
        kluis.open(kluis.seal(value, vak), other)


def test_parts_of_a_place_do_not_run_over_into_each_other() -> None:
    kluis = make_kluis(EERSTE)
    sealed = kluis.seal(NUMMER, Vak("contact", "ab", "c"))
    with pytest.raises(Onleesbaar):
        kluis.open(sealed, Vak("contact", "a", "bc"))


def test_every_changed_byte_is_noticed() -> None:
    kluis = make_kluis(EERSTE)
    sealed = kluis.seal(NUMMER, VAK)
    for at, change in itertools.product(range(len(sealed)), (1, 128)):
        spoiled = sealed[:at] + bytes([sealed[at] ^ change]) + sealed[at + 1 :]
        with pytest.raises(Onleesbaar):
            kluis.open(spoiled, VAK)


def test_every_value_that_was_cut_short_is_noticed() -> None:
    kluis = make_kluis(EERSTE)
    sealed = kluis.seal(NUMMER, VAK)
    for length in range(len(sealed)):
        with pytest.raises(Onleesbaar):
            kluis.open(sealed[:length], VAK)


def test_what_stands_in_the_open_is_not_taken_for_a_number() -> None:
    """Whoever can write in the database cannot slip a number of their own in."""
    with pytest.raises(Onleesbaar):
        make_kluis(EERSTE).open(NUMMER, VAK)


def test_the_same_number_never_looks_the_same() -> None:
    kluis = make_kluis(EERSTE)
    sealed = {kluis.seal(NUMMER, VAK) for _ in range(1000)}
    start = len(kluis.prefix)
    assert len({one[start : start + NONCE_BYTES] for one in sealed}) == 1000


def test_a_sealed_number_holds_nothing_of_itself() -> None:
    sealed = make_kluis(EERSTE).seal(NUMMER, VAK)
    assert not any(NUMMER[at : at + 4] in sealed for at in range(len(NUMMER) - 3))


def test_the_last_key_seals_and_every_key_opens() -> None:
    before, after = make_kluis(EERSTE), make_kluis(EERSTE, TWEEDE)
    old, new = before.seal(NUMMER, VAK), after.seal(NUMMER, VAK)
    assert (old.startswith(before.prefix), new.startswith(after.prefix)) == (True, True)
    assert not old.startswith(after.prefix)
    assert after.open(old, VAK) == after.open(new, VAK) == NUMMER


def test_without_its_key_a_value_does_not_open() -> None:
    sealed = make_kluis(EERSTE).seal(NUMMER, VAK)
    with pytest.raises(Onleesbaar):
        make_kluis(TWEEDE).open(sealed, VAK)


def test_a_key_of_another_node_is_looked_for_in_the_file() -> None:
    sealed = make_kluis(EERSTE, TWEEDE).seal(NUMMER, VAK)
    kluis = make_kluis(EERSTE, file=(EERSTE, TWEEDE))
    assert kluis.open(sealed, VAK) == NUMMER
    assert kluis.seal(NUMMER, VAK).startswith(make_kluis(TWEEDE).prefix)


def test_a_file_that_cannot_be_read_leaves_what_is_known() -> None:
    def fail() -> tuple[()]:
        raise OSError

    kluis = Kluis((EERSTE,), fail)
    with pytest.raises(Onleesbaar):
        kluis.open(make_kluis(TWEEDE).seal(NUMMER, VAK), VAK)
    assert kluis.open(kluis.seal(NUMMER, VAK), VAK) == NUMMER


def test_a_key_taken_out_of_the_file_still_reads_here() -> None:
    kluis = make_kluis(EERSTE, file=(TWEEDE,))
    sealed = kluis.seal(NUMMER, VAK)
    kluis.refresh()
    assert kluis.open(sealed, VAK) == NUMMER
    assert kluis.prefix == make_kluis(TWEEDE).prefix


def test_who_has_no_keys_seals_nothing_and_opens_nothing() -> None:
    with pytest.raises(LookupError):
        Kluis(()).seal(NUMMER, VAK)
    with pytest.raises(Onleesbaar):
        Kluis(()).open(make_kluis(EERSTE).seal(NUMMER, VAK), VAK)
