import json
from typing import Any

import pytest

from capacity_service.domain.belang import find_own_namen
from capacity_service.domain.controlepunt import Boom
from capacity_service.domain.errors import OngeldigeInvoer
from capacity_service.domain.inzage import Actor, Rol
from capacity_service.store import boombewijs
from capacity_service.store.boombewijs import Bladzijde, read_own_regels, read_samenhang
from capacity_service.store.database import Database
from tests.faults.tampering import Superuser
from tests.store.boomscene import Bomen, look
from tests.store.scene import add_places, find_actor_of, submit
from tests.store.test_boombron import CONTACT


async def read(bomen: Bomen, actor: Actor, cursor: str | None = None, boom: Boom = Boom.logboek) -> Bladzijde:
    last = bomen.map_.read_last(boom)
    assert last is not None
    async with bomen.database.transaction(None, snapshot=True) as tx:
        return await read_own_regels(tx, boom, actor, bomen.bos, grootte=last.punt.grootte, cursor=cursor)


def kinds(found: Bladzijde) -> list[str]:
    return [regel["kop"]["soort"] for regel in found.regels]


@pytest.fixture
async def placed(app: Database, bomen: Bomen) -> Bomen:
    """A place of the first house, and a household of the first coordinator in it; two checkpoints."""
    await add_places(app)
    await bomen.keep()
    await submit(app)
    await bomen.keep()
    return bomen


async def test_each_side_gets_its_own_lines_as_it_may_see_them(placed: Bomen) -> None:
    house, coordinator = [await find_actor_of(placed.database, rol) for rol in (Rol.opvang, Rol.coordinator)]
    ours, theirs = await read(placed, house), await read(placed, coordinator)
    assert {"plaats", "plaatsing"} <= set(kinds(ours)) <= {"plaats", "plaatsing", "melding", "normsignaal", "vraag"}
    assert {"aanvraag", "plaatsing"} <= set(kinds(theirs)) <= {"aanvraag", "plaatsing", "melding", "normsignaal"}
    (seen,) = (regel for regel in ours.regels if regel["kop"]["soort"] == "plaatsing")
    assert seen["toestand"]["aanvraag"] is None
    assert "aanvraagOrganisatie" not in seen["toestand"]
    assert {"id", "status", "huishouden"} <= seen["bewijs"]["toestand"]["zouten"].keys()
    assert not {"aanvraag", "aanvraagOrganisatie"} & seen["bewijs"]["toestand"]["zouten"].keys()
    assert len(seen["bewijs"]["toestand"]["dicht"]) >= 3
    assert seen["kop"].keys() == {"op", "soort", "toezegging"}
    assert seen["bewijs"]["kop"]["zouten"].keys() == seen["kop"].keys()
    (asked,) = (regel for regel in theirs.regels if regel["kop"]["soort"] == "plaatsing")
    assert asked["toestand"]["id"] == seen["toestand"]["id"]
    assert asked["bewijs"]["blad"] == seen["bewijs"]["blad"]


async def test_others_get_nothing_of_it(placed: Bomen) -> None:
    for rol, nth in ((Rol.opvang, 1), (Rol.coordinator, 1), (Rol.gemeente, 0), (Rol.systeembeheerder, 0)):
        actor = await find_actor_of(placed.database, rol, nth)
        found = await read(placed, actor)
        assert set(kinds(found)) <= {"plaats", "melding", "normsignaal"}, rol
        places = [regel["toestand"] for regel in found.regels if regel["kop"]["soort"] == "plaats"]
        assert all(place["organisatie"] == str(actor.organisatie) for place in places)
        assert bool(places) == (rol is Rol.opvang)
    landelijk = await find_actor_of(placed.database, Rol.landelijk)
    assert set(kinds(await read(placed, landelijk))) <= {"melding"}


async def test_nothing_in_an_answer_tells_a_number_of_the_record(placed: Bomen) -> None:
    """Of two countries that differ in what others do, own lines differ in chance only: no cursor, no field counts others."""
    house = await find_actor_of(placed.database, Rol.opvang)
    before = await read(placed, house)
    await add_places(placed.database, 7, nth=1)
    await placed.keep()
    after = await read(placed, house)
    assert after.tot == before.tot
    assert [(r["kop"], r["toestand"]) for r in after.regels] == [(r["kop"], r["toestand"]) for r in before.regels]
    assert "volgnummer" not in json.dumps(after.regels)
    assert "gebeurtenis" not in json.dumps(after.regels)


async def test_the_last_check_is_on_the_line_itself(placed: Bomen) -> None:
    """Somebody who got lines of another under the own name is not shown them."""
    other, house = [await find_actor_of(placed.database, Rol.opvang, nth) for nth in (1, 0)]
    before = await read(placed, other)

    def slip(boom: Boom, actor: Actor) -> Any:
        return find_own_namen(boom, house if actor == other else actor)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(boombewijs, "find_own_namen", slip)
        found = await read(placed, other)
    assert kinds(before)
    assert kinds(found) == []


async def test_lines_come_a_page_at_a_time_each_once_and_later_from_where_it_was(
    app: Database, bomen: Bomen, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = await find_actor_of(app, Rol.opvang)
    for _ in range(3):
        await add_places(app, 3)
        await bomen.keep()
    whole = await read(bomen, house)
    monkeypatch.setattr(boombewijs, "PAGE_MAX", 4)
    cursor, pages = None, []
    while True:
        page = await read(bomen, house, cursor)
        pages.append(page)
        cursor = page.tot
        if not page.meer:
            break
    assert [len(page.regels) for page in pages] == [4] * (len(whole.regels) // 4) + [len(whole.regels) % 4] * bool(
        len(whole.regels) % 4
    )
    assert [regel for page in pages for regel in page.regels] == whole.regels
    assert (await read(bomen, house, cursor)).regels == []
    await add_places(app)
    assert (await read(bomen, house, cursor)).regels == [], "it is in no checkpoint yet"
    await bomen.keep()
    assert "plaats" in kinds(await read(bomen, house, cursor))


@pytest.mark.parametrize("cursor", ["", "x", "1", "1-2-3-4", "-1-0-0", "01-0-0", "1-0-0-", "9" * 200, "1-0-0\n"])
async def test_a_cursor_that_was_never_given_is_refused(placed: Bomen, cursor: str) -> None:
    house = await find_actor_of(placed.database, Rol.opvang)
    with pytest.raises(OngeldigeInvoer):
        await read(placed, house, cursor)


async def test_what_was_erased_is_still_proven_to_have_been_there(placed: Bomen, superuser: Superuser) -> None:
    house = await find_actor_of(placed.database, Rol.opvang)
    before = await read(placed, house)
    await superuser.execute("DELETE FROM logboek_gegevens")
    after = await read(placed, house)
    assert after.tot == before.tot
    for was, now in zip(before.regels, after.regels, strict=True):
        assert now["kop"] == was["kop"]
        assert [now["bewijs"][name] for name in ("blad", "pad", "keten", "kop")] == [
            was["bewijs"][name] for name in ("blad", "pad", "keten", "kop")
        ]
        sealed = "toezegging" in was["kop"]
        assert now["gewist"] == sealed
        assert (now["toestand"] is None) == sealed
        assert (now["bewijs"]["gewisteToestand"] is not None) == sealed


async def test_of_looks_everybody_gets_the_own_ones_and_a_privacy_officer_those_of_the_organisatie(
    app: Database, bomen: Bomen
) -> None:
    mine, theirs = [await find_actor_of(app, Rol.opvang, nth) for nth in (0, 1)]
    for actor in (mine, theirs, mine):
        await look(app, actor, CONTACT)
    await bomen.keep(Boom.inzagelog)
    fg = Actor(mine.account, "Verzonnen", Rol.fg, mine.organisatie)
    counts = [len((await read(bomen, actor, boom=Boom.inzagelog)).regels) for actor in (mine, theirs, fg)]
    assert counts == [2, 1, 2]
    (regel,) = (await read(bomen, theirs, boom=Boom.inzagelog)).regels
    assert regel["toestand"]["handeling"] == "read_contact"
    assert regel["bewijs"]["toestand"]["dicht"] == []


async def test_a_checkpoint_goes_on_from_an_earlier_one(placed: Bomen) -> None:
    async with placed.database.transaction(None, snapshot=True) as tx:
        assert len(await read_samenhang(tx, Boom.logboek, 64, 128)) == 1
        assert await read_samenhang(tx, Boom.logboek, 128, 128) == []
        assert await read_samenhang(tx, Boom.logboek, 0, 128) == []
