from uuid import UUID

import pytest

from capacity_service.domain.aanvraag import Behoefte
from capacity_service.domain.errors import NietGevonden
from capacity_service.domain.inzage import Rol
from capacity_service.store.aanvragen import add_gegevens, find_own, lock_own, read_for_weighing, read_gegevens
from capacity_service.store.database import Database
from tests.store.scene import GEGEVENS, add_places, find_actor_of, submit


async def test_the_weighing_sees_the_household_of_the_latest_revisie(app: Database) -> None:
    key = UUID((await submit(app))["id"])
    async with app.transaction(None) as tx:
        (weighed,) = await read_for_weighing(tx, [key])
        assert weighed.aanvraag.huishouden.kinderen == (13,)
        assert weighed.aanvraag.huishouden.behoeften == {Behoefte.tolk}
        assert (weighed.aanvraag.gemeente, sorted(weighed.aanvraag.uitsluitingen)) == ("GM0228", ["GM0153"])
        weighed.rij.revisie += 1
        add_gegevens(tx, weighed.rij, GEGEVENS | {"uitsluitingen": [], "voorkeuren": ["GM0193"]})
        (again,) = await read_for_weighing(tx, [key])
        assert (sorted(again.aanvraag.uitsluitingen), sorted(again.aanvraag.voorkeuren)) == ([], ["GM0193"])
        assert (await read_gegevens(tx, key))["voorkeuren"] == ["GM0193"]
        assert len(await tx.sql("SELECT 1 FROM huishoudgegevens")) == 2


async def test_whoever_is_in_danger_longest_is_weighed_first(app: Database) -> None:
    first, second = [UUID((await submit(app))["id"]) for _ in range(2)]
    async with app.transaction(None) as tx:
        await tx.sql(
            "UPDATE aanvraag SET vastgesteld_op = vastgesteld_op - interval '9 hours' WHERE id = :id", id=second
        )
        assert [one.aanvraag.id for one in await read_for_weighing(tx, [first, second])] == [second, first]
        assert await read_for_weighing(tx, []) == []


async def test_a_house_that_cannot_receive_this_household_is_remembered(app: Database) -> None:
    await add_places(app)
    state = await submit(app)
    async with app.transaction(None) as tx:
        await tx.sql(
            "UPDATE plaatsing SET status = 'teruggemeld', reden = 'niet_geschikt_te_maken', teruggemeld = plaatsen"
        )
        (weighed,) = await read_for_weighing(tx, [UUID(state["id"])])
        assert {str(plaats) for plaats in weighed.aanvraag.teruggemeld} == set(state["plaatsing"]["plaatsen"])
        await tx.sql("UPDATE plaatsing SET reden = 'al_bezet'")
        (weighed,) = await read_for_weighing(tx, [UUID(state["id"])])
        assert weighed.aanvraag.teruggemeld == frozenset()


async def test_one_finds_one_s_own_aanvraag_only(app: Database) -> None:
    key = UUID((await submit(app, nth=1))["id"])
    async with app.transaction(await find_actor_of(app, Rol.coordinator, 1)) as tx:
        assert (await find_own(tx, key)).id == (await lock_own(tx, key)).id == key
    for rol, nth in ((Rol.coordinator, 0), (Rol.landelijk, 0)):
        async with app.transaction(await find_actor_of(app, rol, nth)) as tx:
            with pytest.raises(NietGevonden):
                await find_own(tx, key)
