"""Who sees which rows of a noodinzage when the first wall is not there."""

from uuid import UUID

import pytest

from capacity_service.domain.errors import NietGevonden
from capacity_service.domain.inzage import Rol
from capacity_service.store import noodinzagen
from tests.actions.noodscene import make_nood
from tests.land import Dienst, expect
from tests.store.scene import find_actor_of

TABLES = ("noodinzage", "noodinzagezaak", "noodinzagestap")


async def test_only_who_asked_and_for_its_step_who_agreed_see_the_rows(dienst: Dienst) -> None:
    nood = await make_nood(dienst)
    expect(await nood.approve(), 200)
    seen = {}
    for rol in (Rol.landelijk, Rol.auditor, Rol.opvang, Rol.coordinator, Rol.fg):
        actor = await find_actor_of(dienst.database, rol, 1 if rol is Rol.fg else 0)
        async with dienst.database.transaction(actor, "eigen") as tx:
            seen[rol] = tuple([len(await tx.sql(f"SELECT 1 FROM {table}")) for table in TABLES])  # noqa: S608
    assert seen == {
        Rol.landelijk: (1, 1, 1),
        Rol.auditor: (0, 0, 1),
        Rol.opvang: (0, 0, 0),
        Rol.coordinator: (0, 0, 0),
        Rol.fg: (0, 0, 0),
    }


async def test_row_level_security_down_the_first_wall_still_hides_it(dienst: Dienst) -> None:
    nood = await make_nood(dienst)
    expect(await nood.approve(), 200)
    for table in TABLES:
        await dienst.sql(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        await dienst.sql(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
    for rol in ("auditor", "fg", "opvang", "coordinator"):
        expect(await nood.look(await dienst.as_rol(rol)), 403)
    assert expect(await (await dienst.as_rol("fg", nth=1)).get("/noodinzagen"), 200)["noodinzagen"] == []


async def test_who_may_not_see_the_rows_finds_nothing_by_id(dienst: Dienst) -> None:
    nood = await make_nood(dienst)
    actor = await find_actor_of(dienst.database, Rol.opvang)
    async with dienst.database.transaction(actor) as tx:
        for key in (UUID(nood.vraag["id"]), UUID(int=1)):
            with pytest.raises(NietGevonden):
                await noodinzagen.find_noodinzage(tx, key)


async def test_the_link_goes_with_the_aanvraag_and_the_entry_stays(dienst: Dienst) -> None:
    nood = await make_nood(dienst)
    expect(await nood.approve(), 200)
    (key,) = await dienst.sql(
        "SELECT confdeltype FROM pg_constraint WHERE conrelid = 'noodinzagezaak'::regclass"
        " AND confrelid = 'aanvraag'::regclass"
    )
    assert key.confdeltype == b"c"
    async with dienst.database.transaction(None) as tx:
        await tx.sql("DELETE FROM noodinzagezaak")
        both = await noodinzagen.read_both_sides(tx, UUID(nood.vraag["id"]))
        assert both == {"herkomst": None, "bestemming": None}
        assert await noodinzagen.find_plaatsing(tx, UUID(nood.vraag["id"])) is None
    assert len(await dienst.sql("SELECT 1 FROM noodinzagestap")) == 1
