import asyncio
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest

from capacity_service.actions.approve_regel import approve_regel
from capacity_service.actions.propose_regel import Regelvoorstel, propose_regel
from capacity_service.domain.errors import (
    DomainError,
    NietGevonden,
    Overgang,
    RegelIngang,
    RegelsTegenstrijdig,
    TweePersonen,
)
from capacity_service.domain.inzage import Actor, Rol
from capacity_service.domain.regelwijziging import first_day
from tests.actions.scene import read_facts
from tests.land import Dienst, Json, now
from tests.store.scene import find_actor_of, perform

VANAF = first_day(now()) + timedelta(days=1)
"""A day later than it might be, so that it does not matter when these tests run."""


async def propose(dienst: Dienst, naam: str = "bevestigd_uren", waarde: int = 12, vanaf: date = VANAF) -> UUID:
    actor = await find_actor_of(dienst.database, Rol.systeembeheerder)
    voorstel = Regelvoorstel(naam, waarde, vanaf, "proef", "proef")
    return UUID((await perform(dienst.database, actor, lambda tx: propose_regel(tx, voorstel)))["id"])


async def second(dienst: Dienst) -> Actor:
    return await find_actor_of(dienst.database, Rol.systeembeheerder, 1)


async def approve(dienst: Dienst, regel_id: UUID) -> Json:
    actor = await second(dienst)
    state: Json = await perform(dienst.database, actor, lambda tx: approve_regel(tx, actor, regel_id))
    return state


async def test_an_approval_is_a_fact_with_the_rule_that_ends(dienst: Dienst) -> None:
    regel_id = await propose(dienst)
    state = await approve(dienst, regel_id)
    facts = {fact["waarde"]: fact for fact in await read_facts(dienst, "regel_goedgekeurd", "regel")}
    assert facts.keys() == {24, 12}
    assert facts[12] == state
    assert (facts[12]["geldigTotDatum"], facts[24]["geldigTotDatum"]) == (None, VANAF.isoformat())
    assert (facts[12]["revisie"], facts[24]["revisie"]) == (2, 2)
    assert state["goedgekeurdDoor"] == str((await second(dienst)).account)


async def test_every_approval_raises_the_revisie_by_one(dienst: Dienst) -> None:
    for n in range(3):
        await approve(dienst, await propose(dienst, waarde=10 + n, vanaf=VANAF + timedelta(days=n)))
        (row,) = await dienst.sql("SELECT regels_revisie AS n FROM installatie")
        assert row.n == n + 1


async def test_a_refused_approval_leaves_nothing(dienst: Dienst) -> None:
    regel_id = await propose(dienst)
    one = await find_actor_of(dienst.database, Rol.systeembeheerder)
    with pytest.raises(TweePersonen):
        await perform(dienst.database, one, lambda tx: approve_regel(tx, one, regel_id))
    with pytest.raises(NietGevonden):
        await approve(dienst, uuid4())
    assert (await dienst.sql("SELECT regels_revisie AS n FROM installatie"))[0].n == 0
    assert await read_facts(dienst, "regel_goedgekeurd", "regel") == []


async def test_of_two_approvals_at_once_for_one_day_one_holds(dienst: Dienst) -> None:
    ids = [await propose(dienst, waarde=waarde) for waarde in (6, 12)]
    outcomes = await asyncio.gather(*(approve(dienst, each) for each in ids), return_exceptions=True)
    assert [type(outcome) for outcome in outcomes if isinstance(outcome, DomainError)] == [Overgang]
    rows = await dienst.sql("SELECT 1 FROM regel WHERE naam = 'bevestigd_uren' AND goedgekeurd_op IS NOT NULL")
    assert len(rows) == 2


async def test_of_two_approvals_at_once_that_contradict_each_other_one_holds(dienst: Dienst) -> None:
    least = await propose(dienst, "nachten_min", 3)
    most = await propose(dienst, "nachten_max", 2)
    outcomes = await asyncio.gather(approve(dienst, least), approve(dienst, most), return_exceptions=True)
    assert [type(outcome) for outcome in outcomes if isinstance(outcome, DomainError)] == [RegelsTegenstrijdig]


async def test_the_refusal_of_the_database_is_told_in_the_same_words(dienst: Dienst) -> None:
    with pytest.raises(RegelIngang):
        await dienst.sql("UPDATE regel SET geldig_tot = '2026-01-02' WHERE naam = 'minimum_plaatsen'")
