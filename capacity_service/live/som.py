"""The sum by which a screen knows that it is right: additive SHA-256 over the rows of a stand.

A row is its canonical JSON: keys sorted, no spaces, UTF-8 as it is. The sum of the hashes, each read as a number of 256 bits
(big-endian), is kept modulo 2^256: a row is added or taken away without reading the others, in any order.
"""

import hashlib

import msgspec

from capacity_service.live.messages import Toestand

MODULUS = 2**256

canonical = msgspec.json.Encoder(order="sorted").encode


def weigh(row: bytes) -> int:
    """What one canonical row adds to the sum."""
    return int.from_bytes(hashlib.sha256(row).digest())


def show_som(som: int) -> str:
    """The sum as it is told: 64 hexadecimal digits, small letters."""
    return f"{som % MODULUS:064x}"


def add_rows(rows: list[Toestand]) -> str:
    """The sum of these rows, counted from nothing."""
    return show_som(sum(weigh(canonical(row)) for row in rows))
