"""A Merkle tree as RFC 9162 (section 2.1) has it: proofs that a leaf is in it, and that it only grew. No tree is kept here.

A tree of n leaves is a function of those leaves alone. What is asked of whoever keeps it are its whole subtrees
(`Tak`), which never change once they are there; a root or a step of a proof is folded from a few of them.
"""

from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import NamedTuple

HASH_BYTES = 32
LEEG = sha256().digest()
"""The root of a tree without leaves."""


class Tak(NamedTuple):
    """The `nummer`-th subtree of 2^`hoogte` leaves, counted from the left; height 0 is one leaf."""

    hoogte: int
    nummer: int


Strook = tuple[int, int]
"""Leaves from one index until another, which is no longer part of it."""
Vind = Callable[[Tak], bytes]
"""Gives the hash of a whole subtree."""


def hash_blad(inhoud: bytes) -> bytes:
    """The hash of a leaf with this content."""
    return sha256(b"\x00" + inhoud).digest()


def hash_paar(links: bytes, rechts: bytes) -> bytes:
    """The hash of a node over its two children."""
    return sha256(b"\x01" + links + rechts).digest()


def hash_bladeren(hashes: Sequence[bytes]) -> bytes:
    """The root over these leaf hashes, in order."""
    if not hashes:
        return LEEG
    stack: list[tuple[int, bytes]] = []
    for one in hashes:
        hoogte, hash_ = 0, one
        while stack and stack[-1][0] == hoogte:
            hoogte, hash_ = hoogte + 1, hash_paar(stack.pop()[1], hash_)
        stack.append((hoogte, hash_))
    return _fold([hash_ for _, hash_ in stack])


def find_takken(strook: Strook) -> list[Tak]:
    """The whole subtrees that a strook of the tree is made of, from left to right; largest first.

    Only for what a tree is split into: a strook that begins at a multiple of the largest of them.
    """
    begin, einde = strook
    takken = []
    while begin < einde:
        hoogte = (einde - begin).bit_length() - 1
        takken.append(Tak(hoogte, begin >> hoogte))
        begin += 1 << hoogte
    return takken


def hash_strook(strook: Strook, find: Vind) -> bytes:
    """The hash over a strook of the tree; that of (0, n) is the root of the tree of n leaves."""
    takken = find_takken(strook)
    return _fold([find(tak) for tak in takken]) if takken else LEEG


def _fold(hashes: list[bytes]) -> bytes:
    *rest, folded = hashes
    for one in reversed(rest):
        folded = hash_paar(one, folded)
    return folded


def prove_inclusion(index: int, grootte: int) -> list[Strook]:
    """Of which stroken the hashes prove that leaf `index` is in the tree of `grootte` leaves, from the leaf upwards."""
    if not 0 <= index < grootte:
        raise ValueError(index)
    begin, einde, path = 0, grootte, list[Strook]()
    while einde - begin > 1:
        middle = begin + _split(einde - begin)
        if index < middle:
            path.append((middle, einde))
            einde = middle
        else:
            path.append((begin, middle))
            begin = middle
    return path[::-1]


def prove_consistency(eerder: int, grootte: int) -> list[Strook]:
    """Of which stroken the hashes prove that the tree of `grootte` leaves begins with the one of `eerder` leaves.

    Nothing needs proof when the sizes are equal, or the earlier tree was empty.
    """
    if not 0 <= eerder <= grootte:
        raise ValueError(eerder)
    if eerder in {0, grootte}:
        return []
    begin, einde, path, whole = 0, grootte, list[Strook](), True
    while einde != eerder:
        middle = begin + _split(einde - begin)
        if eerder <= middle:
            path.append((middle, einde))
            einde = middle
        else:
            path.append((begin, middle))
            begin, whole = middle, False
    return path[::-1] if whole else [(begin, einde), *path[::-1]]


def _split(grootte: int) -> int:
    """The largest power of two that is smaller."""
    return 1 << (grootte - 1).bit_length() - 1


def check_inclusion(blad: bytes, index: int, grootte: int, path: Sequence[bytes], wortel: bytes) -> bool:
    """Whether the path proves that this leaf hash is at `index` in the tree with this root (section 2.1.3.2)."""
    if not 0 <= index < grootte:
        return False
    at, last, found = index, grootte - 1, blad
    for one in path:
        if last == 0:
            return False
        if at & 1 or at == last:
            found = hash_paar(one, found)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            found = hash_paar(found, one)
        at, last = at >> 1, last >> 1
    return last == 0 and found == wortel


def check_consistency(eerder: int, grootte: int, oud: bytes, nieuw: bytes, path: Sequence[bytes]) -> bool:
    """Whether the path proves that the tree with root `nieuw` begins with the one with root `oud` (section 2.1.4.2)."""
    if not 0 <= eerder <= grootte:
        return False
    if eerder == grootte:
        return not path and oud == nieuw
    if eerder == 0:
        return not path and oud == LEEG
    steps = [oud, *path] if eerder & (eerder - 1) == 0 else list(path)
    at, last = eerder - 1, grootte - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    if not steps:
        return False
    old = new = steps[0]
    for one in steps[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            old, new = hash_paar(one, old), hash_paar(one, new)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            new = hash_paar(new, one)
        at, last = at >> 1, last >> 1
    return last == 0 and old == oud and new == nieuw
