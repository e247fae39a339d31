"""What a tree is now, held against the last checkpoint that was signed over it."""

from dataclasses import dataclass

from capacity_service.domain.controlepunt import Boom, Controlepunt, Notitie
from capacity_service.sleutels import Sleutelbos
from capacity_service.store.boom import Tegenspraak, read_stam, read_wortel
from capacity_service.store.database import Transactie
from capacity_service.store.stand import read_stempel
from capacity_service.store.zegel import is_signed


@dataclass(frozen=True)
class Stond:
    """What a tree is now, and what it was (in the same database) when it had as many leaves as the last checkpoint says."""

    punt: Controlepunt
    wortel_toen: bytes | None


async def read_stond(tx: Transactie, boom: Boom, last: Notitie | None) -> Stond:
    """What a tree is, in the reeks of the last checkpoint."""
    stam, stempel = await read_stam(tx, boom), await read_stempel(tx)
    wortel = await read_wortel(tx, boom, stam.grootte)
    reeks = 1 if last is None else last.punt.reeks
    punt = Controlepunt(boom, reeks, stam.grootte, wortel, tx.now.replace(microsecond=0), stempel.epoch)
    known = last is not None and last.punt.grootte <= stam.grootte
    return Stond(punt, await read_wortel(tx, boom, last.punt.grootte) if last is not None and known else None)


def check_stond(stond: Stond, last: Notitie | None, bos: Sleutelbos) -> None:
    """Raise `Tegenspraak` unless the tree holds, unchanged, what the last checkpoint says, and that one is ours."""
    if last is None:
        return
    if not is_signed(last, bos):
        raise Tegenspraak("Het laatste controlepunt is niet met een van de sleutels van deze dienst getekend.")
    if stond.punt.grootte < last.punt.grootte:
        raise Tegenspraak(
            f"De boom heeft {stond.punt.grootte} bladeren, maar er is getekend voor {last.punt.grootte}: er is iets weg."
        )
    if stond.wortel_toen != last.punt.wortel:
        raise Tegenspraak(
            f"De boom van {last.punt.grootte} bladeren is niet meer die waarvoor is getekend: er is iets herschreven."
        )
