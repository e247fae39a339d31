from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.exc import DBAPIError

from capacity_service.store.database import Database
from capacity_service.store.herweging import weigh_again
from capacity_service.store.wissing_afwegingen import erase_certificaat, erase_from_afwegingen, erase_weighed
from tests.store.scene import add_places, submit

WEIGHED = {
    "id": "0192a000-0000-7000-8000-000000000000",
    "revisie": 1,
    "vastgesteldOp": "2026-11-21T01:10:00Z",
    "nachten": 3,
    "personen": 4,
    "behoeften": ["rolstoel"],
    "alleenVoorstellen": False,
    "teruggemeld": ["0192a000-0000-7000-8000-00000000000a"],
    "gevraagd": ["0192a000-0000-7000-8000-00000000000b"],
    "heeft": ["0192a000-0000-7000-8000-00000000000c"],
}


def test_size_and_needs_stay_and_who_when_and_which_places_do_not() -> None:
    left = erase_weighed(WEIGHED)
    assert {name: left[name] for name in ("nachten", "personen", "behoeften", "gewist")} == {
        "nachten": 3,
        "personen": 4,
        "behoeften": ["rolstoel"],
        "gewist": True,
    }
    assert left["id"] != WEIGHED["id"]
    assert (left["teruggemeld"], left["gevraagd"], left["heeft"]) == ([], [], [])
    assert datetime.fromisoformat(left["vastgesteldOp"]) == datetime.fromisoformat("2026-11-20T23:00:00Z")
    assert not any(str(value)[-2:] in {"0a", "0b", "0c"} for value in left.values())


def test_of_a_proof_only_prices_stay() -> None:
    kept: dict[str, Any] = {
        "woorden": [],
        "toegewezen": [0, 1],
        "streek": {},
        "klasse": {},
        "samen": {"een": ["plaats"]},
        "grens": [1],
    }
    assert erase_certificaat(kept) == {"woorden": [], "toegewezen": [], "streek": {}, "klasse": {}}


async def test_a_weighing_of_which_one_is_erased_runs_with_what_is_left_and_says_so(app: Database) -> None:
    await add_places(app, 2)
    state = await submit(app)
    key = UUID(state["afweging"])
    async with app.transaction(None) as tx:
        before = await weigh_again(tx, key)
        assert before is not None
        assert (before.gelijk, before.gewist) == (True, frozenset())
        assert await erase_from_afwegingen(tx, [UUID(state["id"])]) == 1
        after = await weigh_again(tx, key)
        (row,) = await tx.sql(
            "SELECT aanvragen::text || certificaat::text AS kept, gewist FROM afweging WHERE id = :id", id=key
        )
    assert after is not None
    assert (len(after.gewist), after.fouten, row.gewist) == (1, (), True)
    assert state["id"] not in row.kept
    assert after.bewaard.aanvragen[0]["personen"] == 2
    assert after.bewaard.aanvragen[0]["behoeften"] == ["tolk"]


async def test_what_is_not_erased_of_a_weighing_cannot_be_changed_along_the_way(app: Database) -> None:
    await add_places(app, 2)
    key = UUID((await submit(app))["afweging"])
    with pytest.raises(DBAPIError, match="wordt alleen gewist"):
        async with app.transaction(None) as tx:
            await tx.sql(
                "SELECT wis_afweging(id, jsonb_set(aanvragen, '{0,personen}', '9'), certificaat, hash) FROM afweging WHERE id = :id",
                id=key,
            )
    with pytest.raises(DBAPIError, match="permission denied"):
        async with app.transaction(None) as tx:
            await tx.sql("UPDATE afweging SET hash = hash WHERE id = :id", id=key)


def test_the_day_that_stays_is_that_of_amsterdam() -> None:
    late = erase_weighed(WEIGHED | {"vastgesteldOp": "2026-11-20T23:30:00Z"})
    early = erase_weighed(WEIGHED | {"vastgesteldOp": "2026-11-20T22:30:00Z"})
    days = [datetime.fromisoformat(one["vastgesteldOp"]) for one in (early, late)]
    assert days[1] - days[0] == timedelta(days=1)
