from capacity_service.store.database import Database
from capacity_service.store.peiling import look_at
from tests.conftest import Urls
from tests.land import run_sql


async def test_a_schema_that_is_up_to_date_lacks_nothing(kaal: Urls) -> None:
    app, owner = Database(kaal.app, size=1), Database(kaal.migrator, size=1)
    found = await look_at(app)
    assert (found.ontbreekt, found.te_laat) == ((), 0)
    assert abs(found.klok_verschil_s) < 5
    await run_sql(owner, "ALTER TABLE plaats ADD COLUMN van_later integer")
    assert (await look_at(app)).ontbreekt == (), "an older node stays ready on a newer schema"
    await run_sql(owner, "ALTER TABLE organisatie RENAME COLUMN naam TO naam_van_later")
    assert (await look_at(app)).ontbreekt == ("organisatie.naam",)
    await app.close()
    await owner.close()


async def test_deadlines_that_nobody_fires_are_counted(kaal: Urls) -> None:
    app, owner = Database(kaal.app, size=1), Database(kaal.migrator, size=1)
    await run_sql(
        owner,
        "INSERT INTO termijn (soort, sleutel, op, basis, keren) SELECT 'vraag_verloopt', gen_random_uuid(),"
        " clock_timestamp() - interval '2 minutes', clock_timestamp(), 0 FROM generate_series(1, 3)",
    )
    assert (await look_at(app)).te_laat == 3
    await app.close()
    await owner.close()
