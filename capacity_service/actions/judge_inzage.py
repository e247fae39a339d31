"""A privacy officer says what a look of somebody of their own organisatie was. It cannot be unsaid."""

from capacity_service.domain.errors import EigenInzage, NietGevonden, Overgang
from capacity_service.domain.inzage import Actor
from capacity_service.domain.inzagelog import Inzage
from capacity_service.domain.steekproef import Beoordeling
from capacity_service.store import steekproef
from capacity_service.store.database import Transactie
from capacity_service.store.identiteit import make_id
from capacity_service.store.inzagelog import record_inzage
from capacity_service.store.toestand import Toestand, instant


async def judge_inzage(tx: Transactie, actor: Actor, volgnummer: int, oordeel: Beoordeling) -> Toestand:
    """Write the judgement down, beside the look and in the inzagelog itself.

    Raises `NietGevonden` alike for a look that is absent or of another organisatie, `EigenInzage` for one's own, `Overgang`
    when the last word was said already.
    """
    account = await steekproef.find_account(tx, actor, volgnummer)
    if account is None:
        raise NietGevonden
    if account == actor.account:
        raise EigenInzage
    before = await steekproef.read_oordeel(tx, volgnummer)
    said = before in {None, Beoordeling.navragen}
    if not said or not await steekproef.add_oordeel(tx, actor, make_id(tx.now), volgnummer, oordeel):
        raise Overgang("Over deze inzage is al een oordeel gegeven. Dat blijft staan.")
    await record_inzage(tx, actor, Inzage("judge_inzage", "inzage", str(volgnummer), oordeel.value))
    return {"volgnummer": volgnummer, "oordeel": str(oordeel), "beoordeeldOp": instant(tx.now)}
