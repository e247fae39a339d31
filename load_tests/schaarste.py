"""An invented country of any size: who waits and what is free, places like those of the register, sizes by quota."""

import csv
import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from typing import TypeVar
from uuid import UUID

from capacity_service.domain.aanvraag import Aanvraag, Behoefte, Huishouden
from capacity_service.domain.plaats import Kenmerk, Soort
from capacity_service.domain.regels import Regels
from capacity_service.domain.voorraad import Klasse, Stand, Streek, Streken, Vrij

T = TypeVar("T")
REGELS = Regels.op(date(2026, 11, 22))
NU = datetime(2026, 11, 22, 3, tzinfo=UTC)
PERSONEN = {1: 22, 2: 16, 3: 16, 4: 16, 5: 14, 6: 10, 7: 6}
"""Of a hundred households so many are so large."""

KRAP = 0.047
"""This share of the places is for one person, beyond what households would ask: the larger ones are what there is too little of."""

ONBEVESTIGD = 0.3
UITSLUITINGEN = {0: 45, 1: 30, 2: 15, 3: 10}
VOORKEUREN = {0: 30, 1: 40, 2: 30}
BEHOEFTEN = {0: 30, 1: 40, 2: 30}
"""Of a hundred households so many have so many; what comes before the size of a place in the order is what greedy wastes places on."""


@dataclass(frozen=True)
class Plek:
    """One free place."""

    id: UUID
    klasse: Klasse


@dataclass(frozen=True)
class Land:
    """Who waits, the oldest danger first, what is free, and the map."""

    aanvragen: tuple[Aanvraag, ...]
    plekken: tuple[Plek, ...]
    stand: Stand


def make_land(huishoudens: int, plaatsen: int, seed: int) -> Land:
    """So many households and free places; the same seed gives the same country."""
    rng = random.Random(seed)
    streken = Streken(
        (r["code"], Streek(r["code"], r["naam"], float(r["breedtegraad"]), float(r["lengtegraad"])))
        for r in read_rows("centrumgemeenten")
    )
    regio = {r["code"]: frozenset({r["formeel"], r["feitelijk"]}) for r in read_rows("gemeenten")}
    plekken = tuple(_places(plaatsen, rng))
    found: dict[Klasse, list[UUID]] = defaultdict(list)
    for plek in plekken:
        found[plek.klasse].append(plek.id)
    per_streek = Counter(plek.klasse.centrumgemeente for plek in plekken)
    in_dienst = {code: 1 + int(per_streek[code] * rng.uniform(1.0, 1.5)) for code in streken}
    stand = Stand(
        vrij=tuple(Vrij(klasse, len(ids), tuple(ids[:huishoudens])) for klasse, ids in found.items()),
        streken=streken,
        regio=regio,
        inzetbaar=in_dienst,
        grootste=max(PERSONEN),
        in_dienst=in_dienst,
        gegeven={code: int(count * rng.uniform(0, 60)) for code, count in in_dienst.items()},
    )
    return Land(tuple(_households(huishoudens, sorted(regio), rng)), plekken, stand)


def read_rows(name: str) -> list[dict[str, str]]:
    """A file of the data that the service comes with."""
    text = (files("capacity_service") / "data" / f"{name}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def _places(count: int, rng: random.Random) -> Iterator[Plek]:
    register = read_rows("plaatsen")
    sizes = _sizes(count - int(KRAP * count), rng) + [1] * int(KRAP * count)
    rng.shuffle(sizes)
    for size in sizes:
        like = rng.choice(register)
        offers = frozenset(Kenmerk(kenmerk) for kenmerk in like["kenmerken"].split("|") if kenmerk)
        klasse = Klasse(like["centrumgemeente"], Soort(like["soort"]), size, offers, rng.random() < ONBEVESTIGD)
        yield Plek(UUID(int=rng.getrandbits(128)), klasse)


def _sizes(count: int, rng: random.Random) -> list[int]:
    """So many sizes, in the shares of `PERSONEN` to the last one, in any order."""
    ends = [sum(list(PERSONEN.values())[: i + 1]) * count // 100 for i in range(len(PERSONEN))]
    sizes = [size for size, begin, end in zip(PERSONEN, [0, *ends], ends, strict=False) for _ in range(end - begin)]
    rng.shuffle(sizes)
    return sizes


def _households(count: int, gemeenten: list[str], rng: random.Random) -> Iterator[Aanvraag]:
    weights = [rng.paretovariate(1.2) for _ in gemeenten]
    for nummer, personen in enumerate(_sizes(count, rng)):
        yield Aanvraag(
            id=UUID(int=rng.getrandbits(128)),
            vastgesteld_op=NU - timedelta(minutes=count - nummer),
            gemeente=rng.choices(gemeenten, weights)[0],
            huishouden=Huishouden(1, tuple(4 for _ in range(personen - 1)), pick_some(list(Behoefte), BEHOEFTEN, rng)),
            nachten=REGELS.nachten_max,
            uitsluitingen=pick_some(gemeenten, UITSLUITINGEN, rng),
            voorkeuren=pick_some(gemeenten, VOORKEUREN, rng),
        )


def pick_some(of: list[T], counts: dict[int, int], rng: random.Random) -> frozenset[T]:
    """Some of these: how many by the shares of `counts`."""
    return frozenset(rng.sample(of, rng.choices(list(counts), list(counts.values()))[0]))
