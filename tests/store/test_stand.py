from capacity_service.store.database import Database
from capacity_service.store.stand import FIGURES, add_up, read_stempel, renew_epoch
from capacity_service.store.toestand import read_bezetting
from tests.conftest import MakeDatabase
from tests.store.scene import add_places, submit


async def test_a_stamp_tells_which_facts_are_in_and_that_the_country_is_invented(app: Database) -> None:
    async with app.transaction(None) as tx:
        before = await read_stempel(tx)
    await add_places(app)
    async with app.transaction(None) as tx:
        after = await read_stempel(tx)
        (head,) = await tx.sql("SELECT max(volgnummer) AS n FROM logboek")
    assert after.verzonnen
    assert after.epoch == before.epoch
    assert before.volgnummer < after.volgnummer == head.n
    assert after.show()["tijdstipOp"].endswith("Z")


async def test_an_operator_can_begin_another_epoch(app: Database, owner: Database) -> None:
    async with app.transaction(None) as tx:
        before = (await read_stempel(tx)).epoch
    async with owner.transaction(None) as tx:
        await renew_epoch(tx)
    async with app.transaction(None) as tx:
        assert (await read_stempel(tx)).epoch != before


async def test_rows_that_were_copied_into_another_database_are_another_epoch(
    make_database: MakeDatabase,
) -> None:
    """Whoever loads a dump copies the uuid too; it starts no timeline."""
    epochs = []
    for _ in range(2):
        async with make_database("kaal") as urls:
            copy = Database(urls.app, size=1)
            async with copy.transaction(None) as tx:
                epochs.append((await read_stempel(tx)).epoch.split("."))
            await copy.close()
    assert epochs[0][:2] == epochs[1][:2]
    assert epochs[0][2] != epochs[1][2]


async def test_a_table_that_was_loaded_again_in_the_same_database_is_another_epoch(
    app: Database, owner: Database
) -> None:
    async with app.transaction(None) as tx:
        before = (await read_stempel(tx)).epoch
    async with owner.transaction(None) as tx:
        await tx.sql("CREATE TABLE copy AS TABLE logboek")
        await tx.sql("ALTER TABLE logboek RENAME TO old")
        await tx.sql("ALTER TABLE copy RENAME TO logboek")
    async with owner.transaction(None) as tx:
        assert (await read_stempel(tx)).epoch != before


async def test_the_totals_are_the_sum_of_the_35(app: Database) -> None:
    await add_places(app, 3)
    await submit(app)
    async with app.transaction(None) as tx:
        rows = await read_bezetting(tx)
    totals = add_up(rows)
    assert len(rows) == 35
    assert (totals["inzetbaar"], totals["vrij"], totals["gereserveerd"]) == (3, 2, 1)
    assert totals["opvangplaatsen"] == dict.fromkeys(FIGURES, 0)
