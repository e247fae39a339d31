from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from capacity_service.store.database import Database, Transactie
from capacity_service.store.rijen import add_rows, change_rows
from capacity_service.store.tables import Afweging, Plaatsing
from tests.store.scene import add_places, submit

TEXTS = ["é ë ü \u202f漢 😀", 'a "b" \\ \n\t\x01', "\\x00", ""]


async def _make_plaatsing(tx: Transactie, **changes: Any) -> dict[str, Any]:
    """A plaatsing like the one that is there, with another id, and over."""
    (row,) = await tx.sql("SELECT * FROM plaatsing ORDER BY id LIMIT 1")
    return {**row, "id": uuid4(), "status": "vervallen", **changes}


async def test_what_is_added_is_what_is_there(app: Database) -> None:
    await add_places(app, 2)
    await submit(app)
    async with app.transaction(None) as tx:
        rows = [
            await _make_plaatsing(
                tx,
                reden=reden,
                plaatsen=[uuid4() for _ in range(n % 3 + 1)],
                huishouden=None if n == 2 else {"kinderen": [{"leeftijd": n}], "x": reden},
                eerste_nacht=date(2026, 12, 31),
                vertrek=date(2027, 1, 3),
                bevestigd_op=tx.now - timedelta(microseconds=n),
                revisie=2**40 + n,
            )
            for n, reden in enumerate(TEXTS)
        ]
        await add_rows(tx, Plaatsing, rows)
        found = await tx.sql(
            "SELECT * FROM plaatsing WHERE id = ANY(CAST(:ids AS uuid[]))", ids=[r["id"] for r in rows]
        )
    there = {row.id: dict(row) for row in found}
    assert there == {row["id"]: row for row in rows}


async def test_bytes_stay_bytes(app: Database) -> None:
    hashes: dict[UUID, bytes] = {uuid4(): content for content in (b"", b"\x00\xff\\x", bytes(range(256)))}
    async with app.transaction(None) as tx:
        rows = [
            {"id": key, "op": tx.now, "aanvragen": [[str(key), 0]], "klassen": [], "regels": {"a": 1}, "hash": content}
            for key, content in hashes.items()
        ]
        await add_rows(tx, Afweging, rows)
        found = await tx.sql("SELECT * FROM afweging")
    assert {row.id: row.hash for row in found} == hashes
    assert all(row.aanvragen == [[str(row.id), 0]] and row.regels == {"a": 1} for row in found)


async def test_no_rows_ask_nothing_and_a_wrong_one_is_refused(app: Database) -> None:
    async with app.transaction(None) as tx:
        await add_rows(tx, Afweging, [])
        assert await tx.sql("SELECT 1 FROM afweging") == []
    with pytest.raises(DBAPIError, match="not-null"):
        async with app.transaction(None) as tx:
            await add_rows(tx, Afweging, [{"id": uuid4(), "op": tx.now}])


async def test_what_was_changed_of_an_object_is_written_once_and_nothing_else_of_it(app: Database) -> None:
    await add_places(app, 3)
    for _ in range(3):
        await submit(app)
    async with app.transaction(None) as tx:
        found = sorted(await tx.session.exec(select(Plaatsing)), key=lambda row: row.id)
        for number, row in enumerate(found):
            row.reden, row.revisie, row.verloopt_op = f"é{number}", 40 + number, None
        found[0].status = "vervallen"
        await change_rows(tx, Plaatsing, found, ("reden", "revisie", "verloopt_op"))
        await change_rows(tx, Plaatsing, [], ("reden",))
        assert [row.reden for row in found] == ["é0", "é1", "é2"]
        assert not tx.session.dirty
    async with app.transaction(None) as tx:
        rows = await tx.sql("SELECT status, reden, revisie, verloopt_op FROM plaatsing ORDER BY id")
    assert [tuple(row) for row in rows] == [
        ("vervallen", "é0", 40, None),
        ("gereserveerd", "é1", 41, None),
        ("gereserveerd", "é2", 42, None),
    ]
