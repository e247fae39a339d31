"""Every thing of every kind as the tables say it is now, in the shape of the facts about it."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

from capacity_service.store.database import Transactie
from capacity_service.store.logboek import SEALED
from capacity_service.store.regeltoestand import read_regels
from capacity_service.store.replay import Tot, find_differences, replay
from capacity_service.store.toestand import read_bezetting, read_plaatsen

Read = Callable[[Transactie, Any], Awaitable[list[dict[str, Any]]]]
READERS: dict[str, tuple[str, Read]] = {
    "plaats": ("SELECT id FROM plaats", read_plaatsen),
    "bezetting": ("SELECT code AS id FROM centrumgemeente WHERE revisie > 0", read_bezetting),
    "regel": ("SELECT id FROM regel WHERE voorgesteld_door IS NOT NULL OR geldig_tot IS NOT NULL", read_regels),
    **{soort: (f"SELECT id FROM {soort}", read) for soort, read in SEALED.items()},  # noqa: S608 - tables of our own
}
"""Kind of fact -> which things of it there are, and what gives their state of today. Rules that came with the service are no facts until they end."""


async def read_today(tx: Transactie) -> dict[str, dict[str, Any]]:
    """Every thing of every kind, as the tables say it is now."""
    found = {}
    for soort, (query, read) in READERS.items():
        states = await read(tx, [row.id for row in await tx.sql(query)])
        found[soort] = {state.get("id") or state["code"]: state for state in states}
    return json.loads(json.dumps(found))  # type: ignore[no-any-return]


async def compare_replay(tx: Transactie) -> list[str]:
    """What the logboek, read again from the first fact, says otherwise than the tables; empty when all is well."""
    stand, today = await replay(tx, Tot()), await read_today(tx)
    off = [
        f"Herspeling: {soort} {key} wijkt af."
        for soort, things in today.items()
        for key in things.keys() | stand.dingen.get(soort, {}).keys()
        if stand.dingen.get(soort, {}).get(key) != things.get(key)
    ]
    return off + [f"Herspeling: de bezetting van {code} telt anders." for code in find_differences(stand)]
