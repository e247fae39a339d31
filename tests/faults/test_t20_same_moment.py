"""T20: a person acts in the millisecond in which the term runs out. There is one outcome, and the logboek says which.

On three instances, each of which looks for what is due, while a crowd with older danger asks for the same one place.
"""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import httpx2
import pytest

from capacity_service.actions import lapse_reserveringen
from capacity_service.actions.fire_termijnen import fire_termijnen
from capacity_service.domain.errors import EvenNiet
from capacity_service.store import claims, tables
from capacity_service.store.database import Transactie
from capacity_service.store.plaatsingen import Gebonden
from tests.actions.scene import Reserved, post
from tests.conftest import Urls
from tests.faults.figures import LONG, report
from tests.faults.invariants import check_facts, check_invariants
from tests.faults.races import INSTANCES, Verslag, empty_country, log_in, serve_instances
from tests.land import Dienst, expect, in_hours, make_aanvraag

pytestmark = pytest.mark.faults

TRIES = 125 if LONG else 6
AHEAD_S = 0.12
SPREAD_S = 0.04
CROWD = 12
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

PROMISED = """
SELECT (SELECT count(*) FROM plaatsing WHERE status IN ('gereserveerd', 'bevestigd', 'aangekomen')) AS promised,
       (SELECT count(*) FROM claim) AS places
"""
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


@dataclass
class Wereld:
    """Three instances, who is logged in on each, and what the races came to."""

    urls: Urls
    diensten: list[Dienst]
    verslag: Verslag
    rng: random.Random
    clients: dict[str, list[httpx2.AsyncClient]] = field(default_factory=dict)
    outcomes: Counter[str] = field(default_factory=Counter)

    async def begin(self, instance: int) -> Reserved:
        """One place in the whole country, and one household that has it; who is about it is at this instance."""
        if not self.clients:
            self.clients = {rol: await log_in(self.diensten, rol) for rol in ("coordinator", "opvang")}
        await self.verslag.count_batches(self.diensten[0])
        await empty_country(self.diensten[0].owner)
        coordinator, opvang = (self.clients[rol][instance] for rol in ("coordinator", "opvang"))
        await self.diensten[0].add_plaatsen({}, opvang=opvang)
        aanvraag = expect(await coordinator.post("/aanvragen", json=make_aanvraag(huishouden=SMALL)), 201)
        return Reserved(coordinator, opvang, aanvraag)

    async def ask(self, delay_s: float) -> None:
        """Others want the place too, and are in danger for longer; each instance takes a part of them together."""
        await asyncio.sleep(delay_s)
        sent = make_aanvraag(huishouden=SMALL, vastgesteldOp=in_hours(-2))
        calls = [self.clients["coordinator"][n % INSTANCES].post("/aanvragen", json=sent) for n in range(CROWD)]
        answers = await asyncio.gather(*calls)
        self.verslag.expect(all(a.status_code == 201 for a in answers), "verloren: een aanvraag is niet vastgelegd")
        self.verslag.tries += CROWD


async def race(wereld: Wereld, act: Act, soort: str, instance: int, *, later_s: float) -> tuple[Reserved, int]:
    """One household, its term running out in a moment, somebody who acts then, tickers that look all the time."""
    one, sql = await wereld.begin(instance), wereld.diensten[0].sql
    if soort == "aankomst_uitgebleven":
        expect(await _confirm(one), 200)
    key = one.plaatsing["id"]
    if soort == "reservering_vervalt":
        for statement in LAPSES:
            await sql(statement, **({"s": AHEAD_S, "id": key} if ":s" in statement else {"id": key}))
    else:
        await sql(
            "UPDATE termijn SET op = clock_timestamp() + make_interval(secs => :s) WHERE soort = :soort AND sleutel = :id",
            s=AHEAD_S,
            soort=soort,
            id=key,
        )
    done = asyncio.Event()

    async def tick(dienst: Dienst) -> None:
        while not done.is_set():
            try:
                await fire_termijnen(dienst.database)
            except EvenNiet:
                continue
            await asyncio.sleep(LOOK_S)

    async with asyncio.TaskGroup() as group:
        for dienst in wereld.diensten:
            group.create_task(tick(dienst))
        crowd = group.create_task(wereld.ask(AHEAD_S + wereld.rng.uniform(-2 * SPREAD_S, SPREAD_S)))
        await asyncio.sleep(AHEAD_S + later_s + wereld.rng.uniform(-3 * SPREAD_S, SPREAD_S / 4))
        began = time.perf_counter()
        answer = await act(one)
        wereld.verslag.seconds.append(time.perf_counter() - began)
        await crowd
        await asyncio.sleep(SPREAD_S)
        done.set()
    wereld.verslag.tries += 1
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
            wrong += ["tegenstrijdig: geweigerd"] if status != 200 else []
        elif (status == 200) == bool(lapsed) or (status == 200) != bool(ours):
            wrong.append(f"tegenstrijdig: antwoord {status}, {len(lapsed)} keer vervallen, {len(ours)} keer bevestigd")
        wrong += ["tegenstrijdig: twee keer vervallen"] if len(lapsed) > 1 else []
        return "term" if lapsed else "person", wrong
    told = await dienst.sql(MELDING_FACTS, soort=soort, about=[key, one.aanvraag["id"]])
    first = min((fact.volgnummer for fact in ours), default=None)
    wrong += [f"tegenstrijdig: antwoord {status}"] if status != 200 or first is None else []
    wrong += (
        ["tegenstrijdig: verteld nadat het gedaan was"] if first and any(row.volgnummer > first for row in told) else []
    )
    wrong += ["tegenstrijdig: twee keer verteld"] if len(told) > (2 if soort == "aankomst_uitgebleven" else 1) else []
    return "term" if told else "person", wrong


async def run_races(urls: Urls, verslag: Verslag, name: str, tries: int = TRIES, *, later_s: float = 0.0) -> str:
    """Who was first how often, with every contradiction in `verslag`; with `later_s` people act so much later."""
    act, soort = CASES[name]
    async with serve_instances(urls) as diensten:
        wereld = Wereld(urls, diensten, verslag, random.Random(verslag.seed))
        for number in range(tries):
            one, status = await race(wereld, act, soort, number % INSTANCES, later_s=later_s)
            outcome, found = await judge(diensten[0], name, soort, one, status)
            wereld.outcomes[outcome] += 1
            (row,) = await diensten[0].sql(PROMISED)
            verslag.expect((row.promised, row.places) == (1, 1), f"dubbel: {row.promised} om een plaats")
            verslag.faults += found + await check_invariants(urls.migrator)
            if soort != "reservering_vervalt":
                verslag.faults += await check_facts(urls.migrator)
        await verslag.count_batches(diensten[0])
    return f"{verslag.tell()}; mens eerst {wereld.outcomes['person']}, termijn eerst {wereld.outcomes['term']}"


@pytest.mark.parametrize("name", CASES)
async def test_t20_in_the_same_moment_there_is_one_outcome(kaal: Urls, name: str) -> None:
    verslag = Verslag(f"T20 {name} tegen {CASES[name][1]}", SEED)
    report(await run_races(kaal, verslag, name))
    assert verslag.faults == []
    assert verslag.crowded


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
    verslag = Verslag("T20 zonder sloten", SEED)
    report(await run_races(kaal, verslag, "confirm", 5, later_s=SPREAD_S))
    assert any(fault.startswith("tegenstrijdig") for fault in verslag.faults)
