"""Decide against what is free now; when somebody is left over, let reserveringen that nobody confirmed move, if that places more.

A confirmed plaatsing never moves, and nobody who has a place is ever left without one.
"""

import asyncio
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from capacity_service.actions.displace import displace
from capacity_service.domain.aanvraag import Plaatsingstatus
from capacity_service.domain.matching import Afweging, decide
from capacity_service.domain.meldingen import Meldingsoort
from capacity_service.domain.plaatsvoorraad import look_ahead
from capacity_service.domain.rangorde import Omstandigheid, Vrager, fits, make_vragers
from capacity_service.domain.tijd import is_kantoortijd
from capacity_service.domain.voorraad import Stand
from capacity_service.store.aanvragen import Weegbaar
from capacity_service.store.database import Transactie
from capacity_service.store.plaatsen import lock_streken, read_stand, read_stand_for, read_together
from capacity_service.store.plaatsingen import lock_pair
from capacity_service.store.verschuifbaar import Verschuifbaar, are_free, read_movable

AT_ONCE_MAX = 200
"""More households than this are decided in a thread, so that everybody else is answered meanwhile."""


@dataclass(frozen=True)
class Weging:
    """What was decided, about whom and against what; `bewegend` are the reserveringen that have to move for it."""

    afweging: Afweging
    stand: Stand
    gewogen: Sequence[Weegbaar]
    bewegend: Sequence[Verschuifbaar] = ()

    @property
    def verschoven(self) -> list[Weegbaar]:
        """The households that get another place than they had."""
        return [one.weegbaar for one in self.bewegend]


async def decide_now(tx: Transactie, key: UUID, waiting: Sequence[Weegbaar]) -> Weging:
    """Weigh these against the stand of this moment. `key` is the id under which it will be kept, and the seed of its lots."""
    zaad = int.from_bytes(hashlib.sha256(key.bytes).digest()[:4])
    omstandigheid = Omstandigheid(is_kantoortijd(tx.now, tx.regels), zaad)
    stand = await read_stand_for(tx, [one.aanvraag for one in waiting], _most(waiting), omstandigheid)
    weging = Weging(await _decide(tx, waiting, stand, omstandigheid), stand, waiting)
    room = weging.afweging.room_together
    together = await read_together(tx, room) if room else None
    if together is not None:
        stand = together
        weging = Weging(await _decide(tx, waiting, stand, omstandigheid), stand, waiting)
    if not weging.afweging.over:
        return weging
    movable = _who_may_stay(tx, await read_movable(tx, tx.now + look_ahead(tx.regels)), stand)
    if not weging.afweging.could_help([(vrager, one.vrij) for vrager, one in movable]):
        return weging
    moving = [one for _, one in movable]
    everybody = [*waiting, *(one.weegbaar for one in moving)]
    wider = stand if stand.huizen else await read_stand(tx, _most(everybody))
    wider = replace(wider, vrij=(*wider.vrij, *(one.vrij for one in moving)))
    afweging = await _decide(tx, everybody, wider, omstandigheid)
    if afweging.over >= weging.afweging.over:
        return weging
    return Weging(afweging, wider, everybody, [one for one in moving if _moves(one, afweging)])


async def make_way(tx: Transactie, weging: Weging) -> bool:
    """End the reserveringen that move, so that their households can be reserved again; False when one was confirmed meanwhile.

    Everything that will be claimed is locked and looked at before anything is ended: who moves has its next place for certain.
    """
    if not weging.bewegend:
        return True
    chosen = [uitkomst.gekozen for uitkomst in weging.afweging.uitkomsten if uitkomst.gekozen]
    held = {plaats for one in weging.bewegend for plaats in one.weegbaar.aanvraag.heeft}
    streken = {one.vrij.klasse.centrumgemeente for one in weging.bewegend}
    await lock_streken(tx, streken | {voorstel.centrumgemeente for voorstel in chosen})
    pairs = [
        await lock_pair(tx, one.plaatsing, one.weegbaar.aanvraag.id, set())
        for one in sorted(weging.bewegend, key=lambda one: one.weegbaar.aanvraag.id)
    ]
    if any(pair.plaatsing.status != Plaatsingstatus.gereserveerd for pair in pairs):
        return False
    stays = {plaats for one in weging.gewogen for plaats in one.aanvraag.heeft} - held
    wanted = {plaats for voorstel in chosen for plaats in voorstel.plaatsen} - held - stays
    if not await are_free(tx, wanted):
        return False
    for pair in pairs:
        await displace(tx, pair, Plaatsingstatus.vervangen)
        tx.changes.tell(Meldingsoort.reservering_verschoven, pair.plaatsing.id)
    return True


def _most(weighed: Sequence[Weegbaar]) -> int:
    """How many ids of one class a weighing of these can name: one each, one more, and those that are not the same for everybody."""
    named = frozenset[UUID]().union(*(one.aanvraag.teruggemeld | one.aanvraag.gevraagd for one in weighed))
    return len(weighed) + len(named) + 1


def _who_may_stay(tx: Transactie, movable: Sequence[Verschuifbaar], stand: Stand) -> list[tuple[Vrager, Verschuifbaar]]:
    """Those whose own place would still be proposed to them; the others are for people to see to, not for this weighing."""
    by_id = {one.weegbaar.aanvraag.id: one for one in movable}
    vragers = make_vragers([one.weegbaar.aanvraag for one in movable], stand, tx.regels)
    return [(vrager, by_id[vrager.id]) for vrager in vragers if fits(vrager, by_id[vrager.id].vrij)]


def _moves(one: Verschuifbaar, afweging: Afweging) -> bool:
    aanvraag = one.weegbaar.aanvraag
    (uitkomst,) = (uitkomst for uitkomst in afweging.uitkomsten if uitkomst.aanvraag == aanvraag.id)
    return not uitkomst.voorstellen or set(uitkomst.voorstellen[0].plaatsen) != aanvraag.heeft


async def _decide(tx: Transactie, weighed: Sequence[Weegbaar], stand: Stand, omstandigheid: Omstandigheid) -> Afweging:
    aanvragen = [one.aanvraag for one in weighed]
    if len(aanvragen) <= AT_ONCE_MAX:
        return decide(aanvragen, stand, tx.regels, omstandigheid)
    return await asyncio.to_thread(decide, aanvragen, stand, tx.regels, omstandigheid)
