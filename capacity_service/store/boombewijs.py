"""Lines of the records as those whom they concern get them: what they may see of each, and the proof that it was recorded.

What is shown of a line is what `inzage.show` shows of it. What of that is exactly as it was recorded comes with its salt;
of everything else there is a hash. No number of the record goes out: a place in the tree is one among chance ones.
"""

import base64
import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from capacity_service.domain.belang import find_own_namen
from capacity_service.domain.blad import Groep, Regelsleutel, Velden, canonical, hash_veld, make_belang
from capacity_service.domain.boom import hash_strook, prove_consistency, prove_inclusion
from capacity_service.domain.controlepunt import Boom
from capacity_service.domain.errors import Fault, OngeldigeInvoer
from capacity_service.domain.inzage import Actor, concerns
from capacity_service.domain.inzagevelden import TOONBAAR, show
from capacity_service.sleutels import Sleutelbos
from capacity_service.store.boom import find_groeien, read_bladeren, read_own, read_stroken, read_takken
from capacity_service.store.boombron import Regel, read_some
from capacity_service.store.boomcontrole import find_sleutel
from capacity_service.store.database import Transactie
from capacity_service.store.toestand import Toestand

PAGE_MAX = 100
CURSOR = re.compile(r"(0|[1-9]\d{0,17})(-(0|[1-9]\d{0,17})){0,7}", re.ASCII)
OPEN_KOP = frozenset({"op", "soort", "toezegging"})
"""Of the kop only these are told: by what a line came to be can tell of somebody else."""


@dataclass(frozen=True)
class Bladzijde:
    """Lines with their proofs; `tot` is where to go on later, `meer` whether there are more at once."""

    regels: list[Toestand]
    tot: str
    meer: bool


@dataclass(frozen=True)
class _Plek:
    """Where a line is in the tree, and with which key it was put there."""

    blad: int
    sleutel: bytes
    toestand: bytes


async def read_own_regels(
    tx: Transactie, boom: Boom, actor: Actor, bos: Sleutelbos, *, grootte: int, cursor: str | None
) -> Bladzijde:
    """Own lines after a cursor that are in the tree of this size, oldest first; the context must be that of the service.

    Raises `OngeldigeInvoer` for a cursor that was never given.
    """
    key = bos.blad[0].geheim
    belangen = [make_belang(key, boom, *naam) for naam in find_own_namen(boom, actor)]
    rangen = _parse_cursor(cursor, len(belangen))
    found = [
        (volgnummer, at, rang)
        for at, belang in enumerate(belangen)
        for volgnummer, rang in await read_own(tx, belang, rangen[at], PAGE_MAX + 1, key)
    ]
    found.sort()
    groeien = await find_groeien(tx, boom, {volgnummer for volgnummer, _, _ in found})
    known = {n for n, groei in groeien.items() if groei.eerste_blad + groei.bladeren <= grootte}
    there = [one for one in found if one[0] in known]
    taken = there[:PAGE_MAX]
    for _, at, rang in taken:
        rangen[at] = rang
    regels = await read_some(tx, boom, {volgnummer for volgnummer, _, _ in taken})
    own = [regel for regel in regels if _is_own(boom, actor, regel)]
    plekken = await _find_plekken(tx, boom, bos, own, groeien)
    paths = [prove_inclusion(plek.blad, grootte) for plek in plekken]
    takken = await read_takken(tx, boom, {strook for path in paths for strook in path})
    shown = [
        _show(boom, actor, regel, plek, [hash_strook(strook, takken.__getitem__) for strook in path])
        for regel, plek, path in zip(own, plekken, paths, strict=True)
    ]
    return Bladzijde(shown, "-".join(map(str, rangen)), len(there) > PAGE_MAX)


def _parse_cursor(cursor: str | None, count: int) -> list[int]:
    if cursor is None:
        return [0] * count
    if not CURSOR.fullmatch(cursor) or cursor.count("-") + 1 != count:
        raise OngeldigeInvoer(Fault("cursor", "Geef wat de dienst als `volgende` of `gelezenTot` gaf."))
    return [int(part) for part in cursor.split("-")]


def _is_own(boom: Boom, actor: Actor, regel: Regel) -> bool:
    """Asked once more of the line itself; of one that was erased nothing is told but that it was there."""
    if regel.toestand is None:
        return True
    if boom is Boom.inzagelog:
        whose: str = regel.toestand["organisatieId"]
        return whose == str(actor.organisatie)
    soort = regel.kop["soort"]
    return soort == "regel" or concerns(soort, actor, regel.toestand)


async def _find_plekken(
    tx: Transactie, boom: Boom, bos: Sleutelbos, regels: Sequence[Regel], groeien: dict[int, Any]
) -> list[_Plek]:
    stroken = {
        (groei.eerste_blad, groei.eerste_blad + groei.bladeren) for groei in (groeien[r.volgnummer] for r in regels)
    }
    ordered = sorted(stroken)
    leaves = dict(zip((begin for begin, _ in ordered), await read_bladeren(tx, boom, ordered), strict=True))
    return [_find_plek(boom, bos, regel, groeien[regel.volgnummer], leaves) for regel in regels]


def _find_plek(boom: Boom, bos: Sleutelbos, regel: Regel, groei: Any, leaves: dict[int, list[bytes]]) -> _Plek:  # noqa: ANN401 - a row
    sleutel = Regelsleutel.derive(find_sleutel(bos, groei.sleutel), boom, regel.volgnummer)
    blad = sleutel.make_blad(regel.schakel, regel.kop, groei.toestand)
    at = bisect_left(leaves[groei.eerste_blad], blad.hash)
    return _Plek(groei.eerste_blad + at, sleutel.sleutel, groei.toestand)


def _show(boom: Boom, actor: Actor, regel: Regel, plek: _Plek, path: list[bytes]) -> Toestand:
    sleutel = Regelsleutel(plek.sleutel)
    blad = sleutel.make_blad(regel.schakel, regel.kop, plek.toestand)
    kop = {naam: value for naam, value in regel.kop.items() if naam in OPEN_KOP}
    shown = _show_toestand(boom, actor, regel)
    gewist = regel.toestand is None
    return {
        "kop": kop,
        "toestand": shown,
        "gewist": gewist,
        "bewijs": {
            "blad": plek.blad,
            "pad": list(map(b64, path)),
            "keten": b64(blad.keten),
            "kop": _disclose(sleutel, Groep.kop, regel.kop, kop),
            "toestand": _disclose(sleutel, Groep.toestand, regel.toestand or {}, shown or {}),
            "gewisteToestand": b64(plek.toestand) if gewist else None,
        },
    }


def _show_toestand(boom: Boom, actor: Actor, regel: Regel) -> Toestand | None:
    if regel.toestand is None or boom is Boom.inzagelog:
        return regel.toestand
    if regel.kop["soort"] == "regel":
        return {naam: value for naam, value in regel.toestand.items() if naam in TOONBAAR["Regelrij"].velden}
    return show(regel.kop["soort"], actor.rol, regel.toestand)


def _disclose(sleutel: Regelsleutel, groep: Groep, recorded: Velden, shown: Velden) -> Toestand:
    """The salts of the fields that are shown as they were recorded, and the hashes of the others."""
    zouten, dicht = {}, []
    for naam, value in recorded.items():
        zout = sleutel.zout(groep, naam)
        if value is None:
            continue
        if naam in shown and canonical(shown[naam]) == canonical(value):
            zouten[naam] = b64(zout)
        else:
            dicht.append(hash_veld(zout, naam, value))
    return {"zouten": zouten, "dicht": list(map(b64, sorted(dicht)))}


async def read_samenhang(tx: Transactie, boom: Boom, eerder: int, grootte: int) -> list[str]:
    """The proof that the tree of this size begins with the earlier one; the caller knows that both are whole vakken in it."""
    return list(map(b64, await read_stroken(tx, boom, prove_consistency(eerder, grootte))))


def b64(content: bytes) -> str:
    """Bytes as they go out."""
    return base64.b64encode(content).decode()
