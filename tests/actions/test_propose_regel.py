from datetime import timedelta

import pytest

from capacity_service.actions.propose_regel import Regelvoorstel, propose_regel
from capacity_service.domain.errors import OngeldigeInvoer
from capacity_service.domain.inzage import Rol
from capacity_service.domain.regelwijziging import first_day
from tests.actions.scene import read_facts
from tests.land import Dienst, Json, now
from tests.store.scene import find_actor_of, perform

VOORSTEL = Regelvoorstel("bevestigd_uren", 12, first_day(now()) + timedelta(days=3), "proef", "een dag is te lang")


async def propose(dienst: Dienst, voorstel: Regelvoorstel = VOORSTEL) -> Json:
    actor = await find_actor_of(dienst.database, Rol.systeembeheerder)
    state: Json = await perform(dienst.database, actor, lambda tx: propose_regel(tx, voorstel))
    return state


async def test_a_proposal_is_a_fact_and_changes_no_rule(dienst: Dienst) -> None:
    actor = await find_actor_of(dienst.database, Rol.systeembeheerder)
    state = await propose(dienst)
    assert (state["voorgesteldDoor"], state["goedgekeurdOp"]) == (str(actor.account), None)
    assert await read_facts(dienst, "regel_voorgesteld", "regel") == [state]
    (row,) = await dienst.sql("SELECT regels_revisie AS n FROM installatie")
    assert row.n == 0


async def test_several_may_be_proposed_for_one_day(dienst: Dienst) -> None:
    first, second = await propose(dienst), await propose(dienst)
    assert first["id"] != second["id"]


async def test_what_can_never_hold_leaves_nothing(dienst: Dienst) -> None:
    with pytest.raises(OngeldigeInvoer):
        await propose(dienst, Regelvoorstel("bevestigd_uren", 0, VOORSTEL.geldig_vanaf, "proef", "proef"))
    assert await read_facts(dienst, "regel_voorgesteld", "regel") == []
    assert (await dienst.sql("SELECT count(*) AS n FROM regel WHERE goedgekeurd_op IS NULL"))[0].n == 0
