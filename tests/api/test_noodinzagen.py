from tests.actions.noodscene import make_nood
from tests.api.document import check_answer
from tests.land import Dienst, expect


async def test_every_answer_is_as_the_document_says(dienst: Dienst) -> None:
    nood = await make_nood(dienst)
    for answer in (
        await nood.landelijk.get("/noodinzagen"),
        await nood.look(),
        await nood.approve(nood.landelijk),
        await nood.approve(),
        await nood.look(),
        await nood.landelijk.post(f"{nood.url}/einde"),
        await nood.look(),
    ):
        check_answer(answer)


async def test_who_can_agree_sees_what_waits_and_what_they_agreed_to_and_nothing_of_whom(dienst: Dienst) -> None:
    nood = await make_nood(dienst)
    fg = await dienst.as_rol("fg", nth=1)
    for client in (fg, nood.auditor):
        answer = await client.get("/noodinzagen")
        assert expect(answer, 200)["noodinzagen"] == [nood.vraag]
        assert nood.reserved.aanvraag["referentie"] not in answer.text
    approved = expect(await nood.approve(), 200)
    assert expect(await fg.get("/noodinzagen"), 200)["noodinzagen"] == []
    assert expect(await nood.auditor.get("/noodinzagen"), 200)["noodinzagen"] == [approved]
    assert expect(await nood.landelijk.get("/noodinzagen"), 200)["noodinzagen"] == [approved]


async def test_who_works_where_it_is_asked_finds_nothing_to_approve(dienst: Dienst) -> None:
    nood = await make_nood(dienst)
    (own,) = await dienst.sql("SELECT organisatie_id FROM account WHERE rol = 'landelijk'")
    colleague = await dienst.as_rol("fg", str(own.organisatie_id))
    assert expect(await colleague.get("/noodinzagen"), 200)["noodinzagen"] == []
    assert nood.vraag["gevraagdVoor"] == str(own.organisatie_id)


async def test_asked_twice_under_one_key_it_is_one_question(dienst: Dienst) -> None:
    nood = await make_nood(dienst)
    body = {"kenmerk": nood.reserved.aanvraag["referentie"], "reden": "vermist"}
    answers = [
        await nood.landelijk.post("/noodinzagen", json=body, headers={"Idempotency-Key": "een"}) for _ in range(2)
    ]
    assert expect(answers[0], 201) == expect(answers[1], 201)
    assert len(await dienst.sql("SELECT 1 FROM noodinzage")) == 2
