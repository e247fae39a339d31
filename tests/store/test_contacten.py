import asyncio
from uuid import UUID

import pytest

from capacity_service.domain.errors import RevisieVerouderd
from capacity_service.domain.inzage import Rol
from capacity_service.store.contacten import change_huiscontact, keep_terugbelnummer, read_telefoonnummer
from capacity_service.store.database import Database
from tests.store.scene import find_actor_of

HUIS, EEN, TWEE = UUID(int=5), "+31612345678", "+31687654321"


async def _change(app: Database, revisie: int, telefoonnummer: str) -> int:
    actor = await find_actor_of(app, Rol.opvang)
    async with app.transaction(actor) as tx:
        return await change_huiscontact(tx, HUIS, actor.organisatie, revisie, telefoonnummer)


async def test_a_number_changes_at_the_revisie_that_was_read(app: Database) -> None:
    assert [await _change(app, 0, EEN), await _change(app, 1, TWEE)] == [1, 2]
    for stale in (0, 1, 3):
        with pytest.raises(RevisieVerouderd):
            await _change(app, stale, EEN)
    async with app.transaction(None) as tx:
        assert await read_telefoonnummer(tx, HUIS, "huis") == TWEE
        assert await read_telefoonnummer(tx, HUIS, "aanvraag") is None


async def test_of_two_first_numbers_one_is_kept_and_the_other_hears_of_it(app: Database) -> None:
    found = await asyncio.gather(_change(app, 0, EEN), _change(app, 0, TWEE), return_exceptions=True)
    assert sorted(type(one).__name__ for one in found) == ["RevisieVerouderd", "int"]


async def test_an_organisatie_sees_no_number_of_another(app: Database) -> None:
    await _change(app, 0, EEN)
    other = await find_actor_of(app, Rol.opvang, 1)
    async with app.transaction(other) as tx:
        assert await read_telefoonnummer(tx, HUIS, "huis") is None


async def test_the_number_to_call_back_is_the_one_that_was_given_last(app: Database) -> None:
    actor, aanvraag = await find_actor_of(app, Rol.coordinator), UUID(int=6)
    async with app.transaction(actor) as tx:
        for number in (EEN, TWEE):
            await keep_terugbelnummer(tx, aanvraag, actor.organisatie, number)
        assert await read_telefoonnummer(tx, aanvraag, "aanvraag") == TWEE
