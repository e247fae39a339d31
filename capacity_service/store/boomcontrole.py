"""Counts a tree again from the lines it was made of: a stretch of it at every checkpoint, or all of it when somebody asks.

What is looked at: that every line follows the one before it, that it is in the tree as it is recorded now, and that the kept
roots are those of the leaves. A state that was erased is taken as it stood in the tree.
"""

import asyncio
from dataclasses import dataclass
from typing import Any

from capacity_service.domain.blad import VAK, Regelsleutel, fill_up
from capacity_service.domain.boom import HASH_BYTES, hash_bladeren
from capacity_service.domain.controlepunt import Boom
from capacity_service.sleutels import Sleutelbos
from capacity_service.store.boom import (
    STAP,
    Stam,
    Tegenspraak,
    read_bladeren,
    read_groeien,
    read_stam,
    read_wortels,
)
from capacity_service.store.boombron import (
    BRONNEN,
    Regel,
    check_regels,
    hash_toestand,
    read_kop,
    read_regels,
)
from capacity_service.store.database import Transactie

GROEIEN_MAX = 200


@dataclass
class Rondgang:
    """Where counting again has come, in one tree: it goes on there at the next checkpoint, and begins again at the end."""

    volgende: int = 1


async def check_kop(tx: Transactie, boom: Boom, stam: Stam) -> tuple[int, bytes]:
    """Number and hash of the last line of the record. Raises `Tegenspraak` when the line the tree ends with is gone."""
    keten = BRONNEN[boom].keten
    head, schakel = await read_kop(tx, boom)
    if head < stam.tot:
        raise Tegenspraak(f"{keten.whole} eindigt bij {head}, maar in de boom staan er al {stam.tot}.")
    last = await read_regels(tx, boom, stam.tot - 1, stam.tot)
    if stam.tot and [regel.schakel for regel in last] != [stam.schakel]:
        raise Tegenspraak(f"{keten.one} {stam.tot} is niet meer wat er in de boom staat.")
    return head, schakel


async def walk(tx: Transactie, boom: Boom, bos: Sleutelbos, rondgang: Rondgang, regels_max: int) -> tuple[int, bool]:
    """Count on from where the round was, about so many lines; gives how many, and whether it came to the end.

    Raises `Tegenspraak` for the first thing that is not as it was recorded.
    """
    first = rondgang.volgende
    rows = await read_groeien(tx, boom, max(1, first - 1), GROEIEN_MAX)
    begin = first > 1
    if [row.nummer for row in rows] != list(range(first - begin, first - begin + len(rows))):
        raise Tegenspraak(f"In de boom ontbreekt een groei, bij {first}.")
    schakel, groeien, counted = rows[0].schakel if begin and rows else Stam.empty(boom).schakel, list[Any](), 0
    for row in rows[begin:]:
        if counted >= regels_max:
            break
        groeien.append(row)
        counted += row.tot - row.van + 1
    await _check_groeien(tx, boom, bos, groeien, schakel)
    stam = await read_stam(tx, boom)
    rondgang.volgende = first + len(groeien)
    if rondgang.volgende <= stam.nummer:
        if not groeien:
            raise Tegenspraak(f"In de boom ontbreekt groei {first}.")
        return counted, False
    rondgang.volgende = 1
    return counted, True


async def _check_groeien(tx: Transactie, boom: Boom, bos: Sleutelbos, groeien: list[Any], schakel: bytes) -> None:
    """These growths, which follow each other and a line with this hash, are what their lines make of them."""
    if not groeien:
        return
    na, tot, begin = groeien[0].van - 1, groeien[-1].tot, groeien[0].eerste_blad
    regels = await read_regels(tx, boom, na, tot)
    check_regels(boom, regels, na, tot, schakel)
    at, blad = na, begin
    for groei in groeien:
        if (groei.van, groei.eerste_blad) != (at + 1, blad):
            raise Tegenspraak(f"Groei {groei.nummer} van de boom sluit niet aan op wat ervoor staat.")
        at, blad = groei.tot, blad + groei.bladeren
        schakel = regels[at - na - 1].schakel if at > na else schakel
        if schakel != groei.schakel:
            raise Tegenspraak(f"{BRONNEN[boom].keten.one} {at} is niet wat er in de boom staat.")
    kept = await read_bladeren(tx, boom, [(groei.eerste_blad, groei.eerste_blad + groei.bladeren) for groei in groeien])
    await asyncio.to_thread(_check_bladeren, boom, bos, groeien, regels, kept)
    await _check_wortels(tx, boom, begin // VAK, [one for leaves in kept for one in leaves])


def _check_bladeren(
    boom: Boom, bos: Sleutelbos, groeien: list[Any], regels: list[Regel], kept: list[list[bytes]]
) -> None:
    na = groeien[0].van - 1
    for groei, leaves in zip(groeien, kept, strict=True):
        own = regels[groei.van - 1 - na : groei.tot - na]
        if recount(find_sleutel(bos, groei.sleutel), boom, groei, own) != leaves:
            raise Tegenspraak(
                f"Wat er in de boom staat voor {groei.van} tot en met {groei.tot}, is iets anders dan er nu staat."
            )


def find_sleutel(bos: Sleutelbos, id_: str) -> bytes:
    """The key with this id. Raises `Tegenspraak` when the file with keys has it no longer."""
    for one in bos.blad:
        if one.id == id_:
            return one.geheim
    raise Tegenspraak(f"De sleutel {id_} van de boom staat niet (meer) in het bestand met sleutels.")


def recount(sleutel: bytes, boom: Boom, groei: Any, regels: list[Regel]) -> list[bytes]:  # noqa: ANN401 - a row of boomgroei
    """The leaves that these lines make, of which the states that were erased are taken as they stood.

    Raises `Tegenspraak` for a state that stands for something else than what stands in the tree.
    """
    hashes = []
    for at, regel in enumerate(regels):
        own = Regelsleutel.derive(sleutel, boom, regel.volgnummer)
        stood = groei.toestanden[at * HASH_BYTES : (at + 1) * HASH_BYTES]
        if regel.toestand is not None and stood != hash_toestand(own, regel):
            raise Tegenspraak(f"{BRONNEN[boom].keten.one} {regel.volgnummer} zegt iets anders dan er in de boom staat.")
        hashes.append(own.make_blad(regel.schakel, regel.kop, stood).hash)
    return fill_up(sleutel, boom, groei.nummer, hashes)


async def _check_wortels(tx: Transactie, boom: Boom, first: int, bladeren: list[bytes]) -> None:
    """The kept roots above these leaves, as far as they end with them."""
    parts = [bladeren[at : at + VAK] for at in range(0, len(bladeren), VAK)]
    wortels, hoogte = [hash_bladeren(part) for part in parts], STAP
    while wortels:
        last = first + len(wortels)
        if await read_wortels(tx, boom, hoogte, first, last) != wortels:
            raise Tegenspraak(f"De wortels op hoogte {hoogte} van de boom zijn niet die van de bladeren eronder.")
        begin = first - first % VAK
        below = await read_wortels(tx, boom, hoogte, begin, last - last % VAK)
        wortels = [hash_bladeren(below[at : at + VAK]) for at in range(0, len(below), VAK)]
        first, hoogte = begin // VAK, hoogte + STAP
