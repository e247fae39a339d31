"""Controleert bewijs van de crisisplaatsdienst. Een bestand, alleen de standaardbibliotheek van Python (3.10 of nieuwer).

Geef bestanden die u van de dienst hebt bewaard, in elke volgorde:
  - antwoorden van /v1/logboek, /v1/inzagelog en /v1/controlepunten/samenhang;
  - de Atom-feed van /v1/controlepunten, of een bestand met controlepunten.

    python3 verify.py --sleutel 'crisisplaatsdienst/logboek/1+...' regels.json controlepunten.xml

De sleutel krijgt u van de beheerder, liefst op papier. Afsluitcode 0: alles klopt; 1: iets klopt niet; 2: niet te lezen.

How a line is proven: each field is hashed with its salt; the hashes of kop and state, sorted, are hashed each; with what
stands for the chain they are a leaf; `pad` leads from the leaf to the root of a Merkle tree (RFC 9162); a checkpoint
signs that root (C2SP signed-note, Ed25519 as RFC 8032 has it).
"""

import argparse
import base64
import hashlib
import html
import json
import re
import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

Point = tuple[int, int, int, int]
Json = dict[str, Any]
Key = tuple[str, bytes, bytes]
Say = Callable[[str], None]
P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)
NEUTRAL = (0, 1, 1, 0)
ENTRY = re.compile(r'<content type="text">(.*?)</content>', re.DOTALL)
DASH = "\u2014 "
HASH, SIGNATURE = 32, 64


class Fout(Exception):
    """Something does not fit; the sentence says what."""


class Punt(NamedTuple):
    """A checkpoint: which tree, how many leaves, the root, and when."""

    herkomst: str
    grootte: int
    wortel: bytes
    tijd: str

    @property
    def boom(self) -> str:
        """Of which record the tree is."""
        return self.herkomst.split("/")[1]


# Ed25519 (RFC 8032, section 5.1), in extended coordinates.


def add(p: Point, q: Point) -> Point:
    """The sum of two points."""
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def read_point(encoded: bytes) -> Point | None:
    """A point from its 32 bytes, or None for what is no point."""
    number = int.from_bytes(encoded, "little")
    y, sign = number & ((1 << 255) - 1), number >> 255
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if y >= P or (x * x - square) % P or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


def show_point(point: Point) -> bytes:
    """The 32 bytes of a point."""
    inverse = pow(point[2], P - 2, P)
    x, y = point[0] * inverse % P, point[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


BASE = read_point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little")) or NEUTRAL


def is_signed(key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether this key signed this message."""
    point, s = read_point(key), int.from_bytes(signature[32:], "little")
    if point is None or s >= L or len(key) != HASH or len(signature) != SIGNATURE:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % L
    minus = (P - point[0], point[1], 1, P - point[3])
    both, found = add(BASE, minus), NEUTRAL
    for bit in range(max(s.bit_length(), h.bit_length()) - 1, -1, -1):
        found = add(found, found)
        step = (s >> bit & 1, h >> bit & 1)
        if step != (0, 0):
            found = add(found, {(1, 0): BASE, (0, 1): minus, (1, 1): both}[step])
    return show_point(found) == signature[:32]


# The Merkle tree (RFC 9162, section 2.1).


def sha256(*parts: bytes) -> bytes:
    """SHA-256 over these bytes."""
    return hashlib.sha256(b"".join(parts)).digest()


def climb(at: int, last: int, path: list[bytes]) -> list[tuple[bool, bytes]] | None:
    """The steps from a place upwards, each with whether it stands at the left; None for a path of another length."""
    steps = []
    for one in path:
        if last == 0:
            return None
        left = at & 1 == 1 or at == last
        while left and at and not at & 1:
            at, last = at >> 1, last >> 1
        steps.append((left, one))
        at, last = at >> 1, last >> 1
    return steps if last == 0 else None


def leads_to_root(leaf: bytes, index: int, size: int, path: list[bytes], root: bytes) -> bool:
    """Whether this leaf hash is at this index of the tree with this root (section 2.1.3.2)."""
    steps = climb(index, size - 1, path) if 0 <= index < size else None
    for left, one in steps or []:
        leaf = sha256(b"\x01", one, leaf) if left else sha256(b"\x01", leaf, one)
    return steps is not None and leaf == root


def has_grown(first: int, second: int, old: bytes, new: bytes, path: list[bytes]) -> bool:
    """Whether the tree with root `new` begins with the one with root `old` (section 2.1.4.2)."""
    if not 0 <= first <= second:
        return False
    if first in (0, second):
        return not path and old == (new if first == second else sha256())
    before, *rest = path if first & (first - 1) and path else [old, *path]
    after, at, last = before, first - 1, second - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    steps = climb(at, last, rest)
    for left, one in steps or []:
        before = sha256(b"\x01", one, before) if left else before
        after = sha256(b"\x01", one, after) if left else sha256(b"\x01", after, one)
    return steps is not None and before == old and after == new


def read_key(text: str) -> Key:
    """Name, mark and public key of a vkey."""
    naam, mark, content = [*text.strip().split("+", 2), "", ""][:3]
    key = base64.b64decode(content)
    if key[:1] != b"\x01" or len(key) != 1 + HASH or sha256(naam.encode(), b"\n", key)[:4].hex() != mark:
        raise ValueError(f"dit is geen sleutel van de dienst: {text[:60]}")
    return naam, bytes.fromhex(mark), key[1:]


def check_note(note: str, keys: list[Key]) -> Punt:
    """The checkpoint in a note that one of these keys signed."""
    body, _, signed = note.partition("\n\n")
    try:
        herkomst, size, root, tijd = body.split("\n")[:4]
        punt = Punt(herkomst, int(size), base64.b64decode(root, validate=True), tijd.partition("tijd ")[2])
        under = [line[len(DASH) :].rsplit(" ", 1) for line in signed.split("\n") if line.startswith(DASH)]
        signatures = [(naam, base64.b64decode(encoded, validate=True)) for naam, encoded in under]
    except ValueError:
        raise ValueError(f"dit is geen controlepunt: {note[:60]!r}") from None
    for naam, signature in signatures:
        for own, mark, key in keys:
            same = naam == own == herkomst and signature[:4] == mark
            if same and is_signed(key, f"{body}\n".encode(), signature[4:]):
                return punt
    raise Fout(f"controlepunt {herkomst}, {size} bladeren: niet met uw sleutel getekend")


def read_notes(text: str) -> list[str]:
    """The notes in an Atom feed, or in a file of checkpoints."""
    if text.lstrip().startswith("<"):
        return [html.unescape(one) for one in ENTRY.findall(text)]
    parts = text.split("\n\n")
    return [f"{body}\n\n{under}\n" for body, under in pairwise(parts) if under.startswith(DASH)]


def canonical(value: object) -> bytes:
    """The one text of a value."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def hash_fields(shown: Json, told: Json) -> bytes:
    """What stands for all fields of a group."""
    hashes = [base64.b64decode(one) for one in told["dicht"]]
    for naam, salt in told["zouten"].items():
        hashes.append(sha256(base64.b64decode(salt), naam.encode(), b"\x00", canonical(shown[naam])))
    return sha256(*sorted(hashes))


def check_line(line: Json, punt: Punt) -> set[str]:
    """Raise `Fout` unless this line is in the tree of the checkpoint; gives the names of fields that are shown but not proven."""
    told = line["bewijs"]
    kop = hash_fields(line["kop"], told["kop"])
    fields = line["toestand"] or {}
    state = base64.b64decode(told["gewisteToestand"]) if line["gewist"] else hash_fields(fields, told["toestand"])
    leaf = sha256(b"\x00", base64.b64decode(told["keten"]).rjust(HASH), kop, state.rjust(HASH))
    if not leads_to_root(leaf, told["blad"], punt.grootte, [base64.b64decode(x) for x in told["pad"]], punt.wortel):
        raise Fout(f"de regel van {line['kop'].get('op')} staat niet zo in de boom van {punt.grootte} bladeren")
    proven = {*told["kop"]["zouten"], *told["toestand"]["zouten"]}
    return {n for group in (line["kop"], fields) for n, value in group.items() if value is not None} - proven


def check_page(name: str, page: Json, keys: list[Key], say: Say) -> None:
    """Every line of an answer of the service."""
    boom = "logboek" if "logboek" in page else "inzagelog"
    if page["controlepunt"] is None:
        say(f"let op  {name}: nog geen controlepunt, dus niets te controleren")
        return
    punt = check_note(page["controlepunt"], keys)
    if punt.boom != boom:
        raise Fout(f"{name}: het controlepunt is van een andere boom")
    unproven = set().union(*(check_line(line, punt) for line in page[boom]), set())
    say(f"goed    {name}: {len(page[boom])} regels van het {boom} staan in de boom van {punt.grootte} ({punt.tijd})")
    if unproven:
        say(f"let op  {name}: getoond maar niet te bewijzen: {', '.join(sorted(unproven))}")


def check_growth(told: Json, punten: dict[str, dict[int, bytes]]) -> str:
    """That one checkpoint goes on from another; both must be among the files."""
    van, tot, path = told["van"], told["tot"], [base64.b64decode(one) for one in told["hashes"]]
    own = [{0: sha256()} | sizes for herkomst, sizes in punten.items() if herkomst.split("/")[1] == told["boom"]]
    both = [sizes for sizes in own if tot in sizes and van in sizes]
    if not both:
        raise Fout(f"samenhang van {van} naar {tot}: geef ook de controlepunten van die grootte")
    if not all(has_grown(van, tot, sizes[van], sizes[tot], path) for sizes in both):
        raise Fout(f"de boom van {tot} bladeren gaat niet verder op die van {van}: er is herschreven")
    return f"goed    het {told['boom']}: {tot} bladeren gaan verder op {van}"


def verify(files: dict[str, str], keys: list[Key], say: Say) -> None:
    """Check all files together. Raises `Fout` for the first thing that is wrong, `ValueError` for what is no evidence."""
    pages: dict[str, Json] = {}
    growths: list[Json] = []
    notes: list[str] = []
    for name, text in files.items():
        if text.lstrip().startswith("{"):
            page = json.loads(text)
            if "hashes" in page:
                growths.append(page)
            else:
                pages[name] = page
                notes += [page["controlepunt"]] if page["controlepunt"] else []
                growths += [page["samenhang"]] if page["samenhang"] else []
        else:
            found = read_notes(text)
            if not found:
                raise ValueError(f"{name}: geen regels, geen controlepunten")
            notes += found
    punten: dict[str, dict[int, bytes]] = {}
    for note in dict.fromkeys(notes):
        punt = check_note(note, keys)
        if punten.setdefault(punt.herkomst, {}).setdefault(punt.grootte, punt.wortel) != punt.wortel:
            raise Fout(f"{punt.herkomst}: twee verschillende controlepunten van {punt.grootte} bladeren")
    for herkomst, sizes in sorted(punten.items()):
        say(f"goed    {herkomst}: {len(sizes)} controlepunten getekend, {min(sizes)} tot {max(sizes)} bladeren")
    for name, page in pages.items():
        check_page(name, page, keys, say)
    for growth in growths:
        say(check_growth(growth, punten))


def main(words: list[str]) -> int:
    """Read, check, tell; gives the exit code."""
    parser = argparse.ArgumentParser(description="Controleert bewijs van de crisisplaatsdienst.")
    parser.add_argument("--sleutel", action="append", required=True, help="van de beheerder; een per boom")
    parser.add_argument("bestand", nargs="+", help="wat u van de dienst hebt bewaard")
    given = parser.parse_args(words)
    try:
        files = {name: Path(name).read_text(encoding="utf-8") for name in given.bestand}
        verify(files, [read_key(text) for text in given.sleutel], print)
    except Fout as error:
        print(f"FOUT    {error}")
        return 1
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        print(f"FOUT    niet te lezen: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
