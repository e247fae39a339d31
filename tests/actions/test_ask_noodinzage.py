import json

import pytest

from tests.actions.noodscene import ask, make_nood
from tests.actions.scene import arrive, leave, pass_term, reserve
from tests.land import Dienst, expect, make_aanvraag


async def test_a_question_is_written_down_and_shows_nothing(dienst: Dienst) -> None:
    nood = await make_nood(dienst)
    assert nood.vraag["status"] == "gevraagd"
    told = json.dumps(nood.vraag)
    for secret in (nood.reserved.aanvraag["id"], nood.reserved.plaatsing["id"], nood.reserved.aanvraag["referentie"]):
        assert secret not in told
    assert await nood.lines() == [("ask_noodinzage", "gevraagd")]
    expect(await nood.look(), 409)


async def test_the_fact_of_it_names_no_household_and_cannot_be_erased(dienst: Dienst) -> None:
    nood = await make_nood(dienst)
    (fact,) = await dienst.sql("SELECT feit, gebeurtenis FROM logboek WHERE soort = 'noodinzage'")
    assert fact.gebeurtenis == "noodinzage_gevraagd"
    assert json.loads(fact.feit) == nood.vraag
    reserved = nood.reserved
    for secret in (reserved.aanvraag["id"], reserved.plaatsing["id"], reserved.plaats, "GM0228", "GM0193"):
        assert secret not in fact.feit
    assert (
        await dienst.sql(
            "SELECT 1 FROM logboek l JOIN logboek_gegevens USING (volgnummer) WHERE l.soort = 'noodinzage'"
        )
        == []
    )


async def test_a_kenmerk_that_is_unknown_has_no_place_or_is_over_is_refused_in_the_same_words(dienst: Dienst) -> None:
    """Otherwise it would tell which household has a place."""
    coordinator = await dienst.as_rol("coordinator")
    waiting = expect(await coordinator.post("/aanvragen", json=make_aanvraag()), 201)
    assert waiting["plaatsing"] is None
    expect(await coordinator.post(f"/aanvragen/{waiting['id']}/intrekking", json={"reden": "dubbel"}), 200)
    await dienst.add_plaatsen({})
    reserved = await reserve(dienst)
    await arrive(reserved)
    await leave(reserved)
    lapsed = await reserve(dienst)
    await pass_term(dienst, lapsed.plaatsing)
    kenmerken = (waiting["referentie"], reserved.aanvraag["referentie"], lapsed.aanvraag["referentie"], "K7QF-2M9D")
    problems = [expect(await ask(dienst, kenmerk), 400) for kenmerk in kenmerken]
    assert all(problem == problems[0] for problem in problems)
    assert problems[0]["fouten"][0]["veld"] == "kenmerk"
    assert await dienst.sql("SELECT 1 FROM noodinzage") == []


@pytest.mark.parametrize(
    ("kenmerk", "reden"),
    [
        ("K7QF2M9D", "vermist"),
        ("k7qf-2m9d", "vermist"),
        ("K7QF-2M9D", "nieuwsgierig"),
        ("K7QF-2M9D", ""),
        ("", "vermist"),
    ],
)
async def test_what_cannot_be_a_question_names_its_fault(dienst: Dienst, kenmerk: str, reden: str) -> None:
    expect(await ask(dienst, kenmerk, reden), 400)


async def test_there_is_no_room_for_words_about_the_household(dienst: Dienst) -> None:
    landelijk = await dienst.as_rol("landelijk")
    body = {"kenmerk": "K7QF-2M9D", "reden": "vermist", "toelichting": "woont nu op de Dorpsstraat"}
    problem = expect(await landelijk.post("/noodinzagen", json=body), 400)
    assert "toelichting" in {fault["veld"] for fault in problem["fouten"]}


@pytest.mark.parametrize("rol", ["coordinator", "opvang", "gemeente", "auditor", "fg", "systeembeheerder"])
async def test_nobody_else_asks(dienst: Dienst, rol: str) -> None:
    client = await dienst.as_rol(rol)
    expect(await client.post("/noodinzagen", json={"kenmerk": "K7QF-2M9D", "reden": "vermist"}), 403)
