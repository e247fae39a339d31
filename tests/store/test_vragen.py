from uuid import UUID

from capacity_service.store import vragen
from tests.actions.scene import AMSTERDAM, ZWOLLE
from tests.actions.test_ask_huizen import ask, make_grey, open_vragen
from tests.klok import Klok
from tests.land import Dienst, expect


async def test_who_needs_no_place_any_more_asks_nobody(klok: Klok, dienst: Dienst) -> None:
    await make_grey(klok, dienst, ZWOLLE, AMSTERDAM)
    coordinator, aanvraag = await ask(klok, dienst)
    assert len(await open_vragen(dienst)) == 2
    expect(await coordinator.post(f"/aanvragen/{aanvraag['id']}/intrekking", json={"reden": "zelf_opgelost"}), 200)
    assert await open_vragen(dienst) == []
    assert await dienst.sql("SELECT 1 FROM termijn WHERE soort = 'vraag_verloopt'") == []


async def test_reading_until_when_shows_no_vraag_to_who_may_not_see_one(klok: Klok, dienst: Dienst) -> None:
    await make_grey(klok, dienst, ZWOLLE)
    _, aanvraag = await ask(klok, dienst)
    (vraag,) = await open_vragen(dienst)
    async with dienst.database.transaction(None) as tx:
        await tx.enter("eigen")
        ends = await vragen.read_ends(tx, [UUID(aanvraag["id"])])
        assert ends == {UUID(aanvraag["id"]): vraag.verloopt_op}
        assert await tx.sql("SELECT 1 FROM vraag") == []
