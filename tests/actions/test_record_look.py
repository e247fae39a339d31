from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from capacity_service.actions.record_look import record_look
from capacity_service.domain.errors import TeVeelIngezien
from capacity_service.domain.inzage import Actor, Rol
from capacity_service.domain.inzagelog import Inzage, Maat
from capacity_service.store.database import Database
from tests.actions.scene import arrive, leave, reserve
from tests.conftest import Urls
from tests.land import Dienst, Json, now
from tests.regels import set_rule
from tests.store.scene import find_actor_of

LOOK = Inzage("read_plaatsing", "plaatsing", UUID(int=7), "getoond")
LATER = timedelta(minutes=16)


async def _lines(database: Database) -> list[Json]:
    async with database.transaction(None) as tx:
        return [dict(row) for row in await tx.sql("SELECT * FROM inzagelog ORDER BY volgnummer")]


async def _look(dienst: Dienst, actor: Actor, inzage: Inzage = LOOK, maat: Maat = Maat.eens) -> None:
    await record_look(dienst.database, actor, inzage, maat, now())


async def test_a_screen_that_refreshes_is_one_line_in_a_while_and_an_export_is_one_each_time(dienst: Dienst) -> None:
    actor = await find_actor_of(dienst.database, Rol.opvang)
    for _ in range(5):
        await _look(dienst, actor)
        await _look(dienst, actor, Inzage("download_historie_csv", "export", actor.organisatie, "getoond"), Maat.elke)
    assert [line["handeling"] for line in await _lines(dienst.database)].count("read_plaatsing") == 1
    assert len(await _lines(dienst.database)) == 6
    await record_look(dienst.database, actor, LOOK, Maat.eens, now() + LATER)
    assert len(await _lines(dienst.database)) == 7


async def test_another_node_writes_its_own_line(dienst: Dienst, kaal: Urls) -> None:
    other = Database(kaal.app, size=1)
    actor = await find_actor_of(other, Rol.opvang)
    await _look(dienst, actor)
    await record_look(other, actor, LOOK, Maat.eens, now())
    await other.close()
    assert [line["in_uur"] for line in await _lines(dienst.database)] == [1, 1]


async def test_a_line_tells_whether_a_case_was_open(dienst: Dienst) -> None:
    """While it runs, and as long after it as what was done can still be recorded (R13)."""
    await dienst.add_plaatsen({})
    reserved = await reserve(dienst)
    actor = await find_actor_of(dienst.database, Rol.opvang)
    own = replace(LOOK, onderwerp=UUID(reserved.plaatsing["id"]))
    await _look(dienst, actor, own)
    await arrive(reserved)
    await leave(reserved)
    await _look(dienst, actor, replace(own, handeling="list_registraties"))
    await dienst.sql("UPDATE plaatsing SET beeindigd_op = beeindigd_op - interval '25 hours'")
    await _look(dienst, actor, replace(own, handeling="read_contact"))
    await _look(dienst, actor, replace(LOOK, uitkomst="geweigerd"))
    handelingen = {"read_plaatsing", "list_registraties", "read_contact"}
    zaken = [line["zaak"] for line in await _lines(dienst.database) if line["handeling"] in handelingen]
    assert zaken == [True, True, False, False]


async def test_who_opens_too_much_is_stopped_and_that_is_one_line(dienst: Dienst, kaal: Urls) -> None:
    await set_rule(kaal, "inzage_rem_aantal", 20)
    actor = await find_actor_of(dienst.database, Rol.opvang)
    stopped = 0
    for n in range(30):
        try:
            await _look(dienst, actor, replace(LOOK, onderwerp=UUID(int=n)))
        except TeVeelIngezien:
            stopped += 1
    lines = await _lines(dienst.database)
    assert (stopped, len(lines), lines[-1]["uitkomst"], lines[-1]["in_uur"]) == (10, 21, "geremd", 20)
    assert lines[-1]["onderwerp"] == str(actor.organisatie)
    await _look(dienst, actor, replace(LOOK, onderwerp=UUID(int=3)))
    with pytest.raises(TeVeelIngezien):
        await _look(dienst, actor, replace(LOOK, onderwerp=UUID(int=99)), Maat.elke)


async def test_an_hour_later_there_is_room_again(dienst: Dienst, kaal: Urls) -> None:
    await set_rule(kaal, "inzage_rem_aantal", 20)
    actor = await find_actor_of(dienst.database, Rol.opvang)
    for n in range(20):
        await _look(dienst, actor, replace(LOOK, onderwerp=UUID(int=n)))
    await dienst.sql("ALTER TABLE inzagelog DISABLE TRIGGER inzagelog_only_grows")
    await dienst.sql("UPDATE inzagelog SET op = op - interval '61 minutes'")
    await _look(dienst, actor, replace(LOOK, onderwerp=UUID(int=99)))
    assert (await _lines(dienst.database))[-1]["in_uur"] == 1
