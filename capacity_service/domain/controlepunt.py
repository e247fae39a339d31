"""A checkpoint: what was in a tree at a moment, as a signed note (C2SP tlog-checkpoint and signed-note) that stands by itself.

Four things make a note: where it is from (`crisisplaatsdienst/logboek/1`), how many leaves, the root, and lines of our own:
`tijd`, `epoch`, and of the first of a reeks that goes on from another one `na`. Signing is for whoever has the key.
"""

import base64
import binascii
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256
from typing import NamedTuple

from capacity_service.domain.boom import HASH_BYTES

DIENST = "crisisplaatsdienst"
ED25519 = b"\x01"
"""The kind of signature, as signed-note numbers them."""
KENMERK_BYTES, HANDTEKENING_BYTES = 4, 64
STREEP = "\N{EM DASH}"
HERKOMST = re.compile(rf"{DIENST}/(logboek|inzagelog)/([1-9]\d{{0,8}})", re.ASCII)
GETAL = re.compile(r"0|[1-9]\d{0,17}", re.ASCII)
EPOCH = re.compile(r"[0-9A-Za-z.-]{1,80}", re.ASCII)
MOMENT = "%Y-%m-%dT%H:%M:%SZ"


class Boom(StrEnum):
    """Of which record a tree is."""

    logboek = "logboek"
    inzagelog = "inzagelog"


class NotitieOnleesbaar(ValueError):
    """This is not a checkpoint as this service writes them."""


@dataclass(frozen=True)
class Controlepunt:
    """A tree of `grootte` leaves with this root, at an instant (UTC, whole seconds), in the history `epoch` of the database.

    `reeks` counts how often an operator said that a record goes on from what was put back; `na` is what the tree was then
    promised to be, by size and root, at the end of the reeks before it.
    """

    boom: Boom
    reeks: int
    grootte: int
    wortel: bytes
    op: datetime
    epoch: str
    na: tuple[int, bytes] | None = None

    @property
    def herkomst(self) -> str:
        """The name of what signs: another one for each tree and each reeks."""
        return f"{DIENST}/{self.boom}/{self.reeks}"

    @property
    def tekst(self) -> str:
        """What is signed."""
        lines = [self.herkomst, str(self.grootte), _b64(self.wortel)]
        lines += [f"tijd {self.op.astimezone(UTC).strftime(MOMENT)}", f"epoch {self.epoch}"]
        if self.na is not None:
            lines.append(f"na {self.na[0]} {_b64(self.na[1])}")
        return "".join(f"{line}\n" for line in lines)


class Handtekening(NamedTuple):
    """A signature under a note: by whom, the first bytes of a hash that say with which key, and the signature itself."""

    naam: str
    kenmerk: bytes
    bytes_: bytes


@dataclass(frozen=True)
class Notitie:
    """A checkpoint with the signatures under it; nobody has looked yet whether they are right."""

    punt: Controlepunt
    handtekeningen: tuple[Handtekening, ...]

    @property
    def tekst(self) -> str:
        """The whole note."""
        signed = "".join(f"{STREEP} {one.naam} {_b64(one.kenmerk + one.bytes_)}\n" for one in self.handtekeningen)
        return f"{self.punt.tekst}\n{signed}"


def make_kenmerk(naam: str, openbaar: bytes) -> bytes:
    """What tells this key apart from others under a note, for an Ed25519 public key of 32 bytes."""
    return sha256(naam.encode() + b"\n" + ED25519 + openbaar).digest()[:KENMERK_BYTES]


def show_sleutel(naam: str, openbaar: bytes) -> str:
    """A public key as those who check are given it (`vkey` of signed-note)."""
    return f"{naam}+{make_kenmerk(naam, openbaar).hex()}+{_b64(ED25519 + openbaar)}"


def parse_notitie(text: str) -> Notitie:
    """Read a note that was written by this service, to the byte. Raises `NotitieOnleesbaar`."""
    body, middle, signatures = text.partition("\n\n")
    try:
        notitie = Notitie(_parse_punt(body.split("\n")), tuple(_parse_handtekening(x) for x in signatures.splitlines()))
    except (ValueError, IndexError, binascii.Error):
        raise NotitieOnleesbaar(text[:80]) from None
    if not middle or not notitie.handtekeningen or notitie.tekst != text:
        raise NotitieOnleesbaar(text[:80])
    return notitie


def _parse_punt(lines: Sequence[str]) -> Controlepunt:
    herkomst = HERKOMST.fullmatch(lines[0])
    told = dict(line.split(" ", 1) for line in lines[3:])
    epoch = EPOCH.fullmatch(told["epoch"]) if "epoch" in told else None
    if herkomst is None or epoch is None or told.keys() - {"tijd", "epoch", "na"}:
        raise NotitieOnleesbaar
    size, _, root = told.get("na", "").partition(" ")
    return Controlepunt(
        boom=Boom(herkomst[1]),
        reeks=int(herkomst[2]),
        grootte=_number(lines[1]),
        wortel=_hash(lines[2]),
        op=datetime.strptime(told.get("tijd", ""), MOMENT).replace(tzinfo=UTC),
        epoch=epoch[0],
        na=(_number(size), _hash(root)) if "na" in told else None,
    )


def _parse_handtekening(line: str) -> Handtekening:
    streep, naam, encoded = line.split(" ")
    content = base64.b64decode(encoded, validate=True)
    if streep != STREEP or len(content) != KENMERK_BYTES + HANDTEKENING_BYTES:
        raise NotitieOnleesbaar
    return Handtekening(naam, content[:KENMERK_BYTES], content[KENMERK_BYTES:])


def _number(text: str) -> int:
    if not GETAL.fullmatch(text):
        raise NotitieOnleesbaar
    return int(text)


def _hash(text: str) -> bytes:
    found = base64.b64decode(text, validate=True)
    if len(found) != HASH_BYTES:
        raise NotitieOnleesbaar
    return found


def _b64(content: bytes) -> str:
    return base64.b64encode(content).decode()
