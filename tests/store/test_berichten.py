"""What a melding is about, and which audiences its gehoor stands for."""

from dataclasses import replace
from uuid import UUID, uuid4

from capacity_service.domain.inzage import Rol
from capacity_service.domain.normen import Gehoor
from capacity_service.store.berichten import (
    AANVRAAG_VAN,
    REGIO_VAN_HERKOMST,
    Onderwerp,
    read_onderwerpen,
    resolve,
)
from capacity_service.store.database import Database, Transactie
from tests.store.scene import add_places, find_actor_of, submit

OPVANG, ASKER = UUID(int=1), UUID(int=2)
HOUSEHOLD = Onderwerp(uuid4(), gemeente="GM0228", centrumgemeente="GM0193", opvang=OPVANG, aanvrager=ASKER)
EXPECTED_KEYS = ("wie", "kenmerk", "aanvraag", "plaatsing", "opvang", "aanvrager")


async def _audience(tx: Transactie, gehoor: Gehoor, onderwerp: Onderwerp = HOUSEHOLD) -> list[tuple[str, UUID | None]]:
    return list(await resolve(tx, gehoor, onderwerp))


async def test_a_household_is_found_by_its_aanvraag_and_by_its_plaatsing(app: Database) -> None:
    await add_places(app, 2)
    aanvraag = await submit(app)
    asker, house = await find_actor_of(app, Rol.coordinator), await find_actor_of(app, Rol.opvang)
    async with app.transaction(None) as tx:
        (plaatsing,) = [row.id for row in await tx.sql("SELECT id FROM plaatsing")]
        key = UUID(aanvraag["id"])
        found = await read_onderwerpen(tx, {key, plaatsing})
    inside = found[plaatsing]
    assert [getattr(inside, name) for name in EXPECTED_KEYS] == [
        "Een huishouden van 2 (1 volwassene, 1 kind; nodig: tolk)",
        aanvraag["referentie"],
        key,
        plaatsing,
        house.organisatie,
        asker.organisatie,
    ]
    assert (inside.gemeente, inside.centrumgemeente) == ("GM0228", "GM0193")


async def test_of_an_aanvraag_alone_no_house_is_known(app: Database) -> None:
    await add_places(app, 2)
    aanvraag = await submit(app)
    async with app.transaction(None) as tx:
        found = (await read_onderwerpen(tx, {UUID(aanvraag["id"])}))[UUID(aanvraag["id"])]
    assert (found.opvang, found.plaatsing, found.centrumgemeente) == (None, None, None)


async def test_a_place_is_its_house_and_how_many_of_it_there_are(app: Database) -> None:
    places = await add_places(app, 3)
    async with app.transaction(None) as tx:
        found = await read_onderwerpen(tx, {*places[:2], uuid4()})
    assert {key: one.aantal for key, one in found.items()} == dict.fromkeys(places[:2], 2)
    assert {one.kenmerk for one in found.values()} == {None}


async def test_each_gehoor_is_one_kind_of_audience(app: Database) -> None:
    await add_places(app, 1)
    house = await find_actor_of(app, Rol.opvang)
    async with app.transaction(None) as tx:
        (gemeente,) = await tx.sql(
            "SELECT min(id::text)::uuid AS id FROM organisatie WHERE soort = 'gemeente' AND centrumgemeente = 'GM0193'"
        )
        assert await _audience(tx, Gehoor.landelijk) == [("landelijk", None)]
        assert await _audience(tx, Gehoor.opvang) == [("opvang", OPVANG)]
        assert await _audience(tx, Gehoor.aanvrager) == [("coordinator", ASKER)]
        assert await _audience(tx, Gehoor.gemeente) == [("gemeente", gemeente.id)]
        assert await _audience(tx, Gehoor.achterwacht) == [("opvang", house.organisatie)]


async def test_who_is_not_known_is_not_told(app: Database) -> None:
    nobody = Onderwerp(uuid4())
    async with app.transaction(None) as tx:
        for gehoor in set(Gehoor) - {Gehoor.landelijk}:
            assert await _audience(tx, gehoor, nobody) == []


async def test_who_finds_the_next_place_follows_the_rule_of_the_day(app: Database) -> None:
    """R11, fn 9: who asked, who shelters where they come from, or who received them."""
    await add_places(app, 1)
    house = await find_actor_of(app, Rol.opvang)
    from_zwolle = replace(HOUSEHOLD, gemeente="GM0193")
    async with app.transaction(None) as tx:
        for rule, expected in ((AANVRAAG_VAN, ASKER), (REGIO_VAN_HERKOMST, house.organisatie), (2, OPVANG)):
            tx.regels = replace(tx.regels, vervolg_verantwoordelijke=rule)
            assert await _audience(tx, Gehoor.vervolg, from_zwolle) == [("coordinator", expected)]
        tx.regels = replace(tx.regels, vervolg_verantwoordelijke=REGIO_VAN_HERKOMST)
        assert await _audience(tx, Gehoor.vervolg) == [("coordinator", ASKER)], "nobody shelters people there"
        unknown = replace(HOUSEHOLD, aanvrager=None)
        assert await _audience(tx, Gehoor.vervolg, unknown) == [("coordinator", OPVANG)], "R16"
