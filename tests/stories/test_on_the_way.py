"""Who was expected and does not come: an alarm about a person, not a free place."""

from tests.stories.verhaal import Verhaal

EXPECTED = "Is het huishouden aangekomen?"
MISSING = "Iemand is onderweg en niet aangekomen"
ALARM = "Niet verschenen: ga na of het veilig is"


async def test_the_household_never_arrives(verhaal: Verhaal) -> None:
    house, veilig_thuis, landelijk = verhaal.opvang(), verhaal.verwijzer("veilig_thuis"), verhaal.landelijk
    held, *_ = await verhaal.has(house, {"personenMax": 2}, {}, {})
    await verhaal.it_is("zaterdag 22:00")
    await verhaal.round_made()
    gezin = await verhaal.asks(veilig_thuis, terugbelnummer="0600000001")
    await gezin.accepted()
    await gezin.confirmed(hours=1)

    # An hour late both sides are asked; another hour and it is landelijk's business too.
    await verhaal.it_is("zaterdag 23:59")
    assert EXPECTED not in (await house.looks()).meldingen
    await verhaal.it_is("zondag 00:01")
    assert (await house.looks()).geluid[-1] == EXPECTED
    assert (await veilig_thuis.looks()).geluid == [EXPECTED]
    assert MISSING not in (await landelijk.looks()).meldingen
    await verhaal.it_is("zondag 01:01")
    assert (await veilig_thuis.looks()).geluid[-1] == MISSING
    assert (await landelijk.looks()).geluid == [MISSING]

    # Nobody has given up the place: a confirmed plaatsing never lapses.
    await verhaal.it_is("zondag 03:00")
    assert (await gezin.aanvraag())["status"] == "bevestigd"
    await gezin.says(house, "niet-verschenen")
    assert (await veilig_thuis.looks()).geluid[-1] == ALARM
    assert (await landelijk.looks()).geluid[-1] == ALARM
    assert (await house.reads(f"/plaatsen/{held}"))["status"] == "gereserveerd"
    assert (await gezin.aanvraag())["status"] == "niet_verschenen"
    assert not (await landelijk.looks()).says(held)

    await verhaal.it_is("maandag 03:00")
    assert (await house.reads(f"/plaatsen/{held}"))["status"] == "gereserveerd"
    # Only a person lets go of it.
    await veilig_thuis.says(f"/aanvragen/{gezin.id}/intrekking", reden="niet_bereikbaar")
    assert (await house.reads(f"/plaatsen/{held}"))["status"] == "vrij"
    told = len((await veilig_thuis.looks()).meldingen)
    await verhaal.passes(hours=30)
    assert len((await veilig_thuis.looks()).meldingen) == told
    assert (await verhaal.landelijk.looks()).normsignalen == []


async def test_she_comes_a_day_late_and_the_place_is_still_hers(verhaal: Verhaal) -> None:
    house, veilig_thuis = verhaal.opvang(), verhaal.verwijzer("veilig_thuis")
    held, *_ = await verhaal.has(house, {"personenMax": 2}, {}, {})
    await verhaal.it_is("zaterdag 22:00")
    await verhaal.round_made()
    gezin = await verhaal.asks(veilig_thuis)
    await gezin.confirmed(hours=1)
    await verhaal.it_is("zondag 03:00")
    await gezin.says(house, "niet-verschenen")
    await verhaal.it_is("zondag 21:01")
    assert (await verhaal.landelijk.looks()).normsignalen == []
    await verhaal.it_is("zondag 22:00")
    await gezin.arrived(nachten=2)
    assert (await house.reads(f"/plaatsen/{held}"))["status"] == "bezet"
