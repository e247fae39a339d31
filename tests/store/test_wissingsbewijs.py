from uuid import UUID, uuid4

import pytest

from capacity_service.store.database import Database
from capacity_service.store.wissingsbewijs import Vindplaats, find_left
from tests.store.scene import add_places, submit


async def test_everything_that_names_it_is_found(app: Database) -> None:
    await add_places(app)
    state = await submit(app)
    async with app.transaction(None) as tx:
        found = {(one.tabel, one.kolom) for one in await find_left(tx, [UUID(state["id"])], [state["referentie"]])}
    assert {
        ("aanvraag", "id"),
        ("aanvraag", "referentie"),
        ("plaatsing", "aanvraag_id"),
        ("huishoudgegevens", "aanvraag_id"),
        ("afweging", "aanvragen"),
        ("logboek_gegevens", "waarde"),
        ("termijn", "sleutel"),
    } <= found


async def test_what_never_was_is_nowhere(app: Database) -> None:
    async with app.transaction(None) as tx:
        assert await find_left(tx, [uuid4()], ["ZZZZ-ZZZZ"]) == []


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("uuid", "'{id}'::uuid"),
        ("uuid[]", "ARRAY['{id}']::uuid[]"),
        ("text", "'over {id} gesproken'"),
        ("text[]", "ARRAY['x', '{id}']"),
        ("jsonb", '\'{{"diep": [{{"id": "{id}"}}]}}\''),
        ("json", '\'{{"id": "{id}"}}\''),
        ("bytea", "convert_to('<{id}>', 'UTF8')"),
    ],
)
async def test_a_column_that_somebody_adds_later_is_looked_through(
    app: Database, owner: Database, kind: str, value: str
) -> None:
    """Whatever its type and name: the columns come from the catalogue."""
    key = uuid4()
    async with owner.transaction(None) as tx:
        await tx.sql(f"CREATE TABLE nieuw (iets {kind})")
        await tx.sql("GRANT SELECT ON nieuw TO capaciteit_app")
        await tx.sql(f"INSERT INTO nieuw VALUES ({value.format(id=key)})")  # noqa: S608
    async with app.transaction(None) as tx:
        assert await find_left(tx, [key]) == [Vindplaats("nieuw", "iets", 1)]


async def test_a_table_that_cannot_be_read_proves_nothing(app: Database, owner: Database) -> None:
    async with owner.transaction(None) as tx:
        await tx.sql("CREATE TABLE geheim (iets text)")
    async with app.transaction(None) as tx:
        with pytest.raises(PermissionError, match="geheim"):
            await find_left(tx, [uuid4()])
