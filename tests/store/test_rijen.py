from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy.exc import DBAPIError

from capacity_service.store.database import Database, Transactie
from capacity_service.store.rijen import add_rows
from capacity_service.store.tables import Afweging, Plaatsing
from tests.store.scene import add_places, submit

TEXTS = ["é ë ü \u202f漢 😀", 'a "b" \\ \n\t\x01', "\\x00", ""]


async def _make_plaatsing(tx: Transactie, **changes: Any) -> dict[str, Any]:
    """A plaatsing like the one that is there, with another id, and over."""
    (row,) = await tx.sql("SELECT * FROM plaatsing ORDER BY id LIMIT 1")
    return {**row._mapping, "id": uuid4(), "status": "vervallen", **changes}  # noqa: SLF001 - SQLAlchemy's own name for it


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
    there = {row.id: dict(row._mapping) for row in found}  # noqa: SLF001
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
