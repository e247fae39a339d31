"""Forget who was where: a zaak that ended longer ago than `bewaartermijn_dagen` is counted, and then erased from every table.

A day before, what still stands on screens about it is closed by recorded facts; so nothing that is erased is still shown anywhere, and no
number of an audience is counted over what is gone.
"""

from capacity_service.domain.bewaring import SLUITTIJD, compute_grens, freeze
from capacity_service.store import idempotentie, logboek, wissing
from capacity_service.store.database import Database, Transactie
from capacity_service.store.feitenset import read_zaken
from capacity_service.store.identiteit import make_id
from capacity_service.store.toestand import Toestand
from capacity_service.store.wissing_afwegingen import erase_from_afwegingen

AT_ONCE = 20
"""Zaken in one transaction: a fraction of a second."""
MELDINGEN_AT_ONCE = 1000


async def erase_zaken(database: Database) -> int:
    """Close and erase what is due, a batch at a time, once for all nodes; gives how many zaken were erased."""
    await close_zaken(database)
    erased = 0
    while True:
        async with database.transaction(None, own_pool=True) as tx:
            done = await _erase_some(tx)
        erased += done
        if done < AT_ONCE:
            return erased


async def close_zaken(database: Database) -> None:
    """End, by recorded facts, what still stands on screens about zaken that are to be erased within a day."""
    async with database.transaction(None, own_pool=True) as tx:
        if await wissing.lock(tx):
            tx.changes.gebeurtenis = "bewaartermijn"
            await wissing.close(tx, compute_grens(tx.now, tx.regels) + SLUITTIJD)
            await logboek.record(tx, {})


async def _erase_some(tx: Transactie) -> int:
    if not await wissing.lock(tx):
        return 0
    grens = compute_grens(tx.now, tx.regels)
    zaken = await wissing.find_due(tx, grens, AT_ONCE)
    told = await wissing.erase_meldingen(tx, grens, MELDINGEN_AT_ONCE)
    await wissing.blank_ijkpunten(tx)
    await idempotentie.forget_expired(tx)
    if not zaken:
        return 0
    await wissing.keep_bevroren(tx, freeze(await read_zaken(tx, [(z.aanvragen, z.plaatsingen) for z in zaken])))
    afwegingen = await erase_from_afwegingen(tx, [key for zaak in zaken for key in zaak.aanvragen])
    gewist = await wissing.erase(tx, zaken)
    state: Toestand = {
        "id": str(make_id(tx.now)),
        "zaken": len(zaken),
        "meldingen": told,
        "afwegingen": afwegingen,
        "feiten": gewist.feiten,
        "eersteVolgnummer": gewist.eerste or None,
        "laatsteVolgnummer": gewist.laatste or None,
        "dagen": tx.regels.bewaartermijn_dagen,
        "revisie": 1,
    }
    tx.changes.gebeurtenis = "gewist"
    await logboek.record(tx, {"wissing": [state]})
    return len(zaken)
