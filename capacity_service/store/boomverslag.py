"""Looks over the trees and their checkpoints for an operator: all of them from the first line, or only whether they are at work."""

from dataclasses import dataclass
from datetime import timedelta

from capacity_service.domain.controlepunt import Boom, Controlepunt, Notitie
from capacity_service.sleutels import Sleutelbos, SleutelFout
from capacity_service.store.boom import Tegenspraak, read_stam, read_stroken
from capacity_service.store.boomcontrole import Rondgang, check_kop, walk
from capacity_service.store.boomstond import check_stond, read_stond
from capacity_service.store.controlepunten import Controlemap, MapFout
from capacity_service.store.database import Database, Transactie
from capacity_service.store.zegel import Bewijsmiddelen, is_signed

LATE = timedelta(minutes=15)
"""Three checkpoints missed."""
STRETCH, BATCH = 5_000, 500


@dataclass
class Verslag:
    """What was counted again of one tree, and a Dutch sentence for the first thing that is wrong (None: nothing).

    `vervallen` are checkpoints of an earlier reeks over what was lost when a database was put back.
    """

    boom: Boom
    regels: int = 0
    punten: int = 0
    vervallen: int = 0
    fout: str | None = None


async def verify_boom(url: str, boom: Boom, middelen: Bewijsmiddelen) -> Verslag:
    """Count a tree again from its first line, and hold every checkpoint that was ever signed against it."""
    verslag, database = Verslag(boom), Database(url, size=1)
    try:
        async with database.transaction(None, snapshot=True) as tx:
            stam = await read_stam(tx, boom)
            if stam.nummer == 0 and middelen.controlemap.read_last(boom) is None:
                # Before a service has run there is nothing to hold it against, and there may be no keys yet.
                return verslag
            bos = middelen.sleutels()
            await check_kop(tx, boom, stam)
            rondgang, whole = Rondgang(), False
            while not whole:
                counted, whole = await walk(tx, boom, bos, rondgang, STRETCH)
                verslag.regels += counted
            await _hold_against(tx, boom, bos, middelen.controlemap, verslag)
    except (MapFout, SleutelFout, Tegenspraak) as error:
        verslag.fout = str(error)
    finally:
        await database.close()
    return verslag


async def _hold_against(tx: Transactie, boom: Boom, bos: Sleutelbos, map_: Controlemap, verslag: Verslag) -> None:
    reeksen: dict[int, list[Controlepunt]] = {}
    for notitie in map_.read_all(boom):
        _check_next(reeksen, notitie, bos)
        reeksen.setdefault(notitie.punt.reeks, []).append(notitie.punt)
        verslag.punten += 1
    grootte = (await read_stam(tx, boom)).grootte
    for reeks, punten in reeksen.items():
        fits = [
            one for at in range(0, len(punten), BATCH) for one in await _fit(tx, boom, grootte, punten[at : at + BATCH])
        ]
        lost = fits.index(False) if False in fits else len(fits)
        # What was lost when a database was put back is at the end of a reeks that the operator closed in sight of all.
        if any(fits[lost:]) or (lost < len(fits) and reeks == max(reeksen)):
            raise Tegenspraak(f"De boom van {punten[lost].grootte} bladeren is niet die waarvoor is getekend.")
        verslag.vervallen += len(fits) - lost


def _check_next(reeksen: dict[int, list[Controlepunt]], notitie: Notitie, bos: Sleutelbos) -> None:
    """Whether this note may follow those that were read: it is ours, and the tree had grown."""
    punt = notitie.punt
    if not is_signed(notitie, bos):
        raise Tegenspraak(f"Het controlepunt van {punt.grootte} bladeren is niet door deze dienst getekend.")
    before = reeksen.get(punt.reeks)
    if before is not None:
        right = punt.reeks == max(reeksen) and punt.grootte > before[-1].grootte
    else:
        last = reeksen[max(reeksen)][-1] if reeksen else None
        right = punt.na == (None if last is None else (last.grootte, last.wortel)) and punt.reeks > max(
            reeksen, default=0
        )
    if not right:
        raise Tegenspraak(f"Het controlepunt van {punt.grootte} bladeren past niet na de vorige: er ontbreekt iets.")


async def _fit(tx: Transactie, boom: Boom, grootte: int, punten: list[Controlepunt]) -> list[bool]:
    """Of each checkpoint whether the tree was what it says."""
    there = [punt.grootte <= grootte for punt in punten]
    stroken = [(0, punt.grootte) for punt, known in zip(punten, there, strict=True) if known]
    wortels = iter(await read_stroken(tx, boom, stroken)) if stroken else iter(())
    return [known and next(wortels) == punt.wortel for punt, known in zip(punten, there, strict=True)]


async def check_bomen(url: str, middelen: Bewijsmiddelen) -> list[tuple[str, str | None]]:
    """Whether each tree is at work and holds what its last checkpoint says; with a Dutch sentence when it does not."""
    database = Database(url, size=1)
    found: list[tuple[str, str | None]] = []
    try:
        for boom in Boom:
            try:
                async with database.transaction(None) as tx:
                    found.append(await _check_boom(tx, boom, middelen))
            except (MapFout, SleutelFout, Tegenspraak) as error:
                found.append((f"controlepunten van het {boom}", str(error)))
    finally:
        await database.close()
    return found


async def _check_boom(tx: Transactie, boom: Boom, middelen: Bewijsmiddelen) -> tuple[str, str | None]:
    bos, last = middelen.sleutels(), middelen.controlemap.read_last(boom)
    stam = await read_stam(tx, boom)
    await check_kop(tx, boom, stam)
    check_stond(await read_stond(tx, boom, last), last, bos)
    if last is None:
        # Before a service has run there is nothing to sign.
        missing = "er is nog geen controlepunt; kan de dienst in de map schrijven?" if stam.nummer else None
        return f"controlepunten van het {boom} (nog geen)", missing
    age = tx.now - last.punt.op
    minutes = int(age.total_seconds() // 60)
    late = f"het laatste is {minutes} minuten oud; draait de dienst, en kan zij in de map schrijven?"
    return f"controlepunten van het {boom} (laatste: {minutes} min)", late if age > LATE else None
