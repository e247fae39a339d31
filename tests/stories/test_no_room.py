"""When the promise cannot be kept: the place turns out occupied, and after three nights there is nowhere to go."""

import pytest

from tests.stories.verhaal import ALMERE, ARNHEM, Verhaal

NOT_HERE = "De plaats gaat niet door"
STILL = "Nog altijd geen vervolgplek"
TOO_LONG = "Langer dan drie nachten op een crisisplaats"


@pytest.mark.parametrize("after", [False, True], ids=["before confirmation", "after confirmation"])
async def test_the_place_turns_out_to_be_occupied(verhaal: Verhaal, *, after: bool) -> None:
    house, other, veilig_thuis = verhaal.opvang(), verhaal.opvang(1), verhaal.verwijzer("veilig_thuis")
    wrong, *_ = await verhaal.has(house, {"personenMax": 2}, {"personenMax": 9}, {"personenMax": 9})
    await verhaal.has(other, {"centrumgemeente": ALMERE}, {"centrumgemeente": ALMERE})
    await verhaal.it_is("zaterdag 21:00")
    await verhaal.round_made()
    gezin = await verhaal.asks(veilig_thuis)
    first = await gezin.plaatsing()
    assert first["plaatsen"] == [wrong]
    if after:
        await gezin.confirmed()
    await gezin.says(house, "terugmelding", reden="al_bezet", sindsOp=await verhaal.ago(hours=3))

    # What the house says is true: somebody is inside, since three hours, and their nights run.
    (told,) = await verhaal.dienst.sql("SELECT van, dubbel FROM verblijf WHERE tot IS NULL")
    assert not told.dubbel
    assert (await house.reads(f"/plaatsen/{wrong}"))["status"] == "bezet"
    aanvraag = await gezin.aanvraag()
    assert NOT_HERE in (await veilig_thuis.looks()).geluid
    assert [v["plaatsen"] for v in aanvraag["voorstellen"]] != []
    assert [wrong] not in [v["plaatsen"] for v in aanvraag["voorstellen"]]
    if after:
        # After confirmation nobody is sent on in silence: whoever asked picks, and calls.
        assert aanvraag["status"] == "zonder_plaats"
        chosen = aanvraag["voorstellen"][0]["plaatsen"]
        await gezin.says(veilig_thuis, "ander-voorstel", plaatsen=chosen)
        aanvraag = await gezin.aanvraag()
    assert aanvraag["status"] == "gereserveerd"
    assert aanvraag["plaatsing"]["id"] != first["id"]
    # The house that could not take her never learns where she went.
    seen = await house.looks()
    own = {place for place, mens in verhaal.houses.items() if mens == house}
    if aanvraag["plaatsing"]["plaatsen"][0] not in own:
        assert not seen.says(aanvraag["plaatsing"]["id"])
    assert not seen.says(ALMERE)


async def test_nobody_can_take_her_after_the_third_night(verhaal: Verhaal) -> None:
    house, veilig_thuis, landelijk = verhaal.opvang(), verhaal.verwijzer("veilig_thuis"), verhaal.landelijk
    mine, *_ = await verhaal.has(house, {"personenMax": 2}, {}, {})
    home = verhaal.coordinator(2)
    await verhaal.has(verhaal.opvang(2), {"centrumgemeente": ARNHEM}, {"centrumgemeente": ARNHEM})
    await verhaal.it_is("zondag 20:00")
    await verhaal.round_made()
    gezin = await verhaal.asks(veilig_thuis, gemeente=ARNHEM)
    await gezin.inside(nachten=3)
    await gezin.recorded("warme_overdracht", "instroom")

    # When the first night is over, whoever is of the region she came from is asked for what comes next.
    await verhaal.it_is("maandag 11:59")
    assert "Zoek een vervolgplek" not in (await home.looks()).meldingen
    await verhaal.it_is("maandag 12:01")
    assert "Zoek een vervolgplek" in (await home.looks()).meldingen
    assert "Zoek een vervolgplek" in (await house.looks()).meldingen
    assert "Zoek een vervolgplek" not in (await landelijk.looks()).meldingen

    await verhaal.it_is("woensdag 08:01")
    assert "De laatste toegezegde nacht is voorbij" in (await house.looks()).meldingen
    await verhaal.it_is("woensdag 11:59")
    assert (await house.looks()).normsignalen == []
    await verhaal.it_is("woensdag 12:01")
    for mens in (house, landelijk, verhaal.gemeente("GM0193")):
        assert "overschrijding" in (await mens.looks()).normsignalen
    assert TOO_LONG in (await house.looks()).meldingen
    assert TOO_LONG in (await home.looks()).meldingen
    # Landelijk knows that it happens and where, not who: nothing there leads to where she came from.
    seen = await landelijk.looks()
    assert seen.signaal("overschrijding")["onderwerp"] is None
    assert (await gezin.aanvraag())["referentie"] not in seen.told
    assert ARNHEM not in seen.told

    # Every twelve hours again, until people have found something.
    for wanneer, times in (("donderdag 00:01", 1), ("donderdag 12:01", 2), ("vrijdag 12:01", 4)):
        await verhaal.it_is(wanneer)
        assert (await house.looks()).meldingen.count(STILL) == times
        assert (await landelijk.looks()).meldingen.count(STILL) == times
    assert (await house.reads(f"/plaatsen/{mine}"))["status"] == "bezet"
    assert (await gezin.aanvraag())["status"] == "aangekomen"
    # More nights cannot be promised, however much somebody would like it.
    refused = await gezin.says(house, "verlenging", answer=409, nachten=4)
    assert refused["type"] == "/v1/problemen/toegezegde_nachten"

    await verhaal.it_is("vrijdag 15:00")
    await gezin.left("opvang_regio_van_herkomst", "doorplaatsing")
    assert "overschrijding" not in (await house.looks()).normsignalen
    assert "overschrijding" not in (await landelijk.looks()).normsignalen
    told = (await house.looks()).meldingen.count(STILL)
    await verhaal.passes(hours=36)
    assert (await house.looks()).meldingen.count(STILL) == told
