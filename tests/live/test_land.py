from dataclasses import replace

from capacity_service.live.land import Land, Stuk, read_land, read_stuk
from capacity_service.store.stand import read_stempel
from tests.land import Dienst, expect, make_aanvraag
from tests.live.rows import STEMPEL, make_plaatsfeit


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
