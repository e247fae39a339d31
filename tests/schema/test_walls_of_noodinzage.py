"""What the tables themselves hold of a noodinzage and of what a privacy officer says, whoever writes to them."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from capacity_service.domain.noodinzage import Noodreden
from capacity_service.domain.steekproef import Beoordeling
from tests.schema.rows import NU, Rows


async def _add_vraag(rows: Rows, **changes: Any) -> UUID:
    account = await rows.account()
    organisatie = await rows.connection.fetchval("SELECT organisatie_id FROM account WHERE id = $1", account)
    values = {
        "id": uuid4(),
        "referentie": uuid4().hex,
        "reden": "vermist",
        "gevraagd_door": account,
        "gevraagd_organisatie": organisatie,
        "gevraagd_op": NU,
        "vervalt_op": NU + timedelta(hours=1),
    } | changes
    names, places = ", ".join(values), ", ".join(f"${n}" for n in range(1, len(values) + 1))
    await rows.connection.execute(f"INSERT INTO noodinzage ({names}) VALUES ({places})", *values.values())  # noqa: S608
    key: UUID = values["id"]
    return key


@pytest.mark.parametrize(
    "changes",
    [
        {"reden": "nieuwsgierig"},
        {"vervalt_op": NU},
        {"vervalt_op": NU + timedelta(minutes=241)},
    ],
)
async def test_a_question_has_a_reason_of_the_list_and_a_short_term(rows: Rows, changes: dict[str, Any]) -> None:
    await _add_vraag(rows)
    with pytest.raises(asyncpg.CheckViolationError):
        await _add_vraag(rows, **changes)


@pytest.mark.parametrize("statement", ["UPDATE {} SET op = now()", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
@pytest.mark.parametrize("table", ["noodinzage", "noodinzagestap", "beoordeling"])
async def test_nobody_takes_back_what_was_written(rows: Rows, table: str, statement: str) -> None:
    vraag = await _add_vraag(rows)
    await rows.connection.execute("ALTER TABLE noodinzagestap DISABLE TRIGGER noodinzage_two_people")
    await rows.connection.execute(
        "INSERT INTO noodinzagestap SELECT $1, 'beeindigd', gevraagd_door, gevraagd_organisatie, gevraagd_op FROM noodinzage",
        vraag,
    )
    await rows.connection.execute(
        "SELECT append_inzage(jsonb_build_array(jsonb_build_object('account', gevraagd_door, 'organisatie', gevraagd_organisatie,"
        " 'rol', 'fg', 'handeling', 'x', 'onderwerpSoort', 'x', 'onderwerp', 'x', 'uitkomst', 'getoond'))) FROM noodinzage"
    )
    await rows.connection.execute(
        "INSERT INTO beoordeling SELECT gen_random_uuid(), i.volgnummer, i.organisatie_id, i.account_id, 'in_orde', now()"
        " FROM inzagelog i"
    )
    with pytest.raises(asyncpg.PostgresError) as refused:
        await rows.connection.execute(
            statement.format(table).replace(
                "op = now()", "reden = 'vermist'" if table == "noodinzage" else "op = now()"
            )
        )
    assert refused.value.sqlstate == "CP003"


@pytest.mark.parametrize(
    ("table", "constraint", "words"),
    [
        ("noodinzage", "noodinzage_reden", set(Noodreden)),
        ("beoordeling", "beoordeling_oordeel", set(Beoordeling)),
    ],
)
async def test_a_list_holds_the_words_of_the_domain(
    database: asyncpg.Connection, table: str, constraint: str, words: set[str]
) -> None:
    definition = await database.fetchval(
        "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = $1::regclass AND conname = $2",
        table,
        constraint,
    )
    assert {part for n, part in enumerate(definition.split("'")) if n % 2} == {str(word) for word in words}
