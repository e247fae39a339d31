from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity_service.domain.blad import (
    VAK,
    Groep,
    Regelsleutel,
    canonical,
    fill_up,
    hash_alle,
    hash_veld,
    make_belang,
    mask_volgnummer,
)

SLEUTEL, ANDERE = bytes(range(32)), bytes(range(1, 33))
waarden = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
velden = st.dictionaries(st.text(min_size=1).filter(lambda naam: "\0" not in naam), waarden, max_size=6)


def regel(volgnummer: int = 7, boom: str = "logboek", sleutel: bytes = SLEUTEL) -> Regelsleutel:
    return Regelsleutel.derive(sleutel, boom, volgnummer)


@given(velden, st.data())
def test_some_fields_can_be_counted_again_without_the_others(fields: dict[str, Any], data: st.DataObject) -> None:
    key, hashes = regel(), regel().hash_velden(Groep.toestand, fields)
    shown = data.draw(st.sets(st.sampled_from(sorted(hashes)))) if hashes else set()
    told = {naam: (key.zout(Groep.toestand, naam), fields[naam]) for naam in shown}
    others = [one for naam, one in hashes.items() if naam not in shown]
    again = [hash_veld(zout, naam, value) for naam, (zout, value) in told.items()]
    assert hash_alle(again + others) == hash_alle(hashes.values())


@given(velden.filter(lambda fields: any(value is not None for value in fields.values())), st.data())
def test_a_field_with_another_value_name_or_salt_is_another_field(fields: dict[str, Any], data: st.DataObject) -> None:
    naam = data.draw(st.sampled_from([naam for naam, value in fields.items() if value is not None]))
    right = regel().hash_velden(Groep.kop, fields)[naam]
    assert hash_veld(regel().zout(Groep.kop, naam), naam, [fields[naam]]) != right
    assert hash_veld(regel().zout(Groep.kop, naam), f"{naam}x", fields[naam]) != right
    assert hash_veld(regel(8).zout(Groep.kop, naam), naam, fields[naam]) != right


def test_a_field_that_is_null_is_no_field() -> None:
    assert regel().hash_groep(Groep.kop, {"a": 1, "b": None}) == regel().hash_groep(Groep.kop, {"a": 1})


def test_every_line_tree_field_and_key_has_a_salt_of_its_own() -> None:
    salts = {
        regel(volgnummer, boom, sleutel).zout(groep, naam)
        for groep in Groep
        for volgnummer in (1, 11, 111)
        for boom in ("logboek", "inzagelog")
        for sleutel in (SLEUTEL, ANDERE)
        for naam in ("id", "status", "op")
    }
    assert len(salts) == 72


def test_a_value_has_one_text() -> None:
    assert canonical({"b": [1, "é"], "a": None}) == '{"a":null,"b":[1,"é"]}'.encode()


def test_a_leaf_is_over_its_chain_its_kop_and_its_state_and_cannot_be_counted_without_the_key() -> None:
    schakel, state, kop = sha256(b"schakel").digest(), sha256(b"toestand").digest(), {"op": "nu"}
    blad = regel().make_blad(schakel, kop, state)
    assert blad.hash == sha256(b"\x00" + blad.keten + blad.kop + state).digest()
    others = [regel(8), regel(boom="inzagelog"), regel(sleutel=ANDERE)]
    assert len({blad.keten, schakel, *(one.make_blad(schakel, kop, state).keten for one in others)}) == 5
    assert len({blad.kop, *(one.make_blad(schakel, kop, state).kop for one in others)}) == 4
    changed = [(sha256(b"anders").digest(), kop, state), (schakel, {"op": "later"}, state), (schakel, kop, schakel)]
    assert blad.hash not in {regel().make_blad(*one).hash for one in changed}


@pytest.mark.parametrize(("lines", "leaves"), [(0, VAK), (1, VAK), (VAK, VAK), (VAK + 1, 2 * VAK), (3 * VAK, 3 * VAK)])
def test_a_growth_is_filled_up_to_whole_vakken_also_when_nothing_happened(lines: int, leaves: int) -> None:
    hashes = [sha256(str(n).encode()).digest() for n in range(lines)]
    grown = fill_up(SLEUTEL, "logboek", 3, hashes)
    assert len(grown) == len(set(grown)) == leaves
    assert set(hashes) <= set(grown)
    assert grown == sorted(grown)
    assert grown == fill_up(SLEUTEL, "logboek", 3, hashes[::-1])


def test_no_two_growths_are_filled_up_with_the_same() -> None:
    filled = [fill_up(sleutel, boom, groei, []) for sleutel in (SLEUTEL, ANDERE) for boom in "ab" for groei in (1, 11)]
    assert len({one for leaves in filled for one in leaves}) == len(filled) * VAK


def test_a_place_in_the_tree_says_nothing_of_what_a_leaf_stands_for() -> None:
    """One line among 63 that stand for nothing: over a thousand growths it is found everywhere alike (chi-square, 63 degrees)."""
    count, places = 6_400, [0] * VAK
    for groei in range(count):
        blad = regel(groei).make_blad(bytes(32), {}, bytes(32)).hash
        places[fill_up(SLEUTEL, "logboek", groei, [blad]).index(blad)] += 1
    expected = count / VAK
    assert sum((found - expected) ** 2 / expected for found in places) < 121


@given(st.binary(min_size=16, max_size=16), st.integers(1, 2**40), st.integers(0, 2**62))
def test_a_masked_number_comes_back_and_fits_its_column(belang: bytes, rang: int, volgnummer: int) -> None:
    masked = mask_volgnummer(SLEUTEL, belang, rang, volgnummer)
    assert 0 <= masked < 2**63
    assert mask_volgnummer(SLEUTEL, belang, rang, masked) == volgnummer


def test_one_line_of_two_organisaties_looks_like_two_lines() -> None:
    belangen = [make_belang(SLEUTEL, "logboek", "opvang", who) for who in ("a", "b")]
    masked = {mask_volgnummer(SLEUTEL, belang, rang, 7) for belang in belangen for rang in (1, 2)}
    assert len(masked) == 4
    assert len({*belangen, make_belang(ANDERE, "logboek", "opvang", "a"), make_belang(SLEUTEL, "inzagelog", "a")}) == 4
