"""What is told to each audience, and what it can open. Each attack on the separation of R19 is a test."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from capacity_service.domain.inzage import Rol
from capacity_service.domain.meldingen import Meldingsoort
from capacity_service.domain.normen import Norm, Onderwerpsoort, Plek, Tekort
from capacity_service.store.berichten import REGIO_VAN_HERKOMST
from capacity_service.store.changes import Bericht
from capacity_service.store.database import Database, Transactie
from capacity_service.store.meldingen import tell
from capacity_service.store.normsignalen import compare
from tests.store.scene import add_places, find_actor_of, submit

ABOUT_A_STAY = [Meldingsoort.overschrijding, Meldingsoort.vervolg_vragen, Meldingsoort.laatste_ochtend]
ABOUT_A_PLAATSING = [
    Meldingsoort.niet_gezien,
    Meldingsoort.aankomst_uitgebleven,
    Meldingsoort.aankomst_escalatie,
    Meldingsoort.reservering,
    Meldingsoort.niet_verschenen,
    *ABOUT_A_STAY,
]


async def _plaatsing(app: Database) -> Any:
    """A household from Ede with a place in Zwolle, and the organisaties that it would betray to join."""
    await add_places(app, 2)
    aanvraag = await submit(app)
    async with app.transaction(None) as tx:
        (row,) = await tx.sql("SELECT id, aanvraag_id, centrumgemeente, plaatsen FROM plaatsing")
    asker, house = await find_actor_of(app, Rol.coordinator), await find_actor_of(app, Rol.opvang)
    return row, aanvraag["referentie"], str(asker.organisatie), str(house.organisatie)


async def _told(tx: Transactie) -> list[Any]:
    found: list[Any] = await tx.sql(
        "SELECT soort, rol, CAST(organisatie_id AS text) AS organisatie, onderwerp_soort, onderwerp, titel, tekst,"
        " laat, termijn_op FROM melding WHERE id = ANY(:ids) ORDER BY id",
        ids=list(tx.changes.meldingen),
    )
    return found


@pytest.mark.parametrize("soort", ABOUT_A_PLAATSING)
async def test_the_house_is_pointed_to_its_plaatsing_and_hears_of_no_aanvraag_and_no_organisatie(
    app: Database, soort: Meldingsoort
) -> None:
    row, _, asker, _ = await _plaatsing(app)
    async with app.transaction(None) as tx:
        await tell(tx, [Bericht(soort, row.id)], [])
        to_the_house = [one for one in await _told(tx) if one.rol == "opvang"]
    for one in to_the_house:
        assert (one.onderwerp_soort, one.onderwerp) == ("plaatsing", str(row.id))
        assert str(row.aanvraag_id) not in str(tuple(one))
        assert asker not in str(tuple(one))


@pytest.mark.parametrize("soort", ABOUT_A_PLAATSING)
async def test_landelijk_never_gets_a_kenmerk_with_where_they_are(app: Database, soort: Meldingsoort) -> None:
    row, kenmerk, _, house = await _plaatsing(app)
    async with app.transaction(None) as tx:
        await tell(tx, [Bericht(soort, row.id)], [])
        national = [str(tuple(one)) for one in await _told(tx) if one.rol == "landelijk"]
    for text in national:
        whom = kenmerk in text or str(row.aanvraag_id) in text or str(row.id) in text
        where = row.centrumgemeente in text or house in text or any(str(key) in text for key in row.plaatsen)
        assert not (whom and where)
    if soort in ABOUT_A_STAY:
        assert all(kenmerk not in text and str(row.id) not in text for text in national)


async def _let_the_region_of_origin_look(tx: Transactie, *known: str) -> str:
    """Another organisatie than these shelters where they come from, and has to find the next place; its id."""
    (other,) = await tx.sql(
        "SELECT id FROM organisatie WHERE soort = 'opvangorganisatie' AND CAST(id AS text) <> ALL(:known) ORDER BY id LIMIT 1",
        known=list(known),
    )
    await _shelters_in_ede(tx, other.id)
    tx.regels = replace(tx.regels, vervolg_verantwoordelijke=REGIO_VAN_HERKOMST)
    return str(other.id)


@pytest.mark.parametrize("soort", ABOUT_A_STAY)
async def test_who_has_to_find_the_next_place_and_did_not_ask_never_hears_where_they_are(
    app: Database, soort: Meldingsoort
) -> None:
    """The region of origin looks for a place (fn 9); it may be where the danger is."""
    row, _, asker, house = await _plaatsing(app)
    async with app.transaction(None) as tx:
        other = await _let_the_region_of_origin_look(tx, asker, house)
        await tell(tx, [Bericht(soort, row.id)], [])
        (one,) = [one for one in await _told(tx) if one.rol == "coordinator"]
    assert (one.organisatie, one.onderwerp_soort, one.onderwerp) == (other, "organisatie", other)
    betrays = [row.centrumgemeente, house, asker, str(row.id), str(row.aanvraag_id), *map(str, row.plaatsen)]
    assert [secret for secret in betrays if secret in str(tuple(one))] == []


async def test_nor_does_it_by_the_episode(app: Database) -> None:
    row, _, asker, house = await _plaatsing(app)
    plek = Plek(Onderwerpsoort.plaatsing, str(row.id), row.centrumgemeente, UUID(house), UUID(asker))
    async with app.transaction(None) as tx:
        other = await _let_the_region_of_origin_look(tx, asker, house)
        tekort = Tekort(Norm.overschrijding, plek, tx.now, "Er is nog geen vervolgplek.")
        opened = await compare(tx, {plek.id}, [tekort])
        await tell(tx, [], opened)
        told = await _told(tx)
    (theirs,) = [one for one in told if one.rol == "coordinator"]
    assert (theirs.organisatie, theirs.onderwerp_soort) == (other, "organisatie")
    assert str(opened[0].id) not in str(tuple(theirs)), "an episode says where"
    assert {one.rol for one in told} == {"opvang", "coordinator", "landelijk"}
    for one in told:
        assert not {"GM0193", str(row.id), str(row.aanvraag_id)} & set(one.tekst.split())


async def _shelters_in_ede(tx: Transactie, organisatie: UUID) -> None:
    """One place of this organisatie in the region that the household comes from."""
    await tx.sql(
        "WITH h AS (INSERT INTO huis (id, code, organisatie_id, centrumgemeente)"
        " VALUES (gen_random_uuid(), 'HX', :own, 'GM0228') RETURNING id)"
        " INSERT INTO plaats (id, referentie, soort, centrumgemeente, organisatie_id, huis_id, personen_max, kenmerken,"
        " bevestigd_op, onbevestigd, revisie) SELECT gen_random_uuid(), 'ZZZZ', 'crisisplaats', 'GM0228', :own, h.id, 4,"
        " '{}', :now, false, 1 FROM h",
        own=organisatie,
        now=tx.now,
    )


async def test_a_house_is_asked_once_about_all_its_places_until_it_looked(app: Database) -> None:
    """R3: a nudge, no alarm clock."""
    places = await add_places(app, 3)

    async def nudge(later: timedelta = timedelta()) -> int:
        async with app.transaction(None) as tx:
            tx.now += later
            await tell(tx, [Bericht(Meldingsoort.plaats_onbevestigd, key) for key in places], [])
            return len(tx.changes.meldingen)

    assert await nudge() == 1
    assert await nudge(timedelta(hours=23)) == 0
    assert await nudge(timedelta(hours=25)) == 1
    async with app.transaction(None) as tx:
        await tx.sql("UPDATE melding SET gezien_op = clock_timestamp() WHERE soort = 'plaats_onbevestigd'")
    assert await nudge(timedelta(hours=26)) == 1


async def test_what_was_due_longer_ago_than_the_rule_says_is_told_as_late(app: Database) -> None:
    row, *_ = await _plaatsing(app)
    async with app.transaction(None) as tx:
        for seconds in (59, 61):
            due = tx.now - timedelta(seconds=seconds)
            await tell(tx, [Bericht(Meldingsoort.niet_gezien, row.id, due)], [])
        assert {(tx.now - one.termijn_op).seconds: one.laat for one in await _told(tx)} == {59: False, 61: True}


async def test_they_are_read_in_the_order_in_which_they_were_told(app: Database) -> None:
    row, *_ = await _plaatsing(app)
    soorten = [Meldingsoort.niet_gezien, Meldingsoort.teruggemeld, Meldingsoort.reservering_vervallen] * 3
    async with app.transaction(None) as tx:
        await tell(tx, [Bericht(soort, row.id) for soort in soorten], [])
        assert [one.soort for one in await _told(tx)] == [str(soort) for soort in soorten]


async def test_what_is_about_something_gone_is_told_to_nobody(app: Database) -> None:
    async with app.transaction(None) as tx:
        await tell(tx, [Bericht(Meldingsoort.niet_gezien, UUID(int=7))], [])
        assert tx.changes.meldingen == set()
