"""Where a household can be: with its father, and not where it is in danger, formeel or feitelijk."""

from tests.stories.verhaal import ALMERE, ARNHEM, EDE, ZWOLLE, Verhaal

NIJKERK = "GM0267"
AMERSFOORT = "GM0307"
MAN = {"volwassenen": 1, "kinderen": [{"leeftijd": 9}], "behoeften": ["mannenopvang"]}


async def test_a_man_with_a_child_is_turned_away_nowhere(verhaal: Verhaal) -> None:
    house, other, veilig_thuis = verhaal.opvang(), verhaal.opvang(1), verhaal.verwijzer("veilig_thuis")
    for_men, *_ = await verhaal.has(house, {"personenMax": 6, "kenmerken": ["mannen"]}, {"personenMax": 6})
    tight, *_ = await verhaal.has(other, {"centrumgemeente": ALMERE, "personenMax": 2}, {"centrumgemeente": ALMERE})
    await verhaal.it_is("zaterdag 10:00")
    await verhaal.round_made()
    first, second = [await verhaal.asks(veilig_thuis, huishouden=MAN) for _ in range(2)]

    # Where men are used to come ranks first; where they are not is still a place, and says what is missing.
    assert (await first.plaatsing())["plaatsen"] == [for_men]
    assert (await second.plaatsing())["plaatsen"] == [tight]
    assert [v["plaatsen"] for v in (await first.aanvraag())["voorstellen"]] == [[for_men], [tight]]
    assert (await second.aanvraag())["knelpunt"] is None

    # "We take no men" is not a reason, whatever it is called; that something has to be made fit is.
    refused = await second.says(other, "terugmelding", answer=409, reden="geen_mannen")
    assert refused["type"] == "/v1/problemen/terugmelding_onbekend"
    assert "5.1c" in refused["detail"]
    assert (await second.plaatsing())["plaatsen"] == [tight]
    await second.inside()
    assert (await second.aanvraag())["status"] == "aangekomen"


async def test_danger_in_two_regions_rules_out_both_formeel_and_feitelijk(verhaal: Verhaal) -> None:
    house = verhaal.opvang()
    forbidden = []
    for code in (ARNHEM, AMERSFOORT, EDE):
        forbidden += await verhaal.has(verhaal.opvang(1), {"centrumgemeente": code}, {"centrumgemeente": code})
    await verhaal.it_is("zaterdag 14:00")
    await verhaal.round_made()
    lec_egg = verhaal.verwijzer("lec_egg")
    # She lives in Arnhem; his family lives in Nijkerk: formally Amersfoort, in practice Ede.
    gezin = await verhaal.asks(lec_egg, gemeente=ARNHEM, uitsluitingen=[NIJKERK])

    aanvraag = await gezin.aanvraag()
    assert aanvraag["status"] == "zonder_plaats"
    assert aanvraag["voorstellen"] == []
    assert aanvraag["knelpunt"]["tekst"]
    # The ladder: landelijk after a quarter, every house after an hour; told size and needs, and nothing else.
    await verhaal.passes(minutes=16)
    assert (await verhaal.landelijk.looks()).geluid == ["Nog geen plaats gevonden"]
    assert "Er is dringend een plaats nodig" not in (await verhaal.opvang(1).looks()).meldingen
    await verhaal.passes(minutes=45)
    asked = (await verhaal.opvang(1).looks()).melding("Er is dringend een plaats nodig")
    assert "Een huishouden van 2 (1 volwassene, 1 kind)" in asked["tekst"]
    assert aanvraag["referentie"] not in str(asked)
    assert NIJKERK not in str(asked)
    assert ARNHEM not in str(asked)

    # A house elsewhere frees a place, and in the same breath it is hers.
    (safe,) = await verhaal.has(house, {"centrumgemeente": ZWOLLE})
    aanvraag = await gezin.aanvraag()
    assert aanvraag["status"] == "gereserveerd"
    assert aanvraag["plaatsing"]["plaatsen"] == [safe]
    assert all(place not in str(aanvraag) for place in forbidden)
    assert not (await house.looks()).says(NIJKERK)

    # On the way it turns out that Zwolle is not safe either: another danger, the same rule.
    await gezin.says(house, "terugmelding", reden="onveilig_voor_huishouden")
    aanvraag = await gezin.aanvraag()
    assert sorted(aanvraag["uitsluitingen"]) == sorted([NIJKERK, ZWOLLE])
    assert aanvraag["status"] == "zonder_plaats"
