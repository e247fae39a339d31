from datetime import UTC, datetime
from uuid import UUID, uuid4

from capacity_service.store.database import Database
from capacity_service.store.geschreven import Bekend, Geschreven, make_row
from capacity_service.store.plaatsingen import lock_pair, touch
from capacity_service.store.tables import Plaatsing
from capacity_service.store.toestand import read_plaatsingen
from tests.bekend import find_once, find_twice
from tests.store.scene import add_places, submit

ONE, TWO, THREE = sorted(uuid4() for _ in range(3))


async def test_what_was_written_here_is_not_read_and_the_rest_is() -> None:
    asked: list[list[UUID]] = []

    async def read(ids: list[UUID]) -> list[object]:
        asked.append(ids)
        return [make_row(Plaatsing, {"id": key, "reden": "gelezen"}) for key in ids]

    known = Bekend({TWO: make_row(Plaatsing, {"id": TWO, "reden": "geschreven"})})
    rows = await find_once(known, [THREE, TWO, ONE, TWO], read)
    assert [(row.id, row.reden) for row in rows] == [(ONE, "gelezen"), (TWO, "geschreven"), (THREE, "gelezen")]
    await find_once(known, [TWO], read)
    assert asked == [[ONE, THREE]]


def test_a_column_that_was_left_out_is_none() -> None:
    row = make_row(Plaatsing, {"id": ONE, "gereserveerd_op": datetime(2026, 12, 1, tzinfo=UTC)}, gezin={})
    assert (row.id, row.bevestigd_op, row.gezin) == (ONE, None, {})


def test_what_changed_since_is_to_be_read() -> None:
    written = Geschreven(Bekend({ONE: "a"}), Bekend({TWO: "p"}), Bekend({THREE: "m"}))
    assert written.new == {ONE, TWO}
    written.forget(TWO, THREE)
    assert (written.new, len(written.meldingen)) == (frozenset({ONE}), 0)


async def test_a_plaatsing_that_changes_in_the_transaction_that_wrote_it_is_told_as_it_is_now(app: Database) -> None:
    await add_places(app)
    plaatsing = UUID((await submit(app))["plaatsing"]["id"])
    async with app.transaction(None, "dienst") as tx:
        (row,) = await tx.sql("SELECT * FROM plaatsing")
        tx.geschreven.plaatsingen[plaatsing] = make_row(Plaatsing, dict(row))
        pair = await lock_pair(tx, plaatsing, row.aanvraag_id, set())
        pair.plaatsing.reden = "anders"
        touch(tx, pair)
        await tx.session.flush()
        (told,) = await read_plaatsingen(tx, [plaatsing])
        assert told["revisie"] == row.revisie + 1


async def test_the_tests_see_it_when_something_is_known_wrong(app: Database) -> None:
    """The wall of the tests themselves: every known row is held against the tables."""
    await add_places(app)
    plaatsing = UUID((await submit(app))["plaatsing"]["id"])
    async with app.transaction(None, "dienst") as tx:
        (row,) = await tx.sql("SELECT * FROM plaatsing")
        known = Bekend({plaatsing: make_row(Plaatsing, dict(row) | {"status": "bevestigd"})})
        wrong = ""
        try:
            await find_twice(
                known, [plaatsing], lambda ids: tx.sql("SELECT * FROM plaatsing WHERE id = ANY(:ids)", ids=ids)
            )
        except AssertionError as error:
            wrong = str(error)
    assert "bevestigd" in wrong
