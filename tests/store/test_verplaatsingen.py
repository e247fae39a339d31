from uuid import UUID

from sqlmodel import select

from capacity_service.store import tables
from capacity_service.store.aanvragen import read_for_weighing
from capacity_service.store.database import Database
from capacity_service.store.verplaatsingen import find_left, find_next, is_moving
from tests.store.scene import add_places, submit


async def _move_on(app: Database) -> tuple[UUID, UUID]:
    """A plaatsing in Zwolle and the aanvraag of its house that moves the household on; what it asks is not looked at."""
    await add_places(app, 2)
    left, moving = await submit(app), await submit(app, nth=1)
    plaatsing, aanvraag = UUID(left["plaatsing"]["id"]), UUID(moving["id"])
    async with app.transaction(None) as tx:
        await tx.sql(
            "UPDATE aanvraag SET verplaatst_van = :plaatsing, organisatie_id ="
            " (SELECT opvang_organisatie FROM plaatsing WHERE id = :plaatsing) WHERE id = :aanvraag",
            plaatsing=plaatsing,
            aanvraag=aanvraag,
        )
    return plaatsing, aanvraag


async def test_both_ends_of_a_move_are_found(app: Database) -> None:
    plaatsing, aanvraag = await _move_on(app)
    async with app.transaction(None) as tx:
        left = await find_left(tx, aanvraag)
        assert left is not None
        assert left.id == plaatsing
        (following,) = await find_next(tx, left)
        assert (
            await tx.session.exec(select(tables.Plaatsing.aanvraag_id).where(tables.Plaatsing.id == following))
        ).one() == aanvraag
        assert await find_left(tx, left.aanvraag_id) is None


async def test_a_move_is_under_way_until_it_is_withdrawn_or_done(app: Database) -> None:
    _, aanvraag = await _move_on(app)
    for status, moving in (("zonder_plaats", True), ("bevestigd", True), ("ingetrokken", False), ("aangekomen", False)):
        async with app.transaction(None) as tx:
            await tx.sql("UPDATE aanvraag SET status = :status WHERE id = :id", status=status, id=aanvraag)
            left = await find_left(tx, aanvraag)
            assert left is not None
            assert await is_moving(tx, left) is moving


async def test_where_it_was_unsafe_before_is_read_with_it_and_is_not_in_its_own_words(app: Database) -> None:
    """R19."""
    _, aanvraag = await _move_on(app)
    async with app.transaction(None) as tx:
        (weighed,) = await read_for_weighing(tx, [aanvraag])
    assert weighed.aanvraag.verborgen == {"GM0228", "GM0153"}
