"""The program that others check us with judges signatures as another implementation does."""

import random
from types import ModuleType

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from tests.faults.figures import LONG


def judge(key: bytes, message: bytes, signature: bytes) -> bool:
    """What OpenSSL says."""
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def test_the_vectors_of_rfc_8032(verify: ModuleType) -> None:
    """Section 7.1, tests 1 to 3."""
    for key, message, signature in (
        (
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
            "",
            (
                "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe246551"
                "41438e7a100b"
            ),
        ),
        (
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
            "72",
            (
                "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d"
                "291612bb0c00"
            ),
        ),
        (
            "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
            "af82",
            (
                "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027"
                "beceea1ec40a"
            ),
        ),
    ):
        told = bytes.fromhex(key), bytes.fromhex(message), bytes.fromhex(signature)
        assert verify.is_signed(*told)
        assert judge(*told)


def mutate(chance: random.Random, content: bytes) -> bytes:
    """One bit turned, a byte more or less, or all of it something else."""
    kind = chance.randrange(5)
    if kind == 0:
        return content[:-1]
    if kind == 1:
        return content + b"\x00"
    if kind == 2:
        return chance.randbytes(len(content))
    changed = bytearray(content)
    if changed:
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


CASES = 10_000 if LONG else 400


def test_it_judges_signatures_as_openssl_does(verify: ModuleType) -> None:
    """Right ones, and with key, message or signature changed; the seed is 8032."""
    chance, right = random.Random(8032), 0
    for _ in range(CASES):
        secret = Ed25519PrivateKey.from_private_bytes(chance.randbytes(32))
        message = chance.randbytes(chance.choice([0, 1, 40, 300]))
        parts = [secret.public_key().public_bytes_raw(), message, secret.sign(message)]
        at = chance.randrange(5)
        if at < 3:
            parts[at] = mutate(chance, parts[at])
        assert verify.is_signed(*parts) == judge(*parts), parts
        right += judge(*parts)
    assert CASES // 4 < right < CASES // 2


def test_what_openssl_refuses_at_the_edges_is_refused(verify: ModuleType) -> None:
    """A scalar that is too large, points that are none, and the small ones with which anything would be signed."""
    secret = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    key, signature = secret.public_key().public_bytes_raw(), secret.sign(b"x")
    s = int.from_bytes(signature[32:], "little")
    too_large = signature[:32] + (s + verify.L).to_bytes(32, "little")
    for one in (
        (key, b"x", too_large),
        (b"\xff" * 32, b"x", signature),
        (key, b"x", b"\xff" * 64),
        (b"", b"x", signature),
    ):
        assert not judge(*one)
        assert not verify.is_signed(*one)
    no_point = next(n for n in range(2, 99) if verify.read_point(n.to_bytes(32, "little")) is None)
    assert not verify.is_signed(no_point.to_bytes(32, "little"), b"x", signature)
    assert verify.read_point((1 | 1 << 255).to_bytes(32, "little")) is None
    assert verify.read_point(verify.P.to_bytes(32, "little")) is None
