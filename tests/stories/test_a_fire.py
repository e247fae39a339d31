"""Two places burn down: whoever was to come goes elsewhere, and nobody who is inside is put out by software."""

from tests.stories.verhaal import ALMERE, ZWOLLE, Gezin, Verhaal

LOST = "Een plaats is onverwacht uitgevallen"
TOO_FEW = "Minder crisisplaatsen dan het minimum"


async def test_two_places_burn_down(verhaal: Verhaal) -> None:
    house, other = verhaal.opvang(), verhaal.opvang(1)
    veilig_thuis, landelijk, gemeente = verhaal.verwijzer("veilig_thuis"), verhaal.landelijk, verhaal.gemeente(ZWOLLE)
    lived_in, promised = await verhaal.has(
        house, {"personenMax": 2, "huiscode": "AAAAAA"}, {"personenMax": 3, "huiscode": "AAAAAA"}
    )
    spare, _ = await verhaal.has(other, {"centrumgemeente": ALMERE}, {"centrumgemeente": ALMERE})
    await verhaal.it_is("zaterdag 20:00")
    await verhaal.round_made()
    inside = await verhaal.asks(veilig_thuis)
    await inside.inside(nachten=3)
    await inside.recorded("warme_overdracht", "instroom")
    coming = await verhaal.asks(veilig_thuis)
    assert (await inside.plaatsing())["plaatsen"] == [lived_in]
    assert (await coming.plaatsing())["plaatsen"] == [promised]
    await coming.confirmed()

    # Half past three at night: the house burns. One word is enough for all of it.
    await verhaal.it_is("zondag 03:30")
    burnt = (await house.reads(f"/plaatsen/{lived_in}"))["huis"]["id"]
    await house.says(f"/huizen/{burnt}/uitval", reden="brand")
    for mens in (gemeente, landelijk):
        seen = await mens.looks()
        assert seen.meldingen.count(LOST) == 2
        assert TOO_FEW in seen.geluid
        assert seen.signaal("minimum_plaatsen")["waar"] == ZWOLLE
        assert seen.normsignalen.count("onvoorziene_uitval") == 2
    assert TOO_FEW not in (await verhaal.gemeente(ALMERE).looks()).meldingen
    # A plan that leaves too few is refused, also tonight; what is lost never is.
    refused = await other.reports(spare, "buiten_gebruik", answer=409, reden="schoonmaak")
    assert refused["type"] == "/v1/problemen/minimum_plaatsen"

    # Whoever was on the way hears it, and whoever asked picks another place with a call.
    assert (await veilig_thuis.looks()).geluid[-1] == "De plaats gaat niet door"
    aanvraag = await coming.aanvraag()
    assert aanvraag["status"] == "zonder_plaats"
    elsewhere = aanvraag["voorstellen"][0]["plaatsen"]
    assert elsewhere[0] not in {lived_in, promised}
    await coming.says(veilig_thuis, "ander-voorstel", plaatsen=elsewhere)
    await coming.inside(nachten=2)

    # Whoever was inside is still there for the service, until people say where they went.
    assert (await inside.aanvraag())["status"] == "aangekomen"
    assert (await house.reads(f"/plaatsen/{lived_in}"))["status"] == "bezet"
    moved = await inside.says(
        house, "verplaatsing", answer=201, reden="verlies", vastgesteldOp=await verhaal.ago(minutes=30)
    )
    (found,) = [
        one["id"]
        for one in (await verhaal.coordinator().reads("/aanvragen"))["aanvragen"]
        if one["referentie"] == moved["referentie"]
    ]
    following = Gezin(verhaal, verhaal.coordinator(), found)
    await following.inside(nachten=1)
    assert (await inside.aanvraag())["status"] == "beeindigd"
    assert (await house.reads(f"/plaatsen/{lived_in}"))["status"] == "buiten_gebruik"

    # Repaired: what was open is over, each with its remedy.
    await verhaal.it_is("dinsdag 09:00")
    for plaats in (lived_in, promised):
        await house.reports(plaats, "vrij")
    for mens in (gemeente, landelijk):
        seen = await mens.looks()
        assert "onvoorziene_uitval" not in seen.normsignalen
        assert "minimum_plaatsen" not in seen.normsignalen
    over = await verhaal.dienst.sql(
        "SELECT remedie FROM normsignaal WHERE norm IN ('onvoorziene_uitval', 'minimum_plaatsen') ORDER BY norm"
    )
    assert [row.remedie for row in over] == [
        "Er zijn weer genoeg plaatsen inzetbaar.",
        *["De plaats is weer in gebruik."] * 2,
    ]
