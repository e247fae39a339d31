import contextlib
import hashlib
import json
from datetime import UTC
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.exc import DBAPIError

from capacity_service.store.check import START
from capacity_service.store.database import Database
from capacity_service.store.logboek import APPEND, canonical, open_feit
from tests.store.scene import GEGEVENS, add_places, submit

HOUSEHOLD_WORDS = ("huishouden", "kinderen", "leeftijd", "tolk", "GM0228", "GM0153", "verwey_jonker", "vastgesteldOp")
LOADED = "register_geladen"


async def test_a_transaction_writes_down_the_state_it_left(app: Database) -> None:
    (plaats,) = await add_places(app)
    async with app.transaction(None) as tx:
        rows = await tx.sql("SELECT * FROM logboek WHERE gebeurtenis <> :loaded ORDER BY volgnummer", loaded=LOADED)
    found = [(row.gebeurtenis, row.soort) for row in rows]
    assert found[:2] == [("plaatsen_toegevoegd", "plaats"), ("plaatsen_toegevoegd", "bezetting")]
    # One place is fewer than the minimum: an episode, and who was told.
    assert set(found[2:]) == {("plaatsen_toegevoegd", "normsignaal"), ("plaatsen_toegevoegd", "melding")}
    assert json.loads(rows[0].feit)["id"] == str(plaats)
    assert json.loads(rows[1].feit)["inzetbaar"] == 1
    assert rows[1].volgnummer == rows[0].volgnummer + 1


async def test_facts_about_a_household_are_commitments_to_what_stands_elsewhere(app: Database) -> None:
    await add_places(app)
    await submit(app)
    async with app.transaction(None) as tx:
        rows = await tx.sql(
            "SELECT l.soort, l.feit, g.zout, g.waarde FROM logboek l JOIN logboek_gegevens g USING (volgnummer)"
        )
    assert {row.soort for row in rows} == {"plaats", "aanvraag", "plaatsing", "normsignaal", "melding"}
    for row in (row for row in rows if row.soort != "plaats"):
        assert json.loads(row.feit) == {"toezegging": hashlib.sha256(row.zout + row.waarde.encode()).hexdigest()}
    assert len({row.zout for row in rows}) == len(rows)
    (aanvraag,) = [json.loads(row.waarde) for row in rows if row.soort == "aanvraag"]
    assert aanvraag["huishouden"] == GEGEVENS["huishouden"]


async def test_no_plain_fact_says_anything_of_a_household(app: Database) -> None:
    await add_places(app)
    await submit(app)
    async with app.transaction(None) as tx:
        rows = await tx.sql("SELECT feit FROM logboek WHERE gebeurtenis <> :loaded", loaded=LOADED)
        plain = "".join(row.feit for row in rows)
        sealed = "".join(row.waarde for row in await tx.sql("SELECT waarde FROM logboek_gegevens"))
    assert [word for word in HOUSEHOLD_WORDS if word in plain] == []
    assert [word for word in HOUSEHOLD_WORDS if word not in sealed] == []


async def test_each_fact_carries_the_hash_of_all_before_it(app: Database) -> None:
    await add_places(app)
    await submit(app)
    await _append(app, [])
    await _append(app, [{"soort": "proef", "feit": text} for text in ("", "é|\u2028漢", "a\\x00|\n", "{}", "😀" * 400)])
    await _append(app, [{"soort": "proef", "feit": "x", "zout": f"{n:02x}", "waarde": f"é{n}"} for n in range(70)])
    async with app.transaction(None) as tx:
        sealed = await tx.sql("SELECT zout, waarde FROM logboek_gegevens ORDER BY volgnummer DESC LIMIT 70")
        assert [(row.zout[0], row.waarde) for row in reversed(sealed)] == [(n, f"é{n}") for n in range(70)]
        rows = await tx.sql("SELECT * FROM logboek ORDER BY volgnummer")
        (head,) = await tx.sql("SELECT volgnummer, hash FROM sequencer")
    previous = START
    for row in rows:
        moment = row.op.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        line = f"{row.volgnummer}|{moment}|{row.gebeurtenis}|{row.soort}|{row.feit}"
        previous = hashlib.sha256(previous + line.encode()).digest()
        assert previous == row.hash
    assert (head.volgnummer, head.hash) == (len(rows), previous)


async def _append(database: Database, facts: list[dict[str, str]]) -> None:
    async with database.transaction(None) as tx:
        await tx.sql(
            APPEND,
            gebeurtenis="proef",
            soorten=[fact["soort"] for fact in facts],
            feiten=[fact["feit"] for fact in facts],
            zouten=[bytes.fromhex(fact["zout"]) if "zout" in fact else None for fact in facts],
            waarden=[fact.get("waarde") for fact in facts],
            onderwerpen=[None for _ in facts],
        )


async def test_what_is_undone_leaves_no_number_behind(app: Database) -> None:
    await add_places(app)
    with contextlib.suppress(ZeroDivisionError):
        async with app.transaction(None) as tx:
            await tx.sql("SELECT append_logboek('proef', '{plaats}', ARRAY['{}'], '{null}', '{null}')")
            raise ZeroDivisionError
    await add_places(app)
    async with app.transaction(None) as tx:
        numbers = [row.volgnummer for row in await tx.sql("SELECT volgnummer FROM logboek ORDER BY volgnummer")]
    assert numbers == list(range(1, len(numbers) + 1))


@pytest.mark.parametrize(
    "statement", ["UPDATE logboek SET feit = '{}'", "DELETE FROM logboek", "TRUNCATE logboek CASCADE"]
)
async def test_it_only_grows_also_for_its_owner(app: Database, owner: Database, statement: str) -> None:
    await add_places(app)
    with pytest.raises(DBAPIError, match="alleen aangevuld"):
        async with owner.transaction(None) as tx:
            await tx.sql(statement)


async def test_what_is_said_of_a_household_can_be_forgotten_without_breaking_the_chain(
    app: Database, owner: Database
) -> None:
    await add_places(app)
    await submit(app)
    async with owner.transaction(None) as tx:
        before = await tx.sql("SELECT volgnummer, hash FROM logboek ORDER BY volgnummer")
        await tx.sql("DELETE FROM logboek_gegevens")
        assert await tx.sql("SELECT volgnummer, hash FROM logboek ORDER BY volgnummer") == before


def test_a_state_has_one_text_whatever_the_order_of_its_fields() -> None:
    assert canonical({"b": 1, "a": "é"}) == canonical({"a": "é", "b": 1}) == '{"a":"é","b":1}'


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(0.001, 1e15) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.text(), VALUES, max_size=6))
def test_the_text_of_a_state_is_the_one_that_anybody_can_make_again(state: dict[str, Any]) -> None:
    """With the standard library of any language: what was hashed in earlier years is hashed alike."""
    assert canonical(state) == json.dumps(state, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


async def test_for_whom_a_plaats_is_held_is_not_in_the_open(app: Database) -> None:
    """A place is told openly; the plaatsing stands beside the commitment and is erased with it, and the place stays told."""
    await add_places(app)
    state = await submit(app)
    plaatsing = state["plaatsing"]["id"]
    async with app.transaction(None) as tx:
        rows = await tx.sql(
            "SELECT l.volgnummer, l.feit, g.zout, g.waarde, g.onderwerp FROM logboek l LEFT JOIN logboek_gegevens g USING (volgnummer)"
            " WHERE l.soort = 'plaats' AND l.gebeurtenis <> :loaded ORDER BY 1",
            loaded=LOADED,
        )
    free, held = rows
    assert (free.waarde, json.loads(free.feit)["plaatsing"]) == (None, None)
    told = json.loads(held.feit)
    assert plaatsing not in held.feit
    assert (told["status"], told["plaatsing"]) == ("gereserveerd", None)
    assert told["toezegging"] == hashlib.sha256(held.zout + held.waarde.encode()).hexdigest()
    assert str(held.onderwerp) == plaatsing
    open_part = {name: value for name, value in told.items() if name != "toezegging"}
    assert open_feit(held.feit, held.waarde) == open_part | {"plaatsing": plaatsing}
    assert open_feit(held.feit, None) == open_part


def test_a_commitment_alone_tells_nothing() -> None:
    assert open_feit('{"toezegging":"00"}', None) is None
    assert open_feit('{"toezegging":"00"}', '{"id":"een"}') == {"id": "een"}
