"""T3: two opvangorganisaties plan the last spare crisisplaats away at the same moment. One may, the other may not."""

from collections.abc import Iterable
from uuid import UUID

import httpx2
import pytest

from capacity_service.actions import change_plaats, set_plaatsstatus
from capacity_service.store import logboek
from capacity_service.store.database import Transactie
from capacity_service.store.toestand import read_plaatsen
from tests.conftest import MakeDatabase, Urls
from tests.faults.invariants import check_facts, check_invariants
from tests.faults.races import (
    LONG,
    Meeting,
    Verslag,
    empty_country,
    log_in,
    problem_of,
    remove_locks,
    serve_instances,
    start_together,
)
from tests.land import Dienst, Json, in_hours, run_sql

pytestmark = pytest.mark.faults

SEED = 20261121
ROUNDS = 200 if LONG else 10
LEFT = """
SELECT count(*) AS n FROM plaats p LEFT JOIN claim c ON c.plaats_id = p.id
WHERE p.soort = 'crisisplaats' AND p.verwijderd_op IS NULL AND c.soort IS DISTINCT FROM 'buiten_gebruik'
"""
WALLS = ("claim_keeps_minimum ON claim", "uitname_keeps_minimum ON uitname", "plaats_keeps_minimum ON plaats")


async def take_away(client: httpx2.AsyncClient, plaats: str, revisie: int, *, forever: bool) -> httpx2.Response:
    """Plan an own place out of service: for good, or for a while."""
    headers = {"If-Match": f'"{revisie}"'}
    if forever:
        return await client.delete(f"/plaatsen/{plaats}", headers=headers)
    body = {"status": "buiten_gebruik", "waargenomenOp": in_hours(0), "reden": "onderhoud"}
    return await client.put(f"/plaatsen/{plaats}/status", json=body, headers=headers)


async def race_to_withdraw(urls: Urls, diensten: list[Dienst], verslag: Verslag, *, rounds: int) -> None:
    """Of two that together would leave one crisisplaats, exactly one is refused, naming the minimum."""
    houses = [await log_in(diensten, "opvang", nth=nth) for nth in range(2)]
    for turn in range(rounds):
        await empty_country(diensten[0].owner)
        await diensten[0].add_plaatsen({}, opvang=houses[0][0])
        pair = [houses[n][(turn + n) % len(diensten)] for n in range(2)]
        targets = [(await diensten[0].add_plaatsen({}, opvang=client))[0] for client in pair]
        calls = [
            take_away(client, target["id"], target["revisie"], forever=(turn + n) % 3 == 0)
            for n, (client, target) in enumerate(zip(pair, targets, strict=True))
        ]
        told = sorted(problem_of(answer) for answer in await start_together(verslag, calls))
        verslag.expect(told == ["", "minimum_plaatsen"], f"scheef: {told} in ronde {turn}")
        (left,) = await diensten[0].sql(LEFT)
        verslag.expect(left.n == 2, f"scheef: {left.n} crisisplaatsen over in ronde {turn}")
        verslag.faults += await check_invariants(urls.migrator) + await check_facts(urls.migrator)


async def test_t3_two_houses_never_leave_fewer_than_the_minimum(kaal: Urls) -> None:
    verslag = Verslag("T3 minimum", SEED)
    async with serve_instances(kaal) as diensten:
        await race_to_withdraw(kaal, diensten, verslag, rounds=ROUNDS)
    print(verslag.tell())  # noqa: T201
    assert verslag.faults == []


async def test_t3_sees_the_skew_without_the_locks(make_database: MakeDatabase, monkeypatch: pytest.MonkeyPatch) -> None:
    """The constraint alone counts what the other has not committed yet: both may, and one place is left."""
    verslag, others = Verslag("T3 zonder sloten", SEED), Meeting(2)

    async def meet_first(tx: Transactie, ids: Iterable[UUID]) -> list[Json]:
        if tx.changes.gebeurtenis != "plaatsen_toegevoegd":
            await others.meet()
        return await read_plaatsen(tx, ids)

    async with make_database("kaal") as urls, serve_instances(urls) as diensten:
        remove_locks(monkeypatch)
        monkeypatch.setattr(logboek, "read_plaatsen", meet_first)
        await race_to_withdraw(urls, diensten, verslag, rounds=1)
    print(verslag.tell())  # noqa: T201
    assert any(fault.startswith("scheef") for fault in verslag.faults)


async def test_t3_sees_the_loss_without_the_check_and_the_constraint(
    make_database: MakeDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The service knows the minimum of today, the constraint the outer bound: either of them would refuse."""
    verslag = Verslag("T3 zonder controle en constraint", SEED)

    async def let_pass(_tx: Transactie, _code: str) -> None:
        pass

    for module in (change_plaats, set_plaatsstatus):
        monkeypatch.setattr(module, "check_plan", let_pass)
    async with make_database("kaal") as urls, serve_instances(urls) as diensten:
        for wall in WALLS:
            await run_sql(diensten[0].owner, f"DROP TRIGGER {wall}")
        await race_to_withdraw(urls, diensten, verslag, rounds=1)
    print(verslag.tell())  # noqa: T201
    assert any(fault.startswith("scheef") for fault in verslag.faults)
