"""What stands in the tree for one line of the logboek or the inzagelog, and how a part of it is shown and proven.

A line is its fields, in two groups: the kop (when it was recorded, of which kind, by what, the commitment of what can be
erased), which can be counted again for ever, and the recorded state, which may be erased. Each field is hashed with a salt of
its own, so whoever is shown some of them can count those again, and learns nothing of the others, which could be guessed.

The salts and what stands for the chain come from a key outside the database. A leaf is therefore a number without
meaning to whoever does not have that key, also when they know all lines around it.
"""

import hmac
import json
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Any

from capacity_service.domain.boom import hash_blad

ZOUT_BYTES = 16
VAK = 64
"""Leaves are added by so many at once, filled up with leaves that stand for nothing: how much the country does stays unseen."""
MOMENT = "%Y-%m-%dT%H:%M:%SZ"
"""Whole seconds: that two lines were written in one transaction is not told to whom only one of them concerns."""

Velden = dict[str, Any]


class Groep(StrEnum):
    """Which fields of a line: those of the kop, or those of the recorded state."""

    kop = "kop"
    toestand = "toestand"


@dataclass(frozen=True)
class Blad:
    """One leaf: what stands for the place of the line in its chain, for its kop, and for its state; 32 bytes each."""

    keten: bytes
    kop: bytes
    toestand: bytes

    @property
    def hash(self) -> bytes:
        """The hash of the leaf."""
        return hash_blad(self.keten + self.kop + self.toestand)


@dataclass(frozen=True)
class Regelsleutel:
    """The key of one line of one tree; who has it can guess at the fields of that line, and of no other."""

    sleutel: bytes

    @classmethod
    def derive(cls, sleutel: bytes, boom: str, volgnummer: int) -> "Regelsleutel":
        """The key of this line, from the key outside the database."""
        return cls(_mac(sleutel, f"regel|{boom}|{volgnummer}".encode()))

    def zout(self, groep: Groep, naam: str) -> bytes:
        """The salt of one field."""
        return _mac(self.sleutel, f"{groep}|{naam}".encode())[:ZOUT_BYTES]

    def hash_velden(self, groep: Groep, velden: Velden) -> dict[str, bytes]:
        """What stands for each field; one that is null is no field, so that a record may get more of them."""
        return {
            naam: hash_veld(self.zout(groep, naam), naam, value) for naam, value in velden.items() if value is not None
        }

    def hash_groep(self, groep: Groep, velden: Velden) -> bytes:
        """What stands for all fields of a group together."""
        return hash_alle(self.hash_velden(groep, velden).values())

    def make_blad(self, schakel: bytes, kop: Velden, toestand: bytes) -> Blad:
        """The leaf of the line with this hash in its chain, this kop and what stands for its state."""
        return Blad(_mac(self.sleutel, schakel), self.hash_groep(Groep.kop, kop), toestand)


def canonical(value: object) -> bytes:
    """The one text of a value: keys sorted, no spaces, UTF-8 as it is."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def hash_veld(zout: bytes, naam: str, value: object) -> bytes:
    """What stands for one field."""
    return sha256(zout + naam.encode() + b"\x00" + canonical(value)).digest()


def hash_alle(hashes: Iterable[bytes]) -> bytes:
    """What stands for fields together: in the order of the hashes, which says nothing of their names."""
    return sha256(b"".join(sorted(hashes))).digest()


def make_vulling(sleutel: bytes, boom: str, groei: int, nummer: int) -> bytes:
    """The hash of a leaf that stands for nothing, and looks like any other."""
    return _mac(sleutel, f"vulling|{boom}|{groei}|{nummer}".encode())


def fill_up(sleutel: bytes, boom: str, groei: int, hashes: Iterable[bytes]) -> list[bytes]:
    """The leaves of one growth of a tree: those of its lines and as many others as it takes, sorted.

    Sorted by what is as good as chance, a place in the tree tells in which growth a line came and nothing else. At least
    one vak, so that a growth in which nothing happened looks like any other.
    """
    found = list(hashes)
    missing = -len(found) % VAK if found else VAK
    return sorted(found + [make_vulling(sleutel, boom, groei, nummer) for nummer in range(missing)])


def make_belang(sleutel: bytes, boom: str, *whose: str) -> bytes:
    """The name under which the lines of somebody are found: a pseudonym, 16 bytes, without meaning to who lacks the key."""
    return _mac(sleutel, "|".join(("belang", boom, *whose)).encode())[:ZOUT_BYTES]


def mask_volgnummer(sleutel: bytes, belang: bytes, rang: int, volgnummer: int) -> int:
    """The number of a line as it stands beside a belang, and (with the same call) back again.

    So that a copy of the database does not tell which two organisaties one line concerns.
    """
    mask = _mac(sleutel, b"rang|" + belang + rang.to_bytes(8, "big"))[:8]
    return volgnummer ^ (int.from_bytes(mask, "big") >> 1)


def _mac(sleutel: bytes, text: bytes) -> bytes:
    return hmac.digest(sleutel, text, "sha256")
