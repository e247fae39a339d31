from tests.land import Dienst, expect, make_aanvraag


async def test_what_was_seen_is_a_fact_and_leaves_every_screen(dienst: Dienst) -> None:
    await dienst.add_plaatsen({}, {})
    expect(await (await dienst.as_rol("coordinator")).post("/aanvragen", json=make_aanvraag()), 201)
    opvang = await dienst.as_rol("opvang")
    (melding,) = expect(await opvang.get("/meldingen"), 200)["meldingen"]
    seen = expect(await opvang.post(f"/meldingen/{melding['id']}/gezien", json={}), 200)
    assert seen["revisie"] == melding["revisie"] + 1
    (row,) = await dienst.sql("SELECT gebeurtenis, soort FROM logboek ORDER BY volgnummer DESC LIMIT 1")
    assert (row.gebeurtenis, row.soort) == ("melding_gezien", "melding")
    (kept,) = await dienst.sql("SELECT gezien_door FROM melding WHERE id = :id", id=melding["id"])
    assert kept.gezien_door is not None
