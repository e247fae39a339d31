from capacity_service.domain.inzage import Rol
from capacity_service.store.database import Database
from capacity_service.store.namen import Namen, read_namen
from tests.store.scene import find_actor_of


async def _namen(database: Database) -> Namen:
    async with database.transaction(None) as tx:
        return await read_namen(tx)


async def test_a_centrumgemeente_is_found_by_code_and_by_name_as_people_write_it(app: Database) -> None:
    namen = await _namen(app)
    assert [namen.streek(text) for text in ("GM0193", "gm0193", "Zwolle", " ZWOLLE ")] == ["GM0193"] * 4
    assert namen.streek("Den Haag") == namen.streek("GM0518")
    assert namen.streek("Ons Dorp") is None


async def test_an_apostrophe_that_excel_dropped_or_bent_is_understood(app: Database) -> None:
    namen = await _namen(app)
    found = {namen.streek(text) for text in ("'s-Hertogenbosch", "’s-Hertogenbosch", "s-Hertogenbosch")}
    assert found == {"GM0796"}


async def test_opvang_may_only_mean_its_own_organisatie(app: Database) -> None:
    namen = await _namen(app)
    mine, other = await find_actor_of(app, Rol.opvang, 0), await find_actor_of(app, Rol.opvang, 1)
    assert namen.organisatie(None, mine) == mine.organisatie
    assert namen.organisatie(str(mine.organisatie), mine) == mine.organisatie
    assert namen.organisatie(str(other.organisatie), mine) is None


async def test_landelijk_must_name_one(app: Database) -> None:
    namen = await _namen(app)
    landelijk, other = await find_actor_of(app, Rol.landelijk), await find_actor_of(app, Rol.opvang, 1)
    async with app.transaction(None) as tx:
        (row,) = await tx.sql("SELECT naam FROM organisatie WHERE id = :id", id=other.organisatie)
    assert namen.organisatie(None, landelijk) is None
    assert namen.organisatie(row.naam.upper(), landelijk) == other.organisatie
    assert namen.organisatie("Onbekend", landelijk) is None
