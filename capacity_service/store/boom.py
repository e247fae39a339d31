"""The trees over the records: how far each has grown, what was added, and the subtrees that proofs are folded from.

A tree is kept as vakken of 64 leaves and the roots of all whole subtrees of 64, 4,096, 262,144, ... leaves. It grows by whole
vakken only, so nothing that was kept ever changes.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from capacity_service.domain.blad import VAK, mask_volgnummer
from capacity_service.domain.boom import HASH_BYTES, Strook, Tak, find_takken, hash_bladeren, hash_strook
from capacity_service.domain.controlepunt import Boom
from capacity_service.store.check import INZAGELOG, LOGBOEK
from capacity_service.store.database import Transactie
from capacity_service.store.rijen import add_rows
from capacity_service.store.tables_boom import Boomgroei, Boomregel, Boomvak

STAP = VAK.bit_length() - 1
"""Of every so many heights the roots are kept."""

LOCK = "SELECT pg_try_advisory_xact_lock(hashtextextended('boom ' || :boom, 0)) AS mine"
STAM = """
SELECT nummer, tot, eerste_blad + bladeren AS grootte, schakel, op FROM boomgroei
WHERE boom = :boom ORDER BY nummer DESC LIMIT 1
"""
GROEIEN = """
SELECT nummer, van, tot, eerste_blad, bladeren, sleutel, schakel, toestanden, op FROM boomgroei
WHERE boom = :boom AND nummer >= :vanaf ORDER BY nummer LIMIT :n
"""
GROEI_OF = """
SELECT n.volgnummer, g.* FROM unnest(CAST(:volgnummers AS bigint[])) AS n (volgnummer)
CROSS JOIN LATERAL (
    SELECT nummer, van, tot, eerste_blad, bladeren, sleutel, schakel, op,
        substring(toestanden FROM (32 * (n.volgnummer - van) + 1)::integer FOR 32) AS toestand
    FROM boomgroei WHERE boom = :boom AND tot >= n.volgnummer ORDER BY tot, nummer LIMIT 1) g
WHERE g.van <= n.volgnummer
"""
VAKKEN = """
SELECT nummer, wortel FROM boomvak
WHERE boom = :boom AND hoogte = :hoogte AND nummer >= :van AND nummer < :tot ORDER BY nummer
"""
BLADEREN = """
SELECT s.i, v.bladeren
FROM unnest(CAST(:begin AS bigint[]), CAST(:einde AS bigint[])) WITH ORDINALITY AS s (begin, einde, i)
JOIN boomvak v ON v.boom = :boom AND v.hoogte = :hoogte AND v.nummer >= s.begin AND v.nummer < s.einde ORDER BY s.i, v.nummer
"""
WORTELS = """
SELECT v.hoogte, v.nummer, v.wortel, CASE WHEN w.heel THEN v.bladeren END AS bladeren
FROM unnest(CAST(:hoogten AS smallint[]), CAST(:nummers AS bigint[]), CAST(:hele AS boolean[])) AS w (hoogte, nummer, heel)
JOIN boomvak v ON v.boom = :boom AND v.hoogte = w.hoogte AND v.nummer = w.nummer
"""
RANGEN = """
SELECT b.belang, r.rang FROM unnest(CAST(:belangen AS bytea[])) AS b (belang)
JOIN LATERAL (SELECT rang FROM boomregel WHERE belang = b.belang ORDER BY rang DESC LIMIT 1) r ON true
"""
OWN = "SELECT rang, verwijzing FROM boomregel WHERE belang = :belang AND rang > :na ORDER BY rang LIMIT :n"


class Tegenspraak(Exception):
    """What stands in the database is not what was recorded; the sentence (Dutch) says what. Nothing is signed over it."""


@dataclass(frozen=True)
class Stam:
    """How far a tree has grown: which growth was the last, up to which line, how many leaves, the chain there, and when."""

    nummer: int
    tot: int
    grootte: int
    schakel: bytes
    op: datetime | None

    @classmethod
    def empty(cls, boom: Boom) -> "Stam":
        """A tree that has not grown yet."""
        return cls(0, 0, 0, (LOGBOEK if boom is Boom.logboek else INZAGELOG).start, None)


@dataclass(frozen=True)
class Groei:
    """What is added to a tree at once: lines `van` until and including `tot`, as leaves in their order.

    `toestanden` are what stands for the state of each line; `namen` under which pseudonyms lines are found.
    """

    sleutel: str
    van: int
    tot: int
    schakel: bytes
    bladeren: Sequence[bytes]
    toestanden: Sequence[bytes]
    namen: Sequence[tuple[bytes, int]]


async def lock(tx: Transactie, boom: Boom) -> bool:
    """Whether this transaction alone may let this tree grow."""
    (row,) = await tx.sql(LOCK, boom=boom)
    mine: bool = row.mine
    return mine


async def read_stam(tx: Transactie, boom: Boom) -> Stam:
    """How far a tree has grown."""
    rows = await tx.sql(STAM, boom=boom)
    return Stam(*rows[0].values()) if rows else Stam.empty(boom)


async def read_groeien(tx: Transactie, boom: Boom, vanaf: int, n: int) -> list[Any]:
    """What was added, from this growth on: at most `n` of them."""
    return await tx.sql(GROEIEN, boom=boom, vanaf=vanaf, n=n)


async def find_groeien(tx: Transactie, boom: Boom, volgnummers: Collection[int]) -> dict[int, Any]:
    """In which growth each line came, with what stood for its state; a line that is not in the tree is not in it."""
    return {row.volgnummer: row for row in await tx.sql(GROEI_OF, boom=boom, volgnummers=list(volgnummers))}


async def read_bladeren(tx: Transactie, boom: Boom, stroken: Sequence[Strook]) -> list[list[bytes]]:
    """The hashes of the leaves of each of these stroken of whole vakken."""
    begin, einde = [strook[0] // VAK for strook in stroken], [strook[1] // VAK for strook in stroken]
    found: list[list[bytes]] = [[] for _ in stroken]
    for row in await tx.sql(BLADEREN, boom=boom, hoogte=STAP, begin=begin, einde=einde):
        found[row.i - 1] += _cut(row.bladeren)
    return found


async def read_wortels(tx: Transactie, boom: Boom, hoogte: int, van: int, tot: int) -> list[bytes]:
    """The kept roots of the whole subtrees of this height, from one number until another."""
    return [row.wortel for row in await tx.sql(VAKKEN, boom=boom, hoogte=hoogte, van=van, tot=tot)]


async def grow(tx: Transactie, boom: Boom, stam: Stam, groei: Groei, sleutel: bytes) -> None:
    """Add this to the tree; `sleutel` masks the references to lines. The caller holds the lock."""
    row = {
        "boom": boom,
        "nummer": stam.nummer + 1,
        "van": groei.van,
        "tot": groei.tot,
        "eerste_blad": stam.grootte,
        "bladeren": len(groei.bladeren),
        "sleutel": groei.sleutel,
        "schakel": groei.schakel,
        "toestanden": b"".join(groei.toestanden),
        "op": tx.now,
    }
    await add_rows(tx, Boomgroei, [row])
    await _add_vakken(tx, boom, stam.grootte // VAK, groei.bladeren)
    await _add_regels(tx, groei.namen, sleutel)


async def _add_vakken(tx: Transactie, boom: Boom, first: int, bladeren: Sequence[bytes]) -> None:
    parts = [bladeren[at : at + VAK] for at in range(0, len(bladeren), VAK)]
    wortels = [hash_bladeren(part) for part in parts]
    await _add(tx, boom, STAP, first=first, wortels=wortels, bladeren=[b"".join(part) for part in parts])
    hoogte = STAP
    while (first + len(wortels)) // VAK > first // VAK:
        below = [*await read_wortels(tx, boom, hoogte, first - first % VAK, first), *wortels]
        first, hoogte = first // VAK, hoogte + STAP
        wortels = [hash_bladeren(below[at : at + VAK]) for at in range(0, len(below) - VAK + 1, VAK)]
        await _add(tx, boom, hoogte, first=first, wortels=wortels)


async def _add(
    tx: Transactie, boom: Boom, hoogte: int, *, first: int, wortels: Sequence[bytes], bladeren: Sequence[bytes] = ()
) -> None:
    rows = [
        {
            "boom": boom,
            "hoogte": hoogte,
            "nummer": first + at,
            "wortel": wortel,
            "bladeren": bladeren[at] if bladeren else None,
        }
        for at, wortel in enumerate(wortels)
    ]
    await add_rows(tx, Boomvak, rows)


async def _add_regels(tx: Transactie, namen: Sequence[tuple[bytes, int]], sleutel: bytes) -> None:
    belangen = sorted({belang for belang, _ in namen})
    rangen = {row.belang: row.rang for row in await tx.sql(RANGEN, belangen=belangen)} if belangen else {}
    rows = []
    for belang, volgnummer in namen:
        rangen[belang] = rang = rangen.get(belang, 0) + 1
        rows.append({"belang": belang, "rang": rang, "verwijzing": mask_volgnummer(sleutel, belang, rang, volgnummer)})
    await add_rows(tx, Boomregel, rows)


async def read_own(tx: Transactie, belang: bytes, na: int, n: int, sleutel: bytes) -> list[tuple[int, int]]:
    """The lines under a pseudonym after a rang: (volgnummer, rang), at most `n`, oldest first."""
    rows = await tx.sql(OWN, belang=belang, na=na, n=n)
    return [(mask_volgnummer(sleutel, belang, row.rang, row.verwijzing), row.rang) for row in rows]


async def read_takken(tx: Transactie, boom: Boom, stroken: Iterable[Strook]) -> dict[Tak, bytes]:
    """The hashes of all whole subtrees that these stroken are made of, in one round trip.

    Raises `Tegenspraak` for what the tree does not hold.
    """
    takken = {tak for strook in stroken for tak in find_takken(strook)}
    wanted = sorted({vak for tak in takken for vak in _find_vakken(tak)})
    rows = await tx.sql(
        WORTELS,
        boom=boom,
        hoogten=[hoogte for hoogte, _, _ in wanted],
        nummers=[nummer for _, nummer, _ in wanted],
        hele=[heel for _, _, heel in wanted],
    )
    found = {(row.hoogte, row.nummer, row.bladeren is not None): row.bladeren or row.wortel for row in rows}
    if len(found) < len(wanted):
        raise Tegenspraak(f"In de boom van het {boom} ontbreken {len(wanted) - len(found)} wortels.")
    return {tak: _hash_tak(tak, found) for tak in takken}


def _find_vakken(tak: Tak) -> list[tuple[int, int, bool]]:
    """Of which vakken the root is needed (or, with True, the leaves) to hash this subtree: height and number."""
    if tak.hoogte < STAP:
        return [(STAP, tak.nummer >> (STAP - tak.hoogte), True)]
    over = tak.hoogte % STAP
    return [(tak.hoogte - over, (tak.nummer << over) + at, False) for at in range(1 << over)]


def _hash_tak(tak: Tak, found: dict[tuple[int, int, bool], bytes]) -> bytes:
    vakken = _find_vakken(tak)
    if tak.hoogte >= STAP:
        return hash_bladeren([found[vak] for vak in vakken])
    begin = (tak.nummer << tak.hoogte) % VAK
    return hash_bladeren(_cut(found[vakken[0]])[begin : begin + (1 << tak.hoogte)])


def _cut(joined: bytes) -> list[bytes]:
    return [joined[at : at + HASH_BYTES] for at in range(0, len(joined), HASH_BYTES)]


async def read_stroken(tx: Transactie, boom: Boom, stroken: Sequence[Strook]) -> list[bytes]:
    """The hash over each of these stroken of the tree. Raises `Tegenspraak` for what the tree does not hold."""
    takken = await read_takken(tx, boom, stroken)
    return [hash_strook(strook, takken.__getitem__) for strook in stroken]


async def read_wortel(tx: Transactie, boom: Boom, grootte: int) -> bytes:
    """The root of the tree as it was when it had so many leaves (whole vakken)."""
    (wortel,) = await read_stroken(tx, boom, [(0, grootte)])
    return wortel
