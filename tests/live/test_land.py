from dataclasses import replace

import pytest

from capacity_service.domain.inzage import Rol
from capacity_service.live.land import Land, Stuk, read_land, read_stuk
from capacity_service.live.messages import state_for
from capacity_service.live.publiek import Publiek
from capacity_service.store.stand import read_stempel
from tests.land import Dienst, expect, make_aanvraag
from tests.live.moves import make_land
from tests.live.rows import LANDELIJK, OPVANG, OTHER, OWN, STEMPEL, make_plaatsfeit, make_streekfeit
from tests.live.test_nummering import PUBLIEKEN, make_history
from tests.live.test_publieken import find_publieken


def test_what_is_over_leaves_the_country_and_the_rest_stays_until_it_changes() -> None:
    land = Land(STEMPEL, 2, {})
    facts = [make_plaatsfeit(2, "p"), make_plaatsfeit(3, "q"), make_plaatsfeit(4, "p", 2, verwijderd=True)]
    land.advance(Stuk(facts, 1, 4, gewist=False), replace(STEMPEL, volgnummer=9), 2)
    assert list(land.things) == [("plaats", "q")]
    assert land.stempel.volgnummer == 4, "the stand is where its facts are, also when more has been recorded by then"


async def test_facts_are_read_in_stretches_that_join(dienst: Dienst) -> None:
    await dienst.add_plaatsen({}, {}, {})
    async with dienst.database.transaction(None, snapshot=True) as tx:
        reached = (await read_stempel(tx)).volgnummer
        whole = await read_stuk(tx, 0, reached, 10_000)
        parts, at = [], 0
        while at < reached:
            stuk = await read_stuk(tx, at, reached, 3)
            assert stuk.vanaf == at
            parts += stuk.feiten
            at = stuk.tot
        land = await read_land(tx)
    assert parts == whole.feiten
    assert (whole.tot, land.stempel.volgnummer) == (reached, reached)
    assert len([soort for soort, _ in land.things if soort == "plaats"]) == 3


async def test_a_stretch_says_that_something_in_it_was_erased(dienst: Dienst) -> None:
    await dienst.add_plaatsen({})
    expect(await (await dienst.as_rol("coordinator")).post("/aanvragen", json=make_aanvraag()), 201)
    async with dienst.database.transaction(None) as tx:
        whole = await read_stuk(tx, 0, 10**9, 10_000)
    await dienst.sql("DELETE FROM logboek_gegevens")
    async with dienst.database.transaction(None) as tx:
        left = await read_stuk(tx, 0, 10**9, 10_000)
    assert (whole.gewist, left.gewist) == (False, True)
    assert {feit.soort for feit in left.feiten} == {"plaats", "bezetting"} | {
        feit.soort for feit in left.feiten if feit.soort == "regel"
    }


MOVED = make_plaatsfeit(9, "p", 3, organisatie=str(OTHER))


@pytest.mark.parametrize("publiek", [*PUBLIEKEN, Publiek(Rol.opvang, OTHER), Publiek(Rol.coordinator, OTHER)])
def test_what_is_read_for_an_audience_is_all_that_concerns_it_also_after_it_changed_hands(publiek: Publiek) -> None:
    facts = [make_streekfeit(1), *make_history(3), make_plaatsfeit(8, "p"), MOVED]
    land = Land(STEMPEL, 2, {})
    for feit in facts:
        land.advance(Stuk([feit], feit.volgnummer - 1, feit.volgnummer, gewist=False), STEMPEL, 2)
        shown = {s for s, thing in land.things.items() if state_for(publiek.actor, s[0], thing) is not None}
        found = land.read_for(publiek)
        assert shown <= found.keys() <= land.things.keys()
        assert all(found[sleutel] is land.things[sleutel] for sleutel in found)


async def test_what_is_read_for_an_audience_is_all_that_concerns_it_in_a_living_country(dienst: Dienst) -> None:
    moves = await make_land(dienst, 5)
    for _ in range(40):
        await moves.move()
    async with dienst.database.transaction(None, snapshot=True) as tx:
        land = await read_land(tx)
    audiences = await find_publieken(dienst)
    for publiek in audiences:
        shown = {s for s, thing in land.things.items() if state_for(publiek.actor, s[0], thing) is not None}
        assert shown <= land.read_for(publiek).keys()
    assert {"aanvraag", "bezetting", "melding", "plaats"} <= {soort for soort, _ in land.things}


def test_an_audience_is_read_without_looking_at_the_places_of_others() -> None:
    land = Land(STEMPEL, 2, {})
    facts = [make_plaatsfeit(n, f"p{n}", organisatie=str(OWN if n < 4 else OTHER)) for n in range(1, 200)]
    land.advance(Stuk([make_streekfeit(200), *facts], 0, 200, gewist=False), STEMPEL, 2)
    assert len(land.read_for(OPVANG)) == 1 + 3
    assert len(land.read_for(LANDELIJK)) == 1
