import pytest

from capacity_service.store.database import Database
from capacity_service.store.statements import number


@pytest.mark.parametrize(
    ("written", "sent", "names"),
    [
        ("SELECT 1", "SELECT 1", ()),
        ("SELECT :een, :twee, :een", "SELECT $1, $2, $1", ("een", "twee")),
        ("SELECT CAST(:ids AS uuid[]), x::text", "SELECT CAST($1 AS uuid[]), x::text", ("ids",)),
        ("SELECT a[1 : CAST(:most AS integer)]", "SELECT a[1 : CAST($1 AS integer)]", ("most",)),
        ("SELECT to_char(op, 'HH24:MI:SS')", "SELECT to_char(op, 'HH24:MI:SS')", ()),
        ("SELECT :een::bigint, (now())::date", "SELECT $1::bigint, (now())::date", ("een",)),
    ],
)
def test_parameters_are_numbered_by_their_first_place(written: str, sent: str, names: tuple[str, ...]) -> None:
    assert number(written) == (sent, names)


async def test_a_column_is_an_attribute_and_a_key_and_anything_else_is_neither(app: Database) -> None:
    async with app.transaction(None) as tx:
        (row,) = await tx.sql("SELECT CAST(:een AS integer) AS een, 'x' AS twee", een=1)
    assert (row.een, row["twee"], tuple(row), dict(row)) == (1, "x", (1, "x"), {"een": 1, "twee": "x"})
    with pytest.raises(AttributeError, match="drie"):
        _ = row.drie
