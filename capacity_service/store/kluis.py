"""Seals what a copy of the database may not tell: AES-256-GCM under a key from outside it, bound to the row where it stands.

A sealed value names its key, so that several can be in use, and opens in its own column and row only. Of every key and column
another is derived (HKDF-SHA256), so that nonces drawn at random are never many under one.
"""

import os
from collections.abc import Callable, Sequence
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from capacity_service.sleutels import Sleutel

SEALED = b"\x01"
"""How a sealed value begins; no number, address or answer ever did."""
NONCE_BYTES = 12
KEY_BYTES = 32


class Vak(NamedTuple):
    """Where a value stands: table, column, and what tells its row from all others and never changes."""

    tabel: str
    kolom: str
    rij: str


class Onleesbaar(Exception):
    """A value cannot be opened: its key is lost, it was changed, or it was moved from another row."""


class Kluis:
    """Seals with the last of its keys and opens with any; without keys it does neither.

    `fetch` gives the keys as they are in the file now: a key that is not known yet is looked for there once.
    """

    def __init__(self, keys: Sequence[Sleutel], fetch: Callable[[], Sequence[Sleutel]] | None = None) -> None:
        self._keys = {key.id: key for key in keys}
        self._fetch = fetch
        self._ciphers: dict[tuple[str, str, str], AESGCM] = {}

    def refresh(self) -> None:
        """Take in the keys that came into the file since. Raises what `fetch` raises; what is known stays."""
        if self._fetch is not None:
            found = {key.id: key for key in self._fetch()}
            # The last one of the file is the one to seal with; one that was taken out is still good for reading here.
            self._keys = {id_: key for id_, key in self._keys.items() if id_ not in found} | found

    @property
    def prefix(self) -> bytes:
        """How a value begins that was sealed with the key in use. Raises `LookupError` without keys."""
        id_ = next(reversed(self._keys), None)
        if id_ is None:
            raise LookupError("geen sleutel")
        return SEALED + bytes([len(id_)]) + id_.encode()

    def seal(self, value: bytes, vak: Vak) -> bytes:
        """The value as it may be stored in this place, and opened in this place only."""
        prefix, nonce = self.prefix, os.urandom(NONCE_BYTES)
        cipher = self._cipher(prefix[2:].decode(), vak)
        return prefix + nonce + cipher.encrypt(nonce, value, _bind(vak))

    def open(self, sealed: bytes, vak: Vak) -> bytes:
        """What was sealed in this place. Raises `Onleesbaar`."""
        if sealed[:1] != SEALED or len(sealed) < len(SEALED) + 1:
            raise Onleesbaar
        start = 2 + sealed[1]
        id_ = sealed[2:start].decode("ascii", "replace")
        if id_ not in self._keys:
            self._look_for_new()
        if id_ not in self._keys:
            raise Onleesbaar
        nonce, rest = sealed[start : start + NONCE_BYTES], sealed[start + NONCE_BYTES :]
        try:
            return self._cipher(id_, vak).decrypt(nonce, rest, _bind(vak))
        except (InvalidTag, ValueError):
            raise Onleesbaar from None

    def _look_for_new(self) -> None:
        try:
            self.refresh()
        except Exception:  # noqa: BLE001 - a file that cannot be read now leaves us where we were: without this key
            return

    def _cipher(self, id_: str, vak: Vak) -> AESGCM:
        name = id_, vak.tabel, vak.kolom
        if name not in self._ciphers:
            info = f"capaciteit|{vak.tabel}|{vak.kolom}".encode()
            derived = HKDF(SHA256(), KEY_BYTES, salt=None, info=info).derive(self._keys[id_].geheim)
            self._ciphers[name] = AESGCM(derived)
        return self._ciphers[name]


def _bind(vak: Vak) -> bytes:
    """Column and row, so that a value cannot be moved to another; no part can run over into the next."""
    return "\x1e".join(vak).encode()


NO_KEYS = Kluis(())
"""Of who needs none: a command that reads counts, a load of reference data."""
