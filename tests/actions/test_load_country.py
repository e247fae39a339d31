from datetime import date

import pytest
from sqlalchemy.exc import IntegrityError

from capacity_service.actions.load_country import DATA, load_country, load_gemeenten, read_rows
from capacity_service.store.database import Database
from tests.conftest import Urls
from tests.land import Dienst, expect


async def test_the_invented_register_says_that_it_is(vol_land: Dienst) -> None:
    client = await vol_land.as_rol("landelijk")
    bezetting = expect(await client.get("/bezetting"), 200)
    assert bezetting["verzonnen"] is True
    assert len(bezetting["centrumgemeenten"]) == 35
    assert min(row["inzetbaar"] for row in bezetting["centrumgemeenten"]) >= 2
    assert bezetting["totaal"]["vrij"] == bezetting["totaal"]["inzetbaar"] > 70


async def test_loading_twice_changes_nothing(vol: Urls) -> None:
    database = Database(vol.migrator, size=1)
    counts = "SELECT (SELECT count(*) FROM plaats) AS plaatsen, (SELECT volgnummer FROM sequencer) AS feiten"
    async with database.transaction(None) as tx:
        before = await tx.sql(counts)
    assert await load_country(database, verzonnen=True) is False
    async with database.transaction(None) as tx:
        assert await tx.sql(counts) == before
    await database.close()


async def test_every_place_of_the_register_is_a_fact_and_has_its_deadline(vol_land: Dienst) -> None:
    (row,) = await vol_land.sql(
        "SELECT (SELECT count(*) FROM plaats) AS plaatsen,"
        " (SELECT count(*) FROM logboek WHERE soort = 'plaats') AS feiten,"
        " (SELECT count(*) FROM termijn WHERE soort = 'plaats_onbevestigd') AS termijnen"
    )
    assert row.plaatsen == row.feiten == row.termijnen == len(read_rows(DATA / "plaatsen.csv"))


async def test_beheer_has_two_people_and_every_other_rol_of_an_organisatie_one(vol_land: Dienst) -> None:
    rows = await vol_land.sql(
        "SELECT a.rol, count(*) AS n FROM account a GROUP BY a.organisatie_id, a.rol HAVING count(*) > 1"
    )
    assert [(row.rol, row.n) for row in rows] == [("systeembeheerder", 2)]


async def test_a_gemeente_may_be_corrected_for_the_same_date(kaal: Urls) -> None:
    database = Database(kaal.migrator, size=1)
    (row,) = [row for row in read_rows(DATA / "gemeenten.csv") if row["code"] == "GM0267"]
    async with database.transaction(None) as tx:
        before = (await tx.sql("SELECT landkaart_revisie AS n FROM installatie"))[0].n
        assert await load_gemeenten(tx, [row | {"formeel": "GM0228", "zekerheid": "hoog"}]) == 1
        found = await tx.sql("SELECT formeel, geldig_vanaf FROM gemeente WHERE code = 'GM0267'")
        after = (await tx.sql("SELECT landkaart_revisie AS n FROM installatie"))[0].n
    await database.close()
    assert [(f.formeel, f.geldig_vanaf) for f in found] == [("GM0228", date.fromisoformat(row["geldig_vanaf"]))]
    assert after == before + 1


async def test_a_gemeente_belongs_to_one_of_the_35(kaal: Urls) -> None:
    database = Database(kaal.migrator, size=1)
    row = read_rows(DATA / "gemeenten.csv")[0] | {"feitelijk": "GM9999"}
    with pytest.raises(IntegrityError):
        async with database.transaction(None) as tx:
            await load_gemeenten(tx, [row])
    await database.close()
