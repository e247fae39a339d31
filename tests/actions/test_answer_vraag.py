"""Answering: only one's own, only once, only what is still asked, and never about a place that is held."""

from datetime import timedelta

from tests.actions.scene import AMSTERDAM, ZWOLLE, put_status
from tests.actions.test_ask_huizen import answer, ask, make_grey, open_vragen
from tests.klok import Klok
from tests.land import Dienst, expect


async def test_a_vraag_is_answered_once(klok: Klok, dienst: Dienst) -> None:
    await make_grey(klok, dienst, ZWOLLE)
    await ask(klok, dienst)
    (vraag,) = await open_vragen(dienst)
    await answer(dienst, vraag, "nee")
    assert (await answer(dienst, vraag, "ja", 409))["type"].endswith("/overgang")


async def test_a_stranger_does_not_know_that_there_is_a_vraag(klok: Klok, dienst: Dienst) -> None:
    await make_grey(klok, dienst, ZWOLLE)
    await ask(klok, dienst)
    (vraag,) = await open_vragen(dienst)
    other = await dienst.as_rol("opvang", nth=1)
    expect(await other.post(f"/vragen/{vraag.id}/antwoord", json={"antwoord": "ja"}), 404)
    assert expect(await other.get("/vragen"), 200)["vragen"] == []


async def test_an_answer_after_the_term_is_too_late_but_says_what_helps(klok: Klok, dienst: Dienst) -> None:
    await make_grey(klok, dienst, ZWOLLE)
    await ask(klok, dienst)
    (vraag,) = await open_vragen(dienst)
    await klok.forward(timedelta(minutes=6))
    assert "nog steeds vrij" in (await answer(dienst, vraag, "ja", 409))["detail"]


async def test_the_house_sees_who_and_what_is_needed_and_not_from_where(klok: Klok, dienst: Dienst) -> None:
    await make_grey(klok, dienst, ZWOLLE)
    _, aanvraag = await ask(klok, dienst)
    (vraag,) = expect(await (await dienst.as_rol("opvang")).get("/vragen"), 200)["vragen"]
    assert vraag["huishouden"] == {"volwassenen": 1, "kinderen": [{"leeftijd": 4}], "behoeften": []}
    assert "GM0228" not in str(vraag)
    assert aanvraag["id"] not in str(vraag)


async def test_a_place_that_somebody_took_meanwhile_is_no_longer_asked_about(klok: Klok, dienst: Dienst) -> None:
    plaats, _ = await make_grey(klok, dienst, ZWOLLE, AMSTERDAM)
    await ask(klok, dienst)
    now = (await klok.now()).isoformat()
    opvang = await dienst.as_rol("opvang")
    expect(await put_status(opvang, plaats["id"], status="bezet", sindsOp=now, waargenomenOp=now), 200)
    assert [str(vraag.plaats_id) for vraag in await open_vragen(dienst)] != [plaats["id"]]
    (row,) = await dienst.sql("SELECT status FROM vraag WHERE plaats_id = :id", id=plaats["id"])
    assert row.status == "vervallen"
