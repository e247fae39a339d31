from dataclasses import replace

import asyncpg
import pytest

from capacity_service.domain.controlepunt import Boom, Notitie
from capacity_service.sleutels import Sleutelbos
from capacity_service.store.boom import Tegenspraak
from capacity_service.store.boomstond import Stond, check_stond, read_stond
from capacity_service.store.database import Database
from capacity_service.store.zegel import sign
from tests.store.boomscene import Bomen
from tests.store.scene import add_places


async def stand(bomen: Bomen, last: Notitie | None) -> Stond:
    async with bomen.database.transaction(None) as tx:
        return await read_stond(tx, Boom.logboek, last)


async def test_a_tree_that_only_grew_holds_what_was_signed(app: Database, bomen: Bomen) -> None:
    empty = await stand(bomen, None)
    assert (empty.punt.grootte, empty.punt.reeks, empty.wortel_toen) == (0, 1, None)
    check_stond(empty, None, bomen.bos)
    await add_places(app)
    last = await bomen.keep()
    await add_places(app)
    await bomen.grow()
    found = await stand(bomen, last)
    check_stond(found, last, bomen.bos)
    assert (found.punt.grootte, found.wortel_toen) == (last.punt.grootte + 64, last.punt.wortel)
    assert found.punt.op.microsecond == 0
    assert found.punt.epoch == last.punt.epoch


async def test_a_tree_goes_on_in_the_reeks_of_its_last_checkpoint(app: Database, bomen: Bomen) -> None:
    await add_places(app)
    last = await bomen.keep()
    later = sign(replace(last.punt, reeks=3), bomen.bos)
    assert (await stand(bomen, later)).punt.reeks == 3


async def test_what_contradicts_the_last_checkpoint_is_told(
    app: Database, bomen: Bomen, superuser: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    await add_places(app)
    last = await bomen.keep()
    with pytest.raises(Tegenspraak, match="niet met een van de sleutels"):
        check_stond(await stand(bomen, last), last, Sleutelbos.make())
    longer = sign(replace(last.punt, grootte=64_000), bomen.bos)
    with pytest.raises(Tegenspraak, match="er is iets weg"):
        check_stond(await stand(bomen, longer), longer, bomen.bos)
    await superuser.execute("UPDATE boomvak SET wortel = sha256('x')")
    with pytest.raises(Tegenspraak, match="er is iets herschreven"):
        check_stond(await stand(bomen, last), last, bomen.bos)
