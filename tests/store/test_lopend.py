"""What the clocks and norms look at, read from rows that the actions left behind."""

from uuid import UUID, uuid4

from capacity_service.domain.aanvraag import Aanvraagstatus, Plaatsingstatus
from capacity_service.domain.inzage import Rol
from capacity_service.domain.normen import Onderwerpsoort
from capacity_service.domain.plaats import Soort
from capacity_service.store.database import Database
from capacity_service.store.lopend import (
    follow_aanvragen,
    follow_bezet,
    follow_organisaties,
    follow_plaatsen,
    follow_plaatsingen,
)
from tests.store.scene import add_places, find_actor_of, submit

CLAIM = """
INSERT INTO claim (plaats_id, soort, sinds_op, verloopt_op, reden, verwacht_tot_op, feit, onvoorzien)
VALUES (:plaats, 'buiten_gebruik', :now, 'infinity', 'brand', :now, true, :onvoorzien)
"""
STAY = """
INSERT INTO verblijf (id, plaats_id, organisatie_id, van, dubbel)
SELECT gen_random_uuid(), id, organisatie_id, :van, :dubbel FROM plaats WHERE id = :plaats
"""


async def test_a_household_without_a_place_is_followed_from_when_it_had_none(app: Database) -> None:
    aanvraag = await submit(app)
    asker = await find_actor_of(app, Rol.coordinator)
    async with app.transaction(None) as tx:
        (found,) = (await follow_aanvragen(tx, [UUID(aanvraag["id"])])).values()
    assert found.lopend.status is Aanvraagstatus.zonder_plaats
    assert found.lopend.zonder_plaats_sinds is not None
    assert found.knelpunt == aanvraag["knelpunt"]["tekst"]
    assert (found.plek.soort, found.plek.aanvraag_organisatie) == (Onderwerpsoort.aanvraag, asker.organisatie)
    assert (found.plek.centrumgemeente, found.plek.opvang_organisatie) == (None, None), "an aanvraag is nowhere (R19)"


async def test_a_plaatsing_is_followed_with_its_household_and_both_organisaties(app: Database) -> None:
    await add_places(app, 1)
    await submit(app)
    async with app.transaction(None) as tx:
        (row,) = await tx.sql("SELECT id FROM plaatsing")
        (found,) = (await follow_plaatsingen(tx, [row.id])).values()
        assert await follow_plaatsingen(tx, []) == {}
    plaatsing = found.lopend
    assert (plaatsing.status, plaatsing.soort) == (Plaatsingstatus.gereserveerd, Soort.crisisplaats)
    assert (plaatsing.kinderen, plaatsing.zonder_instrument, plaatsing.gedaan) == (True, False, frozenset())
    assert (found.moves, found.verklaard, found.plek.centrumgemeente) == (0, False, "GM0193")
    assert None not in {found.plek.opvang_organisatie, found.plek.aanvraag_organisatie}


async def test_a_place_that_was_lost_is_told_from_one_that_was_planned(app: Database) -> None:
    places = await add_places(app, 3)
    async with app.transaction(None) as tx:
        for plaats, onvoorzien in zip(places, (True, False), strict=False):
            await tx.sql(CLAIM, plaats=plaats, now=tx.now, onvoorzien=onvoorzien)
        lost, planned, well = [(await follow_plaatsen(tx, places))[key] for key in places]
        assert (lost.feiten.uitgevallen_op, lost.feiten.uitvalreden) == (tx.now, "brand")
        assert (planned.feiten.uitgevallen_op, planned.verwacht_tot_op) == (None, tx.now)
        assert (well.feiten.uitgevallen_op, well.feiten.dubbel_sinds, well.verwacht_tot_op) == (None, None, None)


async def test_two_households_in_a_place_are_double_since_the_second_came(app: Database) -> None:
    (place,) = await add_places(app, 1)
    async with app.transaction(None) as tx:
        await tx.sql(STAY, plaats=place, van=tx.now, dubbel=False)
        assert (await follow_plaatsen(tx, [place]))[place].feiten.dubbel_sinds is None
        (one,) = (await follow_bezet(tx, [place])).values()
        assert (one.van, one.soort, one.plek.soort) == (tx.now, Soort.crisisplaats, Onderwerpsoort.verblijf)
        await tx.sql(STAY, plaats=place, van=tx.now, dubbel=True)
        assert (await follow_plaatsen(tx, [place]))[place].feiten.dubbel_sinds == tx.now
        await tx.sql("UPDATE verblijf SET tot = van")
        assert (await follow_plaatsen(tx, [place]))[place].feiten.dubbel_sinds is None
        assert await follow_bezet(tx, [place]) == {}


async def test_an_organisatie_has_free_whatever_nobody_holds(app: Database) -> None:
    places = await add_places(app, 4)
    house = await find_actor_of(app, Rol.opvang)
    async with app.transaction(None) as tx:
        for place in places[:3]:
            await tx.sql(CLAIM, plaats=place, now=tx.now, onvoorzien=False)
        (found,) = (await follow_organisaties(tx, [house.organisatie, uuid4()])).values()
        assert found.vrij
        await tx.sql(CLAIM, plaats=places[3], now=tx.now, onvoorzien=False)
        (found,) = (await follow_organisaties(tx, [house.organisatie])).values()
        assert not found.vrij
