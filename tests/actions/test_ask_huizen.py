"""Only places that nobody confirmed fit: the best houses are asked, a yes is reserved, a no or silence asks the next."""

from datetime import timedelta
from typing import Any

import httpx2

from capacity_service.actions.fire_termijnen import fire_termijnen
from capacity_service.store.toestand import instant
from tests.actions.scene import AMSTERDAM, ZWOLLE, read_facts
from tests.klok import Klok
from tests.land import Dienst, Json, expect, make_aanvraag

STREKEN = (ZWOLLE, AMSTERDAM, "GM0344", "GM0518", "GM0599", "GM0363", "GM0014")


async def make_grey(klok: Klok, dienst: Dienst, *streken: str) -> list[Json]:
    """One place in each of these centrumgemeenten, that nobody has confirmed for a day."""
    plaatsen = await dienst.add_plaatsen(*[{"centrumgemeente": streek} for streek in streken])
    await klok.forward(timedelta(hours=25))
    await fire_termijnen(dienst.database)
    return plaatsen


async def ask(klok: Klok, dienst: Dienst) -> tuple[httpx2.AsyncClient, Json]:
    """A household comes in; the coordinator and the aanvraag."""
    coordinator = await dienst.as_rol("coordinator")
    body = make_aanvraag(vastgesteldOp=(await klok.now()).isoformat())
    return coordinator, expect(await coordinator.post("/aanvragen", json=body), 201)


async def open_vragen(dienst: Dienst) -> list[Any]:
    return await dienst.sql("SELECT * FROM vraag WHERE status = 'open' ORDER BY gesteld_op, id")


async def answer(dienst: Dienst, vraag: Any, antwoord: str, status: int = 200) -> Json:
    opvang = await dienst.as_rol("opvang")
    found: Json = expect(await opvang.post(f"/vragen/{vraag.id}/antwoord", json={"antwoord": antwoord}), status)
    return found


async def test_five_houses_are_asked_and_the_coordinator_sees_it(klok: Klok, dienst: Dienst) -> None:
    await make_grey(klok, dienst, *dict.fromkeys(STREKEN))
    _, aanvraag = await ask(klok, dienst)
    assert (aanvraag["status"], aanvraag["plaatsing"]) == ("zonder_plaats", None)
    assert aanvraag["knelpunt"]["code"] == "gevraagd"
    assert aanvraag["knelpunt"]["tekst"].startswith("5 huizen gevraagd")
    assert len({vraag.centrumgemeente for vraag in await open_vragen(dienst)}) == 5
    told = await dienst.sql("SELECT rol, dringend FROM melding WHERE soort = 'vraag'")
    assert [(row.rol, row.dringend) for row in told] == [("opvang", True)] * 5


async def test_the_first_yes_is_reserved_and_the_others_need_not_answer(klok: Klok, dienst: Dienst) -> None:
    await make_grey(klok, dienst, ZWOLLE, AMSTERDAM)
    coordinator, aanvraag = await ask(klok, dienst)
    first, second = await open_vragen(dienst)
    assert (await answer(dienst, first, "ja"))["status"] == "ja"
    state = expect(await coordinator.get(f"/aanvragen/{aanvraag['id']}"), 200)
    assert state["status"] == "gereserveerd"
    assert state["plaatsing"]["plaatsen"] == [str(first.plaats_id)]
    assert state["knelpunt"] is None
    assert await open_vragen(dienst) == []
    (row,) = await dienst.sql("SELECT status FROM vraag WHERE id = :id", id=second.id)
    assert row.status == "vervallen"
    assert await dienst.sql("SELECT 1 FROM termijn WHERE soort = 'vraag_verloopt'") == []


async def test_after_a_no_the_next_house_is_asked(klok: Klok, dienst: Dienst) -> None:
    await make_grey(klok, dienst, *dict.fromkeys(STREKEN))
    await ask(klok, dienst)
    before = await open_vragen(dienst)
    await answer(dienst, before[0], "nee")
    after = await open_vragen(dienst)
    assert len(after) == 5
    assert len({vraag.plaats_id for vraag in [*before, *after]}) == 6


async def test_silence_is_not_waited_for_and_then_somebody_has_to_call(klok: Klok, dienst: Dienst) -> None:
    await make_grey(klok, dienst, ZWOLLE, AMSTERDAM)
    coordinator, aanvraag = await ask(klok, dienst)
    await klok.forward(timedelta(minutes=5, seconds=1))
    await fire_termijnen(dienst.database)
    assert await open_vragen(dienst) == []
    state = expect(await coordinator.get(f"/aanvragen/{aanvraag['id']}"), 200)
    assert state["knelpunt"]["code"] == "niet_bevestigd"


async def test_a_tap_on_still_free_is_as_good_as_a_yes(klok: Klok, dienst: Dienst) -> None:
    plaats, _ = await make_grey(klok, dienst, ZWOLLE, AMSTERDAM)
    coordinator, aanvraag = await ask(klok, dienst)
    opvang = await dienst.as_rol("opvang")
    seen = {"status": "vrij", "waargenomenOp": (await klok.now()).isoformat()}
    expect(await opvang.post(f"/plaatsen/{plaats['id']}/bevestiging", json=seen), 200)
    state = expect(await coordinator.get(f"/aanvragen/{aanvraag['id']}"), 200)
    assert state["plaatsing"]["plaatsen"] == [plaats["id"]]
    assert await open_vragen(dienst) == []


async def test_waiting_does_not_ask_the_same_house_twice(klok: Klok, dienst: Dienst) -> None:
    await make_grey(klok, dienst, ZWOLLE, AMSTERDAM)
    await ask(klok, dienst)
    before = [vraag.id for vraag in await open_vragen(dienst)]
    # Somebody else's place changes, so everybody who waits is weighed again.
    await dienst.add_plaatsen({"centrumgemeente": "GM0228"})
    assert [vraag.id for vraag in await open_vragen(dienst)] == before


async def _told(client: httpx2.AsyncClient, aanvraag: Json) -> Json:
    state: Json = expect(await client.get(f"/aanvragen/{aanvraag['id']}"), 200)
    return state


async def test_the_coordinator_sees_until_when_houses_can_answer(klok: Klok, dienst: Dienst) -> None:
    """Who is asked later answers later; what was recorded last says the same as what is asked now."""
    await make_grey(klok, dienst, *dict.fromkeys(STREKEN))
    coordinator, aanvraag = await ask(klok, dienst)
    (until,) = {instant(vraag.verloopt_op) for vraag in await open_vragen(dienst)}
    assert aanvraag["knelpunt"]["verlooptOp"] == until
    assert (await _told(await dienst.as_rol("landelijk"), aanvraag))["knelpunt"]["verlooptOp"] == until
    await klok.forward(timedelta(minutes=1))
    first, *_ = await open_vragen(dienst)
    await answer(dienst, first, "nee")
    *_, later = await open_vragen(dienst)
    state = await _told(coordinator, aanvraag)
    assert until < state["knelpunt"]["verlooptOp"] == instant(later.verloopt_op)
    *_, fact = await read_facts(dienst, "vraag_nee", "aanvraag")
    assert (fact["knelpunt"], fact["revisie"]) == (state["knelpunt"], state["revisie"])
    await answer(dienst, later, "nee")
    assert (await _told(coordinator, aanvraag))["knelpunt"]["verlooptOp"] == until


async def test_who_waits_for_something_else_has_no_instant_to_wait_for(klok: Klok, dienst: Dienst) -> None:
    await make_grey(klok, dienst, ZWOLLE, AMSTERDAM)
    coordinator, aanvraag = await ask(klok, dienst)
    await klok.forward(timedelta(minutes=5, seconds=1))
    await fire_termijnen(dienst.database)
    knelpunt = (await _told(coordinator, aanvraag))["knelpunt"]
    assert (knelpunt["code"], knelpunt["verlooptOp"]) == ("niet_bevestigd", None)
    body = make_aanvraag(huishouden={"volwassenen": 25}, vastgesteldOp=(await klok.now()).isoformat())
    too_large = expect(await coordinator.post("/aanvragen", json=body), 201)
    assert too_large["knelpunt"]["verlooptOp"] is None
