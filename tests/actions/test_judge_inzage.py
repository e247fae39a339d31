from uuid import UUID

import httpx2
import pytest

from capacity_service.domain.inzage import Rol
from capacity_service.domain.inzagelog import Inzage
from capacity_service.store.inzagelog import record_inzage
from tests.land import Dienst, expect
from tests.store.scene import find_actor_of

LOOK = Inzage("read_plaatsing", "plaatsing", UUID(int=7), "geweigerd", zaak=False)


async def _look(dienst: Dienst, rol: Rol = Rol.opvang, nth: int = 0) -> int:
    actor = await find_actor_of(dienst.database, rol, nth)
    async with dienst.database.transaction(actor) as tx:
        return await record_inzage(tx, actor, LOOK)


async def _fg(dienst: Dienst, nth: int = 0) -> httpx2.AsyncClient:
    """The privacy officer of the `nth` opvangorganisatie."""
    actor = await find_actor_of(dienst.database, Rol.opvang, nth)
    return await dienst.as_rol("fg", str(actor.organisatie))


async def _judge(client: httpx2.AsyncClient, volgnummer: int, oordeel: str = "in_orde") -> httpx2.Response:
    return await client.post(f"/inzagelog/{volgnummer}/beoordeling", json={"oordeel": oordeel})


async def test_a_judgement_stays_and_is_itself_in_the_inzagelog(dienst: Dienst) -> None:
    volgnummer, fg = await _look(dienst), await _fg(dienst)
    said = expect(await _judge(fg, volgnummer, "onterecht"), 200)
    assert (said["volgnummer"], said["oordeel"]) == (volgnummer, "onterecht")
    expect(await _judge(fg, volgnummer), 409)
    (line,) = await dienst.sql("SELECT rol, onderwerp, uitkomst FROM inzagelog WHERE handeling = 'judge_inzage'")
    assert (line.rol, line.onderwerp, line.uitkomst) == ("fg", str(volgnummer), "onterecht")


async def test_who_wants_to_ask_first_says_the_last_word_later(dienst: Dienst) -> None:
    volgnummer, fg = await _look(dienst), await _fg(dienst)
    for oordeel in ("navragen", "navragen", "in_orde"):
        expect(await _judge(fg, volgnummer, oordeel), 200)
    expect(await _judge(fg, volgnummer, "navragen"), 409)
    assert len(await dienst.sql("SELECT 1 FROM beoordeling")) == 3


async def test_looks_of_another_organisatie_are_not_there(dienst: Dienst) -> None:
    volgnummer = await _look(dienst)
    other = await _fg(dienst, 1)
    hidden, absent = expect(await _judge(other, volgnummer), 404), expect(await _judge(other, 999), 404)
    assert hidden | {"instance": ""} == absent | {"instance": ""}


async def test_nobody_judges_an_own_look(dienst: Dienst) -> None:
    volgnummer = await _look(dienst, Rol.fg)
    actor = await find_actor_of(dienst.database, Rol.fg)
    client = await dienst.as_rol("fg", str(actor.organisatie))
    assert expect(await _judge(client, volgnummer), 409)["type"].endswith("/eigen_inzage")


@pytest.mark.parametrize("oordeel", ["", "goed", "geweigerd"])
async def test_another_word_is_no_judgement(dienst: Dienst, oordeel: str) -> None:
    volgnummer, fg = await _look(dienst), await _fg(dienst)
    expect(await _judge(fg, volgnummer, oordeel), 400)


@pytest.mark.parametrize("nummer", ["0", "-1", "x", "99999999999999999999"])
async def test_a_number_that_cannot_be_is_400(dienst: Dienst, nummer: str) -> None:
    fg = await _fg(dienst)
    expect(await fg.post(f"/inzagelog/{nummer}/beoordeling", json={"oordeel": "in_orde"}), 400)
