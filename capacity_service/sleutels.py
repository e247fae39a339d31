"""The keys that stand outside the database, in one file that only its owner can read: what a stolen copy of the database lacks.

Of every purpose the last key is for what is new; the ones before it only read what was made with them.
"""

import base64
import hashlib
import hmac
import json
import os
import secrets
import stat
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

VERSIE = 1
SLEUTEL_BYTES = 32
ID_BYTES = 4
READABLE_BY_OTHERS = stat.S_IRWXG | stat.S_IRWXO


class Doel(StrEnum):
    """What a key is for: numbers and secrets in the database, the signature under checkpoints, the salt of leaves."""

    contact = "contact"
    zegel = "zegel"
    blad = "blad"


class SleutelFout(Exception):
    """The file with keys is not there or not as it should be; the sentence (Dutch) says what to do and shows no key."""


@dataclass(frozen=True)
class Sleutel:
    """One key of 32 bytes, and the id under which what was made with it names it."""

    id: str
    geheim: bytes = field(repr=False)

    @classmethod
    def make(cls) -> "Sleutel":
        """A new one."""
        return cls(secrets.token_hex(ID_BYTES), secrets.token_bytes(SLEUTEL_BYTES))


@dataclass(frozen=True)
class Sleutelbos:
    """The keys of every purpose, oldest first; of none there is nothing."""

    contact: tuple[Sleutel, ...]
    zegel: tuple[Sleutel, ...]
    blad: tuple[Sleutel, ...]

    @classmethod
    def make(cls) -> "Sleutelbos":
        """A new one, with one key of every purpose."""
        return cls(*((Sleutel.make(),) for _ in Doel))

    def of(self, doel: Doel) -> tuple[Sleutel, ...]:
        """The keys of one purpose."""
        found: tuple[Sleutel, ...] = getattr(self, doel)
        return found

    def rotate(self, doel: Doel) -> "Sleutelbos":
        """The same with one more key of this purpose, which is used from now on."""
        return replace(self, **{str(doel): (*self.of(doel), Sleutel.make())})


Haal = Callable[[], Sleutelbos]
"""Gives the keys as they are in the file now. Raises `SleutelFout`."""


def read_sleutels(path: Path) -> Sleutelbos:
    """The keys in this file. Raises `SleutelFout` when it is not there, others can read it, or it holds something else."""
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except OSError as error:
        raise SleutelFout(
            f"Het bestand met sleutels is niet te lezen: {path} ({error.strerror}). Zet het terug uit uw kluis, "
            "of maak er een met `capacity-service sleutels maak` als dit een nieuwe installatie is."
        ) from None
    with os.fdopen(descriptor, "rb") as file:
        if os.fstat(descriptor).st_mode & READABLE_BY_OTHERS:
            raise SleutelFout(f"Anderen op deze machine kunnen bij de sleutels in {path}. Doe eerst: chmod 600 {path}")
        content = file.read()
    try:
        return _parse(json.loads(content))
    except (ValueError, TypeError, KeyError, AttributeError):
        raise SleutelFout(
            f"Het bestand met sleutels is niet heel: {path}. Zet het terug uit uw kluis; maak geen nieuw bestand."
        ) from None


def _parse(told: dict[str, Any]) -> Sleutelbos:
    if told["versie"] != VERSIE:
        raise ValueError(told["versie"])
    return Sleutelbos(*(_parse_keys(told[doel]) for doel in Doel))


def _parse_keys(told: list[dict[str, str]]) -> tuple[Sleutel, ...]:
    keys = tuple(Sleutel(one["id"], base64.b64decode(one["sleutel"], validate=True)) for one in told)
    right = all(len(key.geheim) == SLEUTEL_BYTES and key.id.isascii() and 0 < len(key.id) < 64 for key in keys)  # noqa: PLR2004 - the id's length is one byte where it is used
    if not keys or not right or len({key.id for key in keys}) < len(keys):
        raise ValueError
    return keys


def write_sleutels(path: Path, bos: Sleutelbos, *, new: bool) -> None:
    """Write them for the owner only, whole or not at all. Raises `SleutelFout` when `new` and there already are keys."""
    body = {"versie": VERSIE} | {str(doel): [_show(key) for key in bos.of(doel)] for doel in Doel}
    try:
        descriptor, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                json.dump(body, file, indent=1)
                file.flush()
                os.fsync(descriptor)
            # A link fails where a file is; a rename would take its place, and with it every number ever kept.
            if new:
                os.link(draft, path)
            else:
                Path(draft).replace(path)
        finally:
            Path(draft).unlink(missing_ok=True)
    except FileExistsError:
        raise SleutelFout(
            f"In {path} staan al sleutels. Zonder die is niets meer te lezen: er is niets veranderd."
        ) from None
    except OSError as error:
        raise SleutelFout(f"De sleutels zijn niet te schrijven in {path} ({error.strerror}).") from None


def _show(key: Sleutel) -> dict[str, str]:
    return {"id": key.id, "sleutel": base64.b64encode(key.geheim).decode()}


def open_or_make(path: Path) -> Sleutelbos:
    """The keys of this file, made when there is none: for a data folder of our own. Raises `SleutelFout`."""
    if not path.exists():
        try:
            write_sleutels(path, Sleutelbos.make(), new=True)
        except SleutelFout:
            if not path.exists():
                raise
    return read_sleutels(path)


def derive(bos: Sleutelbos, doel: str) -> bytes:
    """A key for one more purpose, the same on every node; it changes when `blad` is rotated."""
    return hmac.new(bos.of(Doel.blad)[-1].geheim, doel.encode(), hashlib.sha256).digest()
