"""T20: a person acts in the millisecond in which the term runs out. There is one outcome, and the logboek says which."""

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import pytest

from capacity_service.actions import lapse_reserveringen
from capacity_service.actions.fire_termijnen import fire_termijnen
from capacity_service.domain.errors import EvenNiet
from capacity_service.store import claims, tables
from capacity_service.store.database import Transactie
from capacity_service.store.plaatsingen import Gebonden
from tests.actions.scene import Reserved, post, reserve
from tests.conftest import Urls
from tests.faults.figures import LONG, report
from tests.faults.invariants import check_facts, check_invariants
from tests.land import Dienst, expect, in_hours, serve

pytestmark = pytest.mark.faults

TRIES = 125 if LONG else 10
AHEAD_S = 0.12
SPREAD_S = 0.04
TICKERS = 2
LOOK_S = 0.005
OPEN_S = 0.3
SEED = 20
SMALL = {"volwassenen": 1, "kinderen": [], "behoeften": []}

Act = Callable[[Reserved], Awaitable[Any]]


async def _confirm(one: Reserved) -> Any:
    return await post(one.coordinator, one.plaatsing, "bevestiging", verwachteAankomstOp=in_hours(3))


async def _withdraw(one: Reserved) -> Any:
    return await one.coordinator.post(f"/aanvragen/{one.aanvraag['id']}/intrekking", json={"reden": "zelf_opgelost"})


async def _accept(one: Reserved) -> Any:
    return await post(one.opvang, one.plaatsing, "acceptatie")


async def _arrive(one: Reserved) -> Any:
    return await post(one.opvang, one.plaatsing, "aankomst", aangekomenOp=in_hours(0), nachten=1)


LAPSES = (
    "UPDATE claim SET verloopt_op = clock_timestamp() + make_interval(secs => :s) WHERE plaatsing_id = :id",
    "UPDATE plaatsing SET verloopt_op = (SELECT max(verloopt_op) FROM claim WHERE plaatsing_id = :id) WHERE id = :id",
    (
        "UPDATE termijn SET op = (SELECT verloopt_op FROM plaatsing WHERE id = :id)"
        " WHERE sleutel = :id AND soort = 'reservering_vervalt'"
    ),
)
CASES: dict[str, tuple[Act, str]] = {
    "confirm": (_confirm, "reservering_vervalt"),
    "withdraw": (_withdraw, "reservering_vervalt"),
    "accept": (_accept, "niet_gezien"),
    "arrive": (_arrive, "aankomst_uitgebleven"),
}
DID = {"confirm": "bevestigd", "withdraw": "ingetrokken", "accept": "geaccepteerdOp", "arrive": "aangekomen"}

PLAATSING_FACTS = """
SELECT l.volgnummer, l.gebeurtenis, CAST(g.waarde AS jsonb) AS feit FROM logboek l
JOIN logboek_gegevens g USING (volgnummer)
WHERE l.soort = 'plaatsing' AND CAST(g.waarde AS jsonb) ->> 'id' = :id ORDER BY l.volgnummer
"""
MELDING_FACTS = """
SELECT l.volgnummer FROM logboek l JOIN logboek_gegevens g USING (volgnummer)
WHERE l.soort = 'melding' AND CAST(g.waarde AS jsonb) ->> 'meldingsoort' = :soort
  AND CAST(g.waarde AS jsonb) ->> 'onderwerp' = ANY(:about) ORDER BY l.volgnummer
"""


async def race(dienst: Dienst, act: Act, soort: str, rng: random.Random, *, later_s: float) -> tuple[Reserved, int]:
    """One household, its term running out in a moment, somebody who acts then, tickers that look all the time."""
    one = await reserve(dienst, huishouden=SMALL)
    if soort == "aankomst_uitgebleven":
        expect(await _confirm(one), 200)
    key = one.plaatsing["id"]
    if soort == "reservering_vervalt":
        for statement in LAPSES:
            await dienst.sql(statement, **({"s": AHEAD_S, "id": key} if ":s" in statement else {"id": key}))
    else:
        await dienst.sql(
            "UPDATE termijn SET op = clock_timestamp() + make_interval(secs => :s) WHERE soort = :soort AND sleutel = :id",
            s=AHEAD_S,
            soort=soort,
            id=key,
        )
    done = asyncio.Event()

    async def tick() -> None:
        while not done.is_set():
            try:
                await fire_termijnen(dienst.database)
            except EvenNiet:
                continue
            await asyncio.sleep(LOOK_S)

    async with asyncio.TaskGroup() as group:
        for _ in range(TICKERS):
            group.create_task(tick())
        await asyncio.sleep(AHEAD_S + later_s + rng.uniform(-2 * SPREAD_S, SPREAD_S / 4))
        answer = await act(one)
        await asyncio.sleep(SPREAD_S)
        done.set()
    return one, answer.status_code


async def judge(dienst: Dienst, name: str, soort: str, one: Reserved, status: int) -> tuple[str, list[str]]:
    """Who was first by the logboek, and every contradiction between it, the answer and the row."""
    key, wrong = one.plaatsing["id"], []
    facts = await dienst.sql(PLAATSING_FACTS, id=key)
    ours = [
        fact for fact in facts if fact.feit["status"] == DID[name] or (fact.feit.get(DID[name]) and name == "accept")
    ]
    if soort == "reservering_vervalt":
        lapsed = [fact for fact in facts if fact.feit["status"] == "vervallen"]
        if name == "withdraw":
            # An aanvraag can be withdrawn before and after its reservering lapses; that happens at most once.
            wrong += ["refused"] if status != 200 else []
        elif (status == 200) == bool(lapsed) or (status == 200) != bool(ours):
            wrong.append(f"answered {status}, {len(lapsed)} lapses, {len(ours)} confirmations")
        wrong += ["lapsed twice"] if len(lapsed) > 1 else []
        return "term" if lapsed else "person", wrong
    told = await dienst.sql(MELDING_FACTS, soort=soort, about=[key, one.aanvraag["id"]])
    first = min((fact.volgnummer for fact in ours), default=None)
    wrong += [f"answered {status}"] if status != 200 or first is None else []
    wrong += ["told after it was done"] if first and any(row.volgnummer > first for row in told) else []
    wrong += ["told twice"] if len(told) > (2 if soort == "aankomst_uitgebleven" else 1) else []
    return "term" if told else "person", wrong


async def run_races(
    urls: Urls, name: str, tries: int = TRIES, *, later_s: float = 0.0
) -> tuple[Counter[str], list[str]]:
    """Who was first how often, and every contradiction; with `later_s` people act so much later."""
    act, soort = CASES[name]
    rng, outcomes, wrong = random.Random(SEED), Counter[str](), []
    async with serve(urls.app, urls.migrator, ticking=False) as dienst:
        await dienst.add_plaatsen(*[{}] * (tries + 2))
        for _ in range(tries):
            one, status = await race(dienst, act, soort, rng, later_s=later_s)
            outcome, found = await judge(dienst, name, soort, one, status)
            outcomes[outcome] += 1
            wrong += found
    return outcomes, wrong


@pytest.mark.parametrize("name", CASES)
async def test_t20_in_the_same_moment_there_is_one_outcome(kaal: Urls, name: str) -> None:
    outcomes, wrong = await run_races(kaal, name)
    report(
        f"T20 {name} tegen {CASES[name][1]}: {TRIES} keer, mens eerst {outcomes['person']}, termijn eerst"
        f" {outcomes['term']}, tegenstrijdig {len(wrong)} (seed {SEED})"
    )
    assert wrong == []
    assert (
        await check_invariants(kaal.migrator)
        + ([] if CASES[name][1] == "reservering_vervalt" else await check_facts(kaal.migrator))
        == []
    )


async def test_t20_a_term_that_does_not_look_again_is_found_by_the_same_check(
    kaal: Urls, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The walls removed: nobody is locked out while a reservering lapses, and its claim can be kept after its term."""

    async def look_once(tx: Transactie, plaatsing: UUID, aanvraag: UUID, _streken: set[str]) -> Gebonden:
        known = (
            await tx.session.get_one(tables.Aanvraag, aanvraag),
            await tx.session.get_one(tables.Plaatsing, plaatsing),
        )
        await asyncio.sleep(OPEN_S)
        return Gebonden(*known)

    async def lock_nothing(_tx: Transactie, streken: set[str]) -> set[str]:
        return streken

    after_its_term = claims.KEEP.replace(" AND verloopt_op > clock_timestamp()", "")
    assert after_its_term != claims.KEEP
    monkeypatch.setattr(claims, "KEEP", after_its_term)
    monkeypatch.setattr(lapse_reserveringen, "lock_pair", look_once)
    monkeypatch.setattr(lapse_reserveringen, "lock_free_streken", lock_nothing)
    _, wrong = await run_races(kaal, "confirm", 5, later_s=SPREAD_S)
    report(f"T20 zonder sloten: {wrong}")
    assert wrong
