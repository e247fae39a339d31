from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

from capacity_service.domain.plaats import ClaimSoort
from capacity_service.store import claims
from capacity_service.store.database import Database
from capacity_service.store.toestand import (
    instant,
    read_bezetting,
    read_plaatsen,
    read_plaatsingen,
    read_volledig,
    read_voorstellen,
)
from tests.store.scene import GEGEVENS, add_places, submit


def test_an_instant_is_told_in_utc_with_a_z() -> None:
    summer = datetime(2026, 7, 1, 2, 30, tzinfo=timezone(timedelta(hours=2)))
    assert instant(summer) == "2026-07-01T00:30:00Z"
    assert instant(datetime(2026, 1, 1, 0, 0, 0, 5, tzinfo=UTC)) == "2026-01-01T00:00:00.000005Z"
    assert instant(None) is None


async def test_a_place_is_told_as_what_holds_it_says(app: Database) -> None:
    (plaats,) = await add_places(app)
    expected = {None: "vrij", ClaimSoort.bezet: "bezet", ClaimSoort.buiten_gebruik: "buiten_gebruik"}
    for soort, status in expected.items():
        async with app.transaction(None) as tx:
            if soort is not None:
                reden = "brand" if soort is ClaimSoort.buiten_gebruik else None
                await claims.hold(tx, plaats, soort, tx.now, reden=reden, feit=True)
            (state,) = await read_plaatsen(tx, [plaats])
            assert (state["status"], state["plaatsing"]) == (status, None)


async def test_only_a_free_place_is_told_to_be_onbevestigd(app: Database) -> None:
    (plaats,) = await add_places(app)
    async with app.transaction(None) as tx:
        await tx.sql("UPDATE plaats SET onbevestigd = true")
        assert (await read_plaatsen(tx, [plaats]))[0]["onbevestigd"] is True
        await claims.hold(tx, plaats, ClaimSoort.bezet, tx.now)
        assert (await read_plaatsen(tx, [plaats]))[0]["onbevestigd"] is False


async def test_the_counts_add_up_and_a_place_that_is_gone_counts_no_more(app: Database) -> None:
    one, two, three, *_ = await add_places(app, 6)
    async with app.transaction(None) as tx:
        await claims.hold(tx, one, ClaimSoort.bezet, tx.now)
        await claims.hold(tx, two, ClaimSoort.buiten_gebruik, tx.now, reden="brand", feit=True)
        await tx.sql("UPDATE plaats SET verwijderd_op = :now WHERE id = :id", now=tx.now, id=three)
        await tx.sql("UPDATE plaats SET onbevestigd = true WHERE id <> :id", id=one)
        (row,) = await read_bezetting(tx, ["GM0193"])
    assert (row["inzetbaar"], row["vrij"], row["bezet"], row["buitenGebruik"], row["onbevestigd"]) == (4, 3, 1, 1, 3)
    assert row["inzetbaar"] == row["vrij"] + row["gereserveerd"] + row["bezet"]
    assert (row["onderMinimum"], row["geenVrij"]) == (False, False)


async def test_a_centrumgemeente_without_places_is_told_too(app: Database) -> None:
    async with app.transaction(None) as tx:
        (row,) = await read_bezetting(tx, ["GM0363"])
    assert (row["inzetbaar"], row["onderMinimum"], row["geenVrij"]) == (0, True, True)


async def test_an_aanvraag_is_told_with_its_household_its_place_and_its_voorstellen(app: Database) -> None:
    await add_places(app)
    key = UUID((await submit(app))["id"])
    async with app.transaction(None) as tx:
        (state,) = await read_volledig(tx, [key])
        assert (await read_voorstellen(tx, [key]))[str(key)] == state["voorstellen"]
        assert await read_plaatsingen(tx, [UUID(state["plaatsing"]["id"])]) == [state["plaatsing"]]
        assert await read_plaatsingen(tx, []) == []
    assert {name: state[name] for name in GEGEVENS} == GEGEVENS
    assert state["plaatsing"]["referentie"] == state["referentie"]
    assert "gemeente" not in state["plaatsing"]
