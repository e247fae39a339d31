"""The lines that a tree is made of, as they stand in the logboek and the inzagelog: their place in the chain and their fields."""

import hashlib
import json
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from capacity_service.domain.belang import Naam, find_namen, find_namen_of_inzage
from capacity_service.domain.blad import MOMENT, Groep, Regelsleutel, Velden, make_belang
from capacity_service.domain.controlepunt import Boom
from capacity_service.store.boom import Tegenspraak
from capacity_service.store.check import INZAGELOG, LOGBOEK, Keten
from capacity_service.store.database import Transactie

TOEZEGGING = "toezegging"


@dataclass(frozen=True)
class Regel:
    """One line: `schakel` is its hash in the chain. `toestand` is None when it was erased."""

    volgnummer: int
    op: datetime
    schakel: bytes
    keten: str
    kop: Velden
    toestand: Velden | None

    def fits(self, previous: bytes) -> bool:
        """Whether its hash is that of this line after the line with this hash."""
        moment = self.op.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        line = f"{self.volgnummer}|{moment}|{self.keten}"
        return hashlib.sha256(previous + line.encode()).digest() == self.schakel


@dataclass(frozen=True)
class Bron:
    """A record as the source of a tree: its chain, the lines of a range with what belongs to them, and whose each is."""

    keten: Keten
    regels: str
    parse: Callable[[Any], Regel]
    find_namen: Callable[[Regel], set[Naam]]


def _parse_feit(row: Any) -> Regel:  # noqa: ANN401 - a row of the logboek
    gebeurtenis, soort, feit = row.regel.split("|", 2)
    told: Velden = json.loads(feit)
    kop = {"op": show_moment(row.op), "soort": soort, "gebeurtenis": gebeurtenis}
    toestand: Velden | None = told
    if told.keys() == {TOEZEGGING}:
        kop |= told
        toestand = None if row.waarde is None else json.loads(row.waarde)
    return Regel(row.volgnummer, row.op, row.hash, row.regel, kop, toestand)


def _parse_inzage(row: Any) -> Regel:  # noqa: ANN401 - a row of the inzagelog
    told: Velden = json.loads(row.velden) if isinstance(row.velden, str) else row.velden
    toestand = {_camel(naam): value for naam, value in told.items()}
    return Regel(row.volgnummer, row.op, row.hash, row.regel, {"op": show_moment(row.op)}, toestand)


def _camel(naam: str) -> str:
    first, *rest = naam.split("_")
    return first + "".join(part.capitalize() for part in rest)


def show_moment(op: datetime) -> str:
    """An instant as a kop tells it: whole seconds, UTC."""
    return op.astimezone(UTC).strftime(MOMENT)


def _namen_of_feit(regel: Regel) -> set[Naam]:
    return set() if regel.toestand is None else find_namen(regel.kop["soort"], regel.toestand)


def _namen_of_inzage(regel: Regel) -> set[Naam]:
    return set() if regel.toestand is None else find_namen_of_inzage(regel.toestand)


RANGE = "WHERE k.volgnummer > :na AND k.volgnummer <= :tot ORDER BY k.volgnummer"
SOME = "WHERE k.volgnummer = ANY(CAST(:volgnummers AS bigint[])) ORDER BY k.volgnummer"
BRONNEN = {
    Boom.logboek: Bron(
        LOGBOEK,
        f"SELECT k.*, g.waarde FROM ({LOGBOEK.lines}) k LEFT JOIN logboek_gegevens g USING (volgnummer)",  # noqa: S608
        _parse_feit,
        _namen_of_feit,
    ),
    Boom.inzagelog: Bron(
        INZAGELOG,
        "SELECT k.*, to_jsonb(i) - 'volgnummer' - 'op' - 'hash' AS velden"  # noqa: S608
        f" FROM ({INZAGELOG.lines}) k JOIN inzagelog i USING (volgnummer)",
        _parse_inzage,
        _namen_of_inzage,
    ),
}


async def read_regels(tx: Transactie, boom: Boom, na: int, tot: int) -> list[Regel]:
    """The lines after one number up to and including another; the context must be that of the service.

    Raises `Tegenspraak` for what was never written like that.
    """
    return await _read(tx, boom, f"{BRONNEN[boom].regels} {RANGE}", na=na, tot=tot)


async def read_some(tx: Transactie, boom: Boom, volgnummers: Collection[int]) -> list[Regel]:
    """The lines with these numbers, in their order."""
    return await _read(tx, boom, f"{BRONNEN[boom].regels} {SOME}", volgnummers=list(volgnummers))


async def _read(tx: Transactie, boom: Boom, query: str, **params: Any) -> list[Regel]:  # noqa: ANN401 - of the query
    bron = BRONNEN[boom]
    rows = await tx.sql(query, **params)
    try:
        return [bron.parse(row) for row in rows]
    except (ValueError, AttributeError) as error:
        raise Tegenspraak(f"In {bron.keten.whole.lower()} staat iets wat niet te lezen is.") from error


async def read_kop(tx: Transactie, boom: Boom) -> tuple[int, bytes]:
    """The number and hash of the last line, as the writer of the chain keeps them."""
    (row,) = await tx.sql(BRONNEN[boom].keten.head)
    return row.volgnummer, row.hash


def check_regels(boom: Boom, regels: list[Regel], na: int, tot: int, previous: bytes) -> None:
    """Raise `Tegenspraak` unless these are all lines of the range, each following the one before it."""
    keten, expected = BRONNEN[boom].keten, na
    for regel in regels:
        expected += 1
        if regel.volgnummer != expected:
            raise Tegenspraak(f"{keten.one} {expected} ontbreekt.")
        if not regel.fits(previous):
            raise Tegenspraak(f"{keten.one} {expected} is niet wat er is vastgelegd.")
        previous = regel.schakel
    if expected != tot:
        raise Tegenspraak(f"{keten.whole} eindigt bij {expected}, maar er zijn {tot} {keten.many} vastgelegd.")


def hash_toestand(sleutel: Regelsleutel, regel: Regel) -> bytes:
    """What stands in the leaf for the state of a line, as far as it is still there."""
    return sleutel.hash_groep(Groep.toestand, regel.toestand or {})


def name_belangen(sleutel: bytes, boom: Boom, regels: list[Regel]) -> Iterator[tuple[bytes, int]]:
    """Under which pseudonyms each line is found, with its number; in the order of the lines."""
    bron, known = BRONNEN[boom], dict[Naam, bytes]()
    for regel in regels:
        for naam in sorted(bron.find_namen(regel)):
            if naam not in known:
                known[naam] = make_belang(sleutel, boom, *naam)
            yield known[naam], regel.volgnummer
