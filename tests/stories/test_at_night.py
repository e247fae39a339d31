"""Who is in danger at night: a mother with four children, and what the police bring in without a risicotaxatie."""

from tests.stories.verhaal import ALMERE, EDE, Verhaal

FIVE = {"volwassenen": 1, "kinderen": [{"leeftijd": age} for age in (1, 4, 7, 11)], "behoeften": ["rolstoel"]}
ACUUT = {"dreiging": "wapen", "door": "politie"}
ORANJE = [{"lid": "volwassene", "kleur": "oranje"}, {"lid": "kind", "leeftijd": 4, "kleur": "groen"}]


async def test_a_mother_with_four_children_and_a_wheelchair_at_03_00_on_sunday(verhaal: Verhaal) -> None:
    house, veilig_thuis = verhaal.opvang(), verhaal.verwijzer("veilig_thuis")
    fits, small = await verhaal.has(house, {"personenMax": 6, "kenmerken": ["rolstoel"]}, {"personenMax": 2})
    near, *_ = await verhaal.has(
        verhaal.opvang(1), {"centrumgemeente": EDE, "personenMax": 8}, {"centrumgemeente": EDE}
    )
    stairs, *_ = await verhaal.has(verhaal.opvang(2), {"centrumgemeente": ALMERE, "personenMax": 5})

    await verhaal.it_is("zondag 02:30")
    await verhaal.round_made()
    await verhaal.it_is("zondag 03:00")
    gezin = await verhaal.asks(veilig_thuis, gemeente=EDE, huishouden=FIVE)

    # One place with room for all of them: not the one next door, and the one with stairs only as another choice.
    aanvraag = await gezin.aanvraag()
    assert aanvraag["status"] == "gereserveerd"
    assert [voorstel["plaatsen"] for voorstel in aanvraag["voorstellen"]] == [[fits], [stairs]]
    assert near not in str(aanvraag)
    # Nobody has to decide before the day begins: at night a reservering lasts four hours.
    assert aanvraag["plaatsing"]["verlooptOp"][:16] == "2040-02-05T06:00"

    seen = await house.looks()
    assert seen.geluid == ["Er komt iemand aan"]
    coming = seen.melding("Er komt iemand aan")
    assert "Een huishouden van 5 (1 volwassene, 4 kinderen; nodig: rolstoel)" in coming["tekst"]
    assert not seen.says(EDE)
    assert not (await verhaal.opvang(2).looks()).says(aanvraag["referentie"])

    await verhaal.passes(minutes=6)
    assert (await veilig_thuis.looks()).geluid == ["Nog niet gezien: bel"]
    await gezin.accepted()
    await gezin.confirmed(hours=3)
    await verhaal.it_is("zondag 05:50")
    # Before six in the morning it is still the night of Saturday.
    stay = await gezin.arrived(nachten=3)
    assert (stay["eersteNachtDatum"], stay["vertrekDatum"]) == ("2040-02-04", "2040-02-07")
    assert (await house.reads(f"/plaatsen/{fits}"))["status"] == "bezet"
    assert (await house.reads(f"/plaatsen/{small}"))["status"] == "vrij"


async def test_the_police_bring_a_household_without_a_risicotaxatie(verhaal: Verhaal) -> None:
    house, politie = verhaal.opvang(), verhaal.verwijzer("politie")
    await verhaal.has(house, {}, {}, {})
    await verhaal.it_is("zaterdag 23:00")
    await verhaal.round_made()
    gezin = await verhaal.asks(politie, veiligheid=ACUUT)
    await gezin.inside(nachten=2)
    await gezin.recorded("warme_overdracht", "instroom")

    # They came in on a Sunday night: the working day is Monday, and it ends at midnight.
    await verhaal.it_is("maandag 23:59")
    assert (await house.looks()).normsignalen == []
    await verhaal.it_is("dinsdag 00:01")
    assert (await house.looks()).normsignalen == ["risicotaxatie_ontbreekt"]
    assert (await house.looks()).signaal("risicotaxatie_ontbreekt")["nummer"] == "1.2a"
    assert "De risicotaxatie is niet binnen een werkdag gedaan" in (await house.looks()).meldingen
    # It is the duty of the house alone: whoever brought them has nothing to mend.
    assert "De risicotaxatie is niet binnen een werkdag gedaan" not in (await politie.looks()).meldingen

    # A talk by telephone is written down, and does not count.
    called = await gezin.recorded("risicotaxatie", "verblijf", wijze="telefonisch", leden=ORANJE)
    assert "wijze" in called["ontbreekt"]
    assert (await house.looks()).normsignalen == ["risicotaxatie_ontbreekt"]
    await gezin.recorded("risicotaxatie", "verblijf", leden=ORANJE)
    assert (await house.looks()).normsignalen == []

    # Oranje after all is nobody's fault: nothing begins, and they stay as long as was promised.
    assert (await gezin.aanvraag())["status"] == "aangekomen"
    assert (await verhaal.landelijk.looks()).normsignalen == []
