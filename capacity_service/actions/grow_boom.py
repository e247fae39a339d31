"""Add to a tree what was recorded since, once for all nodes: outside every writing transaction, so that deciding costs nothing.

It grows on every fifth minute of the clock, also when nothing was recorded: when it grows tells nothing of what happens.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import Enum, auto

from capacity_service.domain.blad import VAK, Regelsleutel, fill_up
from capacity_service.domain.controlepunt import Boom
from capacity_service.sleutels import Sleutelbos
from capacity_service.store import boom as bomen
from capacity_service.store.boom import Tegenspraak
from capacity_service.store.boombron import (
    Regel,
    check_regels,
    hash_toestand,
    name_belangen,
    read_regels,
)
from capacity_service.store.boomcontrole import Rondgang, check_kop, walk
from capacity_service.store.database import Database, Transactie

GROEI_ELKE = timedelta(minutes=5)
REGELS_MAX = 79 * VAK
"""So many lines at once: after a long absence it is made up in pieces, each within a second."""
RONDGANG_REGELS = 5_000
"""So many lines are counted again at every checkpoint: 1.4 million a day."""
EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


class Gegroeid(Enum):
    """What came of it."""

    niet = auto()
    """It was not time, or another node is at it."""
    deels = auto()
    """There is more to add."""
    bij = auto()
    """All that was recorded is in it."""


async def grow_boom(
    database: Database, boom: Boom, bos: Sleutelbos, rondgang: Rondgang, *, at_once: bool = False
) -> Gegroeid:
    """Let a tree grow when it is time, or `at_once`, and count a stretch of it again before.

    Raises `Tegenspraak`, and adds nothing, when what stands in the database is not what was recorded.
    """
    async with database.transaction(None, own_pool=True) as tx:
        if not await bomen.lock(tx, boom):
            return Gegroeid.niet
        stam = await bomen.read_stam(tx, boom)
        head, schakel = await check_kop(tx, boom, stam)
        behind = head - stam.tot
        if not (at_once or behind > REGELS_MAX or is_due(stam.op, tx.now)):
            return Gegroeid.niet
        if behind <= REGELS_MAX:
            await walk(tx, boom, bos, rondgang, RONDGANG_REGELS)
        last = schakel if behind <= REGELS_MAX else None
        await _add(tx, boom, bos, stam, tot=min(head, stam.tot + REGELS_MAX), schakel=last)
    return Gegroeid.bij if behind <= REGELS_MAX else Gegroeid.deels


def is_due(last: datetime | None, now: datetime) -> bool:
    """Whether a fifth minute has begun since it grew last."""
    return last is None or (last - EPOCH) // GROEI_ELKE < (now - EPOCH) // GROEI_ELKE


async def _add(
    tx: Transactie, boom: Boom, bos: Sleutelbos, stam: bomen.Stam, *, tot: int, schakel: bytes | None
) -> None:
    """Add the lines until `tot`, of which the last has this hash (None: whatever it has) in the chain."""
    regels = await read_regels(tx, boom, stam.tot, tot)
    check_regels(boom, regels, stam.tot, tot, stam.schakel)
    last = regels[-1].schakel if regels else stam.schakel
    if schakel not in {None, last}:
        raise Tegenspraak(f"Wat er na {tot} in de keten komt, sluit niet aan op wat er staat.")
    key = bos.blad[-1]
    bladeren, toestanden = await asyncio.to_thread(make_bladeren, key.geheim, boom, stam.nummer + 1, regels)
    groei = bomen.Groei(
        sleutel=key.id,
        van=stam.tot + 1,
        tot=tot,
        schakel=last,
        bladeren=bladeren,
        toestanden=toestanden,
        # Found again under one key for ever: whoever asks for own lines does not know when they were written.
        namen=list(name_belangen(bos.blad[0].geheim, boom, regels)),
    )
    await bomen.grow(tx, boom, stam, groei, bos.blad[0].geheim)


def make_bladeren(sleutel: bytes, boom: Boom, groei: int, regels: Sequence[Regel]) -> tuple[list[bytes], list[bytes]]:
    """The leaves of a growth in their order, and what stands for the state of each line in the order of the lines."""
    hashes, toestanden = [], []
    for regel in regels:
        own = Regelsleutel.derive(sleutel, boom, regel.volgnummer)
        toestand = hash_toestand(own, regel)
        toestanden.append(toestand)
        hashes.append(own.make_blad(regel.schakel, regel.kop, toestand).hash)
    return fill_up(sleutel, boom, groei, hashes), toestanden
