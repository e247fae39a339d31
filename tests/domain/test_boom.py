"""Against the definition of RFC 9162, written down here word for word and without any cleverness."""

import random
from hashlib import sha256
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from capacity_service.domain.boom import (
    LEEG,
    Strook,
    Tak,
    check_consistency,
    check_inclusion,
    find_takken,
    hash_blad,
    hash_bladeren,
    hash_strook,
    prove_consistency,
    prove_inclusion,
)

GROOTSTE = 40


def split(n: int) -> int:
    return max(1 << k for k in range(n) if 1 << k < n)


def mth(d: list[bytes]) -> bytes:
    """MTH(D[n]), section 2.1.1."""
    if not d:
        return sha256(b"").digest()
    if len(d) == 1:
        return sha256(b"\x00" + d[0]).digest()
    k = split(len(d))
    return sha256(b"\x01" + mth(d[:k]) + mth(d[k:])).digest()


def path_of(m: int, d: list[bytes]) -> list[bytes]:
    """PATH(m, D[n]), section 2.1.3.1."""
    if len(d) == 1:
        return []
    k = split(len(d))
    return [*path_of(m, d[:k]), mth(d[k:])] if m < k else [*path_of(m - k, d[k:]), mth(d[:k])]


def proof_of(m: int, d: list[bytes]) -> list[bytes]:
    """PROOF(m, D[n]), section 2.1.4.1."""
    return subproof(m, d, whole=True)


def subproof(m: int, d: list[bytes], *, whole: bool) -> list[bytes]:
    if m == len(d):
        return [] if whole else [mth(d)]
    k = split(len(d))
    if m <= k:
        return [*subproof(m, d[:k], whole=whole), mth(d[k:])]
    return [*subproof(m - k, d[k:], whole=False), mth(d[:k])]


def bladeren(n: int) -> list[bytes]:
    return [f"regel {i}".encode() for i in range(n)]


def fill(stroken: list[Strook], d: list[bytes]) -> list[bytes]:
    """The hashes of these stroken, each folded from whole subtrees."""
    return [hash_strook(strook, lambda tak: mth(whole(tak, d))) for strook in stroken]


def whole(tak: Tak, d: list[bytes]) -> list[bytes]:
    begin = tak.nummer << tak.hoogte
    found = d[begin : begin + (1 << tak.hoogte)]
    assert len(found) == 1 << tak.hoogte, "a subtree that is not whole yet can still change"
    return found


def test_known_roots() -> None:
    """The tree of section 2.1.5's shape over the bytes of RFC 6962's own test data, worked out by hand in SHA-256."""
    d = [bytes.fromhex(text) for text in ("", "00", "10", "2021", "3031", "40414243")]
    d += [bytes.fromhex("5051525354555657"), bytes.fromhex("606162636465666768696a6b6c6d6e6f")]
    roots = [hash_bladeren([hash_blad(one) for one in d[:n]]).hex() for n in range(9)]
    assert roots[0] == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert roots[1] == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    assert roots[2] == "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"
    assert roots[3] == "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"
    assert roots[8] == "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"


@pytest.mark.parametrize("n", range(GROOTSTE + 1))
def test_a_root_is_what_the_definition_says(n: int) -> None:
    d = bladeren(n)
    assert hash_bladeren([hash_blad(one) for one in d]) == mth(d)
    assert hash_strook((0, n), lambda tak: mth(whole(tak, d))) == mth(d)


@pytest.mark.parametrize("n", range(1, GROOTSTE + 1))
def test_every_leaf_is_proven_with_the_path_of_the_definition_and_at_no_other_place(n: int) -> None:
    d = bladeren(n)
    root = mth(d)
    for m in range(n):
        path = fill(prove_inclusion(m, n), d)
        assert path == path_of(m, d)
        told = [i for i in range(n) if check_inclusion(hash_blad(d[m]), i, n, path, root)]
        assert told == [m]
        assert not check_inclusion(hash_blad(d[m]), m, n, [*path, LEEG], root)
        assert not path or not check_inclusion(hash_blad(d[m]), m, n, path[:-1], root)


@pytest.mark.parametrize("n", range(1, GROOTSTE + 1))
def test_growth_is_proven_with_the_path_of_the_definition(n: int) -> None:
    d = bladeren(n)
    for m in range(1, n + 1):
        path = fill(prove_consistency(m, n), d)
        assert path == proof_of(m, d)
        assert check_consistency(m, n, mth(d[:m]), mth(d), path)
        assert not check_consistency(m, n, mth([b"anders", *d[1:m]]), mth(d), path)
        assert not check_consistency(m, n, mth(d[:m]), mth([b"anders", *d[1:]]), path)
        assert not check_consistency(m, n, mth(d[:m]), mth(d), [*path, LEEG])
        assert not path or not check_consistency(m, n, mth(d[:m]), mth(d), path[1:])


def test_an_empty_tree_is_the_beginning_of_every_tree() -> None:
    d = bladeren(5)
    assert prove_consistency(0, 5) == []
    assert check_consistency(0, 5, LEEG, mth(d), [])
    assert not check_consistency(0, 5, mth(d[:1]), mth(d), [])
    assert not check_consistency(0, 5, LEEG, mth(d), [LEEG])


def test_what_is_not_there_has_no_proof() -> None:
    for index, grootte in ((-1, 4), (4, 4), (0, 0)):
        assert not check_inclusion(LEEG, index, grootte, [], LEEG)
        with pytest.raises(ValueError, match=str(index)):
            prove_inclusion(index, grootte)
    for eerder in (-1, 5):
        assert not check_consistency(eerder, 4, LEEG, LEEG, [])
        with pytest.raises(ValueError, match=str(eerder)):
            prove_consistency(eerder, 4)


@settings(max_examples=200)
@given(st.integers(2, 400), st.randoms())
def test_a_proof_of_which_one_bit_is_turned_proves_nothing(n: int, chance: random.Random) -> None:
    d = bladeren(n)
    m = chance.randrange(n)
    path, root = fill(prove_inclusion(m, n), d), mth(d)
    at, bit = chance.randrange(len(path)), chance.randrange(256)
    turned = bytearray(path[at])
    turned[bit // 8] ^= 1 << bit % 8
    assert check_inclusion(hash_blad(d[m]), m, n, path, root)
    assert not check_inclusion(hash_blad(d[m]), m, n, [*path[:at], bytes(turned), *path[at + 1 :]], root)
    eerder = chance.randrange(1, n)
    path = fill(prove_consistency(eerder, n), d)
    at = chance.randrange(len(path))
    turned = bytearray(path[at])
    turned[bit // 8] ^= 1 << bit % 8
    assert not check_consistency(eerder, n, mth(d[:eerder]), root, [*path[:at], bytes(turned), *path[at + 1 :]])


@given(st.integers(1, 1 << 40))
def test_the_takken_of_a_tree_join_and_are_few(n: int) -> None:
    takken = find_takken((0, n))
    edges = [(tak.nummer << tak.hoogte, (tak.nummer + 1) << tak.hoogte) for tak in takken]
    assert edges[0][0] == 0
    assert edges[-1][1] == n
    assert all(one[1] == other[0] for one, other in pairwise(edges))
    assert len(takken) == n.bit_count()


@given(st.integers(0, 1 << 40), st.integers(1, 1 << 40))
def test_a_proof_in_a_large_tree_is_short_and_asks_for_whole_takken_only(at: int, more: int) -> None:
    n = at + more
    for strook in (*prove_inclusion(at, n), *prove_consistency(at, n)):
        assert all((tak.nummer + 1) << tak.hoogte <= n for tak in find_takken(strook))
    assert len(prove_inclusion(at, n)) <= n.bit_length()
    assert len(prove_consistency(at, n)) <= n.bit_length() + 1
