"""Moved on for danger, again and again; and home when it is safe."""

from typing import Any

from tests.land import Json
from tests.stories.mensen import Mens
from tests.stories.verhaal import ALMERE, AMSTERDAM_STAD, ARNHEM, EDE, ZWOLLE, Gezin, Verhaal

VAKER = "Een kind verhuist vaker dan twee keer, zonder reden uit een risicotaxatie"
NEW_DANGER: Json = {"kleur": "rood", "instrument": "verwey_jonker", "door": "opvangorganisatie"}


async def move(verhaal: Verhaal, gezin: Gezin, nth: int, **facts: Any) -> Gezin:
    """The house where they are asks for another place; its own coordinator brings them there."""
    house = verhaal.opvang(nth)
    told = {"reden": "gevaar", "veiligheid": NEW_DANGER} | facts
    moved = await gezin.says(house, "verplaatsing", answer=201, vastgesteldOp=await verhaal.ago(), **told)
    coordinator = verhaal.coordinator(nth)
    (found,) = [
        aanvraag["id"]
        for aanvraag in (await coordinator.reads("/aanvragen"))["aanvragen"]
        if aanvraag["referentie"] == moved["referentie"]
    ]
    # Until they are inside elsewhere, they are where they were.
    assert (await gezin.aanvraag())["status"] == "aangekomen"
    following = Gezin(verhaal, coordinator, found)
    await following.inside(nachten=1)
    assert (await gezin.aanvraag())["status"] == "beeindigd"
    return following


async def test_a_child_that_moves_a_third_time_without_a_reason(verhaal: Verhaal) -> None:
    codes = (ZWOLLE, ALMERE, ARNHEM, AMSTERDAM_STAD)
    for nth, code in enumerate(codes):
        await verhaal.has(verhaal.opvang(nth), *[{"centrumgemeente": code, "personenMax": 3 + nth}] * 3)
    politie = verhaal.verwijzer("politie")
    await verhaal.it_is("zaterdag 12:00")
    await verhaal.round_made()
    first = await verhaal.asks(politie, gemeente=EDE)
    await first.inside(nachten=1)
    houses: list[Mens] = [await first.house()]
    gezin = first
    for moves in (1, 2):
        nth = next(n for n in range(4) if verhaal.opvang(n) == houses[-1])
        gezin = await move(verhaal, gezin, nth)
        houses.append(await gezin.house())
        assert (await gezin.aanvraag())["huishouden"]["verhuisbewegingen"] == moves
        # Twice may be, however sad it is.
        assert "verhuisbeweging" not in (await houses[-1].looks()).normsignalen
    nth = next(n for n in range(4) if verhaal.opvang(n) == houses[-1])
    gezin = await move(verhaal, gezin, nth)
    houses.append(await gezin.house())
    assert len({house.organisatie for house in houses}) == 4

    # The third time is recorded, refused to nobody, and asks for a reason.
    asked = verhaal.coordinator(nth)
    assert (await asked.looks()).signaal("verhuisbeweging")["nummer"] == "1.5b"
    assert VAKER in (await asked.looks()).meldingen
    assert VAKER not in (await politie.looks()).meldingen
    # No house further back knows where they are now, and no house where they came from.
    for house in houses[:-1]:
        assert not (await house.looks()).says((await gezin.aanvraag())["referentie"])
    for house in houses[1:]:
        assert not (await house.looks()).says(EDE)
    assert EDE not in str(await asked.reads("/aanvragen"))

    await gezin.recorded("risicotaxatie", "instroom", verhuisreden=False)
    assert "verhuisbeweging" in (await asked.looks()).normsignalen
    await gezin.recorded("risicotaxatie", "instroom", verhuisreden=True)
    assert "verhuisbeweging" not in (await asked.looks()).normsignalen


async def test_it_is_safe_to_go_home(verhaal: Verhaal) -> None:
    house, veilig_thuis = verhaal.opvang(), verhaal.verwijzer("veilig_thuis")
    place, *_ = await verhaal.has(house, {"personenMax": 2}, {}, {})
    await verhaal.it_is("zaterdag 12:00")
    await verhaal.round_made()
    gezin = await verhaal.asks(veilig_thuis)
    await gezin.inside(nachten=2)
    assert await gezin.recorded("warme_overdracht", "instroom", onderdelen=["informatie"])
    # A talk in which half was said is kept, and is not yet a warme overdracht.
    await verhaal.it_is("zondag 14:30")
    assert (await house.looks()).normsignalen == ["overdracht_in_ontbreekt"]
    assert "overdracht_in_ontbreekt" in (await veilig_thuis.looks()).normsignalen
    await gezin.recorded("warme_overdracht", "instroom")
    assert (await house.looks()).normsignalen == []

    await verhaal.it_is("maandag 10:00")
    await gezin.recorded("veiligheidstaxatie", "uitstroom")
    await gezin.left("eigen_woning")
    assert (await house.reads(f"/plaatsen/{place}"))["status"] == "vrij"
    await gezin.recorded("warme_overdracht", "uitstroom", wijze="face_to_face")

    # Nothing is open, for nobody, and nothing opens later.
    await verhaal.passes(hours=48)
    everybody = (house, veilig_thuis, verhaal.landelijk, verhaal.gemeente(ZWOLLE), verhaal.coordinator())
    for mens in everybody:
        assert (await mens.looks()).normsignalen == []
    # Both sides read what was written down; neither reads who did it.
    plaatsing = (await gezin.aanvraag())["plaatsing"]["id"]
    for mens, eigen in ((house, True), (veilig_thuis, False)):
        told = (await mens.reads(f"/plaatsingen/{plaatsing}/registraties"))["registraties"]
        assert [one["eigen"] for one in told] == [eigen] * 4
    await verhaal.landelijk.reads(f"/plaatsingen/{plaatsing}/registraties", answer=403)


async def test_home_without_a_word_is_seen_the_next_day(verhaal: Verhaal) -> None:
    house, veilig_thuis = verhaal.opvang(), verhaal.verwijzer("veilig_thuis")
    await verhaal.has(house, {"personenMax": 2}, {}, {})
    await verhaal.it_is("zaterdag 12:00")
    await verhaal.round_made()
    gezin = await verhaal.asks(veilig_thuis)
    await gezin.inside(nachten=1)
    await gezin.recorded("warme_overdracht", "instroom")
    await verhaal.it_is("zondag 11:00")
    await gezin.left("onbekend")
    await verhaal.it_is("maandag 10:59")
    assert (await house.looks()).normsignalen == []
    await verhaal.it_is("maandag 11:01")
    assert (await house.looks()).normsignalen == ["overdracht_uit_ontbreekt", "veiligheidstaxatie_ontbreekt"]
    await gezin.recorded("veiligheidstaxatie", "uitstroom", oordeelClient=False)
    await gezin.recorded("warme_overdracht", "uitstroom")
    assert (await house.looks()).normsignalen == []
