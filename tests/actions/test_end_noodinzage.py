import pytest

from tests.actions.noodscene import make_nood
from tests.land import Dienst, expect


@pytest.mark.parametrize("who", ["landelijk", "auditor"])
async def test_who_asked_or_agreed_ends_it_and_then_nothing_is_shown(dienst: Dienst, who: str) -> None:
    nood = await make_nood(dienst)
    expect(await nood.approve(), 200)
    expect(await nood.look(), 200)
    ended = expect(await getattr(nood, who).post(f"{nood.url}/einde"), 200)
    assert (ended["status"], ended["revisie"]) == ("beeindigd", 3)
    expect(await nood.look(), 409)
    expect(await nood.landelijk.post(f"{nood.url}/einde"), 409)
    assert (await nood.lines())[-2:] == [("end_noodinzage", "beeindigd"), ("read_noodinzage", "geweigerd")]


async def test_a_question_can_be_taken_back_and_is_then_not_approved(dienst: Dienst) -> None:
    nood = await make_nood(dienst)
    expect(await nood.landelijk.post(f"{nood.url}/einde"), 200)
    expect(await nood.approve(), 404)


async def test_for_anybody_else_it_is_not_there(dienst: Dienst) -> None:
    nood = await make_nood(dienst)
    expect(await nood.approve(), 200)
    for client in (await dienst.as_rol("fg"), await dienst.as_rol("fg", nth=5)):
        expect(await client.post(f"{nood.url}/einde"), 404)
    expect(await nood.look(), 200)
